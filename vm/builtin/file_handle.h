/* SPDX-License-Identifier: Apache-2.0 */
/* file_handle.h: open files. A program holds one by a magic reference (vm/memory/magic.h): the file
 * is closed by close, when the collector finds the last reference dead, or when the process that
 * opened it ends, whichever comes first.
 *
 * One operation at a time: a handle is idle, busy with one, or closed. Prim_file's callers check
 * that they are the owner; a second process that comes by another way gets badarg instead of a
 * file descriptor that means another file by now. */
#ifndef TICK_VM_BUILTIN_FILE_HANDLE_H
#define TICK_VM_BUILTIN_FILE_HANDLE_H

#include "vm/builtin/builtin.h"

/* Tells the process structures what to do when an owner ends. Once, at the start. */
void file_handle_init(void);

/* open(PATH, FLAGS) with the rights that umask leaves; asks again when a signal came between. */
int file_open(const char *path, int flags);

/* A reference on P's heap to the open file FD, which belongs to it and to P from now on. Any
 * thread. */
Term file_handle_new(struct process *p, int fd);

/* What is done with an open file; ARGS are the builtin's, the first of them the reference. */
typedef Term file_operation(struct process *p, int fd, const Term *args);

/* Does it with the file of ARGS[0]: badarg when that is no file or is busy, {error, einval} when it
 * has been closed. Any thread. */
Term file_handle_run(struct process *p, const Term *args, file_operation *operation);

/* ok, or what file_handle_run returns, or {error, Reason} when the system could not store what had
 * been written. The file is closed in any case. */
Term file_handle_close(struct process *p, const Term *args);

#endif
