/* SPDX-License-Identifier: Apache-2.0 */
/* The external term format beyond the facts of test_term_facts.c: options, identifiers, old tags,
 * and above all input that is wrong. */
#include "tests/unit/bit_model.h"
#include "tests/unit/term_harness.h"
#include "vm/term/atom.h"
#include "vm/term/bits.h"
#include "vm/term/compare.h"
#include "vm/term/external_decode.h"
#include "vm/term/external_encode.h"
#include "vm/term/external_size.h"
#include "vm/term/external_tags.h"
#include "vm/term/external_words.h"
#include "vm/term/map.h"
#include "vm/term/ref.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static void setup(void)
{
    term_harness_setup();
    model_seed(3);
}

TestSuite(external, .init = setup, .fini = term_harness_teardown, .timeout = 120);

/* Decodes a copy that ends where the memory does, so that a sanitizer sees a byte too many. */
static Term decode(const void *bytes, size_t size, unsigned options, size_t *used)
{
    unsigned char *copy = malloc(size == 0 ? 1 : size);
    memcpy(copy, bytes, size);
    Term term = external_decode(&term_heap, copy, size, options, used);
    cr_assert_leq(*used, size);
    free(copy);
    return term;
}

#define BYTES(...) \
    (const unsigned char[]){__VA_ARGS__}, sizeof((const unsigned char[]){__VA_ARGS__})

static void expect_term(const unsigned char *bytes, size_t size, const char *text)
{
    size_t used;
    Term term = decode(bytes, size, 0, &used);
    cr_assert_neq(term, NON_VALUE, "%s", text);
    cr_expect(term_equal_exact(term, term_of(text)), "%s", text);
    cr_expect_eq(used, size, "%s", text);
}

static void expect_failure(const char *what, const unsigned char *bytes, size_t size, size_t at)
{
    size_t used;
    cr_expect_eq(decode(bytes, size, 0, &used), NON_VALUE, "%s", what);
    cr_expect_eq(used, at, "%s: place", what);
}

/* Counted in slices of SLICE steps. */
static size_t size_in_slices(Term term, unsigned options, size_t slice)
{
    size_t size = 1, steps = slice;
    Term left = external_size_some(&term_heap, term, options, &steps, &size);
    while (left != NIL) {
        steps = slice;
        left = external_size_more(&term_heap, left, options, &steps, &size);
    }
    return size;
}

/* Counting alone must come to the same size, in slices, too: those of one step end inside of
 * whatever a small term has. */
static struct text_buffer encoded(Term term, unsigned options)
{
    struct text_buffer buffer = TEXT_BUFFER_EMPTY;
    size_t size = 1, steps = SIZE_MAX;
    cr_assert(external_encode(&buffer, term, options));
    cr_assert_eq(external_size_some(NULL, term, options, &steps, &size), NIL);
    cr_expect_eq(size, buffer.size);
    cr_expect_eq(size_in_slices(term, options, 1 + size / 1000), buffer.size);
    return buffer;
}

static void check_round_trip(Term term)
{
    size_t used;
    struct text_buffer buffer = encoded(term, 0);
    Term back = decode(buffer.bytes, buffer.size, 0, &used);
    cr_assert_neq(back, NON_VALUE);
    cr_expect(term_equal_exact(back, term));
    text_buffer_release(&buffer);
}

/* ---- right input in unusual forms ---- */

