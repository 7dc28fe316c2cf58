/* key.c - see key.h */
#include "runner/plan/key.h"

#define XXH_STATIC_LINKING_ONLY /* the size of its state, so that hashing needs no allocation */
#include <xxhash.h>

static Key from_hash(XXH128_hash_t h)
{
    return (Key){ .high = h.high64, .low = h.low64 };
}

Key key_hash(const void *bytes, size_t size)
{
    return from_hash(XXH3_128bits(bytes, size));
}

Key key_hash_pair(const void *a, size_t a_size, const void *b, size_t b_size)
{
    XXH3_state_t state;
    XXH3_128bits_reset(&state);
    XXH3_128bits_update(&state, a, a_size);
    XXH3_128bits_update(&state, b, b_size);
    return from_hash(XXH3_128bits_digest(&state));
}

uint64_t key_checksum(const void *bytes, size_t size, uint64_t seed)
{
    return XXH3_64bits_withSeed(bytes, size, seed);
}

/* A KeyStream is xxHash's own state under another name. */
static XXH3_state_t *stream_state(KeyStream *s)
{
    return (XXH3_state_t *)(void *)s;
}

KeyStream *key_stream_new(void)
{
    XXH3_state_t *state = XXH3_createState();
    if (state)
        XXH3_128bits_reset(state);
    return (KeyStream *)(void *)state;
}

void key_stream_add(KeyStream *s, const void *bytes, size_t size)
{
    XXH3_128bits_update(stream_state(s), bytes, size);
}

Key key_stream_end(KeyStream *s)
{
    Key key = from_hash(XXH3_128bits_digest(stream_state(s)));
    XXH3_freeState(stream_state(s));
    return key;
}

bool key_equal(Key a, Key b)
{
    return a.high == b.high && a.low == b.low;
}

static const char digits[] = "0123456789abcdef";

static void print_half(uint64_t x, char *text)
{
    for (int i = 0; i < 16; i++)
        text[i] = digits[(x >> (60 - 4 * i)) & 15];
}

void key_print(Key key, char text[KEY_TEXT_SIZE])
{
    print_half(key.high, text);
    print_half(key.low, text + 16);
    text[32] = '\0';
}

static int digit_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

bool key_parse(const char *text, Key *key)
{
    uint64_t half[2] = { 0, 0 };
    for (int i = 0; i < 32; i++) {
        int digit = digit_value(text[i]);
        if (digit < 0)
            return false;
        half[i / 16] = half[i / 16] << 4 | (uint64_t)digit;
    }
    if (text[32] != '\0')
        return false;
    *key = (Key){ .high = half[0], .low = half[1] };
    return true;
}

RandomKey key_random(Key key)
{
    return (RandomKey){ .high = key.high, .low = key.low };
}
