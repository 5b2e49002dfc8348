/* SPDX-License-Identifier: Apache-2.0 */
/* call.h: functions of C as terms, and calling them. */
#ifndef TICK_VM_FFI_CALL_H
#define TICK_VM_FFI_CALL_H

#include "vm/ffi/signature.h"
#include "vm/memory/magic.h"

enum cfunction_mode {
    CFUNCTION_ORDINARY, /* is called by the scheduler: returns soon */
    CFUNCTION_BLOCKING, /* may wait: a dirty I/O scheduler */
    CFUNCTION_LONG,     /* computes: a dirty CPU scheduler */
};

struct cfunction_options {
    enum cfunction_mode mode;
    bool with_errno; /* a call returns {Result, Errno} */
};

struct cfunction;

/* A function at CODE with SIGNATURE, which passes to it, as a reference on HEAP. KEPT, if not NULL,
 * is what the code belongs to; counted once more. */
Term cfunction_new(struct heap *heap, void *code, struct magic *kept, struct signature *signature,
                   struct cfunction_options options);

/* The function behind TERM, or NULL. */
struct cfunction *cfunction_of(Term term);

enum cfunction_mode cfunction_mode(const struct cfunction *function);

/* Who calls, for callbacks that come meanwhile. */
struct call_context {
    Term process;
    bool on_scheduler; /* which a callback that waits would hold up */
    Term refused;      /* NON_VALUE, or why a callback got no answer */
};

/* The context of the calling thread, or NULL. */
struct call_context *call_context_now(void);

struct call_outcome {
    Term value;   /* NON_VALUE: an error of REASON */
    Term reason;  /* badarg before the call, system_limit, or why a callback was refused in it */
    Term cause;   /* of badarg: {arity, Wanted}, {value, Number, Type}, {type, Term} */
    size_t bytes; /* copied for it */
};

/* Calls FUNCTION with the list ARGUMENTS; behind the dots each is {Type, Value}. Values are built
 * on HEAP. */
struct call_outcome cfunction_call(struct heap *heap, struct cfunction *function, Term arguments,
                                   struct call_context *context);

#endif
