/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes of compact terms, of the external term format and of sets, and the table of instructions.
 */
#include "asm/encode.h"
#include "asm/literal.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

static void expect_bytes(struct asm_bytes *bytes, const char *what, const uint8_t *expected,
                         size_t size)
{
    cr_expect_eq(bytes->size, size, "%s takes %zu bytes, not %zu", what, bytes->size, size);
    cr_expect(bytes->size == size && memcmp(bytes->data, expected, size) == 0, "%s", what);
    asm_bytes_free(bytes);
}

#define EXPECT_BYTES(bytes, what, ...) \
    expect_bytes(bytes, what, (uint8_t[]){__VA_ARGS__}, sizeof((uint8_t[]){__VA_ARGS__}))

#define EXPECT_COMPACT(tag, value, ...)            \
    do {                                           \
        struct asm_bytes bytes = {0};              \
        asm_put_compact(&bytes, tag, value);       \
        EXPECT_BYTES(&bytes, #value, __VA_ARGS__); \
    } while (0)

#define EXPECT_SIGNED(value, ...)                          \
    do {                                                   \
        struct asm_bytes bytes = {0};                      \
        asm_put_compact_signed(&bytes, BEAM_TAG_I, value); \
        EXPECT_BYTES(&bytes, #value, __VA_ARGS__);         \
    } while (0)

Test(asm_compact, small_numbers_take_one_byte)
{
    EXPECT_COMPACT(BEAM_TAG_U, 0, 0x00);
    EXPECT_COMPACT(BEAM_TAG_X, 1, 0x13);
    EXPECT_COMPACT(BEAM_TAG_F, 15, 0xf5);
}

Test(asm_compact, numbers_of_eleven_bits_take_two)
{
    EXPECT_COMPACT(BEAM_TAG_U, 16, 0x08, 0x10);
    EXPECT_COMPACT(BEAM_TAG_A, 256, 0x2a, 0x00);
    EXPECT_COMPACT(BEAM_TAG_U, 2047, 0xe8, 0xff);
}

Test(asm_compact, longer_numbers_have_a_size)
{
    EXPECT_COMPACT(BEAM_TAG_U, 2048, 0x18, 0x08, 0x00);
    EXPECT_COMPACT(BEAM_TAG_I, 32767, 0x19, 0x7f, 0xff);
    EXPECT_COMPACT(BEAM_TAG_I, 32768, 0x39, 0x00, 0x80, 0x00);
    EXPECT_COMPACT(BEAM_TAG_I, INT64_MAX, 0xd9, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff);
    EXPECT_COMPACT(BEAM_TAG_U, UINT64_MAX, 0xf8, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                   0xff, 0xff);
}

Test(asm_compact, negative_numbers_take_at_least_two_bytes_and_a_head)
{
    EXPECT_SIGNED(-1, 0x19, 0xff, 0xff);
    EXPECT_SIGNED(-32768, 0x19, 0x80, 0x00);
    EXPECT_SIGNED(-32769, 0x39, 0xff, 0x7f, 0xff);
    EXPECT_SIGNED(INT64_MIN, 0xd9, 0x80, 0, 0, 0, 0, 0, 0, 0);
    EXPECT_SIGNED(7, 0x71);
}

static struct asm_literal small(int64_t value)
{
    return (struct asm_literal){.kind = LITERAL_SMALL, .small = value};
}

#define EXPECT_TERM(literal, ...)                                   \
    do {                                                            \
        struct asm_bytes written = {0};                             \
        struct asm_literal term = literal;                          \
        asm_literal_write(&written, NULL, &term, SPELLING_SORTED);  \
        EXPECT_BYTES(&written, #literal, ETF_VERSION, __VA_ARGS__); \
    } while (0)

static void expect_spelling(const struct asm_literal *literal, const struct asm_intern *atoms,
                            enum asm_spelling spelling, const char *bytes, size_t size)
{
    struct asm_bytes written = {0};
    asm_literal_write(&written, atoms, literal, spelling);
    cr_expect(written.size == size && memcmp(written.data, bytes, size) == 0);
    asm_bytes_free(&written);
}
#define EXPECT_SPELLING(literal, atoms, spelling, text) \
    expect_spelling(literal, atoms, spelling, text, sizeof(text) - 1)

Test(asm_literal, maps_are_sorted_or_stay_in_the_order_of_the_source)
{
    struct asm_literal two = small(2), one = small(1), a = small(7), b = small(8), c = small(9);
    struct asm_literal *items[] = {&two, &a, &one, &b, &two, &c};
    struct asm_literal map = {.kind = LITERAL_MAP, .items = items, .count = 6};
    cr_expect(asm_literal_has_order(&map));
    EXPECT_SPELLING(&map, NULL, SPELLING_SORTED, "\203t\0\0\0\2a\1a\10a\2a\11");
    EXPECT_SPELLING(&map, NULL, SPELLING_SOURCE, "\203t\0\0\0\2a\1a\10a\2a\11");
    map.count = 4;
    EXPECT_SPELLING(&map, NULL, SPELLING_SORTED, "\203t\0\0\0\2a\1a\10a\2a\7");
    EXPECT_SPELLING(&map, NULL, SPELLING_SOURCE, "\203t\0\0\0\2a\2a\7a\1a\10");
    map.count = 2;
    cr_expect_not(asm_literal_has_order(&map));
}

Test(asm_literal, atoms_are_in_utf8_or_where_they_can_be_in_latin1)
{
    struct asm_intern atoms = {0};
    struct asm_literal latin1 = {.kind = LITERAL_ATOM, .atom = asm_intern(&atoms, "\xc3\xab", 2)};
    struct asm_literal greek = {.kind = LITERAL_ATOM, .atom = asm_intern(&atoms, "\xce\xbb", 2)};
    EXPECT_SPELLING(&latin1, &atoms, SPELLING_SOURCE, "\203w\2\xc3\xab");
    EXPECT_SPELLING(&latin1, &atoms, SPELLING_LATIN1, "\203d\0\1\xeb");
    EXPECT_SPELLING(&greek, &atoms, SPELLING_LATIN1, "\203w\2\xce\xbb");
    asm_intern_free(&atoms);
}

Test(asm_literal, integers_have_the_shortest_form)
{
    EXPECT_TERM(small(255), ETF_SMALL_INTEGER, 255);
    EXPECT_TERM(small(256), ETF_INTEGER, 0, 0, 1, 0);
    EXPECT_TERM(small(-1), ETF_INTEGER, 0xff, 0xff, 0xff, 0xff);
    EXPECT_TERM(small(INT64_C(1) << 32), ETF_SMALL_BIG, 5, 0, 0, 0, 0, 0, 1);
    EXPECT_TERM(small(-(INT64_C(1) << 32)), ETF_SMALL_BIG, 5, 1, 0, 0, 0, 0, 1);
}

static struct asm_literal big(char *digits, int base, bool negative)
{
    return (struct asm_literal){
        .kind = LITERAL_BIG, .digits = {.text = digits, .base = base}, .negative = negative};
}

Test(asm_literal, large_integers)
{
    static char two_to_64[] = "18446744073709551616";
    EXPECT_TERM(big(two_to_64, 10, false), ETF_SMALL_BIG, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
    EXPECT_TERM(big(two_to_64, 10, true), ETF_SMALL_BIG, 9, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1);
}

Test(asm_literal, large_integers_in_code_are_twos_complement)
{
    static char digits[] = "8000000000000000";
    struct asm_bytes bytes = {0};
    struct asm_literal positive = big(digits, 16, false), negative = big(digits, 16, true);
    cr_expect_eq(asm_integer_bytes(&bytes, &positive), 64);
    EXPECT_BYTES(&bytes, "2^63", 0, 0x80, 0, 0, 0, 0, 0, 0, 0);
    asm_integer_bytes(&bytes, &negative);
    EXPECT_BYTES(&bytes, "-2^63", 0x80, 0, 0, 0, 0, 0, 0, 0);
}

Test(asm_literal, a_list_of_bytes_is_a_string)
{
    struct asm_literal a = small('a'), b = small('b'), big_one = small(256);
    struct asm_literal *bytes[] = {&a, &b}, *mixed[] = {&a, &big_one};
    struct asm_literal text = {.kind = LITERAL_LIST, .items = bytes, .count = 2};
    EXPECT_TERM(text, ETF_STRING, 0, 2, 'a', 'b');
    struct asm_literal list = {.kind = LITERAL_LIST, .items = mixed, .count = 2};
    EXPECT_TERM(list, ETF_LIST, 0, 0, 0, 2, ETF_SMALL_INTEGER, 'a', ETF_INTEGER, 0, 0, 1, 0,
                ETF_NIL);
}

Test(asm_literal, maps_are_sorted_and_the_last_of_equal_keys_stays)
{
    struct asm_literal one = small(1), two = small(2), three = small(3);
    struct asm_literal *items[] = {&two, &one, &one, &one, &two, &three};
    struct asm_literal map = {.kind = LITERAL_MAP, .items = items, .count = 6};
    EXPECT_TERM(map, ETF_MAP, 0, 0, 0, 2, ETF_SMALL_INTEGER, 1, ETF_SMALL_INTEGER, 1,
                ETF_SMALL_INTEGER, 2, ETF_SMALL_INTEGER, 3);
}

Test(asm_literal, bitstrings_say_how_much_of_the_last_byte_counts)
{
    struct asm_literal bits = {.kind = LITERAL_BITS,
                               .bits = {.bytes = (uint8_t[]){0xa0}, .size = 1, .spare = 5}};
    EXPECT_TERM(bits, ETF_BIT_BINARY, 0, 0, 0, 1, 3, 0xa0);
}

Test(asm_intern, numbers_in_order_of_arrival_and_finds_again)
{
    struct asm_intern set = {0};
    char text[16];
    for (unsigned round = 0; round < 2; round++)
        for (unsigned i = 0; i < 5000; i++) {
            int size = snprintf(text, sizeof text, "name%u", i);
            cr_assert_eq(asm_intern(&set, text, (size_t)size), i);
        }
    cr_expect_eq(asm_intern(&set, "", 0), 5000);
    cr_expect_eq(asm_intern(&set, "", 0), 5000);
    cr_expect_eq(set.entries.count, 5001);
    asm_intern_free(&set);
}

Test(asm_order, numbers_rows_by_first_use)
{
    struct asm_order order = {0};
    cr_expect_eq(asm_number(&order, 7), 0);
    cr_expect_eq(asm_number(&order, 2), 1);
    cr_expect_eq(asm_number(&order, 7), 0);
    cr_expect_eq(order.rows.items[1], 2);
    free(order.number.items);
    free(order.rows.items);
}

Test(asm_opcodes, every_number_has_a_name_and_is_found_by_it)
{
    for (unsigned i = 1; i <= BEAM_MAX_OPCODE; i++) {
        cr_assert_not_null(asm_opcodes[i].name, "number %u", i);
        cr_expect_eq(asm_opcode_find(asm_opcodes[i].name, strlen(asm_opcodes[i].name)), i);
    }
    cr_expect_eq(asm_opcode_find("mov", 3), 0);
    cr_expect_eq(asm_opcode_find("moves", 5), 0);
    cr_expect_eq(asm_opcode_find("", 0), 0);
}

Test(asm_opcodes, a_list_is_the_last_operand_and_has_letters)
{
    for (unsigned i = 1; i <= BEAM_MAX_OPCODE; i++) {
        const char *letters = asm_opcodes[i].operands;
        const char *list = letters == NULL ? NULL : strchr(letters, '*');
        cr_expect_eq(list != NULL, asm_opcode_elements[i] != NULL, "%s", asm_opcodes[i].name);
        cr_expect(list == NULL || list[1] == '\0', "%s", asm_opcodes[i].name);
    }
}

/* The instruction that is suggested for WORD. */
static const char *suggested(const char *word)
{
    struct asm_nearest nearest = asm_nearest_to(word, strlen(word));
    asm_opcode_nearest(&nearest);
    return nearest.best;
}

Test(asm_opcodes, suggests_the_nearest_name)
{
    cr_expect_str_eq(suggested("mvoe"), "move");
    cr_expect_str_eq(suggested("cal"), "call");
    cr_expect_str_eq(suggested("get_tupel_elment"), "get_tuple_element");
    cr_expect_str_eq(suggested("MOVE"), "move");
    cr_expect_null(suggested("frobnicate"));
    cr_expect_null(suggested("a_word_that_is_longer_than_any_name_of_an_instruction"));
}

Test(asm_opcodes, distance_counts_changes)
{
    cr_expect_eq(asm_edit_distance("move", 4, "move", 4), 0);
    cr_expect_eq(asm_edit_distance("mvoe", 4, "move", 4), 1, "neighbours swapped");
    cr_expect_eq(asm_edit_distance("", 0, "move", 4), 4);
    cr_expect_eq(asm_edit_distance("kitten", 6, "sitting", 7), 3);
}
