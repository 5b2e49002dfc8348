/* SPDX-License-Identifier: Apache-2.0 */
/* Integers of any size: taken apart, put together, converted. Where there is no independent answer
 * the tests use laws that tie one function to another. */
#include "tests/unit/bit_model.h"
#include "vm/term/arith.h"
#include "vm/term/atom.h"
#include "vm/term/big.h"
#include "vm/term/compare.h"
#include "vm/term/number_text.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

enum { ROUNDS = 4000, BITS = 400 };

static struct heap heap;

static void setup(void)
{
    atom_init(ATOM_DEFAULT_LIMIT);
    heap_init(&heap, 1 << 16);
    model_seed(11);
}

static void teardown(void)
{
    heap_release(&heap);
}

TestSuite(big, .init = setup, .fini = teardown, .timeout = 120);

static Term number(const char *text)
{
    Term reason;
    Term result = int_from_text(&heap, text, strlen(text), 10, &reason);
    cr_assert_neq(result, NON_VALUE, "%s", text);
    return result;
}

/* Small and big, also next to powers of two, where forms and carries change. */
static Term any(void)
{
    Term reason;
    if (model_draw(2) == 0)
        return model_any_integer(&heap, 1 + model_draw(BITS));
    Term power = arith_bsl(&heap, SMALL(1), small_make((int64_t)model_draw(200)), &reason);
    power = arith_add(&heap, power, small_make((int64_t)model_draw(3) - 1), &reason);
    return model_draw(2) == 0 ? power : arith_neg(&heap, power, &reason);
}

static void expect_equal(Term got, Term wanted)
{
    cr_assert_neq(got, NON_VALUE);
    cr_assert(term_equal_exact(got, wanted));
}

static Term call(arith_function *function, Term a, Term b)
{
    Term reason;
    Term result = function(&heap, a, b, &reason);
    cr_assert_neq(result, NON_VALUE);
    cr_assert_eq(term_is_small(result), int_bit_length(result) < 60 || result == SMALL(SMALL_MIN),
                 "an integer that fits is small");
    return result;
}

Test(big, addition_and_subtraction_undo_each_other)
{
    for (int i = 0; i < ROUNDS; i++) {
        Term a = any();
        Term b = any();
        Term sum = call(arith_add, a, b);
        expect_equal(call(arith_sub, sum, b), a);
        expect_equal(call(arith_add, b, a), sum);
        cr_assert_eq(int_compare(sum, a), int_sign(b));
    }
}

Test(big, multiplication_distributes_over_addition)
{
    for (int i = 0; i < ROUNDS; i++) {
        Term a = any();
        Term b = any();
        Term c = any();
        Term left = call(arith_mul, a, call(arith_add, b, c));
        expect_equal(left, call(arith_add, call(arith_mul, a, b), call(arith_mul, a, c)));
        cr_assert_eq(int_sign(call(arith_mul, a, b)), int_sign(a) * int_sign(b));
        expect_equal(call(arith_mul, a, a), call(arith_mul, a, call(arith_add, a, SMALL(0))));
    }
}

Test(big, quotient_and_remainder_make_up_the_dividend)
{
    for (int i = 0; i < ROUNDS; i++) {
        Term reason;
        Term a = any();
        Term b = any();
        if (b == SMALL(0))
            continue;
        Term quotient = call(arith_div, a, b);
        Term remainder = call(arith_rem, a, b);
        expect_equal(call(arith_add, call(arith_mul, quotient, b), remainder), a);
        cr_assert(remainder == SMALL(0) || int_sign(remainder) == int_sign(a));
        cr_assert_lt(
            int_compare(arith_abs(&heap, remainder, &reason), arith_abs(&heap, b, &reason)), 0);
    }
}

Test(big, bit_operations_work_in_twos_complement)
{
    for (int i = 0; i < ROUNDS / 4; i++) {
        Term a = any();
        Term b = any();
        Term and = call(arith_band, a, b);
        Term or = call(arith_bor, a, b);
        Term xor = call(arith_bxor, a, b);
        for (size_t bit = 0; bit < BITS + 70; bit++) {
            int x = model_integer_bit(a, bit);
            int y = model_integer_bit(b, bit);
            cr_assert_eq(model_integer_bit(and, bit), x & y);
            cr_assert_eq(model_integer_bit(or, bit), x | y);
            cr_assert_eq(model_integer_bit(xor, bit), x ^ y);
        }
        Term reason;
        expect_equal(arith_bnot(&heap, a, &reason), call(arith_sub, SMALL(-1), a));
    }
}

Test(big, shifts_multiply_and_divide_by_powers_of_two)
{
    for (int i = 0; i < ROUNDS / 4; i++) {
        Term a = any();
        size_t by = model_draw(300);
        Term left = call(arith_bsl, a, small_make((int64_t)by));
        Term right = call(arith_bsr, a, small_make((int64_t)by));
        expect_equal(call(arith_bsr, left, small_make((int64_t)by)), a);
        expect_equal(call(arith_bsr, a, small_make(-(int64_t)by)), left);
        expect_equal(call(arith_bsl, a, small_make(-(int64_t)by)), right);
        for (size_t bit = 0; bit < BITS + 10; bit++)
            cr_assert_eq(model_integer_bit(right, bit), model_integer_bit(a, bit + by));
    }
}

