/* baseline_text.c - baselines as text files: see baseline.h */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "runner/analyze/baseline_parts.h"
#include "runner/config/number.h"

enum { MOST_BYTES = 16 << 20, MOST_WORDS = 12 };

static const char FIRST_LINE[] = "# hebb baseline 1:";

/* ---- reading --------------------------------------------------------------------------------- */

/* A line cut into words; `rest` is what follows each of them. */
typedef struct {
    Baseline *b;
    Messages *m;
    const Source *source;
    char *line;
    int64_t number; /* of the line, from 1 */
    int count;
    char *word[MOST_WORDS];
    int64_t column[MOST_WORDS];
    const char *rest[MOST_WORDS]; /* of the whole line, from each word on */
} Reading;

static Status refuse(const Reading *r, int word, const char *label, const char *what)
{
    bool there = word < r->count;
    Place place = { r->source, r->number, there ? r->column[word] : 1,
                    there ? (int64_t)strlen(r->word[word]) : 1 };
    return message_error(r->m, place, label, "%s", what);
}

static void cut(Reading *r, const char *line, size_t size, char *copy)
{
    memcpy(copy, line, size);
    copy[size] = '\0';
    r->line = copy;
    r->count = 0;
    for (size_t i = 0; i < size && r->count < MOST_WORDS;) {
        while (i < size && (copy[i] == ' ' || copy[i] == '\t'))
            copy[i++] = '\0';
        if (i == size)
            break;
        r->word[r->count] = copy + i;
        r->rest[r->count] = line + i;
        r->column[r->count++] = (int64_t)i + 1;
        while (i < size && copy[i] != ' ' && copy[i] != '\t')
            i++;
    }
}

static Status keep(const Reading *r, char **to, size_t line_size)
{
    if (r->count < 2)
        return refuse(r, 0, NULL, "this line lacks its value");
    if (*to)
        return refuse(r, 0, "again here", "this stands twice");
    *to = strndup(r->rest[1], line_size - (size_t)(r->column[1] - 1));
    return *to ? OK : ERR_MEMORY;
}

static bool number_word(const char *text, double *x)
{
    static const struct {
        const char *word;
        double value;
    } others[] = { { "nan", NAN }, { "inf", INFINITY }, { "-inf", -INFINITY } };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (strcmp(text, others[i].word) == 0) {
            *x = others[i].value;
            return true;
        }
    }
    return number_parse_real(text, x);
}

/* From word `at` on: exact | ulp N | rel R | log D, [floor F], [because TEXT]. */
static Status read_allowance(const Reading *r, int at, BaselineNumber *n, size_t line_size,
                             char **because)
{
    static const char *const words[ALLOW_KINDS] = { "exact", "ulp", "rel", "log" };
    int kind = 0;
    while (kind < ALLOW_KINDS && (at >= r->count || strcmp(r->word[at], words[kind]) != 0))
        kind++;
    if (kind == ALLOW_KINDS)
        return refuse(r, at, NULL, "what is allowed must be `exact`, `ulp N`, `rel R` or `log D`");
    n->allowed.kind = (AllowKind)kind;
    at++;
    if (kind != ALLOW_EXACT &&
        (at >= r->count || !number_parse_real(r->word[at], &n->allowed.amount) ||
         n->allowed.amount < 0))
        return refuse(r, at < r->count ? at : at - 1, NULL,
                      "a number that is not negative belongs here");
    at += kind != ALLOW_EXACT;
    if (at < r->count && strcmp(r->word[at], "floor") == 0) {
        if (at + 1 >= r->count || !number_parse_real(r->word[at + 1], &n->allowed.floor) ||
            n->allowed.floor <= 0)
            return refuse(r, at, NULL, "`floor` needs a positive number");
        at += 2;
    }
    if (at + 1 < r->count && strcmp(r->word[at], "because") == 0)
        *because = strndup(r->rest[at + 1], line_size - (size_t)(r->column[at + 1] - 1));
    else if (at < r->count)
        return refuse(r, at, NULL, "`because` and a reason may follow here, nothing else");
    if (n->allowed.floor > 0 && !*because)
        return refuse(r, at - 2, NULL, "a floor hides every number below it: say `because`");
    return OK;
}

