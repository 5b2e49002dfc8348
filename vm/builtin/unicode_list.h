/* SPDX-License-Identifier: Apache-2.0 */
/* unicode_list.h: the characters of one binary as a list, the most common conversion. */
#ifndef TICK_VM_BUILTIN_UNICODE_LIST_H
#define TICK_VM_BUILTIN_UNICODE_LIST_H

#include "vm/builtin/builtin.h"
#include "vm/builtin/encoding.h"

/* The characters of BINARY, which begins on a byte boundary, in Latin-1 or UTF-8. When they are not
 * good it goes on at tick:characters_slice(MODE, BINARY, [], [], [], ARGUMENTS). */
Term unicode_binary_to_list(struct process *p, enum encoding in, Term binary, Term mode,
                            Term arguments);

#endif
