/* SPDX-License-Identifier: Apache-2.0 */
/* external_decode.h: the external term format ("Erlang External Term Format" in the ERTS User's
 * Guide) to terms. Input is not trusted: nothing in it can do more than make decoding fail, and
 * memory used is at most proportional to the size of the input (compressed terms: to the size that
 * they announce, which is checked against what zlib can expand to). */
#ifndef TICK_VM_EXTERNAL_DECODE_H
#define TICK_VM_EXTERNAL_DECODE_H

#include "vm/memory/heap.h"

enum external_decode_option {
    EXTERNAL_SAFE = 1 << 0,       /* fail rather than make an atom, or a fun or export not known */
    EXTERNAL_NO_VERSION = 1 << 1, /* no version byte 131 in front */
};

/* The term at BYTES, built on HEAP. *USED is how many bytes it took; on failure (NON_VALUE), where
 * the input stopped making sense. Bytes behind the term are no error. */
Term external_decode(struct heap *heap, const unsigned char *bytes, size_t size, unsigned options,
                     size_t *used) MUST_CHECK;

#endif
