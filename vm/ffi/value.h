/* SPDX-License-Identifier: Apache-2.0 */
/* value.h: terms to values of C and back.
 *
 *     integers     within the range of the type          bool        true, false
 *     float        numbers; infinity, '-infinity', nan    pointer     memory.h; null
 *     string       a binary or a list of characters without zero; null. From C: a binary
 *     binary       a binary; null                         structure   a tuple
 *     array        a list
 *
 * Values lie at any address: they are copied byte by byte. */
#ifndef TICK_VM_FFI_VALUE_H
#define TICK_VM_FFI_VALUE_H

#include "vm/ffi/type.h"
#include "vm/memory/heap.h"

enum cvalue_result { CVALUE_DONE, CVALUE_BAD, CVALUE_NO_MEMORY };

/* What C gets to use during a call: copies of strings, bytes of binaries, blocks. */
struct loans {
    struct loan *first;
    size_t bytes; /* copied for it */
};

#define LOANS_NONE ((struct loans){0})

/* The call is over. */
void loans_end(struct loans *loans);

/* Writes VALUE as TYPE to TO. Without LOANS (NULL) the value is to stay there: a string or binary
 * is bad then, and a pointer is written as it is. Bytes between members become zero. */
enum cvalue_result cvalue_write(const struct ctype *type, Term value, void *to,
                                struct loans *loans) MUST_CHECK;

/* The value of TYPE at FROM as a term. NON_VALUE: memory exhausted. */
Term cvalue_read(struct heap *heap, const struct ctype *type, const void *from) MUST_CHECK;

#endif
