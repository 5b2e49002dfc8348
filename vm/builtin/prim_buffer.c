/* SPDX-License-Identifier: Apache-2.0 */
/* prim_buffer.c: the module prim_buffer: a queue of bytes that is changed in place, for who reads
 * ahead of what has been asked for. Written at the back, read from the front.
 *
 * One process uses it at a time, as try_lock/1 lets several agree on; the mutex keeps those who do
 * not from tearing it. */
#include "vm/base/text_buffer.h"
#include "vm/builtin/support.h"
#include "vm/builtin/text.h"
#include "vm/memory/magic.h"
#include "vm/process/process.h"
#include "vm/term/bits.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct buffer {
    struct magic magic;
    pthread_mutex_t mutex;
    struct text_buffer bytes;
    size_t front; /* bytes that have been read or skipped */
    bool locked;  /* by a program */
};

static void release(struct magic *magic)
{
    struct buffer *buffer = (struct buffer *)magic;
    text_buffer_release(&buffer->bytes);
    pthread_mutex_destroy(&buffer->mutex);
    free(buffer);
}

/* The buffer of REFERENCE, whose mutex the caller holds then; NULL: it is none. */
static struct buffer *enter(Term reference)
{
    struct buffer *buffer = (struct buffer *)magic_of(reference, release);
    if (buffer != NULL)
        pthread_mutex_lock(&buffer->mutex);
    return buffer;
}

static Term leave(struct buffer *buffer, Term result)
{
    pthread_mutex_unlock(&buffer->mutex);
    return result;
}

static size_t size_of(const struct buffer *buffer)
{
    return buffer->bytes.size - buffer->front;
}

static const char *front_of(const struct buffer *buffer)
{
    return buffer->bytes.size == 0 ? "" : buffer->bytes.bytes + buffer->front;
}

/* Forgets SIZE bytes at the front; memory goes when nothing is left, and what was read makes room
 * when it is more than what was not. */
static void forget(struct buffer *buffer, size_t size)
{
    size_t left = size_of(buffer) - size;
    buffer->front += size;
    if (left == 0) {
        text_buffer_release(&buffer->bytes);
        buffer->bytes = TEXT_BUFFER_EMPTY;
        buffer->front = 0;
    } else if (buffer->front > left) {
        memmove(buffer->bytes.bytes, buffer->bytes.bytes + buffer->front, left);
        buffer->bytes.size = left;
        buffer->front = 0;
    }
}

static Term new_0(struct process *p, const Term *args)
{
    (void)args;
    struct buffer *buffer = mem_zalloc(sizeof *buffer);
    magic_init(&buffer->magic, release, sizeof *buffer);
    pthread_mutex_init(&buffer->mutex, NULL);
    return magic_reference(&p->heap, &buffer->magic);
}

static Term size_1(struct process *p, const Term *args)
{
    struct buffer *buffer = enter(args[0]);
    if (buffer == NULL)
        return builtin_badarg(p);
    return leave(buffer, heap_uint(&p->heap, size_of(buffer)));
}

/* The binaries of LIST behind what is there. False: one of them is none; nothing is added then. */
static bool append(struct buffer *buffer, Term list)
{
    size_t before = buffer->bytes.size;
    for (; term_is_cons(list); list = list_tail(list)) {
        struct text_arg arg;
        if (!text_arg_binary(&arg, list_head(list)))
            break;
        text_put(&buffer->bytes, arg.bytes, arg.size);
        text_arg_release(&arg);
    }
    if (term_is_nil(list))
        return true;
    buffer->bytes.size = before;
    return false;
}

/* write(Buffer, Binaries) */
static Term write_2(struct process *p, const Term *args)
{
    struct buffer *buffer = enter(args[0]);
    if (buffer == NULL)
        return builtin_badarg(p);
    size_t before = size_of(buffer);
    bool sound = append(buffer, args[1]), failed = buffer->bytes.failed;
    if (failed) {
        buffer->bytes.failed = false;
        buffer->bytes.size = buffer->front + before;
    }
    builtin_charge(p, (int64_t)((size_of(buffer) - before) / COPIED_BYTES_PER_REDUCTION));
    (void)leave(buffer, NIL);
    if (failed)
        return builtin_system_limit(p);
    return sound ? ATOM_(ok) : builtin_badarg(p);
}