Test(big, shifting_everything_out_leaves_the_sign)
{
    Term huge = number("1000000000000000000000000000000");
    cr_expect_eq(call(arith_bsr, huge, huge), SMALL(0));
    cr_expect_eq(call(arith_bsr, number("-5"), huge), SMALL(-1));
    cr_expect_eq(call(arith_bsl, SMALL(0), huge), SMALL(0));
}

Test(big, integers_beyond_the_limit_are_system_limit)
{
    Term reason = NON_VALUE;
    Term largest = arith_bsl(&heap, SMALL(1), small_make(BIG_MAX_BITS - 1), &reason);
    cr_assert_neq(largest, NON_VALUE);
    cr_expect_eq(int_bit_length(largest), BIG_MAX_BITS);
    cr_expect_eq(arith_bsl(&heap, SMALL(1), small_make(BIG_MAX_BITS), &reason), NON_VALUE);
    cr_expect_eq(reason, ATOM_(system_limit));
    reason = NON_VALUE;
    cr_expect_eq(arith_add(&heap, largest, largest, &reason), NON_VALUE);
    cr_expect_eq(reason, ATOM_(system_limit));
    reason = NON_VALUE;
    cr_expect_eq(arith_mul(&heap, largest, SMALL(4), &reason), NON_VALUE);
    cr_expect_eq(reason, ATOM_(system_limit));
    reason = NON_VALUE;
    cr_expect_eq(arith_bsl(&heap, SMALL(1), number("99999999999999999999"), &reason), NON_VALUE);
    cr_expect_eq(reason, ATOM_(system_limit));
}

Test(big, what_is_no_number_is_badarith)
{
    arith_function *const functions[] = {arith_add,  arith_sub, arith_mul,  arith_fdiv,
                                         arith_div,  arith_rem, arith_band, arith_bor,
                                         arith_bxor, arith_bsl, arith_bsr};
    for (size_t i = 0; i < COUNT_OF(functions); i++) {
        Term reason = NON_VALUE;
        cr_expect_eq(functions[i](&heap, SMALL(1), ATOM_(ok), &reason), NON_VALUE);
        cr_expect_eq(reason, ATOM_(badarith));
        reason = NON_VALUE;
        cr_expect_eq(functions[i](&heap, NIL, number("99999999999999999999"), &reason), NON_VALUE);
        cr_expect_eq(reason, ATOM_(badarith));
    }
    Term reason = NON_VALUE;
    cr_expect_eq(arith_div(&heap, SMALL(1), SMALL(0), &reason), NON_VALUE);
    cr_expect_eq(arith_rem(&heap, number("99999999999999999999"), SMALL(0), &reason), NON_VALUE);
    cr_expect_eq(arith_fdiv(&heap, SMALL(1), heap_float(&heap, 0), &reason), NON_VALUE);
    cr_expect_eq(arith_div(&heap, heap_float(&heap, 4), SMALL(2), &reason), NON_VALUE);
    cr_expect_eq(arith_mul(&heap, heap_float(&heap, 1e300), heap_float(&heap, 1e300), &reason),
                 NON_VALUE);
    cr_expect_eq(reason, ATOM_(badarith));
}

/* ---- text ---- */

Test(big, text_in_any_base_is_read_back)
{
    for (int i = 0; i < ROUNDS; i++) {
        Term reason;
        Term a = any();
        unsigned base = 2 + (unsigned)model_draw(35);
        struct text_buffer buffer = TEXT_BUFFER_EMPTY;
        text_put_int(&buffer, a, base);
        expect_equal(int_from_text(&heap, buffer.bytes, buffer.size, base, &reason), a);
        text_buffer_release(&buffer);
    }
}

Test(big, text_has_the_digits_that_people_expect)
{
    static const struct {
        const char *decimal;
        unsigned base;
        const char *text;
    } rows[] = {
        {"0", 10, "0"},
        {"-1", 2, "-1"},
        {"255", 16, "FF"},
        {"-1295", 36, "-ZZ"},
        {"18446744073709551616", 10, "18446744073709551616"},
        {"18446744073709551616", 16, "10000000000000000"},
        {"-340282366920938463463374607431768211456", 2,
         "-10000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
         "0000000000000000000000000000000000000000"},
        {"-000000000000000000000000000000000000000000000012", 10, "-12"},
        {"+99999999999999999999", 10, "99999999999999999999"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct text_buffer buffer = TEXT_BUFFER_EMPTY;
        text_put_int(&buffer, number(rows[i].decimal), rows[i].base);
        cr_expect_str_eq(text_cstring(&buffer), rows[i].text);
        text_buffer_release(&buffer);
    }
}

Test(big, text_that_is_no_number_is_badarg)
{
    static const char *const wrong[] = {"", "-", "+", "1a", " 1", "1 ", "--1", "1.0", "9/", "9:"};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        Term reason = NON_VALUE;
        cr_expect_eq(int_from_text(&heap, wrong[i], strlen(wrong[i]), 10, &reason), NON_VALUE);
        cr_expect_eq(reason, ATOM_(badarg), "'%s'", wrong[i]);
    }
}

