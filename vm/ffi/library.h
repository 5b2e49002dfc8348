/* SPDX-License-Identifier: Apache-2.0 */
/* library.h: shared libraries. A library is closed when nothing refers to it, to its symbols or to
 * functions in it any more. */
#ifndef TICK_VM_FFI_LIBRARY_H
#define TICK_VM_FFI_LIBRARY_H

#include "vm/memory/magic.h"

/* Opens the library NAME, as dlopen finds it; NULL: the program itself with all it is linked to. A
 * new reference on HEAP; NON_VALUE, with what the system says in *PROBLEM (until the thread's next
 * call), when that fails. May block. */
Term library_open(struct heap *heap, const char *name, const char **problem) MUST_CHECK;

/* The library behind TERM, or NULL. */
struct magic *library_of(Term term);

/* The address of a symbol; NULL: there is none. */
void *library_symbol(const struct magic *library, const char *name);

#endif