/* Enters the buffer ARGS[0] for its first bytes, as many as ARGS[1] says. NULL: it is none, or has
 * fewer, and badarg has been raised. */
static struct buffer *enter_for(struct process *p, const Term *args, size_t *size)
{
    int64_t wanted;
    struct buffer *buffer = enter(args[0]);
    if (buffer != NULL && small_within(args[1], 0, (int64_t)size_of(buffer), &wanted)) {
        *size = (size_t)wanted;
        return buffer;
    }
    if (buffer != NULL)
        (void)leave(buffer, NIL);
    (void)builtin_badarg(p);
    return NULL;
}

/* copying_read(Buffer, Size): the first bytes, which are taken out. */
static Term copying_read_2(struct process *p, const Term *args)
{
    size_t size;
    struct buffer *buffer = enter_for(p, args, &size);
    if (buffer == NULL)
        return NON_VALUE;
    Term bytes = bits_from_bytes(&p->heap, front_of(buffer), size);
    if (bytes == NON_VALUE)
        return leave(buffer, builtin_system_limit(p));
    forget(buffer, size);
    builtin_charge(p, (int64_t)(size / COPIED_BYTES_PER_REDUCTION));
    return leave(buffer, bytes);
}

/* peek_head(Buffer): what is there, which stays. */
static Term peek_head_1(struct process *p, const Term *args)
{
    struct buffer *buffer = enter(args[0]);
    if (buffer == NULL)
        return builtin_badarg(p);
    Term bytes = bits_from_bytes(&p->heap, front_of(buffer), size_of(buffer));
    builtin_charge(p, (int64_t)(size_of(buffer) / COPIED_BYTES_PER_REDUCTION));
    return leave(buffer, bytes == NON_VALUE ? builtin_system_limit(p) : bytes);
}

/* skip(Buffer, Size): takes out the first bytes. */
static Term skip_2(struct process *p, const Term *args)
{
    size_t size;
    struct buffer *buffer = enter_for(p, args, &size);
    if (buffer == NULL)
        return NON_VALUE;
    forget(buffer, size);
    return leave(buffer, ATOM_(ok));
}

/* find_byte_index(Buffer, Byte): {ok, Index} of the first, or not_found. */
static Term find_byte_index_2(struct process *p, const Term *args)
{
    int64_t byte;
    struct buffer *buffer = enter(args[0]);
    if (buffer == NULL)
        return builtin_badarg(p);
    if (!small_within(args[1], 0, 255, &byte))
        return leave(buffer, builtin_badarg(p));
    const char *front = front_of(buffer), *at = memchr(front, (int)byte, size_of(buffer));
    builtin_charge(p, (int64_t)(size_of(buffer) / COPIED_BYTES_PER_REDUCTION));
    Term found =
        at == NULL ? ATOM_(not_found) : heap_tuple2(&p->heap, ATOM_(ok), small_make(at - front));
    return leave(buffer, found);
}

static Term try_lock_1(struct process *p, const Term *args)
{
    struct buffer *buffer = enter(args[0]);
    if (buffer == NULL)
        return builtin_badarg(p);
    Term result = buffer->locked ? ATOM_(busy) : ATOM_(acquired);
    buffer->locked = true;
    return leave(buffer, result);
}

static Term unlock_1(struct process *p, const Term *args)
{
    struct buffer *buffer = enter(args[0]);
    if (buffer == NULL)
        return builtin_badarg(p);
    bool locked = buffer->locked;
    buffer->locked = false;
    (void)leave(buffer, NIL);
    return locked ? ATOM_(ok) : builtin_error(p, ATOM_(lock_order_violation));
}

const struct builtin_row builtins_prim_buffer[] = {
    {"prim_buffer", "new", 0, new_0},
    {"prim_buffer", "size", 1, size_1},
    {"prim_buffer", "write", 2, write_2},
    {"prim_buffer", "copying_read", 2, copying_read_2},
    {"prim_buffer", "peek_head", 1, peek_head_1},
    {"prim_buffer", "skip", 2, skip_2},
    {"prim_buffer", "find_byte_index", 2, find_byte_index_2},
    {"prim_buffer", "try_lock", 1, try_lock_1},
    {"prim_buffer", "unlock", 1, unlock_1},
    {0},
};