static Status read_number(const Reading *r, size_t line_size)
{
    BaselineNumber n = { .name = r->word[1] };
    char *because = NULL;
    int at = 3;
    if (r->count < 4)
        return refuse(r, 0, NULL, "a number is `number NAME VALUE [+- ERROR] ALLOWED`");
    if (!number_word(r->word[2], &n.value))
        return refuse(r, 2, NULL, "this is no number");
    if (strcmp(r->word[3], "+-") == 0) {
        if (r->count < 5 || !number_parse_real(r->word[4], &n.error) || n.error < 0)
            return refuse(r, 3, NULL, "`+-` needs a standard error");
        at = 5;
    }
    Status status = read_allowance(r, at, &n, line_size, &because);
    n.because = because;
    if (status == OK)
        status = baseline_add_number(r->b, &n, NULL);
    free(because);
    return status;
}

static Status read_digest(const Reading *r, size_t line_size)
{
    Key digest;
    (void)line_size;
    if (r->count != 3)
        return refuse(r, 0, NULL, "a digest is `digest METRIC DIGITS`");
    if (!key_parse(r->word[2], &digest))
        return refuse(r, 2, NULL, "a digest has 32 hexadecimal digits");
    return baseline_add_digest(r->b, r->word[1], digest, NULL);
}

static Status read_claim(const Reading *r, size_t line_size)
{
    size_t from = r->count > 2 ? (size_t)(r->column[2] - 1) : 0;
    if (r->count < 3)
        return refuse(r, 0, NULL, "a claim is `claim ID VERDICT`");
    char verdict[32];
    snprintf(verdict, sizeof verdict, "%.*s", (int)(line_size - from), r->rest[2]);
    return baseline_add_claim(r->b, r->word[1], verdict, NULL);
}

static Status read_config(const Reading *r, size_t line_size)
{
    (void)line_size;
    return r->count == 2 && key_parse(r->word[1], &r->b->config)
               ? OK
               : refuse(r, 1, NULL, "the config is 32 hexadecimal digits");
}

static Status read_seed(const Reading *r, size_t line_size)
{
    char *end = NULL;
    (void)line_size;
    errno = 0;
    r->b->seed = r->count == 2 ? strtoull(r->word[1], &end, 10) : 0;
    return end && *end == '\0' && errno == 0 ? OK
                                             : refuse(r, 1, NULL, "the seed must be one integer");
}

static Status read_experiment(const Reading *r, size_t n)
{
    return keep(r, &r->b->experiment, n);
}
static Status read_profile(const Reading *r, size_t n)
{
    return keep(r, &r->b->profile, n);
}
static Status read_toolchain(const Reading *r, size_t n)
{
    return keep(r, &r->b->toolchain, n);
}
static Status read_accepted(const Reading *r, size_t n)
{
    return keep(r, &r->b->accepted, n);
}

static const struct {
    const char *name;
    Status (*read)(const Reading *r, size_t line_size);
    bool once;
} lines[] = {
    { "experiment", read_experiment, true }, { "profile", read_profile, true },
    { "config", read_config, true },         { "seed", read_seed, true },
    { "toolchain", read_toolchain, true },   { "accepted", read_accepted, true },
    { "claim", read_claim, false },          { "digest", read_digest, false },
    { "number", read_number, false },
};
enum { LINES = sizeof lines / sizeof *lines };

static Status read_line(Reading *r, size_t line_size, unsigned *seen)
{
    char label[96];
    for (int i = 0; i < LINES; i++) {
        if (strcmp(r->word[0], lines[i].name) != 0)
            continue;
        if (lines[i].once && (*seen & 1u << i))
            return refuse(r, 0, "again here", "this stands twice");
        *seen |= 1u << i;
        return lines[i].read(r, line_size);
    }
    return refuse(r, 0, nearest_label(r->word[0], lines, sizeof *lines, LINES, label, sizeof label),
                  "a baseline has no such line");
}

static Status check_whole(const Source *s, unsigned seen, Messages *m)
{
    Status status = OK;
    for (int i = 0; i < LINES; i++)
        if (lines[i].once && !(seen & 1u << i))
            status = message_error(m, (Place){ s, 1, 1, 1 }, NULL, "the baseline lacks `%s`",
                                   lines[i].name);
    return status;
}

static Status refuse_doubles(const Baseline *b, const Source *s, Messages *m)
{
    for (int64_t i = 1; i < b->number_count; i++)
        if (strcmp(b->numbers[i - 1].name, b->numbers[i].name) == 0)
            return message_error(m, (Place){ s, 1, 1, 1 }, NULL, "the number `%s` stands twice",
                                 b->numbers[i].name);
    return OK;
}

