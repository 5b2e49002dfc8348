/* SPDX-License-Identifier: Apache-2.0 */
/* topology.h: the logical processors that this process may use, and binding threads to them. */
#ifndef TICK_VM_TOPOLOGY_H
#define TICK_VM_TOPOLOGY_H

#include "vm/process/scheduler.h"

#define PROCESSORS_MAX 1024

/* A logical processor: what the system calls it, and which core of which package it is part of. */
struct processor {
    int number;
    int core;
    int package;
};

/* Finds out about processors and decides which of them each of COUNT schedulers is bound to. Before
 * any thread is bound, as a bound thread sees nothing but its own processor. */
void topology_init(enum scheduler_binding binding, unsigned count);

/* The usable processors, sorted by package, core and number, and their number, at most
 * PROCESSORS_MAX; 0: the system does not tell. */
const struct processor *topology_processors(unsigned *count);

/* Binds the calling thread to the processor of scheduler INDEX, if it has one. */
void topology_bind_self(unsigned index);

/* The processor that scheduler INDEX is bound to, or -1. */
int topology_processor_of(unsigned index);

enum scheduler_binding topology_binding(void);

#endif
