/* SPDX-License-Identifier: Apache-2.0 */
/* ffi_callback.c: builtins of the module ffi for functions that C calls, and a process stands
 * behind (vm/ffi/callback.h). */
#include "vm/builtin/ffi.h"

#include "vm/ffi/callback.h"

static bool read_callback_options(Term list, struct callback_options *options)
{
    options->waits = true;
    options->default_value = NON_VALUE;
    for (; term_is_cons(list); list = list_tail(list)) {
        Term option = list_head(list);
        if (option == ATOM_(async))
            options->waits = false;
        else if (term_is_tuple_of(option, 2) && tuple_get(option, 0) == ATOM_(default))
            options->default_value = tuple_get(option, 1);
        else
            return false;
    }
    return term_is_nil(list);
}

/* callback(Process, Arguments, Result, Options): a pointer */
static Term callback_4(struct process *p, const Term *args)
{
    struct callback_options options = {.process = args[0]};
    struct signature signature;
    Term cause;
    if (!term_is_local_pid(args[0]))
        return ffi_bad_argument(p, 1, ATOM_(pid));
    if (!read_callback_options(args[3], &options))
        return ffi_badarg(p, ATOM_(badopt));
    if (!signature_make(&signature, &p->heap, args[1], args[2], &cause))
        return ffi_badarg(p, cause);
    if (signature.variadic) {
        signature_free(&signature);
        return ffi_bad_type(p, args[1]);
    }
    Term pointer = callback_new(&p->heap, &signature, options, &cause);
    if (pointer != NON_VALUE)
        return pointer;
    return cause != NON_VALUE ? ffi_badarg(p, cause) : builtin_system_limit(p);
}

static Term callback_3(struct process *p, const Term *args)
{
    return callback_4(p, (const Term[]){args[0], args[1], args[2], NIL});
}

/* answer(Call, Value): true, or false when it has been answered before */
static Term answer_2(struct process *p, const Term *args)
{
    Term wanted;
    switch (callback_answer(args[0], args[1], &wanted)) {
    case CALLBACK_ANSWERED:
        return ATOM_(true);
    case CALLBACK_OVER:
        return ATOM_(false);
    case CALLBACK_BAD_VALUE:
        return ffi_bad_argument(p, 2, wanted);
    case CALLBACK_NO_CALL:
        break;
    }
    return ffi_bad_argument(p, 1, ATOM_(call));
}

const struct builtin_row builtins_ffi_callback[] = {
    {"ffi", "callback", 3, callback_3},
    {"ffi", "callback", 4, callback_4},
    {"ffi", "answer", 2, answer_2},
    {0},
};
