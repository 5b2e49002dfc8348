/* SPDX-License-Identifier: Apache-2.0 */
/* path.h: the folders in which modules are looked for, in order. They are set before the machine
 * starts; a running program may change them through path_operations. */
#ifndef TICK_LOADER_PATH_H
#define TICK_LOADER_PATH_H

#include "vm/code/code.h"

extern const struct module_path path_operations;

/* Appends a folder; need not exist. */
void path_add(const char *folder);

/* Appends the folder that FILE lies in. */
void path_add_folder_of(const char *file);

/* Appends the folder of Tick's stdlib, found from where the running program lies: ../stdlib in a
 * build,
 * ../lib/tick/stdlib when installed. False when neither exists. */
bool path_add_stdlib(void);

/* Appends the part of Tick's stdlib that stands behind OTP's modules of the same names, which know
 * each other's insides: so it comes last. False when it is not there. */
bool path_add_behind(void);

/* Appends the ebin folders of the Erlang/OTP installation at ROOT: kernel and stdlib, then its
 * other applications, of each the newest version. False when kernel or stdlib is missing. */
bool path_add_otp(const char *root);

/* Forgets all folders. */
void path_clear(void);

/* The first file of this name that the path has: malloc'd, or NULL. */
char *path_find(const char *name) MUST_CHECK;

/* A module_loader_fn: loads the first file NAME.beam that the path has. */
bool path_load(Term name, char **error);

/* The folder that the running program lies in: malloc'd, or NULL. */
char *path_of_program(void);

#endif
