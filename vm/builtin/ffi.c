/* SPDX-License-Identifier: Apache-2.0 */
/* ffi.c: the module ffi: functions of C libraries called with arguments of C's types. What a type,
 * a value, a pointer, a function and a callback are is in vm/ffi; docs/ffi.md is the page for
 * users. Here arguments are read, and it is decided where a call is done: by the scheduler, or by a
 * dirty one.
 *
 * C can write anywhere, so nothing that is checked elsewhere holds for a program that calls it.
 * Therefore the whole module can be refused. */
#include "vm/builtin/ffi.h"

#include "vm/builtin/encoding.h"
#include "vm/builtin/text.h"
#include "vm/ffi/call.h"
#include "vm/ffi/callback.h"
#include "vm/ffi/library.h"
#include "vm/ffi/memory.h"
#include "vm/ffi/value.h"
#include "vm/interp/elsewhere.h"
#include "vm/term/big.h"
#include "vm/term/bits.h"

#include <stdlib.h>
#include <string.h>

/* What C does in an ordinary call is not known; this is for getting there and back. */
#define CALL_REDUCTIONS 20

/* More bytes than these are copied by a dirty scheduler. */
#define COPY_BYTES_MOST ((size_t)1 << 20)

/* ---- errors ---- */

static Term badarg_for(struct process *p, Term cause)
{
    return cause == NON_VALUE ? builtin_badarg(p) : builtin_badarg_cause(p, cause, ATOM_(ffi));
}

static Term bad_type(struct process *p, Term term)
{
    return badarg_for(p, signature_bad_type(&p->heap, term));
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
        return builtin_badarg(p);
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

/* The address of NAME in LIBRARY; NULL, and *BAD, or not when there is just no such symbol. */
static void *find_symbol(Term library, Term name, bool *bad)
{
    struct magic *magic = library_of(library);
    struct text_buffer text;
    *bad = magic == NULL || !name_of(&text, name);
    if (*bad)
        return NULL;
    void *address = library_symbol(magic, text.bytes);
    text_buffer_release(&text);
    return address;
}

/* symbol(Library, Name): {ok, Pointer} or error */
static Term symbol_2(struct process *p, const Term *args)
{
    bool bad;
    void *address = find_symbol(args[0], args[1], &bad);
    if (bad)
        return builtin_badarg(p);
    if (address == NULL)
        return ATOM_(error);
    Term pointer = cmemory_pointer(&p->heap, address, CMEMORY_SIZE_UNKNOWN, library_of(args[0]));
    return heap_tuple2(&p->heap, ATOM_(ok), pointer);
}

/* ---- functions ---- */

/* Where a function is: a pointer, or {Library, Name}. False: with *CAUSE. */
static bool find_code(struct process *p, Term where, void **code, struct magic **kept, Term *cause)
{
    struct cmemory *memory = cmemory_of(where);
    *cause = NON_VALUE;
    if (memory != NULL) {
        *code = cmemory_address(memory);
        *kept = cmemory_kept(memory);
        return true;
    }
    bool bad = true;
    if (term_is_tuple_of(where, 2))
        *code = find_symbol(tuple_get(where, 0), tuple_get(where, 1), &bad);
    if (bad)
        return false;
    *kept = library_of(tuple_get(where, 0));
    if (*code == NULL)
        *cause = heap_tuple2(&p->heap, ATOM_(symbol), tuple_get(where, 1));
    return *code != NULL;
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
    if (!find_code(p, args[0], &code, &kept, &cause))
        return badarg_for(p, cause);
    if (!read_function_options(args[3], &options))
        return builtin_badopt(p);
    if (!signature_make(&signature, &p->heap, args[1], args[2], &cause))
        return badarg_for(p, cause);
    return cfunction_new(&p->heap, code, kept, &signature, options);
}

static Term function_3(struct process *p, const Term *args)
{
    return function_4(p, (const Term[]){args[0], args[1], args[2], NIL});
}

static size_t binary_bytes(Term term)
{
    return term_is_bitstring(term) ? bits_size(term) / 8 : 0;
}

static Term call_here(struct process *p, const Term *args)
{
    struct call_context context = {.process = p->id, .on_scheduler = p->regs->scheduler != NULL};
    struct call_outcome outcome =
        cfunction_call(&p->heap, cfunction_of(args[0]), args[1], &context);
    if (outcome.value == NON_VALUE)
        return outcome.reason == ATOM_(badarg) ? badarg_for(p, outcome.cause)
                                               : builtin_error(p, outcome.reason);
    size_t bytes = outcome.bytes + binary_bytes(outcome.value);
    builtin_charge(p, CALL_REDUCTIONS + (int64_t)(bytes / COPIED_BYTES_PER_REDUCTION));
    return outcome.value;
}

/* call(Function, Arguments) */
static Term call_2(struct process *p, const Term *args)
{
    const struct cfunction *function = cfunction_of(args[0]);
    if (function == NULL)
        return builtin_badarg(p);
    enum cfunction_mode mode = cfunction_mode(function);
    if (mode == CFUNCTION_ORDINARY)
        return call_here(p, args);
    return builtin_dirty(p, mode == CFUNCTION_LONG ? DIRTY_CPU : DIRTY_IO, call_here, ATOM_(ffi),
                         ATOM_(call), 2, args);
}

/* ---- callbacks ---- */

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
        return builtin_badarg(p);
    if (!read_callback_options(args[3], &options))
        return builtin_badopt(p);
    if (!signature_make(&signature, &p->heap, args[1], args[2], &cause))
        return badarg_for(p, cause);
    if (signature.variadic) {
        signature_free(&signature);
        return bad_type(p, args[1]);
    }
    Term pointer = callback_new(&p->heap, &signature, options, &cause);
    if (pointer != NON_VALUE)
        return pointer;
    return cause != NON_VALUE ? badarg_for(p, cause) : builtin_system_limit(p);
}

