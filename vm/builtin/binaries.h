/* SPDX-License-Identifier: Apache-2.0 */
/* binaries.h: what the builtins on binaries share. */
#ifndef TICK_VM_BUILTIN_BINARIES_H
#define TICK_VM_BUILTIN_BINARIES_H

#include "vm/builtin/builtin.h"

/* A part as programs name it, by its first byte and a length that may be negative, within the whole
 * bytes of BINARY: then *FIRST and *COUNT in bytes. False when it is not, or nothing is as it
 * should. */
bool bits_part(Term binary, Term start, Term length, size_t *first, size_t *count);

/* The list of COUNT bytes from byte FIRST on, followed by TAIL; works in slices. */
Term bits_to_list(struct process *p, Term binary, size_t first, size_t count, Term tail);

#endif
