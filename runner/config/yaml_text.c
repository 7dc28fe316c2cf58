/* yaml_text.c - characters and places of a YAML text (see yaml_text.h). */
#include "runner/config/yaml_text.h"

#include <string.h>

#include "runner/config/utf8.h"

enum { TAB_LINES_NAMED = 8 };

Place yaml_place(const YamlText *t, yaml_mark_t start, yaml_mark_t end)
{
    Place place = { t->source, (int64_t)start.line + 1, (int64_t)start.column + 1, 1 };
    if (start.line == 0)
        place.column += t->shift;
    if (end.line > start.line)
        place.width = INT32_MAX; /* messages cut it at the end of the line */
    else if (end.column > start.column)
        place.width = (int64_t)(end.column - start.column);
    return place;
}

/* ---- characters --------------------------------------------------------------------------- */

static Status bad_byte(const YamlText *t, Place place, unsigned char byte)
{
    char label[32];
    snprintf(label, sizeof label, "byte 0x%02X", byte);
    Status st = message_error(t->messages, place, label, "this text is not UTF-8");
    message_help(t->messages,
                 "save the file as UTF-8; `iconv -f latin1 -t utf8` turns Latin-1 into it");
    return st;
}

static Status bad_character(const YamlText *t, Place place, uint32_t code)
{
    static const struct {
        uint32_t code;
        const char *label;
    } known[] = {
        { 0x00, "a NUL: is this a text file?" }, { 0x0D, "a carriage return without a newline" },
        { 0x85, "a `next line` character" },     { 0x2028, "a line separator" },
        { 0x2029, "a paragraph separator" },     { 0xFEFF, "a byte order mark inside the text" },
    };
    const char *label = "remove it";
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i].code == code)
            label = known[i].label;
    return message_error(t->messages, place, label, "character U+%04X cannot stand here",
                         (unsigned)code);
}

Status yaml_check_scalar(const YamlText *t, const char *text, size_t size, Place place)
{
    uint32_t code = 0;
    for (size_t i = 0, n; i < size; i += n) {
        n = utf8_decode(text + i, size - i, &code);
        if (n == 0 || (code != '\n' && code != '\t' && !utf8_printable(code)))
            return message_error(t->messages, place, NULL,
                                 "this text holds the control character U+%04X", (unsigned)code);
    }
    return OK;
}

static bool line_break(const char *at, size_t rest)
{
    return *at == '\n' || (rest > 1 && at[0] == '\r' && at[1] == '\n');
}

/* The first character that no config may hold. */
static Status check_characters(const YamlText *t)
{
    const Source *s = t->source;
    Place place = { s, 1, 1 + t->shift, 1 };
    for (size_t i = t->start, n; i < s->size; i += n) {
        uint32_t code = 0;
        n = utf8_decode(s->text + i, s->size - i, &code);
        if (n == 0)
            return bad_byte(t, place, (unsigned char)s->text[i]);
        if (code == '\n') {
            place.line++;
            place.column = 1;
            continue;
        }
        if (code != '\t' && !utf8_printable(code) && !line_break(s->text + i, s->size - i))
            return bad_character(t, place, code);
        place.column++;
    }
    return OK;
}

/* ---- lines -------------------------------------------------------------------------------- */

static void note_tabs(const YamlText *t, const int64_t *lines, int64_t count)
{
    char list[8 * TAB_LINES_NAMED + 16] = "";
    size_t used = 0;
    int64_t named = count < TAB_LINES_NAMED ? count : TAB_LINES_NAMED;
    for (int64_t i = 0; i < named; i++)
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%lld", i ? ", " : "",
                                 (long long)lines[i]);
    message_note(t->messages, "so %s line%s %s%s", count == 1 ? "does" : "do",
                 count == 1 ? "" : "s", list, count > named ? ", ..." : "");
}

/* Lines indented by tabs: one message for all of them. */
static Status check_tabs(const YamlText *t)
{
    const Source *s = t->source;
    const char *end = s->text + s->size;
    int64_t line = 1, more = 0, lines[TAB_LINES_NAMED];
    Status st = OK;
    for (const char *at = s->text + t->start; at < end; line++) {
        size_t blanks = strspn(at, " ");
        if (at[blanks] == '\t' && st == OK) {
            Place place = { s, line, (int64_t)blanks + 1 + (line == 1 ? t->shift : 0),
                            (int64_t)strspn(at + blanks, "\t") };
            st = message_error(t->messages, place, "use spaces", "tabs cannot indent YAML");
        } else if (at[blanks] == '\t') {
            if (more < TAB_LINES_NAMED)
                lines[more] = line;
            more++;
        }
        const char *brk = memchr(at, '\n', (size_t)(end - at));
        at = brk ? brk + 1 : end;
    }
    if (more)
        note_tabs(t, lines, more);
    return st;
}

/* `%YAML` and `%TAG`: nothing a config needs, and libyaml compares them all with each other. */
static Status check_directives(const YamlText *t)
{
    const char *end = t->source->text + t->source->size;
    int64_t line = 1;
    for (const char *at = t->source->text + t->start; at < end; line++) {
        if (*at == '%')
            return message_error(t->messages,
                                 (Place){ t->source, line, 1 + (line == 1 ? t->shift : 0), 1 },
                                 "remove this line", "YAML directives are not accepted");
        const char *brk = memchr(at, '\n', (size_t)(end - at));
        at = brk ? brk + 1 : end;
    }
    return OK;
}

Status yaml_check_text(const YamlText *t)
{
    const Source *s = t->source;
    Place top = { s, 1, 1, 1 };
    if (s->size > YAML_MAX_BYTES)
        return message_error(t->messages, top, NULL,
                             "a text of %zu bytes is too large; %d are allowed", s->size,
                             YAML_MAX_BYTES);
    bool wide = s->size >= 2 &&
                (memcmp(s->text, "\xFF\xFE", 2) == 0 || memcmp(s->text, "\xFE\xFF", 2) == 0);
    if (wide)
        return message_error(t->messages, top, "save it as UTF-8", "this text is UTF-16");
    Status st = check_characters(t);
    if (st == OK)
        st = check_tabs(t);
    return status_worse(st, check_directives(t));
}
