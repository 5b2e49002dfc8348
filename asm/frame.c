/* SPDX-License-Identifier: Apache-2.0 */
/* A forward walk through a function finds out for each instruction which `allocate` made its
 * frame, and how many slots `trim` has taken off since. Allocations whose frames meet at a label
 * form a class (union-find), in which all have one size: the one that is written at one of them, or
 * else the highest slot used. A label never changes its mind, so the code behind it is walked once,
 * when it has been reached. */

#include "asm/frame.h"

#include "asm/effects.h"
#include "asm/flow.h"
#include "asm/span.h"
#include "vm/base/worklist.h"

#include <stdlib.h>

int asm_frame_operand(unsigned op)
{
    switch (op) {
    case ASM_OP_allocate:
    case ASM_OP_allocate_heap:
    case ASM_OP_deallocate:
        return 0;
    case ASM_OP_trim: /* slots dropped, slots kept */
    case ASM_OP_apply_last:
        return 1;
    case ASM_OP_call_last:
    case ASM_OP_call_ext_last:
        return 2;
    default:
        return -1;
    }
}

enum { NO_FRAME = -1, UNREACHED = -2 };

/* Where the code is: MADE is an allocation's number, or one of the above. */
struct place {
    int32_t made;
    uint64_t trimmed; /* slots taken off by trim */
};

struct at_label {
    struct place place;
    uint32_t instruction; /* the label itself */
};

struct allocation {
    uint32_t class;  /* another of the same class, or itself: the one that speaks for all */
    bool written;    /* its size stands in the source */
    uint64_t size;   /* if not, of the frame that holds all slots seen so far */
    uint32_t clash;  /* the label where it meets what it cannot, or NO_CLASH */
    const char *why; /* what meets there; NULL: told already */
};

enum { NO_CLASH = UINT32_MAX };

struct frames {
    struct asm_module *module;
    const struct asm_function *function;
    struct at_label *labels; /* by block */
    ASM_VECTOR(struct allocation) allocations;
    uint32_t *numbers;       /* of the allocation that an instruction is + 1, 0 if none */
    struct worklist reached; /* blocks to be walked */
};

static const struct asm_instruction *instruction_at(const struct frames *f, uint32_t i)
{
    return &f->module->instructions.items[f->function->first + i];
}

static struct asm_operand *operands_of(const struct frames *f,
                                       const struct asm_instruction *instruction)
{
    return &f->module->operands.items[instruction->first];
}

/* ---- classes ---- */

static uint32_t speaker(struct frames *f, uint32_t made)
{
    struct allocation *all = f->allocations.items;
    while (all[made].class != made) {
        all[made].class = all[all[made].class].class;
        made = all[made].class;
    }
    return made;
}

static void clash(struct frames *f, int32_t made, uint32_t label, const char *why)
{
    if (made < 0)
        return;
    struct allocation *allocation = &f->allocations.items[speaker(f, (uint32_t)made)];
    if (allocation->clash != NO_CLASH) /* NOLINT(clang-analyzer-core.NullDereference) */
        return;
    allocation->clash = label;
    allocation->why = why;
}

static void unite(struct frames *f, int32_t one, int32_t other, uint32_t label)
{
    uint32_t a = speaker(f, (uint32_t)one), b = speaker(f, (uint32_t)other);
    if (a == b)
        return;
    struct allocation *first = &f->allocations.items[a], *second = &f->allocations.items[b];
    if (first->written && second->written && first->size != second->size)
        clash(f, one, label, "frames of different sizes meet");
    if (first->clash == NO_CLASH) {
        first->clash = second->clash;
        first->why = second->why;
    }
    if (second->written ? !first->written : !first->written && second->size > first->size)
        first->size = second->size;
    first->written = first->written || second->written;
    second->class = a;
}

/* ---- the walk ---- */

