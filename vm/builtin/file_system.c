/* SPDX-License-Identifier: Apache-2.0 */
/* file_system.c: what OTP's module prim_file does with names of files: descriptions, folders,
 * links, and the current folder, which is that of the whole machine. On dirty schedulers, as in
 * file_io.c.
 */
#define _GNU_SOURCE
#include "vm/builtin/file_handle.h"
#include "vm/builtin/file_result.h"
#include "vm/builtin/support.h"
#include "vm/process/process.h"
#include "vm/term/big.h"
#include "vm/term/bits.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- descriptions ---- */

static Term type_of(mode_t mode)
{
    if (S_ISREG(mode))
        return ATOM_(regular);
    if (S_ISDIR(mode))
        return ATOM_(directory);
    if (S_ISCHR(mode) || S_ISBLK(mode))
        return ATOM_(device);
    return S_ISLNK(mode) ? ATOM_(symlink) : ATOM_(other);
}

static Term access_of(bool reads, bool writes)
{
    if (reads)
        return writes ? ATOM_(read_write) : ATOM_(read);
    return writes ? ATOM_(write) : ATOM_(none);
}

/* The record file_info, with times in seconds. */
static Term file_info(struct process *p, const struct stat *status, Term access)
{
    struct heap *heap = &p->heap;
    const Term fields[] = {
        ATOM_(file_info),
        heap_int(heap, status->st_size),
        type_of(status->st_mode),
        access,
        heap_int(heap, status->st_atime),
        heap_int(heap, status->st_mtime),
        heap_int(heap, status->st_ctime),
        heap_uint(heap, status->st_mode),
        heap_uint(heap, status->st_nlink),
        heap_uint(heap, status->st_dev),
        heap_uint(heap, status->st_rdev),
        heap_uint(heap, status->st_ino),
        heap_uint(heap, status->st_uid),
        heap_uint(heap, status->st_gid),
    };
    return heap_tuple(heap, COUNT_OF(fields), fields);
}

static Term info_of_path(struct process *p, const char *path, bool follow)
{
    struct stat status;
    if ((follow ? stat(path, &status) : lstat(path, &status)) != 0)
        return file_error(p);
    bool reads = access(path, R_OK) == 0, writes = access(path, W_OK) == 0;
    return file_info(p, &status, access_of(reads, writes));
}

static Term read_info_there(struct process *p, const Term *args)
{
    struct text_arg path;
    int64_t follow;
    if (!small_within(args[1], 0, 1, &follow) || !file_path(&path, args[0]))
        return builtin_badarg(p);
    Term result = info_of_path(p, path.bytes, follow != 0);
    text_arg_release(&path);
    return result;
}

/* Whoever is not the file's owner goes by what its group, or all others, may do. */
static unsigned own_bits(const struct stat *status)
{
    if (status->st_uid == geteuid())
        return status->st_mode >> 6;
    return status->st_gid == getegid() ? status->st_mode >> 3 : status->st_mode;
}

static Term info_of_file(struct process *p, int fd, const Term *args)
{
    (void)args;
    struct stat status;
    if (fstat(fd, &status) != 0)
        return file_error(p);
    unsigned bits = own_bits(&status);
    return file_info(p, &status, access_of(bits & 4, bits & 2));
}

static Term read_handle_info_there(struct process *p, const Term *args)
{
    return file_handle_run(p, args, info_of_file);
}

/* set_time(Path, AccessTime, ModificationTime, CreationTime): the system does not let the last be
 * set. */
static Term set_time_there(struct process *p, const Term *args)
{
    struct text_arg path;
    int64_t accessed, modified;
    if (!int_to_int64(args[1], &accessed) || !int_to_int64(args[2], &modified) ||
        !file_path(&path, args[0]))
        return builtin_badarg(p);
    const struct timespec times[] = {{.tv_sec = accessed}, {.tv_sec = modified}};
    Term result = file_done(p, utimensat(AT_FDCWD, path.bytes, times, 0) == 0);
    text_arg_release(&path);
    return result;
}

