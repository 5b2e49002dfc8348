/* SPDX-License-Identifier: Apache-2.0 */
/* external_encode.h: terms to the external term format, byte for byte as OTP 25 writes it. */
#ifndef TICK_VM_EXTERNAL_ENCODE_H
#define TICK_VM_EXTERNAL_ENCODE_H

#include "vm/base/text_buffer.h"
#include "vm/memory/heap.h"

enum external_encode_option {
    EXTERNAL_OLD_FLOATS = 1 << 0, /* minor version 0: floats as text */
    EXTERNAL_UTF8_ATOMS = 1 << 1, /* minor version 2: no Latin-1 atoms */
};

/* Appends TERM with the version byte in front. False: memory exhausted. */
bool external_encode(struct text_buffer *buffer, Term term, unsigned options) MUST_CHECK;

/* Appends TERM, without that byte, until BUFFER holds LIMIT bytes or somewhat more. NIL: that was
 * all, or BUFFER has failed; else what is left, a term on HEAP that nobody else may see: with the
 * same OPTIONS and a higher LIMIT the other function goes on from there. */
Term external_encode_some(struct heap *heap, struct text_buffer *buffer, Term term,
                          unsigned options, size_t limit) MUST_CHECK;
Term external_encode_more(struct heap *heap, struct text_buffer *buffer, Term left,
                          unsigned options, size_t limit) MUST_CHECK;

/* Appends PLAIN, a term with the version byte, compressed at LEVEL (1..9). False: that would not be
 * shorter, or memory is exhausted; BUFFER is as before. */
bool external_compress(struct text_buffer *buffer, const struct text_buffer *plain,
                       int level) MUST_CHECK;

#endif
