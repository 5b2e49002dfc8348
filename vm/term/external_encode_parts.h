/* SPDX-License-Identifier: Apache-2.0 */
/* external_encode_parts.h: what the files that write the external term format share: where bytes
 * go, and how a leaf is written. Memory may be exhausted at any time: then the buffer says so, and
 * what is written goes nowhere. */
#ifndef TICK_VM_TERM_EXTERNAL_ENCODE_PARTS_H
#define TICK_VM_TERM_EXTERNAL_ENCODE_PARTS_H

#include "vm/term/external_encode.h"
#include "vm/term/external_tags.h"
#include "vm/term/word_stack.h"

#include <string.h>

#define PIECE_MAX 16

struct encoder {
    struct text_buffer *out;
    unsigned options;
    size_t limit;            /* of the size of OUT, at which the walk stops */
    char nowhere[PIECE_MAX]; /* for what is written when it has no place */
    struct word_stack stack;
};

/* ---- pieces ---- */

/* Where the next SIZE bytes go. NULL: nowhere, as memory is exhausted. */
ALWAYS_INLINE char *take(struct encoder *e, size_t size)
{
    struct text_buffer *out = e->out;
    if (UNLIKELY(!text_reserve(out, size)))
        return NULL;
    char *to = out->bytes + out->size;
    out->size += size;
    return to;
}

/* The same for at most PIECE_MAX bytes: a place where they can be written in any case. */
ALWAYS_INLINE char *piece(struct encoder *e, size_t size)
{
    char *to = take(e, size);
    return LIKELY(to != NULL) ? to : e->nowhere;
}

ALWAYS_INLINE void put_bytes(struct encoder *e, const void *bytes, size_t size)
{
    char *to = take(e, size);
    if (to != NULL)
        memcpy(to, bytes, size);
}

/* The most significant byte first. */
ALWAYS_INLINE void write_uint(char *to, unsigned size, uint64_t value)
{
    for (unsigned i = 0; i < size; i++) {
        unsigned shift = 8 * (size - 1 - i);
        /* The analyzer does not see that a buffer with room has memory. */
        to[i] = (char)(value >> shift); /* NOLINT(clang-analyzer-core.NullDereference) */
    }
}

ALWAYS_INLINE void put_uint(struct encoder *e, unsigned size, uint64_t value)
{
    write_uint(piece(e, size), size, value);
}

ALWAYS_INLINE void put_tag(struct encoder *e, enum external_tag tag)
{
    *piece(e, 1) = (char)tag;
}

/* A tag and a number of SIZE bytes. */
ALWAYS_INLINE void put_tagged(struct encoder *e, enum external_tag tag, unsigned size,
                              uint64_t value)
{
    char *to = piece(e, 1 + size);
    to[0] = (char)tag;
    write_uint(to + 1, size, value);
}

/* ---- leaves (external_encode_leaf.c) ---- */

void external_put_float(struct encoder *e, double value);
void external_put_atom(struct encoder *e, Term atom);
void external_put_bits(struct encoder *e, Term term);

/* A pid, port or reference. */
void external_put_id(struct encoder *e, Term id);
void external_put_pid(struct encoder *e, Term pid);

/* An integer of any size, as a big one. */
void external_put_big(struct encoder *e, Term integer);

ALWAYS_INLINE void external_put_integer(struct encoder *e, Term term)
{
    int64_t value = term_is_small(term) ? small_value(term) : INT64_MAX;
    if (value >= 0 && value <= 255) {
        put_tagged(e, TAG_SMALL_INTEGER, 1, (uint64_t)value);
    } else if (value >= INT32_MIN && value <= INT32_MAX) {
        put_tagged(e, TAG_INTEGER, 4, (uint64_t)value);
    } else {
        external_put_big(e, term);
    }
}

#endif