static Term set_permissions_there(struct process *p, const Term *args)
{
    struct text_arg path;
    int64_t mode;
    if (!small_within(args[1], 0, UINT32_MAX, &mode) || !file_path(&path, args[0]))
        return builtin_badarg(p);
    Term result = file_done(p, chmod(path.bytes, (mode_t)mode & 07777) == 0);
    text_arg_release(&path);
    return result;
}

/* set_owner(Path, User, Group): -1 leaves one as it is. */
static Term set_owner_there(struct process *p, const Term *args)
{
    struct text_arg path;
    int64_t user, group;
    if (!small_within(args[1], -1, UINT32_MAX, &user) ||
        !small_within(args[2], -1, UINT32_MAX, &group) || !file_path(&path, args[0]))
        return builtin_badarg(p);
    Term result = file_done(p, chown(path.bytes, (uid_t)user, (gid_t)group) == 0);
    text_arg_release(&path);
    return result;
}

/* ---- one path ---- */

typedef bool path_operation(const char *path);

/* ok, or {error, Reason}: OPERATION returns false and sets errno. */
static Term with_path(struct process *p, const Term *args, path_operation *operation)
{
    struct text_arg path;
    if (!file_path(&path, args[0]))
        return builtin_badarg(p);
    Term result = file_done(p, operation(path.bytes));
    text_arg_release(&path);
    return result;
}

static bool make_dir(const char *path)
{
    return mkdir(path, 0777) == 0;
}

/* A folder that is not empty, or the current one, exists; OTP knows no other reason. */
static bool del_dir(const char *path)
{
    if (rmdir(path) == 0)
        return true;
    if (errno == ENOTEMPTY)
        errno = EEXIST;
    return false;
}

/* POSIX has EPERM for folders, and Linux EISDIR. */
static bool del_file(const char *path)
{
    if (unlink(path) == 0)
        return true;
    if (errno == EISDIR)
        errno = EPERM;
    return false;
}

static bool set_cwd(const char *path)
{
    return chdir(path) == 0;
}

static Term make_dir_there(struct process *p, const Term *args)
{
    return with_path(p, args, make_dir);
}

static Term del_dir_there(struct process *p, const Term *args)
{
    return with_path(p, args, del_dir);
}

static Term del_file_there(struct process *p, const Term *args)
{
    return with_path(p, args, del_file);
}

static Term set_cwd_there(struct process *p, const Term *args)
{
    return with_path(p, args, set_cwd);
}

/* ---- two paths ---- */

typedef bool paths_operation(const char *from, const char *to);

static Term with_paths(struct process *p, const Term *args, paths_operation *operation)
{
    struct text_arg from, to;
    if (!file_path(&from, args[0]))
        return builtin_badarg(p);
    bool sound = file_path(&to, args[1]);
    Term result = sound ? file_done(p, operation(from.bytes, to.bytes)) : builtin_badarg(p);
    if (sound)
        text_arg_release(&to);
    text_arg_release(&from);
    return result;
}

static bool rename_path(const char *from, const char *to)
{
    if (rename(from, to) == 0)
        return true;
    if (errno == ENOTEMPTY)
        errno = EEXIST;
    return false;
}

static bool make_hard_link(const char *from, const char *to)
{
    return link(from, to) == 0;
}

static bool make_soft_link(const char *from, const char *to)
{
    return symlink(from, to) == 0;
}

static Term rename_there(struct process *p, const Term *args)
{
    return with_paths(p, args, rename_path);
}

static Term make_hard_link_there(struct process *p, const Term *args)
{
    return with_paths(p, args, make_hard_link);
}

static Term make_soft_link_there(struct process *p, const Term *args)
{
    return with_paths(p, args, make_soft_link);
}

/* ---- answers that are names ---- */

