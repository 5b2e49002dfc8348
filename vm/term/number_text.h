/* SPDX-License-Identifier: Apache-2.0 */
/* number_text.h: integers as text in base 2 to 36 (digits above 9 are letters; printed in upper
 * case, read in either). */
#ifndef TICK_VM_NUMBER_TEXT_H
#define TICK_VM_NUMBER_TEXT_H

#include "vm/base/text_buffer.h"
#include "vm/memory/heap.h"

/* An optional sign, then at least one digit of BASE, and nothing else. NON_VALUE, and in *REASON
 * badarg or system_limit, when TEXT is anything else or too large a number. */
Term int_from_text(struct heap *heap, const char *text, size_t size, unsigned base, Term *reason);

/* Appends the digits of an integer. */
void text_put_int(struct text_buffer *buffer, Term integer, unsigned base);

#endif
