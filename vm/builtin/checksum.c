/* SPDX-License-Identifier: Apache-2.0 */
/* checksum.c: md5 (RFC 1321), crc32 and adler32 of I/O data, all at once or continued.
 * The context of an MD5 in progress is a binary: length so far, the four words, the unfinished
 * block. */
#include "vm/builtin/iodata.h"
#include "vm/builtin/support.h"
#include "vm/term/bits.h"
#include "vm/term/big.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define HASHED_BYTES_PER_REDUCTION 64

/* Calls EAT for all bytes of DATA; false when it is no I/O data or memory is exhausted. */
static bool feed(struct process *p, Term data, void (*eat)(void *, const unsigned char *, size_t),
                 void *state)
{
    struct data_cursor cursor = {data, NIL, SIZE_MAX};
    enum data_item where;
    Term item;
    while ((where = data_next(&p->heap, &cursor, &item)) > DATA_PAUSE) {
        int64_t value;
        if (where == DATA_ELEMENT && small_within(item, 0, 255, &value)) {
            eat(state, &(unsigned char){(unsigned char)value}, 1);
            continue;
        }
        unsigned char *copy;
        const unsigned char *bytes = term_is_binary(item) ? bits_bytes(item, &copy) : NULL;
        if (bytes == NULL)
            return false;
        eat(state, bytes, bits_size(item) / 8);
        builtin_charge(p, (int64_t)(bits_size(item) / 8 / HASHED_BYTES_PER_REDUCTION));
        free(copy);
    }
    builtin_charge(p, (int64_t)((SIZE_MAX - cursor.steps) / CELLS_PER_REDUCTION));
    return true;
}

/* ---- MD5 ---- */

#define MD5_BLOCK  64
#define MD5_DIGEST 16

struct md5 {
    uint64_t length;
    uint32_t words[4];
    unsigned char block[MD5_BLOCK];
};

static const struct md5 md5_start = {.words = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476}};

static uint32_t rotate_left(uint32_t x, unsigned count)
{
    return x << count | x >> (32 - count);
}

/* The constants are the integer parts of 2^32 * |sin(i + 1)|. */
static const uint32_t md5_sines[64] = {
    0xD76AA478, 0xE8C7B756, 0x242070DB, 0xC1BDCEEE, 0xF57C0FAF, 0x4787C62A, 0xA8304613, 0xFD469501,
    0x698098D8, 0x8B44F7AF, 0xFFFF5BB1, 0x895CD7BE, 0x6B901122, 0xFD987193, 0xA679438E, 0x49B40821,
    0xF61E2562, 0xC040B340, 0x265E5A51, 0xE9B6C7AA, 0xD62F105D, 0x02441453, 0xD8A1E681, 0xE7D3FBC8,
    0x21E1CDE6, 0xC33707D6, 0xF4D50D87, 0x455A14ED, 0xA9E3E905, 0xFCEFA3F8, 0x676F02D9, 0x8D2A4C8A,
    0xFFFA3942, 0x8771F681, 0x6D9D6122, 0xFDE5380C, 0xA4BEEA44, 0x4BDECFA9, 0xF6BB4B60, 0xBEBFBC70,
    0x289B7EC6, 0xEAA127FA, 0xD4EF3085, 0x04881D05, 0xD9D4D039, 0xE6DB99E5, 0x1FA27CF8, 0xC4AC5665,
    0xF4292244, 0x432AFF97, 0xAB9423A7, 0xFC93A039, 0x655B59C3, 0x8F0CCC92, 0xFFEFF47D, 0x85845DD1,
    0x6FA87E4F, 0xFE2CE6E0, 0xA3014314, 0x4E0811A1, 0xF7537E82, 0xBD3AF235, 0x2AD7D2BB, 0xEB86D391,
};

