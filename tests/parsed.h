/* parsed.h - YAML texts and their trees in unit tests. */
#ifndef HEBB_TESTS_PARSED_H
#define HEBB_TESTS_PARSED_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runner/config/yaml.h"

typedef struct {
    Source source;
    Messages *messages;
    Node *root;
    Status status;
} Parsed;

static inline void parse(Parsed *p, const char *text, size_t size)
{
    *p = (Parsed){ .messages = messages_new() };
    assert_int_equal(source_copy(&p->source, "t", text, size, NULL), OK);
    p->status = yaml_parse(&p->source, p->messages, &p->root);
}

static inline void parse_assignment(Parsed *p, const char *text)
{
    *p = (Parsed){ .messages = messages_new() };
    assert_int_equal(source_copy(&p->source, "t", text, strlen(text), NULL), OK);
    p->status = yaml_parse_assignment(&p->source, p->messages, &p->root);
}

static inline void release(Parsed *p)
{
    node_free(p->root);
    messages_free(p->messages);
    source_free(&p->source);
}

/* {a: 1, b: ['x', 2]} with places after @ if asked. */
static inline void write_node(FILE *out, const Node *n, bool places)
{
    const char *const brackets[] = { "", "[]", "{}" };
    if (n->kind == NODE_SCALAR) {
        for (const char *at = n->text; *at; at++)
            fprintf(out, *at == '\n' ? "\\n" : "%c", *at);
        fputs(n->quoted ? "'" : "", out);
    } else {
        fputc(brackets[n->kind][0], out);
        for (int64_t i = 0; i < n->count; i++) {
            fputs(i ? ", " : "", out);
            if (n->keys) {
                write_node(out, n->keys[i], places);
                fputs(": ", out);
            }
            write_node(out, n->items[i], places);
        }
        fputc(brackets[n->kind][1], out);
    }
    if (places)
        fprintf(out, "@%lld:%lld+%lld", (long long)n->place.line, (long long)n->place.column,
                (long long)(n->place.width == INT32_MAX ? 0 : n->place.width));
}

static inline void assert_node(const Node *node, bool places, const char *expected)
{
    char text[2000] = "";
    FILE *out = fmemopen(text, sizeof text, "w");
    assert_non_null(out);
    if (node)
        write_node(out, node, places);
    fclose(out);
    assert_string_equal(text, expected);
}

static inline void assert_tree(const char *text, bool places, const char *expected)
{
    Parsed p;
    parse(&p, text, strlen(text));
    if (p.status != OK)
        messages_print(p.messages, stderr, false);
    assert_int_equal(p.status, OK);
    assert_int_equal(messages_count(p.messages), 0);
    assert_node(p.root, places, expected);
    release(&p);
}

static inline void assert_messages(const Parsed *p, const char *expected)
{
    char text[4000] = "";
    FILE *out = fmemopen(text, sizeof text, "w");
    assert_non_null(out);
    messages_print(p->messages, out, false);
    fclose(out);
    assert_string_equal(text, expected);
}

#endif
