/* SPDX-License-Identifier: Apache-2.0 */
/* ffi.h: keeping foreign code out, and what the builtins of the module ffi share. */
#ifndef TICK_VM_BUILTIN_FFI_H
#define TICK_VM_BUILTIN_FFI_H

#include "vm/builtin/support.h"
#include "vm/term/bits.h"

extern const struct builtin_row builtins_ffi[], builtins_ffi_callback[], builtins_ffi_memory[];

/* After builtin_init: every function of the module ffi raises notsup from now on. */
void ffi_refuse(void);

/* badarg for CAUSE, which the error_info of the trace tells and stdlib/tick_ffi_errors.tasm words.
 */
Term ffi_badarg(struct process *p, Term cause);

/* badarg because argument NUMBER, counted from 1, is no WHAT: an atom, or the name of a type. */
Term ffi_bad_argument(struct process *p, unsigned number, Term what);

/* badarg because TERM is no type, or none that may stand there. */
Term ffi_bad_type(struct process *p, Term term);

/* How many bytes of contents TERM has, if it is a binary; else none. */
ALWAYS_INLINE size_t ffi_binary_bytes(Term term)
{
    return term_is_bitstring(term) ? bits_size(term) / 8 : 0;
}

#endif
