/* SPDX-License-Identifier: Apache-2.0 */
/* tables.h: the classes and cases of the characters below 256. */
#ifndef TICK_VM_REGEX_TABLES_H
#define TICK_VM_REGEX_TABLES_H

#include <stdint.h>

/* Tables for pcre2_set_character_tables, with the letters of Latin-1: a program's strings are
 * Latin-1 where they are not Unicode. Made by the first caller. NULL: PCRE2's own, for ASCII. */
const uint8_t *regex_tables(void);

#endif
