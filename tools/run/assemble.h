/* SPDX-License-Identifier: Apache-2.0 */
/* assemble.h: running a text program in one step: tick-asm writes it to a temporary file. */
#ifndef TICK_RUN_ASSEMBLE_H
#define TICK_RUN_ASSEMBLE_H

/* The BEAM file to run for FILE. Text assembly, by its name, is assembled: then *ASSEMBLED is the
 * path of the result (malloc'd), to be given to remove_assembled; else NULL. Returns NULL, and in
 * *STATUS what to exit with, after messages on standard error. */
const char *assemble_if_text(const char *file, char **assembled, int *status);

/* Removes the temporary file and its folder, and frees ASSEMBLED, which may be NULL. */
void remove_assembled(char *assembled);

#endif