static void meet(struct frames *f, const struct asm_operand *operand, struct place place)
{
    uint32_t block = asm_block_of(f->module, operand);
    struct at_label *label = &f->labels[block];
    struct place *known = &label->place;
    if (place.made == UNREACHED)
        return;
    if (known->made == UNREACHED) {
        *known = place;
        worklist_add(&f->reached, block);
        return;
    }
    const char *why = NULL;
    if ((known->made == NO_FRAME) != (place.made == NO_FRAME))
        why = "code with the frame and code without it meet";
    else if (known->trimmed != place.trimmed)
        why = "frames that were trimmed differently meet";
    if (why != NULL) {
        clash(f, known->made, label->instruction, why);
        clash(f, place.made, label->instruction, why);
    } else if (known->made != NO_FRAME) {
        unite(f, known->made, place.made, label->instruction);
    }
}

static struct asm_operand *slots_of(const struct frames *f,
                                    const struct asm_instruction *instruction)
{
    int operand = asm_frame_operand(instruction->op);
    return operand < 0 ? NULL : operands_of(f, instruction) + operand;
}

/* Makes the frame at PLACE large enough for what INSTRUCTION does with it. */
static void use_slots(struct frames *f, const struct asm_instruction *instruction,
                      struct place place)
{
    if (place.made < 0)
        return;
    struct allocation *allocation = &f->allocations.items[speaker(f, (uint32_t)place.made)];
    const struct asm_operand *operand = operands_of(f, instruction);
    uint64_t needed = 0;
    for (uint32_t i = 0; i < instruction->count; i++)
        if (operand[i].kind == OPERAND_Y && operand[i].value >= needed)
            needed = operand[i].value + 1;
    const struct asm_operand *slots = slots_of(f, instruction);
    if (slots != NULL && slots->kind != OPERAND_FRAME)
        needed = slots->value;
    if (instruction->op == ASM_OP_trim)
        needed += operand->value; /* NOLINT(clang-analyzer-core.NullDereference) */
    needed += place.trimmed;
    if (!allocation->written && needed > allocation->size)
        allocation->size = needed;
}

static struct place allocate(struct frames *f, uint32_t i)
{
    const struct asm_operand *slots = operands_of(f, instruction_at(f, i));
    if (f->numbers[i] == 0) {
        uint32_t number = (uint32_t)f->allocations.count;
        bool written = slots->kind != OPERAND_FRAME;
        *ASM_PUSH(&f->allocations) = (struct allocation){.class = number,
                                                         .written = written,
                                                         .size = written ? slots->value : 0,
                                                         .clash = NO_CLASH};
        f->numbers[i] = number + 1;
    }
    return (struct place){.made = (int32_t)f->numbers[i] - 1};
}

static struct place after(struct frames *f, uint32_t i, struct place place)
{
    const struct asm_instruction *instruction = instruction_at(f, i);
    switch (instruction->op) {
    case ASM_OP_allocate:
    case ASM_OP_allocate_heap:
        return allocate(f, i);
    case ASM_OP_deallocate:
        return (struct place){.made = NO_FRAME};
    case ASM_OP_trim:
        place.trimmed += operands_of(f, instruction)->value;
        return place;
    default:
        return asm_effects_of(f->module, instruction).ends ? (struct place){.made = UNREACHED}
                                                           : place;
    }
}

/* From the label of a block that has been reached to where that is left. */
static void walk(struct frames *f, uint32_t block)
{
    struct place place = f->labels[block].place;
    uint32_t i = f->labels[block].instruction + 1;
    for (; i < f->function->count && place.made != UNREACHED; i++) {
        const struct asm_instruction *instruction = instruction_at(f, i);
        const struct asm_operand *operand = operands_of(f, instruction);
        if (instruction->op == ASM_OP_label) {
            meet(f, operand, place);
            return;
        }
        use_slots(f, instruction, place);
        for (uint32_t j = 0; j < instruction->count; j++)
            if (operand[j].kind == OPERAND_LABEL)
                meet(f, &operand[j], place);
        place = after(f, i, place);
    }
}

