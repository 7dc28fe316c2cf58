/* textbook_hopfield.c - see textbook_hopfield.h */
#include "tests/textbook_hopfield.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "algorithms/base/elementary.h"

static void *need(void *memory)
{
    if (!memory)
        abort();
    return memory;
}

void textbook_init(Textbook *t, RandomKey key, int64_t n, int64_t p, bool self_coupling)
{
    *t = (Textbook){ .n = n, .p = p, .key = key, .room = n };
    t->xi = need(calloc((size_t)(p * n), 1));
    t->w = need(calloc((size_t)(n * n), sizeof *t->w));
    t->y = need(calloc((size_t)n, 1));
    t->flip = need(calloc((size_t)t->room, sizeof *t->flip));
    RandomStream s = random_stream(key, "patterns");
    for (int64_t mu = 0; mu < p; mu++)
        for (int64_t i = 0; i < n; i++) {
            uint32_t word[4];
            random_block(&s, (uint64_t)(mu / 128) * 4294967296u + (uint64_t)i, word);
            bool up = word[mu % 128 / 32] >> (mu % 32) & 1;
            t->xi[mu * n + i] = up ? 1 : -1;
        }
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < n; j++)
            for (int64_t mu = 0; mu < p && (i != j || self_coupling); mu++)
                t->w[i * n + j] += t->xi[mu * n + i] * t->xi[mu * n + j];
}

void textbook_free(Textbook *t)
{
    free(t->xi);
    free(t->w);
    free(t->y);
    free(t->flip);
    *t = (Textbook){ 0 };
}

static RandomStream stream_of(const Textbook *t, const char *name)
{
    RandomStream s = random_stream(t->key, name);
    return random_substream(&s, (uint64_t)t->cue);
}

void textbook_cue(Textbook *t, int64_t cue, double m0)
{
    t->cue = cue;
    t->uphill = 0;
    memcpy(t->y, t->xi + cue * t->n, (size_t)t->n);
    RandomStream s = stream_of(t, "cue");
    int32_t *order = need(calloc((size_t)t->n, sizeof *order));
    random_permutation(&s, 0, t->n, order);
    for (int64_t k = 0; k < lround((1 - m0) * (double)t->n / 2); k++)
        t->y[order[k]] = (int8_t)-t->y[order[k]];
    free(order);
}

void textbook_order(const Textbook *t, char kind, int64_t sweep, int32_t *order)
{
    RandomStream s = stream_of(t, "order");
    if (kind == 'p')
        random_permutation(&s, (uint64_t)sweep, t->n, order);
    for (int64_t u = 0; u < t->n && kind != 'p'; u++) {
        uint32_t word[4];
        random_block(&s, (uint64_t)sweep * 4294967296u + (uint64_t)(u / 4), word);
        order[u] =
            kind == 's' ? (int32_t)u : (int32_t)((uint64_t)word[u % 4] * (uint64_t)t->n >> 32);
    }
}

/* N h_i */
static int64_t field(const Textbook *t, int64_t i)
{
    int64_t h = 0;
    for (int64_t j = 0; j < t->n; j++)
        h += t->w[i * t->n + j] * t->y[j];
    return h;
}

/* What N h_i must reach for +1 at visit u of a sweep: 0, or a logistic random number. */
static double barrier(const Textbook *t, double temperature, int64_t sweep, int64_t u)
{
    if (temperature == 0)
        return 0;
    uint32_t word[4];
    RandomStream s = stream_of(t, "heat");
    random_block(&s, (uint64_t)sweep * 4294967296u + (uint64_t)(u / 2), word);
    uint64_t half = word[u % 2 * 2] + (uint64_t)word[u % 2 * 2 + 1] * 4294967296u;
    double r = ((double)(half / 2048) + 0.5) / 9007199254740992.0;
    double logit = elementary_log(r) - elementary_log(1 - r);
    return nextafter((double)t->n * temperature / 2 * logit, INFINITY);
}

static void note(Textbook *t, int64_t i, int sign)
{
    t->y[i] = (int8_t)sign;
    t->flip[t->flips++] = (TextbookFlip){ (int32_t)i, sign };
}

void textbook_sweep(Textbook *t, const int32_t *order, double temperature, int64_t sweep)
{
    int64_t energy = textbook_energy(t);
    t->flips = 0;
    for (int64_t u = 0; u < t->n; u++) {
        const int64_t i = order[u];
        int sign = (double)field(t, i) >= barrier(t, temperature, sweep, u) ? 1 : -1;
        if (sign != t->y[i]) {
            note(t, i, sign);
            int64_t after = textbook_energy(t);
            t->uphill += after > energy;
            energy = after;
        }
    }
}

void textbook_step(Textbook *t, double temperature, int64_t sweep)
{
    int64_t before = textbook_energy(t);
    int8_t *next = need(calloc((size_t)t->n, 1));
    for (int64_t i = 0; i < t->n; i++)
        next[i] = (double)field(t, i) >= barrier(t, temperature, sweep, i) ? 1 : -1;
    t->flips = 0;
    for (int64_t i = 0; i < t->n; i++)
        if (next[i] != t->y[i])
            note(t, i, next[i]);
    t->uphill += textbook_energy(t) > before;
    free(next);
}

bool textbook_stable(const Textbook *t)
{
    for (int64_t i = 0; i < t->n; i++)
        if ((field(t, i) >= 0 ? 1 : -1) != t->y[i])
            return false;
    return true;
}

int64_t textbook_energy(const Textbook *t)
{
    int64_t sum = 0;
    for (int64_t i = 0; i < t->n; i++)
        sum -= field(t, i) * t->y[i];
    return sum;
}

int64_t textbook_overlap(const Textbook *t, int64_t p)
{
    int64_t sum = 0;
    for (int64_t i = 0; i < t->n; i++)
        sum += t->xi[p * t->n + i] * t->y[i];
    return sum;
}
