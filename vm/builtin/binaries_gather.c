/* SPDX-License-Identifier: Apache-2.0 */
/* binaries_gather.c: putting I/O data and lists of bitstrings together into one binary.
 *
 * Short data is copied into a buffer on the C stack while it is walked. Anything longer is walked
 * twice, in slices: first to measure it, then to copy it into a binary of that size, which until
 * the end is known to nobody but the next slice. */
#include "vm/builtin/iodata.h"
#include "vm/builtin/support.h"
#include "vm/term/bits.h"

#define SHORT_BYTES      1024
#define SHORT_COPY_BYTES 16 /* copied without a call */

enum gather_kind {
    LIST_TO_BINARY,
    IOLIST_TO_BINARY,
    IOLIST_SIZE,
    IOLIST_TO_IOVEC,
    LIST_TO_BITSTRING,
    LIST_TO_BIN,
};

static const struct {
    Term module, name;
    bool bare;       /* the whole may be a binary, too */
    bool bitstrings; /* whose size need not be whole bytes */
} kinds[] = {
    [LIST_TO_BINARY] = {ATOM_(erlang), ATOM_(list_to_binary), false, false},
    [IOLIST_TO_BINARY] = {ATOM_(erlang), ATOM_(iolist_to_binary), true, false},
    [IOLIST_SIZE] = {ATOM_(erlang), ATOM_(iolist_size), true, false},
    [IOLIST_TO_IOVEC] = {ATOM_(erlang), ATOM_(iolist_to_iovec), true, false},
    [LIST_TO_BITSTRING] = {ATOM_(erlang), ATOM_(list_to_bitstring), false, true},
    [LIST_TO_BIN] = {ATOM_(binary), ATOM_(list_to_bin), false, false},
};

ALWAYS_INLINE bool is_byte(enum data_item where, Term item)
{
    return where == DATA_ELEMENT && term_is_small(item) && (uint64_t)small_value(item) <= 255;
}

/* Is ITEM a binary, or a bitstring where those are allowed? */
ALWAYS_INLINE bool is_bits(enum gather_kind kind, Term item)
{
    return term_is_bitstring(item) && (bits_size(item) % 8 == 0 || kinds[kind].bitstrings);
}

static Term bad_data(struct process *p, enum gather_kind kind, Term data)
{
    return builtin_error_as(p, ATOM_(badarg), kinds[kind].module, kinds[kind].name, 1, &data);
}

static Term finish(struct process *p, enum gather_kind kind, Term binary)
{
    if (kind != IOLIST_TO_IOVEC)
        return binary;
    return bits_size(binary) == 0 ? NIL : heap_cons(&p->heap, binary, NIL);
}

/* ---- data of any length ---- */

/* Copies COUNT bits of FROM, a bitstring. Most data is of short binaries between other bytes. */
ALWAYS_INLINE void copy_bits(unsigned char *to, size_t to_bit, Term from, size_t count)
{
    struct bits bits = bits_of(from);
    if (to_bit % 8 != 0 || bits.first % 8 != 0 || count % 8 != 0 || count > 8 * SHORT_COPY_BYTES) {
        bits_copy(to, to_bit, bits.base, bits.first, count);
        return;
    }
    const unsigned char *bytes = bits.base + bits.first / 8;
    for (size_t i = 0; i < count / 8; i++)
        to[to_bit / 8 + i] = bytes[i];
}

/* Copies what the turn allows of ITEM; puts the rest back. Returns the number of bits copied. */
static NOINLINE size_t copy_some(struct process *p, unsigned char *to, size_t offset, Term item,
                                 enum data_item where, struct data_cursor *cursor)
{
    size_t size = bits_size(item), most = 8 * builtin_budget(p, COPIED_BYTES_PER_REDUCTION);
    size_t count = size < most ? size : most;
    copy_bits(to, offset, item, count);
    builtin_charge(p, (int64_t)(count / (8 * COPIED_BYTES_PER_REDUCTION)));
    if (count < size) {
        data_put_back(&p->heap, cursor, where, bits_sub(&p->heap, item, count, size - count));
        cursor->steps = 0;
    }
    return count;
}

#define BYTES_AT_A_TIME 64

