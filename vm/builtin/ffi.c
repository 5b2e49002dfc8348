/* SPDX-License-Identifier: Apache-2.0 */
/* ffi.c: the module ffi: functions of C libraries called with arguments of C's types. What a type,
 * a value, a pointer, a function and a callback are is in vm/ffi; docs/ffi.md is the page for
 * users. Here libraries are opened and functions called, and it is decided where a call is done: by
 * the scheduler, or by a dirty one. Memory: ffi_memory.c; functions for C to call: ffi_callback.c.
 *
 * C can write anywhere, so nothing that is checked elsewhere holds for a program that calls it.
 * Therefore the whole module can be refused. */
#include "vm/builtin/ffi.h"

#include "vm/builtin/encoding.h"
#include "vm/builtin/text.h"
#include "vm/ffi/call.h"
#include "vm/ffi/library.h"
#include "vm/ffi/memory.h"
#include "vm/interp/elsewhere.h"

#include <string.h>

/* What C does in an ordinary call is not known; this is for getting there and back. */
#define CALL_REDUCTIONS 20

/* ---- errors ---- */

Term ffi_badarg(struct process *p, Term cause)
{
    return builtin_badarg_cause(p, cause, ATOM_(ffi));
}

Term ffi_bad_argument(struct process *p, unsigned number, Term what)
{
    return ffi_badarg(p, heap_tuple3(&p->heap, ATOM_(argument), small_make(number), what));
}

Term ffi_bad_type(struct process *p, Term term)
{
    return ffi_badarg(p, signature_bad_type(&p->heap, term));
}

/* ---- libraries ---- */

/* The term of a name: characters or a binary, without zero. */
static bool name_of(struct text_buffer *name, Term term)
{
    *name = TEXT_BUFFER_EMPTY;
    if (!term_is_binary(term))
        return text_for_outside(name, term);
    struct text_arg bytes;
    if (!text_arg_binary(&bytes, term))
        return false;
    text_put(name, bytes.bytes, bytes.size);
    text_arg_release(&bytes);
    if (text_cstring(name) != NULL && strlen(name->bytes) == name->size)
        return true;
    text_buffer_release(name);
    return false;
}

static Term open_there(struct process *p, const Term *args)
{
    struct text_buffer name = TEXT_BUFFER_EMPTY;
    const char *problem = NULL;
    bool itself = args[0] == ATOM_(self);
    if (!itself && !name_of(&name, args[0]))
        return ffi_bad_argument(p, 1, ATOM_(name));
    Term library = library_open(&p->heap, itself ? NULL : name.bytes, &problem);
    text_buffer_release(&name);
    if (library != NON_VALUE)
        return heap_tuple2(&p->heap, ATOM_(ok), library);
    Term text = problem == NULL ? NIL : text_from_outside(&p->heap, problem, strlen(problem));
    return heap_tuple2(&p->heap, ATOM_(error), text);
}

/* open(Name): {ok, Library} or {error, Text}. `self` is the program with what it is linked to. */
static Term open_1(struct process *p, const Term *args)
{
    return builtin_dirty(p, DIRTY_IO, open_there, ATOM_(ffi), ATOM_(open), 1, args);
}

/* The address of NAME in LIBRARY; NULL: there is no such symbol. False: NAME is no name. */
static bool find_symbol(const struct magic *library, Term name, void **address)
{
    struct text_buffer text;
    if (!name_of(&text, name))
        return false;
    *address = library_symbol(library, text.bytes);
    text_buffer_release(&text);
    return true;
}

/* symbol(Library, Name): {ok, Pointer} or error */
static Term symbol_2(struct process *p, const Term *args)
{
    void *address;
    struct magic *library = library_of(args[0]);
    if (library == NULL)
        return ffi_bad_argument(p, 1, ATOM_(library));
    if (!find_symbol(library, args[1], &address))
        return ffi_bad_argument(p, 2, ATOM_(name));
    if (address == NULL)
        return ATOM_(error);
    Term pointer = cmemory_pointer(&p->heap, address, CMEMORY_SIZE_UNKNOWN, library);
    return heap_tuple2(&p->heap, ATOM_(ok), pointer);
}

/* ---- functions ---- */

/* Where a function is: a pointer, or {Library, Name}. False: it is neither, and badarg has been
 * raised, or there is no such symbol. */
