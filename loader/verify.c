/* SPDX-License-Identifier: Apache-2.0 */
/* verify.c: the walk. From each label whose state has changed the instructions are gone through up
 * to the next label or the end of the way, until nothing changes any more. States only lose
 * knowledge, so that ends; a budget ends it early for code that was made to take long. */
#include "loader/verify.h"
#include "loader/verify_walk.h"
#include "vm/process/registers.h"
#include "vm/term/atom.h"

#include <string.h>

#define MAX_FRAME      1023
#define BUDGET_BASE    ((uint64_t)1 << 24)
#define BUDGET_PER     ((uint64_t)1 << 10) /* for each instruction */
#define MAX_STATE_REGS ((uint64_t)1 << 26)

bool walk_fail(struct walk *w, const char *expected, const char *found)
{
    const struct beam_function *f = w->function;
    const struct instr *in = &w->code->instrs[w->at_hand];
    return load_fail(&w->code->file->error,
                     "chunk Code, offset %u, function %.200s/%u, instruction %u (%s): "
                     "expected %s, found %s",
                     in->offset, atom_text(f->name)->utf8, f->arity, w->at_hand - f->first,
                     opcode_info[in->op].name, expected, found);
}

static size_t state_bytes(const struct walk *w)
{
    return sizeof(struct state) + w->count * sizeof(Type);
}

static struct state *state_new(struct walk *w)
{
    return arena_alloc(&w->arena, state_bytes(w));
}

static bool spend(struct walk *w, uint32_t work)
{
    if (w->budget < work)
        return walk_fail(w, "code of ordinary size and shape", "too many ways through a function");
    w->budget -= work;
    return true;
}

/* STATE, at LABEL, loses its frame; what the slots hold stays known. What may be raised from now on
 * is raised in both of the frames that meet. What LABEL itself would handle is on its way there. */
static bool lose_frame(struct walk *w, struct state *state, uint64_t label)
{
    if (state->frame == UNKNOWN_FRAME)
        return true;
    if (walk_handler(w, state) != label && !walk_may_raise(w, state))
        return false;
    state->frame = UNKNOWN_FRAME;
    for (uint32_t i = w->x_count; i < w->x_count + w->y_count; i++)
        if (type_kind(state->regs[i]) == TYPE_CATCH)
            state->regs[i] = TYPE(TYPE_NONE, 0);
    return true;
}

static bool join_into(struct walk *w, uint64_t label, const struct state *state, bool *changed)
{
    struct state *known = w->at[label];
    if (state_frames_agree(known, state, w->x_count, w->y_count)) {
        *changed = state_join(known, state, w->count);
        return true;
    }
    struct state *copy = state_new(w);
    memcpy(copy, state, state_bytes(w));
    *changed = known->frame != UNKNOWN_FRAME;
    if (!lose_frame(w, known, label) || !lose_frame(w, copy, label))
        return false;
    if (state_join(known, copy, w->count))
        *changed = true;
    return true;
}

/* Does the instruction at hand close a loop when it goes to TARGET? Those that have a receive begin
 * again give up the turn themselves, and from its first label a function only fails. */
static bool closes_loop(const struct walk *w, uint32_t target)
{
    enum opcode op = w->code->instrs[w->at_hand].op;
    return target < w->at_hand && target > w->function->first && op != OP_loop_rec_end &&
           op != OP_wait && op != OP_wait_timeout;
}

static bool join_at(struct walk *w, uint64_t label, const struct state *state)
{
    uint32_t target = w->code->label_at[label];
    struct state **known = &w->at[label];
    bool changed = true;
    if (target < w->function->first || target >= w->function->end)
        return walk_fail(w, "a label of the same function", "one of another");
    if (closes_loop(w, target))
        w->code->loops[label] = true;
    if (*known == NULL) {
        *known = state_new(w);
        memcpy(*known, state, state_bytes(w));
        (*known)->lowered = 0;
    } else if (!join_into(w, label, state, &changed)) {
        return false;
    }
    if (changed)
        worklist_add(&w->again, target - w->function->first);
    return spend(w, w->count);
}

static bool postpone(struct walk *w, uint64_t label, const struct state *state)
{
    struct pending *pending = arena_alloc(&w->arena, sizeof *pending);
    *pending = (struct pending){.next = w->pending, .label = label, .state = state_new(w)};
    memcpy(pending->state, state, state_bytes(w));
    w->pending = pending;
    return spend(w, w->count);
}

/* A join may find that more has to be joined elsewhere: one after the other, not one in the other,
 * for nobody knows how deep that would go. */
bool walk_branch(struct walk *w, uint64_t label, const struct state *state)
{
    if (w->joining)
        return postpone(w, label, state);
    w->joining = true;
    bool ok = join_at(w, label, state);
    while (ok && w->pending != NULL) {
        struct pending *next = w->pending;
        w->pending = next->next;
        ok = join_at(w, next->label, next->state);
    }
    w->joining = false;
    w->pending = NULL;
    return ok;
}

