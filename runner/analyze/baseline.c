/* baseline.c - a baseline in memory: looking up, comparing two of them. See baseline.h */
#include "runner/analyze/baseline_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static Status no_memory(Error *err)
{
    return error_set(err, ERR_MEMORY, "memory ran out for a baseline");
}

/* Makes room for one more element. */
static bool grow(void *list, int64_t count, size_t size)
{
    void **at = list;
    if (count & (count - 1))
        return true; /* room is always a power of two */
    void *longer = realloc(*at, (size_t)(count > 0 ? 2 * count : 1) * size);
    if (longer)
        *at = longer;
    return longer != NULL;
}

Status baseline_add_number(Baseline *b, const BaselineNumber *number, Error *err)
{
    if (!grow(&b->numbers, b->number_count, sizeof *b->numbers))
        return no_memory(err);
    BaselineNumber *to = &b->numbers[b->number_count];
    *to = *number;
    to->name = strdup(number->name);
    to->because = number->because ? strdup(number->because) : NULL;
    b->number_count++;
    return to->name && (!number->because || to->because) ? OK : no_memory(err);
}

Status baseline_add_claim(Baseline *b, const char *id, const char *verdict, Error *err)
{
    if (!grow(&b->claims, b->claim_count, sizeof *b->claims))
        return no_memory(err);
    BaselineClaim *to = &b->claims[b->claim_count++];
    *to = (BaselineClaim){ strdup(id), strdup(verdict) };
    return to->id && to->verdict ? OK : no_memory(err);
}

Status baseline_add_digest(Baseline *b, const char *metric, Key digest, Error *err)
{
    if (!grow(&b->digests, b->digest_count, sizeof *b->digests))
        return no_memory(err);
    BaselineDigest *to = &b->digests[b->digest_count++];
    *to = (BaselineDigest){ strdup(metric), digest };
    return to->metric ? OK : no_memory(err);
}

void baseline_free(Baseline *b)
{
    for (int64_t i = 0; i < b->number_count; i++) {
        free(b->numbers[i].name);
        free(b->numbers[i].because);
    }
    for (int64_t i = 0; i < b->digest_count; i++)
        free(b->digests[i].metric);
    for (int64_t i = 0; i < b->claim_count; i++) {
        free(b->claims[i].id);
        free(b->claims[i].verdict);
    }
    free(b->numbers);
    free(b->digests);
    free(b->claims);
    free(b->experiment);
    free(b->profile);
    free(b->toolchain);
    free(b->accepted);
    *b = (Baseline){ 0 };
}

/* ---- order ----------------------------------------------------------------------------------- */

/* The first member of each row is its name. */
static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void sort(void *list, int64_t count, size_t size)
{
    if (count > 1)
        qsort(list, (size_t)count, size, by_name);
}

void baseline_sort(Baseline *b)
{
    sort(b->numbers, b->number_count, sizeof *b->numbers);
    sort(b->digests, b->digest_count, sizeof *b->digests);
    sort(b->claims, b->claim_count, sizeof *b->claims);
}

static const void *find(const void *list, int64_t count, size_t size, const char *name)
{
    return count > 0 ? bsearch(&name, list, (size_t)count, size, by_name) : NULL;
}

const BaselineNumber *baseline_number(const Baseline *b, const char *name)
{
    return find(b->numbers, b->number_count, sizeof *b->numbers, name);
}

const BaselineDigest *baseline_digest(const Baseline *b, const char *metric)
{
    return find(b->digests, b->digest_count, sizeof *b->digests, metric);
}

const char *baseline_claim(const Baseline *b, const char *id)
{
    const BaselineClaim *claim = find(b->claims, b->claim_count, sizeof *b->claims, id);
    return claim ? claim->verdict : NULL;
}

/* ---- use ------------------------------------------------------------------------------------- */

/* The first of the parts between `; ` that differs, in words. */
static void say_difference(const char *then, const char *now, char *text, size_t size)
{
    while (*then && *now) {
        size_t a = strcspn(then, ";"), b = strcspn(now, ";");
        if (a != b || memcmp(then, now, a) != 0) {
            snprintf(text, size, "`%.*s`, was `%.*s`", (int)b, now, (int)a, then);
            return;
        }
        then += a + strspn(then + a, "; ");
        now += b + strspn(now + b, "; ");
    }
    snprintf(text, size, "%s", *now ? now : "less is known of it");
}

BaselineUse baseline_use(const Baseline *b, const Baseline *now, char *text, size_t size)
{
    char what[400];
    if (!b) {
        snprintf(text, size, "no baseline");
        return BASELINE_ABSENT;
    }
    if (!key_equal(b->config, now->config)) {
        snprintf(text, size, "the baseline is of another config or version of the algorithm");
        return BASELINE_OTHER;
    }
    if (b->seed != now->seed) {
        snprintf(text, size, "another seed than the baseline's: compared by chance");
        return BASELINE_CHANCE;
    }
    if (strcmp(b->toolchain, now->toolchain) != 0) {
        say_difference(b->toolchain, now->toolchain, what, sizeof what);
        snprintf(text, size, "another toolchain than the baseline's: compared by tolerance (%s)",
                 what);
        return BASELINE_TOLERANCE;
    }
    snprintf(text, size, "the baseline's seed and toolchain: compared bit by bit");
    return BASELINE_BITS;
}