static bool find_code(struct process *p, Term where, void **code, struct magic **kept)
{
    struct cmemory *memory = cmemory_of(where);
    if (memory != NULL) {
        *code = cmemory_address(memory);
        *kept = cmemory_kept(memory);
        return true;
    }
    *kept = term_is_tuple_of(where, 2) ? library_of(tuple_get(where, 0)) : NULL;
    if (*kept == NULL || !find_symbol(*kept, tuple_get(where, 1), code))
        (void)ffi_bad_argument(p, 1, ATOM_(where));
    else if (*code == NULL)
        (void)ffi_badarg(p, heap_tuple2(&p->heap, ATOM_(symbol), tuple_get(where, 1)));
    else
        return true;
    return false;
}

static bool read_function_options(Term list, struct cfunction_options *options)
{
    *options = (struct cfunction_options){CFUNCTION_ORDINARY, false};
    for (; term_is_cons(list); list = list_tail(list)) {
        Term option = list_head(list);
        if (option == ATOM_(blocking))
            options->mode = CFUNCTION_BLOCKING;
        else if (option == ATOM_(long))
            options->mode = CFUNCTION_LONG;
        else if (option == ATOM_(errno))
            options->with_errno = true;
        else
            return false;
    }
    return term_is_nil(list);
}

/* function(Where, Arguments, Result, Options) */
static Term function_4(struct process *p, const Term *args)
{
    void *code = NULL;
    struct magic *kept = NULL;
    struct signature signature;
    struct cfunction_options options;
    Term cause;
    if (!find_code(p, args[0], &code, &kept))
        return NON_VALUE;
    if (!read_function_options(args[3], &options))
        return ffi_badarg(p, ATOM_(badopt));
    if (!signature_make(&signature, &p->heap, args[1], args[2], &cause))
        return ffi_badarg(p, cause);
    return cfunction_new(&p->heap, code, kept, &signature, options);
}

static Term function_3(struct process *p, const Term *args)
{
    return function_4(p, (const Term[]){args[0], args[1], args[2], NIL});
}

static Term call_here(struct process *p, const Term *args)
{
    struct call_context context = {.process = p->id, .on_scheduler = p->regs->scheduler != NULL};
    struct call_outcome outcome =
        cfunction_call(&p->heap, cfunction_of(args[0]), args[1], &context);
    if (outcome.value == NON_VALUE)
        return outcome.reason == ATOM_(badarg) ? ffi_badarg(p, outcome.cause)
                                               : builtin_error(p, outcome.reason);
    size_t bytes = outcome.bytes + ffi_binary_bytes(outcome.value);
    builtin_charge(p, CALL_REDUCTIONS + (int64_t)(bytes / COPIED_BYTES_PER_REDUCTION));
    return outcome.value;
}

/* call(Function, Arguments) */
static Term call_2(struct process *p, const Term *args)
{
    const struct cfunction *function = cfunction_of(args[0]);
    if (function == NULL)
        return ffi_bad_argument(p, 1, ATOM_(function));
    enum cfunction_mode mode = cfunction_mode(function);
    if (mode == CFUNCTION_ORDINARY)
        return call_here(p, args);
    return builtin_dirty(p, mode == CFUNCTION_LONG ? DIRTY_CPU : DIRTY_IO, call_here, ATOM_(ffi),
                         ATOM_(call), 2, args);
}

const struct builtin_row builtins_ffi[] = {
    {"ffi", "open", 1, open_1},         {"ffi", "symbol", 2, symbol_2},
    {"ffi", "function", 3, function_3}, {"ffi", "function", 4, function_4},
    {"ffi", "call", 2, call_2},         {0},
};

/* ---- without foreign code ---- */

static Term refused(struct process *p, const Term *args)
{
    (void)args;
    return builtin_error(p, ATOM_(notsup));
}

static void refuse_all(const struct builtin_row *table)
{
    for (const struct builtin_row *row = table; row->module != NULL; row++) {
        Term name = atom_from_utf8(row->name, strlen(row->name));
        export_enter_builtin(ATOM_(ffi), name, row->arity, refused);
    }
}

void ffi_refuse(void)
{
    refuse_all(builtins_ffi);
    refuse_all(builtins_ffi_callback);
    refuse_all(builtins_ffi_memory);
}
