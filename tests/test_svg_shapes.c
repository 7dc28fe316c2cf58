/* Finishing a drawing: it stays the same picture, and no text can break the program. */
#include "tests/drawing.h"

#include <ctype.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runner/present/svg.h"

/* ---- shapes --------------------------------------------------------------------------------- */

typedef struct {
    double x[600], y[600];
    int n;
} Line;

/* Follows finished path data: M, l, h, v, z. */
static void follow(const char *d, Line *line)
{
    double x = 0, y = 0;
    char command = 0;
    line->n = 0;
    while (*d && *d != '"') {
        if (isalpha((unsigned char)*d))
            command = *d++;
        if (command == 'z')
            continue;
        char *end;
        double a = strtod(d, &end), b = 0;
        assert_ptr_not_equal(end, d);
        d = end;
        if (command == 'M' || command == 'l') {
            b = strtod(d, &end);
            assert_ptr_not_equal(end, d);
            d = end;
        }
        x = command == 'M' ? a : command == 'v' ? x : x + a;
        y = command == 'M' ? b : command == 'v' ? y + a : y + b;
        assert_true(line->n < 600);
        line->x[line->n] = x;
        line->y[line->n++] = y;
        d += strspn(d, " ");
    }
}

static uint32_t step(uint32_t *s)
{
    *s ^= *s << 13;
    *s ^= *s >> 17;
    return *s ^= *s << 5;
}

static void shortened_paths_pass_through_the_same_points(void **state)
{
    (void)state;
    uint32_t seed = 2463534242u;
    for (int round = 0; round < 60; round++) {
        static Line want, got;
        char body[20000] = "<path stroke='black' d='";
        want.n = 0;
        for (int i = 0; i < 200; i++) {
            /* Many steps along an axis, some of no length, some across the origin. */
            uint32_t kind = step(&seed) % 6;
            double x = (double)(step(&seed) % 90000) / 100 - 50,
                   y = (double)(step(&seed) % 90000) / 100 - 50;
            x = kind < 2 && i ? want.x[i - 1] : x;
            y = kind > 0 && kind < 4 && i ? want.y[i - 1] : y;
            want.x[i] = x;
            want.y[i] = y;
            want.n++;
            bool move = i == 0;
            snprintf(body + strlen(body), sizeof body - strlen(body), "%s%.2f,%.2f %s",
                     move ? "M" : "L", x, y, i % 7 == 6 ? "\n\t\t" : "");
        }
        snprintf(body + strlen(body), sizeof body - strlen(body), "'/>");
        char *out = finish_body(body);
        const char *d = strstr(out, "<path d=\"");
        assert_non_null(d);
        follow(d + 9, &got);
        int k = 0; /* steps shorter than a tenth of a pixel may be left out */
        for (int i = 0; i < want.n; i++) {
            while (k < got.n &&
                   (fabs(got.x[k] - want.x[i]) > 0.0501 || fabs(got.y[k] - want.y[i]) > 0.0501))
                k++;
            if (k == got.n)
                fail_msg("point %d (%g, %g) is missing", i, want.x[i], want.y[i]);
        }
        assert_true(got.n <= want.n);
        free(out);
    }
}

static void dots_become_one_path_and_none_is_lost(void **state)
{
    (void)state;
    char body[8000] =
        "<defs><circle id='gpPt5' r='1'/><use xlink:href='#gpPt5' id='gpPt6'/></defs>";
    for (int i = 0; i < 50; i++)
        snprintf(
            body + strlen(body), sizeof body - strlen(body),
            "<use xlink:href='#gpPt6' transform='translate(%d.25,7.00) scale(2.50)' color='%s'/>\n",
            i, i < 49 ? "rgb(14, 133, 105)" : "black");
    char *out = finish_body(body);
    assert_int_equal(count(out, "<path "), 2); /* the last one has another colour */
    assert_int_equal(count(out, "h0"), 50);
    assert_has(out, "stroke=\"#0e8569\" stroke-width=\"5\" stroke-linecap=\"round\"");
    assert_lacks(out, "<use");
    assert_lacks(out, "<circle"); /* the marker is not needed any more */
    free(out);
}

