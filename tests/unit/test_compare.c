/* SPDX-License-Identifier: Apache-2.0 */
/* Equality and order of terms: between types, of numbers, of maps in both forms, at any depth. */
#include "tests/unit/term_harness.h"
#include "vm/term/atom.h"
#include "vm/term/bits.h"
#include "vm/term/compare.h"
#include "vm/term/comparison.h"
#include "vm/term/hash.h"
#include "vm/term/map.h"
#include "vm/term/ref.h"

#include <criterion/criterion.h>

TestSuite(compare, .init = term_harness_setup, .fini = term_harness_teardown, .timeout = 60);

static int sign(int order)
{
    return (order > 0) - (order < 0);
}

/* Ascending, all different for ==. */
static const char *const ascending[] = {
    "-1.7976931348623157e308",
    "-18446744073709551616",
    "-18446744073709551615",
    "-576460752303423489",
    "-576460752303423488",
    "-1.5",
    "-1",
    "0",
    "5.0e-324",
    "1",
    "1.0000000000000002",
    "9007199254740992",
    "9007199254740993",
    "9007199254740994.0",
    "576460752303423487",
    "576460752303423488",
    "18446744073709551615",
    "18446744073709551616.0",
    "18446744073709551617",
    "1.0e300",
    "''",
    "a",
    "aa",
    "ab",
    "b",
    "'å'",
    "'ł'",
    "'𝄞'",
    "fun a:a/1",
    "fun a:b/0",
    "fun b:a/0",
    "{}",
    "{b}",
    "{a,1.5}",
    "{a,a}",
    "#{}",
    "#{a => 1}",
    "#{a => 2}",
    "#{b => 0}",
    "#{1 => 1,a => 1}",
    "#{1.0 => 1,a => 1}",
    "#{1.0 => 1,b => 0}",
    "[]",
    "[1|0]",
    "[1]",
    "[1,1]",
    "[a]",
    "[[]]",
    "<<>>",
    "<<0:1>>",
    "<<0>>",
    "<<0,0:1>>",
    "<<1:1>>",
    "<<255>>",
};

Test(compare, terms_of_all_types_are_ordered)
{
    for (size_t i = 0; i < COUNT_OF(ascending); i++) {
        for (size_t j = 0; j < COUNT_OF(ascending); j++) {
            Term a = term_of(ascending[i]);
            Term b = term_of(ascending[j]);
            int expected = i < j ? -1 : i > j;
            cr_expect_eq(sign(term_compare(a, b)), expected, "%s, %s", ascending[i], ascending[j]);
            cr_expect_eq(term_equal(a, b), i == j, "%s == %s", ascending[i], ascending[j]);
            cr_expect_eq(term_equal_exact(a, b), i == j, "%s =:= %s", ascending[i], ascending[j]);
        }
    }
}

Test(compare, equal_numbers_of_different_types_are_not_exactly_equal)
{
    static const char *const pairs[][2] = {
        {"1", "1.0"},
        {"0", "-0.0"},
        {"-9007199254740992", "-9007199254740992.0"},
        {"18446744073709551616", "18446744073709551616.0"},
        {"{a,[1|2]}", "{a,[1|2.0]}"},
        {"#{a => 1}", "#{a => 1.0}"},
    };
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        Term integer = term_of(pairs[i][0]);
        Term with_float = term_of(pairs[i][1]);
        cr_expect(term_equal(integer, with_float), "%s", pairs[i][0]);
        cr_expect_eq(term_compare(integer, with_float), 0, "%s", pairs[i][0]);
        cr_expect_not(term_equal_exact(integer, with_float), "%s", pairs[i][0]);
        cr_expect_lt(term_compare_exact(integer, with_float), 0, "%s", pairs[i][0]);
        cr_expect_gt(term_compare_exact(with_float, integer), 0, "%s", pairs[i][0]);
    }
}

Test(compare, exact_order_puts_every_integer_before_every_float)
{
    cr_expect_lt(term_compare_exact(term_of("1000"), term_of("-1.5")), 0);
    cr_expect_lt(term_compare_exact(term_of("{2}"), term_of("{1.0}")), 0);
    cr_expect_gt(term_compare(term_of("{2}"), term_of("{1.0}")), 0);
}

