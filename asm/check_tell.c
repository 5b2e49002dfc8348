/* SPDX-License-Identifier: Apache-2.0 */
/* Faults to messages. A fault knows its place and some numbers; where it comes from (a call that
 * destroyed the register, the allocate that made the frame) is told by notes, and what to do about
 * it by a help. */

#include "asm/check_tell.h"

#include "asm/span.h"

#include <stdarg.h>
#include <stdlib.h>

/* ---- places and words ---- */

const struct asm_instruction *tell_instruction(const struct check_walk *w, uint32_t number)
{
    return &w->module->instructions.items[number];
}

static struct asm_span span_of(const struct check_walk *w, const struct check_fault *f)
{
    if (f->operand == ASM_NO_PLACE)
        return tell_instruction(w, f->instruction)->span;
    return asm_operand_span(w->module->diag->source, w->module->operands.items[f->operand].at);
}

/* What it is called in the text: the name of the function if it is about one. */
const char *tell_mnemonic(const struct check_walk *w, uint32_t instruction)
{
    return asm_opcodes[tell_instruction(w, instruction)->op].name;
}

bool tell(struct check_walk *w, const struct check_fault *f, const char *format, ...)
{
    char text[256];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    w->module->diag->use = tell_instruction(w, f->instruction)->use;
    if (asm_messages[f->id].severity == ASM_SEVERITY_error)
        return asm_error(w->module->diag, f->id, span_of(w, f), "%s", text);
    asm_warning(w->module->diag, f->id, span_of(w, f), "%s", text);
    return false;
}

void tell_note(struct check_walk *w, uint32_t instruction, const char *text)
{
    if (instruction == NO_INSTRUCTION)
        return;
    asm_note(w->module->diag, tell_instruction(w, instruction)->span, "%s", text);
}

/* ---- frames ---- */

static bool makes_frame(const struct check_walk *w, uint32_t instruction)
{
    unsigned op = tell_instruction(w, instruction)->op;
    return op == ASM_OP_allocate || op == ASM_OP_allocate_heap;
}

/* Where the frame comes from, or went. */
static void note_frame(struct check_walk *w, const struct check_fault *f)
{
    if (f->by == NO_INSTRUCTION)
        return;
    tell_note(w, f->by,
              makes_frame(w, f->by)                           ? "the frame is made here"
              : tell_instruction(w, f->by)->op == ASM_OP_trim ? "the frame is trimmed here"
                                                              : "the frame is freed here");
}

static void tell_no_frame(struct check_walk *w, const struct check_fault *f)
{
    if (f->operand == ASM_NO_PLACE)
        tell(w, f, "%s needs a stack frame, and there is none", tell_mnemonic(w, f->instruction));
    else
        tell(w, f, "y%u is a slot of the stack frame, and there is none", (unsigned)f->number);
    note_frame(w, f);
    asm_help(w->module->diag, "make a frame with allocate before");
}

static void tell_frame_left(struct check_walk *w, const struct check_fault *f)
{
    tell(w, f, "%s leaves a stack frame of size %u behind", tell_mnemonic(w, f->instruction),
         (unsigned)f->number);
    note_frame(w, f);
    asm_help(w->module->diag, "write deallocate %u above it", (unsigned)f->number);
}

static void tell_slot_outside(struct check_walk *w, const struct check_fault *f)
{
    tell(w, f, "y%u is outside of the stack frame, whose size is %u", (unsigned)f->number,
         (unsigned)f->other);
    note_frame(w, f);
}

static void tell_frame_size(struct check_walk *w, const struct check_fault *f)
{
    tell(w, f, "the size of the stack frame is %u here, not %llu", (unsigned)f->other,
         (unsigned long long)f->number);
    note_frame(w, f);
}

static void tell_trim_size(struct check_walk *w, const struct check_fault *f)
{
    tell(w, f, "the slots to drop and those to keep must add up to %u, the size of the frame",
         (unsigned)f->number);
    note_frame(w, f);
}

static void tell_unwritten_slot(struct check_walk *w, const struct check_fault *f)
{
    tell(w, f, "y%u holds no term here", (unsigned)f->number);
    note_frame(w, f);
    asm_help(w->module->diag, "write init_yregs [y%u] behind the instruction that makes the frame",
             (unsigned)f->number);
}

