/* SPDX-License-Identifier: Apache-2.0 */
/* transform_bits.c: every construction of a bitstring becomes one bs_create_bin. What compilers
 * before OTP 25 wrote as a bs_init2 (or bs_init_bits, bs_append, bs_private_append) and the
 * bs_put_* behind it is gathered here: they always stand in a row, and so no half-written bitstring
 * has to be kept between two instructions. */
#include "loader/transform_parts.h"
#include "vm/interp/bits_build.h"
#include "vm/term/atom.h"
#include "vm/term/match.h"

#define MAX_UNIT 256

/* ---- segments ---- */

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

unsigned transform_flags(const struct beam_code *code, const struct operand *o)
{
    Term list = o->kind == OPERAND_LITERAL ? code->pool.terms[o->number] : NIL;
    unsigned flags = 0;
    for (; term_is_cons(list); list = list_tail(list)) {
        Term name = list_head(list);
        flags |= name == ATOM_(little)   ? SEGMENT_LITTLE
                 : name == ATOM_(signed) ? SEGMENT_SIGNED
                 : name == ATOM_(native) ? SEGMENT_NATIVE
                                         : 0;
    }
    return flags;
}

/* Writes a segment at TO; VALUE and SIZE are as bits_build.h wants them for this kind. */
static void put_segment(struct operand *to, uint64_t head, const struct operand *value,
                        const struct operand *size)
{
    to[SEGMENT_HEAD] = number_operand(head);
    to[SEGMENT_VALUE] = *value;
    to[SEGMENT_SIZE] = *size;
}

/* A segment with a size, which is folded into a number of bits where it is known. */
static void put_sized(struct operand *to, enum segment_kind kind, unsigned flags, uint64_t unit,
                      uint32_t number, const struct operand *value, const struct operand *size)
{
    uint64_t bits;
    if (kind == SEGMENT_INTEGER && constant_bits(size, unit, &bits)) {
        struct operand fixed = number_operand(bits);
        put_segment(to, segment_head(SEGMENT_FIXED, flags, 0, number), value, &fixed);
    } else {
        put_segment(to, segment_head(kind, flags, (unsigned)unit, number), value, size);
    }
}

static void put_string(struct operand *to, uint32_t number, const struct operand *bytes,
                       uint64_t count)
{
    struct operand size = number_operand(count);
    put_segment(to, segment_head(SEGMENT_STRING, 0, 8, number), bytes, &size);
}

bool constant_bits(const struct operand *size, uint64_t unit, uint64_t *bits)
{
    return size->kind == OPERAND_TERM && term_is_small(size->term) &&
           small_value(size->term) >= 0 && small_value(size->term) <= UINT32_MAX &&
           (*bits = (uint64_t)small_value(size->term) * unit) <= UINT32_MAX;
}

/* ---- bs_create_bin ---- */

static bool transform_segment(const struct transformer *t, const struct operand *from, bool first,
                              struct operand *to)
{
    enum segment_kind kind;
    const struct operand *number = &from[FILE_NUMBER], *unit = &from[FILE_UNIT];
    const struct operand *value = &from[FILE_VALUE], *size = &from[FILE_SIZE];
    if (from[FILE_KIND].kind != OPERAND_TERM || !segment_kind(from[FILE_KIND].term, &kind) ||
        number->kind != OPERAND_NUMBER || unit->kind != OPERAND_NUMBER || unit->number > MAX_UNIT ||
        !is_source(size))
        return false;
    bool appends = kind == SEGMENT_APPEND || kind == SEGMENT_PRIVATE_APPEND;
    if ((appends && !first) || (kind != SEGMENT_STRING && !is_source(value)))
        return false;
    if (kind == SEGMENT_STRING)
        put_string(to, (uint32_t)number->number, value, (uint64_t)small_value(size->term));
    else
        put_sized(to, kind, transform_flags(t->code, &from[FILE_FLAGS]), unit->number,
                  (uint32_t)number->number, value, size);
    return true;
}

/* A bs_create_bin with COUNT segments to be filled in. */
static struct instr *add_create_bin(struct transformer *t, const struct instr *from, uint32_t count,
                                    const struct operand *fail, uint64_t need, uint64_t live,
                                    const struct operand *destination)
{
    struct instr *to = transform_add(t, OP_bs_create_bin, from, 6);
    to->operands[0] = *fail;
    to->operands[1] = number_operand(need);
    to->operands[2] = number_operand(live);
    to->operands[3] = number_operand(0);
    to->operands[4] = *destination;
    to->operands[5] = (struct operand){.kind = OPERAND_LIST, .count = count * SEGMENT_WORDS};
    to->operands[5].list =
        arena_array(t->result->list.arena, count * SEGMENT_WORDS, sizeof *to->operands);
    return to;
}

