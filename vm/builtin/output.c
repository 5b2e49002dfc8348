/* SPDX-License-Identifier: Apache-2.0 */
/* output.c: writing to standard output and standard error, whole and at once: what one call writes
 * is not mixed with what others write. */
#include "vm/builtin/encoding.h"
#include "vm/builtin/iodata.h"
#include "vm/builtin/support.h"
#include "vm/builtin/text.h"
#include "vm/process/statistics.h"
#include "vm/term/bits.h"
#include "vm/term/print.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

/* Bytes written for one reduction: the system call is what costs. */
#define WRITTEN_BYTES_PER_REDUCTION 64

static pthread_mutex_t locks[] = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER};

/* Has WRITE failed only for now? Then waits until it is worth trying again. */
static bool may_retry(int fd)
{
    if (errno == EINTR)
        return true;
    if (errno != EAGAIN && errno != EWOULDBLOCK)
        return false;
    struct pollfd writable = {.fd = fd, .events = POLLOUT};
    return poll(&writable, 1, -1) >= 0 || errno == EINTR;
}

/* False: the other end is gone, or the device is full. */
static bool write_all(int fd, const char *bytes, size_t size)
{
    pthread_mutex_t *lock = &locks[fd == STDERR_FILENO];
    bool good = true;
    pthread_mutex_lock(lock);
    while (size > 0 && good) {
        ssize_t written = write(fd, bytes, size);
        if (written < 0) {
            good = may_retry(fd);
            continue;
        }
        statistics_count_output((size_t)written);
        bytes += written;
        size -= (size_t)written;
    }
    pthread_mutex_unlock(lock);
    return good;
}

/* Releases BUFFER. ok, or {error, terminated}. */
static Term written(struct process *p, int fd, struct text_buffer *buffer)
{
    bool complete = !buffer->failed;
    bool good = write_all(fd, buffer->bytes, buffer->size);
    builtin_charge(p, (int64_t)(buffer->size / WRITTEN_BYTES_PER_REDUCTION));
    text_buffer_release(buffer);
    if (!complete)
        return builtin_system_limit(p);
    return good ? ATOM_(ok) : heap_tuple2(&p->heap, ATOM_(error), ATOM_(terminated));
}

/* Binaries as they are, characters of lists as UTF-8. */
static bool put_item(struct text_buffer *buffer, enum data_item where, Term item)
{
    int64_t character;
    if (where == DATA_ELEMENT && small_within(item, 0, 0x10FFFF, &character) &&
        encoding_has(ENCODING_UTF8, (uint32_t)character)) {
        text_put_utf8(buffer, (uint32_t)character);
        return true;
    }
    if (!term_is_binary(item))
        return false;
    unsigned char *copy;
    const unsigned char *bytes = bits_bytes(item, &copy);
    if (bytes == NULL)
        buffer->failed = true;
    else
        text_put(buffer, bytes, bits_size(item) / 8);
    free(copy);
    return true;
}

/* False: DATA is no deep list of binaries and characters. */
static bool put_data(struct process *p, struct text_buffer *buffer, Term data)
{
    struct data_cursor cursor = data_cursor_make(data, NIL, SIZE_MAX);
    enum data_item where;
    Term item;
    while ((where = data_next(&p->heap, &cursor, &item)) > DATA_PAUSE)
        if (!put_item(buffer, where, item))
            return false;
    builtin_charge(p, (int64_t)((SIZE_MAX - cursor.steps) / CELLS_PER_REDUCTION));
    return true;
}

static Term write_data(struct process *p, int fd, Term data)
{
    struct text_buffer buffer = TEXT_BUFFER_EMPTY;
    if (put_data(p, &buffer, data))
        return written(p, fd, &buffer);
    text_buffer_release(&buffer);
    return builtin_badarg(p);
}

/* tick:write_stdout(Data) */
static Term write_stdout_1(struct process *p, const Term *args)
{
    return write_data(p, STDOUT_FILENO, args[0]);
}

/* tick:write_stderr(Data) */
static Term write_stderr_1(struct process *p, const Term *args)
{
    return write_data(p, STDERR_FILENO, args[0]);
}

/* ---- erlang:display ---- */

static Term display_1(struct process *p, const Term *args)
{
    struct text_buffer buffer = TEXT_BUFFER_EMPTY;
    print_term(&buffer, args[0], &PRINT_DISPLAY);
    text_put_byte(&buffer, '\n');
    Term result = written(p, STDOUT_FILENO, &buffer);
    return result == NON_VALUE ? result : ATOM_(true);
}

static Term display_string(struct process *p, int fd, Term string)
{
    Term result = term_is_list(string) || term_is_binary(string) ? write_data(p, fd, string)
                                                                 : builtin_badarg(p);
    return result == NON_VALUE ? result : ATOM_(true);
}

/* A list of nothing but characters: display_string/1 takes no other, unlike its younger brother. */
static bool is_flat_text(Term text)
{
    int64_t character;
    while (term_is_cons(text) && small_within(list_head(text), 0, 0x10FFFF, &character))
        text = list_tail(text);
    return term_is_nil(text);
}

static Term display_string_1(struct process *p, const Term *args)
{
    return is_flat_text(args[0]) ? display_string(p, STDOUT_FILENO, args[0]) : builtin_badarg(p);
}

static Term display_string_2(struct process *p, const Term *args)
{
    if (args[0] == ATOM_(stdout))
        return display_string(p, STDOUT_FILENO, args[1]);
    if (args[0] == ATOM_(stderr))
        return display_string(p, STDERR_FILENO, args[1]);
    return builtin_badarg(p);
}

/* Which characters ~p takes for printable. */
static Term printable_range_0(struct process *p, const Term *args)
{
    (void)p;
    (void)args;
    return ATOM_(latin1);
}

/* What error_logger:warning_msg makes of a warning. */
static Term warning_map_0(struct process *p, const Term *args)
{
    (void)p;
    (void)args;
    return ATOM_(warning);
}

const struct builtin_row builtins_output[] = {
    {"tick", "write_stdout", 1, write_stdout_1},
    {"tick", "write_stderr", 1, write_stderr_1},
    {"erlang", "display", 1, display_1},
    {"erlang", "display_string", 1, display_string_1},
    {"erlang", "display_string", 2, display_string_2},
    {"io", "printable_range", 0, printable_range_0},
    {"error_logger", "warning_map", 0, warning_map_0},
    {0},
};