/* Copies some of the bytes that come next to where no byte begins. Returns their number. */
static NOINLINE size_t copy_bytes_between(unsigned char *to, size_t offset,
                                          struct data_cursor *cursor)
{
    unsigned char bytes[BYTES_AT_A_TIME];
    size_t count = data_next_bytes(cursor, bytes, BYTES_AT_A_TIME);
    bits_copy(to, offset, bytes, 0, 8 * count);
    return count;
}

/* Copies FIRST, a byte, and those behind it. Returns their number. */
ALWAYS_INLINE size_t copy_bytes(unsigned char *to, size_t offset, Term first,
                                struct data_cursor *cursor)
{
    unsigned char byte = (unsigned char)small_value(first);
    if (LIKELY(offset % 8 == 0)) {
        to[offset / 8] = byte;
        return 1 + data_next_bytes(cursor, to + offset / 8 + 1, SIZE_MAX);
    }
    bits_copy(to, offset, &byte, 0, 8);
    struct data_cursor other = *cursor;
    size_t count = 1 + copy_bytes_between(to, offset + 8, &other);
    *cursor = other;
    return count;
}

/* tick:gather_fill(Kind, Next, Tails, Target, Offset): Offset bits of Target are filled in. */
static Term gather_fill(struct process *p, const Term *args)
{
    size_t steps = builtin_budget(p, CELLS_PER_REDUCTION);
    struct data_cursor cursor = data_cursor_make(args[1], args[2], steps);
    Term target = args[3], item;
    unsigned char *bytes = (unsigned char *)(uintptr_t)bits_of(target).base;
    size_t offset = (size_t)small_value(args[4]);
    enum data_item where;
    while ((where = data_next_inline(&p->heap, &cursor, &item)) > DATA_PAUSE) {
        if (is_byte(where, item)) {
            offset += 8 * copy_bytes(bytes, offset, item, &cursor);
        } else if (bits_size(item) <= 8 * SHORT_COPY_BYTES) {
            copy_bits(bytes, offset, item, bits_size(item));
            offset += bits_size(item);
        } else {
            struct data_cursor other = cursor;
            offset += copy_some(p, bytes, offset, item, where, &other);
            cursor = other;
        }
    }
    builtin_charge(p, (int64_t)((steps - cursor.steps) / CELLS_PER_REDUCTION));
    if (where == DATA_END)
        return finish(p, (enum gather_kind)small_value(args[0]), target);
    Term place = small_make((int64_t)offset);
    return builtin_continue(p, ATOM_(gather_fill), 5,
                            (Term[]){args[0], cursor.next, cursor.tails, target, place});
}

static Term measured(struct process *p, enum gather_kind kind, size_t size, Term data)
{
    unsigned char *bytes;
    if (kind == IOLIST_SIZE)
        return heap_uint(&p->heap, size / 8);
    Term target = bits_new(&p->heap, size, &bytes);
    if (target == NON_VALUE)
        return builtin_system_limit(p);
    return gather_fill(p, (Term[]){small_make(kind), data, NIL, target, SMALL(0)});
}

/* The bits in the bytes and binaries that come next without anything between them, for a loop that
 * has just got an element; moves behind them. */
ALWAYS_INLINE size_t measure_run(struct data_cursor *cursor)
{
    size_t bits = 0, steps = cursor->steps;
    Term next = cursor->next;
    for (; steps > 0 && term_is_cons(next); steps--, next = list_tail(next)) {
        Term head = list_head(next);
        if (is_byte(DATA_ELEMENT, head))
            bits += 8;
        else if (term_is_binary(head))
            bits += bits_size(head);
        else
            break;
    }
    cursor->next = next;
    cursor->steps = steps;
    return bits;
}