static Term callback_3(struct process *p, const Term *args)
{
    return callback_4(p, (const Term[]){args[0], args[1], args[2], NIL});
}

/* answer(Call, Value): true, or false when it has been answered before */
static Term answer_2(struct process *p, const Term *args)
{
    switch (callback_answer(args[0], args[1])) {
    case CALLBACK_ANSWERED:
        return ATOM_(true);
    case CALLBACK_OVER:
        return ATOM_(false);
    case CALLBACK_NO_CALL:
    case CALLBACK_BAD_VALUE:
        break;
    }
    return builtin_badarg(p);
}

/* ---- memory ---- */

/* alloc(Size) */
static Term alloc_1(struct process *p, const Term *args)
{
    int64_t size;
    if (!small_within(args[0], 0, SMALL_MAX, &size))
        return builtin_badarg(p);
    Term memory = cmemory_new(&p->heap, (size_t)size);
    return memory != NON_VALUE ? memory : builtin_system_limit(p);
}

/* free(Pointer) */
static Term free_1(struct process *p, const Term *args)
{
    struct cmemory *memory = cmemory_of(args[0]);
    if (memory == NULL)
        return builtin_badarg(p);
    switch (cmemory_free(memory)) {
    case CMEMORY_FREED:
        return ATOM_(ok);
    case CMEMORY_GONE:
        return badarg_for(p, ATOM_(freed));
    case CMEMORY_IN_USE:
        return badarg_for(p, ATOM_(in_use));
    case CMEMORY_NOT_OURS:
        break;
    }
    return badarg_for(p, ATOM_(not_allocated));
}

/* give(Memory): C frees it */
static Term give_1(struct process *p, const Term *args)
{
    struct cmemory *memory = cmemory_of(args[0]);
    if (memory == NULL)
        return builtin_badarg(p);
    return cmemory_give(memory) ? ATOM_(ok) : badarg_for(p, ATOM_(not_allocated));
}

/* A part of a block that is being read or written. */
struct window {
    struct cmemory *memory; /* in use until window_close */
    char *bytes;
    Term cause; /* when there is none: `outside`, `freed`, or NON_VALUE: wrong arguments */
};

/* SIZE bytes from the offset ARGS[1] of the block ARGS[0]. False: they are not there. */
static bool window_open(struct window *w, const Term *args, size_t size)
{
    int64_t offset;
    w->memory = cmemory_of(args[0]);
    w->cause = NON_VALUE;
    if (w->memory == NULL || !small_within(args[1], SMALL_MIN, SMALL_MAX, &offset))
        return false;
    w->cause = ATOM_(outside);
    size_t whole = cmemory_size(w->memory);
    if (whole != CMEMORY_SIZE_UNKNOWN &&
        (offset < 0 || (size_t)offset > whole || whole - (size_t)offset < size))
        return false;
    w->cause = ATOM_(freed);
    if (!cmemory_use(w->memory))
        return false;
    w->bytes = (char *)cmemory_address(w->memory) + offset;
    return true;
}

