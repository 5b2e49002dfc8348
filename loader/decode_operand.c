/* SPDX-License-Identifier: Apache-2.0 */
/* decode_operand.c: operands of instructions. Each is read as whatever it is, and then held against
 * the letter that opcodes.def gives for its place: so the form of the file is known in one half of
 * this page, and what instructions want in the other. */
#include "loader/compact.h"
#include "loader/decode_parts.h"
#include "vm/process/registers.h"
#include "vm/term/atom.h"
#include "vm/term/fun.h"

#include <string.h>

#define MAX_HEAP_NEED ((uint64_t)1 << 27) /* words */

/* ---- operands of any kind ---- */

static struct operand operand_of(enum operand_kind kind, uint64_t number)
{
    return (struct operand){.kind = kind, .number = number};
}

static struct operand term_operand(Term term)
{
    return (struct operand){.kind = OPERAND_TERM, .term = term};
}

static struct operand limited(struct decoder *d, const struct compact *c, enum operand_kind kind,
                              uint64_t limit)
{
    if (c->value < 0 || (uint64_t)c->value >= limit)
        reader_fail(&d->r, c->at, "an operand in range", "%s %lld of %llu",
                    compact_tag_name(c->tag), (long long)c->value, (unsigned long long)limit);
    return operand_of(kind, (uint64_t)c->value);
}

static struct operand integer_operand(struct decoder *d, const struct compact *c)
{
    struct literal_pool *pool = &d->code->pool;
    if (c->digits.data == NULL && small_fits(c->value))
        return term_operand(small_make(c->value));
    Term big =
        c->digits.data == NULL ? heap_int(&pool->heap, c->value) : pool_integer(pool, c->digits);
    if (big == NON_VALUE) {
        reader_fail(&d->r, c->at, "an integer", "one of %zu bytes", c->digits.size);
        return term_operand(NIL);
    }
    return operand_of(OPERAND_LITERAL, pool_add(pool, big));
}

static struct operand read_operand(struct decoder *d, bool in_list);

/* Pairs of kind and number: words, floats, funs. All count as words of this machine. */
static struct operand read_alloc_list(struct decoder *d)
{
    static const uint64_t words_each[] = {1, FLOAT_WORDS, FUN_WORDS(0)};
    uint64_t words = 0;
    uint32_t pairs = read_unsigned(&d->r, COUNT_OF(words_each), "length of an allocation list");
    for (uint32_t i = 0; i < pairs; i++) {
        uint32_t kind = read_unsigned(&d->r, COUNT_OF(words_each) - 1, "kind of an allocation");
        words += read_unsigned(&d->r, MAX_HEAP_NEED, "number of an allocation") * words_each[kind];
    }
    if (words > MAX_HEAP_NEED)
        reader_fail(&d->r, d->r.at, "an allocation in range", "%llu words",
                    (unsigned long long)words);
    return operand_of(OPERAND_NUMBER, words);
}

static struct operand read_list(struct decoder *d)
{
    size_t at = d->r.at;
    uint32_t count = read_unsigned(&d->r, UINT32_MAX, "length of an operand list");
    if (count > reader_left(&d->r)) {
        reader_fail(&d->r, at, "the length of an operand list", "%u", count);
        return operand_of(OPERAND_NUMBER, 0);
    }
    struct operand list = {.kind = OPERAND_LIST, .count = count};
    list.list = arena_array(&d->file->arena, count, sizeof *list.list);
    for (uint32_t i = 0; i < count && !reader_failed(&d->r); i++)
        list.list[i] = read_operand(d, true);
    return list;
}

/* The type says what the compiler knows; this loader goes by what it can prove itself. */
static struct operand read_typed_register(struct decoder *d)
{
    struct compact c = read_compact(&d->r, "a register with a type");
    read_unsigned(&d->r, UINT32_MAX, "index of a type");
    if (!reader_failed(&d->r) && c.tag != COMPACT_X && c.tag != COMPACT_Y)
        reader_fail(&d->r, c.at, "a register with a type", "%s", compact_tag_name(c.tag));
    return limited(d, &c, c.tag == COMPACT_Y ? OPERAND_Y : OPERAND_X, X_REGISTERS);
}