Test(external, old_and_wasteful_forms_are_understood)
{
    expect_term(BYTES(131, 115, 2, 'o', 'k'), "ok");
    expect_term(BYTES(131, 118, 0, 2, 'o', 'k'), "ok");
    expect_term(BYTES(131, 110, 2, 0, 5, 0), "5");
    expect_term(BYTES(131, 110, 0, 0), "0");
    expect_term(BYTES(131, 110, 1, 1, 0), "0");
    expect_term(BYTES(131, 111, 0, 0, 0, 9, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1), "-18446744073709551616");
    expect_term(BYTES(131, 107, 0, 0), "[]");
    expect_term(BYTES(131, 108, 0, 0, 0, 0, 106), "[]");
    expect_term(BYTES(131, 108, 0, 0, 0, 0, 97, 1), "1");
    expect_term(BYTES(131, 105, 0, 0, 0, 1, 97, 1), "{1}");
    expect_term(BYTES(131, 77, 0, 0, 0, 1, 8, 255), "<<255>>");
    expect_term(BYTES(131, 77, 0, 0, 0, 1, 3, 255), "<<7:3>>");
    expect_term(BYTES(131, 77, 0, 0, 0, 0, 0), "<<>>");
    expect_term(BYTES(131, 116, 0, 0, 0, 2, 97, 2, 97, 20, 97, 1, 97, 10), "#{1 => 10,2 => 20}");
    expect_term((const unsigned char *)"\x83"
                                       "c1.50000000000000000000e+00\0\0\0\0\0",
                33, "1.5");
}

Test(external, bytes_behind_the_term_are_left)
{
    size_t used;
    cr_expect_eq(decode("\x83\x61\x05zzz", 6, 0, &used), SMALL(5));
    cr_expect_eq(used, 3);
    cr_expect_eq(decode("\x61\x05zzz", 5, EXTERNAL_NO_VERSION, &used), SMALL(5));
    cr_expect_eq(used, 2);
}

Test(external, minor_versions_change_floats_and_atoms)
{
    struct text_buffer old = encoded(term_of("1.0"), EXTERNAL_OLD_FLOATS);
    cr_expect_eq(old.size, 33);
    cr_expect_str_eq(old.bytes + 2, "1.00000000000000000000e+00");
    text_buffer_release(&old);
    struct text_buffer new = encoded(ATOM_(ok), EXTERNAL_UTF8_ATOMS);
    cr_expect_eq(new.size, 5);
    cr_expect_arr_eq(new.bytes, "\x83\x77\x02ok", 5);
    text_buffer_release(&new);
}

Test(external, safe_decoding_makes_no_atoms)
{
    size_t used;
    cr_expect_eq(decode("\x83\x64\x00\x02ok", 6, EXTERNAL_SAFE, &used), ATOM_(ok));
    uint32_t before = atom_count();
    cr_expect_eq(decode("\x83\x64\x00\x05never", 9, EXTERNAL_SAFE, &used), NON_VALUE);
    cr_expect_eq(decode("\x83\x77\x05never", 8, EXTERNAL_SAFE, &used), NON_VALUE);
    cr_expect_eq(atom_count(), before);
    cr_expect_neq(decode("\x83\x77\x05never", 8, 0, &used), NON_VALUE);
    cr_expect_eq(atom_count(), before + 1);
}

Test(external, identifiers_keep_their_identity)
{
    Term maker = pid_make(UINT64_C(77) << 28 | 12345);
    check_round_trip(maker);
    check_round_trip(port_make(99));
    check_round_trip(port_make(UINT64_C(1) << 40));
    check_round_trip(
        ref_put(heap_alloc(&term_heap, REF_WORDS), UINT64_C(0xFEDCBA9876543210), maker));
    check_round_trip(ref_put(heap_alloc(&term_heap, REF_WORDS), 1, NIL));
}

Test(external, a_reference_remembers_its_maker)
{
    size_t used;
    Term maker = pid_make(4711);
    Term ref = ref_put(heap_alloc(&term_heap, REF_WORDS), 5, maker);
    struct text_buffer buffer = encoded(ref, 0);
    Term back = decode(buffer.bytes, buffer.size, 0, &used);
    cr_expect_eq(boxed_ptr(back)[2], maker);
    text_buffer_release(&buffer);
}

Test(external, identifiers_of_other_nodes_are_kept_apart)
{
    size_t used;
    const unsigned char pid[] = {131, 88, 119, 3, 'a', '@', 'b', 0, 0, 0,
                                 5,   0,  0,   0, 0,   0,   0,   0, 1};
    Term there = decode(pid, sizeof pid, 0, &used);
    cr_assert(term_is_external(there, EXTERNAL_PID));
    check_round_trip(there);
    cr_expect_not(term_equal(there, pid_make(5)));
    cr_expect_lt(term_compare(there, pid_make(6)), 0);
    cr_expect_gt(term_compare(there, ATOM_(ok)), 0);
}

