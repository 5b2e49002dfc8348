/* SPDX-License-Identifier: Apache-2.0 */
/* hexadecimal.c: binary:encode_hex and decode_hex: two digits for each byte. A binary of the right
 * size is filled from its beginning; until it is full it is known to nobody but the next slice. */
#include "vm/builtin/support.h"
#include "vm/term/bits.h"

/* Bytes of the source that are worked on at a time, so that they may begin at any bit. */
#define PIECE ((size_t)256)

#define NO_DIGIT 16

static void encode_piece(unsigned char *to, const unsigned char *from, size_t count)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < count; i++) {
        to[2 * i] = (unsigned char)digits[from[i] >> 4];
        to[2 * i + 1] = (unsigned char)digits[from[i] & 15];
    }
}

static unsigned value_of(unsigned char digit)
{
    unsigned letter = digit | 32u;
    if (digit >= '0' && digit <= '9')
        return digit - (unsigned)'0';
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : NO_DIGIT;
}

/* False: some of the COUNT characters are no digits. */
static bool decode_piece(unsigned char *to, const unsigned char *from, size_t count)
{
    unsigned seen = 0;
    for (size_t i = 0; i < count / 2; i++) {
        unsigned high = value_of(from[2 * i]), low = value_of(from[2 * i + 1]);
        seen |= high | low;
        to[i] = (unsigned char)(high << 4 | low);
    }
    return (seen & NO_DIGIT) == 0;
}

/* A slice: goes on with at most the bytes that the turn allows. False: there were others than
 * digits. */
static bool convert(struct process *p, const Term *args, size_t *done, bool decodes)
{
    struct bits source = bits_of(args[0]);
    unsigned char piece[PIECE], *to = (unsigned char *)(uintptr_t)bits_of(args[1]).base;
    size_t size = source.size / 8, begin = *done, at = begin;
    size_t end = begin + (builtin_budget(p, BYTES_PER_REDUCTION) + 1) / 2 * 2;
    bool good = true;
    while (at < size && at < end && good) {
        size_t count = (size < end ? size : end) - at;
        count = count < PIECE ? count : PIECE;
        bits_copy(piece, 0, source.base, source.first + 8 * at, 8 * count);
        if (decodes)
            good = decode_piece(to + at / 2, piece, count);
        else
            encode_piece(to + 2 * at, piece, count);
        at += count;
    }
    builtin_charge(p, (int64_t)((at - begin) / BYTES_PER_REDUCTION));
    *done = at;
    return good;
}

/* tick:hex_encode(Source, Target, Done): Done bytes of Source have their digits in Target. */
static Term encode_slice(struct process *p, const Term *args)
{
    size_t done = (size_t)small_value(args[2]);
    (void)convert(p, args, &done, false);
    if (done == bits_size(args[0]) / 8)
        return args[1];
    return builtin_continue(p, ATOM_(hex_encode), 3,
                            (Term[]){args[0], args[1], small_make((int64_t)done)});
}

/* tick:hex_decode(Source, Target, Done): the bytes of Done digits of Source are in Target. */
static Term decode_slice(struct process *p, const Term *args)
{
    size_t done = (size_t)small_value(args[2]);
    if (!convert(p, args, &done, true))
        return builtin_error_as(p, ATOM_(badarg), ATOM_(binary), ATOM_(decode_hex), 1, args);
    if (done == bits_size(args[0]) / 8)
        return args[1];
    return builtin_continue(p, ATOM_(hex_decode), 3,
                            (Term[]){args[0], args[1], small_make((int64_t)done)});
}

static Term encode_hex_1(struct process *p, const Term *args)
{
    unsigned char *bytes;
    if (!term_is_binary(args[0]))
        return builtin_badarg(p);
    size_t size = bits_size(args[0]) / 8;
    Term target = size > SIZE_MAX / 16 ? NON_VALUE : bits_new_binary(&p->heap, 2 * size, &bytes);
    if (target == NON_VALUE)
        return builtin_system_limit(p);
    return encode_slice(p, (Term[]){args[0], target, SMALL(0)});
}

static Term decode_hex_1(struct process *p, const Term *args)
{
    unsigned char *bytes;
    if (!term_is_binary(args[0]) || bits_size(args[0]) % 16 != 0)
        return builtin_badarg(p);
    Term target = bits_new_binary(&p->heap, bits_size(args[0]) / 16, &bytes);
    if (target == NON_VALUE)
        return builtin_system_limit(p);
    return decode_slice(p, (Term[]){args[0], target, SMALL(0)});
}

const struct builtin_row builtins_hexadecimal[] = {
    {"binary", "encode_hex", 1, encode_hex_1},
    {"binary", "decode_hex", 1, decode_hex_1},
    {"tick", "hex_encode", 3, encode_slice},
    {"tick", "hex_decode", 3, decode_slice},
    {0},
};