/* tick:gather_measure(Kind, Next, Tails, Size, Data): Size bits come before Next. */
static Term gather_measure(struct process *p, const Term *args)
{
    enum gather_kind kind = (enum gather_kind)small_value(args[0]);
    size_t steps = builtin_budget(p, CELLS_PER_REDUCTION);
    struct data_cursor cursor = data_cursor_make(args[1], args[2], steps);
    size_t size = (size_t)small_value(args[3]);
    Term data = args[4], item;
    enum data_item where;
    while ((where = data_next_inline(&p->heap, &cursor, &item)) > DATA_PAUSE) {
        if (is_byte(where, item))
            size += 8 + measure_run(&cursor);
        else if (is_bits(kind, item))
            size += bits_size(item);
        else
            return bad_data(p, kind, data);
        if (size > (size_t)SMALL_MAX)
            return builtin_system_limit(p);
    }
    builtin_charge(p, (int64_t)((steps - cursor.steps) / CELLS_PER_REDUCTION));
    if (where == DATA_END)
        return measured(p, kind, size, data);
    Term so_far = small_make((int64_t)size);
    return builtin_continue(p, ATOM_(gather_measure), 5,
                            (Term[]){args[0], cursor.next, cursor.tails, so_far, data});
}

/* ---- short data ---- */

/* Copies DATA to BUFFER if it is good, short and whole bytes; *SIZE is then its size. */
static bool copy_short(struct heap *heap, Term data, unsigned char *buffer, size_t *size)
{
    struct data_cursor cursor = data_cursor_make(data, NIL, SHORT_BYTES);
    size_t used = 0;
    Term item;
    enum data_item where;
    while ((where = data_next_inline(heap, &cursor, &item)) > DATA_PAUSE) {
        if (is_byte(where, item)) {
            if (used == SHORT_BYTES)
                return false;
            buffer[used++] = (unsigned char)small_value(item);
            continue;
        }
        if (!term_is_binary(item) || bits_size(item) / 8 > SHORT_BYTES - used)
            return false;
        copy_bits(buffer, used * 8, item, bits_size(item));
        used += bits_size(item) / 8;
    }
    *size = used;
    return where == DATA_END;
}

static Term gather(struct process *p, enum gather_kind kind, Term data)
{
    unsigned char buffer[SHORT_BYTES];
    size_t size;
    if (term_is_bitstring(data) && kinds[kind].bare && is_bits(kind, data))
        return kind == IOLIST_SIZE ? heap_uint(&p->heap, bits_size(data) / 8)
                                   : finish(p, kind, data);
    if (!term_is_list(data))
        return builtin_badarg(p);
    if (!copy_short(&p->heap, data, buffer, &size))
        return gather_measure(p, (Term[]){small_make(kind), data, NIL, SMALL(0), data});
    builtin_charge(p, (int64_t)(size / BYTES_PER_REDUCTION));
    if (kind == IOLIST_SIZE)
        return small_make((int64_t)size);
    Term binary = bits_from_bytes(&p->heap, buffer, size);
    return binary == NON_VALUE ? builtin_system_limit(p) : finish(p, kind, binary);
}

static Term list_to_binary_1(struct process *p, const Term *args)
{
    return gather(p, LIST_TO_BINARY, args[0]);
}

static Term iolist_to_binary_1(struct process *p, const Term *args)
{
    return gather(p, IOLIST_TO_BINARY, args[0]);
}

static Term iolist_size_1(struct process *p, const Term *args)
{
    return gather(p, IOLIST_SIZE, args[0]);
}

static Term iolist_to_iovec_1(struct process *p, const Term *args)
{
    return gather(p, IOLIST_TO_IOVEC, args[0]);
}

static Term list_to_bitstring_1(struct process *p, const Term *args)
{
    return gather(p, LIST_TO_BITSTRING, args[0]);
}

static Term list_to_bin_1(struct process *p, const Term *args)
{
    return gather(p, LIST_TO_BIN, args[0]);
}

const struct builtin_row builtins_binaries_gather[] = {
    {"erlang", "list_to_binary", 1, list_to_binary_1},
    {"erlang", "iolist_to_binary", 1, iolist_to_binary_1},
    {"erlang", "iolist_size", 1, iolist_size_1},
    {"erlang", "iolist_to_iovec", 1, iolist_to_iovec_1},
    {"erlang", "list_to_bitstring", 1, list_to_bitstring_1},
    {"binary", "list_to_bin", 1, list_to_bin_1},
    {"tick", "gather_measure", 5, gather_measure},
    {"tick", "gather_fill", 5, gather_fill},
    {0},
};
