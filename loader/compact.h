/* SPDX-License-Identifier: Apache-2.0 */
/* compact.h: the variable-length numbers with a tag that BEAM files are made of.
 *
 * The low three bits of the first byte are the tag. The value follows in one of these forms:
 *
 *     vvvv 0 ttt                      0 .. 15
 *     vvv 01 ttt  vvvvvvvv            0 .. 2047
 *     nnn 11 ttt  n + 2 bytes         n < 7: big-endian, two's complement
 *     111 11 ttt  <u: n - 9>  n bytes  the same, longer */
#ifndef TICK_LOADER_COMPACT_H
#define TICK_LOADER_COMPACT_H

#include "loader/reader.h"

enum compact_tag {
    COMPACT_U, /* unsigned number */
    COMPACT_I, /* integer */
    COMPACT_A, /* atom: index into the atom table, 0 for nil */
    COMPACT_X, /* x register */
    COMPACT_Y, /* y register */
    COMPACT_F, /* label, 0 for none */
    COMPACT_H, /* character */
    COMPACT_Z, /* extended: the value says what follows */
};

enum compact_extended {
    COMPACT_LIST = 1,
    COMPACT_FLOAT_REGISTER = 2,
    COMPACT_ALLOC_LIST = 3,
    COMPACT_LITERAL = 4,
    COMPACT_TYPED_REGISTER = 5,
};

/* The name of a tag for messages. */
const char *compact_tag_name(enum compact_tag tag);

struct compact {
    size_t at; /* offset of its first byte */
    enum compact_tag tag;
    int64_t value;       /* unless it is wider than 64 bits: */
    struct bytes digits; /* the bytes, two's complement, most significant first */
};

/* Reads one. Only integers may be negative or wider than 64 bits: anything else is a fault, except
 * that a number may have 64 bits without a sign (a value in bs_match). It then has nine DIGITS, and
 * INT64_MAX as its VALUE, which is above every limit. All zero on a fault. */
struct compact read_compact(struct reader *r, const char *what);

/* The value of one of tag U. */
uint64_t compact_number(const struct compact *c);

/* Reads one that must be of tag U and at most LIMIT. */
uint32_t read_unsigned(struct reader *r, uint32_t limit, const char *what);

#endif
