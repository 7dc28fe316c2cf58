/* words.c - see words.h */
#include "runner/config/words.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

void words_clip(const char *text, char clip[WORDS_CLIP])
{
    size_t n = strlen(text);
    if (n < WORDS_CLIP) {
        memcpy(clip, text, n + 1);
        return;
    }
    n = WORDS_CLIP - 4;
    while (n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80)
        n--;
    memcpy(clip, text, n);
    memcpy(clip + n, "...", 4);
}

int64_t words_count(const char *const *words)
{
    int64_t n = 0;
    while (words[n])
        n++;
    return n;
}

void words_list(const void *names, size_t stride, int64_t count, char *text, size_t size)
{
    size_t used = 0;
    text[0] = '\0';
    for (int64_t i = 0; i < count; i++) {
        const char *name =
            *(const char *const *)(const void *)((const char *)names + (size_t)i * stride);
        size_t room = i + 1 < count ? sizeof ", ..." : 1;
        if (used + strlen(name) + sizeof ", " + room > size) {
            snprintf(text + used, size - used, "%s...", i ? ", " : "");
            return;
        }
        used += (size_t)snprintf(text + used, size - used, "%s%s", i ? ", " : "", name);
    }
}

void words_or(const char *const *words, char *text, size_t size)
{
    int64_t n = words_count(words);
    size_t used = (size_t)snprintf(text, size, "be ");
    for (int64_t i = 0; i < n && used < size; i++) {
        const char *between = i == 0 ? "" : i + 1 < n ? ", " : " or ";
        used += (size_t)snprintf(text + used, size - used, "%s`%s`", between, words[i]);
    }
}

int words_truth(const char *text)
{
    static const struct {
        const char *word;
        int truth;
    } table[] = { { "true", 1 },  { "yes", 1 }, { "on", 1 },
                  { "false", 0 }, { "no", 0 },  { "off", 0 } };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strcasecmp(text, table[i].word) == 0)
            return table[i].truth;
    return -1;
}

bool words_snake(const char *text)
{
    return text[0] >= 'a' && text[0] <= 'z' &&
           text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_")] == '\0';
}

Status words_later(Messages *m, Place place, const char *name, const char *instead)
{
    message_error(m, place, "not in this version",
                  "`%s` is part of the config language, but this version of hebb lacks it", name);
    if (instead)
        message_help(m, "%s", instead);
    return ERR_CONFIG;
}
