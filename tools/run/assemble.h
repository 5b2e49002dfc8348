/* SPDX-License-Identifier: Apache-2.0 */
/* assemble.h: running a text program in one step: tick-asm writes it to a temporary file. */
#ifndef TICK_RUN_ASSEMBLE_H
#define TICK_RUN_ASSEMBLE_H

#include <stdbool.h>

/* Is FILE text assembly, by its name? */
bool is_text_assembly(const char *file);

/* Assembles FILE; *BEAM is the path of the result (malloc'd), to be given to remove_assembled.
 * Returns 0, or the status to exit with, after messages on standard error. */
int assemble(const char *file, char **beam);

/* Removes the temporary file and its folder, and frees BEAM. */
void remove_assembled(char *beam);

#endif
