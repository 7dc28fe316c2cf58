/* report_nights.c - how the numbers of the experiments went over the nights. */
#include <math.h>
#include <string.h>

#include "runner/present/report_parts.h"

enum { NIGHTS = 30, WIDTH = 160, HEIGHT = 32, MARGIN = 4 };

/* The newest nights of one series, oldest first. */
typedef struct {
    const HistoryRow *rows[NIGHTS];
    int64_t count;
} Nights;

/* What is plotted of a row: scores have no value of their own. */
static double height_of(const HistoryRow *row)
{
    return strcmp(row->kind, "score") == 0 ? row->score : row->value;
}

/* Scores, timings, and the means that a check looks at. */
static bool is_shown(const ReportItem *item, const HistoryRow *row)
{
    if (strcmp(row->experiment, item->experiment->name) != 0)
        return false;
    if (strcmp(row->kind, "score") == 0 || strcmp(row->kind, "seconds") == 0)
        return true;
    for (int64_t i = 0; strcmp(row->kind, "mean") == 0 && i < item->check_count; i++)
        if (strcmp(item->checks[i].value, row->number) == 0)
            return true;
    return false;
}

static bool same_series(const HistoryRow *a, const HistoryRow *b)
{
    return strcmp(a->experiment, b->experiment) == 0 && strcmp(a->number, b->number) == 0 &&
           strcmp(a->kind, b->kind) == 0;
}

/* The series whose newest row this is; false when a newer one exists. */
static bool collect(const History *h, int64_t newest, Nights *n)
{
    const HistoryRow *row = &h->rows[newest];
    for (int64_t i = newest + 1; i < h->count; i++)
        if (same_series(&h->rows[i], row))
            return false;
    n->count = 0;
    for (int64_t i = newest; i >= 0 && n->count < NIGHTS; i--)
        if (same_series(&h->rows[i], row) && isfinite(height_of(&h->rows[i])))
            n->rows[n->count++] = &h->rows[i];
    for (int64_t i = 0; i < n->count / 2; i++) {
        const HistoryRow *swap = n->rows[i];
        n->rows[i] = n->rows[n->count - 1 - i];
        n->rows[n->count - 1 - i] = swap;
    }
    return n->count > 0;
}

static void put_spark(FILE *out, const Nights *n)
{
    double low = INFINITY, high = -INFINITY;
    for (int64_t i = 0; i < n->count; i++) {
        low = fmin(low, height_of(n->rows[i]));
        high = fmax(high, height_of(n->rows[i]));
    }
    double step = n->count > 1 ? (WIDTH - 2.0 * MARGIN) / (double)(n->count - 1) : 0, x = MARGIN,
           y = HEIGHT / 2.0;
    fprintf(out,
            "<svg class=\"mini\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" "
            "aria-hidden=\"true\"><path class=\"trend\" d=\"",
            WIDTH, HEIGHT, WIDTH, HEIGHT);
    for (int64_t i = 0; i < n->count; i++) {
        x = MARGIN + step * (double)i;
        y = high > low ? HEIGHT - MARGIN -
                             (HEIGHT - 2 * MARGIN) * (height_of(n->rows[i]) - low) / (high - low)
                       : HEIGHT / 2.0;
        fprintf(out, "%s%.1f %.1f", i ? "L" : "M", x, y);
    }
    fputs("\"/>", out);
    for (int64_t i = 1; i < n->count; i++)
        if (strcmp(n->rows[i]->segment, n->rows[i - 1]->segment) != 0)
            fprintf(out, "<path class=\"jump\" d=\"M%.1f 0v%d\"/>",
                    MARGIN + step * ((double)i - 0.5), HEIGHT);
    fprintf(out, "<circle class=\"meas\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"/></svg>", x, y);
}

static void put_series(FILE *out, const ReportItem *item, const Nights *n)
{
    const HistoryRow *last = n->rows[n->count - 1];
    double low = INFINITY, high = -INFINITY;
    for (int64_t i = 0; i < n->count; i++) {
        low = fmin(low, height_of(n->rows[i]));
        high = fmax(high, height_of(n->rows[i]));
    }
    fprintf(out, "<tr><th scope=\"row\"><a href=\"#%s\">", item->slug);
    html_text(out, item->experiment->name);
    fputs("</a> ", out);
    html_text(out, last->number);
    fputs("</th><td data-l=\"nights\">", out);
    put_spark(out, n);
    fputs("</td><td class=\"n\" data-l=\"last\"><b>", out);
    html_quantity(out, height_of(last), 0);
    fputs(strcmp(last->kind, "seconds") == 0 ? "\u00A0s</b><small>" : "</b><small>", out);
    html_text(out, last->night);
    fputs("</small></td><td class=\"n\" data-l=\"spread\">", out);
    html_range(out, low, high, 0);
    fputs("<small>", out);
    html_count(out, n->count, "night", "nights");
    fputs(strcmp(last->kind, "score") == 0 ? ", z against the law</small></td></tr>\n"
                                           : "</small></td></tr>\n",
          out);
}

/* Calls for every series that is shown; the number of them. `out` NULL: only counts. */
static int64_t each_series(FILE *out, const Report *r)
{
    int64_t series = 0;
    for (int64_t i = 0; r->history && i < r->count; i++) {
        const ReportItem *item = &r->items[i];
        bool again = !item->opened || strcmp(item->leg, "fresh") == 0;
        for (int64_t k = 0; !again && k < r->history->count; k++) {
            Nights n;
            if (!is_shown(item, &r->history->rows[k]) || !collect(r->history, k, &n))
                continue;
            series++;
            if (out)
                put_series(out, item, &n);
        }
    }
    return series;
}

bool part_has_nights(const Report *r)
{
    return each_series(NULL, r) > 0;
}

void part_nights(FILE *out, const Report *r)
{
    if (!part_has_nights(r))
        return;
    fputs("<section id=\"nights\" aria-labelledby=\"nights-h\"><h2 "
          "id=\"nights-h\">Nights</h2><p>The numbers that checks look at, "
          "of the fresh seed, over the last nights: each night has random numbers of its own. A "
          "dashed tick is where a new "
          "baseline was accepted.</p><div class=\"scroll\"><table class=\"nights\"><caption "
          "class=\"vh\">Numbers over the nights"
          "</caption><thead><tr><th scope=\"col\">Number</th><th scope=\"col\">Nights</th><th "
          "scope=\"col\" class=\"n\">Last</th>"
          "<th scope=\"col\" class=\"n\">Least to greatest</th></tr></thead><tbody>\n",
          out);
    each_series(out, r);
    fputs("</tbody></table></div></section>\n", out);
}
