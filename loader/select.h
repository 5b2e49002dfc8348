/* SPDX-License-Identifier: Apache-2.0 */
/* select.h: which form of an instruction fits its operands (vm/interp/instr.h says what forms and
 * kinds are). */
#ifndef TICK_LOADER_SELECT_H
#define TICK_LOADER_SELECT_H

#include "loader/transform.h"
#include "vm/interp/instr.h"

/* Sorts the forms by instruction; once, before the first load. */
void select_init(void);

/* The first form of instruction IN whose kinds fit, or NULL. */
const struct form_row *select_form(const struct instr *in);

/* Bytes of code that IN takes in this form. */
size_t form_bytes(const struct form_row *form, const struct instr *in);

#endif