/* ---- compressed ---- */

Test(external, compression_is_used_when_it_helps)
{
    unsigned char *bytes;
    Term zeros = bits_new_binary(&term_heap, 10000, &bytes);
    memset(bytes, 0, 10000);
    struct text_buffer buffer = TEXT_BUFFER_EMPTY, plain = TEXT_BUFFER_EMPTY;
    cr_assert(external_encode(&plain, zeros, 0));
    cr_assert(external_compress(&buffer, &plain, 6));
    text_buffer_release(&plain);
    cr_expect_lt(buffer.size, 100);
    cr_expect_eq(buffer.bytes[1], TAG_COMPRESSED);
    size_t used;
    Term back = decode(buffer.bytes, buffer.size, 0, &used);
    cr_assert_neq(back, NON_VALUE);
    cr_expect(term_equal_exact(back, zeros));
    cr_expect_eq(used, buffer.size);
    text_buffer_release(&buffer);
    cr_assert(external_encode(&plain, ATOM_(ok), 0));
    cr_expect_not(external_compress(&buffer, &plain, 6));
    cr_expect_eq(buffer.size, 0);
    text_buffer_release(&plain);
    text_buffer_release(&buffer);
}

/* A compressed term of CLAIMED bytes that really has SIZE. */
static size_t compressed(unsigned char *to, uint32_t claimed, const void *bytes, size_t size)
{
    uLongf length = 1000;
    cr_assert_eq(compress(to + 6, &length, bytes, size), Z_OK);
    to[0] = EXTERNAL_VERSION;
    to[1] = TAG_COMPRESSED;
    for (int i = 0; i < 4; i++)
        to[2 + i] = (unsigned char)(claimed >> (24 - 8 * i));
    return 6 + length;
}

Test(external, compressed_input_must_keep_its_word)
{
    unsigned char bytes[1006];
    size_t used;
    size_t size = compressed(bytes, 2, "\x61\x07", 2);
    cr_expect_eq(decode(bytes, size, 0, &used), SMALL(7));
    for (size_t shorter = 0; shorter < size; shorter++)
        cr_expect_eq(decode(bytes, shorter, 0, &used), NON_VALUE);
    size = compressed(bytes, 3, "\x61\x07", 2);
    cr_expect_eq(decode(bytes, size, 0, &used), NON_VALUE, "fewer than announced");
    size = compressed(bytes, 1, "\x61\x07", 2);
    cr_expect_eq(decode(bytes, size, 0, &used), NON_VALUE, "more than announced");
    size = compressed(bytes, UINT32_MAX, "\x61\x07", 2);
    cr_expect_eq(decode(bytes, size, 0, &used), NON_VALUE, "impossibly much announced");
    size = compressed(bytes, 3, "\x61\x07\x61", 3);
    cr_expect_eq(decode(bytes, size, 0, &used), NON_VALUE, "more than a term");
}

/* ---- wrong input ---- */

Test(external, wrong_input_fails_where_it_is_wrong)
{
    expect_failure("nothing", BYTES(0), 0);
    expect_failure("version", BYTES(130, 97, 1), 0);
    expect_failure("no term", BYTES(131), 1);
    expect_failure("unknown tag", BYTES(131, 200), 1);
    expect_failure("unknown tag inside", BYTES(131, 104, 2, 97, 1, 0), 5);
    expect_failure("version inside", BYTES(131, 104, 1, 131, 97, 1), 3);
    expect_failure("not a number", BYTES(131, 70, 0x7F, 0xF8, 0, 0, 0, 0, 0, 0), 10);
    expect_failure("infinity", BYTES(131, 70, 0x7F, 0xF0, 0, 0, 0, 0, 0, 0), 10);
    expect_failure("creation", BYTES(131, 102, 119, 1, 'a', 0, 0, 0, 1, 4), 10);
    expect_failure("UTF-8", BYTES(131, 119, 2, 0xC3, 0x28), 3);
    expect_failure("overlong UTF-8", BYTES(131, 119, 2, 0xC0, 0x80), 3);
    expect_failure("surrogate", BYTES(131, 119, 3, 0xED, 0xA0, 0x80), 3);
    expect_failure("no bits in the last byte", BYTES(131, 77, 0, 0, 0, 1, 0, 5), 7);
    expect_failure("too many bits in the last byte", BYTES(131, 77, 0, 0, 0, 1, 9, 5), 7);
    expect_failure("bits without a byte", BYTES(131, 77, 0, 0, 0, 0, 1), 7);
    expect_failure("equal keys", BYTES(131, 116, 0, 0, 0, 2, 97, 1, 97, 1, 97, 1, 97, 2), 14);
    expect_failure("node that is no atom",
                   BYTES(131, 88, 97, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0), 2);
    expect_failure("arity", BYTES(131, 113, 119, 1, 'a', 119, 1, 'b', 98, 0, 0, 1, 0), 13);
}

