/* SPDX-License-Identifier: Apache-2.0 */
/* alias.c: the life of an alias. */
#include "vm/process/alias.h"

#include "vm/process/link.h"
#include "vm/process/relation.h"

/* In `detail` of the entry, besides the mode. */
#define ALIAS_PRIORITY (UINT32_C(1) << 8)

static enum alias_mode mode_of(const struct relation *alias)
{
    return (enum alias_mode)(alias->detail & ~ALIAS_PRIORITY);
}

void alias_add(struct process *p, uint64_t number, enum alias_mode mode, bool priority)
{
    if (mode != ALIAS_NONE)
        relation_add(p, RELATION_ALIAS, number, p->id, NON_VALUE)->detail =
            mode | (priority ? ALIAS_PRIORITY : 0);
}

bool alias_is_priority(const struct process *p, uint64_t number)
{
    const struct relation *alias = relation_find(p, RELATION_ALIAS, number);
    return alias != NULL && (alias->detail & ALIAS_PRIORITY);
}

bool alias_is_active(const struct process *p, uint64_t number)
{
    return relation_find(p, RELATION_ALIAS, number) != NULL;
}

bool alias_remove(struct process *p, uint64_t number)
{
    struct relation *alias = relation_find(p, RELATION_ALIAS, number);
    if (alias == NULL)
        return false;
    relation_remove(p, alias);
    return true;
}

bool alias_receive(struct process *p, uint64_t number)
{
    struct relation *alias = relation_find(p, RELATION_ALIAS, number);
    if (alias == NULL)
        return false;
    enum alias_mode mode = mode_of(alias);
    if (mode == ALIAS_REPLY || mode == ALIAS_REPLY_DEMONITOR)
        relation_remove(p, alias);
    if (mode == ALIAS_REPLY_DEMONITOR)
        (void)monitor_remove(p, number);
    return true;
}

void alias_monitor_ended(struct process *p, uint64_t number)
{
    struct relation *alias = relation_find(p, RELATION_ALIAS, number);
    if (alias != NULL && mode_of(alias) >= ALIAS_DEMONITOR)
        relation_remove(p, alias);
}
