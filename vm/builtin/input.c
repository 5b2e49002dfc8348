/* SPDX-License-Identifier: Apache-2.0 */
/* input.c: reading lines from standard input without stopping a scheduler.
 *
 * A thread of its own, started by the first reader, does the reading; it is the only one that
 * blocks. Lines that it has read already are given out at once. Otherwise the process leaves a
 * request and goes on in standard_input:receive_line(Ref) of the stdlib, which waits for the
 * message {Ref, Line}. */
#include "vm/base/text_buffer.h"
#include "vm/builtin/support.h"
#include "vm/process/clock.h"
#include "vm/process/scheduler.h"
#include "vm/process/signal.h"
#include "vm/process/statistics.h"
#include "vm/term/bits.h"
#include "vm/term/ref.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define READ_BYTES 65536

struct request {
    struct request *next;
    Term pid;
    uint64_t ref;
};

static struct {
    pthread_mutex_t lock;
    pthread_cond_t asked;
    bool started;
    struct request *first;
    struct request **last;
    struct text_buffer text; /* read, but not given out */
    size_t searched;         /* bytes at its beginning in which there is no newline */
    bool at_end;             /* what is in TEXT is followed by the end of the file */
} input = {.lock = PTHREAD_MUTEX_INITIALIZER, .asked = PTHREAD_COND_INITIALIZER};

/* Size of the first line in the buffer with its newline, or of the last one without; 0: none is
 * complete. */
static size_t line_size(void)
{
    size_t from = input.searched;
    const char *newline = NULL;
    if (input.text.size > from)
        newline = memchr(input.text.bytes + from, '\n', input.text.size - from);
    if (newline != NULL)
        return (size_t)(newline - input.text.bytes) + 1;
    input.searched = input.text.size;
    return input.at_end || input.text.failed ? input.text.size : 0;
}

static bool line_is_there(void)
{
    return line_size() > 0 || input.at_end;
}

/* Takes the first line, or eof, which counts once: a terminal may be read again. NON_VALUE: memory
 * exhausted. */
static Term take_line(struct heap *heap)
{
    size_t size = line_size();
    if (size == 0) {
        input.at_end = false;
        return ATOM_(eof);
    }
    Term line = bits_from_bytes(heap, input.text.bytes, size);
    memmove(input.text.bytes, input.text.bytes + size, input.text.size - size);
    input.text.size -= size;
    input.text.failed = false;
    input.searched = 0;
    return line;
}

/* ---- the reader thread ---- */

/* A message {Ref, Line} for the process that asked first, whose request is removed. */
static struct fragment *answer(Term *pid)
{
    struct request *request = input.first;
    struct heap heap;
    heap_init(&heap, 64);
    Term ref = ref_put(heap_alloc(&heap, REF_WORDS), request->ref, request->pid);
    Term line = take_line(&heap);
    if (line == NON_VALUE)
        line = ATOM_(eof);
    struct fragment *message = signal_message(heap_tuple2(&heap, ref, line));
    heap_release(&heap);
    *pid = request->pid;
    input.first = request->next;
    if (input.first == NULL)
        input.last = &input.first;
    free(request);
    return message;
}

/* Reads some bytes. */
static ssize_t read_some(char *buffer)
{
    ssize_t count;
    do
        count = read(STDIN_FILENO, buffer, READ_BYTES);
    while (count < 0 && errno == EINTR);
    return count;
}

static void take_in(const char *buffer, ssize_t count)
{
    statistics_count_input(count > 0 ? (size_t)count : 0);
    if (count > 0)
        text_put(&input.text, buffer, (size_t)count);
    else
        input.at_end = true;
}

NORETURN static void serve(char *buffer)
{
    pthread_mutex_lock(&input.lock);
    for (;;) {
        while (input.first == NULL)
            pthread_cond_wait(&input.asked, &input.lock);
        while (!line_is_there()) {
            pthread_mutex_unlock(&input.lock);
            ssize_t count = read_some(buffer);
            pthread_mutex_lock(&input.lock);
            take_in(buffer, count);
        }
        Term pid;
        struct fragment *message = answer(&pid);
        pthread_mutex_unlock(&input.lock);
        scheduler_post(pid, message);
        pthread_mutex_lock(&input.lock);
    }
}

static void *reader(void *unused)
{
    (void)unused;
    serve(mem_alloc(READ_BYTES));
}

static bool start_reader(void)
{
    pthread_t thread;
    if (!input.started && pthread_create(&thread, NULL, reader, NULL) == 0) {
        pthread_detach(thread);
        input.started = true;
        input.last = &input.first;
    }
    return input.started;
}

/* ---- the builtin ---- */

/* A seeded run reads where it stands: when an answer came from another thread would depend on who
 * writes the input. */
static Term read_here(struct heap *heap)
{
    char *buffer = line_is_there() ? NULL : mem_alloc(READ_BYTES);
    while (!line_is_there())
        take_in(buffer, read_some(buffer));
    free(buffer);
    return take_line(heap);
}

/* A line at once, or a request for one whose answer will carry REF. NON_VALUE: the latter. */
static Term line_or_request(struct process *p, uint64_t ref)
{
    if (input.first == NULL && line_is_there())
        return take_line(&p->heap);
    struct request *request = mem_alloc(sizeof *request);
    *request = (struct request){NULL, p->id, ref};
    *input.last = request;
    input.last = &request->next;
    pthread_cond_signal(&input.asked);
    return NON_VALUE;
}

/* tick:read_line(): the next line with its newline, as a binary, or eof. */
static Term read_line_0(struct process *p, const Term *args)
{
    (void)args;
    if (clock_is_virtual())
        return read_here(&p->heap);
    uint64_t number = ref_next_number();
    Term line = NON_VALUE;
    pthread_mutex_lock(&input.lock);
    bool good = start_reader();
    if (good)
        line = line_or_request(p, number);
    pthread_mutex_unlock(&input.lock);
    if (!good)
        return builtin_system_limit(p);
    if (line != NON_VALUE)
        return line;
    Term ref = ref_put(heap_alloc(&p->heap, REF_WORDS), number, p->id);
    const struct export *receive = export_get(ATOM_(standard_input), ATOM_(receive_line), 1);
    return builtin_trap1(p, receive, ref);
}

const struct builtin_row builtins_input[] = {
    {"tick", "read_line", 0, read_line_0},
    {0},
};
