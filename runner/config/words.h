/* words.h - small texts that messages are made of: lists of names, shortened values. */
#ifndef HEBB_WORDS_H
#define HEBB_WORDS_H

#include "runner/config/message.h"

enum { WORDS_CLIP = 48 };

/* The text, cut with `...` between characters if it is long. */
void words_clip(const char *text, char clip[WORDS_CLIP]);

/* Entries of a NULL-terminated array. */
int64_t words_count(const char *const *words);

/* "a, b, c": names as in nearest_name(), from `count` elements `stride` bytes apart; a list that
 * does not fit ends with "...". */
void words_list(const void *names, size_t stride, int64_t count, char *text, size_t size);

/* "be `a`, `b` or `c`". */
void words_or(const char *const *words, char *text, size_t size);

/* 1 for true, yes, on; 0 for false, no, off, in any case; -1 for anything else. */
int words_truth(const char *text);

/* Letters a-z, digits and `_`, starting with a letter: what names a metric, an axis, a check. */
bool words_snake(const char *text);

/* Refuses a part of the config language that this version does not have. `instead` is advice. */
Status words_later(Messages *m, Place place, const char *name, const char *instead);

#endif
