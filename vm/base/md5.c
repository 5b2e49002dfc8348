/* SPDX-License-Identifier: Apache-2.0 */
/* md5.c: MD5 as in RFC 1321, on machines that keep the least significant byte first. */
#include "vm/base/md5.h"

#include <string.h>

const struct md5 md5_start = {.words = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476}};

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

void md5_eat(struct md5 *md5, const unsigned char *bytes, size_t size)
{
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

void md5_finish(struct md5 *md5, unsigned char digest[MD5_DIGEST])
{
    static const unsigned char padding[MD5_BLOCK] = {0x80};
    uint64_t bits = md5->length * 8;
    size_t used = md5->length % MD5_BLOCK;
    md5_eat(md5, padding, (used < 56 ? 56 : 120) - used);
    md5_eat(md5, (const unsigned char *)&bits, sizeof bits); /* least significant byte first */
    memcpy(digest, md5->words, MD5_DIGEST);
}
