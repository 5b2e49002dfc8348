/* SPDX-License-Identifier: Apache-2.0 */
/* term.h: how a term is laid out in words, and the only code that knows the tag bits.
 *
 * A term is one 64-bit word. Its two lowest bits, the primary tag, say what it is:
 *
 *   ...00  header of a boxed object (never a value); also a return address on the stack
 *   ...01  pointer to a cons cell (two words, no header)
 *   ...10  pointer to a boxed object (a header word, then its contents)
 *   ...11  immediate: local pid, local port, small integer (60 bits), atom, nil, catch
 *
 * A header holds the number of words that follow it and four bits that say what they are. The word
 * 0 is no term at all (NON_VALUE): functions return it for "exception" or "not there". */
#ifndef TICK_VM_TERM_H
#define TICK_VM_TERM_H

#include "vm/base/base.h"

typedef uint64_t Term;

#define NON_VALUE ((Term)0)

enum primary_tag { TAG_HEADER = 0, TAG_CONS = 1, TAG_BOXED = 2, TAG_IMMEDIATE = 3, TAG_MASK = 3 };

/* Immediates: four bits, and six where the fourth bit pattern is shared. */
enum immediate_tag {
    IMM_PID = 0x3,
    IMM_PORT = 0x7,
    IMM_SMALL = 0xF,
    IMM_MASK = 0xF,
    IMM_ATOM = 0x0B,
    IMM_CATCH = 0x1B,
    IMM_NIL = 0x3B,
    IMM2_MASK = 0x3F
};
#define IMM_SHIFT  4
#define IMM2_SHIFT 6

#define NIL ((Term)IMM_NIL)

/* What a boxed object is. The words behind the header are terms unless the comment says otherwise.
 */
enum boxed_kind {
    BOXED_TUPLE = 0,      /* elements */
    BOXED_POS_BIG = 1,    /* raw: limbs, least significant first, the last one not zero */
    BOXED_NEG_BIG = 2,    /* raw: the same, of the absolute value */
    BOXED_FLOAT = 3,      /* raw: one double */
    BOXED_REF = 4,        /* raw: one or more words; the first is unique in this VM (ref.h) */
    BOXED_FUN = 5,        /* raw: one word (fun.h), then the free variables */
    BOXED_MAP = 6,        /* flat map: tuple of sorted keys, then the values (map.h) */
    BOXED_MAP_NODE = 7,   /* hash trie: every word is a term (map.h) */
    BOXED_HEAP_BITS = 8,  /* raw: size in bits, then the bytes (bits.h) */
    BOXED_SUB_BITS = 9,   /* raw: start bit, end bit; then the term it is a part of (bits.h) */
    BOXED_BIN_REF = 10,   /* raw: struct binary *, next off-heap object (bits.h) */
    BOXED_MAGIC_REF = 11, /* raw: unique word, struct magic *, next off-heap object (ref.h) */
    BOXED_EXTERNAL = 12,  /* pid, port or reference of another node: kind, node, raw words */
    BOXED_MATCH = 13, /* a match context, no value: raw: position, end; then the base (match.h) */
    BOXED_KINDS = 16
};
#define HEADER_KIND_SHIFT  2
#define HEADER_ARITY_SHIFT 6

ALWAYS_INLINE unsigned term_tag(Term t)
{
    return (unsigned)(t & TAG_MASK);
}

ALWAYS_INLINE bool term_is_immediate(Term t)
{
    return term_tag(t) == TAG_IMMEDIATE;
}

/* ---- small integers: -2^59 .. 2^59-1 ---- */

#define SMALL_MAX ((int64_t)((UINT64_C(1) << 59) - 1))
#define SMALL_MIN (-SMALL_MAX - 1)

/* A constant expression; VALUE must be within the range of small integers. */
#define SMALL(value) ((Term)(((uint64_t)(int64_t)(value) << IMM_SHIFT) | IMM_SMALL))

ALWAYS_INLINE bool term_is_small(Term t)
{
    return (t & IMM_MASK) == IMM_SMALL;
}

ALWAYS_INLINE bool small_fits(int64_t value)
{
    return value >= SMALL_MIN && value <= SMALL_MAX;
}

ALWAYS_INLINE Term small_make(int64_t value)
{
    return SMALL(value);
}

