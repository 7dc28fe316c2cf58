/* message_print.c - collected messages as a person reads them (see message.h). */
#include <stdlib.h>
#include <string.h>

#include "runner/config/message_list.h"
#include "runner/config/utf8.h"

enum {
    LINE_CELLS = 100, /* notes are wrapped here */
    HEAD_CELLS = 200, /* of a sentence or label; a longer one loses its middle */
    TAIL_CELLS = 80,
    SOURCES_NAMED = 3, /* in the last line */
};

typedef struct {
    FILE *out;
    const char *bold, *red, *plain; /* escape sequences, or empty */
    int gutter;                     /* digits of the largest line number of a message */
} Printer;

static int cells_of(const char *text)
{
    char shown[UTF8_SHOWN_SIZE];
    int sum = 0, cells;
    size_t size = strlen(text);
    for (size_t i = 0, n; (n = utf8_shown(text + i, size - i, shown, &cells)) > 0; i += n)
        sum += cells;
    return sum;
}

/* A sentence that may quote anything: made harmless, and shortened in its middle. */
static void print_text(FILE *out, const char *text)
{
    int total = cells_of(text), at = 0, cells;
    bool cut = total > HEAD_CELLS + TAIL_CELLS + 3, dots = false;
    char shown[UTF8_SHOWN_SIZE];
    size_t size = strlen(text);
    for (size_t i = 0, n; (n = utf8_shown(text + i, size - i, shown, &cells)) > 0; i += n) {
        if (!cut || at < HEAD_CELLS || at >= total - TAIL_CELLS)
            fputs(shown, out);
        else if (!dots)
            dots = fputs("...", out) >= 0;
        at += cells;
    }
}

/* A remark, wrapped at blanks; its further lines start in column `indent`. */
static void print_wrapped(FILE *out, const char *text, int indent)
{
    int column = indent;
    for (const char *word = text; *word;) {
        size_t blanks = strspn(word, " "), length = strcspn(word + blanks, " ");
        char shown[UTF8_SHOWN_SIZE];
        int width = 0, cells;
        for (size_t i = 0; i < length; width += cells)
            i += utf8_shown(word + blanks + i, length - i, shown, &cells);
        if (column > indent && column + (int)blanks + width > LINE_CELLS) {
            fprintf(out, "\n%*s", indent, "");
            column = indent;
        } else {
            fprintf(out, "%*s", (int)blanks, "");
            column += (int)blanks;
        }
        for (size_t i = 0; i < length; fputs(shown, out))
            i += utf8_shown(word + blanks + i, length - i, shown, &cells);
        column += width;
        word += blanks + length;
    }
}

static int digits(int64_t n)
{
    return snprintf(NULL, 0, "%lld", (long long)n);
}

static void print_bar(const Printer *p)
{
    fprintf(p->out, "%*s |", p->gutter, "");
}

static void print_header(const Printer *p, const char *arrow, const Part *at)
{
    fprintf(p->out, "%*s%s ", p->gutter, "", arrow);
    print_text(p->out, at->source);
    fprintf(p->out, ":%lld:%lld\n", (long long)at->line, (long long)at->column);
    print_bar(p);
    fputc('\n', p->out);
}

static void print_line(const Printer *p, const Part *at)
{
    fprintf(p->out, "%*lld |%s%s\n", p->gutter, (long long)at->line, *at->excerpt.text ? " " : "",
            at->excerpt.text);
}

static void print_underline(const Printer *p, const Part *at, bool primary)
{
    print_bar(p);
    fprintf(p->out, "%*s%s", at->excerpt.start + 1, "", primary ? p->red : p->bold);
    for (int i = 0; i < at->excerpt.width; i++)
        fputc(primary ? '^' : '-', p->out);
    if (at->text) {
        fputc(' ', p->out);
        print_text(p->out, at->text);
    }
    fprintf(p->out, "%s\n", p->plain);
}

/* ---- one message -------------------------------------------------------------------------- */

static int place_order(const Part *a, const Part *b)
{
    if (a->source_order != b->source_order)
        return a->source_order < b->source_order ? -1 : 1;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    return (a->column > b->column) - (a->column < b->column);
}

/* The places of a message in the order they are shown: those of its own source first. */
static int sorted_places(const Message *m, const Part *places[PARTS_MAX])
{
    int count = 0;
    for (int i = 0; i < m->parts; i++) {
        if (!m->part[i]->source)
            continue;
        int at = count++;
        for (; at > 0 && place_order(places[at - 1], m->part[i]) > 0; at--)
            places[at] = places[at - 1];
        places[at] = m->part[i];
    }
    return count;
}

