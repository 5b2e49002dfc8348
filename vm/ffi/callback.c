/* SPDX-License-Identifier: Apache-2.0 */
/* callback.c: from C to a process and back.
 *
 * A call that waits has two ends: the thread of C, and the reference in the message. They share an
 * exchange. The answer goes through it, and so does the news that the last reference has gone,
 * which happens too when the process ends: its messages and its heap are freed, and the references
 * in them released. So nothing has to watch the process. */
#include "vm/ffi/callback.h"

#include "vm/ffi/call.h"
#include "vm/ffi/memory.h"
#include "vm/ffi/value.h"
#include "vm/process/scheduler.h"
#include "vm/process/signal.h"
#include "vm/term/atom.h"

#include <pthread.h>
#include <stdlib.h>

/* Room for the arguments of most callbacks. */
#define CALLBACK_HEAP_WORDS 64

struct callback {
    struct magic magic; /* first */
    ffi_closure *closure;
    struct signature signature;
    Term process;
    bool waits;
    struct cmemory *pointer; /* to the closure, which keeps this callback */
    uint64_t number;         /* of the references to it */
    char *default_result;
};

static void callback_release(struct magic *magic)
{
    struct callback *c = (struct callback *)magic;
    if (c->closure != NULL)
        ffi_closure_free(c->closure);
    signature_free(&c->signature);
    free(c->default_result);
    free(c);
}

/* ---- the exchange ---- */

enum exchange_state { EXCHANGE_OPEN, EXCHANGE_ANSWERED, EXCHANGE_GIVEN_UP };

struct exchange {
    _Atomic(unsigned) ends; /* that hold it */
    pthread_mutex_t lock;
    pthread_cond_t changed;
    enum exchange_state state;
    struct callback *callback; /* kept */
    char result[];             /* as libffi wants it */
};

static struct exchange *exchange_new(struct callback *c)
{
    struct exchange *e = mem_zalloc(sizeof *e + signature_result_size(c->signature.result));
    atomic_init(&e->ends, 2);
    (void)pthread_mutex_init(&e->lock, NULL);
    (void)pthread_cond_init(&e->changed, NULL);
    magic_keep(&c->magic);
    e->callback = c;
    return e;
}

static void exchange_leave(struct exchange *e)
{
    if (atomic_fetch_sub(&e->ends, 1) != 1)
        return;
    (void)pthread_cond_destroy(&e->changed);
    (void)pthread_mutex_destroy(&e->lock);
    magic_drop(&e->callback->magic);
    free(e);
}

/* False: it is over already. RESULT: NULL when nobody will answer. */
static bool exchange_close(struct exchange *e, const void *result)
{
    (void)pthread_mutex_lock(&e->lock);
    bool open = e->state == EXCHANGE_OPEN;
    if (open) {
        e->state = result != NULL ? EXCHANGE_ANSWERED : EXCHANGE_GIVEN_UP;
        if (result != NULL)
            signature_copy_result(e->callback->signature.result, e->result, result);
        (void)pthread_cond_signal(&e->changed);
    }
    (void)pthread_mutex_unlock(&e->lock);
    return open;
}

/* The end of C: waits, and writes RESULT if there is an answer. */
static void exchange_await(struct exchange *e, void *result)
{
    (void)pthread_mutex_lock(&e->lock);
    while (e->state == EXCHANGE_OPEN)
        (void)pthread_cond_wait(&e->changed, &e->lock);
    if (e->state == EXCHANGE_ANSWERED)
        signature_copy_result(e->callback->signature.result, result, e->result);
    (void)pthread_mutex_unlock(&e->lock);
}

/* The other end, the Call. */
struct ticket {
    struct magic magic; /* first */
    struct exchange *exchange;
};

static void ticket_release(struct magic *magic)
{
    struct ticket *ticket = (struct ticket *)magic;
    (void)exchange_close(ticket->exchange, NULL);
    exchange_leave(ticket->exchange);
    free(ticket);
}

static Term ticket_new(struct heap *heap, struct exchange *exchange)
{
    struct ticket *ticket = mem_alloc(sizeof *ticket);
    magic_init(&ticket->magic, ticket_release, sizeof *ticket);
    ticket->exchange = exchange;
    return magic_reference(heap, &ticket->magic);
}

