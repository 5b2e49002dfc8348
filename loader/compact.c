/* SPDX-License-Identifier: Apache-2.0 */
/* compact.c: see compact.h. The length of a long number is itself a compact number; to nest those
 * any deeper would be nonsense, so a length must be in one of the short forms. */
#include "loader/compact.h"

const char *compact_tag_name(enum compact_tag tag)
{
    static const char *const names[] = {
        [COMPACT_U] = "number",     [COMPACT_I] = "integer",          [COMPACT_A] = "atom",
        [COMPACT_X] = "x register", [COMPACT_Y] = "y register",       [COMPACT_F] = "label",
        [COMPACT_H] = "character",  [COMPACT_Z] = "extended operand",
    };
    return names[tag];
}

static int64_t signed_value(struct bytes digits)
{
    uint64_t value = digits.data[0] & 0x80 ? UINT64_MAX : 0;
    for (size_t i = 0; i < digits.size; i++)
        value = value << 8 | digits.data[i];
    return (int64_t)value;
}

static size_t long_length(struct reader *r, const char *what)
{
    size_t at = r->at;
    uint8_t first = read_u8(r, what);
    if ((first & 7) == COMPACT_U && !(first & 0x08))
        return (size_t)(first >> 4) + 9;
    if ((first & 7) == COMPACT_U && !(first & 0x10))
        return ((size_t)(first >> 5) << 8 | read_u8(r, what)) + 9;
    if ((first & 7) == COMPACT_U && first >> 5 < 7) {
        struct bytes digits = read_bytes(r, (size_t)(first >> 5) + 2, what);
        if (digits.size > 0 && digits.size <= 4 && signed_value(digits) >= 0)
            return (size_t)signed_value(digits) + 9;
    }
    reader_fail(r, at, "the length of a long integer", "byte 0x%02x", first);
    return 0;
}

/* The bytes of a number in one of the last two forms; leading bytes that say nothing are dropped.
 */
static struct bytes read_digits(struct reader *r, uint8_t first, const char *what)
{
    size_t length = first >> 5 < 7 ? (size_t)(first >> 5) + 2 : long_length(r, what);
    struct bytes digits = read_bytes(r, length, what);
    while (digits.size > 1 && ((digits.data[0] == 0x00 && !(digits.data[1] & 0x80)) ||
                               (digits.data[0] == 0xFF && (digits.data[1] & 0x80)))) {
        digits.data++;
        digits.size--;
    }
    return digits;
}

static bool plausible(const struct compact *c)
{
    return c->tag == COMPACT_I || (c->digits.data == NULL && c->value >= 0) ||
           (c->tag == COMPACT_U && c->digits.size == 9 && c->digits.data[0] == 0);
}

struct compact read_compact(struct reader *r, const char *what)
{
    struct compact c = {.at = r->at};
    uint8_t first = read_u8(r, what);
    c.tag = first & 7;
    if (!(first & 0x08)) {
        c.value = first >> 4;
    } else if (!(first & 0x10)) {
        c.value = (first >> 5) << 8 | read_u8(r, what);
    } else {
        struct bytes digits = read_digits(r, first, what);
        if (digits.size > 8)
            c.digits = digits;
        else if (digits.size > 0)
            c.value = signed_value(digits);
        if (digits.size > 8 && c.tag == COMPACT_U)
            c.value = INT64_MAX;
    }
    if (!reader_failed(r) && !plausible(&c))
        reader_fail(r, c.at, what, "%s that is negative or very large", compact_tag_name(c.tag));
    return reader_failed(r) ? (struct compact){.at = c.at} : c;
}

uint64_t compact_number(const struct compact *c)
{
    struct bytes low = c->digits;
    if (low.size == 0)
        return (uint64_t)c->value;
    low.data += low.size - 8;
    low.size = 8;
    return (uint64_t)signed_value(low);
}

uint32_t read_unsigned(struct reader *r, uint32_t limit, const char *what)
{
    struct compact c = read_compact(r, what);
    if (!reader_failed(r) && c.tag != COMPACT_U)
        reader_fail(r, c.at, what, "%s %lld", compact_tag_name(c.tag), (long long)c.value);
    else if (!reader_failed(r) && c.value > limit)
        reader_fail(r, c.at, what, "%lld, above the limit of %u", (long long)c.value, limit);
    return reader_failed(r) ? 0 : (uint32_t)c.value;
}
