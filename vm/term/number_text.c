/* SPDX-License-Identifier: Apache-2.0 */
/* number_text.c: small integers digit by digit, big ones by GMP's conversions, which take less than
 * quadratic time. */
#include "vm/term/number_text.h"
#include "vm/term/atom.h"
#include "vm/term/big.h"

#include <gmp.h>
#include <stdlib.h>
#include <string.h>

#define LOCAL_DIGITS 256
#define LOCAL_LIMBS  64

static const char digit_characters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/* The value of a digit, or something that is no digit in any base. */
static unsigned digit_value(char c)
{
    if (c >= '0' && c <= '9')
        return (unsigned)(c - '0');
    if (c >= 'A' && c <= 'Z')
        return (unsigned)(c - 'A') + 10;
    if (c >= 'a' && c <= 'z')
        return (unsigned)(c - 'a') + 10;
    return UINT32_MAX;
}

/* Bits that a digit of BASE can hold, rounded down: 1..5. */
static unsigned whole_bits(unsigned base)
{
    return 31 - (unsigned)__builtin_clz(base);
}

static bool all_digits(const char *text, size_t size, unsigned base)
{
    for (size_t i = 0; i < size; i++)
        if (digit_value(text[i]) >= base)
            return false;
    return size != 0;
}

/* At most 12 digits: 36^12 fits 64 bits. */
static int64_t short_value(const char *text, size_t size, unsigned base)
{
    int64_t value = 0;
    for (size_t i = 0; i < size; i++)
        value = value * base + digit_value(text[i]);
    return value;
}

/* TEXT does not begin with 0. */
static Term long_value(struct heap *heap, const char *text, size_t size, unsigned base,
                       bool negative)
{
    if (size > BIG_MAX_BITS / whole_bits(base) + 1)
        return NON_VALUE;
    unsigned char local[LOCAL_DIGITS];
    unsigned char *digits = size <= LOCAL_DIGITS ? local : mem_alloc(size);
    for (size_t i = 0; i < size; i++)
        digits[i] = (unsigned char)digit_value(text[i]);
    size_t limbs = size * (whole_bits(base) + 1) / 64 + 2;
    Term *cell = heap_alloc(heap, limbs + 1);
    size_t used = (size_t)mpn_set_str(cell + 1, digits, size, (int)base);
    memset(cell + 1 + used, 0, (limbs - used) * sizeof(Term));
    if (digits != local)
        free(digits);
    return int_finish(heap, cell, limbs, negative);
}

Term int_from_text(struct heap *heap, const char *text, size_t size, unsigned base, Term *reason)
{
    bool negative = size != 0 && text[0] == '-';
    if (size != 0 && (text[0] == '-' || text[0] == '+'))
        text++, size--;
    if (!all_digits(text, size, base)) {
        *reason = ATOM_(badarg);
        return NON_VALUE;
    }
    while (size > 1 && *text == '0')
        text++, size--;
    if (size <= 12) {
        int64_t value = short_value(text, size, base);
        return heap_int(heap, negative ? -value : value);
    }
    Term result = long_value(heap, text, size, base, negative);
    if (result == NON_VALUE)
        *reason = ATOM_(system_limit);
    return result;
}

/* ---- to text ---- */

static void put_small(struct text_buffer *buffer, uint64_t magnitude, unsigned base)
{
    char digits[64];
    size_t first = sizeof digits;
    do {
        digits[--first] = digit_characters[magnitude % base];
        magnitude /= base;
    } while (magnitude != 0);
    text_put(buffer, digits + first, sizeof digits - first);
}

static void put_big(struct text_buffer *buffer, const struct int_view *view, unsigned base)
{
    size_t room = view->count * 64 / whole_bits(base) + 2;
    if (!text_reserve(buffer, room))
        return;
    uint64_t local[LOCAL_LIMBS];
    uint64_t *limbs =
        view->count <= LOCAL_LIMBS ? local : mem_alloc(view->count * sizeof(uint64_t));
    memcpy(limbs, view->limbs, view->count * sizeof(uint64_t)); /* mpn_get_str destroys its input */
    unsigned char *digits = (unsigned char *)buffer->bytes + buffer->size;
    size_t count = mpn_get_str(digits, (int)base, limbs, (mp_size_t)view->count);
    if (limbs != local)
        free(limbs);
    size_t zeros = 0;
    while (zeros + 1 < count && digits[zeros] == 0)
        zeros++;
    for (size_t i = zeros; i < count; i++)
        digits[i - zeros] = (unsigned char)digit_characters[digits[i]];
    buffer->size += count - zeros;
}

void text_put_int(struct text_buffer *buffer, Term integer, unsigned base)
{
    struct int_view view;
    int_view(integer, &view);
    if (view.negative)
        text_put_byte(buffer, '-');
    if (view.count <= 1)
        put_small(buffer, view.count == 0 ? 0 : view.limbs[0], base);
    else
        put_big(buffer, &view, base);
}
