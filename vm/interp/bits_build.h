/* SPDX-License-Identifier: Apache-2.0 */
/* bits_build.h: how the loader writes the segments of bs_create_bin: three words each, of which the
 * first holds everything that is known when a module is loaded. */
#ifndef TICK_VM_BITS_BUILD_H
#define TICK_VM_BITS_BUILD_H

#include <stdint.h>

/* What stands in the words for value and size: sources, unless the comment says otherwise. APPEND
 * and PRIVATE_APPEND can only be the first: the value grows in place where it can. */
enum segment_kind {
    SEGMENT_FIXED, /* an integer; the size is a plain number of bits */
    SEGMENT_INTEGER,
    SEGMENT_FLOAT,
    SEGMENT_BINARY,
    SEGMENT_APPEND,
    SEGMENT_PRIVATE_APPEND,
    SEGMENT_STRING, /* the address of the bytes; the size is a plain number of bits */
    SEGMENT_UTF8,   /* code points have no size */
    SEGMENT_UTF16,
    SEGMENT_UTF32,
};

/* Words of one segment in the operand list. */
enum segment_word { SEGMENT_HEAD, SEGMENT_VALUE, SEGMENT_SIZE, SEGMENT_WORDS };

/* The first word: the kind, flags as in vm/term/match.h, a unit up to 256, and the number that the
 * segment has in the source, for error messages; 0: not known. */
static inline uint64_t segment_head(enum segment_kind kind, unsigned flags, unsigned unit,
                                    uint32_t number)
{
    return (uint64_t)kind | (uint64_t)(flags & 0xFF) << 8 | (uint64_t)(unit & 0xFFFF) << 16 |
           (uint64_t)number << 32;
}

/* Instead of the number of live registers: nothing may be collected. */
#define BITS_NO_LIVE UINT32_MAX

#endif
