/* SPDX-License-Identifier: Apache-2.0 */
/* fake_process.h: processes whose program is a C function, for tests of signals and schedulers
 * without the interpreter. */
#ifndef TICK_TESTS_FAKE_PROCESS_H
#define TICK_TESTS_FAKE_PROCESS_H

#include "vm/process/create.h"
#include "vm/process/process_api.h"
#include "vm/process/schedulers.h"
#include "vm/term/atom.h"

/* Does one turn of P. May only wait by returning fake_wait(p). */
typedef enum turn_end fake_program(struct process *p);

/* A new process that nobody runs yet; its program finds ARGUMENT with fake_argument. */
static inline struct process *fake_create(fake_program *program, Term argument)
{
    struct process *p = proc_create(NULL, &SPAWN_PLAIN, 0);
    if (p == NULL)
        fatal("no room for a process of the test");
    p->pc = (CodePtr)(uintptr_t)program;
    *--p->heap.stop = argument;
    return p;
}

/* For a process that the test leaves behind: remembers it where the leak checker looks, which does
 * not know the process table. */
static inline struct process *fake_leave(struct process *p)
{
    static struct process **left;
    static size_t count;
    left = mem_realloc(left, (count + 1) * sizeof left[0]);
    left[count++] = p;
    return p;
}

static inline Term fake_spawn(fake_program *program, Term argument)
{
    struct process *p = fake_create(program, argument);
    Term id = p->id;
    proc_start(p);
    return id;
}

static inline Term fake_argument(const struct process *p)
{
    return p->heap.end[-1];
}

/* For a program that has nothing to do. */
static inline enum turn_end fake_wait(struct process *p)
{
    return mailbox_park(p) ? TURN_WAITING : TURN_YIELDED;
}

static inline enum turn_end fake_exit(struct process *p, Term reason)
{
    proc_exit(p, reason);
    return TURN_EXITED;
}

/* The next message, or NON_VALUE. Only immediate messages are received. */
static inline Term fake_receive(struct process *p)
{
    mailbox_fetch(p);
    if (mailbox_current(p) == NULL)
        return NON_VALUE;
    Term message = mailbox_current(p)->term;
    mailbox_remove(p);
    return message;
}

static inline enum turn_end fake_turn(struct registers *regs, struct process *p, int64_t quantum)
{
    regs->process = p;
    regs->quantum = quantum;
    regs->reductions = quantum - 1;
    p->regs = regs;
    return ((fake_program *)(uintptr_t)p->pc)(p);
}

static inline void fake_machine(unsigned count)
{
    atom_init(ATOM_DEFAULT_LIMIT);
    scheduler_init(&(struct scheduler_options){
        .turn = fake_turn, .schedulers = count, .max_processes = 1 << 20});
}

/* The program of a process that is never run. */
static inline enum turn_end fake_no_program(struct process *p)
{
    (void)p;
    return TURN_EXITED;
}

/* A machine with COUNT schedulers, and a process with a pid that looks as if it ran on the first.
 */
static inline struct process *fake_running(unsigned count)
{
    fake_machine(count);
    struct process *p = fake_create(fake_no_program, NIL);
    table_publish(p);
    p->regs = schedulers[0].regs;
    return p;
}

#endif
