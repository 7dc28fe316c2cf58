/* Mutated configs, assignments and expressions: never a crash, a hang, an escape sequence on the
 * terminal, or a verdict without a reason. Usage: test_fuzz_yaml [ITERATIONS [SEED]]. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "runner/config/expression.h"
#include "runner/config/number.h"
#include "runner/config/utf8.h"
#include "runner/config/yaml.h"

enum { TEXT_MAX = 8192, SECONDS_MAX = 20 };

static const char *const corpus[] = {
    "format: 1\n"
    "title: Retrieval collapses at a critical load\n"
    "about: |\n"
    "  Zero-temperature dynamics.\n"
    "  Two lines.\n"
    "source: Amit, Gutfreund & Sompolinsky, Phys. Rev. Lett. 55, 1530 (1985)\n"
    "algorithm: hopfield.retrieval\n"
    "seed: {base: 1985, shared_by: [rule, dynamics]}\n"
    "parameters:\n"
    "  dynamics: asynchronous # as in the paper\n"
    "sweep:\n"
    "  neurons: [500, 1000, 2000, 4000]\n"
    "  load: {from: 0.10, to: 0.18, step: 0.005}\n"
    "checks:\n"
    "  capacity: {value: alpha_c, range: [0.131, 0.154], because: \"0.1379 RS, 0.1382 1RSB\"}\n"
    "claims:\n"
    "  - id: H09\n"
    "    says: \"P_max is about 0.138 N\"\n"
    "    holds_if: [capacity]\n"
    "profiles:\n"
    "  smoke:   {replicates: 2, sweep: {neurons: [64], load: [0.1, 0.2]}}\n",
    "a: &x [1, 2]\nb: *x\n? c\n: !!str d\n--- # next\ne: >-\n  f\n\n  g\n...\n",
    "{a: 'it''s', \"b\\n\": [[], {}, {c: }], d: \xC3\xA9\xE2\x82\xAC\xF0\x9F\x90\x8D}\r\n",
    "- - 1\n  - 2\n- a: 1\n  b:\n  - c\n- |2\n   x\n",
    "load * neurons >= 2 and not (rule == 'storkey' and neurons > 1024)",
    "2*floor(load*neurons/2) + 1 - min(1e-3, -abs(x), 5.) / sqrt(2) or true != false",
    "sweep.\"depth, width\"=[[10, 64], [20, 128]]",
    "-123.4500e-07",
};

/* Pieces that mean something somewhere. */
static const char *const pieces[] = {
    "[",        "]",
    "{",        "}",
    ": ",       ":",
    "- ",       "? ",
    ", ",       "\n",
    "\n  ",     "\t",
    "\r\n",     "\r",
    "&a ",      "*a",
    "!!x ",     "%TAG ! y\n",
    "'",        "\"",
    "\\",       "\\u0000",
    "\\e",      "#",
    " #",       "|",
    ">",        "|+3\n",
    "---\n",    "...\n",
    "<<: ",     "~",
    "null",     "\xEF\xBB\xBF",
    "\xC2\x85", "\xE2\x80\xA8",
    "\xFF",     "\xE2",
    "\033[31m", "@",
    "`",        "=",
    "==",       "**",
    " and ",    " or ",
    "not ",     "(",
    ")",        "floor(",
    "1e999",    "0.1",
    "-",        "9223372036854775808",
    "=",        ".",
};

typedef struct {
    uint64_t seed;
    char text[TEXT_MAX];
    size_t size;
} Fuzz;

static size_t pick(Fuzz *f, size_t n)
{
    f->seed ^= f->seed << 13;
    f->seed ^= f->seed >> 7;
    f->seed ^= f->seed << 17;
    return n ? (size_t)(f->seed >> 11) % n : 0;
}

/* Says what is wrong, with the text, and ends. */
static void broken(const Fuzz *f, const char *what)
{
    fprintf(stderr, "%s: \"", what);
    for (size_t i = 0; i < f->size; i++)
        fprintf(stderr, f->text[i] >= ' ' && f->text[i] <= '~' ? "%c" : "\\%03o",
                (unsigned char)f->text[i]);
    fprintf(stderr, "\"\n");
    abort();
}

static void insert(Fuzz *f, size_t at, const char *bytes, size_t size)
{
    if (f->size + size >= TEXT_MAX)
        return;
    memmove(f->text + at + size, f->text + at, f->size - at);
    memcpy(f->text + at, bytes, size);
    f->size += size;
}

