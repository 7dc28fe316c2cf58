/* key.h - who a trial is: the canonical text, its 128-bit hash, and the key of its chance.
 * Same key, same numbers. The only xxHash. */
#ifndef HEBB_KEY_H
#define HEBB_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "algorithms/base/random.h"

typedef struct {
    uint64_t high, low;
} Key;

enum { KEY_TEXT_SIZE = 33 }; /* 32 hexadecimal digits and a NUL */

/* XXH3 128 of bytes, in canonical (big-endian digit) order. */
Key key_hash(const void *bytes, size_t size);
/* The hash of a's bytes followed by b's, without joining them in memory. */
Key key_hash_pair(const void *a, size_t a_size, const void *b, size_t b_size);
/* XXH3 64, for checksums and hash tables. */
uint64_t key_checksum(const void *bytes, size_t size, uint64_t seed);

/* Incremental 128-bit hash, for digests of large results. */
typedef struct KeyStream KeyStream;
KeyStream *key_stream_new(void); /* NULL when memory runs out */
void key_stream_add(KeyStream *s, const void *bytes, size_t size);
Key key_stream_end(KeyStream *s); /* frees it */

bool key_equal(Key a, Key b);
void key_print(Key key, char text[KEY_TEXT_SIZE]);
bool key_parse(const char *text, Key *key);

/* The same 128 bits as a key of random streams. */
RandomKey key_random(Key key);

#endif
