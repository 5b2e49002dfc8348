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

static bool is_all(const struct operand *o)
{
    return o->kind == OPERAND_TERM && o->term == ATOM_(all);
}

bool constant_bits(const struct operand *size, uint64_t unit, uint64_t *bits)
{
    return size->kind == OPERAND_TERM && term_is_small(size->term) &&
           small_value(size->term) >= 0 && small_value(size->term) <= UINT32_MAX &&
           (*bits = (uint64_t)small_value(size->term) * unit) <= UINT32_MAX;
}

/* A bs_create_bin whose segments are being added. */
struct builder {
    struct transformer *t;
    struct instr *to;
    struct operand *next; /* where the next segment goes */
    uint64_t fixed;       /* bits of the segments with a fixed size */
    bool all_fixed;
    uint32_t number; /* of the next segment in the source; 0: not known */
};

enum create_operand {
    CREATE_FAIL,
    CREATE_NEED,
    CREATE_LIVE,
    CREATE_MORE,
    CREATE_FIXED,
    CREATE_TO,
    CREATE_LIST,
    CREATE_OPERANDS
};

/* For COUNT segments. */
static struct builder begin(struct transformer *t, const struct instr *from, uint32_t count,
                            const struct operand *fail, const struct operand *to)
{
    struct instr *in = transform_add(t, OP_bs_create_bin, from, CREATE_OPERANDS);
    uint32_t words = count * SEGMENT_WORDS;
    struct operand *list = arena_array(t->result->list.arena, words, sizeof *list);
    in->operands[CREATE_FAIL] = *fail;
    in->operands[CREATE_MORE] = number_operand(0);
    in->operands[CREATE_TO] = *to;
    in->operands[CREATE_LIST] =
        (struct operand){.kind = OPERAND_LIST, .count = words, .list = list};
    return (struct builder){.t = t, .to = in, .next = list, .all_fixed = true};
}

/* NEED words, LIVE registers; MORE: instructions that the file has besides the first. */
static void finish(struct builder *b, uint64_t need, uint64_t live, uint64_t more)
{
    b->to->operands[CREATE_NEED] = number_operand(need);
    b->to->operands[CREATE_LIVE] = number_operand(live);
    b->to->operands[CREATE_MORE] = number_operand(more);
    b->to->operands[CREATE_FIXED] = number_operand(b->fixed);
    if (b->all_fixed && b->fixed <= HEAP_BITS_MAX_BYTES * 8)
        b->to->op = OP_bs_create_fixed;
}

static void add_segment(struct builder *b, uint64_t head, const struct operand *value,
                        const struct operand *size)
{
    b->next[SEGMENT_HEAD] = number_operand(head);
    b->next[SEGMENT_VALUE] = *value;
    b->next[SEGMENT_SIZE] = *size;
    b->next += SEGMENT_WORDS;
}

/* A segment of a string, or an integer of known size. */
static void add_fixed(struct builder *b, enum segment_kind kind, unsigned flags,
                      const struct operand *value, uint64_t bits)
{
    struct operand size = number_operand(bits);
    add_segment(b, segment_head(kind, flags, 0, b->number), value, &size);
    b->fixed += bits;
}

/* A segment with a size or, for code points, none. */
static void add_sized(struct builder *b, enum segment_kind kind, unsigned flags, uint64_t unit,
                      const struct operand *value, const struct operand *size)
{
    uint64_t bits;
    if (kind == SEGMENT_INTEGER && constant_bits(size, unit, &bits) &&
        b->fixed + bits <= UINT32_MAX) {
        add_fixed(b, SEGMENT_FIXED, flags, value, bits);
        return;
    }
    add_segment(b, segment_head(kind, flags, (unsigned)unit, b->number), value, size);
    b->all_fixed = false;
}

/* The bytes are in the file, so there is no end of 2^32 bits to be reached but by malice. */
static bool add_string(struct builder *b, const struct operand *bytes, uint64_t count)
{
    if (count > UINT32_MAX / 8 || b->fixed + count * 8 > UINT32_MAX)
        return false;
    add_fixed(b, SEGMENT_STRING, 0, bytes, count * 8);
    return true;
}

/* ---- bs_create_bin ---- */

