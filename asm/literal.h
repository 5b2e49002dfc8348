/* SPDX-License-Identifier: Apache-2.0 */
/* literal.h: constant terms of the source, as trees, and what they become. Trees live in an arena
 * until they have been written in the external term format. */
#ifndef TICK_ASM_LITERAL_H
#define TICK_ASM_LITERAL_H

#include "asm/text.h"

enum asm_literal_kind {
    LITERAL_SMALL,  /* small: an integer of 60 bits */
    LITERAL_BIG,    /* digits, negative */
    LITERAL_FLOAT,  /* number */
    LITERAL_ATOM,   /* atom */
    LITERAL_STRING, /* text: a list of code points */
    LITERAL_LIST,   /* items, tail (NULL: the empty list) */
    LITERAL_TUPLE,  /* items */
    LITERAL_MAP,    /* items: key, value, key, value */
    LITERAL_BITS,   /* bits */
    LITERAL_FUN,    /* external fun */
};

struct asm_literal {
    enum asm_literal_kind kind;
    union {
        int64_t small;
        struct {
            struct asm_digits digits;
            bool negative;
        };
        double number;
        uint32_t atom;
        struct {
            const uint32_t *points;
            size_t size;
        } text;
        struct {
            struct asm_literal **items;
            struct asm_literal *tail;
            size_t count;
        };
        struct {
            const uint8_t *bytes;
            size_t size;    /* bytes, the last of which may be partly used */
            unsigned spare; /* unused low bits of the last byte */
        } bits;
        struct {
            uint32_t module, function, arity; /* atoms */
        } fun;
    };
};

struct asm_intern;

/* Appends the bytes of a LITERAL_BIG in two's complement, as few as it takes, the highest first.
 * Returns the number of bits of its magnitude. */
size_t asm_integer_bytes(struct asm_bytes *to, const struct asm_literal *literal);

/* How the external term format spells a term. */
enum asm_spelling {
    SPELLING_SORTED, /* equal terms give equal bytes: keys of maps are sorted by their bytes */
    SPELLING_SOURCE, /* pairs of maps stay in the order of the source */
    SPELLING_LATIN1, /* and atoms are in Latin-1 if they can be, as Erlang/OTP wrote them up to 25
                        where it was not told otherwise: in attributes */
};

/* Appends LITERAL in the external term format, its version byte first. Lists of bytes become
 * strings; of equal keys in a map the last one stays. */
void asm_literal_write(struct asm_bytes *to, const struct asm_intern *atoms,
                       const struct asm_literal *literal, enum asm_spelling spelling);

/* Appends an atom, the text of which is in UTF-8, without a version byte. */
void asm_atom_write(struct asm_bytes *to, const uint8_t *text, size_t size,
                    enum asm_spelling spelling);

/* Is there a map in LITERAL the spellings of which may differ? */
bool asm_literal_has_order(const struct asm_literal *literal);

#endif
