/* SPDX-License-Identifier: Apache-2.0 */
/* Registers that hold no value: where did they lose it, or on which way does nothing write them?
 *
 * The function is walked once more, with final states and an eye on the register, and each branch
 * on which it holds nothing is written down. These branches make ways that begin where the value
 * was lost, or at the entry. Of those that lead to the fault one is told. */

#include "asm/check_tell.h"
#include "asm/span.h"

#include <stdlib.h>

static bool begins_way(const struct check_edge *edge, uint32_t entry)
{
    return edge->killer != NO_INSTRUCTION || edge->from == entry;
}

/* Where the edges from each block begin among all, which the walk wrote down block by block. One
 * item more than there are blocks, for the end. */
static uint32_t *first_edges(const struct check_walk *w)
{
    uint32_t *first = mem_zalloc((w->blocks.count + 2) * sizeof *first);
    for (uint32_t i = 0; i < w->edges.count; i++)
        first[w->edges.items[i].from + 1]++;
    for (uint32_t i = 0; i <= w->blocks.count; i++)
        first[i + 1] += first[i];
    return first;
}

/* Marks for each block the branch by which a way without a value first leads there (number + 1).
 * The fault has the last mark, as if it were a block of its own. */
static uint32_t *mark_ways(const struct check_walk *w, uint32_t entry)
{
    uint32_t *mark = mem_zalloc((w->blocks.count + 1) * sizeof *mark), *first = first_edges(w);
    uint32_t block;
    struct worklist reached;
    worklist_init(&reached, (uint32_t)w->blocks.count + 1);
    for (uint32_t i = 0; i < w->edges.count; i++)
        if (begins_way(&w->edges.items[i], entry))
            worklist_add(&reached, w->edges.items[i].from);
    while (worklist_take(&reached, &block))
        for (uint32_t i = first[block]; i < first[block + 1]; i++) {
            const struct check_edge *edge = &w->edges.items[i];
            if (mark[edge->to] != 0 || (!begins_way(edge, entry) && mark[block] == 0))
                continue;
            mark[edge->to] = i + 1;
            worklist_add(&reached, edge->to);
        }
    worklist_release(&reached);
    free(first);
    return mark;
}

/* Where the value was lost, and the last branch on the way from there. */
struct origin {
    uint32_t killer; /* NO_INSTRUCTION: nothing has written it since the entry */
    uint32_t branch; /* NO_INSTRUCTION: there was none */
};

static struct origin origin_of(struct check_walk *w, const struct check_fault *f, uint32_t reg)
{
    struct origin origin = {NO_INSTRUCTION, NO_INSTRUCTION};
    if (reg >= w->count) /* no instruction ever writes it */
        return origin;
    uint32_t entry = w->module->labels.items[w->function->entry].block;
    check_watch(w, reg, f->instruction);
    uint32_t *mark = mark_ways(w, entry);
    uint32_t block = (uint32_t)w->blocks.count;
    for (size_t steps = 0; mark[block] != 0 && steps <= w->blocks.count; steps++) {
        const struct check_edge *edge = &w->edges.items[mark[block] - 1];
        bool jump = block < w->blocks.count && edge->by + 1 != w->blocks.items[block].first;
        if (origin.branch == NO_INSTRUCTION && jump)
            origin.branch = edge->by;
        origin.killer = edge->killer;
        if (origin.killer != NO_INSTRUCTION || edge->from == entry)
            break;
        block = edge->from;
    }
    free(mark);
    return origin;
}

/* ---- messages ---- */

static char letter_of(const struct check_walk *w, const struct check_fault *f)
{
    bool is_float =
        f->operand != ASM_NO_PLACE && w->module->operands.items[f->operand].kind == OPERAND_F;
    return is_float ? 'f' : 'x';
}

static uint32_t number_in_state(const struct check_walk *w, const struct check_fault *f)
{
    return letter_of(w, f) == 'f' ? w->x_count + w->y_count + (uint32_t)f->number
                                  : (uint32_t)f->number;
}

/* The operand of INSTRUCTION that says how many x registers are kept, or NULL. */
static const struct asm_operand *live_operand(const struct check_walk *w, uint32_t instruction)
{
    return instruction == NO_INSTRUCTION
               ? NULL
               : asm_accesses_of(w->module, tell_instruction(w, instruction)).live;
}

