/* SPDX-License-Identifier: Apache-2.0 */
/* suspend.c: both ends of being suspended. */
#include "vm/process/suspend.h"

#include "vm/process/relation.h"
#include "vm/process/request.h"
#include "vm/process/table.h"
#include "vm/term/atom.h"

uint32_t suspend_count(const struct process *p, Term other)
{
    const struct relation *r = relation_find(p, RELATION_SUSPENDS, other);
    return r == NULL ? 0 : r->detail;
}

bool suspend_add(struct process *p, Term other, uint32_t times, Term answer, Term wrap)
{
    struct relation *r = relation_find(p, RELATION_SUSPENDS, other);
    Term question[] = {HEADER(BOXED_TUPLE, 2), ATOM_(suspend_process), answer};
    if (!request_send(p, other, boxed_make(question), wrap))
        return false;
    if (r == NULL)
        r = relation_add(p, RELATION_SUSPENDS, other, other, NON_VALUE);
    r->detail += times;
    return true;
}

bool suspend_take_back(struct process *p, Term other)
{
    struct relation *r = relation_find(p, RELATION_SUSPENDS, other);
    if (r == NULL || table_lookup(other) == NULL)
        return false;
    if (--r->detail == 0) {
        relation_remove(p, r);
        (void)signal_send(other, signal_new(SIGNAL_RESUME, p->id, 0, 0, 0));
    }
    return true;
}

void suspend_begin(struct process *p, Term from)
{
    p->flags |= PROC_SUSPENDED;
    if (relation_find(p, RELATION_SUSPENDED, from) == NULL)
        (void)relation_add(p, RELATION_SUSPENDED, from, from, NON_VALUE);
}

static bool is_suspended(const struct process *p)
{
    const struct relation *r;
    for (uint32_t i = 0; (r = relation_at(p, &i)) != NULL; i++)
        if (r->kind == RELATION_SUSPENDED)
            return true;
    return false;
}

void suspend_end(struct process *p, Term from)
{
    struct relation *r = relation_find(p, RELATION_SUSPENDED, from);
    if (r == NULL)
        return;
    relation_remove(p, r);
    if (!is_suspended(p))
        p->flags &= ~(uint32_t)PROC_SUSPENDED;
}
