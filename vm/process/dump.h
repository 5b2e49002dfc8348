/* SPDX-License-Identifier: Apache-2.0 */
/* dump.h: the state of all processes as text, for people: what a census (census.h) of a running
 * machine gathers. Nobody stops for it: each process tells of itself between two of its turns. */
#ifndef TICK_VM_DUMP_H
#define TICK_VM_DUMP_H

#include "vm/process/process.h"

/* Begins a dump, which replaces the file PATH when it is complete; a line on standard error then
 * says so. Any thread. Nothing while another dump goes on. PATH is copied. */
void dump_begin(const char *path);

#endif
