/* SPDX-License-Identifier: Apache-2.0 */
/* file_write.c: writing to open files. The binaries of a list go to the system where they lie, many
 * with one call; those that do not begin at a byte are copied. */
#define _GNU_SOURCE
#include "vm/builtin/file_handle.h"
#include "vm/builtin/file_result.h"
#include "vm/builtin/support.h"
#include "vm/process/process.h"

#include <errno.h>
#include <sys/uio.h>

#define PIECES 64

/* Up to PIECES binaries of a list as the system wants them; they share the terms' bytes, or copies
 * that are freed with pieces_release. */
struct pieces {
    struct iovec vector[PIECES];
    struct text_arg args[PIECES];
    unsigned count;
};

static void pieces_release(struct pieces *pieces)
{
    while (pieces->count > 0)
        text_arg_release(&pieces->args[--pieces->count]);
}

/* Takes pieces off *LIST. False: something in it is no binary. */
static bool pieces_take(struct pieces *pieces, Term *list)
{
    for (pieces->count = 0; pieces->count < PIECES && term_is_cons(*list); pieces->count++) {
        struct text_arg *arg = &pieces->args[pieces->count];
        if (!text_arg_binary(arg, list_head(*list)))
            return false;
        pieces->vector[pieces->count] =
            (struct iovec){.iov_base = (void *)(uintptr_t)arg->bytes, .iov_len = arg->size};
        *list = list_tail(*list);
    }
    return true;
}

/* Goes COUNT bytes on in the vector *V of *LEFT pieces. */
static void advance(struct iovec **v, unsigned *left, size_t count)
{
    while (*left > 0 && count >= (*v)->iov_len) {
        count -= (*v)->iov_len;
        (*v)++;
        (*left)--;
    }
    if (*left > 0) {
        (*v)->iov_base = (char *)(*v)->iov_base + count;
        (*v)->iov_len -= count;
    }
}

/* Writes all of PIECES; the system may take them bit by bit. *OFFSET (not AT_POSITION) goes on with
 * them. False: errno. */
static bool pieces_write(struct pieces *pieces, int fd, off_t *offset)
{
    struct iovec *v = pieces->vector;
    unsigned left = pieces->count;
    advance(&v, &left, 0);
    while (left > 0) {
        ssize_t count = *offset < 0 ? writev(fd, v, (int)left) : pwritev(fd, v, (int)left, *offset);
        if (count < 0 && errno != EINTR)
            return false;
        if (count < 0)
            continue;
        advance(&v, &left, (size_t)count);
        *offset += *offset < 0 ? 0 : count;
    }
    return true;
}

static Term write_list(struct process *p, int fd, Term list, off_t offset)
{
    if (list_length_up_to(list, SIZE_MAX) < 0)
        return builtin_badarg(p);
    bool good = true;
    while (good && term_is_cons(list)) {
        struct pieces pieces;
        bool sound = pieces_take(&pieces, &list);
        good = sound && pieces_write(&pieces, fd, &offset);
        int number = errno;
        pieces_release(&pieces);
        if (!sound)
            return builtin_badarg(p);
        errno = number;
    }
    return file_done(p, good);
}

static Term write_bytes(struct process *p, int fd, const Term *args)
{
    return write_list(p, fd, args[1], AT_POSITION);
}

static Term write_there(struct process *p, const Term *args)
{
    return file_handle_run(p, args, write_bytes);
}

static Term pwrite_bytes(struct process *p, int fd, const Term *args)
{
    int64_t offset;
    if (!term_is_integer(args[1]))
        return builtin_badarg(p);
    if (!file_size(args[1], &offset))
        return file_error_named(p, ATOM_(einval));
    return write_list(p, fd, args[2], offset);
}

static Term pwrite_there(struct process *p, const Term *args)
{
    return file_handle_run(p, args, pwrite_bytes);
}

FILE_BUILTIN(write, 2)
FILE_BUILTIN(pwrite, 3)

const struct builtin_row builtins_file_write[] = {
    FILE_ROW(write, 2),
    FILE_ROW(pwrite, 3),
    {0},
};
