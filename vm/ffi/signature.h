/* SPDX-License-Identifier: Apache-2.0 */
/* signature.h: what a function of C takes and returns. */
#ifndef TICK_VM_FFI_SIGNATURE_H
#define TICK_VM_FFI_SIGNATURE_H

#include "vm/ffi/type.h"
#include "vm/memory/heap.h"

/* C guarantees no more arguments either. */
#define SIGNATURE_ARGUMENTS_MOST 127

struct signature {
    ffi_cif cif;   /* of a function without `...` */
    bool variadic; /* `...` behind the COUNT arguments */
    unsigned count;
    const struct ctype *result;
    const struct ctype **types;
    ffi_type **ffi;
};

/* ARGUMENTS is a list of types, the last one perhaps the atom '...'; RESULT a type. False: with
 * what is wrong with them in *CAUSE, on HEAP; there is nothing to free then. */
bool signature_make(struct signature *signature, struct heap *heap, Term arguments, Term result,
                    Term *cause) MUST_CHECK;

void signature_free(struct signature *signature);

/* Causes: {type, Term}: there is no such type, or not there. */
Term signature_bad_type(struct heap *heap, Term term);

/* {value, Number, Name of its type}: the value that is to be passed is none of that type. */
Term signature_bad_value(struct heap *heap, unsigned index, const struct ctype *type);

/* Bytes of a place for a result of TYPE: at least a register. */
ALWAYS_INLINE size_t signature_result_size(const struct ctype *type)
{
    return type->size < sizeof(ffi_arg) ? sizeof(ffi_arg) : type->size;
}

/* Copies a result in the form in which libffi gives and wants it. */
void signature_copy_result(const struct ctype *type, void *to, const void *from);

/* Narrow numbers fill a register there. These turn one at PLACE into the other form. */
void signature_narrow(const struct ctype *type, void *place);
void signature_widen(const struct ctype *type, void *place);

/* The value of a narrow number at PLACE. */
int64_t signature_narrow_value(const struct ctype *type, const void *place);

#endif
