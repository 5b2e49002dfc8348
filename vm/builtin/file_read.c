/* SPDX-License-Identifier: Apache-2.0 */
/* file_read.c: reading from open files, and whole files.
 *
 * What is read is put together in a buffer that grows with what has come, never with what was asked
 * for: so `read everything` may be said with a number as large as one likes. */
#define _GNU_SOURCE
#include "vm/builtin/file_handle.h"
#include "vm/builtin/file_result.h"
#include "vm/builtin/support.h"
#include "vm/process/process.h"
#include "vm/term/big.h"
#include "vm/term/bits.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define FIRST_CHUNK  ((size_t)4096)
#define LARGER_CHUNK ((size_t)64 * 1024)

static ssize_t read_at(int fd, void *bytes, size_t size, off_t offset)
{
    ssize_t count;
    do
        count = offset < 0 ? read(fd, bytes, size) : pread(fd, bytes, size, offset);
    while (count < 0 && errno == EINTR);
    return count;
}

/* Room for what a regular file still has, of others for a little. */
static size_t expected(int fd, off_t offset)
{
    struct stat status;
    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))
        return FIRST_CHUNK;
    off_t at = offset < 0 ? lseek(fd, 0, SEEK_CUR) : offset;
    return at < 0 || at >= status.st_size ? FIRST_CHUNK : (size_t)(status.st_size - at);
}

/* Appends MOST bytes to BUFFER, or what there is before the end. Asks the system at least once, so
 * that a file that must not be read says so. There is room for one byte more, so that the end shows
 * without another allocation. False: errno. */
static bool read_into(struct text_buffer *buffer, int fd, size_t most, off_t offset)
{
    size_t chunk = most <= FIRST_CHUNK ? most : expected(fd, offset);
    ssize_t count;
    do {
        size_t left = most - buffer->size, size = left < chunk ? left : chunk;
        if (!text_reserve(buffer, size + 1)) {
            errno = ENOMEM;
            return false;
        }
        off_t at = offset < 0 ? AT_POSITION : offset + (off_t)buffer->size;
        count = read_at(fd, buffer->bytes + buffer->size, size, at);
        buffer->size += count > 0 ? (size_t)count : 0;
        chunk = LARGER_CHUNK;
    } while (buffer->size < most && count > 0);
    return count >= 0;
}

/* {ok, Binary}, eof or {error, Reason}. */
static Term read_data(struct process *p, int fd, size_t most, off_t offset)
{
    struct text_buffer buffer = TEXT_BUFFER_EMPTY;
    if (!read_into(&buffer, fd, most, offset)) {
        Term error = file_error(p);
        text_buffer_release(&buffer);
        return error;
    }
    if (buffer.size == 0) {
        text_buffer_release(&buffer);
        return ATOM_(eof);
    }
    return file_bytes(p, &buffer);
}

static Term read_bytes(struct process *p, int fd, const Term *args)
{
    int64_t most;
    if (!term_is_integer(args[1]))
        return builtin_badarg(p);
    if (!file_size(args[1], &most))
        return file_error_named(p, ATOM_(einval));
    if ((uint64_t)most > binary_most_bytes)
        return file_error_named(p, ATOM_(enomem));
    return read_data(p, fd, (size_t)most, AT_POSITION);
}

static Term read_there(struct process *p, const Term *args)
{
    return file_handle_run(p, args, read_bytes);
}

static Term pread_bytes(struct process *p, int fd, const Term *args)
{
    int64_t offset, most;
    if (!term_is_integer(args[1]) || !term_is_integer(args[2]))
        return builtin_badarg(p);
    if (!file_size(args[1], &offset) || !file_size(args[2], &most))
        return file_error_named(p, ATOM_(einval));
    if ((uint64_t)most > binary_most_bytes)
        return file_error_named(p, ATOM_(enomem));
    return read_data(p, fd, (size_t)most, offset);
}

static Term pread_there(struct process *p, const Term *args)
{
    return file_handle_run(p, args, pread_bytes);
}

static Term read_file_there(struct process *p, const Term *args)
{
    struct text_arg path;
    if (!file_path(&path, args[0]))
        return builtin_badarg(p);
    int fd = file_open(path.bytes, O_RDONLY | O_CLOEXEC);
    text_arg_release(&path);
    if (fd < 0)
        return file_error(p);
    struct text_buffer buffer = TEXT_BUFFER_EMPTY;
    bool good = read_into(&buffer, fd, binary_most_bytes, AT_POSITION);
    Term result = good ? file_bytes(p, &buffer) : file_error(p);
    text_buffer_release(&buffer);
    (void)close(fd);
    return result;
}

static uint32_t word_at(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* ipread_s32bu_p32bu(File, Offset, Most): at Offset are the size and the place of a piece of data,
 * 32 bits each. {ok, {Size, Place, Data or eof}}, or eof when there is no such header. */
static Term ipread_bytes(struct process *p, int fd, const Term *args)
{
    int64_t offset, most;
    if (!file_size(args[1], &offset) || !file_size(args[2], &most))
        return builtin_badarg(p);
    struct text_buffer header = TEXT_BUFFER_EMPTY;
    unsigned char bytes[8];
    bool good = read_into(&header, fd, sizeof bytes, offset);
    bool complete = good && header.size == sizeof bytes;
    for (size_t i = 0; complete && i < sizeof bytes; i++)
        bytes[i] = (unsigned char)header.bytes[i];
    Term failure = good ? ATOM_(eof) : file_error(p);
    text_buffer_release(&header);
    if (!complete || word_at(bytes) > most)
        return failure;
    uint32_t size = word_at(bytes), place = word_at(bytes + 4);
    Term data = size == 0 ? ATOM_(eof) : read_data(p, fd, size, place);
    if (term_is_tuple(data)) {
        const Term *pair = tuple_elements(data);
        if (pair[0] != ATOM_(ok))
            return data;
        data = pair[1];
    }
    return file_ok(p, heap_tuple3(&p->heap, small_make(size), small_make(place), data));
}

static Term ipread_s32bu_p32bu_there(struct process *p, const Term *args)
{
    return file_handle_run(p, args, ipread_bytes);
}

FILE_BUILTIN(read, 2)
FILE_BUILTIN(pread, 3)
FILE_BUILTIN(read_file, 1)
FILE_BUILTIN(ipread_s32bu_p32bu, 3)

const struct builtin_row builtins_file_read[] = {
    FILE_ROW(read, 2),
    FILE_ROW(pread, 3),
    FILE_ROW(read_file, 1),
    FILE_ROW(ipread_s32bu_p32bu, 3),
    {0},
};
