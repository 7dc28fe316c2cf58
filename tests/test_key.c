/* Hashes and their texts. The values here are the identity of stored work: if one of them changes,
 * every journal and result of every user is orphaned, so a failure here is never fixed by editing
 * the expected value. They were computed with xxHash's own command-line tool. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "runner/plan/key.h"

static const char golden_text[] =
    "hopfield.retrieval\nversion 1\nseed 1985\nshared_by \nload 0.12\n"
    "neurons 500\nreplicate 3\n";

static void assert_key(Key key, const char *expected)
{
    char text[KEY_TEXT_SIZE];
    key_print(key, text);
    assert_string_equal(text, expected);
}

static void golden_hashes(void **state)
{
    (void)state;
    assert_key(key_hash("", 0), "99aa06d3014798d86001c324468d497f");
    assert_key(key_hash("abc", 3), "06b05ab6733a618578af5f94892f3950");
    assert_key(key_hash(golden_text, strlen(golden_text)), "6b572c1cc829bf5439a9a7c73f81c4cd");
    assert_true(key_checksum("abc", 3, 0) == 0x78af5f94892f3950u);
    assert_true(key_checksum("abc", 3, 1) != key_checksum("abc", 3, 0));
}

/* The three ways of hashing agree wherever a text is cut; xxHash changes its method at 16, 128 and
 * 240 bytes. */
static void pieces_hash_as_the_whole(void **state)
{
    (void)state;
    unsigned char bytes[2000];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)(i * 131 >> 3);
    static const size_t sizes[] = { 0, 1, 3, 16, 17, 128, 129, 240, 241, 511, 2000 };
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
        for (size_t cut = 0; cut <= sizes[s]; cut += 1 + sizes[s] / 7) {
            Key whole = key_hash(bytes, sizes[s]);
            assert_true(key_equal(whole, key_hash_pair(bytes, cut, bytes + cut, sizes[s] - cut)));
            KeyStream *stream = key_stream_new();
            assert_non_null(stream);
            key_stream_add(stream, bytes, cut);
            key_stream_add(stream, bytes + cut, sizes[s] - cut);
            assert_true(key_equal(whole, key_stream_end(stream)));
        }
}

static void keys_print_and_parse(void **state)
{
    (void)state;
    Key key = { .high = 0x0123456789abcdefu, .low = 0x00000000000000ffu };
    Key back;
    assert_key(key, "0123456789abcdef00000000000000ff");
    assert_true(key_parse("0123456789abcdef00000000000000ff", &back));
    assert_true(key_equal(key, back));
    assert_true(key_parse("0123456789ABCDEF00000000000000FF", &back));
    assert_true(key_equal(key, back));
    assert_false(key_parse("", &back));
    assert_false(key_parse("0123456789abcdef00000000000000f", &back));
    assert_false(key_parse("0123456789abcdef00000000000000fff", &back));
    assert_false(key_parse("0123456789abcdef00000000000000fg", &back));
    assert_false(key_equal(key, (Key){ .high = key.high, .low = key.low + 1 }));
    assert_false(key_equal(key, (Key){ .high = key.high + 1, .low = key.low }));
}

static void random_keys_have_all_bits(void **state)
{
    (void)state;
    RandomKey r = key_random((Key){ .high = 0x1122334455667788u, .low = 0x99aabbccddeeff00u });
    assert_true(r.high == 0x1122334455667788u && r.low == 0x99aabbccddeeff00u);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(golden_hashes),
        cmocka_unit_test(pieces_hash_as_the_whole),
        cmocka_unit_test(keys_print_and_parse),
        cmocka_unit_test(random_keys_have_all_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
