/* experiment_text.c - see experiment_text.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "tests/experiment_text.h"

Experiment load(const char *text, const char *profile, const char *const *overrides)
{
    Experiment e;
    Messages *m = messages_new();
    Status st = experiment_parse("a/test.yml", text, strlen(text), profile, overrides, m, &e);
    if (st != OK) {
        messages_print(m, stderr, false);
        fail_msg("refused:\n%s", text);
    }
    assert_int_equal(messages_count(m), 0);
    messages_free(m);
    return e;
}

char *refuse(const char *text, const char *profile, const char *const *overrides, int64_t count)
{
    Experiment e, zero;
    char *printed = NULL;
    size_t size = 0;
    Messages *m = messages_new();
    Status st = experiment_parse("test.yml", text, strlen(text), profile, overrides, m, &e);
    FILE *out = open_memstream(&printed, &size);
    messages_print(m, out, false);
    fclose(out);
    if (st != ERR_CONFIG || messages_count(m) != count)
        fail_msg("status %d, %d messages:\n%s\n%s", st, (int)messages_count(m), printed, text);
    memset(&zero, 0, sizeof zero);
    assert_memory_equal(&e, &zero, sizeof e); /* nothing half loaded */
    experiment_free(&e);
    messages_free(m);
    return printed;
}

void expect(const char *text, const char *needle)
{
    if (!strstr(text, needle))
        fail_msg("\"%s\" is missing in\n%s", needle, text);
}
