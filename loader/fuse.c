/* SPDX-License-Identifier: Apache-2.0 */
/* fuse.c: making one instruction of two that stand side by side, and what comes out may be fused
 * again. Each dispatch saved is worth more than what the instruction does; which pairs pay was
 * found by counting. A pair is fused only where vm/interp/fused.def has a form for the operands at
 * hand. Calls of funs in the last place are the exception: files have no instruction for them, and
 * only as one they leave no frame behind, so all of them are fused. */
#include "loader/fuse.h"
#include "loader/select.h"

#include <string.h>

/* Operands of both are numbered through: those of FIRST, then those of SECOND. */
struct fusion {
    enum opcode first, second, fused;
    const char *same; /* pairs of operands that must be equal */
    const char *pick; /* the operands of the fused instruction */
    bool (*when)(const struct operand *operands);
};

static bool same_operand(const struct operand *a, const struct operand *b)
{
    return a->kind == b->kind && a->kind != OPERAND_LIST && a->number == b->number;
}

/* get_tuple_element s n d, s n d: neighbours, and the first does not overwrite the tuple. */
static bool are_neighbours(const struct operand *o)
{
    return o[4].number == o[1].number + 1 && !same_operand(&o[0], &o[2]);
}

static const struct fusion fusions[] = {
    {OP_deallocate, OP_return, OP_deallocate_return, "", "0", NULL},
    {OP_call_fun, OP_deallocate_return, OP_call_fun_last, "", "01", NULL},
    {OP_call_fun2, OP_deallocate_return, OP_call_fun2_last, "", "123", NULL},
    {OP_move, OP_return, OP_move_return, "", "01", NULL},
    {OP_move, OP_call, OP_move_call, "", "012", NULL},
    {OP_move, OP_call_last, OP_move_call_last, "", "0123", NULL},
    {OP_move, OP_call_only, OP_move_call_only, "", "012", NULL},
    {OP_move, OP_move, OP_move_move, "", "0123", NULL},
    {OP_move_move, OP_call, OP_move_move_call, "", "01234", NULL},
    {OP_move_move, OP_call_last, OP_move_move_call_last, "", "012345", NULL},
    {OP_trim, OP_call, OP_trim_call, "", "012", NULL},
    {OP_allocate, OP_move, OP_allocate_move, "", "0123", NULL},
    {OP_allocate, OP_init_yregs, OP_allocate_init, "", "01", NULL},
    {OP_allocate_heap, OP_init_yregs, OP_allocate_heap_init, "", "012", NULL},
    {OP_allocate, OP_get_list, OP_allocate_get_list, "", "01234", NULL},
    {OP_test_heap, OP_put_list, OP_test_heap_put_list, "", "01234", NULL},
    {OP_test_heap_put_list, OP_deallocate_return, OP_put_list_return, "", "012345", NULL},
    {OP_is_nonempty_list, OP_get_list, OP_nonempty_get_list, "12", "0134", NULL},
    {OP_is_tuple, OP_test_arity, OP_is_tuple_of, "0213", "014", NULL},
    {OP_get_tuple_element, OP_get_tuple_element, OP_get_two_elements, "03", "0125", are_neighbours},
};

/* The fusions of each second instruction are a chain: numbers from 1, and 0 ends it. */
static uint8_t first_fusion[OPCODES];
static uint8_t next_fusion[COUNT_OF(fusions) + 1];

void fuse_init(void)
{
    memset(first_fusion, 0, sizeof first_fusion);
    for (size_t i = COUNT_OF(fusions); i-- > 0;) {
        next_fusion[i + 1] = first_fusion[fusions[i].second];
        first_fusion[fusions[i].second] = (uint8_t)(i + 1);
    }
}

static const struct fusion *find_fusion(unsigned first, unsigned second)
{
    for (unsigned i = first_fusion[second]; i != 0; i = next_fusion[i])
        if (fusions[i - 1].first == first)
            return &fusions[i - 1];
    return NULL;
}

/* Makes *FUSED of A and B. False when the pair is left alone. */
static bool fuse(struct arena *arena, const struct instr *a, const struct instr *b,
                 struct instr *fused)
{
    const struct fusion *fusion = find_fusion(a->op, b->op);
    if (fusion == NULL)
        return false;
    struct operand both[2 * MAX_OPERANDS];
    memcpy(both, a->operands, a->count * sizeof both[0]);
    memcpy(both + a->count, b->operands, b->count * sizeof both[0]);
    for (const char *same = fusion->same; *same != '\0'; same += 2)
        if (!same_operand(&both[same[0] - '0'], &both[same[1] - '0']))
            return false;
    if (fusion->when != NULL && !fusion->when(both))
        return false;

    struct operand picked[MAX_OPERANDS];
    unsigned count = (unsigned)strlen(fusion->pick);
    for (unsigned i = 0; i < count; i++)
        picked[i] = both[fusion->pick[i] - '0'];
    *fused = (struct instr){.op = (uint16_t)fusion->fused,
                            .count = (uint8_t)count,
                            .offset = a->offset,
                            .operands = picked};
    if (select_form(fused) == NULL)
        return false;
    fused->operands = arena_array(arena, count, sizeof picked[0]);
    memcpy(fused->operands, picked, count * sizeof picked[0]);
    return true;
}

/* Makes one of the two instructions before END, as long as that can be done. A line between the two
 * goes before what is made of them: the first of a pair never raises. Returns the new end. */
static uint32_t fuse_last(struct arena *arena, struct instr *instrs, uint32_t end)
{
    for (;;) {
        bool apart = end >= 3 && instrs[end - 2].op == OP_line;
        struct instr fused;
        if (end < (apart ? 3u : 2u) ||
            !fuse(arena, &instrs[end - (apart ? 3 : 2)], &instrs[end - 1], &fused))
            return end;
        if (apart)
            instrs[end - 3] = instrs[end - 2];
        end--;
        instrs[end - 1] = fused;
    }
}

void fuse_code(struct instr_list *list)
{
    uint32_t written = 0;
    for (uint32_t i = 0; i < list->count; i++) {
        list->instrs[written++] = list->instrs[i];
        written = fuse_last(list->arena, list->instrs, written);
    }
    list->count = written;
}
