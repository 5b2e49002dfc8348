/* SPDX-License-Identifier: Apache-2.0 */
/* float_text.c: Erlang's notations for floats. The fewest digits that will do come from
 * float_shortest.c, any other number of digits from the C library. Only digits go to and from the C
 * library, never a point, so the locale has no say. */
#include "vm/term/float_text.h"
#include "vm/term/float_shortest.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The number d[0].d[1]d[2]... * 10^exponent; digits are characters. */
struct decimal {
    int count;
    int exponent;
    bool negative;
    char digits[FLOAT_MAX_SCIENTIFIC + 3];
};

/* VALUE rounded to COUNT digits, exact halves to even. */
static void decimal_of(struct decimal *decimal, double value, int count)
{
    char text[FLOAT_MAX_SCIENTIFIC + 16];
    snprintf(text, sizeof text, "%.*e", count - 1, fabs(value));
    decimal->negative = signbit(value);
    decimal->count = 0;
    const char *p = text;
    for (; *p != 'e'; p++)
        if (*p >= '0' && *p <= '9')
            decimal->digits[decimal->count++] = *p;
    decimal->exponent = (int)strtol(p + 1, NULL, 10);
}

/* Digits all nine are left behind one digit more. */
static void carry_up(struct decimal *decimal)
{
    int i = decimal->count - 1;
    while (i >= 0 && decimal->digits[i] == '9')
        decimal->digits[i--] = '0';
    if (i >= 0) {
        decimal->digits[i]++;
    } else {
        decimal->digits[0] = '1';
        decimal->exponent++;
    }
}

static void shortest_decimal(struct decimal *decimal, double value)
{
    struct shortest shortest = {0};
    if (value != 0)
        shortest = float_shortest(fabs(value));
    while (shortest.digits != 0 && shortest.digits % 10 == 0) {
        shortest.digits /= 10;
        shortest.exponent++;
    }
    char text[20];
    int first = sizeof text;
    do {
        text[--first] = (char)('0' + shortest.digits % 10);
        shortest.digits /= 10;
    } while (shortest.digits != 0);
    decimal->negative = signbit(value);
    decimal->count = (int)sizeof text - first;
    decimal->exponent = shortest.exponent + decimal->count - 1;
    memcpy(decimal->digits, text + first, (size_t)decimal->count);
}

/* ---- notations ---- */

static void put_zeros(struct text_buffer *buffer, int count)
{
    for (; count > 0; count--)
        text_put_byte(buffer, '0');
}

/* Digits FROM..TO of a decimal, those it does not have as zeros. */
static void put_digits(struct text_buffer *buffer, const struct decimal *decimal, int from, int to)
{
    int have = to < decimal->count ? to : decimal->count;
    if (from < 0) {
        put_zeros(buffer, (to < 0 ? to : 0) - from);
        from = 0;
    }
    if (have > from)
        text_put(buffer, decimal->digits + from, (size_t)(have - from));
    put_zeros(buffer, to - (from > have ? from : have));
}

static void put_sign(struct text_buffer *buffer, const struct decimal *decimal)
{
    if (decimal->negative)
        text_put_byte(buffer, '-');
}

/* The whole part and DECIMALS digits behind the point; no point without any. */
static void put_positional(struct text_buffer *buffer, const struct decimal *decimal, int decimals)
{
    int whole = decimal->exponent + 1;
    put_sign(buffer, decimal);
    if (whole <= 0)
        text_put_byte(buffer, '0');
    else
        put_digits(buffer, decimal, 0, whole);
    if (decimals > 0) {
        text_put_byte(buffer, '.');
        put_digits(buffer, decimal, whole, whole + decimals);
    }
}

static void put_scientific(struct text_buffer *buffer, const struct decimal *decimal, int decimals,
                           const char *exponent_format)
{
    char exponent[16];
    put_sign(buffer, decimal);
    put_digits(buffer, decimal, 0, 1);
    if (decimals > 0) {
        text_put_byte(buffer, '.');
        put_digits(buffer, decimal, 1, 1 + decimals);
    }
    snprintf(exponent, sizeof exponent, exponent_format, decimal->exponent);
    text_put_string(buffer, exponent);
}