static bool transform_segment(struct builder *b, const struct operand *from, bool first)
{
    enum segment_kind kind;
    const struct operand *unit = &from[FILE_UNIT], *number = &from[FILE_NUMBER];
    const struct operand *value = &from[FILE_VALUE], *size = &from[FILE_SIZE];
    if (from[FILE_KIND].kind != OPERAND_TERM || !segment_kind(from[FILE_KIND].term, &kind) ||
        unit->kind != OPERAND_NUMBER || unit->number > MAX_UNIT || !is_source(size))
        return false;
    b->number = number->kind == OPERAND_NUMBER ? (uint32_t)number->number : 0;
    if (kind == SEGMENT_STRING)
        return add_string(b, value, (uint64_t)small_value(size->term));
    bool appends = kind == SEGMENT_APPEND || kind == SEGMENT_PRIVATE_APPEND;
    if ((appends && (!first || !is_all(size))) || !is_source(value))
        return false;
    add_sized(b, kind, transform_flags(b->t->code, &from[FILE_FLAGS]), unit->number, value, size);
    return true;
}

bool transform_create_bin(struct transformer *t, const struct instr *in)
{
    const struct operand *o = in->operands, *list = &o[5];
    uint32_t count = list->count / FILE_WORDS;
    struct builder b = begin(t, in, count, &o[0], &o[4]);
    for (uint32_t i = 0; i < count; i++)
        if (!transform_segment(&b, &list->list[i * FILE_WORDS], i == 0))
            return transform_fail(t, in, "expected a segment, found something else as number %u",
                                  i + 1);
    finish(&b, o[1].number, o[2].number, 0);
    return true;
}

/* ---- bs_init2 .. bs_put_utf32 ---- */

bool transform_is_put(const struct instr *in)
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

/* The operands are: fail, size, unit, flags, value; or fail, flags, code point; or number of bytes,
 * bytes. */
static bool transform_put(struct builder *b, const struct instr *in)
{
    const struct operand *o = in->operands;
    struct operand none = {.kind = OPERAND_TERM, .term = NIL};
    if (in->op == OP_bs_put_string)
        return add_string(b, &o[1], o[0].number);
    if (in->count == 3)
        add_sized(b, put_kind(in->op), (unsigned)o[1].number, 0, &o[2], &none);
    else if (o[2].number <= MAX_UNIT)
        add_sized(b, put_kind(in->op), (unsigned)o[3].number, o[2].number, &o[4], &o[1]);
    else
        return false;
    return true;
}

/* The bs_put_* behind IN, or NULL. A line may stand between: it says where the next one comes from.
 */
static const struct instr *next_put(const struct instr *in)
{
    do
        in++;
    while (in->op == OP_line);
    return transform_is_put(in) ? in : NULL;
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
    const struct operand *o = in->operands, *to = &o[in->count - 1];
    bool appends = in->op == OP_bs_append, private = in->op == OP_bs_private_append;
    uint32_t count = 0;
    if ((appends ? o[4].number : private ? o[2].number : 1) > MAX_UNIT)
        return transform_fail(t, in, "expected a unit of at most 256, found more");
    for (const struct instr *put = next_put(in); put != NULL; put = next_put(put))
        count++;
    struct builder b = begin(t, in, count + (appends || private), &o[0], to);
    struct operand all = {.kind = OPERAND_TERM, .term = ATOM_(all)};
    if (appends)
        add_sized(&b, SEGMENT_APPEND, 0, o[4].number, &o[5], &all);
    else if (private)
        add_sized(&b, SEGMENT_PRIVATE_APPEND, 0, o[2].number, &o[3], &all);
    for (const struct instr *put = next_put(in); put != NULL; put = next_put(put)) {
        if (uses(put, to))
            return transform_fail(t, put, "expected a value, found the bitstring to be made");
        if (!transform_put(&b, put))
            return transform_fail(t, put, "expected a segment, found one too large");
    }
    finish(&b, private ? 0 : o[2].number, private ? BITS_NO_LIVE : o[3].number, count);
    return true;
}

bool transform_lone_put(struct transformer *t, const struct instr *in)
{
    const struct instr *before = in;
    while (before > t->code->instrs && (transform_is_put(before) || before->op == OP_line))
        before--;
    if (before->op == OP_bs_init2 || before->op == OP_bs_init_bits || before->op == OP_bs_append ||
        before->op == OP_bs_private_append)
        return true;
    return transform_fail(t, in, "expected it behind the instruction that begins a bitstring");
}