ALWAYS_INLINE int64_t small_value(Term t)
{
    return (int64_t)t >> IMM_SHIFT;
}

/* ---- atoms: an index into the atom table (atom.h) ---- */

#define ATOM_TERM(index) (((Term)(index) << IMM2_SHIFT) | IMM_ATOM)

ALWAYS_INLINE bool term_is_atom(Term t)
{
    return (t & IMM2_MASK) == IMM_ATOM;
}

ALWAYS_INLINE uint32_t atom_index(Term t)
{
    return (uint32_t)(t >> IMM2_SHIFT);
}

ALWAYS_INLINE bool term_is_nil(Term t)
{
    return t == NIL;
}

/* ---- catch: a mark on the stack that holds the address of the handler's code ---- */

ALWAYS_INLINE bool term_is_catch(Term t)
{
    return (t & IMM2_MASK) == IMM_CATCH;
}

/* CODE is 8-byte aligned and below 2^61. */
ALWAYS_INLINE Term catch_make(const void *code)
{
    return ((uint64_t)(uintptr_t)code << 3) | IMM_CATCH;
}

ALWAYS_INLINE const void *catch_code(Term t)
{
    return (const void *)(uintptr_t)((t >> IMM2_SHIFT) << 3);
}

/* ---- local pids and ports: 60 bits, made and taken apart by vm/process ---- */

ALWAYS_INLINE bool term_is_local_pid(Term t)
{
    return (t & IMM_MASK) == IMM_PID;
}

ALWAYS_INLINE uint64_t pid_data(Term t)
{
    return t >> IMM_SHIFT;
}

ALWAYS_INLINE Term pid_make(uint64_t data)
{
    return (data << IMM_SHIFT) | IMM_PID;
}

ALWAYS_INLINE bool term_is_local_port(Term t)
{
    return (t & IMM_MASK) == IMM_PORT;
}

ALWAYS_INLINE uint64_t port_data(Term t)
{
    return t >> IMM_SHIFT;
}

ALWAYS_INLINE Term port_make(uint64_t data)
{
    return (data << IMM_SHIFT) | IMM_PORT;
}

/* ---- lists ---- */

ALWAYS_INLINE bool term_is_cons(Term t)
{
    return term_tag(t) == TAG_CONS;
}

ALWAYS_INLINE bool term_is_list(Term t)
{
    return term_is_cons(t) || term_is_nil(t);
}

ALWAYS_INLINE Term *cons_ptr(Term t)
{
    return (Term *)(uintptr_t)(t - TAG_CONS);
}

ALWAYS_INLINE Term cons_make(const Term *cell)
{
    return (Term)(uintptr_t)cell + TAG_CONS;
}

ALWAYS_INLINE Term list_head(Term t)
{
    return cons_ptr(t)[0];
}

ALWAYS_INLINE Term list_tail(Term t)
{
    return cons_ptr(t)[1];
}

/* ---- boxed objects and headers ---- */

#define HEADER(kind, arity) \
    (((Term)(arity) << HEADER_ARITY_SHIFT) | ((Term)(kind) << HEADER_KIND_SHIFT))

ALWAYS_INLINE bool term_is_boxed(Term t)
{
    return term_tag(t) == TAG_BOXED;
}

ALWAYS_INLINE bool term_is_header(Term t)
{
    return term_tag(t) == TAG_HEADER;
}

ALWAYS_INLINE Term *boxed_ptr(Term t)
{
    return (Term *)(uintptr_t)(t - TAG_BOXED);
}

ALWAYS_INLINE Term boxed_make(const Term *object)
{
    return (Term)(uintptr_t)object + TAG_BOXED;
}

ALWAYS_INLINE unsigned header_kind(Term header)
{
    return (unsigned)(header >> HEADER_KIND_SHIFT) & (BOXED_KINDS - 1);
}

/* Words behind the header. */
ALWAYS_INLINE size_t header_arity(Term header)
{
    return (size_t)(header >> HEADER_ARITY_SHIFT);
}

ALWAYS_INLINE Term boxed_header(Term t)
{
    return boxed_ptr(t)[0];
}

ALWAYS_INLINE bool term_is_kind(Term t, enum boxed_kind kind)
{
    return term_is_boxed(t) && header_kind(boxed_header(t)) == (unsigned)kind;
}

