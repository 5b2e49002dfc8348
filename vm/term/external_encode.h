/* SPDX-License-Identifier: Apache-2.0 */
/* external_encode.h: terms to the external term format, byte for byte as OTP 25 writes it. */
#ifndef TICK_VM_EXTERNAL_ENCODE_H
#define TICK_VM_EXTERNAL_ENCODE_H

#include "vm/base/text_buffer.h"
#include "vm/term/term.h"

enum external_encode_option {
    EXTERNAL_OLD_FLOATS = 1 << 0, /* minor version 0: floats as text */
    EXTERNAL_UTF8_ATOMS = 1 << 1, /* minor version 2: no Latin-1 atoms */
};

/* Appends TERM with the version byte in front. False: memory exhausted. */
bool external_encode(struct text_buffer *buffer, Term term, unsigned options) MUST_CHECK;

/* The same, compressed at LEVEL (1..9) if that makes it shorter. */
bool external_encode_compressed(struct text_buffer *buffer, Term term, unsigned options,
                                int level) MUST_CHECK;

#endif