static void what_lies_above_stays_above(void **state)
{
    (void)state;
    char *out =
        finish_body("<g fill='none'>"
                    "<path stroke='black' d='M1,1 L2,2'/><text>between</text>"
                    "<path stroke='black' d='M3,3 L4,4'/>"
                    "<path stroke='black' opacity='0.5' d='M5,5 L6,6'/>"
                    "<path stroke='black' opacity='0.5' d='M5,6 L6,5'/>"
                    "<polygon fill='#ff0000' points='1,1 2,2 3,1'/>"
                    "<path stroke='black' d='M7,7 L8,8'/><path stroke='black' d='M7,8 L8,7'/></g>");
    const char *first = strstr(out, "M1 1l1 1"), *text = strstr(out, "between"),
               *second = strstr(out, "M3 3l1 1");
    assert_true(first && text && second && first < text && text < second);
    assert_non_null(strstr(second, "M5 5l1 1\"")); /* translucent lines add up: not joined */
    assert_non_null(strstr(second, "M7 7l1 1M7 8l1-1\""));
    assert_true(strstr(out, "<polygon") < strstr(out, "M7 7"));
    free(out);
}

static void cells_of_heat_maps_are_crisp(void **state)
{
    (void)state;
    char *out = finish_text(drawing, "one");
    assert_has(out, "href=\"data:image/png;base64,iVBORw0KGgo=\" ");
    assert_has(out, "image-rendering=\"pixelated\"");
    free(out);
}

static void style_is_inherited_and_said_once(void **state)
{
    (void)state;
    char *out =
        finish_body("<g stroke='#0072b2' stroke-width='2.00' fill='none'><g stroke-width='1.00'>"
                    "<path d='M1,1 L2,2'/></g><g><path d='M1,2 L2,1'/></g><g></g></g>");
    assert_has(out, "<path d=\"M1 1l1 1\" stroke=\"#0072b2\"/>");
    assert_has(out, "<path d=\"M1 2l1-1\" stroke=\"#0072b2\" stroke-width=\"2\"/>");
    assert_lacks(out, "<g");
    free(out);
}

/* ---- malformed text -------------------------------------------------------------------------- */

/* Any outcome but a crash is right; what is accepted must stay a drawing. */
static void must_survive(const char *in, size_t size)
{
    char *out = NULL, *again = NULL;
    size_t out_size, again_size;
    Error err = { 0 };
    Status status = svg_finish(in, size, "one", "t", "d", &out, &out_size, &err);
    assert_true(status == OK || (status == ERR_OUTPUT && err.text[0]));
    if (status == OK) {
        assert_int_equal(svg_finish(out, out_size, "one", "t", "d", &again, &again_size, &err), OK);
        assert_string_equal(out, again);
    }
    free(out);
    free(again);
}

static void truncated_drawings_are_refused(void **state)
{
    (void)state;
    size_t end = (size_t)(strstr(drawing, "</svg>") - drawing) + 6;
    for (size_t size = 0; size < end; size++) {
        char *copy = malloc(size + 1); /* so that a sanitizer sees reads behind the end */
        assert_non_null(copy);
        memcpy(copy, drawing, size);
        char *out;
        size_t out_size;
        Error err = { 0 };
        assert_int_equal(svg_finish(copy, size, "one", "t", "d", &out, &out_size, &err),
                         ERR_OUTPUT);
        assert_null(out);
        free(copy);
    }
}

