/* history.c - see history.h */
#include "runner/analyze/history.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "runner/config/number.h"

enum { FIELDS = 9, MOST_BYTES = 512 << 20 };
static const char HEADING[] =
    "night\tcommit\tsegment\texperiment\tnumber\tkind\tvalue\terror\tscore\n";

Status history_add(History *h, const HistoryRow *row, Error *err)
{
    if (h->count == h->capacity) {
        int64_t room = h->capacity > 0 ? 2 * h->capacity : 256;
        HistoryRow *longer = realloc(h->rows, (size_t)room * sizeof *longer);
        if (!longer)
            return error_set(err, ERR_MEMORY, "memory ran out for the history");
        h->rows = longer;
        h->capacity = room;
    }
    h->rows[h->count++] = *row;
    return OK;
}

void history_free(History *h)
{
    free(h->rows);
    *h = (History){ 0 };
}

/* ---- reading --------------------------------------------------------------------------------- */

static bool take_text(char *to, size_t size, const char *from, size_t length)
{
    if (length == 0 || length >= size)
        return false;
    memcpy(to, from, length);
    to[length] = '\0';
    return true;
}

static bool take_number(double *x, const char *from, size_t length)
{
    char text[64];
    if (!take_text(text, sizeof text, from, length))
        return false;
    if (strcmp(text, "nan") == 0) {
        *x = NAN;
        return true;
    }
    return number_parse_real(text, x);
}

static bool take_field(HistoryRow *row, int field, const char *from, size_t length)
{
    const struct {
        char *text;
        size_t size;
        double *number;
    } to[FIELDS] = {
        { row->night, sizeof row->night, NULL },
        { row->commit, sizeof row->commit, NULL },
        { row->segment, sizeof row->segment, NULL },
        { row->experiment, sizeof row->experiment, NULL },
        { row->number, sizeof row->number, NULL },
        { row->kind, sizeof row->kind, NULL },
        { NULL, 0, &row->value },
        { NULL, 0, &row->error },
        { NULL, 0, &row->score },
    };
    return to[field].text ? take_text(to[field].text, to[field].size, from, length)
                          : take_number(to[field].number, from, length);
}

static Status read_line(History *h, const Source *s, const char *line, size_t size, int64_t number,
                        Messages *m)
{
    HistoryRow row = { .value = NAN };
    Error err = { 0 };
    size_t at = 0;
    for (int field = 0; field < FIELDS; field++) {
        size_t length = 0;
        while (at + length < size && line[at + length] != '\t')
            length++;
        bool last = field == FIELDS - 1;
        Place place = { s, number, (int64_t)at + 1, length > 0 ? (int64_t)length : 1 };
        if (last != (at + length == size)) {
            message_error(m, place, NULL, "a line of the history has %d fields", FIELDS);
            return ERR_FOREIGN;
        }
        if (!take_field(&row, field, line + at, length)) {
            message_error(m, place, NULL,
                          field < 6 ? "an empty or overlong name" : "this is no number");
            return ERR_FOREIGN;
        }
        at += length + 1;
    }
    if (history_add(h, &row, &err) == OK)
        return OK;
    message_error(m, (Place){ 0 }, NULL, "%s", err.text);
    return ERR_MEMORY;
}

static Status read_lines(History *h, const Source *s, Messages *m)
{
    size_t heading = sizeof HEADING - 1;
    if (s->size == 0)
        return OK;
    if (s->size < heading || memcmp(s->text, HEADING, heading) != 0) {
        message_error(m, (Place){ s, 1, 1, 1 }, NULL,
                      "this is no history of hebb: its first line is another");
        message_help(m, "move it away, and a new one is begun");
        return ERR_FOREIGN;
    }
    int64_t number = 2;
    Status status = OK;
    h->whole = (int64_t)heading;
    for (size_t at = heading; status == OK && at < s->size; number++) {
        const char *end = memchr(s->text + at, '\n', s->size - at);
        if (!end) {
            message_error(m, (Place){ s, number, (int64_t)(s->size - at) + 1, 1 }, NULL,
                          "the history ends in the middle of a line, which is dropped");
            break;
        }
        status = read_line(h, s, s->text + at, (size_t)(end - s->text) - at, number, m);
        at = (size_t)(end - s->text) + 1;
        h->whole = (int64_t)at;
    }
    return status;
}

Status history_read(History *h, const char *path, Messages *m)
{
    Source s = { 0 };
    Error err = { 0 };
    *h = (History){ 0 };
    if (access(path, F_OK) != 0 && errno == ENOENT)
        return OK;
    if (source_read(&s, path, MOST_BYTES, &err) != OK) {
        message_error(m, (Place){ 0 }, NULL, "%s", err.text);
        return ERR_FOREIGN;
    }
    Status status = read_lines(h, &s, m);
    source_free(&s);
    if (status != OK)
        history_free(h);
    return status;
}

/* ---- writing --------------------------------------------------------------------------------- */

static void write_row(FILE *out, const HistoryRow *r)
{
    char value[NUMBER_SIZE], error[NUMBER_SIZE] = "nan", score[NUMBER_SIZE] = "nan";
    number_print(r->value, value);
    if (!isnan(r->error))
        snprintf(error, sizeof error, "%.4g", r->error);
    if (!isnan(r->score))
        snprintf(score, sizeof score, "%.4g", r->score);
    fprintf(out, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", r->night, r->commit, r->segment,
            r->experiment, r->number, r->kind, value, error, score);
}

/* All lines in one write, so that a night is there whole or, at worst, cut off at one place. */
Status history_append(const History *h, int64_t first, const char *path, Error *err)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return error_set(err, ERR_MEMORY, "memory ran out for the history");
    if (h->whole == 0)
        fputs(HEADING, out);
    for (int64_t i = first; i < h->count; i++)
        write_row(out, &h->rows[i]);
    bool good = fclose(out) == 0;
    int file = good ? open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666) : -1;
    good = file >= 0 && ftruncate(file, (off_t)h->whole) == 0 && lseek(file, 0, SEEK_END) >= 0;
    for (size_t done = 0; good && done < size;) {
        ssize_t n = write(file, text + done, size - done);
        good = n > 0 || (n < 0 && errno == EINTR);
        done += n > 0 ? (size_t)n : 0;
    }
    good = good && fdatasync(file) == 0;
    Status status = good ? OK
                         : error_set(err, ERR_OUTPUT, "cannot write the history `%s`: %s", path,
                                     strerror(errno));
    if (file >= 0)
        close(file);
    free(text);
    return status;
}

/* ---- series ---------------------------------------------------------------------------------- */

int64_t history_series(const History *h, const char *experiment, const char *number,
                       const char *kind, const char *now, const HistoryRow **rows, int64_t most,
                       int64_t *segment)
{
    int64_t count = 0, from = most; /* filled from the end */
    bool same = true;
    *segment = 0;
    for (int64_t i = h->count - 1; i >= 0 && count < most; i--) {
        const HistoryRow *r = &h->rows[i];
        if (strcmp(r->number, number) != 0 || strcmp(r->experiment, experiment) != 0 ||
            strcmp(r->kind, kind) != 0)
            continue;
        rows[--from] = r;
        count++;
        same = same && strcmp(r->segment, now) == 0;
        *segment += !same;
    }
    memmove(rows, rows + from, (size_t)count * sizeof *rows);
    return count;
}
