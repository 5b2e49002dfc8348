/* SPDX-License-Identifier: Apache-2.0 */
/* decode.c: reads instruction after instruction. Each operand is read as whatever it is and then
 * held against its letter; after the last one, labels, functions and calls are checked as a whole.
 */
#include "loader/decode.h"
#include "loader/compact.h"
#include "vm/process/registers.h"
#include "vm/term/atom.h"
#include "vm/term/fun.h"

#include <string.h>

#define MAX_HEAP_NEED ((uint64_t)1 << 27) /* words */

struct decoder {
    struct reader r;
    struct beam_file *file;
    struct beam_code *code;
    uint32_t capacity; /* of code->instrs */
};

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
    bool number = o->kind == OPERAND_NUMBER && (op == OP_bs_init2 || op == OP_bs_init_bits);
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
        return source_operand(o, op);
    case 'd':
        return is_register(o) ? NULL : "an x or y register";
    case 'y':
        return o->kind == OPERAND_Y ? NULL : "a y register";
    case 'F':
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

/* ---- instructions ---- */

static void decode_operands(struct decoder *d, struct instr *in)
{
    const char *letters = opcode_info[in->op].operands;
    in->count = (uint8_t)strlen(letters);
    in->operands = arena_array(&d->file->arena, in->count, sizeof *in->operands);
    for (unsigned i = 0; i < in->count && !reader_failed(&d->r); i++) {
        size_t at = d->r.at;
        struct operand *o = &in->operands[i];
        *o = read_operand(d, false);
        if (reader_failed(&d->r))
            return;
        enum operand_kind found = o->kind;
        const char *wanted = check_letter(d, letters[i], in->op, o);
        if (wanted != NULL)
            reader_fail(&d->r, at, wanted, "%s (operand %u of %s)", operand_name(found), i + 1,
                        opcode_info[in->op].name);
    }
}

static struct instr *next_instr(struct decoder *d)
{
    struct beam_code *code = d->code;
    if (code->count == d->capacity) {
        uint32_t capacity = d->capacity == 0 ? 256 : d->capacity * 2;
        struct instr *grown = arena_array(&d->file->arena, capacity, sizeof *grown);
        if (code->count > 0)
            memcpy(grown, code->instrs, code->count * sizeof *grown);
        code->instrs = grown;
        d->capacity = capacity;
    }
    return &code->instrs[code->count++];
}

static void decode_instr(struct decoder *d)
{
    size_t at = d->r.at;
    uint8_t op = read_u8(&d->r, "an opcode");
    if (reader_failed(&d->r))
        return;
    if (opcode_info[op].name == NULL) {
        reader_fail(&d->r, at, "an opcode", "unknown opcode %u", op);
    } else if (opcode_info[op].operands == NULL) {
        reader_fail(&d->r, at, "instructions of OTP 24 or later", "obsolete instruction %s",
                    opcode_info[op].name);
    } else {
        struct instr *in = next_instr(d);
        in->op = op;
        in->offset = (uint32_t)at;
        decode_operands(d, in);
    }
}

static bool decode_instrs(struct decoder *d)
{
    struct beam_code *code = d->code;
    do {
        decode_instr(d);
    } while (!reader_failed(&d->r) && code->instrs[code->count - 1].op != OP_int_code_end);
    return !reader_failed(&d->r);
}

/* ---- labels ---- */

static bool fail_at(struct decoder *d, uint32_t index, const char *expected, const char *found)
{
    return reader_fail(&d->r, d->code->instrs[index].offset, expected, "%s", found);
}

static bool define_labels(struct decoder *d)
{
    struct beam_code *code = d->code;
    code->label_at = arena_array(&d->file->arena, d->file->label_count, sizeof *code->label_at);
    memset(code->label_at, 0xFF, d->file->label_count * sizeof *code->label_at);
    for (uint32_t i = 0; i < code->count; i++) {
        if (code->instrs[i].op != OP_label)
            continue;
        uint64_t label = code->instrs[i].operands[0].number;
        if (code->label_at[label] != UINT32_MAX)
            return fail_at(d, i, "each label once", "one that is defined already");
        code->label_at[label] = i;
    }
    return true;
}

static bool is_undefined(const struct beam_code *code, const struct operand *o)
{
    return o->kind == OPERAND_LABEL && o->number != 0 && code->label_at[o->number] == UINT32_MAX;
}