static struct operand read_extended(struct decoder *d, const struct compact *c, bool in_list)
{
    switch (c->value) {
    case COMPACT_LIST:
        if (!in_list)
            return read_list(d);
        reader_fail(&d->r, c->at, "an operand that is no list", "a list in a list");
        return operand_of(OPERAND_NUMBER, 0);
    case COMPACT_FLOAT_REGISTER:
        return operand_of(OPERAND_FLOAT,
                          read_unsigned(&d->r, FLOAT_REGISTERS - 1, "a float register"));
    case COMPACT_ALLOC_LIST:
        return read_alloc_list(d);
    case COMPACT_LITERAL: {
        struct compact index = read_compact(&d->r, "index of a literal");
        return limited(d, &index, OPERAND_LITERAL, d->file->literal_count);
    }
    case COMPACT_TYPED_REGISTER:
        return read_typed_register(d);
    default:
        reader_fail(&d->r, c->at, "an extended operand", "kind %lld", (long long)c->value);
        return operand_of(OPERAND_NUMBER, 0);
    }
}

static struct operand read_operand(struct decoder *d, bool in_list)
{
    struct compact c = read_compact(&d->r, "an operand");
    if (reader_failed(&d->r))
        return operand_of(OPERAND_NUMBER, 0);
    switch (c.tag) {
    case COMPACT_U:
        return operand_of(OPERAND_NUMBER, compact_number(&c));
    case COMPACT_I:
        return integer_operand(d, &c);
    case COMPACT_H:
        return limited(d, &c, OPERAND_NUMBER, 0x110000);
    case COMPACT_A: {
        struct operand index = limited(d, &c, OPERAND_TERM, d->file->atom_count);
        return reader_failed(&d->r) ? index : term_operand(d->file->atoms[index.number]);
    }
    case COMPACT_X:
        return limited(d, &c, OPERAND_X, X_REGISTERS);
    case COMPACT_Y:
        return limited(d, &c, OPERAND_Y, X_REGISTERS);
    case COMPACT_F:
        return limited(d, &c, OPERAND_LABEL, d->file->label_count);
    case COMPACT_Z:
        return read_extended(d, &c, in_list);
    }
    return operand_of(OPERAND_NUMBER, 0);
}

/* ---- an operand against its letter ---- */

static const char *operand_name(enum operand_kind kind)
{
    static const char *const names[] = {
        [OPERAND_X] = "x register",         [OPERAND_Y] = "y register",
        [OPERAND_FLOAT] = "float register", [OPERAND_LABEL] = "label",
        [OPERAND_TERM] = "constant",        [OPERAND_LITERAL] = "literal",
        [OPERAND_NUMBER] = "number",        [OPERAND_LIST] = "list",
    };
    return names[kind];
}

static bool is_atom_operand(const struct operand *o)
{
    return o->kind == OPERAND_TERM && term_is_atom(o->term);
}

static bool is_register(const struct operand *o)
{
    return o->kind == OPERAND_X || o->kind == OPERAND_Y;
}

static bool is_source(const struct operand *o)
{
    return is_register(o) || o->kind == OPERAND_TERM || o->kind == OPERAND_LITERAL;
}

/* Turns a number into the index of a row of a table with COUNT rows. */
static const char *row_operand(struct operand *o, enum operand_kind kind, uint32_t count)
{
    if (o->kind != OPERAND_NUMBER || o->number >= count)
        return "the number of a row of its table";
    o->kind = kind;
    return NULL;
}

/* Lines are a help: without a line table any number will do. */
static const char *line_operand(struct operand *o, uint32_t count)
{
    if (o->kind == OPERAND_NUMBER && count == 1)
        o->number = 0;
    return row_operand(o, OPERAND_LINE, count);
}

