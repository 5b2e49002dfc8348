/* SPDX-License-Identifier: Apache-2.0 */
/* What can be wrong with an instruction by itself, reached or not: a label that is missing, a call
 * that leads elsewhere than to a function of its arity, segments and commands that do not exist. */

#include "asm/check_walk.h"

#include <string.h>

enum { MAX_UNIT = 256, MAX_VALUE_BITS = 64, SEGMENT_OPERANDS = 6, MAX_HEAP_NEED = 1 << 27 };

static bool is_atom(const struct asm_module *module, const struct asm_operand *o, const char *text)
{
    return o->kind == OPERAND_ATOM && asm_atom_is(module, (uint32_t)o->value, text);
}

/* ---- labels and calls ---- */

/* Builtins and constructions raise an exception where their label is none; all others need one. */
static bool may_lack_label(unsigned op)
{
    switch (op) {
    case ASM_OP_bif1:
    case ASM_OP_bif2:
    case ASM_OP_gc_bif1:
    case ASM_OP_gc_bif2:
    case ASM_OP_gc_bif3:
    case ASM_OP_fadd:
    case ASM_OP_fsub:
    case ASM_OP_fmul:
    case ASM_OP_fdiv:
    case ASM_OP_fnegate:
    case ASM_OP_put_map_assoc:
    case ASM_OP_put_map_exact:
    case ASM_OP_bs_create_bin:
    case ASM_OP_bs_init2:
    case ASM_OP_bs_init_bits:
    case ASM_OP_bs_append:
    case ASM_OP_bs_private_append:
    case ASM_OP_bs_add:
    case ASM_OP_bs_put_integer:
    case ASM_OP_bs_put_float:
    case ASM_OP_bs_put_binary:
    case ASM_OP_bs_put_utf8:
    case ASM_OP_bs_put_utf16:
    case ASM_OP_bs_put_utf32:
    case ASM_OP_bs_utf8_size:
    case ASM_OP_bs_utf16_size:
        return true;
    default:
        return false;
    }
}

static bool is_local_call(unsigned op)
{
    return op == ASM_OP_call || op == ASM_OP_call_last || op == ASM_OP_call_only;
}

static void check_label(struct check_walk *w, const struct asm_operand *o)
{
    unsigned op = w->instruction->op;
    if (o->kind == OPERAND_NO_LABEL && !may_lack_label(op))
        check_fault(w, ASM_MESSAGE_label_needed, o, 0);
    if (o->kind == OPERAND_FUNCTION && !is_local_call(op) &&
        (asm_function_of(w->module, (uint32_t)o->value) != w->function || op == ASM_OP_try ||
         op == ASM_OP_catch))
        check_fault(w, ASM_MESSAGE_foreign_label, o, 0);
}

/* Also those in lists, which select_val and select_tuple_arity have. */
static void check_labels(struct check_walk *w)
{
    const struct asm_operand *o = &w->module->operands.items[w->instruction->first];
    for (uint32_t i = 0; i < w->instruction->count; i++)
        check_label(w, &o[i]);
}

/* What is called in this module is the entry of a function of this arity. */
static void check_callee(struct check_walk *w, const struct asm_operand *const *o)
{
    const struct asm_module *module = w->module;
    const struct asm_function *callee = w->function;
    if (o[1]->kind == OPERAND_FUNCTION)
        callee = asm_function_of(module, (uint32_t)o[1]->value);
    else if (o[1]->kind != OPERAND_LABEL || o[1]->value != callee->entry)
        check_fault(w, ASM_MESSAGE_not_an_entry, o[1], 0);
    uint32_t arity = asm_name_of(module, callee->name).arity;
    if (arity != o[0]->value)
        check_fault(w, ASM_MESSAGE_call_arity, o[0], arity);
}

/* The arguments of a builtin are operands: there must be as many as it takes. */
static void check_builtin(struct check_walk *w, unsigned place)
{
    unsigned arguments = (unsigned)strlen(asm_opcodes[w->instruction->op].operands) - place - 2;
    struct asm_import import = asm_import_of(w->module, (uint32_t)w->operands[place]->value);
    if (import.arity != arguments)
        check_fault(w, ASM_MESSAGE_builtin_arguments, w->operands[place], arguments);
}

