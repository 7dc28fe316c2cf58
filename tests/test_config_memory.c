/* Every allocation of reading a config fails once, and from some point on all of them: never a
 * crash, a leak, or a success that lost something. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runner/config/expression.h"
#include "runner/config/number.h"
#include "runner/config/yaml.h"

#if defined(__SANITIZE_ADDRESS__) /* it replaces the allocator itself */
int main(void)
{
    puts("ok - # SKIP the address sanitizer owns the allocator");
    return 0;
}
#else

/* ---- an allocator that fails on demand ---------------------------------------------------- */

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);
void __libc_free(void *block);

static long asked, fail_at,
    live;            /* allocations since start; which fails (0: none); not yet freed */
static bool fail_on; /* all later ones too */

static bool refuses(void)
{
    asked++;
    bool refused = fail_at && (asked == fail_at || (fail_on && asked > fail_at));
    if (refused)
        errno = ENOMEM;
    return refused;
}

static void *counted(void *block)
{
    live += block != NULL;
    return block;
}

void *malloc(size_t size)
{
    return refuses() ? NULL : counted(__libc_malloc(size));
}

void *calloc(size_t count, size_t size)
{
    return refuses() ? NULL : counted(__libc_calloc(count, size));
}

void *realloc(void *block, size_t size)
{
    if (refuses())
        return NULL;
    void *moved = __libc_realloc(block, size);
    live += !block && moved;
    return moved;
}

void free(void *block)
{
    live -= block != NULL;
    __libc_free(block);
}

/* ---- what is tried ------------------------------------------------------------------------ */

static FILE *nowhere;

static Status parse_file(const char *text)
{
    Source s = { 0 };
    Node *root = NULL;
    Messages *m = messages_new();
    Status st = m ? source_copy(&s, "t", text, strlen(text), NULL) : ERR_MEMORY;
    if (st == OK)
        st = yaml_parse(&s, m, &root);
    if (st == ERR_CONFIG && messages_count(m) == 0)
        st = OK; /* refused without a word: a success that lost something */
    messages_print(m, nowhere, true);
    node_free(root);
    messages_free(m);
    source_free(&s);
    return st;
}

static Status read_good(void)
{
    return parse_file(
        "a: [1, 'two', {three: 3}]\nb: |\n  text\nc: {d: , e: [], f: 1, g: 2, h: 3}\n");
}

static Status read_bad(void)
{
    return parse_file("a: &x 1\na: *x\nb: [1, 2\nc: 3\n") == ERR_MEMORY ? ERR_MEMORY : OK;
}

static Status merge(void)
{
    static const char a[] = "{a: {b: 1, c: 2}, d: {from: 1, to: 2, step: 1}, e: 5}";
    static const char b[] = "a.\"c\"={x: [1, 2, 3], y: 4}";
    Source s = { 0 }, t = { 0 };
    Node *base = NULL, *over = NULL;
    Status st = source_copy(&s, "s", a, strlen(a), NULL);
    if (st == OK)
        st = source_copy(&t, "t", b, strlen(b), NULL);
    if (st == OK)
        st = yaml_parse(&s, NULL, &base);
    if (st == OK)
        st = yaml_parse_assignment(&t, NULL, &over);
    if (st == OK)
        st = node_merge(&base, over, NULL);
    if (st == OK && !node_get(node_get(node_get(base, "a"), "c"), "y"))
        st = ERR_CONFIG; /* lost */
    node_free(base);
    node_free(over);
    source_free(&s);
    source_free(&t);
    return st;
}

static Status expression(void)
{
    static const char text[] =
        "a > 1 and b == 'word' and min(c, 2, 3) < 4 or d + e + f + g + h + i + j != 0";
    Messages *m = messages_new();
    Expression *e = expression_parse(text, (Place){ 0 }, NULL, m);
    Status st = e ? OK : messages_count(m) || !m ? ERR_MEMORY : ERR_CONFIG;
    if (e && expression_names(e) != 10)
        st = ERR_CONFIG;
    expression_free(e);
    messages_free(m);
    return st;
}

static Status range(void)
{
    static const char *const texts[][3] = {
        { "0.1", "0.9", "0.1" }, { "0", "1", "7" }, { "1", "2", "7" }, { "1", "8", "2" }
    };
    Status st = OK;
    for (int kind = 0; kind < 4; kind++) {
        double *values;
        int64_t count;
        char why[160];
        if (number_range((RangeKind)kind, texts[kind][0], texts[kind][1], texts[kind][2], 100,
                         &values, &count, why))
            st = ERR_MEMORY;
        free(values);
    }
    return st;
}

static Status read_from_disk(void)
{
    Source s;
    Error err;
    Status st = source_read(&s, "/etc/passwd", 1 << 20, &err);
    source_free(&s);
    return st;
}

/* ---- trying it ---------------------------------------------------------------------------- */

/* Runs with the n-th allocation failing, for every n there is. */
static void fail_everywhere(Status (*run)(void))
{
    asked = fail_at = 0;
    run(); /* what is allocated once and kept, such as buffers of the C library */
    asked = 0;
    assert_int_equal(run(), OK);
    long total = asked;
    assert_true(total > 0);
    for (int on = 0; on < 2; on++)
        for (long n = 1; n <= total; n++) {
            long before = live;
            asked = 0;
            fail_on = on;
            fail_at = n;
            Status st = run();
            fail_at = 0;
            if (st != ERR_MEMORY && st != OK)
                fail_msg("allocation %ld of %ld: status %d", n, total, st);
            if (live != before)
                fail_msg("allocation %ld of %ld: %ld blocks leak", n, total, live - before);
            if (on && st == OK && run != read_bad)
                fail_msg("allocations from %ld of %ld on fail, and nobody notices", n, total);
        }
}

static void reading(void **state)
{
    (void)state;
    fail_everywhere(read_good);
    fail_everywhere(read_from_disk);
}

static void reporting(void **state)
{
    (void)state;
    fail_everywhere(read_bad);
}

static void merging(void **state)
{
    (void)state;
    fail_everywhere(merge);
}

static void expressions(void **state)
{
    (void)state;
    fail_everywhere(expression);
}

static void ranges(void **state)
{
    (void)state;
    fail_everywhere(range);
}

int main(void)
{
    nowhere = fopen("/dev/null", "w");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reading),     cmocka_unit_test(reporting), cmocka_unit_test(merging),
        cmocka_unit_test(expressions), cmocka_unit_test(ranges),
    };
    return nowhere ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
#endif