static int at_least_one(int count)
{
    return count > 1 ? count : 1;
}

void text_put_float(struct text_buffer *buffer, double value)
{
    struct decimal decimal;
    shortest_decimal(&decimal, value);
    int exponent = decimal.exponent;
    int whole = at_least_one(exponent + 1);
    int behind = at_least_one(decimal.count - exponent - 1);
    int exponent_length = exponent <= -100  ? 5
                          : exponent <= -10 ? 4
                          : exponent < 0    ? 3
                          : exponent >= 100 ? 4
                          : exponent >= 10  ? 3
                                            : 2;
    int scientific = 2 + at_least_one(decimal.count - 1) + exponent_length;
    if (fabs(value) < 0x1p53 && whole + 1 + behind <= scientific)
        put_positional(buffer, &decimal, behind);
    else
        put_scientific(buffer, &decimal, at_least_one(decimal.count - 1), "e%d");
}

/* ---- float_to_list/2 ---- */

#define FAST_DECIMALS 18

/* OTP's rounding: what is behind the point is scaled up and rounded as a float, and an exact half
 * goes up. */
static int put_scaled(char *text, double magnitude, unsigned decimals)
{
    double whole = floor(magnitude);
    double scale = pow(10, decimals);
    double fraction = round((magnitude - whole) * scale);
    if (fraction >= scale) {
        whole += 1;
        fraction = 0;
    }
    int size = snprintf(text, 32, "%.0f", whole);
    if (decimals > 0)
        size += snprintf(text + size, 32, ".%0*.0f", (int)decimals, fraction);
    return size;
}

/* Exactly, as the C library does. */
static int put_exact(char *text, size_t room, double value, unsigned decimals)
{
    int size = snprintf(text, room, "%.*f", (int)decimals, value);
    if (decimals > 0)
        text[size - (int)decimals - 1] = '.';
    return size;
}

size_t text_put_float_decimals(struct text_buffer *buffer, double value, unsigned decimals,
                               bool compact)
{
    char text[310 + FLOAT_MAX_DECIMALS + 2];
    double magnitude = fabs(value);
    int size = decimals <= FAST_DECIMALS && magnitude < 0x1p53
                   ? put_scaled(text, magnitude, decimals)
                   : put_exact(text, sizeof text, magnitude, decimals);
    size_t whole_size = (size_t)size + (signbit(value) ? 1 : 0);
    if (compact && decimals > 1)
        while (text[size - 1] == '0' && text[size - 2] != '.')
            size--;
    if (signbit(value))
        text_put_byte(buffer, '-');
    text_put(buffer, text, (size_t)size);
    return whole_size;
}

void text_put_float_scientific(struct text_buffer *buffer, double value, unsigned decimals)
{
    struct decimal decimal;
    decimal_of(&decimal, value, (int)decimals + 1);
    put_scientific(buffer, &decimal, (int)decimals, "e%+.2d");
}

/* ---- io_lib's ~e ~f ~g ---- */

#define IO_LIB_DIGITS 21

/* The first 21 digits of VALUE rounded to COUNT digits, halves up. COUNT may be 0 or negative: then
 * nothing is left, or a one in the place before the first digit. */
static void io_lib_round(struct decimal *decimal, double value, int count)
{
    decimal_of(decimal, value, IO_LIB_DIGITS);
    if (count >= IO_LIB_DIGITS)
        return;
    bool up = count >= 0 && decimal->digits[count] >= '5';
    if (count <= 0) {
        decimal->count = 1;
        decimal->digits[0] = up ? '1' : '0';
        decimal->exponent = up ? decimal->exponent + 1 : 0;
        return;
    }
    decimal->count = count;
    if (up)
        carry_up(decimal);
}

void text_put_float_e(struct text_buffer *buffer, double value, unsigned digits)
{
    struct decimal decimal = {0};
    io_lib_round(&decimal, value, (int)digits);
    put_scientific(buffer, &decimal, (int)digits - 1, "e%+d");
}

