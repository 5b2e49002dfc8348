/* SPDX-License-Identifier: Apache-2.0 */
/* Text buffers, UTF-8, and floats as text. */
#include "tests/unit/bit_model.h"
#include "vm/base/utf8.h"
#include "vm/term/float_text.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

TestSuite(text, .timeout = 60);

static void expect_text(struct text_buffer *buffer, const char *expected)
{
    cr_expect_str_eq(text_cstring(buffer), expected);
    text_buffer_release(buffer);
}

/* ---- buffers ---- */

Test(text, buffers_grow_as_needed)
{
    struct text_buffer buffer = TEXT_BUFFER_EMPTY;
    for (int i = 0; i < 10000; i++) {
        text_put_uint(&buffer, (uint64_t)i % 10);
        text_put_string(&buffer, "");
    }
    cr_expect_eq(buffer.size, 10000);
    cr_expect_eq(buffer.bytes[9999], '9');
    text_buffer_release(&buffer);
    text_put_uint(&buffer, UINT64_MAX);
    text_put(&buffer, "\0x", 2);
    cr_expect_eq(buffer.size, 22);
    text_buffer_release(&buffer);
}

Test(text, a_failed_buffer_stays_failed)
{
    struct text_buffer buffer = TEXT_BUFFER_EMPTY;
    text_put_byte(&buffer, 'a');
    cr_expect_not(text_reserve(&buffer, SIZE_MAX / 2));
    text_put_byte(&buffer, 'b');
    cr_expect(buffer.failed);
    cr_expect_eq(buffer.size, 1);
    cr_expect_null(text_cstring(&buffer));
    text_buffer_release(&buffer);
}

/* ---- UTF-8 ---- */

Test(text, every_character_is_read_back)
{
    for (uint32_t code = 0; code <= 0x10FFFF; code += code < 0x3000 ? 1 : 61) {
        if (code >= 0xD800 && code <= 0xDFFF)
            continue;
        struct text_buffer buffer = TEXT_BUFFER_EMPTY;
        text_put_utf8(&buffer, code);
        const unsigned char *at = (const unsigned char *)buffer.bytes;
        const unsigned char *end = at + buffer.size;
        uint32_t back;
        cr_assert(utf8_read(&at, end, &back), "%x", (unsigned)code);
        cr_assert_eq(back, code);
        cr_assert_eq(at, end);
        at = (const unsigned char *)buffer.bytes;
        cr_assert_not(utf8_read(&at, end - 1, &back), "%x cut off", (unsigned)code);
        text_buffer_release(&buffer);
    }
}

Test(text, what_is_not_utf8_is_refused)
{
    static const char *const wrong[] = {
        "\x80",         "\xC0\x80",         "\xC1\xBF",         "\xE0\x9F\xBF",     "\xED\xA0\x80",
        "\xED\xBF\xBF", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF",
        "\xC3(",        "\xE2\x82("};
    for (size_t i = 0; i < COUNT_OF(wrong); i++)
        cr_expect_eq(utf8_count((const unsigned char *)wrong[i], strlen(wrong[i])), -1, "row %zu",
                     i);
    cr_expect_eq(utf8_count((const unsigned char *)"aå€😀", 10), 4);
    cr_expect_eq(utf8_count((const unsigned char *)"", 0), 0);
}

/* ---- floats ---- */

static const struct {
    double value;
    const char *text;
} shortest[] = {
    {0.0, "0.0"},
    {-0.0, "-0.0"},
    {1.0, "1.0"},
    {100.0, "100.0"},
    {1000.0, "1.0e3"},
    {1200.0, "1.2e3"},
    {123456.0, "123456.0"},
    {123456789.125, "123456789.125"},
    {9007199254740991.0, "9007199254740991.0"},
    {9007199254740992.0, "9.007199254740992e15"},
    {0.1, "0.1"},
    {0.0001, "0.0001"},
    {0.00012, "1.2e-4"},
    {1e22, "1.0e22"},
    {1e23, "1.0e23"},
    {5e-324, "5.0e-324"},
    {2.2250738585072014e-308, "2.2250738585072014e-308"},
    {1.7976931348623157e308, "1.7976931348623157e308"},
    {5.684341886080802e-14, "5.684341886080802e-14"},
    {9007199254740993.5, "9.007199254740994e15"},
    {-2.5e-7, "-2.5e-7"},
};

Test(text, floats_are_written_with_the_fewest_digits)
{
    for (size_t i = 0; i < COUNT_OF(shortest); i++) {
        struct text_buffer buffer = TEXT_BUFFER_EMPTY;
        text_put_float(&buffer, shortest[i].value);
        expect_text(&buffer, shortest[i].text);
    }
}

