/* Finishing a drawing: ids, words, colours, and the same bytes every time. */
#include "tests/drawing.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runner/present/svg.h"

/* ---- ids ------------------------------------------------------------------------------------ */

/* Calls `see` with every piece of text between `before` and a quote or bracket. */
static void each(const char *text, const char *before, void (*see)(const char *, const char *),
                 const char *extra)
{
    for (const char *at = text; (at = strstr(at, before));) {
        at += strlen(before);
        char piece[200];
        snprintf(piece, sizeof piece, "%.*s", (int)strcspn(at, "\")"), at);
        see(piece, extra);
    }
}

static void id_is_ours_and_single(const char *id, const char *text)
{
    char attribute[220];
    snprintf(attribute, sizeof attribute, " id=\"%s\"", id);
    assert_int_equal(count(text, attribute), 1);
    assert_true(strcmp(id, "one") == 0 || strncmp(id, "one-", 4) == 0);
}

static void id_exists(const char *id, const char *text)
{
    char attribute[220];
    snprintf(attribute, sizeof attribute, " id=\"%s\"", id);
    assert_has(text, attribute);
}

static void id_is_absent(const char *id, const char *text)
{
    char attribute[220];
    snprintf(attribute, sizeof attribute, " id=\"%s\"", id);
    assert_lacks(text, attribute);
}

static void two_figures_share_no_id(void **state)
{
    (void)state;
    char *one = finish_text(drawing, "one"), *two = finish_text(drawing, "two");
    assert_true(count(one, " id=\"") >= 5);
    each(one, " id=\"", id_is_ours_and_single, one);
    each(one, " id=\"", id_is_absent, two);
    free(one);
    free(two);
}

static void links_find_their_target(void **state)
{
    (void)state;
    char *one = finish_text(drawing, "one");
    each(one, "href=\"#", id_exists, one);
    each(one, "url(#", id_exists, one);
    assert_has(one, "aria-labelledby=\"one-t one-d\"");
    assert_has(one, "href=\"#one-gpPt8\""); /* the triangle is a marker */
    assert_has(one, "id=\"one-gpPt7\"");    /* which refers to another */
    assert_has(one, "fill=\"url(#one-gpPat1)\"");
    assert_has(one, "d=\"M0,-1.33 L-1.33,0.67 z\""); /* markers are enlarged: nothing is rounded */
    assert_lacks(one, "gpPt0");                      /* nobody refers to it */
    assert_lacks(one, "textbox");
    free(one);
}

/* ---- words ---------------------------------------------------------------------------------- */

static void names_are_escaped(void **state)
{
    (void)state;
    char *out;
    size_t size;
    Error err;
    const char *title =
        "</title><script>alert(1)</script> \"q\" & \x01\x1b \xff\xc3 \xe2\x88\x9e &amp;";
    assert_int_equal(
        svg_finish(drawing, strlen(drawing), "one", title, "d\xed\xa0\x80", &out, &size, &err), OK);
    assert_has(out, "<title id=\"one-t\">&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt; "
                    "&quot;q&quot; &amp;  \xEF\xBF\xBD\xEF\xBF\xBD \xe2\x88\x9e &amp;amp;</title>");
    assert_has(out, "<desc id=\"one-d\">d\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD</desc>");
    assert_lacks(out, "GNUPLOT");
    assert_has(out, "role=\"img\"");
    free(out);
}

static void texts_keep_blanks_and_markup(void **state)
{
    (void)state;
    char *out = finish_text(drawing, "one");
    assert_has(
        out, "<text x=\"57\" y=\"388.1\" fill=\"#1b1f24\" font-size=\"12.5\" text-anchor=\"end\" "
             "xml:space=\"preserve\">overlap <tspan font-style=\"italic\">m</tspan> &lt; 1</text>");
    assert_has(out, "<title>mean &amp; more</title>");
    free(out);
}

static void what_runs_or_fetches_is_dropped(void **state)
{
    (void)state;
    char *out = finish_body(
        "<script>alert(1)</script><rect x=\"1\" y=\"1\" width=\"2\" height=\"2\" fill=\"black\" "
        "onclick=\"alert(2)\"/><image xlink:href=\"http://example.org/a.png\" width=\"1\" "
        "height=\"1\"/>"
        "<foreignObject><p/></foreignObject><a "
        "xlink:href=\"javascript:alert(3)\"><text>t</text></a>"
        "<use xlink:href=\"other.svg#x\"/><style>@import url(http://example.org/)</style>");
    assert_lacks(out, "alert");
    assert_lacks(out, "example");
    assert_lacks(out, "foreign");
    assert_lacks(out, "other.svg");
    assert_has(out, "<rect");
    free(out);
}

/* ---- colours -------------------------------------------------------------------------------- */