Test(compare, zero_equals_minus_zero)
{
    cr_expect(term_equal_exact(term_of("0.0"), term_of("-0.0")));
    cr_expect_eq(term_compare_exact(term_of("0.0"), term_of("-0.0")), 0);
    cr_expect_eq(hash_internal(term_of("0.0")), hash_internal(term_of("-0.0")));
    cr_expect_eq(hash_phash2(term_of("0.0")), hash_phash2(term_of("-0.0")));
}

Test(compare, keys_of_maps_are_compared_exactly)
{
    cr_expect_not(term_equal(term_of("#{1 => a}"), term_of("#{1.0 => a}")));
    cr_expect_lt(term_compare(term_of("#{2 => a}"), term_of("#{1.0 => a}")), 0);
}

Test(compare, references_are_ordered_by_number)
{
    Term first = ref_put(heap_alloc(&term_heap, REF_WORDS), 7, NIL);
    Term same = ref_put(heap_alloc(&term_heap, REF_WORDS), 7, pid_make(3));
    Term second = ref_put(heap_alloc(&term_heap, REF_WORDS), 8, NIL);
    cr_expect(term_equal_exact(first, same));
    cr_expect_eq(hash_internal(first), hash_internal(same));
    cr_expect_lt(term_compare(first, second), 0);
    cr_expect_gt(term_compare(first, ATOM_(ok)), 0);
    cr_expect_lt(term_compare(first, pid_make(1)), 0);
    cr_expect_lt(term_compare(port_make(9), pid_make(1)), 0);
}

Test(compare, a_window_on_bits_equals_a_copy_of_them)
{
    Term whole = bits_from_bytes(&term_heap, "\x12\x34\x56\x78", 4);
    Term window = bits_sub(&term_heap, whole, 4, 16);
    Term copy = bits_from_bytes(&term_heap, "\x23\x45", 2);
    cr_expect(term_equal_exact(window, copy));
    cr_expect_eq(hash_internal(window), hash_internal(copy));
    cr_expect_eq(hash_phash2(window), hash_phash2(copy));
}

/* ---- maps of many keys ---- */

enum { MANY = 100 };

static Term many(size_t skipped, int64_t changed, Term value)
{
    Term map = map_empty(&term_heap);
    for (int64_t i = 0; i < MANY; i++)
        if ((size_t)i != skipped)
            map = map_put(&term_heap, map, small_make(i), i == changed ? value : small_make(i));
    return map;
}

Test(compare, large_maps_are_ordered_by_size_then_keys_then_values)
{
    Term all = many(MANY, MANY, NIL);
    Term no_first = many(0, MANY, NIL);
    Term no_last = many(MANY - 1, MANY, NIL);
    cr_expect_lt(term_compare(no_first, all), 0);
    cr_expect_lt(term_compare(no_last, no_first), 0, "the smallest differing key decides");
    cr_expect_gt(term_compare(no_first, no_last), 0);
    cr_expect_lt(term_compare(many(MANY, 7, SMALL(-1)), all), 0);
    cr_expect_gt(term_compare(many(MANY, 7, SMALL(8)), many(MANY, 8, SMALL(100))), 0,
                 "the value of the smallest key decides");
    cr_expect_eq(term_compare(all, many(MANY, MANY, NIL)), 0);
}

Test(compare, large_maps_with_equal_values_are_equal)
{
    Term all = many(MANY, MANY, NIL);
    Term with_float = many(MANY, 50, heap_float(&term_heap, 50));
    cr_expect(term_equal_exact(all, many(MANY, MANY, NIL)));
    cr_expect(term_equal(all, with_float));
    cr_expect_eq(term_compare(all, with_float), 0);
    cr_expect_not(term_equal_exact(all, with_float));
    cr_expect_lt(term_compare_exact(all, with_float), 0);
}

/* ---- depth ---- */

enum { DEPTH = 300000 };