static void mutate(Fuzz *f)
{
    size_t at = pick(f, f->size + 1), size = pick(f, 1 + pick(f, 40));
    char copy[64];
    switch (pick(f, 6)) {
    case 0: /* another byte */
        if (at < f->size)
            f->text[at] = (char)pick(f, 256);
        break;
    case 1: /* cut out */
        if (at + size <= f->size) {
            memmove(f->text + at, f->text + at + size, f->size - at - size);
            f->size -= size;
        }
        break;
    case 2: /* repeat elsewhere */
        if (at + size <= f->size) {
            memcpy(copy, f->text + at, size);
            insert(f, pick(f, f->size + 1), copy, size);
        }
        break;
    case 3: /* many times */
        for (size_t i = pick(f, 100), piece = pick(f, sizeof pieces / sizeof *pieces); i > 0; i--)
            insert(f, at, pieces[piece], strlen(pieces[piece]));
        break;
    default: {
        const char *piece = pieces[pick(f, sizeof pieces / sizeof *pieces)];
        insert(f, at, piece, strlen(piece));
    }
    }
}

static void check_node(const Fuzz *f, const Node *node)
{
    const char *at = place_text(node->place);
    if (node->place.line < 1 || node->place.column < 1 || node->place.width < 1)
        broken(f, "a node without a place");
    if (node->kind == NODE_SCALAR && !node->quoted &&
        node->place.width == utf8_length(node->text, strlen(node->text)) &&
        strncmp(at, node->text, strlen(node->text)) != 0)
        broken(f, "a scalar that does not stand at its place");
    for (const char *c = node->text; c && *c; c++)
        if ((unsigned char)*c < ' ' && *c != '\n' && *c != '\t')
            broken(f, "a control character in a scalar");
    for (int64_t i = 0; i < node->count; i++) {
        if (node->keys &&
            (node->keys[i]->kind != NODE_SCALAR || !node_get(node, node->keys[i]->text)))
            broken(f, "a key that cannot be found");
        if (node->keys)
            check_node(f, node->keys[i]);
        check_node(f, node->items[i]);
    }
}

/* Prints the messages, and looks at every byte of them; frees them. */
static void check_messages(const Fuzz *f, Messages *m, bool failed)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    messages_print(m, out, false);
    fclose(out);
    if ((messages_count(m) > 0) != failed)
        broken(f, failed ? "refused without a word" : "accepted with a message");
    uint32_t code = 0;
    for (size_t i = 0, n; i < size; i += n) {
        n = utf8_decode(text + i, size - i, &code);
        if (n == 0 || (code != '\n' && !utf8_printable(code)))
            broken(f, "a message that is no plain text");
    }
    free(text);
    messages_free(m);
}

/* Two trees, also when one is NULL: copies, merged both ways. */
static void check_merging(const Fuzz *f, const Node *a, const Node *b)
{
    Node *c = a ? node_copy(a) : NULL;
    if (b && node_merge(&c, b, NULL) != OK)
        broken(f, "merging fails");
    if (a && node_merge(&c, a, NULL) != OK)
        broken(f, "merging fails");
    if (c)
        check_node(f, c);
    node_free(c);
}

static bool run_once(const Fuzz *f)
{
    Source s;
    Node *root, *other;
    if (source_copy(&s, "fuzz", f->text, f->size, NULL) != OK)
        abort();
    Messages *m = messages_new();
    Status st = yaml_parse(&s, m, &root);
    check_messages(f, m, st != OK);
    m = messages_new();
    Status assigned = yaml_parse_assignment(&s, m, &other);
    check_messages(f, m, assigned != OK);
    if (st == OK)
        check_node(f, root);
    if (assigned == OK)
        check_node(f, other);
    check_merging(f, root, other);
    node_free(root);
    node_free(other);

    m = messages_new();
    Expression *e = expression_parse(s.text, (Place){ &s, 1, 1, 1 }, NULL, m);
    check_messages(f, m, !e);
    expression_free(e);
    double x, *values = NULL;
    int64_t i, count;
    char why[160], text[NUMBER_SIZE];
    if (number_parse_real(s.text, &x)) {
        number_print(x, text);
        if (strtod(text, NULL) != x)
            broken(f, "a number that does not read back");
    }
    number_parse_int(s.text, &i);
    number_range((RangeKind)(f->size % 4), s.text, "100", "2", 1000, &values, &count, why);
    free(values);
    source_free(&s);
    return st == OK;
}

int main(int argc, char **argv)
{
    long iterations = argc > 1 ? strtol(argv[1], NULL, 10) : 20000, accepted = 0;
    static Fuzz f;
    f.seed = argc > 2 ? strtoull(argv[2], NULL, 10) * 2 + 1 : 1985;
    for (long i = 0; i < iterations; i++) {
        const char *text = corpus[pick(&f, sizeof corpus / sizeof *corpus)];
        f.size = strlen(text);
        memcpy(f.text, text, f.size);
        for (size_t n = pick(&f, 1 + pick(&f, 12)); n > 0; n--)
            mutate(&f);
        alarm(SECONDS_MAX);
        accepted += run_once(&f);
    }
    printf("%ld texts, %ld of them accepted as configs\n", iterations, accepted);
    return accepted > iterations / 100 && accepted < iterations ? 0 : 1;
}