static void md5_block(uint32_t words[4], const unsigned char *block)
{
    static const unsigned char shifts[4][4] = {
        {7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
    uint32_t a = words[0], b = words[1], c = words[2], d = words[3], message[16];
    memcpy(message, block, sizeof message);
    for (unsigned i = 0; i < 64; i++) {
        uint32_t mixed;
        unsigned place;
        switch (i / 16) {
        case 0:
            mixed = (b & c) | (~b & d);
            place = i;
            break;
        case 1:
            mixed = (d & b) | (~d & c);
            place = (5 * i + 1) % 16;
            break;
        case 2:
            mixed = b ^ c ^ d;
            place = (3 * i + 5) % 16;
            break;
        default:
            mixed = c ^ (b | ~d);
            place = 7 * i % 16;
            break;
        }
        uint32_t next =
            b + rotate_left(a + mixed + md5_sines[i] + message[place], shifts[i / 16][i % 4]);
        a = d;
        d = c;
        c = b;
        b = next;
    }
    words[0] += a;
    words[1] += b;
    words[2] += c;
    words[3] += d;
}

static void md5_eat(void *state, const unsigned char *bytes, size_t size)
{
    struct md5 *md5 = state;
    while (size > 0) {
        size_t used = md5->length % MD5_BLOCK, room = MD5_BLOCK - used;
        size_t count = size < room ? size : room;
        memcpy(md5->block + used, bytes, count);
        md5->length += count;
        bytes += count;
        size -= count;
        if (count == room)
            md5_block(md5->words, md5->block);
    }
}

static Term md5_digest(struct process *p, struct md5 *md5)
{
    static const unsigned char padding[MD5_BLOCK] = {0x80};
    uint64_t bits = md5->length * 8;
    size_t used = md5->length % MD5_BLOCK;
    md5_eat(md5, padding, (used < 56 ? 56 : 120) - used);
    md5_eat(md5, (const unsigned char *)&bits, sizeof bits); /* least significant byte first */
    Term digest = bits_from_bytes(&p->heap, md5->words, MD5_DIGEST);
    return digest == NON_VALUE ? builtin_system_limit(p) : digest;
}

static Term md5_context(struct process *p, const struct md5 *md5)
{
    Term context = bits_from_bytes(&p->heap, md5, sizeof *md5);
    return context == NON_VALUE ? builtin_system_limit(p) : context;
}

static bool md5_of_context(struct md5 *md5, Term context)
{
    if (!term_is_binary(context) || bits_size(context) != 8 * sizeof *md5)
        return false;
    struct bits bits = bits_of(context);
    bits_copy((unsigned char *)md5, 0, bits.base, bits.first, bits.size);
    return true;
}

static Term md5_1(struct process *p, const Term *args)
{
    struct md5 md5 = md5_start;
    return feed(p, args[0], md5_eat, &md5) ? md5_digest(p, &md5) : builtin_badarg(p);
}

static Term md5_init_0(struct process *p, const Term *args)
{
    (void)args;
    return md5_context(p, &md5_start);
}

static Term md5_update_2(struct process *p, const Term *args)
{
    struct md5 md5;
    if (!md5_of_context(&md5, args[0]) || !feed(p, args[1], md5_eat, &md5))
        return builtin_badarg(p);
    return md5_context(p, &md5);
}

static Term md5_final_1(struct process *p, const Term *args)
{
    struct md5 md5;
    return md5_of_context(&md5, args[0]) ? md5_digest(p, &md5) : builtin_badarg(p);
}

/* ---- CRC-32 and Adler-32, by zlib ---- */

static void crc32_eat(void *state, const unsigned char *bytes, size_t size)
{
    uLong *sum = state;
    *sum = crc32_z(*sum, bytes, size);
}

static void adler32_eat(void *state, const unsigned char *bytes, size_t size)
{
    uLong *sum = state;
    *sum = adler32_z(*sum, bytes, size);
}

static bool is_sum(Term term, uLong *sum)
{
    int64_t value;
    bool good = small_within(term, 0, UINT32_MAX, &value);
    *sum = (uLong)value;
    return good;
}

static Term checksum(struct process *p, uLong sum, Term data,
                     void (*eat)(void *, const unsigned char *, size_t))
{
    return feed(p, data, eat, &sum) ? small_make((int64_t)sum) : builtin_badarg(p);
}

static Term crc32_1(struct process *p, const Term *args)
{
    return checksum(p, 0, args[0], crc32_eat);
}

static Term crc32_2(struct process *p, const Term *args)
{
    uLong sum;
    return is_sum(args[0], &sum) ? checksum(p, sum, args[1], crc32_eat) : builtin_badarg(p);
}

static Term adler32_1(struct process *p, const Term *args)
{
    return checksum(p, 1, args[0], adler32_eat);
}

static Term adler32_2(struct process *p, const Term *args)
{
    uLong sum;
    return is_sum(args[0], &sum) ? checksum(p, sum, args[1], adler32_eat) : builtin_badarg(p);
}

static Term combine(struct process *p, const Term *args, uLong (*combined)(uLong, uLong, z_off_t))
{
    uLong first, second;
    int64_t size;
    if (!is_sum(args[0], &first) || !is_sum(args[1], &second) || !int_to_int64(args[2], &size) ||
        size < 0)
        return builtin_badarg(p);
    return small_make((int64_t)combined(first, second, size));
}

static Term crc32_combine_3(struct process *p, const Term *args)
{
    return combine(p, args, crc32_combine);
}

static Term adler32_combine_3(struct process *p, const Term *args)
{
    return combine(p, args, adler32_combine);
}

const struct builtin_row builtins_checksum[] = {
    {"erlang", "md5", 1, md5_1},
    {"erlang", "md5_init", 0, md5_init_0},
    {"erlang", "md5_update", 2, md5_update_2},
    {"erlang", "md5_final", 1, md5_final_1},
    {"erlang", "crc32", 1, crc32_1},
    {"erlang", "crc32", 2, crc32_2},
    {"erlang", "crc32_combine", 3, crc32_combine_3},
    {"erlang", "adler32", 1, adler32_1},
    {"erlang", "adler32", 2, adler32_2},
    {"erlang", "adler32_combine", 3, adler32_combine_3},
    {0},
};