typedef Term wrap_function(Term inner);

static Term in_list(Term inner)
{
    return heap_cons(&term_heap, inner, NIL);
}

static Term in_tuple(Term inner)
{
    return heap_tuple(&term_heap, 1, &inner);
}

static Term in_key(Term inner)
{
    return map_put(&term_heap, map_empty(&term_heap), inner, ATOM_(true));
}

static Term in_value(Term inner)
{
    return map_put(&term_heap, map_empty(&term_heap), ATOM_(true), inner);
}

static Term nested(wrap_function *wrap, size_t depth, Term inner)
{
    while (depth-- > 0)
        inner = wrap(inner);
    return inner;
}

Test(compare, depth_is_not_limited_by_the_stack)
{
    wrap_function *const wraps[] = {in_list, in_tuple, in_key, in_value};
    for (size_t i = 0; i < COUNT_OF(wraps); i++) {
        Term a = nested(wraps[i], DEPTH, SMALL(1));
        Term b = nested(wraps[i], DEPTH, SMALL(1));
        Term c = nested(wraps[i], DEPTH, SMALL(2));
        cr_expect(term_equal_exact(a, b));
        cr_expect_eq(term_compare(a, b), 0);
        cr_expect_lt(term_compare(a, c), 0);
        cr_expect_eq(hash_internal(a), hash_internal(b));
        cr_expect_eq(hash_phash2(a), hash_phash2(b));
    }
}

/* A large map among whose keys is a large map, among whose keys ... */
static Term nested_large(size_t depth, Term inner)
{
    for (; depth > 0; depth--) {
        Term keys[MAP_FLAT_MAX + 1];
        Term values[MAP_FLAT_MAX + 1];
        for (size_t i = 0; i < COUNT_OF(keys); i++)
            keys[i] = values[i] = small_make((int64_t)i);
        keys[MAP_FLAT_MAX] = inner;
        inner = map_from_pairs(&term_heap, COUNT_OF(keys), keys, values);
    }
    return inner;
}

Test(compare, large_maps_may_be_keys_of_large_maps)
{
    Term a = nested_large(300, SMALL(100));
    Term b = nested_large(300, SMALL(100));
    Term c = nested_large(300, SMALL(101));
    cr_expect(term_equal_exact(a, b));
    cr_expect_eq(term_compare(a, b), 0);
    cr_expect_lt(term_compare(a, c), 0);
    cr_expect_gt(term_compare(c, a), 0);
}

/* ---- in parts ---- */

/* As an instruction does it: left unfinished, gone on with STEPS at a time, and executed again. */
static int compare_in_parts(enum relation relation, Term a, Term b, size_t steps, size_t *parts)
{
    struct comparison *rest = NULL;
    int result = compare_within(relation, a, b, &rest);
    *parts = 0;
    if (result != COMPARE_UNFINISHED) {
        cr_assert_null(rest);
        return result;
    }
    cr_assert_not_null(rest);
    do
        ++*parts;
    while (!comparison_go_on(rest, steps));
    result = compare_within(relation, a, b, &rest);
    cr_assert_null(rest);
    return result;
}

static void check_in_parts(Term a, Term b, bool is_long)
{
    static const size_t steps[] = {1, 7, 100, 100000};
    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        size_t parts;
        cr_assert_eq(compare_in_parts(RELATION_EQUAL_EXACT, a, b, steps[i], &parts),
                     term_equal_exact(a, b));
        cr_assert(parts > 0 || !is_long);
        cr_assert_eq(compare_in_parts(RELATION_EQUAL, a, b, steps[i], &parts), term_equal(a, b));
        cr_assert_eq(sign(compare_in_parts(RELATION_ORDER, a, b, steps[i], &parts)),
                     sign(term_compare(a, b)));
    }
}

#define MANY ((size_t)32768)

static Term list_of(size_t count, Term last, bool nested)
{
    Term list = heap_cons(&term_heap, last, NIL);
    for (size_t i = 0; i < count; i++) {
        Term head = small_make((int64_t)i);
        list = nested ? heap_cons(&term_heap, list, NIL)
                      : heap_cons(&term_heap, heap_tuple2(&term_heap, head, head), list);
    }
    return list;
}