static Status read_all(Baseline *b, const Source *s, Messages *m)
{
    Status worst = OK;
    unsigned seen = 0;
    char *copy = malloc(s->size + 1);
    if (!copy)
        return message_error(m, (Place){ 0 }, NULL, "memory ran out while reading a baseline");
    if (s->size < sizeof FIRST_LINE || memcmp(s->text, FIRST_LINE, sizeof FIRST_LINE - 1) != 0)
        worst = message_error(m, (Place){ s, 1, 1, 1 }, NULL,
                              "this is no baseline: it must begin with `%s`", FIRST_LINE);
    int64_t number = 1;
    for (const char *line = s->text; worst == OK && *line; number++) {
        size_t size = strcspn(line, "\n");
        Reading r = { .b = b, .m = m, .source = s, .number = number };
        cut(&r, line, size, copy);
        if (line[size] != '\n')
            worst = message_error(m, (Place){ s, number, (int64_t)size + 1, 1 }, NULL,
                                  "the file ends in the middle of a line: it is cut off");
        else if (r.count > 0 && r.word[0][0] != '#')
            worst = status_worse(worst, read_line(&r, size, &seen));
        line += size + (line[size] == '\n');
    }
    free(copy);
    if (worst == OK)
        worst = check_whole(s, seen, m);
    baseline_sort(b);
    return worst == OK ? refuse_doubles(b, s, m) : worst;
}

Status baseline_read(Baseline *b, const char *path, Messages *m)
{
    Source s = { 0 };
    Error err = { 0 };
    *b = (Baseline){ 0 };
    if (access(path, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR))
        return ERR_BASELINE;
    if (source_read(&s, path, MOST_BYTES, &err) != OK)
        return message_error(m, (Place){ 0 }, NULL, "%s", err.text);
    Status status = read_all(b, &s, m);
    source_free(&s);
    if (status != OK)
        baseline_free(b);
    return status;
}

/* ---- writing --------------------------------------------------------------------------------- */

static void write_number(FILE *out, const BaselineNumber *n)
{
    char value[NUMBER_SIZE], error[NUMBER_SIZE], allowed[96];
    number_print(n->value, value);
    snprintf(error, sizeof error, "%.3g", n->error);
    allowance_print(&n->allowed, allowed, sizeof allowed);
    fprintf(out, "number %-28s %s%s%s  %s%s%s\n", n->name, value, n->error > 0 ? " +- " : "",
            n->error > 0 ? error : "", allowed, n->because ? " because " : "",
            n->because ? n->because : "");
}

static void write_all(FILE *out, const Baseline *b)
{
    char key[KEY_TEXT_SIZE];
    key_print(b->config, key);
    fprintf(out, "%s accepted values; edit what is allowed and why, never a value\n", FIRST_LINE);
    fprintf(out, "experiment %s\nprofile    %s\nconfig     %s\nseed       %" PRIu64 "\n",
            b->experiment, b->profile, key, b->seed);
    fprintf(out, "toolchain  %s\naccepted   %s\n\n", b->toolchain,
            b->accepted ? b->accepted : "never");
    for (int64_t i = 0; i < b->claim_count; i++)
        fprintf(out, "claim  %-28s %s\n", b->claims[i].id, b->claims[i].verdict);
    for (int64_t i = 0; i < b->digest_count; i++) {
        key_print(b->digests[i].digest, key);
        fprintf(out, "digest %-28s %s\n", b->digests[i].metric, key);
    }
    for (int64_t i = 0; i < b->number_count; i++)
        write_number(out, &b->numbers[i]);
}

Status baseline_write(const Baseline *b, const char *path, Error *err)
{
    char temporary[4200];
    snprintf(temporary, sizeof temporary, "%s.new", path);
    FILE *out = fopen(temporary, "w");
    if (!out)
        return error_set(err, ERR_OUTPUT, "cannot write `%s`: %s", temporary, strerror(errno));
    write_all(out, b);
    bool good = fflush(out) == 0 && !ferror(out) && fsync(fileno(out)) == 0;
    good = fclose(out) == 0 && good;
    if (good && rename(temporary, path) == 0)
        return OK;
    Status status = error_set(err, ERR_OUTPUT, "cannot write `%s`: %s", path, strerror(errno));
    unlink(temporary);
    return status;
}