void text_put_float_f(struct text_buffer *buffer, double value, unsigned decimals)
{
    struct decimal decimal = {0};
    decimal_of(&decimal, value, IO_LIB_DIGITS);
    io_lib_round(&decimal, value, decimal.exponent + 1 + (int)decimals);
    put_positional(buffer, &decimal, (int)decimals);
}

void text_put_float_g(struct text_buffer *buffer, double value, unsigned digits)
{
    double magnitude = fabs(value);
    int exponent = magnitude < 0.1    ? -2
                   : magnitude < 1.0  ? -1
                   : magnitude < 10.0 ? 0
                   : magnitude < 1e2  ? 1
                   : magnitude < 1e3  ? 2
                   : magnitude < 1e4  ? 3
                                      : 99;
    if (exponent == -1 || (exponent >= 0 && (int)digits - 1 > exponent))
        text_put_float_f(buffer, value, (unsigned)((int)digits - 1 - exponent));
    else
        text_put_float_e(buffer, value, digits < 2 ? 2 : digits);
}

/* ---- reading ---- */

#define MAX_EXACT_POWER 22 /* 10^22 is the largest power of ten that is a float */

/* Up to 15 digits are a float, and so is a small power of ten: one rounding is all it takes. */
static double short_value(const char *digits, size_t count, long exponent)
{
    uint64_t number = 0;
    double power = 1;
    for (size_t i = 0; i < count; i++)
        number = number * 10 + (uint64_t)(digits[i] - '0');
    for (long i = exponent < 0 ? -exponent : exponent; i > 0; i--)
        power *= 10;
    return exponent < 0 ? (double)number / power : (double)number * power;
}

/* The float that DIGITS * 10^EXPONENT is read as; infinite beyond the range of floats. */
static double value_of(const char *digits, size_t count, long exponent)
{
    if (count <= 15 && exponent <= MAX_EXACT_POWER && exponent >= -MAX_EXACT_POWER)
        return short_value(digits, count, exponent);
    char local[64];
    char *text = count + 32 <= sizeof local ? local : mem_alloc(count + 32);
    memcpy(text, digits, count);
    snprintf(text + count, 32, "e%ld", exponent);
    double value = strtod(text, NULL);
    if (text != local)
        free(text);
    return value;
}

static size_t skip_digits(const char *text, size_t at, size_t size)
{
    while (at < size && text[at] >= '0' && text[at] <= '9')
        at++;
    return at;
}

static size_t skip_sign(const char *text, size_t at, size_t size)
{
    return at < size && (text[at] == '-' || text[at] == '+') ? at + 1 : at;
}

/* Reads digits FROM..TO with their sign; what does not matter any more for floats is cut off. */
static long read_exponent(const char *text, size_t from, size_t to)
{
    bool negative = text[from] == '-';
    long exponent = 0;
    for (size_t i = skip_sign(text, from, to); i < to; i++)
        if (exponent < 1000000000000)
            exponent = exponent * 10 + (text[i] - '0');
    return negative ? -exponent : exponent;
}

bool float_from_text(const char *text, size_t size, double *value)
{
    size_t start = skip_sign(text, 0, size);
    size_t point = skip_digits(text, start, size);
    if (point == start || point == size || text[point] != '.')
        return false;
    size_t end = skip_digits(text, point + 1, size);
    if (end == point + 1)
        return false;
    long exponent = 0;
    if (end < size) {
        size_t digits = skip_sign(text, end + 1, size);
        if ((text[end] != 'e' && text[end] != 'E') || digits >= size ||
            skip_digits(text, digits, size) != size)
            return false;
        exponent = read_exponent(text, end + 1, size);
    }
    char local[128];
    size_t count = end - start - 1;
    char *digits = count <= sizeof local ? local : mem_alloc(count);
    memcpy(digits, text + start, point - start);
    memcpy(digits + (point - start), text + point + 1, end - point - 1);
    double result = value_of(digits, count, exponent - (long)(end - point - 1));
    if (digits != local)
        free(digits);
    *value = text[0] == '-' ? -result : result;
    return isfinite(result);
}