/* The count is what is wrong, not the instruction that reads. */
static void tell_low_count(struct check_walk *w, const struct check_fault *f,
                           const struct asm_operand *live, uint32_t killer)
{
    struct asm_diag *diag = w->module->diag;
    diag->use = tell_instruction(w, killer)->use;
    asm_error(diag, ASM_MESSAGE_live_count_low, asm_operand_span(diag->source, live->at),
              "x%u is read later, and does not outlive a live count of %llu", (unsigned)f->number,
              (unsigned long long)live->value);
    tell_note(w, f->instruction, "it is read here");
    asm_help(diag, "count at least %u, or write _", (unsigned)f->number + 1);
}

static const char *why_lost(const struct check_walk *w, uint32_t killer)
{
    switch (tell_instruction(w, killer)->op) {
    case ASM_OP_try_case:
        return "an exception handler finds its exception in x0, x1 and x2, and nothing else";
    case ASM_OP_catch_end:
        return "behind a catch there is x0, its value, and nothing else";
    case ASM_OP_loop_rec:
    case ASM_OP_wait:
    case ASM_OP_wait_timeout:
    case ASM_OP_loop_rec_end:
        return "no x register outlives waiting for a message";
    case ASM_OP_swap:
    case ASM_OP_move:
        return "nothing is copied into it here";
    default:
        return "x registers do not outlive this call: x0, its result, is all there is behind it";
    }
}

static void note_origin(struct check_walk *w, const struct check_fault *f, struct origin origin)
{
    struct asm_diag *diag = w->module->diag;
    struct asm_name name = asm_name_of(w->module, w->function->name);
    const struct asm_entry *text = &w->module->atoms.entries.items[name.atom];
    if (origin.killer != NO_INSTRUCTION)
        tell_note(w, origin.killer, why_lost(w, origin.killer));
    else
        asm_note(diag, w->function->span, "nothing writes it on the way from the entry of %.*s/%u",
                 (int)text->size, (const char *)text->bytes, name.arity);
    tell_note(w, origin.branch, "the way goes on from here");
    if (origin.killer != NO_INSTRUCTION)
        asm_help(diag, "what is needed later is kept in a y register");
    else
        asm_help(diag, "write %c%u on every way that leads here", letter_of(w, f),
                 (unsigned)f->number);
}

static void tell_unwritten(struct check_walk *w, const struct check_fault *f)
{
    bool full = asm_diag_full(w->module->diag);
    struct origin origin = {NO_INSTRUCTION, NO_INSTRUCTION};
    if (!full)
        origin = origin_of(w, f, number_in_state(w, f));
    const struct asm_operand *live = live_operand(w, origin.killer);
    if (live != NULL && letter_of(w, f) == 'x') {
        tell_low_count(w, f, live, origin.killer);
        return;
    }
    tell(w, f, "%c%u holds no value here", letter_of(w, f), (unsigned)f->number);
    if (!full)
        note_origin(w, f, origin);
}

static void tell_live_count(struct check_walk *w, const struct check_fault *f)
{
    uint64_t live = w->module->operands.items[f->operand].value;
    if (f->id == ASM_MESSAGE_live_count_high)
        tell(w, f, "x%u holds no value here, and is among the %llu that are to be kept",
             (unsigned)f->number, (unsigned long long)live);
    else if (f->number + 1 == live)
        tell(w, f, "x%u is read later, but holds no value here", (unsigned)f->number);
    else
        tell(w, f, "x%u holds no value here, and must: x%llu above it is read later",
             (unsigned)f->number, (unsigned long long)live - 1);
    if (f->id == ASM_MESSAGE_live_count_high)
        asm_help(w->module->diag, "keep at most %u, or write _", (unsigned)f->number);
}

bool tell_register(struct check_walk *w, const struct check_fault *f)
{
    switch (f->id) {
    case ASM_MESSAGE_unwritten_register:
        tell_unwritten(w, f);
        return true;
    case ASM_MESSAGE_no_value:
    case ASM_MESSAGE_live_count_high:
        tell_live_count(w, f);
        return true;
    default:
        return false;
    }
}