bool transform_create_bin(struct transformer *t, const struct instr *in)
{
    const struct operand *o = in->operands, *from = &o[5];
    uint32_t count = from->count / FILE_WORDS;
    struct instr *to = add_create_bin(t, in, count, &o[0], o[1].number, o[2].number, &o[4]);
    for (uint32_t i = 0; i < count; i++)
        if (!transform_segment(t, &from->list[i * FILE_WORDS], i == 0,
                               &to->operands[5].list[i * SEGMENT_WORDS]))
            return transform_fail(t, in, "expected a segment, found something else as number %u",
                                  i + 1);
    return true;
}

/* ---- bs_init2 .. bs_put_utf32 ---- */

static bool is_put(const struct instr *in)
{
    switch (in->op) {
    case OP_bs_put_integer:
    case OP_bs_put_float:
    case OP_bs_put_binary:
    case OP_bs_put_string:
    case OP_bs_put_utf8:
    case OP_bs_put_utf16:
    case OP_bs_put_utf32:
        return true;
    default:
        return false;
    }
}

static enum segment_kind put_kind(enum opcode op)
{
    return op == OP_bs_put_integer ? SEGMENT_INTEGER
           : op == OP_bs_put_float ? SEGMENT_FLOAT
           : op == OP_bs_put_utf8  ? SEGMENT_UTF8
           : op == OP_bs_put_utf16 ? SEGMENT_UTF16
           : op == OP_bs_put_utf32 ? SEGMENT_UTF32
                                   : SEGMENT_BINARY;
}

/* Segment NUMBER from a bs_put_*: fail, size, unit, flags, value; fail, flags, code point; or
 * number of bytes, bytes. */
static void transform_put(const struct instr *in, uint32_t number, struct operand *to)
{
    const struct operand *o = in->operands;
    struct operand none = {.kind = OPERAND_TERM, .term = NIL};
    if (in->op == OP_bs_put_string)
        put_string(to, number, &o[1], o[0].number);
    else if (in->count == 3)
        put_sized(to, put_kind(in->op), (unsigned)o[1].number, 0, number, &o[2], &none);
    else
        put_sized(to, put_kind(in->op), (unsigned)o[3].number, o[2].number, number, &o[4], &o[1]);
}

/* Does PUT want what is only being made? */
static bool uses(const struct instr *put, const struct operand *destination)
{
    for (unsigned i = 0; i < put->count; i++)
        if (put->operands[i].kind == destination->kind &&
            put->operands[i].number == destination->number)
            return true;
    return false;
}

bool transform_construction(struct transformer *t, const struct instr *in)
{
    const struct operand *o = in->operands;
    bool appends = in->op == OP_bs_append, private = in->op == OP_bs_private_append;
    uint32_t first = appends || private, count = first;
    while (is_put(in + 1 + count - first))
        count++;
    struct instr *to = add_create_bin(t, in, count, &o[0], private ? 0 : o[2].number,
                                      private ? BITS_NO_LIVE : o[3].number, &o[in->count - 1]);
    to->operands[3] = number_operand(count - first);
    struct operand *list = to->operands[5].list;
    struct operand all = {.kind = OPERAND_TERM, .term = ATOM_(all)};
    if (appends)
        put_sized(list, SEGMENT_APPEND, 0, o[4].number, 1, &o[5], &all);
    else if (private)
        put_sized(list, SEGMENT_PRIVATE_APPEND, 0, o[2].number, 1, &o[3], &all);
    for (uint32_t i = first; i < count; i++) {
        const struct instr *put = in + 1 + i - first;
        if (put->count == 5 && put->operands[2].number > MAX_UNIT)
            return transform_fail(t, put, "expected a unit of at most 256, found more");
        if (uses(put, &o[in->count - 1]))
            return transform_fail(t, put, "expected a value, found the bitstring to be made");
        transform_put(put, i + 1, &list[i * SEGMENT_WORDS]);
    }
    return true;
}

bool transform_lone_put(struct transformer *t, const struct instr *in)
{
    const struct instr *before = in;
    while (before > t->code->instrs && is_put(before))
        before--;
    if (before->op == OP_bs_init2 || before->op == OP_bs_init_bits || before->op == OP_bs_append ||
        before->op == OP_bs_private_append)
        return true;
    return transform_fail(t, in, "expected it behind the instruction that begins a bitstring");
}
