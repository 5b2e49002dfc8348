/* SPDX-License-Identifier: Apache-2.0 */
/* file_handle.c: see file_handle.h.
 *
 * Files that are open are found by their owner: in lists, spread over buckets by the hash of its
 * pid, under one lock. Opening a file costs a call of the system, so the lock is not felt; and a
 * process that has never opened one (PROC_OWNS_FILES) does not come here at its end. */
#include "vm/builtin/file_handle.h"

#include "vm/builtin/file_result.h"
#include "vm/memory/magic.h"
#include "vm/process/dirty.h"
#include "vm/process/lifecycle.h"
#include "vm/process/process.h"
#include "vm/term/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#define BUCKETS 256

enum state {
    IDLE,
    BUSY,
    CLOSING, /* busy, and to be closed at the end of the operation */
    CLOSED,
};

struct file_handle {
    struct magic magic;
    int fd;
    _Atomic(int) state;

    /* Under the lock. OWNER is NIL outside of the lists. */
    Term owner;
    struct file_handle *next, **link;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct file_handle *buckets[BUCKETS];

/* ---- owners ---- */

static struct file_handle **bucket_of(Term owner)
{
    return &buckets[hash_mix(owner) % BUCKETS];
}

static void link_in(struct file_handle *file, Term owner)
{
    pthread_mutex_lock(&lock);
    struct file_handle **bucket = bucket_of(owner);
    file->owner = owner;
    file->link = bucket;
    file->next = *bucket;
    if (file->next != NULL)
        file->next->link = &file->next;
    *bucket = file;
    pthread_mutex_unlock(&lock);
}

/* Under the lock. */
static void take_out(struct file_handle *file)
{
    if (file->owner == NIL)
        return;
    *file->link = file->next;
    if (file->next != NULL)
        file->next->link = file->link;
    file->owner = NIL;
}

static void unlink_file(struct file_handle *file)
{
    pthread_mutex_lock(&lock);
    take_out(file);
    pthread_mutex_unlock(&lock);
}

/* Another of OWNER's files with a reference for the caller, out of its list; NULL: none is left. */
static struct file_handle *next_of(Term owner)
{
    pthread_mutex_lock(&lock);
    struct file_handle *file = *bucket_of(owner);
    while (file != NULL && (file->owner != owner || !magic_keep_living(&file->magic)))
        file = file->next;
    if (file != NULL)
        take_out(file);
    pthread_mutex_unlock(&lock);
    return file;
}

/* ---- the end of a file ---- */

/* The system gives the descriptor back whatever close returns, so it is never closed again. */
static int close_now(struct file_handle *file)
{
    atomic_store(&file->state, CLOSED);
    return close(file->fd);
}

static void close_there(void *descriptor)
{
    (void)close((int)(intptr_t)descriptor);
}

/* Nobody waits for this, and it may take long: the system writes what a server has not got yet, or
 * frees the blocks of a file that has no name any more. */
static void close_left(int fd)
{
    dirty_leave(DIRTY_IO, close_there,
                (void *)(intptr_t)fd); // NOLINT(performance-no-int-to-ptr)
}

/* Closes FILE, or lets the operation that is busy with it do so. */
static void close_soon(struct file_handle *file)
{
    int state = atomic_load(&file->state);
    while (state == IDLE || state == BUSY) {
        int then = state == IDLE ? CLOSED : CLOSING;
        if (!atomic_compare_exchange_weak(&file->state, &state, then))
            continue;
        if (then == CLOSED)
            close_left(file->fd);
        return;
    }
}

static void release(struct magic *magic)
{
    struct file_handle *file = (struct file_handle *)magic;
    unlink_file(file);
    if (atomic_load(&file->state) != CLOSED)
        close_left(file->fd);
    free(file);
}

static void owner_ended(struct process *p)
{
    struct file_handle *file;
    while ((file = next_of(p->id)) != NULL) {
        close_soon(file);
        magic_drop(&file->magic);
    }
}

void file_handle_init(void)
{
    proc_files_hook = owner_ended;
}

/* ---- operations ---- */

int file_open(const char *path, int flags)
{
    int fd;
    do
        fd = open(path, flags, 0666);
    while (fd < 0 && errno == EINTR);
    return fd;
}

Term file_handle_new(struct process *p, int fd)
{
    struct file_handle *file = mem_zalloc(sizeof *file);
    magic_init(&file->magic, release, sizeof *file);
    file->fd = fd;
    atomic_init(&file->state, IDLE);
    link_in(file, p->id);
    p->flags |= PROC_OWNS_FILES;
    return magic_reference(&p->heap, &file->magic);
}

/* The file of REFERENCE, busy for the caller; else NULL, and *FAILURE is what to return. */
static struct file_handle *begin(struct process *p, Term reference, Term *failure)
{
    struct file_handle *file = (struct file_handle *)magic_of(reference, release);
    int state = IDLE;
    if (file != NULL && atomic_compare_exchange_strong(&file->state, &state, BUSY))
        return file;
    *failure =
        file == NULL || state == BUSY ? builtin_badarg(p) : file_error_named(p, ATOM_(einval));
    return NULL;
}

static void end(struct file_handle *file)
{
    int state = BUSY;
    if (!atomic_compare_exchange_strong(&file->state, &state, IDLE))
        (void)close_now(file);
}

Term file_handle_run(struct process *p, const Term *args, file_operation *operation)
{
    Term result;
    struct file_handle *file = begin(p, args[0], &result);
    if (file == NULL)
        return result;
    result = operation(p, file->fd, args);
    end(file);
    return result;
}

Term file_handle_close(struct process *p, const Term *args)
{
    Term failure;
    struct file_handle *file = begin(p, args[0], &failure);
    if (file == NULL)
        return failure;
    unlink_file(file);
    return file_done(p, close_now(file) == 0 || errno == EINTR);
}
