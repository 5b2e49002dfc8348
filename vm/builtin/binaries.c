/* SPDX-License-Identifier: Apache-2.0 */
/* binaries.c: sizes and parts of bitstrings, and bitstrings as lists. */
#include "vm/builtin/binaries.h"
#include "vm/builtin/support.h"
#include "vm/term/bits.h"

/* ---- sizes ---- */

static Term bit_size_1(struct process *p, const Term *args)
{
    if (!term_is_bitstring(args[0]))
        return builtin_badarg(p);
    return heap_uint(&p->heap, bits_size(args[0]));
}

static Term byte_size_1(struct process *p, const Term *args)
{
    if (!term_is_bitstring(args[0]))
        return builtin_badarg(p);
    return heap_uint(&p->heap, (bits_size(args[0]) + 7) / 8);
}

/* Of a bitstring the whole bytes. */
static Term size_1(struct process *p, const Term *args)
{
    if (term_is_tuple(args[0]))
        return small_make((int64_t)tuple_arity(args[0]));
    if (!term_is_bitstring(args[0]))
        return builtin_badarg(p);
    return heap_uint(&p->heap, bits_size(args[0]) / 8);
}

/* ---- parts ---- */

bool bits_part(Term binary, Term start, Term length, size_t *first, size_t *count)
{
    if (!term_is_bitstring(binary) || !term_is_small(start) || !term_is_small(length))
        return false;
    int64_t bytes = (int64_t)(bits_size(binary) / 8);
    int64_t from = small_value(start), to = from + small_value(length);
    if (from > to) {
        int64_t other = from;
        from = to;
        to = other;
    }
    *first = (size_t)from;
    *count = (size_t)(to - from);
    return from >= 0 && to <= bytes;
}

static Term part_of(struct process *p, Term binary, Term start, Term length)
{
    size_t first, count;
    if (!bits_part(binary, start, length, &first, &count))
        return builtin_badarg(p);
    return bits_sub(&p->heap, binary, first * 8, count * 8);
}

static Term binary_part_3(struct process *p, const Term *args)
{
    return part_of(p, args[0], args[1], args[2]);
}

static Term binary_part_2(struct process *p, const Term *args)
{
    if (!term_is_tuple_of(args[1], 2))
        return builtin_badarg(p);
    return part_of(p, args[0], tuple_get(args[1], 0), tuple_get(args[1], 1));
}

static Term split_binary_2(struct process *p, const Term *args)
{
    size_t first, count;
    Term binary = args[0];
    if (!bits_part(binary, SMALL(0), args[1], &first, &count) || small_value(args[1]) < 0)
        return builtin_badarg(p);
    Term left = bits_sub(&p->heap, binary, 0, count * 8);
    Term right = bits_sub(&p->heap, binary, count * 8, bits_size(binary) - count * 8);
    return heap_tuple2(&p->heap, left, right);
}

/* ---- to lists ---- */

/* The list of the COUNT bytes from bit FIRST of BITS on, followed by TAIL. */
static Term list_of_bytes(struct heap *heap, struct bits bits, size_t first, size_t count,
                          Term tail)
{
    const unsigned char *bytes = bits.base + (bits.first + first) / 8;
    unsigned shift = (bits.first + first) % 8;
    if (count == 0)
        return tail;
    Term *cells = heap_alloc(heap, 2 * count);
    for (size_t i = 0; i < count; i++) {
        unsigned byte = bytes[i];
        if (shift != 0)
            byte = (byte << shift | (unsigned)bytes[i + 1] >> (8 - shift)) & 0xFF;
        cells[2 * i] = small_make(byte);
        cells[2 * i + 1] = cons_make(cells + 2 * i + 2);
    }
    cells[2 * count - 1] = tail;
    return cons_make(cells);
}

/* tick:bytes_to_list(Bits, First, Count, Tail): the list of Count bytes from bit First on, made
 * from its end. */
static Term bytes_to_list(struct process *p, const Term *args)
{
    struct bits bits = bits_of(args[0]);
    size_t first = (size_t)small_value(args[1]), count = (size_t)small_value(args[2]);
    size_t most = builtin_budget(p, CELLS_PER_REDUCTION);
    size_t now = count < most ? count : most;
    Term list = list_of_bytes(&p->heap, bits, first + 8 * (count - now), now, args[3]);
    builtin_charge(p, (int64_t)(now / CELLS_PER_REDUCTION));
    if (now == count)
        return list;
    Term left = small_make((int64_t)(count - now));
    return builtin_continue(p, ATOM_(bytes_to_list), 4, (Term[]){args[0], args[1], left, list});
}

Term bits_to_list(struct process *p, Term binary, size_t first, size_t count, Term tail)
{
    Term state[] = {binary, small_make((int64_t)first * 8), small_make((int64_t)count), tail};
    if (count <= FEW_CELLS)
        return bytes_to_list(p, state);
    (void)builtin_continue(p, ATOM_(bytes_to_list), COUNT_OF(state), state);
    return builtin_make_room(p, 2 * count);
}

static Term binary_to_list_1(struct process *p, const Term *args)
{
    if (!term_is_binary(args[0]))
        return builtin_badarg(p);
    return bits_to_list(p, args[0], 0, bits_size(args[0]) / 8, NIL);
}

/* Positions count from 1. */
static Term binary_to_list_3(struct process *p, const Term *args)
{
    int64_t first, last;
    if (!term_is_bitstring(args[0]))
        return builtin_badarg(p);
    int64_t bytes = (int64_t)(bits_size(args[0]) / 8);
    if (!small_within(args[1], 1, bytes, &first) || !small_within(args[2], first, bytes, &last))
        return builtin_badarg(p);
    return bits_to_list(p, args[0], (size_t)first - 1, (size_t)(last - first) + 1, NIL);
}

/* Bits that fill no byte come last, as a bitstring. */
static Term bitstring_to_list_1(struct process *p, const Term *args)
{
    if (!term_is_bitstring(args[0]))
        return builtin_badarg(p);
    size_t size = bits_size(args[0]), left_over = size % 8;
    Term tail = NIL;
    if (left_over != 0)
        tail = heap_cons(&p->heap, bits_sub(&p->heap, args[0], size - left_over, left_over), NIL);
    return bits_to_list(p, args[0], 0, size / 8, tail);
}

const struct builtin_row builtins_binaries[] = {
    {"erlang", "bit_size", 1, bit_size_1},
    {"erlang", "byte_size", 1, byte_size_1},
    {"erlang", "size", 1, size_1},
    {"erlang", "binary_part", 2, binary_part_2},
    {"erlang", "binary_part", 3, binary_part_3},
    {"erlang", "split_binary", 2, split_binary_2},
    {"erlang", "binary_to_list", 1, binary_to_list_1},
    {"erlang", "binary_to_list", 3, binary_to_list_3},
    {"erlang", "bitstring_to_list", 1, bitstring_to_list_1},
    {"tick", "bytes_to_list", 4, bytes_to_list},
    {0},
};