static void window_close(struct window *w)
{
    cmemory_let_go(w->memory);
}

static void charge_copy(struct process *p, size_t bytes)
{
    builtin_charge(p, (int64_t)(bytes / COPIED_BYTES_PER_REDUCTION));
}

/* read(Pointer, Offset, Type) */
static Term read_3(struct process *p, const Term *args)
{
    struct window w;
    const struct ctype *type = ctype_new(args[2]);
    if (type == NULL || type->size == 0 || type->kind == CTYPE_BINARY) {
        ctype_free(type);
        return bad_type(p, args[2]);
    }
    Term value = NON_VALUE;
    bool there = window_open(&w, args, type->size);
    if (there) {
        value = cvalue_read(&p->heap, type, w.bytes);
        window_close(&w);
        builtin_charge(p, (int64_t)(type->scalars / CELLS_PER_REDUCTION));
    }
    ctype_free(type);
    if (!there)
        return badarg_for(p, w.cause);
    if (value == NON_VALUE)
        return builtin_system_limit(p);
    charge_copy(p, binary_bytes(value));
    return value;
}

/* Copies what TYPE takes from BYTES to the place that ARGS name. */
static Term put_there(struct process *p, const Term *args, const struct ctype *type,
                      const void *bytes)
{
    struct window w;
    if (!window_open(&w, args, type->size))
        return badarg_for(p, w.cause);
    memcpy(w.bytes, bytes, type->size);
    window_close(&w);
    builtin_charge(p, (int64_t)(type->scalars / CELLS_PER_REDUCTION));
    return ATOM_(ok);
}

/* write(Pointer, Offset, Type, Value): what was there stays when the value is bad. */
static Term write_4(struct process *p, const Term *args)
{
    const struct ctype *type = ctype_new(args[2]);
    if (type == NULL || type->kind == CTYPE_VOID)
        return bad_type(p, args[2]);
    void *copy = mem_alloc(type->size);
    Term result = cvalue_write(type, args[3], copy, NULL) == CVALUE_DONE
                      ? put_there(p, args, type, copy)
                      : badarg_for(p, signature_bad_argument(&p->heap, 3, type));
    free(copy);
    ctype_free(type);
    return result;
}

static bool is_for_others(const struct process *p, size_t bytes)
{
    return bytes > COPY_BYTES_MOST && p->regs->scheduler != NULL;
}

static Term read_bytes(struct process *p, const Term *args)
{
    struct window w;
    size_t size = (size_t)small_value(args[2]);
    if (!window_open(&w, args, size))
        return badarg_for(p, w.cause);
    Term binary = bits_from_bytes(&p->heap, w.bytes, size);
    window_close(&w);
    charge_copy(p, size);
    return binary != NON_VALUE ? binary : builtin_system_limit(p);
}

/* read_binary(Pointer, Offset, Size) */
static Term read_binary_3(struct process *p, const Term *args)
{
    int64_t size;
    if (!small_within(args[2], 0, SMALL_MAX, &size))
        return builtin_badarg(p);
    if (is_for_others(p, (size_t)size))
        return builtin_dirty(p, DIRTY_CPU, read_bytes, ATOM_(ffi), ATOM_(read_binary), 3, args);
    return read_bytes(p, args);
}

static Term write_bytes(struct process *p, const Term *args)
{
    struct window w;
    size_t size = binary_bytes(args[2]);
    if (!window_open(&w, args, size))
        return badarg_for(p, w.cause);
    struct bits bits = bits_of(args[2]);
    bits_copy((unsigned char *)w.bytes, 0, bits.base, bits.first, bits.size);
    window_close(&w);
    charge_copy(p, size);
    return ATOM_(ok);
}

/* write_binary(Pointer, Offset, Binary) */
static Term write_binary_3(struct process *p, const Term *args)
{
    if (!term_is_binary(args[2]))
        return builtin_badarg(p);
    if (is_for_others(p, binary_bytes(args[2])))
        return builtin_dirty(p, DIRTY_CPU, write_bytes, ATOM_(ffi), ATOM_(write_binary), 3, args);
    return write_bytes(p, args);
}