/* Raw words of each kind of object; RAW_ALL: all there are. */
#define RAW_ALL 255
extern const unsigned char term_raw_words[BOXED_KINDS];

/* How many of the words behind a header are raw, that is, not terms. They come first. */
ALWAYS_INLINE size_t header_raw_words(Term header)
{
    size_t raw = term_raw_words[header_kind(header)];
    return raw == RAW_ALL ? header_arity(header) : raw;
}

/* ---- tuples ---- */

ALWAYS_INLINE bool term_is_tuple(Term t)
{
    return term_is_kind(t, BOXED_TUPLE);
}

ALWAYS_INLINE bool term_is_tuple_of(Term t, size_t arity)
{
    return term_is_boxed(t) && boxed_header(t) == HEADER(BOXED_TUPLE, arity);
}

ALWAYS_INLINE size_t tuple_arity(Term t)
{
    return header_arity(boxed_header(t));
}

/* INDEX counts from 0. */
ALWAYS_INLINE Term tuple_get(Term t, size_t index)
{
    return boxed_ptr(t)[1 + index];
}

ALWAYS_INLINE Term *tuple_elements(Term t)
{
    return boxed_ptr(t) + 1;
}

/* ---- numbers ---- */

ALWAYS_INLINE bool term_is_float(Term t)
{
    return term_is_kind(t, BOXED_FLOAT);
}

ALWAYS_INLINE double float_value(Term t)
{
    double value;
    __builtin_memcpy(&value, boxed_ptr(t) + 1, sizeof value);
    return value;
}

#define FLOAT_WORDS 2

/* Writes a float at CELL (FLOAT_WORDS words). */
ALWAYS_INLINE Term float_put(Term *cell, double value)
{
    cell[0] = HEADER(BOXED_FLOAT, 1);
    __builtin_memcpy(cell + 1, &value, sizeof value);
    return boxed_make(cell);
}

ALWAYS_INLINE bool term_is_big(Term t)
{
    if (!term_is_boxed(t))
        return false;
    unsigned kind = header_kind(boxed_header(t));
    return kind == BOXED_POS_BIG || kind == BOXED_NEG_BIG;
}

ALWAYS_INLINE bool term_is_integer(Term t)
{
    return term_is_small(t) || term_is_big(t);
}

ALWAYS_INLINE bool term_is_number(Term t)
{
    return term_is_integer(t) || term_is_float(t);
}

/* ---- the other kinds ---- */

ALWAYS_INLINE bool term_is_map(Term t)
{
    if (!term_is_boxed(t))
        return false;
    unsigned kind = header_kind(boxed_header(t));
    return kind == BOXED_MAP || kind == BOXED_MAP_NODE;
}

ALWAYS_INLINE bool term_is_fun(Term t)
{
    return term_is_kind(t, BOXED_FUN);
}

/* A binary or a bitstring whose size is no multiple of eight. */
ALWAYS_INLINE bool term_is_bitstring(Term t)
{
    if (!term_is_boxed(t))
        return false;
    unsigned kind = header_kind(boxed_header(t));
    return kind == BOXED_HEAP_BITS || kind == BOXED_SUB_BITS;
}

ALWAYS_INLINE bool term_is_local_ref(Term t)
{
    if (!term_is_boxed(t))
        return false;
    unsigned kind = header_kind(boxed_header(t));
    return kind == BOXED_REF || kind == BOXED_MAGIC_REF;
}

/* The kinds of external identifiers: the first word of a BOXED_EXTERNAL, as a small integer. */
enum external_kind { EXTERNAL_PID = 1, EXTERNAL_PORT = 2, EXTERNAL_REF = 3 };

ALWAYS_INLINE bool term_is_external(Term t, enum external_kind kind)
{
    return term_is_kind(t, BOXED_EXTERNAL) && boxed_ptr(t)[1] == SMALL(kind);
}

ALWAYS_INLINE bool term_is_pid(Term t)
{
    return term_is_local_pid(t) || term_is_external(t, EXTERNAL_PID);
}

ALWAYS_INLINE bool term_is_port(Term t)
{
    return term_is_local_port(t) || term_is_external(t, EXTERNAL_PORT);
}

ALWAYS_INLINE bool term_is_ref(Term t)
{
    return term_is_local_ref(t) || term_is_external(t, EXTERNAL_REF);
}

#endif
