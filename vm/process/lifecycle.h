/* SPDX-License-Identifier: Apache-2.0 */
/* lifecycle.h: how processes come and go. */
#ifndef TICK_VM_LIFECYCLE_H
#define TICK_VM_LIFECYCLE_H

#include "vm/process/registers.h"
#include "vm/process/settings.h"

struct spawn_options {
    bool link;
    bool monitor;
    bool hold;                       /* the caller starts it, with proc_start */
    bool system;                     /* PROC_SYSTEM */
    uint8_t priority;                /* enum priority */
    uint16_t bound;                  /* 1 + scheduler, 0: any */
    uint64_t number;                 /* of the monitor's reference; 0: a new one */
    const struct settings *settings; /* NULL: the default */
};

#define SPAWN_PLAIN ((struct spawn_options){.priority = PRIORITY_NORMAL})

enum spawn_error {
    SPAWN_OK,
    SPAWN_BADARG,
    SPAWN_SYSTEM_LIMIT,
    SPAWN_LARGE, /* not done: copying the arguments would hold the scheduler too long; see
                    proc_pack_arguments. Not with options->hold, nor without a parent */
};

struct spawned {
    enum spawn_error error;
    Term pid;
    Term monitor;         /* reference on the parent's heap when options->monitor, else NON_VALUE */
    struct process *held; /* when options->hold */
};

/* A new, runnable process that applies MODULE:FUNCTION to the list ARGS, all copied. PARENT is NULL
 * for a process that the machine itself starts (before scheduler_run, or from a scheduler). It
 * begins at the entry of the function with the arguments live, as after a call, above a return
 * address that ends it. */
struct spawned proc_spawn(struct process *parent, const struct spawn_options *options, Term module,
                          Term function, Term args) MUST_CHECK;

/* The same for a fun without arguments; anything else begins with the exception badfun or badarity.
 */
struct spawned proc_spawn_fun(struct process *parent, const struct spawn_options *options,
                              Term fun) MUST_CHECK;

/* Copies ARGS, a list that proc_spawn has called large, for a process that P is going to start.
 * Touches nothing that processes share. Returns a reference on P's heap, which a program never gets
 * to see; NON_VALUE when there is no process that large. */
Term proc_pack_arguments(struct process *p, Term args) MUST_CHECK;

/* proc_spawn with arguments from proc_pack_arguments, which the new process takes over. */
struct spawned proc_spawn_packed(struct process *parent, const struct spawn_options *options,
                                 Term module, Term function, Term packed) MUST_CHECK;

/* Makes a process that was held known and runnable. The caller does not touch it any more. */
void proc_start(struct process *p);

/* Ends P, which the calling scheduler runs, with REASON (on its heap or a constant): tells those
 * linked to it and those who watch it, releases everything. The structure must not be touched
 * afterwards. Ends the machine when P is PROC_SYSTEM: status 0 for the reason normal, else 1. */
void proc_exit(struct process *p, Term reason);

/* Prints Erlang's error report of a process that an exception with REASON, {Value, Trace}, is about
 * to end. */
void proc_report_crash(struct process *p, Term reason);

/* Prints OTP's error report of a process that holds or wants WORDS words, more than MOST. CONTEXT
 * says what that means. */
void proc_report_heap_limit(struct process *p, const char *context, size_t most, size_t words);

/* Prints that P has a long message queue. */
void proc_report_long_queue(struct process *p);

/* Says on standard error with which REASON an exit signal has ended the process that the machine
 * ends with. */
void proc_report_signal(Term reason);

/* What a program that embeds the machine puts in place of that; NULL: standard error. */
typedef void proc_crash_fn(struct process *p, Term reason);
extern proc_crash_fn *proc_crash_hook;

/* Called for a process that ends and has ties to tables; takes them all and closes `tables`. */
typedef void proc_end_fn(struct process *p);
extern proc_end_fn *proc_end_hook;

/* Called for a process that ends and has opened files (PROC_OWNS_FILES). */
extern proc_end_fn *proc_files_hook;

/* Adds the reductions executed in this turn, since the last time, to P's own count.
 * regs->reductions is up to date. */
void proc_account(struct process *p);

struct root_array;
#define PROC_ROOT_ARRAYS 2

/* What of P besides stack and registers refers to its heap: at most PROC_ROOT_ARRAYS arrays.
 * Returns how many. */
size_t proc_roots(struct process *p, struct root_array *out);

#endif
