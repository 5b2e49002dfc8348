/* SPDX-License-Identifier: Apache-2.0 */
/* alias.c: the life of an alias. */
#include "vm/process/alias.h"

#include "vm/process/link.h"
#include "vm/process/relation.h"

void alias_add(struct process *p, uint64_t number, enum alias_mode mode)
{
    if (mode != ALIAS_NONE)
        relation_add(p, RELATION_ALIAS, number, p->id, NON_VALUE)->detail = mode;
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
    uint32_t mode = alias->detail;
    if (mode == ALIAS_REPLY || mode == ALIAS_REPLY_DEMONITOR)
        relation_remove(p, alias);
    if (mode == ALIAS_REPLY_DEMONITOR)
        (void)monitor_remove(p, number);
    return true;
}

void alias_monitor_ended(struct process *p, uint64_t number)
{
    struct relation *alias = relation_find(p, RELATION_ALIAS, number);
    if (alias != NULL && alias->detail >= ALIAS_DEMONITOR)
        relation_remove(p, alias);
}
