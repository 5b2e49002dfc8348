/* SPDX-License-Identifier: Apache-2.0 */
/* call.c: arguments into a frame, the call, the result out of it. The frame is one piece of memory:
 * the result first, then each argument, all aligned for whatever they are. */
#include "vm/ffi/call.h"

#include "vm/ffi/value.h"
#include "vm/term/atom.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct cfunction {
    struct magic magic; /* first */
    void *code;
    struct magic *kept;
    struct signature signature;
    struct cfunction_options options;
};

static void release(struct magic *magic)
{
    struct cfunction *f = (struct cfunction *)magic;
    if (f->kept != NULL)
        magic_drop(f->kept);
    signature_free(&f->signature);
    free(f);
}

Term cfunction_new(struct heap *heap, void *code, struct magic *kept, struct signature *signature,
                   struct cfunction_options options)
{
    struct cfunction *f = mem_alloc(sizeof *f);
    magic_init(&f->magic, release, sizeof *f);
    f->code = code;
    f->kept = kept;
    f->signature = *signature;
    f->options = options;
    if (kept != NULL)
        magic_keep(kept);
    return magic_reference(heap, &f->magic);
}

struct cfunction *cfunction_of(Term term)
{
    return (struct cfunction *)magic_of(term, release);
}

enum cfunction_mode cfunction_mode(const struct cfunction *function)
{
    return function->options.mode;
}

/* ---- the context ---- */

static _Thread_local struct call_context *context_now;

struct call_context *call_context_now(void)
{
    return context_now;
}

/* ---- the frame ---- */

#define FRAME_ALIGNMENT 16
#define FRAME_SMALL     1024

struct frame {
    const struct cfunction *function;
    unsigned count; /* arguments, those behind the dots too */
    const struct ctype *types[SIGNATURE_ARGUMENTS_MOST];
    ffi_type *ffi[SIGNATURE_ARGUMENTS_MOST];
    void *values[SIGNATURE_ARGUMENTS_MOST];
    Term terms[SIGNATURE_ARGUMENTS_MOST];
    char *bytes; /* SMALL, or malloc'ed */
    struct loans loans;
    _Alignas(FRAME_ALIGNMENT) char small[FRAME_SMALL];
};

static size_t frame_round(size_t size)
{
    return (size + FRAME_ALIGNMENT - 1) / FRAME_ALIGNMENT * FRAME_ALIGNMENT;
}

static void frame_release(struct frame *frame)
{
    loans_end(&frame->loans);
    if (frame->bytes != frame->small)
        free(frame->bytes);
    for (unsigned i = frame->function->signature.count; i < frame->count; i++)
        ctype_free(frame->types[i]);
}

/* Room for the result and all arguments. False: there is no memory. */
static bool frame_divide(struct frame *frame)
{
    size_t size = frame_round(signature_result_size(frame->function->signature.result));
    for (unsigned i = 0; i < frame->count; i++)
        size += frame_round(frame->types[i]->size);
    if (size > FRAME_SMALL) {
        char *bytes = aligned_alloc(FRAME_ALIGNMENT, size);
        if (bytes == NULL)
            return false;
        frame->bytes = bytes;
    }
    char *next =
        frame->bytes + frame_round(signature_result_size(frame->function->signature.result));
    for (unsigned i = 0; i < frame->count; i++) {
        frame->values[i] = next;
        next += frame_round(frame->types[i]->size);
    }
    return true;
}

/* ---- arguments ---- */

static struct call_outcome badarg(Term cause)
{
    return (struct call_outcome){.value = NON_VALUE, .reason = ATOM_(badarg), .cause = cause};
}

static struct call_outcome system_limit(void)
{
    return (struct call_outcome){
        .value = NON_VALUE, .reason = ATOM_(system_limit), .cause = NON_VALUE};
}

/* The type of an argument behind the dots, {Type, Value}; NULL: it is none. */
static const struct ctype *extra_type(Term argument)
{
    if (!term_is_tuple_of(argument, 2))
        return NULL;
    const struct ctype *type = ctype_new(tuple_get(argument, 0));
    if (type == NULL || (type->kind != CTYPE_VOID && type->kind != CTYPE_ARRAY))
        return type;
    ctype_free(type);
    return NULL;
}

