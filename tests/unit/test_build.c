/* SPDX-License-Identifier: Apache-2.0 */
/* Building: what each kind of segment writes, and that it writes nothing else, beside a model that
 * works bit by bit; and growing bitstrings, some of which share their bytes. */
#include "tests/unit/bit_model.h"
#include "vm/term/big.h"
#include "vm/term/build.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static struct heap heap;

static void setup(void)
{
    model_seed(11);
    heap_init(&heap, 4096);
}

static void teardown(void)
{
    heap_release(&heap);
}

TestSuite(build, .init = setup, .fini = teardown, .timeout = 120);

static void empty_heap(void)
{
    heap_release(&heap);
    heap_init(&heap, 4096);
}

/* Memory with SIZE bits from bit BIT to its end to be written, and a copy of it. */
struct target {
    unsigned char *bytes, *expected;
    size_t bit, size, length;
};

static struct target new_target(size_t size)
{
    struct target t = {.bit = model_draw(20), .size = size};
    t.length = (t.bit + size + 7) / 8 + 1;
    t.bytes = malloc(t.length);
    t.expected = malloc(t.length);
    model_fill(t.bytes, t.length);
    memcpy(t.expected, t.bytes, t.length);
    return t;
}

static void check_target(struct target *t, const char *what)
{
    for (size_t i = 0; i < t->length * 8; i++)
        cr_assert_eq(model_bit(t->bytes, i), model_bit(t->expected, i),
                     "%s: bit %zu of %zu written at %zu", what, i, t->size, t->bit);
    free(t->bytes);
    free(t->expected);
}

/* The lowest SIZE bits of WORD in the given order. */
static void expect_word(struct target *t, uint64_t word, bool little)
{
    for (size_t i = 0; i < t->size; i++)
        model_set_bit(t->expected, t->bit + i, word >> model_power(t->size, i, little) & 1);
}

/* ---- integers ---- */

static void check_integer(size_t size, size_t value_bits, bool little)
{
    Term value = model_any_integer(&heap, value_bits);
    struct target t = new_target(size);
    for (size_t i = 0; i < size; i++)
        model_set_bit(t.expected, t.bit + i,
                      model_integer_bit(value, model_power(size, i, little)));
    cr_assert(build_integer(t.bytes, t.bit, value, size, little ? SEGMENT_LITTLE : 0));
    check_target(&t, little ? "little" : "big");
}

Test(build, integers_of_every_size_and_order_agree_with_the_model)
{
    for (size_t size = 0; size < 200; size++) {
        for (int i = 0; i < 60; i++)
            check_integer(size, i % 3 == 0 ? 59 : i % 3 == 1 ? 130 : size, i & 1);
        empty_heap();
    }
    for (int i = 0; i < 300; i++) {
        check_integer(200 + model_draw(4500), i % 4 == 0 ? 40 : 3000, i & 1);
        empty_heap();
    }
}

Test(build, flags_other_than_the_order_change_nothing)
{
    unsigned char plain[4], other[4];
    cr_assert(build_integer(plain, 0, SMALL(-5), 32, 0));
    cr_assert(build_integer(other, 0, SMALL(-5), 32, SEGMENT_SIGNED));
    cr_assert_eq(memcmp(plain, other, 4), 0);
    int32_t native;
    cr_assert(build_integer(other, 0, SMALL(-5), 32, SEGMENT_NATIVE));
    memcpy(&native, other, sizeof native);
    cr_assert_eq(native, -5);
}

/* ---- floats ---- */

static void check_float(Term value, uint64_t word, size_t size)
{
    bool little = model_draw(2);
    struct target t = new_target(size);
    expect_word(&t, word, little);
    build_float(t.bytes, t.bit, value, size, little ? SEGMENT_LITTLE : 0);
    check_target(&t, "float");
}

/* The finite numbers of 16 bits are in the order of their words. */
static double half(uint64_t word)
{
    double fraction = (double)(word & 0x3FF);
    int exponent = (int)(word >> 10);
    return exponent == 0 ? ldexp(fraction, -24) : ldexp(fraction + 1024, exponent - 25);
}

Test(build, the_nearest_of_all_floats_of_16_bits_is_written)
{
    for (uint64_t word = 0; word < 0x7C00; word++) {
        double here = half(word), next = half(word + 1), middle = (here + next) / 2;
        check_float(heap_float(&heap, here), word, 16);
        check_float(heap_float(&heap, -here), word | 0x8000, 16);
        check_float(heap_float(&heap, nextafter(middle, 0)), word, 16);
        check_float(heap_float(&heap, middle), word + (word & 1), 16);
        check_float(heap_float(&heap, nextafter(middle, INFINITY)), word + 1, 16);
        if (word % 64 == 0)
            empty_heap();
    }
    check_float(heap_float(&heap, 1e300), 0x7C00, 16);
    check_float(heap_float(&heap, -65520.0), 0xFC00, 16);
}