/* ---- the numbers ---- */

static void tell_clash(struct frames *f, struct allocation *allocation, struct asm_span span)
{
    asm_error(f->module->diag, ASM_MESSAGE_frame_size_unknown, span,
              "the size of this frame cannot be computed: %s", allocation->why);
    asm_note(f->module->diag, instruction_at(f, allocation->clash)->span,
             "they meet at this label");
    allocation->why = NULL;
}

/* Puts a number in place of what was asked for. Each class is complained about once. */
static void settle(struct frames *f, uint32_t i, struct place place)
{
    const struct asm_instruction *instruction = instruction_at(f, i);
    struct asm_operand *slots = slots_of(f, instruction);
    if (slots == NULL || slots->kind != OPERAND_FRAME)
        return;
    slots->kind = OPERAND_UNTAGGED;
    if (place.made == UNREACHED)
        return;
    f->module->diag->use = instruction->use;
    struct asm_span span = asm_operand_span(f->module->diag->source, slots->at);
    bool before = instruction->op != ASM_OP_allocate && instruction->op != ASM_OP_allocate_heap &&
                  instruction->op != ASM_OP_trim;
    struct place frame = before ? place : after(f, i, place);
    if (frame.made < 0) {
        asm_error(f->module->diag, ASM_MESSAGE_no_frame_here, span,
                  "there is no frame here whose size could be computed");
        return;
    }
    struct allocation *allocation = &f->allocations.items[speaker(f, (uint32_t)frame.made)];
    if (allocation->size >= frame.trimmed)
        slots->value = allocation->size - frame.trimmed;
    if (allocation->clash != NO_CLASH && allocation->why != NULL)
        tell_clash(f, allocation, span);
}

/* BLOCK is reached without a frame. */
static void reach(struct frames *f, uint32_t block)
{
    f->labels[block].place.made = NO_FRAME;
    worklist_add(&f->reached, block);
}

static void number_labels(struct frames *f)
{
    uint32_t count = asm_number_blocks(f->module, f->function), block = 0;
    f->labels = mem_alloc(count * sizeof *f->labels);
    for (uint32_t i = 0; i < f->function->count; i++)
        if (instruction_at(f, i)->op == ASM_OP_label)
            f->labels[block++] = (struct at_label){{.made = UNREACHED}, i};
    worklist_init(&f->reached, count);
    reach(f, 0); /* func_info */
    reach(f, f->module->labels.items[f->function->entry].block);
}

/* All classes are known: instruction by instruction, reached or not. */
static void settle_all(struct frames *f)
{
    struct place place = {.made = UNREACHED};
    for (uint32_t i = 0; i < f->function->count; i++) {
        const struct asm_instruction *instruction = instruction_at(f, i);
        if (instruction->op == ASM_OP_label) {
            place = f->labels[asm_block_of(f->module, operands_of(f, instruction))].place;
            continue;
        }
        settle(f, i, place);
        if (place.made != UNREACHED)
            place = after(f, i, place);
    }
}

static void compute(struct asm_module *module, const struct asm_function *function)
{
    struct frames f = {.module = module, .function = function};
    uint32_t block;
    number_labels(&f);
    f.numbers = mem_zalloc(function->count * sizeof *f.numbers);
    while (worklist_take(&f.reached, &block))
        walk(&f, block);
    settle_all(&f);
    worklist_release(&f.reached);
    free(f.labels);
    free(f.allocations.items);
    free(f.numbers);
}

void asm_compute_frames(struct asm_module *module)
{
    for (size_t i = 0; i < module->functions.count; i++)
        if ((module->functions.items[i].asks & ASM_ASKS(OPERAND_FRAME)) != 0)
            compute(module, &module->functions.items[i]);
    module->diag->use = 0;
}
