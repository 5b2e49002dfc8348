/* SPDX-License-Identifier: Apache-2.0 */
/* Matching: every kind of segment, at every alignment, beside a model that works bit by bit. */
#include "tests/unit/bit_model.h"
#include "vm/term/big.h"
#include "vm/term/match.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static struct heap heap;

static void setup(void)
{
    model_seed(7);
    heap_init(&heap, 4096);
}

static void teardown(void)
{
    heap_release(&heap);
}

TestSuite(match, .init = setup, .fini = teardown, .timeout = 120);

static void empty_heap(void)
{
    heap_release(&heap);
    heap_init(&heap, 4096);
}

/* A context whose next bits are SIZE bits, which lie at *FIRST of *BYTES; nothing behind them may
 * be read: the bitstring ends there, and so does the memory. */
static Term context_of(size_t size, const unsigned char **bytes, size_t *first)
{
    *first = model_draw(40);
    size_t total = *first + size;
    unsigned char *place;
    Term whole = bits_new(&heap, total, &place);
    model_fill(place, (total + 7) / 8);
    *bytes = place;
    size_t cut = model_draw(*first + 1);
    Term part = bits_sub(&heap, whole, cut, total - cut);
    Term context = match_put(heap_alloc(&heap, MATCH_WORDS), part);
    match_skip(context, match_left(context) - size);
    return context;
}

static void check_end(Term context)
{
    cr_assert_eq(match_left(context), 0);
}

static void check_integer(size_t size, bool little, bool is_signed)
{
    const unsigned char *bytes;
    size_t first;
    Term context = context_of(size, &bytes, &first);
    unsigned flags = (little ? SEGMENT_LITTLE : 0) | (is_signed ? SEGMENT_SIGNED : 0);
    Term expected = model_integer(&heap, bytes, first, size, little, is_signed);
    size_t position = match_position(context);
    Term found = match_integer(&heap, context, size, flags);
    cr_assert_neq(found, NON_VALUE);
    cr_assert_eq(int_compare(found, expected), 0, "%zu bits at %zu, flags %u", size, first, flags);
    cr_assert_eq(term_is_small(found), term_is_small(expected));
    check_end(context);
    if (size > 59)
        return;
    match_set_position(context, position);
    Term word = small_make((int64_t)match_word(context, size, flags));
    cr_assert_eq(word, expected, "word of %zu bits at %zu, flags %u", size, first, flags);
    check_end(context);
}

Test(match, integers_of_every_size_order_and_sign_agree_with_the_model)
{
    for (size_t size = 0; size < 200; size++) {
        for (int i = 0; i < 100; i++)
            check_integer(size, i & 1, i & 2);
        empty_heap();
    }
    for (int i = 0; i < 300; i++) {
        check_integer(200 + model_draw(3800), i & 1, i & 2);
        empty_heap();
    }
}

Test(match, native_order_is_that_of_this_machine)
{
    unsigned char *bytes;
    Term whole = bits_new(&heap, 16, &bytes);
    uint16_t number = 0x1234;
    memcpy(bytes, &number, sizeof number);
    Term context = match_put(heap_alloc(&heap, MATCH_WORDS), whole);
    cr_assert_eq(match_integer(&heap, context, 16, SEGMENT_NATIVE), SMALL(0x1234));
}

/* ---- floats ---- */

static Term float_context(uint64_t word, size_t size, bool little, size_t shift)
{
    unsigned char *bytes;
    Term whole = bits_new(&heap, shift + size, &bytes);
    for (size_t i = 0; i < size; i++)
        model_set_bit(bytes, shift + i, word >> model_power(size, i, little) & 1);
    Term context = match_put(heap_alloc(&heap, MATCH_WORDS), whole);
    match_skip(context, shift);
    return context;
}

static void check_float(uint64_t word, size_t size, double expected)
{
    bool little = model_draw(2);
    Term context = float_context(word, size, little, model_draw(17));
    Term found = match_float(&heap, context, size, little ? SEGMENT_LITTLE : 0);
    if (!isfinite(expected)) {
        cr_assert_eq(found, NON_VALUE, "%llx is no float", (unsigned long long)word);
        cr_assert_eq(match_left(context), size);
        return;
    }
    cr_assert(term_is_float(found));
    double value = float_value(found);
    bool same = value == expected && signbit(value) == signbit(expected);
    cr_assert(same, "%llx in %zu bits", (unsigned long long)word, size);
    check_end(context);
}

/* Sign, exponent and fraction as IEEE 754 words them. */
static double half(uint64_t word)
{
    double fraction = (double)(word & 0x3FF) / 1024, sign = word >> 15 ? -1 : 1;
    int exponent = (int)(word >> 10 & 0x1F);
    if (exponent == 31)
        return INFINITY;
    return exponent == 0 ? sign * fraction * 0x1p-14 : sign * (1 + fraction) * exp2(exponent - 15);
}

Test(match, all_floats_of_16_bits)
{
    for (uint64_t word = 0; word < 0x10000; word++) {
        check_float(word, 16, half(word));
        if (word % 256 == 0)
            empty_heap();
    }
}