static bool check_labels(struct decoder *d)
{
    struct beam_code *code = d->code;
    for (uint32_t i = 0; i < code->count; i++) {
        const struct instr *in = &code->instrs[i];
        for (unsigned k = 0; k < in->count; k++) {
            const struct operand *o = &in->operands[k];
            bool undefined = is_undefined(code, o);
            for (uint32_t e = 0; o->kind == OPERAND_LIST && e < o->count; e++)
                undefined = undefined || is_undefined(code, &o->list[e]);
            if (undefined)
                return fail_at(d, i, "a label that is defined somewhere", "one that is not");
        }
    }
    return true;
}

/* ---- functions ---- */

static uint32_t skip_lines(const struct beam_code *code, uint32_t i)
{
    while (i < code->count && code->instrs[i].op == OP_line)
        i++;
    return i;
}

/* Does a function begin at instruction I? Then *INFO is its func_info. */
static bool function_begins(const struct beam_code *code, uint32_t i, uint32_t *info)
{
    if (code->instrs[i].op != OP_label)
        return false;
    *info = skip_lines(code, i + 1);
    return *info < code->count && code->instrs[*info].op == OP_func_info;
}

static bool add_function(struct decoder *d, uint32_t first, uint32_t info)
{
    struct beam_code *code = d->code;
    const struct operand *o = code->instrs[info].operands;
    if (code->function_count == d->file->function_count)
        return fail_at(d, first, "as many functions as the head says", "more");
    if (o[0].term != d->file->name)
        return fail_at(d, info, "a func_info of this module", "one of another");
    if (o[2].number > MAX_ARITY)
        return fail_at(d, info, "an arity of at most 255", "more");
    if (code->instrs[info + 1].op != OP_label)
        return fail_at(d, info + 1, "the label of a function's entry", "another instruction");
    code->functions[code->function_count++] = (struct beam_function){.name = o[1].term,
                                                                     .arity = (uint32_t)o[2].number,
                                                                     .first = first,
                                                                     .info = info,
                                                                     .entry = info + 1};
    return true;
}

static bool find_functions(struct decoder *d)
{
    struct beam_code *code = d->code;
    uint32_t last = code->count - 1; /* int_code_end */
    code->functions =
        arena_array(&d->file->arena, d->file->function_count, sizeof *code->functions);
    for (uint32_t i = 0; i < last;) {
        uint32_t info;
        bool begins = function_begins(code, i, &info);
        if (!begins && code->function_count == 0)
            return fail_at(d, i, "the beginning of a function", "another instruction");
        if (!begins && code->instrs[i].op == OP_func_info)
            return fail_at(d, i, "a label before func_info", "none");
        if (begins && !add_function(d, i, info))
            return false;
        i = begins ? info + 2 : i + 1;
        if (code->function_count > 0)
            code->functions[code->function_count - 1].end = i;
    }
    if (code->function_count != d->file->function_count)
        return fail_at(d, last, "as many functions as the head says", "fewer");
    return true;
}

const struct beam_function *code_function_at(const struct beam_code *code, uint32_t index)
{
    uint32_t low = 0, count = code->function_count;
    while (count > 1) {
        uint32_t half = count / 2;
        low = code->functions[low + half].first <= index ? low + half : low;
        count -= half;
    }
    return count > 0 ? &code->functions[low] : NULL;
}

/* ---- references to functions ---- */

/* The function whose entry has this label, or NULL. */
static const struct beam_function *entry_of(const struct beam_code *code, uint64_t label)
{
    if (label == 0 || code->label_at[label] == UINT32_MAX)
        return NULL;
    uint32_t at = code->label_at[label];
    const struct beam_function *f = code_function_at(code, at);
    return f != NULL && f->entry == at ? f : NULL;
}

static bool check_calls(struct decoder *d)
{
    struct beam_code *code = d->code;
    for (uint32_t i = 0; i < code->count; i++) {
        const struct instr *in = &code->instrs[i];
        if (in->op == OP_on_load && code_function_at(code, i)->arity != 0)
            return fail_at(d, i, "on_load in a function without arguments", "it in another");
        if (in->op == OP_call || in->op == OP_call_last || in->op == OP_call_only) {
            const struct beam_function *f = entry_of(code, in->operands[1].number);
            if (f == NULL || f->arity != in->operands[0].number)
                return fail_at(d, i, "the label of a function of this arity", "another label");
        }
        if (in->op == OP_call_ext || in->op == OP_call_ext_last || in->op == OP_call_ext_only) {
            const struct beam_import *import = &d->file->imports[in->operands[1].number];
            if (import->arity != in->operands[0].number)
                return fail_at(d, i, "the arity of the imported function", "another");
        }
    }
    return true;
}