/* read_string(Pointer, Offset): the bytes from there up to a zero byte */
static Term read_string_2(struct process *p, const Term *args)
{
    struct window w;
    if (!window_open(&w, args, 0))
        return badarg_for(p, w.cause);
    size_t whole = cmemory_size(w.memory);
    size_t most = whole - (size_t)(w.bytes - (char *)cmemory_address(w.memory));
    size_t size = whole == CMEMORY_SIZE_UNKNOWN ? strlen(w.bytes) : strnlen(w.bytes, most);
    Term binary = bits_from_bytes(&p->heap, w.bytes, size);
    window_close(&w);
    charge_copy(p, size);
    return binary != NON_VALUE ? binary : builtin_system_limit(p);
}

/* ---- addresses ---- */

/* address(Pointer): 0 for null */
static Term address_1(struct process *p, const Term *args)
{
    const struct cmemory *memory = cmemory_of(args[0]);
    if (memory == NULL)
        return args[0] == ATOM_(null) ? SMALL(0) : builtin_badarg(p);
    return heap_uint(&p->heap, (uint64_t)(uintptr_t)cmemory_address(memory));
}

/* An address is unsigned; C writes special ones as negative numbers. */
static bool read_address(Term term, void **address)
{
    uint64_t number;
    int64_t negative;
    if (!term_is_integer(term))
        return false;
    if (!int_to_uint64(term, &number)) {
        if (!int_to_int64(term, &negative))
            return false;
        number = (uint64_t)negative;
    }
    *address = (void *)(uintptr_t)number; // NOLINT(performance-no-int-to-ptr)
    return true;
}

/* pointer(Address, Size): believes both */
static Term pointer_2(struct process *p, const Term *args)
{
    void *address;
    int64_t size;
    if (!read_address(args[0], &address) || !small_within(args[1], 0, SMALL_MAX, &size))
        return builtin_badarg(p);
    return cmemory_pointer(&p->heap, address, (size_t)size, NULL);
}

static Term pointer_1(struct process *p, const Term *args)
{
    void *address;
    if (!read_address(args[0], &address))
        return builtin_badarg(p);
    return cmemory_pointer(&p->heap, address, CMEMORY_SIZE_UNKNOWN, NULL);
}

/* ---- types ---- */

/* size(Type) */
static Term size_1(struct process *p, const Term *args)
{
    const struct ctype *type = ctype_new(args[0]);
    if (type == NULL)
        return bad_type(p, args[0]);
    size_t size = type->size;
    ctype_free(type);
    return small_make((int64_t)size);
}

/* offset(Type, Number): of a member of a structure, or an element of an array, counted from 1 */
static Term offset_2(struct process *p, const Term *args)
{
    const struct ctype *type = ctype_new(args[0]);
    int64_t number, offset = 0;
    if (type == NULL)
        return bad_type(p, args[0]);
    bool there = small_within(args[1], 1, (int64_t)type->count, &number);
    if (there && type->kind == CTYPE_STRUCT)
        offset = (int64_t)type->members[number - 1].offset;
    else if (there)
        offset = (number - 1) * (int64_t)type->members[0].type->size;
    ctype_free(type);
    return there ? small_make(offset) : builtin_badarg(p);
}

const struct builtin_row builtins_ffi[] = {
    {"ffi", "open", 1, open_1},
    {"ffi", "symbol", 2, symbol_2},
    {"ffi", "function", 3, function_3},
    {"ffi", "function", 4, function_4},
    {"ffi", "call", 2, call_2},
    {"ffi", "callback", 3, callback_3},
    {"ffi", "callback", 4, callback_4},
    {"ffi", "answer", 2, answer_2},
    {"ffi", "alloc", 1, alloc_1},
    {"ffi", "free", 1, free_1},
    {"ffi", "give", 1, give_1},
    {"ffi", "read", 3, read_3},
    {"ffi", "write", 4, write_4},
    {"ffi", "read_binary", 3, read_binary_3},
    {"ffi", "write_binary", 3, write_binary_3},
    {"ffi", "read_string", 2, read_string_2},
    {"ffi", "address", 1, address_1},
    {"ffi", "pointer", 1, pointer_1},
    {"ffi", "pointer", 2, pointer_2},
    {"ffi", "size", 1, size_1},
    {"ffi", "offset", 2, offset_2},
    {0},
};

/* ---- without foreign code ---- */

static Term refused(struct process *p, const Term *args)
{
    (void)args;
    return builtin_error(p, ATOM_(notsup));
}

void ffi_refuse(void)
{
    for (const struct builtin_row *row = builtins_ffi; row->module != NULL; row++) {
        Term name = atom_from_utf8(row->name, strlen(row->name));
        export_enter_builtin(ATOM_(ffi), name, row->arity, refused);
    }
}