Test(match, floats_of_32_and_64_bits)
{
    for (int i = 0; i < 20000; i++) {
        unsigned char bytes[8];
        model_fill(bytes, sizeof bytes);
        float single;
        double wide;
        uint32_t low;
        uint64_t word;
        memcpy(&word, bytes, sizeof word);
        memcpy(&low, bytes, sizeof low);
        memcpy(&wide, bytes, sizeof wide);
        memcpy(&single, bytes, sizeof single);
        check_float(low, 32, (double)single);
        check_float(word, 64, wide);
        if (i % 64 == 0)
            empty_heap();
    }
}

Test(match, floats_have_16_32_or_64_bits_or_none)
{
    for (size_t size = 0; size <= 128; size++) {
        const unsigned char *bytes;
        size_t first;
        Term context = context_of(size, &bytes, &first);
        Term found = match_float(&heap, context, size, 0);
        if (size == 0)
            cr_assert_eq(float_value(found), 0.0);
        else if (size != 16 && size != 32 && size != 64)
            cr_assert_eq(found, NON_VALUE);
    }
}

/* ---- parts ---- */

Test(match, parts_hold_the_bits_and_matching_goes_on_behind_them)
{
    for (int i = 0; i < 2000; i++) {
        const unsigned char *bytes;
        size_t first, size = model_draw(i % 10 == 0 ? 3000 : 300);
        size_t behind = model_draw(100);
        Term context = context_of(size + behind, &bytes, &first);
        Term part = match_bitstring(&heap, context, size);
        cr_assert_eq(match_left(context), behind);
        cr_assert_eq(bits_size(part), size);
        struct bits bits = bits_of(part);
        for (size_t k = 0; k < size; k++)
            cr_assert_eq(model_bit(bits.base, bits.first + k), model_bit(bytes, first + k));
        if (i % 16 == 0)
            empty_heap();
    }
}

Test(match, a_string_matches_only_its_own_bits)
{
    for (int i = 0; i < 2000; i++) {
        const unsigned char *bytes;
        size_t first, size = 1 + model_draw(600);
        Term context = context_of(size, &bytes, &first);
        unsigned char *text = calloc((size + 7) / 8, 1);
        for (size_t k = 0; k < size; k++)
            model_set_bit(text, k, model_bit(bytes, first + k));
        size_t wrong = model_draw(size), position = match_position(context);
        model_set_bit(text, wrong, !model_bit(text, wrong));
        cr_assert_not(match_string(context, text, size));
        cr_assert_eq(match_position(context), position);
        model_set_bit(text, wrong, !model_bit(text, wrong));
        cr_assert_not(match_string(context, text, size + 1), "longer than what is left");
        cr_assert(match_string(context, text, size));
        check_end(context);
        free(text);
        if (i % 16 == 0)
            empty_heap();
    }
}

/* ---- code points ---- */

static Term bytes_context(const unsigned char *bytes, size_t size, size_t shift)
{
    unsigned char *place;
    Term whole = bits_new(&heap, shift + 8 * size, &place);
    bits_copy(place, shift, bytes, 0, 8 * size);
    Term context = match_put(heap_alloc(&heap, MATCH_WORDS), whole);
    match_skip(context, shift);
    return context;
}

/* By the table of well-formed byte sequences in the Unicode standard (table 3-7); -1 otherwise. */
static int32_t utf8_by_table(const unsigned char *b, size_t size, size_t *used)
{
    static const struct {
        unsigned char low[4], high[4];
        size_t length;
    } rows[] = {
        {{0x00}, {0x7F}, 1},
        {{0xC2, 0x80}, {0xDF, 0xBF}, 2},
        {{0xE0, 0xA0, 0x80}, {0xE0, 0xBF, 0xBF}, 3},
        {{0xE1, 0x80, 0x80}, {0xEC, 0xBF, 0xBF}, 3},
        {{0xED, 0x80, 0x80}, {0xED, 0x9F, 0xBF}, 3},
        {{0xEE, 0x80, 0x80}, {0xEF, 0xBF, 0xBF}, 3},
        {{0xF0, 0x90, 0x80, 0x80}, {0xF0, 0xBF, 0xBF, 0xBF}, 4},
        {{0xF1, 0x80, 0x80, 0x80}, {0xF3, 0xBF, 0xBF, 0xBF}, 4},
        {{0xF4, 0x80, 0x80, 0x80}, {0xF4, 0x8F, 0xBF, 0xBF}, 4},
    };
    for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
        size_t length = rows[row].length, k = 0;
        while (k < length && k < size && b[k] >= rows[row].low[k] && b[k] <= rows[row].high[k])
            k++;
        if (k < length)
            continue;
        int32_t value = length == 1 ? b[0] : b[0] & (0x7F >> length);
        for (k = 1; k < length; k++)
            value = value << 6 | (b[k] & 0x3F);
        *used = length;
        return value;
    }
    return -1;
}

static void check_utf8(const unsigned char *bytes, size_t size, size_t shift)
{
    size_t used = 0;
    int32_t expected = utf8_by_table(bytes, size, &used);
    Term context = bytes_context(bytes, size, shift);
    cr_assert_eq(match_utf8(context), expected, "%02x %02x.. of %zu bytes", bytes[0],
                 size > 1 ? bytes[1] : 0, size);
    cr_assert_eq(match_left(context), 8 * (size - used));
}