enum callback_answer callback_answer(Term term, Term value, Term *wanted)
{
    struct ticket *ticket = (struct ticket *)magic_of(term, ticket_release);
    if (ticket == NULL)
        return CALLBACK_NO_CALL;
    const struct callback *c = ticket->exchange->callback;
    const struct ctype *type = c->signature.result;
    *wanted = type->name;
    char *result = mem_zalloc(signature_result_size(c->signature.result));
    enum callback_answer answer = CALLBACK_BAD_VALUE;
    if (type->kind == CTYPE_VOID || cvalue_write(type, value, result, NULL) == CVALUE_DONE) {
        signature_widen(type, result);
        answer = exchange_close(ticket->exchange, result) ? CALLBACK_ANSWERED : CALLBACK_OVER;
    }
    free(result);
    return answer;
}

/* ---- when C calls ---- */

/* The arguments as a list; NON_VALUE: memory exhausted. */
static Term arguments(struct heap *heap, const struct callback *c, void **values)
{
    Term list = NIL;
    for (unsigned i = c->signature.count; i-- > 0;) {
        Term value = cvalue_read(heap, c->signature.types[i], values[i]);
        if (value == NON_VALUE)
            return NON_VALUE;
        list = heap_cons(heap, value, list);
    }
    return list;
}

/* Sends the message; EXCHANGE is NULL, or its other end passes to the message. */
static void send(const struct callback *c, void **values, struct exchange *exchange)
{
    struct heap heap;
    heap_init(&heap, CALLBACK_HEAP_WORDS);
    Term pointer = cmemory_reference(&heap, c->pointer, c->number);
    Term ticket = exchange != NULL ? ticket_new(&heap, exchange) : NON_VALUE;
    Term list = arguments(&heap, c, values);
    if (list != NON_VALUE) {
        Term tuple[] = {ATOM_(callback), pointer, list, ticket};
        Term message = heap_tuple(&heap, exchange != NULL ? 4 : 3, tuple);
        scheduler_post(c->process, signal_message(message));
    }
    heap_release(&heap);
}

/* Why C must not wait here, or NON_VALUE. */
static Term refusal(const struct callback *c, const struct call_context *context)
{
    if (context != NULL && context->on_scheduler)
        return ATOM_(callback_needs_blocking);
    if (context != NULL && context->process == c->process)
        return ATOM_(callback_to_caller);
    return NON_VALUE;
}

static void ask(struct callback *c, void *result, void **values)
{
    struct call_context *context = call_context_now();
    Term refused = refusal(c, context);
    if (refused != NON_VALUE) {
        context->refused = refused;
        return;
    }
    struct exchange *exchange = exchange_new(c);
    send(c, values, exchange);
    exchange_await(exchange, result);
    exchange_leave(exchange);
}

static void called(ffi_cif *cif, void *result, void **values, void *data)
{
    (void)cif;
    struct callback *c = data;
    magic_keep(&c->magic);
    signature_copy_result(c->signature.result, result, c->default_result);
    if (c->waits)
        ask(c, result, values);
    else
        send(c, values, NULL);
    magic_drop(&c->magic);
}

/* ---- making one ---- */

static bool set_default(struct callback *c, struct heap *heap, Term value, Term *cause)
{
    const struct ctype *type = c->signature.result;
    c->default_result = mem_zalloc(signature_result_size(c->signature.result));
    if (value == NON_VALUE || cvalue_write(type, value, c->default_result, NULL) == CVALUE_DONE) {
        signature_widen(type, c->default_result);
        return true;
    }
    *cause = heap_tuple2(heap, ATOM_(default), type->name);
    return false;
}

/* The pointer to C, which has been made; NON_VALUE: there is no memory for code. */
static Term prepare(struct callback *c, struct heap *heap)
{
    void *code;
    c->closure = ffi_closure_alloc(sizeof *c->closure, &code);
    if (c->closure == NULL ||
        ffi_prep_closure_loc(c->closure, &c->signature.cif, called, c, code) != FFI_OK)
        return NON_VALUE;
    c->pointer = cmemory_object(code, 0, &c->magic);
    c->number = ref_next_number();
    return magic_reference_numbered(heap, cmemory_magic(c->pointer), c->number);
}

Term callback_new(struct heap *heap, struct signature *signature, struct callback_options options,
                  Term *cause)
{
    *cause = NON_VALUE;
    struct callback *c = mem_zalloc(sizeof *c);
    magic_init(&c->magic, callback_release, sizeof *c);
    c->signature = *signature;
    c->process = options.process;
    c->waits = options.waits;
    Term pointer =
        set_default(c, heap, options.default_value, cause) ? prepare(c, heap) : NON_VALUE;
    magic_drop(&c->magic);
    return pointer;
}
