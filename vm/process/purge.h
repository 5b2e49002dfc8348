/* SPDX-License-Identifier: Apache-2.0 */
/* purge.h: removing the old version of a module when no process runs it.
 *
 * A process runs code when its next instruction or a return address on its stack lies in it. Funs
 * do not count: when the code has gone, calling one that was made there is a badfun. */
#ifndef TICK_VM_PURGE_H
#define TICK_VM_PURGE_H

#include "vm/process/process.h"

enum purge_start { PURGE_STARTED, PURGE_NOTHING, PURGE_BUSY };

/* Begins to purge the old version of NAME for P, which is sent a reply (request.h): true or false.
 * KILL: processes that run it are killed, and the answer is whether there were any. Otherwise they
 * keep it, and the answer is whether it has gone. PURGE_NOTHING: there is no old version;
 * PURGE_BUSY: somebody else purges it. */
enum purge_start purge_start(const struct process *p, Term name, bool kill);

/* Removes MODULE, which has been given up (module_on_load_done); processes that run it are killed.
 */
void purge_given_up(struct module *module);

/* Does P, whose stack and pc are saved, run the old version of NAME? */
bool purge_runs_old_code(const struct process *p, Term name);

#endif
