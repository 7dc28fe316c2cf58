/* hopfield_fields.c - see hopfield_fields.h. */
#include "algorithms/base/hopfield_fields.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

/* Vectors with their probabilities: a table by open addressing. A key holds one byte a neuron, its
 * value plus ZERO, ascending; no vector has the key 0. */
enum { ZERO = 128, FIRST_SIZE = 1 << 10 };

typedef struct {
    uint64_t key;
    double chance;
} Slot;

typedef struct {
    Slot *slot;
    size_t size, used; /* size is a power of two */
} Layer;

static Status layer_init(Layer *l, size_t size, Error *err)
{
    *l = (Layer){ calloc(size, sizeof *l->slot), size, 0 };
    return l->slot ? OK : error_set(err, ERR_MEMORY, "no memory for the law of the fields");
}

static Slot *find(const Layer *l, uint64_t key)
{
    size_t at = (size_t)((key * 0x9e3779b97f4a7c15u) >> 32) & (l->size - 1);
    while (l->slot[at].key && l->slot[at].key != key)
        at = (at + 1) & (l->size - 1);
    return &l->slot[at];
}

static Status layer_add(Layer *l, uint64_t key, double chance, Error *err)
{
    if (2 * l->used >= l->size) {
        Layer wide;
        const Status status = layer_init(&wide, 4 * l->size, err);
        if (status != OK)
            return status;
        for (size_t k = 0; k < l->size; k++)
            if (l->slot[k].key)
                *find(&wide, l->slot[k].key) = l->slot[k];
        wide.used = l->used;
        free(l->slot);
        *l = wide;
    }
    Slot *s = find(l, key);
    l->used += s->key == 0;
    s->key = key;
    s->chance += chance;
    return OK;
}

/* ---- vectors -------------------------------------------------------------------------------- */

static uint64_t pack(int *value, int n)
{
    uint64_t key = 0;
    for (int i = 1; i < n; i++)
        for (int k = i; k > 0 && value[k] < value[k - 1]; k--) {
            const int swap = value[k];
            value[k] = value[k - 1];
            value[k - 1] = swap;
        }
    for (int i = 0; i < n; i++)
        key = key << 8 | (uint64_t)(value[i] + ZERO);
    return key;
}

static void unpack(uint64_t key, int *value, int n)
{
    for (int i = n - 1; i >= 0; i--, key >>= 8)
        value[i] = (int)(key & 0xff) - ZERO;
}

/* All vectors that one more pattern, or its mirror image, makes of `from`. `left` patterns follow,
 * each of which adds at most n - 1: what stays below zero in spite of them is dropped. */
static Status add_pattern(Layer *to, const Slot *from, int n, int left, Error *err)
{
    Status status = OK;
    int value[FIELDS_NEURONS] = { 0 };
    unpack(from->key, value, n);
    for (unsigned signs = 0; signs < 1u << n && status == OK; signs++) {
        int next[FIELDS_NEURONS], sum = -n;
        bool open = true;
        for (int i = 0; i < n; i++)
            sum += 2 * (int)(signs >> i & 1);
        if (sum < 0)
            continue;
        for (int i = 0; i < n; i++) {
            next[i] = value[i] + (signs >> i & 1 ? sum : -sum) - 1;
            open &= next[i] + left * (n - 1) >= 0;
        }
        if (open)
            status = layer_add(to, pack(next, n), ldexp(from->chance, (sum > 0) - n), err);
    }
    return status;
}

/* The layer after one more pattern in its place. */
static Status step(Layer *l, int n, int left, Error *err)
{
    Layer next;
    Status status = layer_init(&next, l->size, err);
    for (size_t k = 0; k < l->size && status == OK; k++)
        if (l->slot[k].key)
            status = add_pattern(&next, &l->slot[k], n, left, err);
    free(l->slot);
    *l = next;
    return status;
}

/* ---- means ---------------------------------------------------------------------------------- */

/* Probabilities that no neuron of a vector plus `more` is below zero: weak; strict if none is at
 * zero; fixed if all at zero are +1, each with probability 1/2. */
static void survivors(const Layer *l, int n, int more, double *weak, double *strict, double *fixed)
{
    *weak = *strict = *fixed = 0;
    for (size_t k = 0; k < l->size; k++) {
        int value[FIELDS_NEURONS] = { 0 }, ties = 0;
        if (!l->slot[k].key)
            continue;
        unpack(l->slot[k].key, value, n);
        if (value[0] + more < 0)
            continue;
        for (int i = 0; i < n; i++)
            ties += value[i] + more == 0;
        *weak += l->slot[k].chance;
        *strict += ties == 0 ? l->slot[k].chance : 0;
        *fixed += ldexp(l->slot[k].chance, -ties);
    }
}

Status fields_means(int neurons, int patterns, CensusMeans *means, Error *err)
{
    const int n = neurons;
    const double states = ldexp(1, n);
    int zero[FIELDS_NEURONS] = { 0 };
    double weak, strict, fixed;
    Layer l;
    *means =
        (CensusMeans){ .spurious = NAN, .mixtures = NAN, .stored_global = NAN, .all_global = NAN };
    Status status = layer_init(&l, FIRST_SIZE, err);
    if (status == OK)
        status = layer_add(&l, pack(zero, n), 1, err);
    for (int p = 1; p <= patterns && status == OK; p++) {
        if (p == patterns)
            survivors(&l, n, n - 1, &means->stored_minima, &strict, &means->stored_fixed);
        status = step(&l, n, patterns - p, err);
    }
    if (status == OK) {
        survivors(&l, n, 0, &weak, &strict, &fixed);
        means->minima = states * weak;
        means->strict = states * strict;
        means->fixed_points = states * fixed;
    }
    free(l.slot);
    return status;
}