static bool check_tables(struct decoder *d)
{
    const struct beam_file *file = d->file;
    for (uint32_t i = 0; i < file->export_count; i++) {
        const struct beam_function *f = entry_of(d->code, file->exports[i].label);
        if (f == NULL || f->name != file->exports[i].function || f->arity != file->exports[i].arity)
            return load_fail(
                &d->file->error,
                "chunk ExpT, row %u: expected the entry of the function, found label %u", i,
                file->exports[i].label);
    }
    for (uint32_t i = 0; i < file->lambda_count; i++) {
        const struct beam_function *f = entry_of(d->code, file->lambdas[i].label);
        if (f == NULL || f->arity != file->lambdas[i].arity)
            return load_fail(
                &d->file->error,
                "chunk FunT, row %u: expected the entry of the function, found label %u", i,
                file->lambdas[i].label);
    }
    return true;
}

/* ---- the string table ---- */

/* Turns O into bytes OFFSET .. OFFSET + BYTES of the string table, which must be there. */
static bool string_operand(struct decoder *d, uint32_t index, struct operand *o, uint64_t bytes)
{
    if (o->kind != OPERAND_NUMBER || o->number > d->file->strings.size ||
        bytes > d->file->strings.size - o->number)
        return fail_at(d, index, "bytes of the string table", "bytes behind its end");
    o->kind = OPERAND_STRING;
    return true;
}

/* The segments of bs_create_bin: type, number, unit, flags, value, size. */
static bool create_bin_strings(struct decoder *d, uint32_t index, const struct operand *list)
{
    if (list->count % 6 != 0)
        return fail_at(d, index, "segments of six operands", "another number of operands");
    for (uint32_t i = 0; i < list->count; i += 6) {
        struct operand *segment = &list->list[i];
        if (segment[0].kind != OPERAND_TERM || segment[0].term != ATOM_(string))
            continue;
        if (segment[5].kind != OPERAND_TERM || !term_is_small(segment[5].term) ||
            small_value(segment[5].term) < 0)
            return fail_at(d, index, "the size of a string", "another operand");
        if (!string_operand(d, index, &segment[4], (uint64_t)small_value(segment[5].term)))
            return false;
    }
    return true;
}

static bool find_strings(struct decoder *d)
{
    bool ok = true;
    for (uint32_t i = 0; i < d->code->count && ok; i++) {
        const struct instr *in = &d->code->instrs[i];
        if (in->op == OP_bs_put_string)
            ok = string_operand(d, i, &in->operands[1], in->operands[0].number);
        else if (in->op == OP_bs_match_string)
            ok = string_operand(d, i, &in->operands[3], (in->operands[2].number + 7) / 8);
        else if (in->op == OP_bs_create_bin)
            ok = create_bin_strings(d, i, &in->operands[5]);
    }
    return ok;
}

static bool same_register(const struct operand *a, const struct operand *b)
{
    return a->kind == b->kind && a->number == b->number;
}

/* Ends at the first that overwrites the tuple; the last instruction of all code is another. */
uint64_t code_elements_needed(const struct instr *in)
{
    const struct operand *tuple = &in->operands[0];
    uint64_t needed = 0;
    for (; in->op == OP_get_tuple_element && same_register(&in->operands[0], tuple); in++) {
        if (in->operands[1].number + 1 > needed)
            needed = in->operands[1].number + 1;
        if (same_register(&in->operands[2], tuple))
            break;
    }
    return needed;
}

bool code_calls_raiser(const struct beam_code *code, const struct instr *in)
{
    if (in->op != OP_call_ext && in->op != OP_call_ext_last && in->op != OP_call_ext_only)
        return false;
    const struct beam_import *import = &code->file->imports[in->operands[1].number];
    if (import->module != ATOM_(erlang))
        return false;
    if (import->function == ATOM_(error))
        return import->arity >= 1 && import->arity <= 3;
    return import->arity == 1 &&
           (import->function == ATOM_(exit_class) || import->function == ATOM_(throw));
}

/* ---- all of it ---- */

static bool decode_literals(struct beam_file *file, struct beam_code *code)
{
    for (uint32_t i = 0; i < file->literal_count; i++) {
        Term term = pool_decode(&code->pool, file, file->literals[i], "chunk LitT");
        if (term == NON_VALUE)
            return false;
        pool_add(&code->pool, term);
    }
    return true;
}

bool decode_code(struct beam_file *file, struct beam_code *code)
{
    *code = (struct beam_code){.file = file};
    pool_init(&code->pool);
    struct decoder d = {
        .r = {.bytes = file->code, .at = file->code_start, .chunk = "Code", .error = &file->error},
        .file = file,
        .code = code};
    return decode_literals(file, code) && decode_instrs(&d) && define_labels(&d) &&
           check_labels(&d) && find_functions(&d) && check_calls(&d) && check_tables(&d) &&
           find_strings(&d);
}
