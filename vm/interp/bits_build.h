/* SPDX-License-Identifier: Apache-2.0 */
/* bits_build.h: how the loader writes the segments of bs_create_bin. */
#ifndef TICK_VM_BITS_BUILD_H
#define TICK_VM_BITS_BUILD_H

/* APPEND and PRIVATE_APPEND can only be the first: the value grows in place where it can. */
enum segment_kind {
    SEGMENT_INTEGER,
    SEGMENT_FLOAT,
    SEGMENT_BINARY,
    SEGMENT_APPEND,
    SEGMENT_PRIVATE_APPEND,
    SEGMENT_STRING,
    SEGMENT_UTF8,
    SEGMENT_UTF16,
    SEGMENT_UTF32,
};

/* Words of one segment in the operand list. */
enum segment_word {
    SEGMENT_KIND,
    SEGMENT_UNIT,
    SEGMENT_FLAGS,
    SEGMENT_VALUE,
    SEGMENT_SIZE,
    SEGMENT_WORDS
};

#endif