static Term tuple_of(size_t count, Term last, bool nested)
{
    Term *cell = heap_alloc(&term_heap, 1 + count);
    cell[0] = HEADER(BOXED_TUPLE, count);
    for (size_t i = 0; i < count; i++)
        cell[1 + i] = i + 1 == count ? last : small_make((int64_t)i);
    Term tuple = boxed_make(cell);
    for (size_t i = 0; nested && i < MANY; i++)
        tuple = heap_tuple2(&term_heap, small_make((int64_t)i), tuple);
    return tuple;
}

static Term map_of(size_t count, Term last)
{
    Term map = map_empty(&term_heap);
    for (size_t i = 0; i < count; i++) {
        Term key = small_make((int64_t)i);
        map = map_put(&term_heap, map, heap_tuple2(&term_heap, key, key),
                      i + 1 == count ? last : key);
    }
    return map;
}

/* All bits are ones but for the last one. FIRST of them are cut off. */
static Term ones(size_t bits, bool last, size_t first)
{
    unsigned char *bytes;
    Term term = bits_new(&term_heap, bits + first, &bytes);
    for (size_t i = 0; i < (bits + first) / 8; i++)
        bytes[i] = 0xFF;
    if (!last)
        bytes[(bits + first) / 8 - 1] = 0xFE;
    return bits_sub(&term_heap, term, first, bits);
}

static void check_pair(Term (*make)(Term last))
{
    Term one = make(SMALL(1)), same = make(SMALL(1)), two = make(SMALL(2));
    Term as_float = make(heap_float(&term_heap, 1.0));
    check_in_parts(one, same, true);
    check_in_parts(one, two, false);
    check_in_parts(two, one, false);
    check_in_parts(one, as_float, false);
}

static Term long_list(Term last)
{
    return list_of(MANY, last, false);
}
static Term deep_list(Term last)
{
    return list_of(MANY, last, true);
}
static Term long_tuple(Term last)
{
    return tuple_of(MANY, last, false);
}
static Term deep_tuple(Term last)
{
    return tuple_of(2, last, true);
}
static Term large_map(Term last)
{
    return map_of(MANY / 4, last);
}
static Term map_of_maps(Term last)
{
    Term map = map_empty(&term_heap);
    for (int64_t i = 0; i < 40; i++)
        map = map_put(&term_heap, map, map_of(MANY / 400 + 40 + (size_t)i, small_make(i)),
                      map_of(MANY / 400 + 40, i == 20 ? last : small_make(i)));
    return map;
}

Test(compare, in_parts)
{
    check_pair(long_list);
    check_pair(deep_list);
    check_pair(long_tuple);
    check_pair(deep_tuple);
    check_pair(large_map);
    check_pair(map_of_maps);
}

Test(compare, bitstrings_in_parts)
{
    size_t bits = (size_t)8 << 20;
    for (size_t first = 0; first < 6; first += 5) {
        Term a = ones(bits, true, 0), b = ones(bits, true, first), c = ones(bits, false, 0);
        check_in_parts(a, b, true);
        check_in_parts(a, c, true);
        check_in_parts(c, b, true);
        check_in_parts(a, bits_sub(&term_heap, b, 0, bits - 3), false);
        check_in_parts(heap_tuple2(&term_heap, a, SMALL(1)), heap_tuple2(&term_heap, b, SMALL(2)),
                       true);
    }
}

Test(compare, given_up_in_the_middle)
{
    struct comparison *rest = NULL;
    Term a = map_of_maps(SMALL(1)), b = map_of_maps(SMALL(1));
    for (size_t parts = 0; parts < 200; parts += 10) {
        cr_assert_eq(compare_within(RELATION_ORDER, a, b, &rest), COMPARE_UNFINISHED);
        for (size_t i = 0; i < parts && !comparison_go_on(rest, 100); i++) {
        }
        comparison_free(rest);
        rest = NULL;
    }
}
