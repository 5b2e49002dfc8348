/* SPDX-License-Identifier: Apache-2.0 */
/* Does an operand fit the letter of opcodes.def at its place? What does not would be printed as
 * text that the assembler refuses, or takes for something else. */

#include "tools/dis/operand.h"

#include "asm/opcode.h"
#include "loader/format.h"
#include "vm/term/atom.h"

#include <stdlib.h>
#include <string.h>

/* For each letter: how an operand of its kind may begin. f: float register; l: literal; h: heap
 * need; *: list; else the tag by its letter in compact.h, in lower case where the register has no
 * type. */
static const struct {
    char letter;
    const char *kinds;
} fitting[] = {
    {'L', "u"},  {'f', "F"},      {'s', "XYIAl"}, {'d', "xy"}, {'y', "y"},
    {'F', "f"},  {'S', "XYIAlf"}, {'D', "xyf"},   {'u', "u"},  {'n', "u"},
    {'h', "uh"}, {'a', "A"},      {'c', "XYIAl"}, {'G', "f"},  {'e', "u"},
    {'b', "u"},  {'k', "u"},      {'i', "u"},     {'*', "*"},  {'m', "XYAlu"},
};

static bool is_among(const struct value *v, const char *kinds)
{
    static const char registers[] = {[COMPACT_X] = 'X', [COMPACT_Y] = 'Y'};
    static const char others[] = {
        [COMPACT_U] = 'u', [COMPACT_I] = 'I', [COMPACT_A] = 'A', [COMPACT_F] = 'F'};
    static const char extended[] = {[COMPACT_LIST] = '*',
                                    [COMPACT_FLOAT_REGISTER] = 'f',
                                    [COMPACT_ALLOC_LIST] = 'h',
                                    [COMPACT_LITERAL] = 'l'};
    switch (v->tag) {
    case COMPACT_X:
    case COMPACT_Y:
        return strchr(kinds, registers[v->tag]) != NULL ||
               (v->type < 0 && strchr(kinds, registers[v->tag] + ('a' - 'A')) != NULL);
    case COMPACT_Z:
        return v->extended < sizeof extended && extended[v->extended] != '\0' &&
               strchr(kinds, extended[v->extended]) != NULL;
    case COMPACT_H:
        return false;
    default:
        return strchr(kinds, others[v->tag]) != NULL;
    }
}

static bool is_word(const struct dis *d, const struct value *v, const char *one, const char *other)
{
    if (v->tag != COMPACT_A || v->number < 1 || v->number >= d->file->atom_count)
        return false;
    const char *word = atom_text(d->file->atoms[v->number])->utf8;
    return strcmp(word, one) == 0 || strcmp(word, other) == 0;
}

/* What a letter stands for in a few instructions only. */
static bool is_exception(const struct dis *d, const struct value *v, uint8_t op, char letter)
{
    switch (op) {
    case ASM_OP_bs_init2:
    case ASM_OP_bs_init_bits:
        return letter == 's' && v->tag == COMPACT_U;
    case ASM_OP_bs_start_match4:
        return letter == 'f' && is_word(d, v, "no_fail", "resume");
    case ASM_OP_call_fun2:
        return letter == 'k' && is_word(d, v, "safe", "unsafe");
    case ASM_OP_bs_create_bin:
        return letter == 's' && v->tag == COMPACT_U;
    default:
        return false;
    }
}

static bool in_range(const struct dis *d, const struct value *v, char letter)
{
    bool is_register = v->tag == COMPACT_X || v->tag == COMPACT_Y ||
                       (v->tag == COMPACT_Z && v->extended == COMPACT_FLOAT_REGISTER);
    if (is_register)
        return v->number < BEAM_MAX_REGISTERS && v->type < d->type_limit;
    if (letter == 'n')
        return v->number <= BEAM_MAX_REGISTERS;
    if (letter == 'h' && v->tag == COMPACT_U)
        return v->number <= INT32_MAX;
    return letter != 'a' || v->number != 0;
}

bool dis_fits(struct dis *d, const struct value *v, uint8_t op, char letter)
{
    const char *kinds = "";
    for (size_t i = 0; i < COUNT_OF(fitting); i++)
        if (fitting[i].letter == letter)
            kinds = fitting[i].kinds;
    if ((is_among(v, kinds) || is_exception(d, v, op, letter)) && in_range(d, v, letter))
        return true;
    return reader_fail(&d->r, v->at, "an operand that the instruction takes", "%s %lld",
                       compact_tag_name(v->tag), (long long)v->number);
}

/* ---- functions ---- */

bool dis_begins(const struct dis *d, int64_t label, Term name, uint32_t arity)
{
    if (label <= 0 || label >= d->file->label_count || d->owners[label] == 0)
        return false;
    const struct dis_function *function = &d->functions[d->owners[label] - 1];
    return function->entry == label && function->name == name && function->arity == arity;
}

static int by_name(const void *a, const void *b)
{
    const struct dis_function *left = a, *right = b;
    if (left->name != right->name)
        return left->name < right->name ? -1 : 1;
    return (left->arity > right->arity) - (left->arity < right->arity);
}

static bool all_different(struct dis *d)
{
    struct dis_function *sorted = mem_alloc((d->count + (size_t)1) * sizeof *sorted);
    bool different = true;
    memcpy(sorted, d->functions, d->count * sizeof *sorted);
    qsort(sorted, d->count, sizeof *sorted, by_name);
    for (uint32_t i = 1; i < d->count && different; i++)
        different = by_name(&sorted[i - 1], &sorted[i]) != 0;
    free(sorted);
    return different || load_fail(&d->file->error, "chunk Code: expected functions of different "
                                                   "names or arities, found two alike");
}

bool dis_check_functions(struct dis *d)
{
    for (uint32_t i = 0; i < d->file->export_count; i++) {
        const struct beam_export *row = &d->file->exports[i];
        if (!dis_begins(d, row->label, row->function, row->arity))
            return load_fail(&d->file->error,
                             "chunk ExpT: expected the label of a function, found %u in row %u",
                             row->label, i);
    }
    return all_different(d);
}