/* {ok, Target} */
static Term link_target(struct process *p, const char *path)
{
    struct text_buffer target = TEXT_BUFFER_EMPTY;
    size_t room = 256;
    while (text_reserve(&target, room)) {
        ssize_t size = readlink(path, target.bytes, room);
        if (size < 0) {
            Term error = file_error(p);
            text_buffer_release(&target);
            return error;
        }
        target.size = (size_t)size;
        if (target.size < room)
            break;
        target.size = 0;
        room *= 2;
    }
    return file_bytes(p, &target);
}

static Term read_link_there(struct process *p, const Term *args)
{
    struct text_arg path;
    if (!file_path(&path, args[0]))
        return builtin_badarg(p);
    Term result = link_target(p, path.bytes);
    text_arg_release(&path);
    return result;
}

static bool is_self_or_parent(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/* {ok, Names} in the order that the system has them, or {error, Reason}. */
static Term names_in(struct process *p, DIR *folder)
{
    Term names = NIL;
    const struct dirent *entry;
    for (errno = 0; (entry = readdir(folder)) != NULL; errno = 0) {
        if (is_self_or_parent(entry->d_name))
            continue;
        Term name = bits_from_bytes(&p->heap, entry->d_name, strlen(entry->d_name));
        if (name == NON_VALUE)
            return file_error_named(p, ATOM_(enomem));
        names = heap_cons(&p->heap, name, names);
    }
    return errno != 0 ? file_error(p) : file_ok(p, names);
}

static Term list_dir_there(struct process *p, const Term *args)
{
    struct text_arg path;
    if (!file_path(&path, args[0]))
        return builtin_badarg(p);
    DIR *folder = opendir(path.bytes);
    text_arg_release(&path);
    if (folder == NULL)
        return file_error(p);
    Term result = names_in(p, folder);
    (void)closedir(folder);
    return result;
}

static Term get_cwd_there(struct process *p, const Term *args)
{
    (void)args;
    char path[PATH_MAX]; /* the system has no longer one for it */
    if (getcwd(path, sizeof path) == NULL)
        return file_error(p);
    Term binary = bits_from_bytes(&p->heap, path, strlen(path));
    return binary == NON_VALUE ? file_error_named(p, ATOM_(enomem)) : file_ok(p, binary);
}

/* ---- what only other systems have ---- */

static Term altname_1(struct process *p, const Term *args)
{
    (void)args;
    return file_error_named(p, ATOM_(enotsup));
}

static Term get_device_cwd_1(struct process *p, const Term *args)
{
    (void)args;
    return file_error_named(p, ATOM_(enotsup));
}

FILE_BUILTIN(read_info, 2)
FILE_BUILTIN(read_handle_info, 1)
FILE_BUILTIN(set_time, 4)
FILE_BUILTIN(set_permissions, 2)
FILE_BUILTIN(set_owner, 3)
FILE_BUILTIN(make_dir, 1)
FILE_BUILTIN(del_dir, 1)
FILE_BUILTIN(del_file, 1)
FILE_BUILTIN(set_cwd, 1)
FILE_BUILTIN(rename, 2)
FILE_BUILTIN(make_hard_link, 2)
FILE_BUILTIN(make_soft_link, 2)
FILE_BUILTIN(read_link, 1)
FILE_BUILTIN(list_dir, 1)
FILE_BUILTIN(get_cwd, 0)

const struct builtin_row builtins_file_system[] = {
    FILE_ROW(read_info, 2),       FILE_ROW(read_handle_info, 1), FILE_ROW(set_time, 4),
    FILE_ROW(set_permissions, 2), FILE_ROW(set_owner, 3),        FILE_ROW(make_dir, 1),
    FILE_ROW(del_dir, 1),         FILE_ROW(del_file, 1),         FILE_ROW(set_cwd, 1),
    FILE_ROW(rename, 2),          FILE_ROW(make_hard_link, 2),   FILE_ROW(make_soft_link, 2),
    FILE_ROW(read_link, 1),       FILE_ROW(list_dir, 1),         FILE_ROW(get_cwd, 0),
    FILE_ROW(altname, 1),         FILE_ROW(get_device_cwd, 1),   {0},
};
