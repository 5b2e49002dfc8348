/* SPDX-License-Identifier: Apache-2.0 */
/* file_io.c: what OTP's module prim_file does with open files but reading (file_read.c) and writing
 * (file_write.c): opening and closing, where a file is, what the system is told of it. All of it
 * happens on dirty schedulers, because any of it may wait: for a disk, for the other end of a pipe.
 */
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
    int fd = file_open(path, flags_of(modes));
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

/* ---- position and size ---- */

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

/* ---- advice ---- */

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
    if (!file_size(args[1], &offset) || !file_size(args[2], &size) || advice < 0)
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
    if (!file_size(args[1], &offset) || !file_size(args[2], &size))
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
    FILE_ROW(seek, 3),
    FILE_ROW(sync, 2),
    FILE_ROW(truncate, 1),
    FILE_ROW(advise, 4),
    FILE_ROW(allocate, 3),
    FILE_ROW(get_handle, 1),
    {0},
};