Test(build, floats_of_32_and_64_bits)
{
    for (int i = 0; i < 20000; i++) {
        double value;
        uint64_t word;
        uint32_t low;
        model_fill((unsigned char *)&value, sizeof value);
        if (!isfinite(value))
            continue;
        if (i % 2 == 0)
            value = ldexp(frexp(value, &(int){0}), (int)model_draw(300) - 150);
        float single = (float)value;
        memcpy(&word, &value, sizeof word);
        memcpy(&low, &single, sizeof low);
        Term term = heap_float(&heap, value);
        check_float(term, word, 64);
        check_float(term, low, 32);
        if (i % 64 == 0)
            empty_heap();
    }
}

Test(build, integers_are_written_as_floats)
{
    check_float(SMALL(1), 0x3C00, 16);
    check_float(SMALL(-2), 0xC0000000, 32);
    check_float(heap_uint(&heap, UINT64_C(1) << 63), UINT64_C(0x43E0000000000000), 64);
}

/* ---- code points ---- */

/* The bits of a code point, spread over its bytes. */
static uint64_t utf8_word(uint32_t c)
{
    uint64_t a = c & 0x3F, b = c >> 6 & 0x3F, d = c >> 12 & 0x3F, e = c >> 18;
    if (c < 0x80)
        return c;
    if (c < 0x800)
        return (0xC0 | (uint64_t)(c >> 6)) << 8 | 0x80 | a;
    if (c < 0x10000)
        return (0xE0 | (uint64_t)(c >> 12)) << 16 | (0x80 | b) << 8 | 0x80 | a;
    return (0xF0 | e) << 24 | (0x80 | d) << 16 | (0x80 | b) << 8 | 0x80 | a;
}

static void check_utf8(uint32_t c)
{
    struct target t = new_target(build_utf8_size(small_make(c)));
    expect_word(&t, utf8_word(c), false);
    build_utf8(t.bytes, t.bit, c);
    check_target(&t, "utf8");
}

static void check_utf16(uint32_t c)
{
    bool little = model_draw(2);
    struct target t = new_target(build_utf16_size(small_make(c)));
    uint32_t units[] = {c, 0};
    if (c >= 0x10000) {
        units[0] = 0xD800 + (c - 0x10000) / 0x400;
        units[1] = 0xDC00 + (c - 0x10000) % 0x400;
    }
    for (size_t i = 0; i < t.size; i++)
        model_set_bit(t.expected, t.bit + i, units[i / 16] >> model_power(16, i % 16, little) & 1);
    build_utf16(t.bytes, t.bit, c, little ? SEGMENT_LITTLE : 0);
    check_target(&t, "utf16");
}

Test(build, code_points_in_utf8_and_utf16)
{
    for (uint32_t c = 0; c < 0x110000; c += c < 0x1000 ? 1 : 0x35) {
        if (c >= 0xD800 && c < 0xE000)
            continue;
        check_utf8(c);
        check_utf16(c);
    }
    check_utf8(0x10FFFF);
    check_utf16(0x10FFFF);
}

Test(build, only_code_points_have_a_size)
{
    const int64_t none[] = {-1, 0xD800, 0xDFFF, 0x110000, SMALL_MAX};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        cr_assert_eq(build_utf8_size(small_make(none[i])), 0);
        cr_assert_eq(build_utf16_size(small_make(none[i])), 0);
        cr_assert_eq(build_utf32_size(small_make(none[i])), 0);
    }
    cr_assert_eq(build_utf8_size(NIL), 0);
    const int64_t some[] = {0, 0x7F, 0x80, 0x7FF, 0x800, 0xFFFF, 0x10000};
    const size_t bits[] = {8, 8, 16, 16, 24, 24, 32};
    for (size_t i = 0; i < sizeof some / sizeof some[0]; i++) {
        cr_assert_eq(build_utf8_size(small_make(some[i])), bits[i]);
        cr_assert_eq(build_utf16_size(small_make(some[i])), some[i] < 0x10000 ? 16 : 32);
        cr_assert_eq(build_utf32_size(small_make(some[i])), 32);
    }
}

/* ---- growing ---- */

enum { STRINGS = 24, STRING_BITS = 6000 };

/* Bitstrings, and the bits that each should have, one in a byte. */
struct shadow {
    Term term;
    size_t size;
    unsigned char bits[STRING_BITS];
};

static struct shadow strings[STRINGS];

