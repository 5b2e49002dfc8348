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

#define HASHED_BYTES_PER_REDUCTION 8
#define BYTE_CELLS_PER_REDUCTION   3
#define BYTES_AT_A_TIME            256

/* A sum of some bytes. */
struct sum {
    enum sum_kind { SUM_MD5, SUM_MD5_CONTEXT, SUM_CRC32, SUM_ADLER32 } kind;
    struct md5 md5;
    uLong number;
};

static void eat(struct sum *sum, const unsigned char *bytes, size_t size)
{
    switch (sum->kind) {
    case SUM_MD5:
    case SUM_MD5_CONTEXT:
        md5_eat(&sum->md5, bytes, size);
        break;
    case SUM_CRC32:
        sum->number = crc32_z(sum->number, bytes, size);
        break;
    case SUM_ADLER32:
        sum->number = adler32_z(sum->number, bytes, size);
        break;
    }
}

/* ---- the sum as a term ---- */

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

static bool is_md5(enum sum_kind kind)
{
    return kind == SUM_MD5 || kind == SUM_MD5_CONTEXT;
}

static Term result(struct process *p, struct sum *sum)
{
    if (sum->kind == SUM_MD5)
        return md5_digest(p, &sum->md5);
    return is_md5(sum->kind) ? md5_context(p, &sum->md5) : small_make((int64_t)sum->number);
}

/* What a later slice goes on from. */
static Term sum_so_far(struct process *p, const struct sum *sum)
{
    return is_md5(sum->kind) ? md5_context(p, &sum->md5) : small_make((int64_t)sum->number);
}

/* ---- data in slices ---- */

/* Takes what the turn allows of a binary; puts the rest back, and then *PAUSED. False: BINARY is
 * none, or memory is exhausted. */
static bool eat_binary(struct process *p, struct sum *sum, Term binary, enum data_item where,
                       struct data_cursor *cursor, bool *paused)
{
    if (!term_is_binary(binary))
        return false;
    size_t size = bits_size(binary) / 8, most = builtin_budget(p, HASHED_BYTES_PER_REDUCTION);
    size_t count = size < most ? size : most;
    unsigned char *copy;
    *paused = count < size;
    if (*paused) {
        Term rest = bits_sub(&p->heap, binary, 8 * count, 8 * (size - count));
        data_put_back(&p->heap, cursor, where, rest);
        binary = bits_sub(&p->heap, binary, 0, 8 * count);
    }
    const unsigned char *bytes = bits_bytes(binary, &copy);
    if (bytes == NULL)
        return false;
    eat(sum, bytes, count);
    builtin_charge(p, (int64_t)(count / HASHED_BYTES_PER_REDUCTION));
    free(copy);
    return true;
}

/* FIRST and some of the bytes that come next. */
static void eat_bytes(struct sum *sum, unsigned char first, struct data_cursor *cursor)
{
    unsigned char bytes[BYTES_AT_A_TIME];
    bytes[0] = first;
    eat(sum, bytes, 1 + data_next_bytes(cursor, bytes + 1, sizeof bytes - 1));
}

static Term bad_data(struct process *p, enum sum_kind kind, unsigned count, const Term *args)
{
    static const Term names[] = {[SUM_MD5] = ATOM_(md5),
                                 [SUM_MD5_CONTEXT] = ATOM_(md5_update),
                                 [SUM_CRC32] = ATOM_(crc32),
                                 [SUM_ADLER32] = ATOM_(adler32)};
    return builtin_error_as(p, ATOM_(badarg), ATOM_(erlang), names[kind], count, args);
}