static void colours_have_one_spelling(void **state)
{
    (void)state;
    char *out =
        finish_body("<path stroke='rgb(27,31,36)' d='M1,1 L2,2'/><text fill='#1B1F24'>a</text>"
                    "<path stroke='rgb(  27,  31,  36)' d='M1,3 L2,4'/><text fill='#fff'>b</text>"
                    "<path stroke='rgb(256,0,0)' d='M1,3 L2,4'/>");
    const char *body = strstr(out, "</style>");
    assert_non_null(body);
    assert_int_equal(count(body, "stroke=\"#1b1f24\""), 2);
    assert_int_equal(count(body, "fill=\"#1b1f24\""), 1);
    assert_has(out, "#ffffff");
    assert_has(out, "rgb(256,0,0)"); /* no colour: left alone */
    assert_lacks(out, "1B1F24");
    free(out);
}

/* All "#rrggbb" of the roles in style.gp, up to the section behind them. */
static int roles_of_style(char colours[][8], int room)
{
    FILE *f = fopen("plots/style.gp", "r");
    assert_non_null(f);
    char line[500];
    int n = 0;
    bool inside = false;
    while (fgets(line, sizeof line, f)) {
        if (strncmp(line, "# ---- ", 7) == 0)
            inside = strstr(line, "colours") != NULL;
        const char *start = line[0] == '#' ? NULL : strchr(line, '#');
        for (; inside && start; start = strchr(start + 1, '#'))
            if (strspn(start + 1, "0123456789abcdef") == 6 && n < room)
                snprintf(colours[n++], 8, "%.7s", start);
    }
    fclose(f);
    return n;
}

static double channel(const char *hex)
{
    char two[3] = { hex[0], hex[1], 0 };
    double x = (double)strtol(two, NULL, 16) / 255;
    return x <= 0.03928 ? x / 12.92 : pow((x + 0.055) / 1.055, 2.4);
}

/* Contrast as the Web Content Accessibility Guidelines define it. */
static double contrast(const char *a, const char *b)
{
    double la = 0.2126 * channel(a + 1) + 0.7152 * channel(a + 3) + 0.0722 * channel(a + 5);
    double lb = 0.2126 * channel(b + 1) + 0.7152 * channel(b + 3) + 0.0722 * channel(b + 5);
    return (fmax(la, lb) + 0.05) / (fmin(la, lb) + 0.05);
}

static void every_role_changes_in_the_dark_and_text_stays_readable(void **state)
{
    (void)state;
    char colours[40][8], body[8000] = "";
    int n = roles_of_style(colours, 40);
    assert_int_equal(n, 18);
    for (int i = 0; i < n; i++)
        snprintf(body + strlen(body), sizeof body - strlen(body), "<text fill='%s'>t</text>",
                 colours[i]);
    char *out = finish_body(body);
    assert_int_equal(count(out, "#x [fill="), n);
    assert_lacks(out, "#x [stroke=");
    const char *shades[] = { "#8b949e", "#e6eaee", "#f1f4f7", "#fffffe" }; /* never text */
    for (int i = 0; i < n; i++) {
        char rule[400];
        snprintf(rule, sizeof rule, "#x [fill=\"%s\"]{fill:", colours[i]);
        const char *dark = strstr(out, rule);
        assert_non_null(dark);
        bool text = true;
        for (size_t k = 0; k < sizeof shades / sizeof *shades; k++)
            text = text && strcmp(colours[i], shades[k]) != 0;
        if (text && (contrast(colours[i], "#fffffe") < 4.495 ||
                     contrast(dark + strlen(rule), "#12161b") < 4.495))
            fail_msg("%s has contrast %.2f, in the dark %.2f", colours[i],
                     contrast(colours[i], "#fffffe"), contrast(dark + strlen(rule), "#12161b"));
    }
    free(out);
}

/* ---- the whole ------------------------------------------------------------------------------ */

static void finishing_again_changes_nothing(void **state)
{
    (void)state;
    size_t size, again_size;
    char *once = finish(drawing, strlen(drawing), "one", &size);
    char *twice = finish(once, size, "one", &again_size);
    assert_string_equal(once, twice);
    char *same = finish_text(drawing, "one");
    assert_string_equal(once, same);
    assert_true(size < strlen(drawing));
    assert_string_equal(once + size - 7, "</svg>\n");
    assert_memory_equal(
        once,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" id=\"one\" viewBox=\"0 0 100 80\" "
        "width=\"100\" height=\"80\" ",
        90);
    free(once);
    free(twice);
    free(same);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_figures_share_no_id),
        cmocka_unit_test(links_find_their_target),
        cmocka_unit_test(names_are_escaped),
        cmocka_unit_test(texts_keep_blanks_and_markup),
        cmocka_unit_test(what_runs_or_fetches_is_dropped),
        cmocka_unit_test(colours_have_one_spelling),
        cmocka_unit_test(every_role_changes_in_the_dark_and_text_stays_readable),
        cmocka_unit_test(finishing_again_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