/* Walks from the label at instruction INDEX to the next one. */
static bool walk_block(struct walk *w, uint32_t index)
{
    const struct instr *instrs = w->code->instrs;
    memcpy(w->now, w->at[instrs[index].operands[0].number], state_bytes(w));
    for (w->at_hand = index + 1; w->at_hand < w->function->end; w->at_hand++) {
        const struct instr *in = &instrs[w->at_hand];
        if (in->op == OP_label)
            return walk_branch(w, in->operands[0].number, w->now);
        enum step step = verify_step(w);
        if (step != STEP_ON)
            return step == STEP_STOP;
        if (!spend(w, 1))
            return false;
    }
    w->at_hand--;
    return walk_fail(w, "an instruction that does not go on, at the end of the function",
                     "this one");
}

/* ---- one function ---- */

static void count_operand(struct walk *w, const struct operand *o)
{
    uint32_t needed = o->number < UINT32_MAX ? (uint32_t)o->number + 1 : 0;
    if (o->kind == OPERAND_X && needed > w->x_count)
        w->x_count = needed;
    if (o->kind == OPERAND_FLOAT && needed > w->float_count)
        w->float_count = needed;
    for (uint32_t i = 0; o->kind == OPERAND_LIST && i < o->count; i++)
        count_operand(w, &o->list[i]);
}

/* How many registers the function uses, and of labels, to bound what states will take. */
static bool count_registers(struct walk *w)
{
    const struct beam_function *f = w->function;
    uint64_t labels = 0;
    w->x_count = f->arity > 3 ? f->arity : 3; /* an exception comes in x0 to x2 */
    w->y_count = w->float_count = 0;
    for (uint32_t i = f->first; i < f->end; i++) {
        const struct instr *in = &w->code->instrs[i];
        for (unsigned k = 0; k < in->count; k++)
            count_operand(w, &in->operands[k]);
        labels += in->op == OP_label;
        if (in->op != OP_allocate && in->op != OP_allocate_heap)
            continue;
        w->at_hand = i;
        if (in->operands[0].number > MAX_FRAME)
            return walk_fail(w, "a frame of at most 1023 slots", "a larger one");
        if (in->operands[0].number > w->y_count)
            w->y_count = (uint32_t)in->operands[0].number;
    }
    w->count = w->x_count + w->y_count + w->float_count;
    w->at_hand = f->first;
    if ((labels + 2) * w->count > MAX_STATE_REGS)
        return walk_fail(w, "code of ordinary size and shape", "too many labels and registers");
    return true;
}

static bool begin_function(struct walk *w)
{
    const struct beam_function *f = w->function;
    const struct instr *instrs = w->code->instrs;
    w->now = state_new(w);
    w->scratch = state_new(w);
    w->now->frame = NO_FRAME;
    for (uint32_t i = 0; i < f->arity; i++)
        w->now->regs[i] = TYPE(TYPE_ANY, 0);
    for (uint32_t i = f->first; i < f->end; i++)
        if (instrs[i].op == OP_label)
            w->at[instrs[i].operands[0].number] = NULL;
    w->at_hand = f->entry;
    return walk_branch(w, instrs[f->entry].operands[0].number, w->now);
}

static bool walk_blocks(struct walk *w)
{
    uint32_t label;
    if (!begin_function(w))
        return false;
    while (worklist_take(&w->again, &label))
        if (!walk_block(w, w->function->first + label))
            return false;
    return true;
}

static bool walk_function(struct walk *w)
{
    worklist_init(&w->again, w->function->end - w->function->first);
    bool ok = walk_blocks(w);
    worklist_release(&w->again);
    return ok;
}

/* Frames of this function get their slots set to nil. */
static void zero_frames(const struct walk *w)
{
    for (uint32_t i = w->function->first; i < w->function->end; i++) {
        struct instr *in = &w->code->instrs[i];
        if (in->op == OP_allocate)
            in->op = OP_allocate_zero;
        else if (in->op == OP_allocate_heap)
            in->op = OP_allocate_heap_zero;
    }
}

/* Walks; a second time with zeroed frames when that is what was missing. */
static bool walk_twice(struct walk *w)
{
    if (!count_registers(w))
        return false;
    if (walk_function(w))
        return true;
    if (!w->wants_zeroed)
        return false;
    w->zeroed = true;
    if (!walk_function(w))
        return false;
    zero_frames(w);
    return true;
}

static bool verify_function(struct walk *w, const struct beam_function *f)
{
    w->function = f;
    w->budget = BUDGET_BASE + BUDGET_PER * (f->end - f->first);
    w->zeroed = w->wants_zeroed = false;
    bool ok = walk_twice(w);
    arena_release(&w->arena);
    return ok;
}

bool verify_code(struct beam_code *code)
{
    struct beam_file *file = code->file;
    struct walk w = {.code = code};
    w.at = arena_array(&file->arena, file->label_count, sizeof(struct state *));
    code->loops = arena_array(&file->arena, file->label_count, sizeof(bool));
    for (uint32_t i = 0; i < code->function_count; i++)
        if (!verify_function(&w, &code->functions[i]))
            return false;
    return true;
}
