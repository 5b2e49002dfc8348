/* SPDX-License-Identifier: Apache-2.0 */
/* receive.c: sending and selective receive. The compiler's pattern is
 *
 *     loop:    loop_rec .wait, x0       the next message, or to .wait when all have been looked at
 *              ... match x0; what does not match goes to .next ...
 *              remove_message           take it out; the next receive starts over
 *              ...
 *     next:    loop_rec_end .loop       leave it where it is
 *     wait:    wait .loop               or wait_timeout .loop, T and then timeout
 *
 * No x register is live at loop_rec and at the waits, so a process waits with an empty register
 * set. A process that was parked executes its wait instruction again: that looks at the mail and at
 * the timer. */
#include "vm/builtin/builtin.h"
#include "vm/interp/instr.h"
#include "vm/interp/interp.h"
#include "vm/interp/large_message.h"
#include "vm/memory/gc.h"
#include "vm/process/mailbox.h"
#include "vm/process/marker.h"
#include "vm/process/process_api.h"

#define DEFINE_send(N)                                                         \
    SLOW(N)                                                                    \
    {                                                                          \
        leave_message(regs->process, regs->x[0], regs->x[1], regs->x[1]);      \
        pc += N##_size / 8;                                                    \
        LEAVE_FOR(op_collected);                                               \
    }                                                                          \
    INSTR(N)                                                                   \
    {                                                                          \
        SAVE();                                                                \
        Term message = regs->x[1];                                             \
        enum send_result sent = proc_send(regs->process, regs->x[0], message); \
        RESTORE();                                                             \
        if (UNLIKELY(sent != SEND_DONE)) {                                     \
            if (sent == SEND_LARGE)                                            \
                LEAVE_FOR(slow_##N);                                           \
            (void)builtin_badarg(regs->process);                               \
            LEAVE_FOR(op_raise_pending);                                       \
        }                                                                      \
        regs->x[0] = message;                                                  \
        NEXT(N);                                                               \
    }

/* ---- looking at messages ---- */

/* A signal has ended the process, or wants its turn to end. */
HANDLER_CONVENTION void op_concerned(PARAMETERS)
{
    if (regs->process->flags & PROC_EXITING)
        LEAVE_FOR(op_exit_now);
    regs->yield_live = 0;
    LEAVE_FOR(op_yield_here);
}

/* Takes over new mail, which may ask where the process is. */
#define TAKE_IN_MAIL()                \
    do {                              \
        SAVE();                       \
        regs->process->pc = pc;       \
        mailbox_fetch(regs->process); \
        RESTORE();                    \
    } while (0)

/* The same where no x register is live; the turn ends here when one of the signals asks for it. */
#define FETCH_MAIL()                                         \
    do {                                                     \
        TAKE_IN_MAIL();                                      \
        if (UNLIKELY(regs->process->flags & PROC_CONCERNED)) \
            LEAVE_FOR(op_concerned);                         \
    } while (0)

/* Hands out the message and lets the cache begin to fetch the next one, which is likely to be
 * wanted. */
ALWAYS_INLINE Term look_at(struct process *p, const struct fragment *message)
{
    __builtin_prefetch(message->next);
    p->flags |= PROC_MATCHING;
    return message->term;
}

#define DEFINE_loop_rec(N, F, D)                              \
    SLOW(N)                                                   \
    {                                                         \
        struct process *p = regs->process;                    \
        p->flags &= ~(uint32_t)PROC_MATCHING;                 \
        if (gc_wanted(&p->heap))                              \
            COLLECT_AND_RETRY(0, 0);                          \
        FETCH_MAIL();                                         \
        const struct fragment *message = mailbox_current(p);  \
        if (message == NULL)                                  \
            GOTO(N, LABEL(N##_a));                            \
        regs->x[0] = look_at(p, message);                     \
        NEXT(N);                                              \
    }                                                         \
    INSTR(N)                                                  \
    {                                                         \
        struct process *p = regs->process;                    \
        const struct fragment *message = mailbox_current(p);  \
        if (message == NULL || UNLIKELY(gc_wanted(&p->heap))) \
            LEAVE_FOR(slow_##N);                              \
        regs->x[0] = look_at(p, message);                     \
        NEXT(N);                                              \
    }

/* Back to the beginning of the loop. A long mailbox is gone through without calls, so the turn may
 * have to end here. */
#define LOOP(N)                       \
    do {                              \
        left -= N##_charge;           \
        pc = LABEL(N##_a);            \
        if (UNLIKELY(left <= 0)) {    \
            regs->yield_live = 0;     \
            LEAVE_FOR(op_yield_here); \
        }                             \
        DISPATCH();                   \
    } while (0)

/* Code that no compiler writes may come here without a message. */
#define DEFINE_loop_rec_end(N, F)                           \
    INSTR(N)                                                \
    {                                                       \
        if (LIKELY(mailbox_current(regs->process) != NULL)) \
            mailbox_skip(regs->process);                    \
        LOOP(N);                                            \
    }

#define DEFINE_remove_message(N)       \
    INSTR(N)                           \
    {                                  \
        SAVE();                        \
        mailbox_remove(regs->process); \
        RESTORE();                     \
        NEXT(N);                       \
    }

/* ---- waiting ---- */

/* Parks the process where it stands. False: something has come in. After true the process may be
 * running elsewhere already. */
static bool park(struct registers *regs, CodePtr pc)
{
    struct process *p = regs->process;
    p->pc = pc;
    p->live = 0;
    regs->end = TURN_WAITING;
    return mailbox_park(p);
}

#define WAIT_HERE(N)        \
    do {                    \
        left -= N##_charge; \
        SAVE();             \
        if (park(regs, pc)) \
            END_TURN();     \
        AGAIN();            \
    } while (0)

/* Mail that has come in since loop_rec looked is looked at first. */
#define DEFINE_wait(N, F)                           \
    INSTR(N)                                        \
    {                                               \
        FETCH_MAIL();                               \
        if (mailbox_current(regs->process) != NULL) \
            LOOP(N);                                \
        WAIT_HERE(N);                               \
    }

/* What a time-out in a wait_timeout means. */
enum timeout_value { TIMEOUT_WAITS, TIMEOUT_NOW, TIMEOUT_BAD };

/* Sets the timer for TIMEOUT milliseconds. */
static enum timeout_value start_timeout(struct process *p, Term timeout)
{
    if (timeout == ATOM_(infinity))
        return TIMEOUT_WAITS;
    if (!term_is_small(timeout) || small_value(timeout) < 0 || small_value(timeout) > UINT32_MAX)
        return TIMEOUT_BAD;
    if (timeout == SMALL(0))
        return TIMEOUT_NOW;
    proc_timer_set(p, (uint64_t)small_value(timeout));
    return TIMEOUT_WAITS;
}

SLOW(bad_timeout)
{
    SAVE();
    mailbox_rewind(regs->process);
    (void)builtin_error(regs->process, ATOM_(timeout_value));
    regs->exception_top = NIL;
    LEAVE_FOR(op_raise_pending);
}

#define DEFINE_wait_timeout(N, F, T)                                     \
    INSTR(N)                                                             \
    {                                                                    \
        FETCH_MAIL();                                                    \
        struct process *p = regs->process;                               \
        if (mailbox_current(p) != NULL)                                  \
            LOOP(N);                                                     \
        if (proc_timer_fired(p))                                         \
            NEXT(N);                                                     \
        if (!proc_timer_active(p)) {                                     \
            enum timeout_value value = start_timeout(p, GET_##T(N##_b)); \
            if (value == TIMEOUT_NOW)                                    \
                NEXT(N);                                                 \
            if (UNLIKELY(value == TIMEOUT_BAD))                          \
                LEAVE_FOR(slow_bad_timeout);                             \
        }                                                                \
        WAIT_HERE(N);                                                    \
    }

/* A receive without clauses, which the loader has told from the others: it looks at no message and
 * keeps its turn only for the time-out. */
#define DEFINE_sleep_start(N, F, T)                                              \
    INSTR(N)                                                                     \
    {                                                                            \
        enum timeout_value value = start_timeout(regs->process, GET_##T(N##_b)); \
        if (value == TIMEOUT_NOW)                                                \
            GOTO(N, LABEL(N##_a));                                               \
        if (UNLIKELY(value == TIMEOUT_BAD))                                      \
            LEAVE_FOR(slow_bad_timeout);                                         \
        NEXT(N);                                                                 \
    }

#define DEFINE_sleep_wait(N)                 \
    INSTR(N)                                 \
    {                                        \
        FETCH_MAIL();                        \
        if (proc_timer_fired(regs->process)) \
            NEXT(N);                         \
        WAIT_HERE(N);                        \
    }

#define DEFINE_timeout(N)                 \
    INSTR(N)                              \
    {                                     \
        proc_timer_cancel(regs->process); \
        mailbox_rewind(regs->process);    \
        NEXT(N);                          \
    }

/* ---- receive markers ---- */

/* What is on its way already lies in front of the marker, too. */
#define DEFINE_recv_marker_reserve(N, D)                   \
    INSTR(N)                                               \
    {                                                      \
        TAKE_IN_MAIL();                                    \
        if (UNLIKELY(regs->process->flags & PROC_EXITING)) \
            LEAVE_FOR(op_exit_now);                        \
        PUT_##D(N##_a, marker_reserve(regs->process));     \
        NEXT(N);                                           \
    }

#define DEFINE_recv_marker_bind(N, A, B)                            \
    INSTR(N)                                                        \
    {                                                               \
        marker_bind(regs->process, GET_##A(N##_a), GET_##B(N##_b)); \
        NEXT(N);                                                    \
    }

#define DEFINE_recv_marker_clear(N, A)               \
    INSTR(N)                                         \
    {                                                \
        marker_clear(regs->process, GET_##A(N##_a)); \
        NEXT(N);                                     \
    }

#define DEFINE_recv_marker_use(N, A)               \
    INSTR(N)                                       \
    {                                              \
        marker_use(regs->process, GET_##A(N##_a)); \
        NEXT(N);                                   \
    }

#include "vm/interp/expand.h"
#include "vm/interp/receive.def"