static void mutated_drawings_never_crash(void **state)
{
    (void)state;
    static const char pieces[] = "<>/='\"&#;()MLz 0.-e9\x80\xff\t";
    uint32_t seed = 88172645u;
    size_t length = strlen(drawing);
    for (int round = 0; round < 4000; round++) {
        char *copy = malloc(length);
        assert_non_null(copy);
        memcpy(copy, drawing, length);
        for (uint32_t i = 0, n = 1 + step(&seed) % 4; i < n; i++) {
            size_t at = step(&seed) % length;
            uint32_t kind = step(&seed) % 3;
            if (kind == 0)
                copy[at] = (char)(step(&seed) & 0xFF);
            else if (kind == 1)
                copy[at] = pieces[step(&seed) % (sizeof pieces - 1)];
            else
                copy[at] = copy[step(&seed) % length];
        }
        must_survive(copy, length);
        free(copy);
    }
}

static void absurd_numbers_never_crash(void **state)
{
    (void)state;
    static const char *const values[] = {
        "1e308,1e308", "nan,inf", "9e99,1", "0x10,3", "1",     "",     " ",
        ",",           "1,2,3",   "-.-",    "1e",     "--1,2", "1 px",
    };
    static const char *const frames[] = {
        "<path stroke='black' d='M%s L%s'/>",
        "<path stroke='black' d='L%s M1,1 z z %s'/>",
        "<polygon points='%s' fill='%s'/>",
        "<g transform='translate(%s)'><text>%s</text></g>",
        "<use xlink:href='#gpPt6' color='black' transform='translate(%s) scale(%s)'/>",
        "<rect x='%s' width='%s'/>",
        "<path style='stroke:%s;;:;fill' d='%s'/>",
    };
    for (size_t f = 0; f < sizeof frames / sizeof *frames; f++)
        for (size_t a = 0; a < sizeof values / sizeof *values; a++)
            for (size_t b = 0; b < sizeof values / sizeof *values; b++) {
                char body[300];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
                snprintf(body, sizeof body, frames[f], values[a], values[b]);
#pragma GCC diagnostic pop
                char *in = around(body);
                must_survive(in, strlen(in));
                free(in);
            }
}

static void depth_is_limited(void **state)
{
    (void)state;
    enum { DEEP = 100000 };
    char *in = malloc(8 * DEEP + 1);
    assert_non_null(in);
    in[0] = 0;
    memcpy(in, "<svg>", 5);
    for (int i = 1; i < DEEP; i++)
        memcpy(in + 5 + 3 * (i - 1), "<g>", 3);
    char *out;
    size_t size;
    Error err = { 0 };
    assert_int_equal(svg_finish(in, 5 + 3 * (DEEP - 1), "x", "t", "d", &out, &size, &err),
                     ERR_OUTPUT);
    assert_has(err.text, "nested too deeply");
    free(in);
}

static void other_documents_are_refused(void **state)
{
    (void)state;
    static const char *const documents[] = {
        "",
        "   \n",
        "gnuplot",
        "<html></html>",
        "<svg></svgx>",
        "<svg a></svg>",
        "<svg a=b></svg>",
        "<!DOCTYPE svg [<!ENTITY a \"b\">]><svg></svg>",
        "<svg><![CDATA[x]]></svg>",
        "<svg><g></svg></g>",
    };
    for (size_t i = 0; i < sizeof documents / sizeof *documents; i++) {
        char *out;
        size_t size;
        Error err = { 0 };
        assert_int_equal(
            svg_finish(documents[i], strlen(documents[i]), "x", "t", "d", &out, &size, &err),
            ERR_OUTPUT);
        assert_true(err.text[0] != 0);
        assert_null(out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shortened_paths_pass_through_the_same_points),
        cmocka_unit_test(dots_become_one_path_and_none_is_lost),
        cmocka_unit_test(what_lies_above_stays_above),
        cmocka_unit_test(cells_of_heat_maps_are_crisp),
        cmocka_unit_test(style_is_inherited_and_said_once),
        cmocka_unit_test(truncated_drawings_are_refused),
        cmocka_unit_test(mutated_drawings_never_crash),
        cmocka_unit_test(absurd_numbers_never_crash),
        cmocka_unit_test(depth_is_limited),
        cmocka_unit_test(other_documents_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
