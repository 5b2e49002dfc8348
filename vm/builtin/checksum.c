/* SPDX-License-Identifier: Apache-2.0 */
/* checksum.c: md5, crc32 and adler32 of I/O data, all at once or continued.
 * The context of an MD5 in progress is a binary: length so far, the four words, the unfinished
 * block. */
#include "vm/base/md5.h"
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

static void md5_feed(void *state, const unsigned char *bytes, size_t size)
{
    md5_eat(state, bytes, size);
}

static Term md5_digest(struct process *p, struct md5 *md5)
{
    unsigned char bytes[MD5_DIGEST];
    md5_finish(md5, bytes);
    Term digest = bits_from_bytes(&p->heap, bytes, sizeof bytes);
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
    return feed(p, args[0], md5_feed, &md5) ? md5_digest(p, &md5) : builtin_badarg(p);
}

static Term md5_init_0(struct process *p, const Term *args)
{
    (void)args;
    return md5_context(p, &md5_start);
}

static Term md5_update_2(struct process *p, const Term *args)
{
    struct md5 md5;
    if (!md5_of_context(&md5, args[0]) || !feed(p, args[1], md5_feed, &md5))
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

static uLong adler32_joined(uLong first, uLong second, z_off_t size)
{
    return size == 0 ? first : adler32_combine(first, second, size);
}

static Term combine(struct process *p, const Term *args, uLong (*combined)(uLong, uLong, z_off_t))
{
    uLong first, second;
    int64_t size;
    if (!is_sum(args[0], &first) || !is_sum(args[1], &second) ||
        !small_within(args[2], 0, UINT32_MAX, &size))
        return builtin_badarg(p);
    return small_make((int64_t)combined(first, second, size));
}

static Term crc32_combine_3(struct process *p, const Term *args)
{
    return combine(p, args, crc32_combine);
}

static Term adler32_combine_3(struct process *p, const Term *args)
{
    return combine(p, args, adler32_joined);
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