static void check_builtin_call(struct check_walk *w)
{
    switch (w->instruction->op) {
    case ASM_OP_bif0:
        check_builtin(w, 0);
        break;
    case ASM_OP_bif1:
    case ASM_OP_bif2:
        check_builtin(w, 1);
        break;
    case ASM_OP_gc_bif1:
    case ASM_OP_gc_bif2:
    case ASM_OP_gc_bif3:
        check_builtin(w, 2);
        break;
    default:
        break;
    }
}

/* ---- the string table ---- */

/* O holds at least so many BYTES of the string table. */
static void check_string(struct check_walk *w, const struct asm_operand *o, uint64_t bytes)
{
    if (o->kind != OPERAND_STRING || bytes > w->module->strings.entries.items[o->value].size)
        check_fault(w, ASM_MESSAGE_string_bytes, o, bytes);
}

/* ---- the commands of bs_match ---- */

static const struct {
    const char *name, *letters;
} commands[] = {
#define OP(number, name, operands, text)
#define OP_COMMAND(name, text, letters) {text, letters},
#include "loader/opcodes.def"
};

static bool fits(char letter, const struct asm_operand *o)
{
    switch (letter) {
    case 'n':
        return o->kind == OPERAND_UNTAGGED && o->value <= BEAM_MAX_REGISTERS;
    case 'u':
        return o->kind == OPERAND_UNTAGGED && o->value <= UINT32_MAX;
    case 'v':
        return o->kind == OPERAND_UNTAGGED;
    case 'd':
        return o->kind == OPERAND_X || o->kind == OPERAND_Y;
    default: /* s: only constants occur */
        return !check_is_register(o) && o->kind != OPERAND_UNTAGGED;
    }
}

const char *check_command(const struct asm_module *module, const struct asm_operand *o,
                          uint64_t count)
{
    const char *letters = NULL;
    for (size_t i = 0; i < COUNT_OF(commands) && letters == NULL; i++)
        if (is_atom(module, o, commands[i].name))
            letters = commands[i].letters;
    if (letters == NULL || count <= strlen(letters))
        return NULL;
    for (size_t i = 0; letters[i] != '\0'; i++)
        if (!fits(letters[i], &o[1 + i]))
            return NULL;
    return strchr(letters, 'v') != NULL && o[2].value > MAX_VALUE_BITS ? NULL : letters;
}

static void check_commands(struct check_walk *w, const struct asm_operand *list)
{
    for (uint64_t i = 1; i <= list->value;) {
        const char *letters = check_command(w->module, &list[i], list->value + 1 - i);
        if (letters == NULL) {
            check_fault(w, ASM_MESSAGE_match_command, &list[i], 0);
            return;
        }
        i += 1 + strlen(letters);
    }
}

/* ---- building ---- */

static void check_unit(struct check_walk *w, const struct asm_operand *unit)
{
    if (unit->kind != OPERAND_UNTAGGED || unit->value > MAX_UNIT)
        check_fault(w, ASM_MESSAGE_unit_too_large, unit, MAX_UNIT);
}

static bool is_segment_type(const struct asm_module *module, const struct asm_operand *o)
{
    static const char *const types[] = {"integer", "float", "binary", "append", "private_append",
                                        "string",  "utf8",  "utf16",  "utf32"};
    for (size_t i = 0; i < COUNT_OF(types); i++)
        if (is_atom(module, o, types[i]))
            return true;
    return false;
}

/* Type, number, unit, flags, value, size. */
static void check_segment(struct check_walk *w, const struct asm_operand *o, bool first)
{
    const struct asm_module *module = w->module;
    bool appends = is_atom(module, &o[0], "append") || is_atom(module, &o[0], "private_append");
    if (!is_segment_type(module, &o[0]))
        check_fault(w, ASM_MESSAGE_segment_type, &o[0], 0);
    else if (appends && (!first || !is_atom(module, &o[5], "all")))
        check_fault(w, ASM_MESSAGE_append_segment, &o[0], 0);
    else if (is_atom(module, &o[0], "string"))
        check_string(w, &o[4], o[5].kind == OPERAND_INTEGER ? o[5].value : UINT64_MAX);
    check_unit(w, &o[2]);
}

static void check_segments(struct check_walk *w, const struct asm_operand *list)
{
    for (uint64_t i = 0; i + SEGMENT_OPERANDS <= list->value; i += SEGMENT_OPERANDS)
        check_segment(w, &list[1 + i], i == 0);
}

/* ---- building, as compilers before OTP 25 write it ---- */

