/* SPDX-License-Identifier: Apache-2.0 */
/* phash2_leaf.h: how phash2 mixes, and the hashes of what has no terms in it. Two words at a time
 * are mixed into a state of 32 bits with the mix function and the block hash of Bob Jenkins ("Hash
 * Functions", Dr. Dobb's Journal, September 1997); a multiple of the golden ratio that goes in with
 * them tells the types apart. In a header, because the walk (phash2.c) spends its time here. */
#ifndef TICK_VM_TERM_PHASH2_LEAF_H
#define TICK_VM_TERM_PHASH2_LEAF_H

#include "vm/term/atom.h"
#include "vm/term/big.h"
#include "vm/term/external_id.h"

#include <string.h>

enum type_number {
    TYPE_INTEGER = 1, /* of 28 bits; and funs */
    TYPE_NIL = 2,
    TYPE_ATOM = 3,
    TYPE_BYTES = 4, /* four elements of a list at a time */
    TYPE_PID = 5,
    TYPE_PORT = 6,
    TYPE_REF = 7,
    TYPE_TUPLE = 9,
    TYPE_NEGATIVE = 10,
    TYPE_POSITIVE = 11,
    TYPE_FLOAT = 12,
    TYPE_BINARY = 13,
    TYPE_EXPORT = 14,
    TYPE_LAST_BITS = 15,
    TYPE_MAP = 16,
    TYPE_PAIRS = 19,
};

#define GOLDEN_RATIO UINT32_C(0x9E3779B9)
#define HASH_OF_NIL  UINT32_C(3468870702)
#define NIL_NUMBER   2

#define INTEGER_BITS 28

#define BLOCK_BYTES 12

struct triple {
    uint32_t a, b, c;
};

ALWAYS_INLINE struct triple mix(struct triple t)
{
    uint32_t a = t.a, b = t.b, c = t.c;
    a = (a - b - c) ^ c >> 13;
    b = (b - c - a) ^ a << 8;
    c = (c - a - b) ^ b >> 13;
    a = (a - b - c) ^ c >> 12;
    b = (b - c - a) ^ a << 16;
    c = (c - a - b) ^ b >> 5;
    a = (a - b - c) ^ c >> 3;
    b = (b - c - a) ^ a << 10;
    c = (c - a - b) ^ b >> 15;
    return (struct triple){a, b, c};
}

ALWAYS_INLINE uint32_t add2(uint32_t hash, enum type_number type, uint32_t x, uint32_t y)
{
    uint32_t constant = GOLDEN_RATIO * (uint32_t)type;
    return mix((struct triple){constant + x, constant + y, hash}).c;
}

ALWAYS_INLINE uint32_t add1(uint32_t hash, enum type_number type, uint32_t x)
{
    return add2(hash, type, x, 0);
}

static inline uint32_t add_limb(uint32_t hash, enum type_number type, uint64_t limb)
{
    return add2(hash, type, (uint32_t)limb, (uint32_t)(limb >> 32));
}

static inline uint32_t hash_large_or_negative(uint32_t hash, int64_t value)
{
    int64_t limit = INT64_C(1) << (INTEGER_BITS - 1);
    if (value >= limit)
        return add_limb(hash, TYPE_POSITIVE, (uint64_t)value);
    if (value < -limit)
        return add_limb(hash, TYPE_NEGATIVE, -(uint64_t)value);
    hash = add1(hash, TYPE_INTEGER, (uint32_t)-value);
    return add1(hash, TYPE_INTEGER, (uint32_t)value);
}

ALWAYS_INLINE uint32_t hash_small(uint32_t hash, int64_t value)
{
    if (UNLIKELY((uint64_t)value >> (INTEGER_BITS - 1) != 0))
        return hash_large_or_negative(hash, value);
    return add1(hash, TYPE_INTEGER, (uint32_t)value);
}

static inline uint32_t hash_big(uint32_t hash, Term big)
{
    enum type_number type = big_is_negative(big) ? TYPE_NEGATIVE : TYPE_POSITIVE;
    for (size_t i = 0; i < big_limb_count(big); i++)
        hash = add_limb(hash, type, big_limbs(big)[i]);
    return hash;
}

static inline uint32_t hash_float(uint32_t hash, double value)
{
    uint64_t word;
    value += 0.0; /* -0.0 equals 0.0 */
    memcpy(&word, &value, sizeof word);
    return add2(hash, TYPE_FLOAT, (uint32_t)(word >> 32), (uint32_t)word);
}

static inline uint32_t little_endian(const unsigned char *bytes, size_t count)
{
    uint32_t word = 0;
    for (size_t i = 0; i < count; i++)
        word |= (uint32_t)bytes[i] << 8 * i;
    return word;
}

static inline size_t part(size_t size, size_t from, size_t most)
{
    return size <= from ? 0 : size - from < most ? size - from : most;
}

/* Takes in the whole blocks of SIZE bytes. */
static inline struct triple add_blocks(struct triple t, const unsigned char *bytes, size_t size)
{
    for (; size >= BLOCK_BYTES; size -= BLOCK_BYTES, bytes += BLOCK_BYTES) {
        t.a += little_endian(bytes, 4);
        t.b += little_endian(bytes + 4, 4);
        t.c += little_endian(bytes + 8, 4);
        t = mix(t);
    }
    return t;
}

/* The LEFT bytes behind the last whole block, and the SIZE of all, for which the lowest byte of the
 * last c is reserved. */
static inline uint32_t finish_blocks(struct triple t, const unsigned char *bytes, size_t left,
                                     size_t size)
{
    t.a += little_endian(bytes, part(left, 0, 4));
    t.b += little_endian(bytes + 4, part(left, 4, 4));
    t.c += (little_endian(bytes + 8, part(left, 8, 3)) << 8) + (uint32_t)size;
    return mix(t).c;
}

static inline uint32_t hash_id(uint32_t hash, Term term)
{
    struct external_id id;
    external_id_of(term, &id);
    enum type_number type = term_is_pid(term)    ? TYPE_PID
                            : term_is_port(term) ? TYPE_PORT
                                                 : TYPE_REF;
    return add1(hash, type, id.numbers[0]);
}

static inline uint32_t hash_no_number(uint32_t hash, Term term)
{
    if (term_is_atom(term)) {
        uint32_t text_hash = atom_text(term)->hash;
        return hash == 0 ? text_hash : add1(hash, TYPE_ATOM, text_hash);
    }
    if (term_is_nil(term))
        return hash == 0 ? HASH_OF_NIL : add1(hash, TYPE_NIL, NIL_NUMBER);
    return hash_id(hash, term);
}

ALWAYS_INLINE uint32_t hash_immediate(uint32_t hash, Term term)
{
    return term_is_small(term) ? hash_small(hash, small_value(term)) : hash_no_number(hash, term);
}

#endif