static bool tell_frame(struct check_walk *w, const struct check_fault *f)
{
    switch (f->id) {
    case ASM_MESSAGE_no_frame:
        tell_no_frame(w, f);
        return true;
    case ASM_MESSAGE_frame_left:
        tell_frame_left(w, f);
        return true;
    case ASM_MESSAGE_second_frame:
        tell(w, f, "there is a stack frame already");
        note_frame(w, f);
        return true;
    case ASM_MESSAGE_different_frames:
        tell(w, f, "the ways that lead here have different stack frames");
        note_frame(w, f);
        asm_help(w->module->diag, "where ways meet all of them need the same frame");
        return true;
    case ASM_MESSAGE_frame_size:
        tell_frame_size(w, f);
        return true;
    case ASM_MESSAGE_trim_size:
        tell_trim_size(w, f);
        return true;
    case ASM_MESSAGE_frame_too_large:
        tell(w, f, "a stack frame has at most %u slots", (unsigned)f->number);
        return true;
    case ASM_MESSAGE_slot_outside_frame:
        tell_slot_outside(w, f);
        return true;
    case ASM_MESSAGE_unwritten_slot:
    case ASM_MESSAGE_empty_slot_read:
        tell_unwritten_slot(w, f);
        return true;
    default:
        return false;
    }
}

/* ---- the heap ---- */

/* The words that are taken from the reservation at instruction FIRST, up to what ends it. */
static uint64_t words_taken(const struct check_walk *w, uint32_t first, uint32_t at_least_to)
{
    uint64_t words = 0;
    for (uint32_t i = first + 1; i < w->function->first + w->function->count; i++) {
        const struct asm_instruction *in = tell_instruction(w, i);
        struct asm_effects effects = asm_effects_of(w->module, in);
        if (i > at_least_to &&
            (in->op == ASM_OP_label || effects.ends || asm_ends_reservation(in, &effects)))
            break;
        words += asm_heap_words(asm_heap_need_of(w->module, in));
    }
    return words;
}

static void tell_heap(struct check_walk *w, const struct check_fault *f)
{
    uint32_t by = f->by;
    bool reserved = by != NO_INSTRUCTION && by < f->instruction &&
                    asm_heap_operand(w->module, tell_instruction(w, by)) != NULL;
    tell(w, f, "%s needs %llu words of the heap, and %llu are reserved",
         tell_mnemonic(w, f->instruction), (unsigned long long)f->number,
         (unsigned long long)f->other);
    if (reserved) {
        tell_note(w, by, "heap is reserved here");
        asm_help(w->module->diag,
                 "%llu words are needed up to the next instruction that may collect",
                 (unsigned long long)words_taken(w, by, f->instruction));
        return;
    }
    tell_note(w, by, "nothing that was reserved before outlives this");
    asm_help(w->module->diag, "write test_heap %llu, _ above it",
             (unsigned long long)words_taken(w, f->instruction - 1, f->instruction));
}

/* ---- exceptions ---- */

static void tell_handler_start(struct check_walk *w, const struct check_fault *f)
{
    tell(w, f, "the handler must begin with %s y%u", asm_opcodes[f->other].name,
         (unsigned)f->number);
    tell_note(w, f->by, "the handler begins here");
}

static bool tell_exception(struct check_walk *w, const struct check_fault *f)
{
    switch (f->id) {
    case ASM_MESSAGE_handler_start:
        tell_handler_start(w, f);
        return true;
    case ASM_MESSAGE_not_catch_slot:
        tell(w, f, "y%u is not the slot of a try or catch here", (unsigned)f->number);
        asm_help(w->module->diag, "every way here must have begun one in y%u, and ended it nowhere",
                 (unsigned)f->number);
        return true;
    case ASM_MESSAGE_catch_slot_read:
        tell(w, f, "y%u is the slot of a try or catch and holds no term", (unsigned)f->number);
        return true;
    case ASM_MESSAGE_open_try:
        tell(w, f, "the try or catch in y%u is still open here", (unsigned)f->number);
        asm_help(w->module->diag, "end it before, with try_end or catch_end");
        return true;
    default:
        return false;
    }
}

/* ---- where code goes ---- */

static void tell_call_arity(struct check_walk *w, const struct check_fault *f)
{
    tell(w, f, "the function that is called has arity %u", (unsigned)f->number);
}

static bool tell_way(struct check_walk *w, const struct check_fault *f)
{
    switch (f->id) {
    case ASM_MESSAGE_no_end:
        tell(w, f, "the function ends here, and this instruction goes on");
        asm_help(w->module->diag, "write return or a tail call below it");
        return true;
    case ASM_MESSAGE_unreachable:
        tell(w, f, "no way leads to this instruction");
        return true;
    case ASM_MESSAGE_unused_label:
        tell(w, f, "nothing jumps to this label");
        return true;
    case ASM_MESSAGE_label_needed:
        tell(w, f, "%s needs a label to jump to", tell_mnemonic(w, f->instruction));
        return true;
    case ASM_MESSAGE_foreign_label:
        tell(w, f, "%s cannot jump into another function", tell_mnemonic(w, f->instruction));
        return true;
    case ASM_MESSAGE_not_an_entry:
        tell(w, f, "a call leads to the entry of a function, not to a label inside");
        return true;
    case ASM_MESSAGE_call_arity:
        tell_call_arity(w, f);
        return true;
    case ASM_MESSAGE_builtin_arguments:
        tell(w, f, "%s is for builtins of arity %u", tell_mnemonic(w, f->instruction),
             (unsigned)f->number);
        return true;
    case ASM_MESSAGE_on_load_arguments:
        tell(w, f, "a function that runs when the module is loaded has no arguments");
        return true;
    case ASM_MESSAGE_too_complex:
        tell(w, f, "this function has too many labels, registers or ways through it");
        return true;
    default:
        return false;
    }
}

