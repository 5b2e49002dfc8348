/* SPDX-License-Identifier: Apache-2.0 */
/* phash2.c: erlang:phash2. Its numbers are part of the language: the same in every release and on
 * every machine. Two words at a time are mixed into a state of 32 bits with the mix function and
 * the block hash of Bob Jenkins ("Hash Functions", Dr. Dobb's Journal, September 1997); a multiple
 * of the golden ratio that goes in with them tells the types apart. */
#include "vm/term/atom.h"
#include "vm/term/big.h"
#include "vm/term/bits.h"
#include "vm/term/external_id.h"
#include "vm/term/fun.h"
#include "vm/term/hash.h"
#include "vm/term/map.h"
#include "vm/term/word_stack.h"

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

struct triple {
    uint32_t a, b, c;
};

static struct triple mix(struct triple t)
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

static uint32_t add2(uint32_t hash, enum type_number type, uint32_t x, uint32_t y)
{
    uint32_t constant = GOLDEN_RATIO * (uint32_t)type;
    return mix((struct triple){constant + x, constant + y, hash}).c;
}

static uint32_t add1(uint32_t hash, enum type_number type, uint32_t x)
{
    return add2(hash, type, x, 0);
}

static uint32_t add_limb(uint32_t hash, enum type_number type, uint64_t limb)
{
    return add2(hash, type, (uint32_t)limb, (uint32_t)(limb >> 32));
}

/* ---- leaves ---- */

static uint32_t hash_small(uint32_t hash, int64_t value)
{
    int64_t limit = INT64_C(1) << (INTEGER_BITS - 1);
    if (value >= limit)
        return add_limb(hash, TYPE_POSITIVE, (uint64_t)value);
    if (value < -limit)
        return add_limb(hash, TYPE_NEGATIVE, -(uint64_t)value);
    if (value < 0)
        hash = add1(hash, TYPE_INTEGER, (uint32_t)-value);
    return add1(hash, TYPE_INTEGER, (uint32_t)value);
}

static uint32_t hash_big(uint32_t hash, Term big)
{
    enum type_number type = big_is_negative(big) ? TYPE_NEGATIVE : TYPE_POSITIVE;
    for (size_t i = 0; i < big_limb_count(big); i++)
        hash = add_limb(hash, type, big_limbs(big)[i]);
    return hash;
}

static uint32_t hash_float(uint32_t hash, double value)
{
    uint64_t word;
    value += 0.0; /* -0.0 equals 0.0 */
    memcpy(&word, &value, sizeof word);
    return add2(hash, TYPE_FLOAT, (uint32_t)(word >> 32), (uint32_t)word);
}

static uint32_t little_endian(const unsigned char *bytes, size_t count)
{
    uint32_t word = 0;
    for (size_t i = 0; i < count; i++)
        word |= (uint32_t)bytes[i] << 8 * i;
    return word;
}

static size_t part(size_t size, size_t from, size_t most)
{
    return size <= from ? 0 : size - from < most ? size - from : most;
}

static uint32_t hash_block(uint32_t hash, const unsigned char *bytes, size_t size)
{
    struct triple t = {GOLDEN_RATIO, GOLDEN_RATIO, hash};
    size_t left = size;
    for (; left >= 12; left -= 12, bytes += 12) {
        t.a += little_endian(bytes, 4);
        t.b += little_endian(bytes + 4, 4);
        t.c += little_endian(bytes + 8, 4);
        t = mix(t);
    }
    /* The lowest byte of the last c is for the size. */
    t.a += little_endian(bytes, part(left, 0, 4));
    t.b += little_endian(bytes + 4, part(left, 4, 4));
    t.c += (little_endian(bytes + 8, part(left, 8, 3)) << 8) + (uint32_t)size;
    return mix(t).c;
}

static uint32_t hash_bits(uint32_t hash, Term term)
{
    size_t bits = bits_size(term);
    unsigned last_bits = bits % 8;
    hash += GOLDEN_RATIO * TYPE_BINARY;
    if (bits == 0)
        return hash;
    unsigned char *buffer;
    const unsigned char *bytes = bits_bytes(term, &buffer);
    if (bytes == NULL)
        fatal("out of memory (%zu bytes wanted)", bits / 8);
    hash = hash_block(hash, bytes, bits / 8);
    if (last_bits != 0)
        hash = add2(hash, TYPE_LAST_BITS, last_bits, bytes[bits / 8] >> (8 - last_bits));
    free(buffer);
    return hash;
}

static uint32_t hash_id(uint32_t hash, Term term)
{
    struct external_id id;
    external_id_of(term, &id);
    enum type_number type = term_is_pid(term)    ? TYPE_PID
                            : term_is_port(term) ? TYPE_PORT
                                                 : TYPE_REF;
    return add1(hash, type, id.numbers[0]);
}

static uint32_t hash_immediate(uint32_t hash, Term term)
{
    if (term_is_small(term))
        return hash_small(hash, small_value(term));
    if (term_is_atom(term)) {
        uint32_t text_hash = atom_text(term)->hash;
        return hash == 0 ? text_hash : add1(hash, TYPE_ATOM, text_hash);
    }
    if (term_is_nil(term))
        return hash == 0 ? HASH_OF_NIL : add1(hash, TYPE_NIL, NIL_NUMBER);
    return hash_id(hash, term);
}

