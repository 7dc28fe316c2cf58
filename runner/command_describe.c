/* command_describe.c - hebb describe: an algorithm's documentation, from its tables. */
#include <math.h>
#include <string.h>

#include "runner/command.h"

static const OptionRow options[] = { COMMON_OPTIONS, { 0 } };

enum { COLUMNS = 100 };

/* Prints a paragraph wrapped at COLUMNS; its first line starts at column `at`, others at `indent`.
 */
static void print_wrapped(const char *text, int indent, int at)
{
    while (*text) {
        int size = (int)strcspn(text, " \n");
        if (at > indent && at + 1 + size > COLUMNS) {
            printf("\n%*s", indent, "");
            at = indent;
        } else if (at > indent) {
            putchar(' ');
            at++;
        }
        printf("%.*s", size, text);
        at += size;
        text += size;
        text += *text != '\0';
    }
    putchar('\n');
}

static void print_param(const Param *p, int width)
{
    static const char *const types[] = { "bool", "choice", "int", "real", "text" };
    char range[512];
    printf("  %-*s  %-6s  ", width, p->name, types[p->type]);
    int at = width + 12;
    at += printf("%s; ", param_range_text(p, range, sizeof range));
    at += p->def ? printf("default %s", *p->def ? p->def : "''") : printf("required");
    bool unit = strcmp(p->unit, "1") != 0;
    if (unit)
        at += printf("; [%s]", p->unit);
    if (at + 2 + (int)strlen(p->help) > COLUMNS) {
        printf("\n%*s", width + 12, "");
        at = width + 12;
    } else if (!unit) {
        at += printf(";");
    }
    print_wrapped(p->help, width + 12, at);
}

static void print_metric(const Metric *m, int width)
{
    static const char *const kinds[] = { "measured", "timing", "theory" };
    char name[256];
    int n = snprintf(name, sizeof name, "%s", m->name);
    for (int d = 0; d < METRIC_MAX_DIMS && m->dims[d]; d++)
        n += snprintf(name + n, sizeof name - (size_t)n, "%s%s", d ? "," : "[", m->dims[d]);
    if (m->dims[0])
        snprintf(name + n, sizeof name - (size_t)n, "]");
    printf("  %-*s  %-8s  ", width, name, kinds[m->kind]);
    int at = width + 12 + 2;
    if (strcmp(m->unit, "1") != 0)
        at += printf("[%s] ", m->unit);
    print_wrapped(m->help, width + 14, at);
    if (m->source)
        printf("%*ssource: %s\n", width + 14, "", m->source);
}

static int param_width(const Param *p)
{
    int width = 0;
    for (; p->name; p++)
        width = (int)strlen(p->name) > width ? (int)strlen(p->name) : width;
    return width;
}

static int metric_width(const Metric *m)
{
    int width = 0;
    for (; m->name; m++) {
        int n = (int)strlen(m->name);
        for (int d = 0; d < METRIC_MAX_DIMS && m->dims[d]; d++)
            n += (int)strlen(m->dims[d]) + (d ? 1 : 2);
        width = n > width ? n : width;
    }
    return width;
}

static void describe(const Algorithm *a)
{
    printf("%s  %s (version %d)\n", a->name, a->summary, a->version);
    if (a->about) {
        printf("\n");
        print_wrapped(a->about, 0, 0);
    }
    printf("\nparameters\n");
    for (const Param *p = a->params; p->name; p++)
        print_param(p, param_width(a->params));
    if (a->dimensions && a->dimensions->name) {
        printf("\ndimensions of array metrics\n");
        for (const Dimension *d = a->dimensions; d->name; d++)
            printf("  %-*s  %s%s%s%s\n", param_width(a->params), d->name, d->help,
                   strcmp(d->unit, "1") ? " [" : "", strcmp(d->unit, "1") ? d->unit : "",
                   strcmp(d->unit, "1") ? "]" : "");
    }
    printf("\nmetrics\n");
    for (const Metric *m = a->metrics; m->name; m++)
        print_metric(m, metric_width(a->metrics));
    if (a->exclusive)
        printf("\nmeasures time: nothing else runs beside a trial\n");
    if (a->max_threads > 1)
        printf("\none trial can use up to %d threads; its result does not depend on them\n",
               a->max_threads);
    printf("\nsource\n  ");
    print_wrapped(a->source ? a->source : "none given", 2, 2);
}

static Status run(const Arguments *a, Messages *m)
{
    const Algorithm *algorithm = registry_find(a->positional[0]);
    if (algorithm) {
        describe(algorithm);
        return OK;
    }
    int64_t count;
    const Algorithm *const *all = registry_all(&count);
    const char *names[256];
    char label[128];
    int64_t n = count < 256 ? count : 256;
    for (int64_t i = 0; i < n; i++)
        names[i] = all[i]->name;
    message_error(m, (Place){ 0 }, NULL, "no algorithm `%s`", a->positional[0]);
    if (nearest_label(a->positional[0], names, sizeof *names, (size_t)n, label, sizeof label))
        message_help(m, "%s", label);
    else
        message_help(m, "`hebb list --algorithms` lists them");
    return ERR_USAGE;
}

const Command command_describe = {
    .name = "describe",
    .usage = "ALGORITHM",
    .help = "parameters, metrics and sources of an algorithm",
    .options = options,
    .least = 1,
    .most = 1,
    .run = run,
};
