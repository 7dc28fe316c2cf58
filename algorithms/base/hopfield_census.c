/* hopfield_census.c - see hopfield_census.h. */
#include "algorithms/base/hopfield_census.h"

#include <stdlib.h>
#include <string.h>

enum { BLOCK = 1 << 15 }; /* states visited at a stretch */

void census_hebb(CensusNet *net, const int8_t *xi, int64_t patterns, int neurons,
                 const int16_t *bias)
{
    memset(net, 0, sizeof *net);
    net->neurons = neurons;
    for (int64_t p = 0; p < patterns; p++)
        for (int i = 0; i < neurons; i++)
            for (int j = 0; j < neurons; j++)
                if (i != j)
                    net->weight[i][j] =
                        (int16_t)(net->weight[i][j] + xi[p * neurons + i] * xi[p * neurons + j]);
    for (int i = 0; bias && i < neurons; i++)
        net->bias[i] = bias[i];
}

static int sign_of(uint32_t state, int i)
{
    return state >> i & 1 ? 1 : -1;
}

int32_t census_energy(const CensusNet *net, uint32_t state)
{
    int32_t energy = 0;
    for (int i = 0; i < net->neurons; i++) {
        energy -= net->bias[i] * sign_of(state, i);
        for (int j = i + 1; j < net->neurons; j++)
            energy -= net->weight[i][j] * sign_of(state, i) * sign_of(state, j);
    }
    return energy;
}

int32_t census_field(const CensusNet *net, uint32_t state, int i)
{
    int32_t field = net->bias[i];
    for (int j = 0; j < net->neurons; j++)
        field += net->weight[i][j] * sign_of(state, j);
    return field;
}

static bool is_strict(const CensusNet *net, uint32_t state)
{
    for (int i = 0; i < net->neurons; i++)
        if (census_field(net, state, i) == 0)
            return false;
    return true;
}

static int by_energy(const void *a_, const void *b_)
{
    const CensusState *a = a_, *b = b_;
    if (a->energy != b->energy)
        return a->energy < b->energy ? -1 : 1;
    return a->state < b->state ? -1 : a->state > b->state;
}

static bool biased(const CensusNet *net)
{
    for (int i = 0; i < net->neurons; i++)
        if (net->bias[i] != 0)
            return true;
    return false;
}

/* Appends `count` minima and, if asked, their mirrors. */
static Status append(Census *c, int64_t *room, const CensusState *found, int64_t count,
                     uint32_t mirror, Error *err)
{
    const int64_t more = mirror ? 2 * count : count;
    if (c->count + more > *room) {
        const int64_t want = 2 * (c->count + more) + 64;
        CensusState *larger = realloc(c->minima, (size_t)want * sizeof *larger);
        if (!larger)
            return error_set(err, ERR_MEMORY, "no memory for %lld minima", (long long)want);
        c->minima = larger;
        *room = want;
    }
    for (int64_t k = 0; k < count; k++) {
        c->minima[c->count++] = found[k];
        if (mirror)
            c->minima[c->count++] = (CensusState){ found[k].state ^ mirror, found[k].energy };
    }
    return OK;
}

Status census_init(Census *c, const CensusNet *net, int threads,
                   bool (*stopping)(const void *context), const void *context, Error *err)
{
    const CensusKernels *kernels = hopfield_census_kernels[cpu_level()];
    const bool whole = biased(net) || net->neurons == 1;
    const int64_t states = (int64_t)1 << (whole ? net->neurons : net->neurons - 1);
    const int64_t block = states < BLOCK ? states : BLOCK, blocks = states / block;
    const uint32_t mirror = whole ? 0 : (uint32_t)(2 * states - 1);
    int64_t room = 0;
    Status status = OK;
    *c = (Census){ 0 };
#pragma omp parallel num_threads(threads) if (threads > 1 && blocks > 1)
    {
        CensusState *found = malloc((size_t)block * sizeof *found);
#pragma omp for schedule(dynamic)
        for (int64_t b = 0; b < blocks; b++) {
            int64_t count = found && !(stopping && stopping(context))
                                ? kernels->walk(net, (uint32_t)(b * block), block, found)
                                : -1;
#pragma omp critical(hopfield_census)
            if (status == OK && count < 0)
                status = error_set(err, found ? ERR_STOPPED : ERR_MEMORY,
                                   "the census ended after %lld of %lld states",
                                   (long long)(b * block), (long long)states);
            else if (status == OK)
                status = append(c, &room, found, count, mirror, err);
        }
        free(found);
    }
    if (status != OK) {
        census_free(c);
        return status;
    }
    if (c->count > 0)
        qsort(c->minima, (size_t)c->count, sizeof *c->minima, by_energy);
    for (int64_t k = 0; k < c->count; k++)
        c->strict += is_strict(net, c->minima[k].state);
    return OK;
}

void census_free(Census *c)
{
    free(c->minima);
    *c = (Census){ 0 };
}