static const char *label_operand(const struct operand *o, enum opcode op)
{
    bool fits = o->kind == OPERAND_LABEL || (op == OP_bs_start_match4 && is_atom_operand(o));
    return fits ? NULL : "a label";
}

static const char *source_operand(const struct operand *o, enum opcode op)
{
    bool number = o->kind == OPERAND_NUMBER &&
                  (op == OP_bs_init2 || op == OP_bs_init_bits || op == OP_bs_create_bin);
    return is_source(o) || number ? NULL : "a register or constant";
}

/* NULL, or what letter LETTER of opcodes.def wants instead. Table indices get their kinds here. */
static const char *check_letter(struct decoder *d, char letter, enum opcode op, struct operand *o)
{
    switch (letter) {
    case 'L':
        return o->kind == OPERAND_NUMBER && o->number > 0 && o->number < d->file->label_count
                   ? NULL
                   : "the number of a label";
    case 'f':
        return label_operand(o, op);
    case 's':
    case 'c':
        return source_operand(o, op);
    case 'd':
        return is_register(o) ? NULL : "an x or y register";
    case 'y':
        return o->kind == OPERAND_Y ? NULL : "a y register";
    case 'F':
    case 'G':
        return o->kind == OPERAND_FLOAT ? NULL : "a float register";
    case 'S':
        return is_source(o) || o->kind == OPERAND_FLOAT ? NULL : "a register or constant";
    case 'D':
        return is_register(o) || o->kind == OPERAND_FLOAT ? NULL : "a register";
    case 'u':
        return o->kind == OPERAND_NUMBER && o->number <= UINT32_MAX ? NULL : "a number";
    case 'n':
        return o->kind == OPERAND_NUMBER && o->number <= X_REGISTERS ? NULL
                                                                     : "a number of x registers";
    case 'h':
        return o->kind == OPERAND_NUMBER && o->number <= MAX_HEAP_NEED ? NULL
                                                                       : "a number of heap words";
    case 'a':
        return is_atom_operand(o) ? NULL : "an atom";
    case 'e':
    case 'b':
        return row_operand(o, OPERAND_IMPORT, d->file->import_count);
    case 'k':
        return op == OP_call_fun2 && is_atom_operand(o)
                   ? NULL
                   : row_operand(o, OPERAND_LAMBDA, d->file->lambda_count);
    case 'i':
        return line_operand(o, d->file->line_count);
    default:
        return o->kind == OPERAND_LIST ? NULL : "a list of operands";
    }
}

/* The elements of a list against their letters, round by round. Those of bs_match are commands,
 * each with operands of its own: match_command.h. */
static const char *check_elements(struct decoder *d, enum opcode op, const struct operand *list)
{
    const char *letters = opcode_elements[op];
    size_t round = strlen(letters);
    if (list->kind != OPERAND_LIST || op == OP_bs_match)
        return NULL;
    if (list->count % round != 0)
        return "a list of whole groups of operands";
    for (uint32_t i = 0; i < list->count; i++) {
        const char *wanted = check_letter(d, letters[i % round], op, &list->list[i]);
        if (wanted != NULL)
            return wanted;
    }
    return NULL;
}

struct operand decode_operand(struct decoder *d, enum opcode op, unsigned index)
{
    size_t at = d->r.at;
    struct operand o = read_operand(d, false);
    if (reader_failed(&d->r))
        return o;
    enum operand_kind found = o.kind;
    char letter = opcode_info[op].operands[index];
    const char *wanted = check_letter(d, letter, op, &o);
    if (wanted == NULL && letter == '*')
        wanted = check_elements(d, op, &o);
    if (wanted != NULL)
        reader_fail(&d->r, at, wanted, "%s (operand %u of %s)", operand_name(found), index + 1,
                    opcode_info[op].name);
    return o;
}