/* Adds data to SUM; the call that the program made had COUNT arguments. */
static Term add_data(struct process *p, struct sum *sum, Term next, Term tails, unsigned count,
                     const Term *args)
{
    struct data_cursor cursor =
        data_cursor_make(next, tails, builtin_budget(p, BYTE_CELLS_PER_REDUCTION));
    size_t begin = cursor.steps;
    enum data_item where = DATA_PAUSE;
    bool paused = false;
    Term item;
    while (!paused && (where = data_next(&p->heap, &cursor, &item)) > DATA_PAUSE) {
        int64_t value;
        if (where == DATA_ELEMENT && small_within(item, 0, 255, &value))
            eat_bytes(sum, (unsigned char)value, &cursor);
        else if (!eat_binary(p, sum, item, where, &cursor, &paused))
            return bad_data(p, sum->kind, count, args);
    }
    builtin_charge(p, (int64_t)((begin - cursor.steps) / BYTE_CELLS_PER_REDUCTION));
    if (!paused && where == DATA_END)
        return result(p, sum);
    Term so_far = sum_so_far(p, sum), call = heap_list(&p->heap, count, args, NIL);
    if (so_far == NON_VALUE)
        return NON_VALUE;
    return builtin_continue(
        p, ATOM_(checksum), 5,
        (Term[]){small_make(sum->kind), so_far, cursor.next, cursor.tails, call});
}

/* tick:checksum(Kind, Sum, Next, Tails, Call): Sum is that of the data before Next, Call are the
 * arguments of the first slice. */
static Term checksum_5(struct process *p, const Term *args)
{
    Term call[2];
    unsigned count = 0;
    struct sum sum = {.kind = (enum sum_kind)small_value(args[0])};
    if (is_md5(sum.kind))
        (void)md5_of_context(&sum.md5, args[1]);
    else
        sum.number = (uLong)small_value(args[1]);
    for (Term list = args[4]; count < COUNT_OF(call) && term_is_cons(list); list = list_tail(list))
        call[count++] = list_head(list);
    return add_data(p, &sum, args[2], args[3], count, call);
}

/* SUM and the data that is the last of the COUNT arguments. */
static Term sum_of(struct process *p, struct sum *sum, unsigned count, const Term *args)
{
    return add_data(p, sum, args[count - 1], NIL, count, args);
}

/* ---- MD5 ---- */

static Term md5_1(struct process *p, const Term *args)
{
    struct sum sum = {.kind = SUM_MD5, .md5 = md5_start};
    return sum_of(p, &sum, 1, args);
}

static Term md5_init_0(struct process *p, const Term *args)
{
    (void)args;
    return md5_context(p, &md5_start);
}

static Term md5_update_2(struct process *p, const Term *args)
{
    struct sum sum = {.kind = SUM_MD5_CONTEXT};
    return md5_of_context(&sum.md5, args[0]) ? sum_of(p, &sum, 2, args) : builtin_badarg(p);
}

static Term md5_final_1(struct process *p, const Term *args)
{
    struct md5 md5;
    return md5_of_context(&md5, args[0]) ? md5_digest(p, &md5) : builtin_badarg(p);
}

/* ---- CRC-32 and Adler-32, by zlib ---- */

static bool is_sum(Term term, uLong *sum)
{
    int64_t value;
    bool good = small_within(term, 0, UINT32_MAX, &value);
    *sum = (uLong)value;
    return good;
}

/* SUM(Data) goes on from BEGIN, SUM(Old, Data) from an old sum. */
static Term sum_1(struct process *p, enum sum_kind kind, uLong begin, const Term *args)
{
    struct sum sum;
    sum.kind = kind;
    sum.number = begin;
    return sum_of(p, &sum, 1, args);
}

static Term sum_2(struct process *p, enum sum_kind kind, const Term *args)
{
    struct sum sum;
    sum.kind = kind;
    return is_sum(args[0], &sum.number) ? sum_of(p, &sum, 2, args) : builtin_badarg(p);
}

static Term crc32_1(struct process *p, const Term *args)
{
    return sum_1(p, SUM_CRC32, 0, args);
}

static Term crc32_2(struct process *p, const Term *args)
{
    return sum_2(p, SUM_CRC32, args);
}

static Term adler32_1(struct process *p, const Term *args)
{
    return sum_1(p, SUM_ADLER32, 1, args);
}

static Term adler32_2(struct process *p, const Term *args)
{
    return sum_2(p, SUM_ADLER32, args);
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
    {"tick", "checksum", 5, checksum_5},
    {0},
};