static bool is_put(unsigned op)
{
    switch (op) {
    case ASM_OP_bs_put_integer:
    case ASM_OP_bs_put_float:
    case ASM_OP_bs_put_binary:
    case ASM_OP_bs_put_string:
    case ASM_OP_bs_put_utf8:
    case ASM_OP_bs_put_utf16:
    case ASM_OP_bs_put_utf32:
        return true;
    default:
        return false;
    }
}

static bool begins_construction(unsigned op)
{
    return op == ASM_OP_bs_init2 || op == ASM_OP_bs_init_bits || op == ASM_OP_bs_append ||
           op == ASM_OP_bs_private_append;
}

/* What is put stands in a row behind what begins the bitstring, and cannot be the bitstring. */
static void check_put(struct check_walk *w, const struct asm_operand *const *o)
{
    if (w->construction == NULL) {
        check_fault(w, ASM_MESSAGE_stray_put, NULL, 0);
        return;
    }
    const struct asm_operand *made =
        &w->module->operands.items[w->construction->first + w->construction->count - 1];
    for (unsigned i = 0; i < w->instruction->count; i++)
        if (o[i]->kind == made->kind && o[i]->value == made->value)
            check_fault(w, ASM_MESSAGE_unfinished_bits, o[i], o[i]->value);
    if (w->instruction->op == ASM_OP_bs_put_string)
        check_string(w, o[1], o[0]->value);
    else if (w->instruction->count == 5)
        check_unit(w, o[2]);
}

static void check_construction(struct check_walk *w, const struct asm_operand *const *o)
{
    unsigned op = w->instruction->op;
    if (is_put(op)) {
        check_put(w, o);
        return;
    }
    w->construction = begins_construction(op) ? w->instruction : NULL;
    if (op == ASM_OP_bs_append)
        check_unit(w, o[4]);
    else if (op == ASM_OP_bs_private_append)
        check_unit(w, o[2]);
}

/* ---- all together ---- */

/* Numbers of the file are at most 32 bits wide, but for values in bs_match, and heap needs less. */
static void check_numbers(struct check_walk *w)
{
    const struct asm_operand *o = &w->module->operands.items[w->instruction->first];
    const struct asm_operand *heap;
    for (uint32_t i = 0; i < w->instruction->count; i++) {
        if (o[i].kind == OPERAND_UNTAGGED && o[i].value > UINT32_MAX &&
            w->instruction->op != ASM_OP_bs_match)
            check_fault(w, ASM_MESSAGE_number_too_large, &o[i], UINT32_MAX);
        if ((o[i].kind == OPERAND_ALLOC || o[i].value > MAX_HEAP_NEED) &&
            (heap = asm_heap_operand(w->module, w->instruction)) == &o[i] &&
            asm_reserved_words(heap) > MAX_HEAP_NEED)
            check_fault(w, ASM_MESSAGE_number_too_large, &o[i], MAX_HEAP_NEED);
    }
}

static void check_records(struct check_walk *w, const struct asm_operand *size,
                          const struct asm_operand *list)
{
    for (uint64_t i = 1; i < list->value; i += 2)
        if (list[i].value < 1 || list[i].value > size->value)
            check_fault(w, ASM_MESSAGE_record_place, &list[i], size->value);
}

/* From a float register to a term or back. */
static void check_fmove(struct check_walk *w, const struct asm_operand *const *o)
{
    if ((o[0]->kind == OPERAND_F) == (o[1]->kind == OPERAND_F))
        check_fault(w, ASM_MESSAGE_float_move, o[1], 0);
}

void check_operands(struct check_walk *w)
{
    const struct asm_operand *const *o = w->operands;
    check_labels(w);
    check_numbers(w);
    check_construction(w, o);
    check_builtin_call(w);
    switch (w->instruction->op) {
    case ASM_OP_call:
    case ASM_OP_call_last:
    case ASM_OP_call_only:
        check_callee(w, o);
        break;
    case ASM_OP_fmove:
        check_fmove(w, o);
        break;
    case ASM_OP_bs_match_string:
        check_string(w, o[3], (o[2]->value + 7) / 8);
        break;
    case ASM_OP_bs_match:
        check_commands(w, o[2]);
        break;
    case ASM_OP_bs_create_bin:
        check_segments(w, o[5]);
        break;
    case ASM_OP_update_record:
        check_records(w, o[1], o[4]);
        break;
    case ASM_OP_on_load:
        if (asm_name_of(w->module, w->function->name).arity != 0)
            check_fault(w, ASM_MESSAGE_on_load_arguments, NULL, 0);
        break;
    default:
        break;
    }
}