Test(external, lengths_are_checked_against_what_is_there)
{
    static const unsigned char tags[] = {TAG_LARGE_TUPLE, TAG_LIST,       TAG_MAP,    TAG_BINARY,
                                         TAG_LARGE_BIG,   TAG_BIT_BINARY, TAG_STRING, TAG_NEW_FUN};
    for (size_t i = 0; i < COUNT_OF(tags); i++) {
        unsigned char bytes[64] = {131, tags[i], 0xFF, 0xFF, 0xFF, 0xF0};
        size_t used;
        cr_expect_eq(decode(bytes, sizeof bytes, 0, &used), NON_VALUE, "tag %d", tags[i]);
    }
}

/* Each tuple claims as many elements as there are bytes: together far more than there are. */
Test(external, claims_of_nested_containers_are_added_up)
{
    enum { SIZE = 1 << 20 };
    unsigned char *bytes = malloc(SIZE);
    size_t at = 1;
    bytes[0] = EXTERNAL_VERSION;
    for (; at + 5 < SIZE; at += 5) {
        uint32_t claimed = (uint32_t)(SIZE - at - 5);
        bytes[at] = TAG_LARGE_TUPLE;
        for (int i = 0; i < 4; i++)
            bytes[at + 1 + (size_t)i] = (unsigned char)(claimed >> (24 - 8 * i));
    }
    size_t used;
    cr_expect_eq(decode(bytes, at, 0, &used), NON_VALUE);
    cr_expect_leq(term_heap.fragment_words, 2 * SIZE);
    free(bytes);
}

Test(external, every_truncation_fails)
{
    Term term = term_of("{[a,'ł'|1.5],<<\"abc\",3:4>>,#{k => \"text\",2 => {}},fun a:b/3,"
                        "123456789012345678901234567890,-70000}");
    struct text_buffer buffer = encoded(term, 0);
    size_t used;
    for (size_t size = 0; size < buffer.size; size++)
        cr_expect_eq(decode(buffer.bytes, size, 0, &used), NON_VALUE, "%zu bytes", size);
    cr_expect_neq(decode(buffer.bytes, buffer.size, 0, &used), NON_VALUE);
    text_buffer_release(&buffer);
}

/* Whatever comes out of damaged input is a term that can be used like any other. */
Test(external, damaged_input_gives_a_term_or_fails)
{
    Term term = term_of("{[a,'ł'|1.5],<<\"abc\",3:4>>,#{k => \"text\",2 => {}},fun a:b/3,"
                        "123456789012345678901234567890,-70000,#{#{1 => 2} => [[[[]]]]}}");
    struct text_buffer buffer = encoded(heap_tuple2(&term_heap, term, pid_make(3)), 0);
    for (int round = 0; round < 50000; round++) {
        size_t used;
        size_t at = 1 + model_draw(buffer.size - 1);
        char before = buffer.bytes[at];
        buffer.bytes[at] = (char)model_draw(model_draw(2) == 0 ? 256 : 121);
        Term damaged = decode(buffer.bytes, buffer.size, 0, &used);
        if (damaged != NON_VALUE)
            check_round_trip(damaged);
        buffer.bytes[at] = before;
    }
    text_buffer_release(&buffer);
}