static void print_places(const Printer *p, const Message *m)
{
    const Part *places[PARTS_MAX];
    int count = sorted_places(m, places);
    for (int i = 0; i < count; i++) {
        const Part *at = places[i], *before = i ? places[i - 1] : NULL;
        bool moved = !before || before->source_order != at->source_order;
        if (moved)
            print_header(p, i == 0 ? "-->" : ":::", i == 0 ? m->part[0] : at);
        if (moved || before->line != at->line || at->excerpt.clipped)
            print_line(p, at);
        print_underline(p, at, at == m->part[0]);
    }
}

static void print_remark(const Printer *p, PartKind kind, const char *text)
{
    const char *word = kind == PART_NOTE ? "note" : "help";
    int indent = fprintf(p->out, "%*s = %s: ", p->gutter, "", word);
    print_wrapped(p->out, text, indent);
    fputc('\n', p->out);
}

static void print_remarks(const Printer *p, const Message *m)
{
    const Part *first = m->part[0];
    bool bar = first->source != NULL;
    if (!first->source && first->text)
        print_remark(p, PART_HELP, first->text); /* a label without a caret to stand beside */
    for (int i = 1; i < m->parts; i++) {
        if (m->part[i]->kind == PART_PLACE)
            continue;
        if (bar) {
            print_bar(p);
            fputc('\n', p->out);
            bar = false;
        }
        print_remark(p, m->part[i]->kind, m->part[i]->text);
    }
}

static void print_message(Printer *p, const Message *m)
{
    p->gutter = 2;
    for (int i = 0; i < m->parts; i++)
        if (m->part[i]->source && digits(m->part[i]->line) > p->gutter)
            p->gutter = digits(m->part[i]->line);
    fprintf(p->out, "%serror:%s %s", p->red, p->plain, p->bold);
    print_text(p->out, m->what);
    fprintf(p->out, "%s\n", p->plain);
    print_places(p, m);
    print_remarks(p, m);
}

/* ---- all of them -------------------------------------------------------------------------- */

static int by_place(const void *a, const void *b)
{
    const Message *x = *(const Message *const *)a, *y = *(const Message *const *)b;
    if (x->source_order != y->source_order)
        return x->source_order < y->source_order ? -1 : 1;
    int order = place_order(x->part[0], y->part[0]);
    return order ? order : x->arrival < y->arrival ? -1 : 1;
}

/* " in A, B and 2 more" */
static void print_sources(FILE *out, const Message *const *sorted, int64_t count)
{
    int64_t named = 0;
    const char *last = NULL;
    for (int64_t i = 0; i < count; i++) {
        const char *name = sorted[i]->part[0]->source;
        if (!name || (last && strcmp(last, name) == 0))
            continue;
        last = name;
        if (named++ < SOURCES_NAMED) {
            fputs(named == 1 ? " in " : ", ", out);
            print_text(out, name);
        }
    }
    if (named > SOURCES_NAMED)
        fprintf(out, " and %lld more", (long long)(named - SOURCES_NAMED));
}

void messages_print(const Messages *m, FILE *out, bool color)
{
    if (!m || (m->count == 0 && !m->out_of_memory))
        return;
    Printer p = { .out = out, .bold = "", .red = "", .plain = "", .gutter = 2 };
    if (color) {
        p.bold = "\033[1m";
        p.red = "\033[1;31m";
        p.plain = "\033[0m";
    }
    const Message *sorted[KEPT_MAX];
    for (int64_t i = 0; i < m->kept; i++)
        sorted[i] = m->message[i];
    qsort(sorted, (size_t)m->kept, sizeof *sorted, by_place);
    bool placed = m->out_of_memory || m->count > m->kept;
    for (int64_t i = 0; i < m->kept; i++) {
        if (i > 0)
            fputc('\n', out);
        print_message(&p, sorted[i]);
        placed = placed || sorted[i]->part[0]->source;
    }
    if (!placed)
        return; /* errors of other kinds say all in their sentence */
    fputc('\n', out);
    if (m->out_of_memory)
        fputs("error: memory ran out; there may be more errors\n\n", out);
    fprintf(out, "%lld error%s", (long long)m->count, m->count == 1 ? "" : "s");
    print_sources(out, sorted, m->kept);
    if (m->count > m->kept)
        fprintf(out, " (%lld shown)", (long long)m->kept);
    fputs("; nothing was run\n", out);
}