Test(text, floats_are_read_back)
{
    model_seed(5);
    for (int i = 0; i < 20000; i++) {
        uint64_t bits =
            (uint64_t)model_draw(UINT64_C(1) << 32) << 32 | model_draw(UINT64_C(1) << 32);
        double value, back;
        memcpy(&value, &bits, sizeof value);
        if (!isfinite(value))
            continue;
        struct text_buffer buffer = TEXT_BUFFER_EMPTY;
        text_put_float(&buffer, value);
        cr_assert(float_from_text(buffer.bytes, buffer.size, &back));
        cr_assert_arr_eq(&value, &back, sizeof value);
        text_buffer_release(&buffer);
    }
}

static void expect_decimals(double value, unsigned decimals, bool compact, const char *expected)
{
    struct text_buffer buffer = TEXT_BUFFER_EMPTY;
    text_put_float_decimals(&buffer, value, decimals, compact);
    expect_text(&buffer, expected);
}

Test(text, decimals_are_rounded_as_by_float_to_list)
{
    expect_decimals(0.125, 2, false, "0.13");
    expect_decimals(2.5, 0, false, "3");
    expect_decimals(9.995, 2, false, "9.99");
    expect_decimals(0.999, 2, false, "1.00");
    expect_decimals(-0.001, 2, false, "-0.00");
    expect_decimals(1.5, 5, false, "1.50000");
    expect_decimals(1.5, 5, true, "1.5");
    expect_decimals(1.0, 5, true, "1.0");
    expect_decimals(1e20, 1, true, "100000000000000000000.0");
    expect_decimals(0.71837665930393846, 15, false, "0.718376659303939");
    expect_decimals(0.1, 20, false, "0.10000000000000000555");
}

typedef void put_function(struct text_buffer *buffer, double value, unsigned digits);

static void expect_format(put_function *put, double value, unsigned digits, const char *expected)
{
    struct text_buffer buffer = TEXT_BUFFER_EMPTY;
    put(&buffer, value, digits);
    expect_text(&buffer, expected);
}

Test(text, formats_are_those_of_io_lib)
{
    expect_format(text_put_float_scientific, 0.1, 5, "1.00000e-01");
    expect_format(text_put_float_scientific, 2.5, 0, "2e+00");
    expect_format(text_put_float_scientific, 1e300, 1, "1.0e+300");
    expect_format(text_put_float_e, 123456.789, 6, "1.23457e+5");
    expect_format(text_put_float_e, 5e-324, 3, "4.94e-324");
    expect_format(text_put_float_e, 0.1, 25, "1.000000000000000055510000e-1");
    expect_format(text_put_float_e, -0.0, 6, "-0.00000e+0");
    expect_format(text_put_float_f, 1e10, 6, "10000000000.000000");
    expect_format(text_put_float_f, 0.00001234, 6, "0.000012");
    expect_format(text_put_float_f, 0.96, 1, "1.0");
    expect_format(text_put_float_f, 0.04, 1, "0.0");
    expect_format(text_put_float_g, 9.9999999, 6, "10.00000");
    expect_format(text_put_float_g, 0.1, 6, "0.100000");
    expect_format(text_put_float_g, 0.01, 6, "1.00000e-2");
    expect_format(text_put_float_g, 99999.95, 6, "9.99999e+4");
    expect_format(text_put_float_g, 1.0, 1, "1.0e+0");
}

Test(text, what_is_no_float_is_refused)
{
    static const char *const wrong[] = {"",      "1",     "1.",   ".5",      "1.e5",    "1.0e",
                                        "1.0e+", "--1.0", " 1.0", "1.0 ",    "0x1.0",   "inf",
                                        "nan",   "1,0",   "1.0f", "1.0e1.0", "1.0e400", "-1.0e400"};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        double value;
        cr_expect_not(float_from_text(wrong[i], strlen(wrong[i]), &value), "'%s'", wrong[i]);
    }
}

Test(text, floats_are_read_in_all_their_forms)
{
    static const struct {
        const char *text;
        double value;
    } rows[] = {
        {"1.0", 1.0},
        {"+1.5", 1.5},
        {"-1.5E+3", -1500.0},
        {"00012.50", 12.5},
        {"1.0e-400", 0.0},
        {"0.1e-00000000000000000000001", 0.01},
        {"1.0e-99999999999999999999", 0.0},
        {"0.0e99999999999999999999", 0.0},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        double value;
        cr_assert(float_from_text(rows[i].text, strlen(rows[i].text), &value), "%s", rows[i].text);
        cr_expect_eq(value, rows[i].value, "%s", rows[i].text);
    }
}
