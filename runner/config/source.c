/* source.c - texts that places refer to: reading and copying them (see message.h). */
#include "runner/config/message.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "runner/config/utf8.h"

static Status out_of_memory(Source *s, Error *err)
{
    source_free(s);
    return error_set(err, ERR_MEMORY, "memory ran out while reading a configuration");
}

/* Reads the stream to its end, or one byte further than `limit`. */
static Status read_stream(FILE *file, size_t limit, Source *s, Error *err)
{
    size_t room = 0;
    for (;;) {
        if (s->size + 1 >= room) {
            room = room ? 2 * room : 8192;
            char *bigger = realloc(s->text, room);
            if (!bigger)
                return ERR_MEMORY;
            s->text = bigger;
        }
        size_t got = fread(s->text + s->size, 1, room - 1 - s->size, file);
        s->size += got;
        s->text[s->size] = '\0';
        if (s->size > limit)
            return error_set(err, ERR_CONFIG,
                             "`%.200s` is larger than the %zu KiB a configuration may have",
                             s->name, limit / 1024);
        if (ferror(file))
            return error_set(err, ERR_CONFIG, "cannot read `%.200s`: %s", s->name, strerror(errno));
        if (got == 0)
            return OK;
    }
}

Status source_read(Source *s, const char *path, size_t limit, Error *err)
{
    *s = (Source){ 0 };
    s->name = strdup(path);
    if (!s->name)
        return out_of_memory(s, err);
    FILE *file = fopen(path, "rb");
    if (!file && errno == ENOMEM)
        return out_of_memory(s, err);
    if (!file) {
        Status st = error_set(err, ERR_CONFIG, "cannot open `%.200s`: %s", path, strerror(errno));
        source_free(s);
        return st;
    }
    setvbuf(file, NULL, _IONBF, 0); /* the text is the buffer */
    Status st = read_stream(file, limit, s, err);
    fclose(file);
    if (st == ERR_MEMORY)
        return out_of_memory(s, err);
    if (st != OK)
        source_free(s);
    return st;
}

Status source_copy(Source *s, const char *name, const char *text, size_t size, Error *err)
{
    *s = (Source){ 0 };
    s->name = strdup(name);
    s->text = malloc(size + 1);
    if (!s->name || !s->text)
        return out_of_memory(s, err);
    if (size)
        memcpy(s->text, text, size);
    s->text[size] = '\0';
    s->size = size;
    return OK;
}

void source_free(Source *s)
{
    free(s->name);
    free(s->text);
    *s = (Source){ 0 };
}

const char *place_text(Place place)
{
    if (!place.source)
        return "";
    const char *at = place.source->text, *end = at + place.source->size;
    uint32_t code;
    if (place.source->size >= 3 && memcmp(at, "\xEF\xBB\xBF", 3) == 0)
        at += 3;
    for (int64_t line = 1; line < place.line && at < end; line++) {
        const char *brk = memchr(at, '\n', (size_t)(end - at));
        at = brk ? brk + 1 : end;
    }
    for (int64_t column = 1; column < place.column && at < end && *at != '\n'; column++) {
        size_t n = utf8_decode(at, (size_t)(end - at), &code);
        at += n ? n : 1;
    }
    return at;
}
