/* SPDX-License-Identifier: Apache-2.0 */
/* callback.h: functions of C that a process stands behind. Such a function is a pointer (memory.h);
 * when C calls it, on whatever thread, the process gets a message:
 *
 *     {callback, Pointer, Arguments}         C goes on at once
 *     {callback, Pointer, Arguments, Call}   C waits until somebody answers the Call
 *
 * C gets the default result when the process has ended, when nobody can answer any more because no
 * reference to the Call is left, and when waiting is refused: a scheduler must not wait for a
 * process that it may have to run itself, nor a process for itself. The call of C in which that
 * happens ends with an error, whatever C returns. */
#ifndef TICK_VM_FFI_CALLBACK_H
#define TICK_VM_FFI_CALLBACK_H

#include "vm/ffi/signature.h"

struct callback_options {
    Term process;       /* its pid */
    bool waits;         /* for the answer */
    Term default_value; /* NON_VALUE: all zero */
};

/* A callback with SIGNATURE, which passes to it, as a pointer on HEAP. NON_VALUE: the default value
 * is none of the type (*CAUSE says so), or (*CAUSE is NON_VALUE) the system gives no memory for
 * code; then SIGNATURE has been freed. */
Term callback_new(struct heap *heap, struct signature *signature, struct callback_options options,
                  Term *cause) MUST_CHECK;

enum callback_answer {
    CALLBACK_ANSWERED,
    CALLBACK_NO_CALL,  /* TERM is none */
    CALLBACK_OVER,     /* it has been answered */
    CALLBACK_BAD_VALUE /* of another type than C expects; it can be answered again */
};

/* Lets the function behind TERM, a Call, return VALUE. *WANTED is the name of the type that a bad
 * value is none of. */
enum callback_answer callback_answer(Term term, Term value, Term *wanted) MUST_CHECK;

#endif
