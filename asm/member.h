/* SPDX-License-Identifier: Apache-2.0 */
/* member.h: numbers of names that mean something within one thing alone, as fields do in a record
 * and parameters in a macro. */
#ifndef TICK_ASM_MEMBER_H
#define TICK_ASM_MEMBER_H

#include "asm/intern.h"

enum { ASM_NO_MEMBER = UINT32_MAX };

/* All zero is an empty one. */
struct asm_members {
    struct asm_intern keys;       /* what has been asked for: thing and name */
    ASM_VECTOR(uint32_t) numbers; /* in their order */
};

/* NAME is to be NUMBER within OF; a name that is there already keeps its number. */
void asm_add_member(struct asm_members *members, uint32_t of, uint32_t name, uint32_t number);

/* The number of NAME within OF, or ASM_NO_MEMBER. */
uint32_t asm_member(struct asm_members *members, uint32_t of, uint32_t name);

void asm_members_free(struct asm_members *members);

#endif