/* ---- size and depth ---- */

enum { DEPTH = 300000 };

Test(external, depth_is_not_limited_by_the_stack)
{
    Term lists = NIL;
    Term tuples = NIL;
    Term maps = NIL;
    for (int i = 0; i < DEPTH; i++) {
        lists = heap_cons(&term_heap, lists, NIL);
        tuples = heap_tuple(&term_heap, 1, &tuples);
        maps = map_put(&term_heap, map_empty(&term_heap), SMALL(1), maps);
    }
    check_round_trip(lists);
    check_round_trip(tuples);
    check_round_trip(maps);
}

Test(external, long_containers_use_long_tags)
{
    enum { LENGTH = 70000 };
    static Term items[LENGTH];
    for (size_t i = 0; i < LENGTH; i++)
        items[i] = small_make((int64_t)(i % 256));
    Term list = heap_list(&term_heap, LENGTH, items, NIL);
    struct text_buffer buffer = encoded(list, 0);
    cr_expect_eq(buffer.bytes[1], TAG_LIST, "too long for a string");
    text_buffer_release(&buffer);
    check_round_trip(list);
    check_round_trip(heap_list(&term_heap, 65535, items, NIL));
    check_round_trip(heap_tuple(&term_heap, LENGTH, items));
    for (size_t i = 0; i < LENGTH; i++)
        items[i] = small_make((int64_t)i);
    check_round_trip(map_from_pairs(&term_heap, LENGTH, items, items));
}

/* ---- how much room a term is going to take ---- */

static size_t words_foretold(struct text_buffer *buffer)
{
    unsigned char *copy = malloc(buffer->size);
    memcpy(copy, buffer->bytes, buffer->size);
    size_t words = external_words(copy + 1, buffer->size - 1);
    for (size_t size = 1; size < buffer->size; size++) {
        unsigned char *part = malloc(size);
        memcpy(part, copy, size);
        cr_assert_leq(external_words(part + 1, size - 1), 2 * size);
        free(part);
    }
    free(copy);
    return words;
}

Test(external, room_is_foretold)
{
    static const char *const terms[] = {
        "[1,300,-1,a,<<1,2,3>>,{}]",
        "{a,[1000|2000],\"string\",1.5}",
        "\"just a string\"",
        "#{a => {1},b => [1000],c => <<>>}",
        "[123456789012345678901234567890,{a,{b,[{c,1000}]}}]",
    };
    for (size_t i = 0; i < COUNT_OF(terms); i++) {
        struct text_buffer buffer = TEXT_BUFFER_EMPTY;
        struct heap there;
        size_t used;
        cr_assert(external_encode(&buffer, term_of(terms[i]), 0));
        heap_init(&there, 4096);
        Term term =
            external_decode(&there, (const unsigned char *)buffer.bytes, buffer.size, 0, &used);
        cr_assert(term_equal_exact(term, term_of(terms[i])));
        /* The last bytes, too few for a length, are not looked at. */
        size_t words = (size_t)(there.top - there.start), foretold = words_foretold(&buffer);
        cr_assert(foretold <= words && words <= foretold + 4, "%s", terms[i]);
        heap_release(&there);
        text_buffer_release(&buffer);
    }
}

Test(external, no_room_is_promised_to_lies)
{
    static const unsigned char list[] = {TAG_LIST, 0xFF, 0xFF, 0xFF, 0xFF, TAG_NIL, TAG_NIL},
                               tuple[] = {TAG_LARGE_TUPLE, 0, 1, 0, 0, TAG_NIL, TAG_NIL},
                               map[] = {TAG_MAP, 0xFF, 0xFF, 0xFF, 0xFF, TAG_NIL, TAG_NIL},
                               string[] = {TAG_STRING, 0xFF, 0xFF, 1, 2, 3, 4};
    cr_assert_eq(external_words(list, sizeof list), 0);
    cr_assert_eq(external_words(tuple, sizeof tuple), 0);
    cr_assert_eq(external_words(map, sizeof map), 0);
    cr_assert_eq(external_words(string, sizeof string), 0);
}
