/* SPDX-License-Identifier: Apache-2.0 */
/* binary_module.c: the module binary, but for searching (binary_search.c). */
#include "vm/builtin/binaries.h"
#include "vm/builtin/support.h"
#include "vm/interp/elsewhere.h"
#include "vm/term/big.h"
#include "vm/term/bits.h"

#include <stdlib.h>
#include <string.h>

/* ---- bytes and parts ---- */

static unsigned char byte_at(Term binary, size_t index)
{
    struct bits bits = bits_of(binary);
    unsigned char byte;
    bits_copy(&byte, 0, bits.base, bits.first + index * 8, 8);
    return byte;
}

static Term at_2(struct process *p, const Term *args)
{
    int64_t index;
    if (!term_is_binary(args[0]) ||
        !small_within(args[1], 0, (int64_t)(bits_size(args[0]) / 8) - 1, &index))
        return builtin_badarg(p);
    return small_make(byte_at(args[0], (size_t)index));
}

static Term first_1(struct process *p, const Term *args)
{
    if (!term_is_binary(args[0]) || bits_size(args[0]) == 0)
        return builtin_badarg(p);
    return small_make(byte_at(args[0], 0));
}

static Term last_1(struct process *p, const Term *args)
{
    if (!term_is_binary(args[0]) || bits_size(args[0]) == 0)
        return builtin_badarg(p);
    return small_make(byte_at(args[0], bits_size(args[0]) / 8 - 1));
}

static Term part_3(struct process *p, const Term *args)
{
    size_t first, count;
    if (!bits_part(args[0], args[1], args[2], &first, &count))
        return builtin_badarg(p);
    return bits_sub(&p->heap, args[0], first * 8, count * 8);
}

static Term part_2(struct process *p, const Term *args)
{
    if (!term_is_tuple_of(args[1], 2))
        return builtin_badarg(p);
    return part_3(p, (Term[]){args[0], tuple_get(args[1], 0), tuple_get(args[1], 1)});
}

static Term bin_to_list_3(struct process *p, const Term *args)
{
    size_t first, count;
    if (!term_is_binary(args[0]) || !bits_part(args[0], args[1], args[2], &first, &count))
        return builtin_badarg(p);
    return bits_to_list(p, args[0], first, count, NIL);
}

static Term bin_to_list_2(struct process *p, const Term *args)
{
    if (!term_is_tuple_of(args[1], 2))
        return builtin_badarg(p);
    return bin_to_list_3(p, (Term[]){args[0], tuple_get(args[1], 0), tuple_get(args[1], 1)});
}

static Term bin_to_list_1(struct process *p, const Term *args)
{
    if (!term_is_binary(args[0]))
        return builtin_badarg(p);
    return bits_to_list(p, args[0], 0, bits_size(args[0]) / 8, NIL);
}

/* ---- copies ---- */

/* tick:binary_copy(Target, Filled, Unit): the first Filled bytes of Target are a whole number of
 * copies of Unit bytes each, which are copied behind themselves. */
static Term copy_slice(struct process *p, const Term *args)
{
    struct bits target = bits_of(args[0]);
    unsigned char *bytes = (unsigned char *)(uintptr_t)target.base;
    size_t size = target.size / 8, filled = (size_t)small_value(args[1]), begin = filled;
    size_t unit = (size_t)small_value(args[2]);
    size_t budget = builtin_budget(p, COPIED_BYTES_PER_REDUCTION);
    size_t most = budget < unit ? unit : budget / unit * unit; /* at a time */
    while (filled < size && filled - begin <= budget) {
        size_t count = filled < size - filled ? filled : size - filled;
        if (count > most)
            count = most;
        memcpy(bytes + filled, bytes, count);
        filled += count;
    }
    builtin_charge(p, (int64_t)((filled - begin) / COPIED_BYTES_PER_REDUCTION));
    if (filled == size)
        return args[0];
    return builtin_continue(p, ATOM_(binary_copy), 3,
                            (Term[]){args[0], small_make((int64_t)filled), args[2]});
}

static Term copies(struct process *p, Term binary, size_t count)
{
    struct bits bits = bits_of(binary);
    size_t size = bits.size / 8, whole;
    unsigned char *bytes;
    if (__builtin_mul_overflow(size, count, &whole) || whole > (size_t)SMALL_MAX / 8)
        return builtin_system_limit(p);
    Term target = bits_new_binary(&p->heap, whole, &bytes);
    if (target == NON_VALUE)
        return builtin_system_limit(p);
    if (whole == 0)
        return target;
    bits_copy(bytes, 0, bits.base, bits.first, bits.size);
    builtin_charge(p, (int64_t)(size / COPIED_BYTES_PER_REDUCTION));
    Term unit = small_make((int64_t)size);
    return copy_slice(p, (Term[]){target, unit, unit});
}

