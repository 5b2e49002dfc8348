/* SPDX-License-Identifier: Apache-2.0 */
/* match_command.h: the commands in the list of bs_match. */
#ifndef TICK_LOADER_MATCH_COMMAND_H
#define TICK_LOADER_MATCH_COMMAND_H

#include "loader/decode.h"

/* The operands of the command at LIST, where COUNT elements are left, one letter each: n live
 * registers, s a source, u a number of 32 bits, v a number of 64 bits, d a destination. NULL when
 * there is no such command or its operands are of other kinds. */
const char *match_command(const struct operand *list, uint32_t count);

#endif
