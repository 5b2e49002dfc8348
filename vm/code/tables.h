/* SPDX-License-Identifier: Apache-2.0 */
/* tables.h: what the files of vm/code tell each other. */
#ifndef TICK_VM_CODE_TABLES_H
#define TICK_VM_CODE_TABLES_H

#include "vm/code/code.h"

void export_table_init(void);
void fun_table_init(void);
void module_table_init(void);

/* Makes MODULE's code known to code_locate. Under the lock of the module table. */
void locate_add(const struct module *module);

#endif