/* ---- C's types ---- */

Test(big, integers_of_64_bits_fit_c)
{
    static const int64_t values[] = {
        0, 1, -1, SMALL_MAX, SMALL_MIN, SMALL_MAX + 1, SMALL_MIN - 1, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        int64_t back;
        cr_assert(int_to_int64(heap_int(&heap, values[i]), &back));
        cr_expect_eq(back, values[i]);
    }
    int64_t back;
    uint64_t unsigned_back;
    cr_expect_not(int_to_int64(number("9223372036854775808"), &back));
    cr_expect_not(int_to_int64(number("-9223372036854775809"), &back));
    cr_expect_not(int_to_int64(NIL, &back));
    cr_expect_not(int_to_uint64(SMALL(-1), &unsigned_back));
    cr_expect_not(int_to_uint64(number("18446744073709551616"), &unsigned_back));
    cr_expect(int_to_uint64(number("18446744073709551615"), &unsigned_back));
    cr_expect_eq(unsigned_back, UINT64_MAX);
}

Test(big, bytes_in_twos_complement_are_read_back)
{
    for (int i = 0; i < ROUNDS; i++) {
        Term a = any();
        unsigned char bytes[(BITS + 200) / 8];
        bool little = model_draw(2) == 0;
        size_t needed = int_bit_length(a) / 8 + 1;
        size_t size = needed + model_draw(3);
        int_to_bytes(a, bytes, size, little);
        expect_equal(int_from_bytes(&heap, bytes, size, little, true), a);
        if (int_sign(a) >= 0)
            expect_equal(int_from_bytes(&heap, bytes, size, little, false), a);
    }
}

/* ---- floats ---- */

Test(big, comparing_with_floats_is_exact)
{
    for (int i = 0; i < ROUNDS; i++) {
        double value;
        Term a = any();
        if (!int_to_double(a, &value))
            continue;
        Term back = int_from_double(&heap, value);
        cr_assert_eq(int_compare_double(a, value), int_compare(a, back));
        cr_assert_eq(int_compare_double(back, nextafter(value, INFINITY)), -1);
        cr_assert_eq(int_compare_double(back, nextafter(value, -INFINITY)), 1);
    }
    cr_expect_eq(int_compare_double(SMALL(0), 0.0), 0);
    cr_expect_eq(int_compare_double(SMALL(0), -0.0), 0);
    cr_expect_eq(int_compare_double(SMALL(0), 5e-324), -1);
    cr_expect_eq(int_compare_double(SMALL(-1), -0.5), -1);
    cr_expect_eq(int_compare_double(SMALL(3), 2.5), 1);
}

Test(big, floats_are_rounded_to_integers)
{
    static const struct {
        double value;
        int64_t trunc, round, floor, ceil;
    } rows[] = {
        {0.5, 0, 1, 0, 1},
        {-0.5, 0, -1, -1, 0},
        {2.5, 2, 3, 2, 3},
        {-2.5, -2, -3, -3, -2},
        {0.49999999999999994, 0, 0, 0, 1},
        {-7.0, -7, -7, -7, -7},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Term reason;
        Term value = heap_float(&heap, rows[i].value);
        cr_expect_eq(arith_trunc(&heap, value, &reason), small_make(rows[i].trunc));
        cr_expect_eq(arith_round(&heap, value, &reason), small_make(rows[i].round));
        cr_expect_eq(arith_floor(&heap, value, &reason), small_make(rows[i].floor));
        cr_expect_eq(arith_ceil(&heap, value, &reason), small_make(rows[i].ceil));
    }
    Term reason;
    expect_equal(arith_trunc(&heap, heap_float(&heap, 1e25), &reason),
                 number("10000000000000000905969664"));
    expect_equal(arith_round(&heap, heap_float(&heap, -0x1p59), &reason), SMALL(SMALL_MIN));
    expect_equal(arith_round(&heap, heap_float(&heap, 0x1p59), &reason),
                 number("576460752303423488"));
}

Test(big, integers_too_large_for_a_float_are_badarith)
{
    Term reason = NON_VALUE;
    Term huge = arith_bsl(&heap, SMALL(1), SMALL(1024), &reason);
    cr_expect_eq(arith_float(&heap, huge, &reason), NON_VALUE);
    cr_expect_eq(reason, ATOM_(badarith));
    cr_expect_eq(int_compare_double(huge, 1.7976931348623157e308), 1);
    double value;
    cr_expect(int_to_double(arith_bsl(&heap, SMALL(1), SMALL(1023), &reason), &value));
    cr_expect_eq(value, 0x1p1023);
}
