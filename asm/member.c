/* SPDX-License-Identifier: Apache-2.0 */
/* A map from pairs of numbers to numbers. What was asked for in vain is in it, too. */

#include "asm/member.h"

#include <stdlib.h>

static uint32_t *number_of(struct asm_members *members, uint32_t of, uint32_t name)
{
    uint32_t pair[] = {of, name}, key = asm_intern(&members->keys, pair, sizeof pair);
    if (members->numbers.count <= key)
        *ASM_PUSH(&members->numbers) = ASM_NO_MEMBER;
    return &members->numbers.items[key];
}

void asm_add_member(struct asm_members *members, uint32_t of, uint32_t name, uint32_t number)
{
    uint32_t *known = number_of(members, of, name);
    if (*known == ASM_NO_MEMBER)
        *known = number;
}

uint32_t asm_member(struct asm_members *members, uint32_t of, uint32_t name)
{
    return *number_of(members, of, name);
}

void asm_members_free(struct asm_members *members)
{
    asm_intern_free(&members->keys);
    free(members->numbers.items);
}