/* Takes the next of LIST in. False: with what is wrong with it in *CAUSE. */
static bool take_argument(struct frame *frame, struct heap *heap, Term argument, Term *cause)
{
    const struct signature *s = &frame->function->signature;
    unsigned i = frame->count;
    if (i < s->count) {
        frame->types[i] = s->types[i];
        frame->terms[i] = argument;
    } else {
        frame->types[i] = extra_type(argument);
        if (frame->types[i] == NULL) {
            *cause = signature_bad_type(heap, argument);
            return false;
        }
        frame->terms[i] = tuple_get(argument, 1);
    }
    frame->ffi[i] = frame->types[i]->ffi;
    frame->count++;
    return true;
}

static bool take_arguments(struct frame *frame, struct heap *heap, Term list, Term *cause)
{
    const struct signature *s = &frame->function->signature;
    unsigned most = s->variadic ? SIGNATURE_ARGUMENTS_MOST : s->count;
    *cause = NON_VALUE;
    while (term_is_cons(list) && frame->count < most) {
        if (!take_argument(frame, heap, list_head(list), cause))
            return false;
        list = list_tail(list);
    }
    if (term_is_nil(list) && frame->count >= s->count)
        return true;
    *cause = heap_tuple2(heap, ATOM_(arity), small_make(s->count));
    return false;
}

/* A narrow number behind the dots is checked as what it is, and passed as what C makes of it. */
static void promote(struct frame *frame, unsigned i)
{
    const struct ctype *type = frame->types[i], *wide = ctype_promoted(type);
    if (wide == type)
        return;
    if (type->kind == CTYPE_FLOAT) {
        float value;
        memcpy(&value, frame->values[i], sizeof value);
        memcpy(frame->values[i], &(double){(double)value}, sizeof(double));
    } else {
        int64_t value = signature_narrow_value(type, frame->values[i]);
        memcpy(frame->values[i], &(int){(int)value}, sizeof(int));
    }
    frame->ffi[i] = wide->ffi;
}

static enum cvalue_result write_arguments(struct frame *frame, unsigned *index)
{
    for (unsigned i = 0; i < frame->count; i++) {
        *index = i;
        enum cvalue_result result =
            cvalue_write(frame->types[i], frame->terms[i], frame->values[i], &frame->loans);
        if (result != CVALUE_DONE)
            return result;
        if (i >= frame->function->signature.count)
            promote(frame, i);
    }
    return CVALUE_DONE;
}

/* ---- the call ---- */

/* Returns errno as the function leaves it. */
static int run(struct frame *frame, ffi_cif *cif, struct call_context *context)
{
    context->refused = NON_VALUE;
    context_now = context;
    errno = 0;
    ffi_call(cif, FFI_FN(frame->function->code), frame->bytes, frame->values);
    int error = errno;
    context_now = NULL;
    return error;
}

static struct call_outcome finish(struct frame *frame, struct heap *heap, int error, Term refused)
{
    const struct ctype *type = frame->function->signature.result;
    signature_narrow(type, frame->bytes);
    struct call_outcome outcome = {.value = cvalue_read(heap, type, frame->bytes),
                                   .reason = ATOM_(system_limit),
                                   .cause = NON_VALUE,
                                   .bytes = frame->loans.bytes};
    if (refused != NON_VALUE) {
        outcome.value = NON_VALUE;
        outcome.reason = refused;
    }
    if (outcome.value != NON_VALUE && frame->function->options.with_errno)
        outcome.value = heap_tuple2(heap, outcome.value, small_make(error));
    return outcome;
}

static struct call_outcome call(struct frame *frame, struct heap *heap, Term arguments,
                                struct call_context *context)
{
    const struct signature *s = &frame->function->signature;
    ffi_cif cif = s->cif;
    unsigned index = 0;
    Term cause;
    if (!take_arguments(frame, heap, arguments, &cause))
        return badarg(cause);
    if (!frame_divide(frame))
        return system_limit();
    enum cvalue_result written = write_arguments(frame, &index);
    if (written != CVALUE_DONE)
        return written == CVALUE_BAD ? badarg(signature_bad_value(heap, index, frame->types[index]))
                                     : system_limit();
    if (s->variadic && ffi_prep_cif_var(&cif, FFI_DEFAULT_ABI, s->count, frame->count,
                                        s->result->ffi, frame->ffi) != FFI_OK)
        return badarg(signature_bad_type(heap, ATOM_(dots)));
    int error = run(frame, &cif, context);
    return finish(frame, heap, error, context->refused);
}

struct call_outcome cfunction_call(struct heap *heap, struct cfunction *function, Term arguments,
                                   struct call_context *context)
{
    struct frame frame;
    frame.function = function;
    frame.count = 0;
    frame.bytes = frame.small;
    frame.loans = LOANS_NONE;
    struct call_outcome outcome = call(&frame, heap, arguments, context);
    frame_release(&frame);
    return outcome;
}
