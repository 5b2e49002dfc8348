/* SPDX-License-Identifier: Apache-2.0 */
/* file_io.c: what OTP's module prim_file does with open files. All of it happens on dirty
 * schedulers, because any of it may wait: for a disk, for the other end of a pipe.
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
#include <limits.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

/* ---- opening ---- */

enum mode {
    MODE_READ = 1,
    MODE_WRITE = 2,
    MODE_APPEND = 4,
    MODE_EXCLUSIVE = 8,
    MODE_SYNC = 16,
    MODE_DIRECTORY = 32,
    MODE_ANY_TYPE = 64,
};

static unsigned mode_of(Term term)
{
    switch (term) {
    case ATOM_(read):
        return MODE_READ;
    case ATOM_(write):
        return MODE_WRITE;
    case ATOM_(append):
        return MODE_APPEND | MODE_WRITE;
    case ATOM_(exclusive):
        return MODE_EXCLUSIVE | MODE_WRITE;
    case ATOM_(sync):
        return MODE_SYNC;
    case ATOM_(directory):
        return MODE_DIRECTORY;
    case ATOM_(skip_type_check):
        return MODE_ANY_TYPE;
    default:
        return 0; /* of other layers, like binary and delayed_write */
    }
}

/* Flags for open. A file that is only written begins empty. */
static int flags_of(unsigned modes)
{
    int flags = O_RDONLY;
    if (modes & MODE_WRITE) {
        bool keeps = modes & (MODE_READ | MODE_APPEND | MODE_EXCLUSIVE);
        flags = (modes & MODE_READ ? O_RDWR : O_WRONLY) | O_CREAT | (keeps ? 0 : O_TRUNC);
    }
    if (modes & MODE_APPEND)
        flags |= O_APPEND;
    if (modes & MODE_EXCLUSIVE)
        flags |= O_EXCL;
    if (modes & MODE_SYNC)
        flags |= O_SYNC;
    return flags | O_CLOEXEC;
}

static int open_again(const char *path, int flags)
{
    int fd;
    do
        fd = open(path, flags, 0666);
    while (fd < 0 && errno == EINTR);
    return fd;
}

/* Folders and files are opened in different ways. False, and errno: FD is the other one. */
static bool is_of_type(int fd, unsigned modes)
{
    struct stat status;
    if (modes & MODE_ANY_TYPE)
        return true;
    if (fstat(fd, &status) != 0)
        return false;
    bool folder = S_ISDIR(status.st_mode), wanted = modes & MODE_DIRECTORY;
    errno = folder ? EISDIR : ENOTDIR;
    return folder == wanted;
}

static Term open_path(struct process *p, const char *path, unsigned modes)
{
    if ((modes & MODE_DIRECTORY) && (modes & MODE_WRITE))
        return file_error_named(p, ATOM_(einval));
    int fd = open_again(path, flags_of(modes));
    if (fd < 0)
        return file_error(p);
    if (is_of_type(fd, modes))
        return file_ok(p, file_handle_new(p, fd));
    Term error = file_error(p);
    (void)close(fd);
    return error;
}

static Term open_there(struct process *p, const Term *args)
{
    struct text_arg path;
    unsigned modes = 0;
    for (Term rest = args[1]; term_is_cons(rest); rest = list_tail(rest))
        modes |= mode_of(list_head(rest));
    if (!term_is_list(args[1]) || !file_path(&path, args[0]))
        return builtin_badarg(p);
    Term result = open_path(p, path.bytes, modes);
    text_arg_release(&path);
    return result;
}

/* A file that is open already, like 0 for standard input. */
static Term file_desc_to_ref_there(struct process *p, const Term *args)
{
    int64_t fd;
    if (!small_within(args[0], 0, INT_MAX, &fd))
        return builtin_badarg(p);
    if (fcntl((int)fd, F_GETFD) < 0)
        return file_error(p);
    return file_ok(p, file_handle_new(p, (int)fd));
}

/* ---- reading ---- */

#define AT_POSITION  (-1) /* an offset: where the file is */
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

/* A size or an offset: what no file has is an error of the system. */
static bool is_size(Term term, int64_t *value)
{
    return int_to_int64(term, value) && *value >= 0;
}

static Term read_bytes(struct process *p, int fd, const Term *args)
{
    int64_t most;
    if (!term_is_integer(args[1]))
        return builtin_badarg(p);
    if (!is_size(args[1], &most))
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
    if (!is_size(args[1], &offset) || !is_size(args[2], &most))
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
    int fd = open_again(path.bytes, O_RDONLY | O_CLOEXEC);
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
    if (!is_size(args[1], &offset) || !is_size(args[2], &most))
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

/* ---- writing ---- */

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
    if (!is_size(args[1], &offset))
        return file_error_named(p, ATOM_(einval));
    return write_list(p, fd, args[2], offset);
}

static Term pwrite_there(struct process *p, const Term *args)
{
    return file_handle_run(p, args, pwrite_bytes);
}

/* ---- the rest ---- */

