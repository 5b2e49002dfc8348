/* SPDX-License-Identifier: Apache-2.0 */
/* midway.c: keeping what a process that is midway has in the registers. */
#include "vm/process/midway.h"

#include "vm/term/comparison.h"

#include <stdlib.h>
#include <string.h>

struct midway {
    struct comparison *comparison;
    Term x[X_REGISTERS];
    double f[FLOAT_REGISTERS];
};

void midway_leave(struct process *p)
{
    struct registers *regs = p->regs;
    struct midway *midway = mem_alloc(sizeof *midway);
    midway->comparison = regs->comparison;
    regs->comparison = NULL;
    memcpy(midway->x, regs->x, sizeof midway->x);
    memcpy(midway->f, regs->f, sizeof midway->f);
    p->midway = midway;
    p->flags |= PROC_MIDWAY;
}

void midway_return(struct process *p)
{
    struct registers *regs = p->regs;
    regs->comparison = p->midway->comparison;
    memcpy(regs->x, p->midway->x, sizeof p->midway->x);
    memcpy(regs->f, p->midway->f, sizeof p->midway->f);
    free(p->midway);
    p->midway = NULL;
    p->flags &= ~(uint32_t)PROC_MIDWAY;
}

void midway_end(struct process *p)
{
    comparison_free(p->midway->comparison);
    free(p->midway);
    p->midway = NULL;
    p->flags &= ~(uint32_t)PROC_MIDWAY;
}