/* ---- receiving ---- */

static bool tell_receive(struct check_walk *w, const struct check_fault *f)
{
    switch (f->id) {
    case ASM_MESSAGE_message_register:
        tell(w, f, "a message comes in x0, nowhere else");
        return true;
    case ASM_MESSAGE_message_left:
        tell(w, f, "the message that loop_rec has fetched is neither taken nor left behind here");
        asm_help(w->module->diag, "take it with remove_message, or go on with loop_rec_end");
        return true;
    case ASM_MESSAGE_no_message:
        tell(w, f, "%s without a message that loop_rec has fetched",
             tell_mnemonic(w, f->instruction));
        return true;
    case ASM_MESSAGE_wait_without_loop:
        tell(w, f, "%s leads to no loop_rec", tell_mnemonic(w, f->instruction));
        tell_note(w, f->by, "it leads here");
        return true;
    default:
        return false;
    }
}

/* ---- tuples and bitstrings ---- */

static bool tell_bits(struct check_walk *w, const struct check_fault *f)
{
    switch (f->id) {
    case ASM_MESSAGE_not_fresh_tuple:
        tell(w, f, "this is not a tuple of %llu elements that erlang:setelement/3 has just made",
             (unsigned long long)f->number + 1);
        return true;
    case ASM_MESSAGE_record_place:
        tell(w, f, "the elements of this record are numbered from 1 to %llu",
             (unsigned long long)f->number);
        return true;
    case ASM_MESSAGE_float_move:
        tell(w, f, "fmove copies from a float register to a term, or back");
        asm_help(w->module->diag, "between registers of the same kind use move");
        return true;
    case ASM_MESSAGE_no_context:
        tell(w, f, "this is no match context here");
        asm_help(w->module->diag, "make one with bs_start_match3 on every way here");
        return true;
    case ASM_MESSAGE_context_as_value:
        tell(w, f, "x%u holds a match context, which cannot be used as a term",
             (unsigned)f->number);
        asm_help(w->module->diag, "bs_get_tail makes a term of the bits that are left");
        return true;
    case ASM_MESSAGE_no_position:
        tell(w, f, "this is no position that bs_get_position has made");
        return true;
    case ASM_MESSAGE_match_command:
        tell(w, f, "this is no command of bs_match with its operands");
        return true;
    case ASM_MESSAGE_segment_type:
        tell(w, f, "there are no segments of this type");
        return true;
    case ASM_MESSAGE_append_segment:
        tell(w, f, "what is appended to is the first segment, and its size is all");
        return true;
    case ASM_MESSAGE_unit_too_large:
        tell(w, f, "a unit is at most %u bits", (unsigned)f->number);
        return true;
    case ASM_MESSAGE_string_bytes:
        tell(w, f, "expected bytes as <<\"...\">>, as many as the instruction says");
        return true;
    case ASM_MESSAGE_stray_put:
        tell(w, f, "%s belongs behind the instruction that begins a bitstring",
             tell_mnemonic(w, f->instruction));
        return true;
    case ASM_MESSAGE_unfinished_bits:
        tell(w, f, "this is the bitstring that is only being made");
        return true;
    default:
        tell(w, f, "this number is at most %llu", (unsigned long long)f->number);
        return true;
    }
}

/* ---- all together ---- */

static int by_place(const void *a, const void *b)
{
    const struct check_fault *left = a, *right = b;
    if (left->instruction != right->instruction)
        return left->instruction < right->instruction ? -1 : 1;
    if (left->operand != right->operand)
        return left->operand < right->operand ? -1 : 1;
    if (left->id != right->id)
        return left->id < right->id ? -1 : 1;
    return left->number < right->number ? -1 : left->number > right->number;
}

static void tell_one(struct check_walk *w, const struct check_fault *f)
{
    if (!tell_register(w, f) && !tell_frame(w, f) && !tell_exception(w, f) && !tell_way(w, f) &&
        !tell_receive(w, f)) {
        if (f->id == ASM_MESSAGE_heap_missing)
            tell_heap(w, f);
        else
            tell_bits(w, f);
    }
}

void check_tell(struct check_walk *w)
{
    if (w->faults.count == 0)
        return;
    qsort(w->faults.items, w->faults.count, sizeof *w->faults.items, by_place);
    for (size_t i = 0; i < w->faults.count; i++)
        if (i == 0 || by_place(&w->faults.items[i - 1], &w->faults.items[i]) != 0)
            tell_one(w, &w->faults.items[i]);
}
