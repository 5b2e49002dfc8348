/* SPDX-License-Identifier: Apache-2.0 */
/* Instructions on bitstrings: match contexts and positions, the commands of bs_match, the heap that
 * is left by constructions. */

#include "asm/check_walk.h"

/* ---- matching ---- */

void check_need_context(struct check_walk *w, const struct asm_operand *o)
{
    enum held_kind kind = held_kind(check_held(w, o));
    check_read(w, o, true);
    if (kind != HELD_CONTEXT && (kind != HELD_NONE || o->kind != OPERAND_X))
        check_fault(w, ASM_MESSAGE_no_context, o, o->value);
    check_refine(w, o, held(HELD_CONTEXT, 0));
}

/* The source outlives a collection without being counted as live: it may be the last use of it. */
static void start_match(struct check_walk *w, const struct asm_operand *label,
                        const struct asm_operand *source, const struct asm_operand *live,
                        const struct asm_operand *to)
{
    check_read(w, source, true);
    check_collect(w, live);
    check_may_fail(w, label);
    check_write(w, to, held(HELD_CONTEXT, 0));
}

static void get_position(struct check_walk *w, const struct asm_operand *const *o)
{
    check_need_context(w, o[0]);
    check_collect(w, o[2]);
    check_write(w, o[1], held(HELD_POSITION, 0));
}

static void set_position(struct check_walk *w, const struct asm_operand *const *o)
{
    check_need_context(w, o[0]);
    check_read(w, o[1], false);
    if (held_kind(check_held(w, o[1])) != HELD_POSITION)
        check_fault(w, ASM_MESSAGE_no_position, o[1], o[1]->value);
}

/* Each of the commands may be the one that fails. */
static void match_commands(struct check_walk *w, const struct asm_operand *const *o)
{
    const struct asm_operand *list = o[2] + 1;
    check_need_context(w, o[1]);
    for (uint64_t i = 0; i < o[2]->value;) {
        const char *letters = check_command(w->module, &list[i], o[2]->value - i);
        if (letters == NULL)
            return;
        const struct asm_operand *operand = &list[++i];
        for (; *letters != '\0'; letters++, operand++, i++) {
            if (*letters == 'n')
                check_collect(w, operand);
            if (*letters != 'd')
                continue;
            check_may_fail(w, o[0]);
            check_write(w, operand, held(HELD_TERM, 0));
        }
        check_need_context(w, o[1]);
    }
    check_may_fail(w, o[0]);
}

/* ---- building ---- */

/* Behind what is built there are as many free heap words as WORDS says. */
static void construction(struct check_walk *w, const struct asm_operand *words)
{
    check_by_letters(w);
    check_reserve(w, asm_reserved_words(words));
}

bool check_bits_step(struct check_walk *w)
{
    const struct asm_operand *const *o = w->operands;
    switch (w->instruction->op) {
    case ASM_OP_bs_start_match3:
        start_match(w, o[0], o[1], o[2], o[3]);
        return true;
    case ASM_OP_bs_start_match4:
        start_match(w, o[0], o[2], o[1], o[3]);
        return true;
    case ASM_OP_bs_get_position:
        get_position(w, o);
        return true;
    case ASM_OP_bs_set_position:
        set_position(w, o);
        return true;
    case ASM_OP_bs_match:
        match_commands(w, o);
        return true;
    case ASM_OP_bs_init2:
    case ASM_OP_bs_init_bits:
    case ASM_OP_bs_append:
        construction(w, o[2]);
        return true;
    default:
        return false;
    }
}
