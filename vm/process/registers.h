/* SPDX-License-Identifier: Apache-2.0 */
/* registers.h: what a scheduler lends to the process it runs: x and float registers, and what
 * handlers and builtins tell each other. */
#ifndef TICK_VM_REGISTERS_H
#define TICK_VM_REGISTERS_H

#include "vm/process/process.h"

#define X_REGISTERS     1024
#define FLOAT_REGISTERS 1024
#define MAX_ARITY       255

struct comparison;
struct dirty_job;

/* How a turn ended. */
enum turn_end { TURN_YIELDED, TURN_WAITING, TURN_EXITED };

struct registers {
    Term x[X_REGISTERS + 16]; /* first: handlers address them from the same pointer */
    struct process *process;
    struct scheduler *scheduler; /* NULL: a dirty one */
    struct dirty_job *job;       /* to be started when the turn is over: dirty.h; or NULL */

    int64_t reductions; /* left of the turn while C code runs; may go below zero */
    int64_t quantum;    /* what the turn began with, less what has been accounted for */
    uint64_t executed;  /* reductions accounted for, of all processes (proc_account) */
    enum turn_end end;

    unsigned parts; /* that the turn may still be given: turn.h */
    int64_t first_part_over;

    /* An exception on its way: set by builtin_raise (which sets what is below the value to
     * NON_VALUE), read by the handler that called the builtin. */
    Term exception_class; /* error, exit, throw */
    Term exception_value;
    Term exception_trace; /* a trace to go on with (raise/3), or NON_VALUE: make one */
    Term exception_info;  /* extra list for the first entry (error_info), or NON_VALUE */
    Term exception_args;  /* error/2: arguments that the caller's entry shows, or NON_VALUE */
    Term exception_top;   /* NON_VALUE: the trace begins with the builtin that raised and its
                             arguments;   NIL: with its caller (error/1 and its like); a tuple: with
                             that entry */

    CodePtr trap; /* not NULL: the builtin wants execution to go on there, arguments in x */
    unsigned trap_arity;
    size_t trap_room; /* words that are to be free there, for what is built: builtin_make_room */

    Term guard_result;             /* of guard_call */
    struct comparison *comparison; /* that takes long (vm/term/comparison.h), or NULL */
    unsigned yield_live;           /* live x registers for op_yield_here */

#ifdef TICK_STRESS_GC
    bool stress_collected; /* the last request for room was answered by a collection */
    size_t stress_skip;    /* so many requests are to go without */
#endif

    /* For the loop form of the interpreter: the state between two handlers. */
    CodePtr loop_pc;
    Term *loop_stack;
    Term *loop_top;

    double f[FLOAT_REGISTERS];
};

#endif