/* A slice copies at least what is to be copied so many times: is that much? */
static bool copies_long(const struct process *p, Term binary)
{
    return term_is_binary(binary) &&
           builtin_takes_long(p, bits_size(binary) / 8 / COPIED_BYTES_PER_REDUCTION);
}

static Term copy_1(struct process *p, const Term *args)
{
    if (copies_long(p, args[0]))
        return builtin_dirty(p, DIRTY_CPU, copy_1, ATOM_(binary), ATOM_(copy), 1, args);
    return term_is_binary(args[0]) ? copies(p, args[0], 1) : builtin_badarg(p);
}

/* No copies can be made of any bitstring, as on Erlang/OTP. */
static Term copy_2(struct process *p, const Term *args)
{
    int64_t count;
    if (!term_is_bitstring(args[0]) || !small_within(args[1], 0, SMALL_MAX, &count) ||
        (count > 0 && !term_is_binary(args[0])))
        return builtin_badarg(p);
    if (count != 0 && copies_long(p, args[0]))
        return builtin_dirty(p, DIRTY_CPU, copy_2, ATOM_(binary), ATOM_(copy), 2, args);
    return copies(p, args[0], (size_t)count);
}

/* What a part keeps in memory: all bytes of the binary it is a part of. */
static Term referenced_byte_size_1(struct process *p, const Term *args)
{
    if (!term_is_bitstring(args[0]))
        return builtin_badarg(p);
    const Term *object = boxed_ptr(args[0]);
    if (header_kind(object[0]) == BOXED_SUB_BITS)
        object = boxed_ptr(object[3]);
    size_t size = header_kind(object[0]) == BOXED_BIN_REF ? bin_ref_binary(object)->size
                                                          : (size_t)(object[1] + 7) / 8;
    return heap_uint(&p->heap, size);
}

/* ---- integers ---- */

static bool byte_order(Term term, bool *little)
{
    *little = term == ATOM_(little);
    return *little || term == ATOM_(big);
}

static Term decode_unsigned(struct process *p, Term binary, Term order)
{
    bool little;
    unsigned char *copy;
    if (!term_is_binary(binary) || !byte_order(order, &little))
        return builtin_badarg(p);
    const unsigned char *bytes = bits_bytes(binary, &copy);
    if (bytes == NULL)
        return builtin_system_limit(p);
    size_t size = bits_size(binary) / 8;
    builtin_charge(p, (int64_t)(size / BYTES_PER_REDUCTION));
    Term integer = int_from_bytes(&p->heap, bytes, size, little, false);
    free(copy);
    return integer == NON_VALUE ? builtin_system_limit(p) : integer;
}

static Term decode_unsigned_1(struct process *p, const Term *args)
{
    return decode_unsigned(p, args[0], ATOM_(big));
}

static Term decode_unsigned_2(struct process *p, const Term *args)
{
    return decode_unsigned(p, args[0], args[1]);
}

static Term encode_unsigned(struct process *p, Term integer, Term order)
{
    bool little;
    unsigned char *bytes;
    if (!term_is_integer(integer) || int_sign(integer) < 0 || !byte_order(order, &little))
        return builtin_badarg(p);
    size_t size = integer == SMALL(0) ? 1 : (int_bit_length(integer) + 7) / 8;
    builtin_charge(p, (int64_t)(size / BYTES_PER_REDUCTION));
    Term binary = bits_new_binary(&p->heap, size, &bytes);
    if (binary == NON_VALUE)
        return builtin_system_limit(p);
    int_to_bytes(integer, bytes, size, little);
    return binary;
}

static Term encode_unsigned_1(struct process *p, const Term *args)
{
    return encode_unsigned(p, args[0], ATOM_(big));
}

static Term encode_unsigned_2(struct process *p, const Term *args)
{
    return encode_unsigned(p, args[0], args[1]);
}

/* ---- what binaries have in common ---- */

#define COMMON_PIECE ((size_t)256)

/* How many bytes at the beginning (or the end) of two pieces are equal. */
static size_t common_of_pieces(const unsigned char *a, const unsigned char *b, size_t size,
                               bool at_end)
{
    size_t count = 0;
    if (memcmp(a, b, size) == 0)
        return size;
    while (a[at_end ? size - 1 - count : count] == b[at_end ? size - 1 - count : count])
        count++;
    return count;
}