Test(match, utf8_accepts_what_the_table_of_the_standard_accepts)
{
    unsigned char bytes[4];
    for (unsigned lead = 0; lead < 0x10000; lead++) {
        bytes[0] = (unsigned char)(lead >> 8);
        bytes[1] = (unsigned char)lead;
        check_utf8(bytes, 2, 0);
        for (size_t i = 2; i < 4; i++)
            bytes[i] =
                (unsigned char)(model_draw(8) == 0 ? model_draw(256) : 0x80 + model_draw(64));
        check_utf8(bytes, 1 + model_draw(4), model_draw(9));
        check_utf8(bytes, 4, 0);
        if (lead % 128 == 0)
            empty_heap();
    }
}

static int32_t utf16_by_hand(unsigned high, unsigned low, bool both)
{
    if (high < 0xD800 || high > 0xDFFF)
        return (int32_t)high;
    bool pair = both && high < 0xDC00 && low >= 0xDC00 && low <= 0xDFFF;
    return pair ? (int32_t)(0x10000 + (high - 0xD800) * 0x400 + (low - 0xDC00)) : -1;
}

Test(match, utf16_reads_units_and_surrogate_pairs_in_both_orders)
{
    for (unsigned high = 0; high < 0x10000; high++) {
        unsigned low =
            (unsigned)(model_draw(4) == 0 ? model_draw(0x10000) : 0xD800 + model_draw(0x800));
        bool little = model_draw(2), both = model_draw(4) != 0;
        unsigned units[] = {high, low};
        unsigned char bytes[4];
        for (int i = 0; i < 4; i++) {
            bool first = i % 2 == 0;
            bytes[i] = (unsigned char)(first == little ? units[i / 2] : units[i / 2] >> 8);
        }
        Term context = bytes_context(bytes, both ? 4 : 2, model_draw(9));
        size_t left = match_left(context);
        int32_t expected = utf16_by_hand(high, low, both);
        cr_assert_eq(match_utf16(context, little ? SEGMENT_LITTLE : 0), expected, "%04x %04x", high,
                     low);
        size_t used = expected < 0 ? 0 : expected < 0x10000 ? 16 : 32;
        cr_assert_eq(match_left(context), left - used);
        if (high % 128 == 0)
            empty_heap();
    }
}

static bool is_scalar(uint32_t value)
{
    return value < 0xD800 || (value > 0xDFFF && value < 0x110000);
}

static void check_utf32(uint32_t value, bool little)
{
    unsigned char bytes[4];
    for (unsigned i = 0; i < 4; i++)
        bytes[i] = (unsigned char)(value >> (little ? 8 * i : 24 - 8 * i));
    Term context = bytes_context(bytes, 4, model_draw(9));
    int32_t expected = is_scalar(value) ? (int32_t)value : -1;
    cr_assert_eq(match_utf32(context, little ? SEGMENT_LITTLE : 0), expected, "%08x", value);
    cr_assert_eq(match_left(context), expected < 0 ? 32 : 0);
}

Test(match, utf32_accepts_code_points_only)
{
    for (uint32_t value = 0; value < 0x120000; value += 0x3F) {
        check_utf32(value, model_draw(2));
        if (value % 64 == 0)
            empty_heap();
    }
    const uint32_t edges[] = {0, 0xD7FF, 0xD800, 0xDFFF, 0xE000, 0x10FFFF, 0x110000, UINT32_MAX};
    for (size_t i = 0; i < sizeof edges / sizeof edges[0]; i++)
        check_utf32(edges[i], i & 1);
}

static Term zeros_context(size_t bits)
{
    unsigned char zeros[4] = {0};
    Term context = bytes_context(zeros, 4, 3);
    match_skip(context, 32 - bits);
    return context;
}

Test(match, too_few_bits_are_no_code_point)
{
    for (size_t bits = 0; bits < 32; bits++) {
        cr_assert_eq(match_utf8(zeros_context(bits)), bits < 8 ? -1 : 0);
        cr_assert_eq(match_utf16(zeros_context(bits), 0), bits < 16 ? -1 : 0);
        cr_assert_eq(match_utf32(zeros_context(bits), 0), -1);
    }
}

/* ---- contexts ---- */

Test(match, a_context_begins_where_its_bitstring_does)
{
    unsigned char *bytes;
    Term whole = bits_new(&heap, 1000, &bytes);
    Term context = match_put(heap_alloc(&heap, MATCH_WORDS), bits_sub(&heap, whole, 13, 500));
    cr_assert(term_is_match(context));
    cr_assert_not(term_is_bitstring(context));
    cr_assert_eq(match_position(context), 13);
    cr_assert_eq(match_left(context), 500);
    context = match_put(heap_alloc(&heap, MATCH_WORDS), bits_from_bytes(&heap, "abc", 3));
    cr_assert_eq(match_position(context), 0);
    cr_assert_eq(match_left(context), 24);
}