static Term seek_to(struct process *p, int fd, const Term *args)
{
    int64_t offset;
    int whence = args[1] == ATOM_(bof) ? SEEK_SET : args[1] == ATOM_(cur) ? SEEK_CUR : SEEK_END;
    if (!int_to_int64(args[2], &offset) || (whence == SEEK_END && args[1] != ATOM_(eof)))
        return builtin_badarg(p);
    off_t at = lseek(fd, offset, whence);
    return at < 0 ? file_error(p) : file_ok(p, heap_int(&p->heap, at));
}

static Term seek_there(struct process *p, const Term *args)
{
    return file_handle_run(p, args, seek_to);
}

static Term sync_now(struct process *p, int fd, const Term *args)
{
    int64_t data_only;
    if (!small_within(args[1], 0, 1, &data_only))
        return builtin_badarg(p);
    return file_done(p, (data_only ? fdatasync(fd) : fsync(fd)) == 0);
}

static Term sync_there(struct process *p, const Term *args)
{
    return file_handle_run(p, args, sync_now);
}

/* At the place where the file is. */
static Term truncate_here(struct process *p, int fd, const Term *args)
{
    (void)args;
    off_t at = lseek(fd, 0, SEEK_CUR);
    return file_done(p, at >= 0 && ftruncate(fd, at) == 0);
}

static Term truncate_there(struct process *p, const Term *args)
{
    return file_handle_run(p, args, truncate_here);
}

static int advice_of(Term term)
{
    switch (term) {
    case ATOM_(normal):
        return POSIX_FADV_NORMAL;
    case ATOM_(sequential):
        return POSIX_FADV_SEQUENTIAL;
    case ATOM_(random):
        return POSIX_FADV_RANDOM;
    case ATOM_(no_reuse):
        return POSIX_FADV_NOREUSE;
    case ATOM_(will_need):
        return POSIX_FADV_WILLNEED;
    case ATOM_(dont_need):
        return POSIX_FADV_DONTNEED;
    default:
        return -1;
    }
}

static Term advise_range(struct process *p, int fd, const Term *args)
{
    int64_t offset, size;
    int advice = advice_of(args[3]);
    if (!is_size(args[1], &offset) || !is_size(args[2], &size) || advice < 0)
        return file_error_named(p, ATOM_(einval));
    errno = posix_fadvise(fd, offset, size, advice);
    return file_done(p, errno == 0);
}

static Term advise_there(struct process *p, const Term *args)
{
    return file_handle_run(p, args, advise_range);
}

static Term allocate_range(struct process *p, int fd, const Term *args)
{
    int64_t offset, size;
    if (!is_size(args[1], &offset) || !is_size(args[2], &size))
        return file_error_named(p, ATOM_(einval));
    do
        errno = posix_fallocate(fd, offset, size);
    while (errno == EINTR);
    return file_done(p, errno == 0);
}

static Term allocate_there(struct process *p, const Term *args)
{
    return file_handle_run(p, args, allocate_range);
}

/* The descriptor's bytes, as C code would pass them on. */
static Term handle_bytes(struct process *p, int fd, const Term *args)
{
    (void)args;
    return bits_from_bytes(&p->heap, &fd, sizeof fd);
}

static Term get_handle_there(struct process *p, const Term *args)
{
    return file_handle_run(p, args, handle_bytes);
}

static Term close_there(struct process *p, const Term *args)
{
    return file_handle_close(p, args);
}

static Term delayed_close_there(struct process *p, const Term *args)
{
    return file_handle_close(p, args);
}

FILE_BUILTIN(open, 2)
FILE_BUILTIN(file_desc_to_ref, 1)
FILE_BUILTIN(close, 1)
FILE_BUILTIN(delayed_close, 1)
FILE_BUILTIN(read, 2)
FILE_BUILTIN(pread, 3)
FILE_BUILTIN(read_file, 1)
FILE_BUILTIN(ipread_s32bu_p32bu, 3)
FILE_BUILTIN(write, 2)
FILE_BUILTIN(pwrite, 3)
FILE_BUILTIN(seek, 3)
FILE_BUILTIN(sync, 2)
FILE_BUILTIN(truncate, 1)
FILE_BUILTIN(advise, 4)
FILE_BUILTIN(allocate, 3)
FILE_BUILTIN(get_handle, 1)

const struct builtin_row builtins_file_io[] = {
    FILE_ROW(open, 2),
    FILE_ROW(file_desc_to_ref, 1),
    FILE_ROW(close, 1),
    FILE_ROW(delayed_close, 1),
    FILE_ROW(read, 2),
    FILE_ROW(pread, 3),
    FILE_ROW(read_file, 1),
    FILE_ROW(ipread_s32bu_p32bu, 3),
    FILE_ROW(write, 2),
    FILE_ROW(pwrite, 3),
    FILE_ROW(seek, 3),
    FILE_ROW(sync, 2),
    FILE_ROW(truncate, 1),
    FILE_ROW(advise, 4),
    FILE_ROW(allocate, 3),
    FILE_ROW(get_handle, 1),
    {0},
};
