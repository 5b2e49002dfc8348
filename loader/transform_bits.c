/* SPDX-License-Identifier: Apache-2.0 */
/* transform_bits.c: the instructions of bitstrings whose operands say more than the machine wants
 * to look at while it runs. */
#include "loader/transform_parts.h"
#include "vm/interp/bits_build.h"
#include "vm/term/atom.h"
#include "vm/term/match.h"

/* ---- matching of bitstrings ---- */

/* "Cannot fail" is a promise that nobody here has checked: then it fails as if no clause had
 * matched. */
void transform_start_match(struct transformer *t, const struct instr *in)
{
    const struct operand *fail = &in->operands[0];
    if (fail->kind == OPERAND_TERM && fail->term == ATOM_(resume)) {
        transform_picked(t, OP_move, in, "23");
        return;
    }
    struct instr *start = transform_picked(t, OP_bs_start_match3, in, "0213");
    const struct beam_function *f = code_function_at(t->code, (uint32_t)(in - t->code->instrs));
    if (fail->kind == OPERAND_TERM)
        start->operands[0] = (struct operand){
            .kind = OPERAND_LABEL, .number = t->code->instrs[f->first].operands[0].number};
}

/* ---- building ---- */

/* Operands of a segment in a file. */
enum file_segment {
    FILE_KIND,
    FILE_NUMBER,
    FILE_UNIT,
    FILE_FLAGS,
    FILE_VALUE,
    FILE_SIZE,
    FILE_WORDS
};

/* Unit and size are left out, as code points have neither. */
static bool segment_kind(Term name, enum segment_kind *kind)
{
    static const struct {
        Term name;
        enum segment_kind kind;
    } kinds[] = {
        {ATOM_(integer), SEGMENT_INTEGER},
        {ATOM_(float), SEGMENT_FLOAT},
        {ATOM_(binary), SEGMENT_BINARY},
        {ATOM_(append), SEGMENT_APPEND},
        {ATOM_(private_append), SEGMENT_PRIVATE_APPEND},
        {ATOM_(string), SEGMENT_STRING},
        {ATOM_(utf8), SEGMENT_UTF8},
        {ATOM_(utf16), SEGMENT_UTF16},
        {ATOM_(utf32), SEGMENT_UTF32},
    };
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        if (kinds[i].name == name) {
            *kind = kinds[i].kind;
            return true;
        }
    }
    return false;
}

/* A list of names, as a literal, or nil. */
static uint64_t segment_flags(const struct beam_code *code, const struct operand *o)
{
    Term list = o->kind == OPERAND_LITERAL ? code->pool.terms[o->number] : NIL;
    uint64_t flags = 0;
    for (; term_is_cons(list); list = list_tail(list)) {
        Term name = list_head(list);
        flags |= name == ATOM_(little)   ? SEGMENT_LITTLE
                 : name == ATOM_(signed) ? SEGMENT_SIGNED
                 : name == ATOM_(native) ? SEGMENT_NATIVE
                                         : 0;
    }
    return flags;
}

static bool is_value(const struct operand *o)
{
    return o->kind == OPERAND_X || o->kind == OPERAND_Y || o->kind == OPERAND_TERM ||
           o->kind == OPERAND_LITERAL;
}

static struct operand number_operand(uint64_t number)
{
    return (struct operand){.kind = OPERAND_NUMBER, .number = number};
}

static bool transform_segment(const struct transformer *t, const struct operand *from, bool first,
                              struct operand *to)
{
    enum segment_kind kind;
    if (from[FILE_KIND].kind != OPERAND_TERM || !segment_kind(from[FILE_KIND].term, &kind) ||
        from[FILE_UNIT].kind != OPERAND_NUMBER || from[FILE_UNIT].number > 256 ||
        !is_value(&from[FILE_SIZE]))
        return false;
    bool appends = kind == SEGMENT_APPEND || kind == SEGMENT_PRIVATE_APPEND;
    if ((appends && !first) || (kind != SEGMENT_STRING && !is_value(&from[FILE_VALUE])))
        return false;
    to[SEGMENT_KIND] = number_operand(kind);
    to[SEGMENT_UNIT] = number_operand(from[FILE_UNIT].number);
    to[SEGMENT_FLAGS] = number_operand(segment_flags(t->code, &from[FILE_FLAGS]));
    to[SEGMENT_VALUE] = from[FILE_VALUE];
    to[SEGMENT_SIZE] = from[FILE_SIZE];
    return true;
}

bool transform_create_bin(struct transformer *t, const struct instr *in)
{
    const struct operand *from = &in->operands[5];
    struct instr *to = transform_picked(t, OP_bs_create_bin, in, "012345");
    struct operand *list = &to->operands[5];
    list->count = from->count / FILE_WORDS * SEGMENT_WORDS;
    list->list = arena_array(t->result->list.arena, list->count, sizeof *list->list);
    for (uint32_t i = 0; i < from->count / FILE_WORDS; i++)
        if (!transform_segment(t, &from->list[i * FILE_WORDS], i == 0,
                               &list->list[i * SEGMENT_WORDS]))
            return transform_fail(t, in, "expected a segment, found something else as number %u",
                                  i + 1);
    return true;
}
