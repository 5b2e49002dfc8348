/* SPDX-License-Identifier: Apache-2.0 */
/* term.c: the table behind header_raw_words: what a collector or copier may follow. */
#include "vm/term/term.h"

const unsigned char term_raw_words[BOXED_KINDS] = {
    [BOXED_TUPLE] = 0,
    [BOXED_POS_BIG] = RAW_ALL,
    [BOXED_NEG_BIG] = RAW_ALL,
    [BOXED_FLOAT] = RAW_ALL,
    [BOXED_REF] = RAW_ALL,
    [BOXED_FUN] = 1,
    [BOXED_MAP] = 0,
    [BOXED_MAP_NODE] = 0,
    [BOXED_HEAP_BITS] = RAW_ALL,
    [BOXED_SUB_BITS] = 2,
    [BOXED_BIN_REF] = RAW_ALL,
    [BOXED_MAGIC_REF] = RAW_ALL,
    [BOXED_EXTERNAL] = RAW_ALL,
    [BOXED_MATCH] = 2,
};
