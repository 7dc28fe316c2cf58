/* message.c - see message.h */
#include "runner/config/message.h"

#include <stdlib.h>
#include <string.h>

#include "runner/config/message_list.h"

Messages *messages_new(void)
{
    return calloc(1, sizeof(Messages));
}

static void message_free(Message *m)
{
    if (!m)
        return;
    for (int i = 0; i < m->parts; i++) {
        free(m->part[i]->text);
        free(m->part[i]->source);
        free(m->part[i]);
    }
    free(m->what);
    free(m);
}

void messages_free(Messages *m)
{
    if (!m)
        return;
    for (int64_t i = 0; i < m->kept; i++)
        message_free(m->message[i]);
    free(m);
}

int64_t messages_count(const Messages *m)
{
    return m ? m->count : 0;
}

/* ---- collecting --------------------------------------------------------------------------- */

static char *format_text(const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int size = vsnprintf(NULL, 0, format, again);
    va_end(again);
    char *text = size < 0 ? NULL : malloc((size_t)size + 1);
    if (text)
        vsnprintf(text, (size_t)size + 1, format, args);
    return text;
}

static bool same_source(const Part *part, const Source *source)
{
    return part->source && source && strcmp(part->source, source->name) == 0;
}

/* Takes `text`. False when memory ran out. */
static bool add_part(Message *m, PartKind kind, char *text, const Place *place)
{
    Part *part = m->parts < PARTS_MAX ? calloc(1, sizeof *part) : NULL;
    if (!part) {
        free(text);
        return m->parts == PARTS_MAX; /* more than that help nobody: left out */
    }
    m->part[m->parts++] = part;
    part->kind = kind;
    part->text = text;
    if (!place || !place->source)
        return true;
    part->line = place->line;
    part->column = place->column;
    excerpt_init(&part->excerpt, *place);
    part->source = strdup(place->source->name);
    for (int i = m->parts - 1; i >= 0; i--)
        if (same_source(m->part[i], place->source))
            part->source_order = i;
    return part->source != NULL;
}

static bool add_place(Message *m, Place place, const char *label)
{
    char *copy = label ? strdup(label) : NULL;
    if (label && !copy)
        return false;
    return add_part(m, PART_PLACE, copy, &place);
}

/* An earlier message of the same place. */
static const Message *find_same(const Messages *m, Place place)
{
    for (int64_t i = 0; i < m->kept; i++) {
        const Part *at = m->message[i]->part[0];
        if (same_source(at, place.source) && at->line == place.line && at->column == place.column)
            return m->message[i];
    }
    return NULL;
}

static int64_t source_order(const Messages *m, const Source *source)
{
    if (!source)
        return INT64_MAX;
    for (int64_t i = 0; i < m->kept; i++)
        if (same_source(m->message[i]->part[0], source))
            return m->message[i]->source_order;
    return m->kept;
}

Status message_error(Messages *m, Place place, const char *label, const char *what, ...)
{
    if (!m)
        return ERR_CONFIG;
    m->last = NULL;
    if (find_same(m, place))
        return ERR_CONFIG;
    m->count++;
    if (m->kept == KEPT_MAX)
        return ERR_CONFIG;
    Message *message = calloc(1, sizeof *message);
    if (message) {
        va_list args;
        va_start(args, what);
        message->what = format_text(what, args);
        va_end(args);
        message->source_order = source_order(m, place.source);
        message->arrival = m->count;
    }
    if (!message || !message->what || !add_place(message, place, label)) {
        message_free(message);
        m->out_of_memory = true;
        return ERR_MEMORY;
    }
    m->message[m->kept++] = m->last = message;
    return ERR_CONFIG;
}

void message_also(Messages *m, Place place, const char *label)
{
    if (m && m->last && !add_place(m->last, place, label))
        m->out_of_memory = true;
}

static void add_remark(Messages *m, PartKind kind, const char *format, va_list args)
{
    if (!m || !m->last)
        return;
    char *text = format_text(format, args);
    if (!text || !add_part(m->last, kind, text, NULL))
        m->out_of_memory = true;
}

void message_note(Messages *m, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add_remark(m, PART_NOTE, format, args);
    va_end(args);
}

void message_help(Messages *m, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add_remark(m, PART_HELP, format, args);
    va_end(args);
}
