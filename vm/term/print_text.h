/* SPDX-License-Identifier: Apache-2.0 */
/* print_text.h: the parts of printing that have to do with characters: strings and binaries. */
#ifndef TICK_VM_PRINT_TEXT_H
#define TICK_VM_PRINT_TEXT_H

#include "vm/base/text_buffer.h"
#include "vm/term/term.h"

/* Is LIST (a cons) a list of nothing but printable characters? */
bool print_is_string(Term list, unsigned flags);

/* Such a list in quotes. */
void print_string(struct text_buffer *buffer, Term list, unsigned flags);

/* A bitstring: as text, if flags ask for it and it is printable, else byte by byte. DEPTH is at
 * least 1. */
void print_bits(struct text_buffer *buffer, Term term, unsigned flags, uint64_t depth);

#endif