static void check_string(const struct shadow *s)
{
    struct bits bits = bits_of(s->term);
    cr_assert_eq(bits.size, s->size);
    for (size_t i = 0; i < s->size; i++)
        cr_assert_eq(model_bit(bits.base, bits.first + i), s->bits[i], "bit %zu of %zu", i,
                     s->size);
}

static void start_string(struct shadow *s)
{
    unsigned char *bytes = NULL; /* stays so when the string is empty */
    s->size = model_draw(3) == 0 ? 0 : model_draw(700);
    s->term = model_draw(3) == 0 && s->size == 0 ? build_writable(&heap, model_draw(400))
                                                 : bits_new(&heap, s->size, &bytes);
    for (size_t i = 0; i < s->size; i++) {
        s->bits[i] = (unsigned char)model_draw(2);
        model_set_bit(bytes, i, s->bits[i]);
    }
}

/* What follows FROM, grown by EXTRA bits. */
static void grow_string(struct shadow *to, const struct shadow *from, size_t extra, bool private)
{
    unsigned char *base;
    size_t bit;
    Term grown = private ? build_private_append(&heap, from->term, extra, &base, &bit)
                         : build_append(&heap, from->term, extra, &base, &bit);
    cr_assert_neq(grown, NON_VALUE);
    memmove(to->bits, from->bits, from->size);
    to->size = from->size;
    to->term = grown;
    for (size_t i = 0; i < extra; i++) {
        to->bits[to->size] = (unsigned char)model_draw(2);
        model_set_bit(base, bit + i, to->bits[to->size++]);
    }
}

static void cut_string(struct shadow *to, const struct shadow *from)
{
    size_t first = model_draw(from->size + 1), size = model_draw(from->size - first + 1);
    to->term = bits_sub(&heap, from->term, first, size);
    memmove(to->bits, from->bits + first, size);
    to->size = size;
}

Test(build, growing_one_bitstring_changes_no_other)
{
    for (int i = 0; i < STRINGS; i++)
        start_string(&strings[i]);
    for (int step = 0; step < 4000; step++) {
        struct shadow *from = &strings[model_draw(STRINGS)], *to = &strings[model_draw(STRINGS)];
        size_t extra = model_draw(4) == 0 ? model_draw(900) : 8 * model_draw(8);
        if (from->size + extra > STRING_BITS || model_draw(30) == 0)
            start_string(from);
        else if (model_draw(8) == 0)
            cut_string(to, from);
        else
            grow_string(to, from, extra, false);
        if (step % 16 == 0)
            for (int i = 0; i < STRINGS; i++)
                check_string(&strings[i]);
    }
}

Test(build, a_private_bitstring_grows_and_others_keep_their_bits)
{
    for (int i = 0; i < STRINGS; i++)
        start_string(&strings[i]);
    for (int step = 0; step < 4000; step++) {
        struct shadow *s = &strings[model_draw(STRINGS)];
        size_t extra = model_draw(4) == 0 ? model_draw(900) : model_draw(20);
        if (s->size + extra > STRING_BITS)
            start_string(s);
        else
            grow_string(s, s, extra, true);
        check_string(s);
    }
    for (int i = 0; i < STRINGS; i++)
        check_string(&strings[i]);
}

Test(build, growing_by_a_byte_copies_rarely)
{
    unsigned char *base, *last = NULL;
    size_t bit, moves = 0;
    Term term = build_writable(&heap, 0);
    for (size_t i = 0; i < 100000; i++) {
        term = build_append(&heap, term, 8, &base, &bit);
        base[bit / 8] = (unsigned char)i;
        moves += base != last;
        last = base;
        if (i % 512 == 0) /* only the newest is alive */
            cr_assert_eq(bits_size(term), 8 * (i + 1));
    }
    cr_assert_leq(moves, 12);
    for (size_t i = 0; i < 100000; i++)
        cr_assert_eq(bits_of(term).base[i], (unsigned char)i);
}

Test(build, growing_in_place_takes_nothing_of_the_heap)
{
    unsigned char *base;
    size_t bit;
    Term term = build_writable(&heap, 1000);
    Term *top = heap.top;
    for (size_t i = 0; i < 1000; i++)
        cr_assert_eq(build_private_append(&heap, term, 8, &base, &bit), term);
    Term moved = build_private_append(&heap, term, 8, &base, &bit);
    cr_assert_neq(moved, term, "there was room for 1000 bytes");
    cr_assert_eq(heap.top, top);
}

Test(build, a_bitstring_too_long_for_its_size_is_refused)
{
    unsigned char *base;
    size_t bit;
    Term term = bits_from_bytes(&heap, "abc", 3);
    cr_assert_eq(build_append(&heap, term, BITS_MAX, &base, &bit), NON_VALUE);
    cr_assert_eq(build_private_append(&heap, term, BITS_MAX, &base, &bit), NON_VALUE);
}
