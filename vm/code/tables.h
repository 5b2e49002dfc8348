/* SPDX-License-Identifier: Apache-2.0 */
/* tables.h: what the files of vm/code tell each other. */
#ifndef TICK_VM_CODE_TABLES_H
#define TICK_VM_CODE_TABLES_H

#include "vm/code/code.h"

void export_table_init(void);
void fun_table_init(void);
void module_table_init(void);

/* The lock of the module table, of old versions, and for changing the table of places. */
void module_lock(void);
void module_unlock(void);

/* The link that leads to the current version of NAME, or the last one of its chain. */
_Atomic(struct module *) *module_link(Term name);

/* What MODULE exports is undefined, unless something else has taken its place. */
void module_clear_exports(const struct module *module);

/* Its funs lead to its code; do so again where they lead nowhere; lead nowhere unless another
 * version has them, too. */
void module_fill_funs(const struct module *module);
void module_restore_funs(const struct module *module);
void module_clear_funs(const struct module *module);

/* Of the old versions, under the lock. */
struct module *version_find_old(Term name);
void version_add_old(struct module *module);

/* Makes MODULE's code known to code_locate, or not any more. Under the lock. */
void locate_add(const struct module *module);
void locate_remove(const struct module *module);

#endif