/* The bytes of BINARY behind COUNT others (or before them, from its end), SIZE of them. */
static void take_piece(unsigned char *to, Term binary, size_t count, size_t size, bool at_end)
{
    struct bits bits = bits_of(binary);
    size_t at = at_end ? bits.size / 8 - count - size : count;
    bits_copy(to, 0, bits.base, bits.first + 8 * at, 8 * size);
}

/* How many bytes at the beginning (or the end) of A and B are equal, at most MOST, of which DONE
 * are known to be. *PAUSED: the turn is over before that is known. */
static size_t common(struct process *p, Term a, Term b, size_t done, size_t most, bool at_end,
                     bool *paused)
{
    unsigned char x[COMMON_PIECE], y[COMMON_PIECE];
    size_t budget = builtin_budget(p, COPIED_BYTES_PER_REDUCTION / 2), begin = done, size, same;
    do {
        size = most - done < COMMON_PIECE ? most - done : COMMON_PIECE;
        take_piece(x, a, done, size, at_end);
        take_piece(y, b, done, size, at_end);
        same = common_of_pieces(x, y, size, at_end);
        done += same;
    } while (same == size && done < most && done - begin < budget);
    builtin_charge(p, 1 + (int64_t)((done - begin) / (COPIED_BYTES_PER_REDUCTION / 2)));
    *paused = same == size && done < most;
    return done;
}

/* tick:binary_common(First, Rest, Most, Done, At_end): at most Most bytes are common to all
 * binaries so far, and Done to First and the first of Rest, if there is one. */
static Term common_slice(struct process *p, const Term *args)
{
    Term first = args[0], rest = args[1];
    size_t most = (size_t)small_value(args[2]), done = (size_t)small_value(args[3]);
    bool at_end = args[4] == ATOM_(true), paused;
    while (term_is_cons(rest)) {
        size_t size = bits_size(list_head(rest)) / 8;
        most = size < most ? size : most;
        done = common(p, first, list_head(rest), done, most, at_end, &paused);
        if (!paused) {
            most = done;
            done = 0;
            rest = list_tail(rest);
        }
        if (paused || builtin_out_of_time(p))
            return builtin_continue(p, ATOM_(binary_common), 5,
                                    (Term[]){first, rest, small_make((int64_t)most),
                                             small_make((int64_t)done), args[4]});
    }
    return heap_uint(&p->heap, most);
}

static Term longest_common(struct process *p, Term list, bool at_end)
{
    Term binaries = list;
    for (; term_is_cons(binaries); binaries = list_tail(binaries)) {
        if (!term_is_binary(list_head(binaries)))
            return builtin_badarg(p);
        builtin_charge(p, 1);
    }
    if (!term_is_nil(binaries) || term_is_nil(list))
        return builtin_badarg(p);
    Term first = list_head(list), most = small_make((int64_t)(bits_size(first) / 8));
    return common_slice(p, (Term[]){first, list_tail(list), most, SMALL(0), truth(at_end)});
}

static Term longest_common_prefix_1(struct process *p, const Term *args)
{
    return longest_common(p, args[0], false);
}

static Term longest_common_suffix_1(struct process *p, const Term *args)
{
    return longest_common(p, args[0], true);
}

const struct builtin_row builtins_binary_module[] = {
    {"binary", "at", 2, at_2},
    {"binary", "first", 1, first_1},
    {"binary", "last", 1, last_1},
    {"binary", "part", 2, part_2},
    {"binary", "part", 3, part_3},
    {"binary", "bin_to_list", 1, bin_to_list_1},
    {"binary", "bin_to_list", 2, bin_to_list_2},
    {"binary", "bin_to_list", 3, bin_to_list_3},
    {"binary", "copy", 1, copy_1},
    {"binary", "copy", 2, copy_2},
    {"binary", "referenced_byte_size", 1, referenced_byte_size_1},
    {"binary", "decode_unsigned", 1, decode_unsigned_1},
    {"binary", "decode_unsigned", 2, decode_unsigned_2},
    {"binary", "encode_unsigned", 1, encode_unsigned_1},
    {"binary", "encode_unsigned", 2, encode_unsigned_2},
    {"binary", "longest_common_prefix", 1, longest_common_prefix_1},
    {"binary", "longest_common_suffix", 1, longest_common_suffix_1},
    {"tick", "binary_copy", 3, copy_slice},
    {"tick", "binary_common", 5, common_slice},
    {0},
};