/* ---- the walk ---- */

/* Between terms on the stack: no terms, as they have the tag of a header. A map's pairs are hashed
 * one by one from 0 and combined by exclusive or, so their order has no influence. */
enum mark { MARK_PAIR = 1 << 2, MARK_MAP = 2 << 2 };

struct walk {
    struct word_stack stack;
    uint32_t hash;
    uint32_t pairs; /* of the innermost map */
};

static void push_all(struct walk *walk, const Term *terms, size_t count)
{
    uint64_t *to = word_stack_add(&walk->stack, count);
    for (size_t i = 0; i < count; i++)
        to[count - 1 - i] = terms[i];
}

static void walk_map(struct walk *walk, Term map)
{
    size_t size = map_size(map);
    walk->hash = add1(walk->hash, TYPE_MAP, (uint32_t)size);
    if (size == 0)
        return;
    uint64_t *to = word_stack_add(&walk->stack, 3 + 3 * size);
    *to++ = walk->pairs;
    *to++ = walk->hash;
    *to++ = MARK_MAP;
    struct map_iterator iterator;
    map_iterate(&iterator, map);
    for (Term key, value; map_next(&iterator, &key, &value); to += 3) {
        to[0] = MARK_PAIR;
        to[1] = value;
        to[2] = key;
    }
    walk->hash = 0;
    walk->pairs = 0;
}

static void walk_mark(struct walk *walk, uint64_t mark)
{
    if (mark == MARK_PAIR) {
        walk->pairs ^= walk->hash;
        walk->hash = 0;
    } else {
        walk->hash = (uint32_t)word_stack_pop(&walk->stack);
        walk->hash = add1(walk->hash, TYPE_PAIRS, walk->pairs);
        walk->pairs = (uint32_t)word_stack_pop(&walk->stack);
    }
}

static void walk_fun(struct walk *walk, Term fun)
{
    if (fun_is_external(fun)) {
        const struct mfa *mfa = &fun_export(fun)->mfa;
        walk->hash = add2(walk->hash, TYPE_INTEGER, mfa->arity, atom_text(mfa->module)->hash);
        walk->hash = add1(walk->hash, TYPE_EXPORT, atom_text(mfa->function)->hash);
        return;
    }
    const struct fun_entry *entry = fun_entry(fun);
    uint32_t free_count = (uint32_t)fun_free_count(fun);
    walk->hash = add2(walk->hash, TYPE_INTEGER, free_count, atom_text(entry->module)->hash);
    walk->hash = add2(walk->hash, TYPE_INTEGER, entry->index, entry->uniq);
    push_all(walk, fun_free(fun), free_count);
}

static void walk_boxed(struct walk *walk, Term term)
{
    switch (header_kind(boxed_header(term))) {
    case BOXED_TUPLE:
        walk->hash = add1(walk->hash, TYPE_TUPLE, (uint32_t)tuple_arity(term));
        push_all(walk, tuple_elements(term), tuple_arity(term));
        break;
    case BOXED_POS_BIG:
    case BOXED_NEG_BIG:
        walk->hash = hash_big(walk->hash, term);
        break;
    case BOXED_FLOAT:
        walk->hash = hash_float(walk->hash, float_value(term));
        break;
    case BOXED_FUN:
        walk_fun(walk, term);
        break;
    case BOXED_MAP:
    case BOXED_MAP_NODE:
        walk_map(walk, term);
        break;
    case BOXED_HEAP_BITS:
    case BOXED_SUB_BITS:
        walk->hash = hash_bits(walk->hash, term);
        break;
    default:
        walk->hash = hash_id(walk->hash, term);
    }
}

static bool is_byte(Term term)
{
    return term_is_small(term) && (uint64_t)small_value(term) <= 255;
}

/* Elements that are bytes are taken four at a time; stops at the first other one. */
static void walk_list(struct walk *walk, Term list)
{
    uint32_t bytes = 0;
    unsigned count = 0;
    for (; term_is_cons(list) && is_byte(list_head(list)); list = list_tail(list)) {
        bytes = bytes << 8 | (uint32_t)small_value(list_head(list));
        if (++count == 4) {
            walk->hash = add1(walk->hash, TYPE_BYTES, bytes);
            bytes = 0;
            count = 0;
        }
    }
    if (count > 0)
        walk->hash = add1(walk->hash, TYPE_BYTES, bytes);
    if (term_is_cons(list))
        push_all(walk, cons_ptr(list), 2);
    else
        word_stack_push(&walk->stack, list);
}

uint32_t hash_phash2(Term term)
{
    struct walk walk;
    word_stack_init(&walk.stack);
    walk.hash = 0;
    walk.pairs = 0;
    word_stack_push(&walk.stack, term);
    while (walk.stack.size != 0) {
        term = word_stack_pop(&walk.stack);
        switch (term_tag(term)) {
        case TAG_HEADER:
            walk_mark(&walk, term);
            break;
        case TAG_CONS:
            walk_list(&walk, term);
            break;
        case TAG_BOXED:
            walk_boxed(&walk, term);
            break;
        default:
            walk.hash = hash_immediate(walk.hash, term);
        }
    }
    word_stack_release(&walk.stack);
    return walk.hash;
}
