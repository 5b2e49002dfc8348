/* SPDX-License-Identifier: Apache-2.0 */
/* The chunks of a BEAM file, in the order in which erlc writes them. */

#include "asm/beam_write.h"

#include "asm/literal.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

struct writer {
    struct asm_bytes *to;
    struct asm_code *code;
    struct asm_module *module;
    size_t start; /* of the data of the open chunk */
};

static void set32(struct asm_bytes *bytes, size_t at, uint32_t value)
{
    for (unsigned i = 0; i < 4; i++)
        bytes->data[at + i] = (uint8_t)(value >> (24 - 8 * i));
}

static void open_chunk(struct writer *w, const char *id)
{
    asm_put(w->to, id, 4);
    asm_put32(w->to, 0);
    w->start = w->to->size;
}

static void close_chunk(struct writer *w)
{
    set32(w->to, w->start - 4, (uint32_t)(w->to->size - w->start));
    while (w->to->size % 4 != 0)
        asm_put8(w->to, 0);
}

static bool has_long_atom(const struct writer *w)
{
    for (size_t i = 0; i < w->code->atoms.rows.count; i++)
        if (w->module->atoms.entries.items[w->code->atoms.rows.items[i]].size > 255)
            return true;
    return false;
}

/* Lengths take one byte. Only a table with longer atoms has the form of OTP 28, where the number of
 * atoms is negative and lengths are compact terms. */
static void write_atoms(struct writer *w)
{
    bool wide = has_long_atom(w);
    uint32_t count = (uint32_t)w->code->atoms.rows.count;
    open_chunk(w, "AtU8");
    asm_put32(w->to, wide ? -count : count);
    for (uint32_t i = 0; i < count; i++) {
        const struct asm_entry *text =
            &w->module->atoms.entries.items[w->code->atoms.rows.items[i]];
        if (wide)
            asm_put_compact(w->to, BEAM_TAG_U, text->size);
        else
            asm_put8(w->to, (unsigned)text->size);
        asm_put(w->to, text->bytes, text->size);
    }
    close_chunk(w);
}

static void write_code(struct writer *w)
{
    open_chunk(w, "Code");
    asm_put32(w->to, BEAM_CODE_HEAD_SIZE);
    asm_put32(w->to, BEAM_INSTRUCTION_SET);
    asm_put32(w->to, w->code->highest_opcode);
    asm_put32(w->to, w->module->label_count + 1);
    asm_put32(w->to, (uint32_t)w->module->functions.count);
    asm_put(w->to, w->code->bytes.data, w->code->bytes.size);
    close_chunk(w);
}

static void write_strings(struct writer *w)
{
    open_chunk(w, "StrT");
    asm_put(w->to, w->code->strings.data, w->code->strings.size);
    close_chunk(w);
}

static void write_imports(struct writer *w)
{
    open_chunk(w, "ImpT");
    asm_put32(w->to, (uint32_t)w->code->imports.rows.count);
    for (size_t i = 0; i < w->code->imports.rows.count; i++) {
        struct asm_import import = asm_import_of(w->module, w->code->imports.rows.items[i]);
        asm_put32(w->to, asm_number(&w->code->atoms, import.module) + 1);
        asm_put32(w->to, asm_number(&w->code->atoms, import.function) + 1);
        asm_put32(w->to, import.arity);
    }
    close_chunk(w);
}

/* ExpT or LocT: the functions that are exported, or those that are not, the last one first as in
 * files of erlc. */
static void write_functions(struct writer *w, const char *id, bool exported)
{
    open_chunk(w, id);
    uint32_t count = 0;
    asm_put32(w->to, 0);
    for (size_t i = w->module->functions.count; i-- > 0;) {
        const struct asm_function *function = &w->module->functions.items[i];
        if (function->exported != exported)
            continue;
        struct asm_name name = asm_name_of(w->module, function->name);
        asm_put32(w->to, asm_number(&w->code->atoms, name.atom) + 1);
        asm_put32(w->to, name.arity);
        asm_put32(w->to, w->module->labels.items[function->entry].number);
        count++;
    }
    set32(w->to, w->start, count);
    close_chunk(w);
}

/* Rows of the fun table carry a number that told versions of a module apart in old releases. */
static uint32_t old_unique(const struct asm_code *code)
{
    return (uint32_t)asm_hash(code->bytes.data, code->bytes.size) & 0x7ffffff;
}

static void write_lambdas(struct writer *w)
{
    if (w->code->lambdas.rows.count == 0)
        return;
    open_chunk(w, "FunT");
    asm_put32(w->to, (uint32_t)w->code->lambdas.rows.count);
    uint32_t unique = w->module->has_old_uniq ? w->module->old_uniq : old_unique(w->code);
    for (size_t i = 0; i < w->code->lambdas.rows.count; i++) {
        struct asm_lambda lambda = asm_lambda_of(w->module, w->code->lambdas.rows.items[i]);
        struct asm_name name = asm_name_of(w->module, lambda.name);
        const struct asm_function *function = asm_function_of(w->module, lambda.name);
        asm_put32(w->to, asm_number(&w->code->atoms, name.atom) + 1);
        asm_put32(w->to, name.arity);
        asm_put32(w->to, w->module->labels.items[function->entry].number);
        asm_put32(w->to, (uint32_t)i);
        asm_put32(w->to, lambda.free);
        asm_put32(w->to, unique);
    }
    close_chunk(w);
}

static void put_deflated(struct asm_bytes *to, const struct asm_bytes *bytes)
{
    uLongf size = compressBound(bytes->size);
    uint8_t *packed = mem_alloc(size);
    if (compress2(packed, &size, bytes->data, bytes->size, Z_DEFAULT_COMPRESSION) != Z_OK)
        fatal("out of memory");
    asm_put(to, packed, size);
    free(packed);
}

static void write_literals(struct writer *w)
{
    if (w->code->literals.rows.count == 0)
        return;
    struct asm_bytes table = {0};
    asm_put32(&table, (uint32_t)w->code->literals.rows.count);
    for (size_t i = 0; i < w->code->literals.rows.count; i++) {
        const struct asm_entry *literal =
            asm_literal_bytes(w->module, w->code->literals.rows.items[i]);
        asm_put32(&table, (uint32_t)literal->size);
        asm_put(&table, literal->bytes, literal->size);
    }
    open_chunk(w, "LitT");
    asm_put32(w->to, (uint32_t)table.size);
    put_deflated(w->to, &table);
    close_chunk(w);
    asm_bytes_free(&table);
}

static void write_lines(struct writer *w)
{
    struct asm_code *code = w->code;
    open_chunk(w, "Line");
    asm_put32(w->to, 0); /* version */
    asm_put32(w->to, 0); /* flags */
    asm_put32(w->to, code->line_instructions);
    asm_put32(w->to, (uint32_t)code->lines.rows.count);
    asm_put32(w->to, (uint32_t)code->files.rows.count);
    uint32_t file = 0;
    for (size_t i = 0; i < code->lines.rows.count; i++) {
        struct asm_line line = asm_line_of(w->module, code->lines.rows.items[i]);
        uint32_t number = asm_file_number(code, line.file);
        if (number != file)
            asm_put_compact(w->to, BEAM_TAG_A, number);
        file = number;
        asm_put_compact(w->to, BEAM_TAG_I, line.line);
    }
    for (size_t i = 0; i < code->files.rows.count; i++) {
        const struct asm_entry *name = &w->module->files.entries.items[code->files.rows.items[i]];
        size_t size = name->size < 65535 ? name->size : 65535;
        asm_put16(w->to, (unsigned)size);
        asm_put(w->to, name->bytes, size);
    }
    close_chunk(w);
}

/* ---- attributes and compile information, in the external term format ---- */

/* {name, ...: the head of a pair and its first element. */
static void put_key(const struct writer *w, const void *name, size_t size)
{
    asm_put8(w->to, ETF_SMALL_TUPLE);
    asm_put8(w->to, 2);
    asm_atom_write(w->to, name, size,
                   w->module->utf8_attributes ? SPELLING_SOURCE : SPELLING_LATIN1);
}

static void put_integer(struct asm_bytes *to, uint64_t value)
{
    unsigned size = value == 0 ? 1 : (64 - (unsigned)__builtin_clzll(value) + 7) / 8;
    asm_put8(to, ETF_SMALL_BIG);
    asm_put8(to, size);
    asm_put8(to, 0);
    for (; size > 0; size--, value >>= 8)
        asm_put8(to, (unsigned)value & 0xff);
}

static void put_string(struct asm_bytes *to, const char *text)
{
    size_t size = strlen(text) < 65535 ? strlen(text) : 65535;
    asm_put8(to, ETF_STRING);
    asm_put16(to, (unsigned)size);
    asm_put(to, text, size);
}

static bool has_version(const struct asm_module *module)
{
    for (size_t i = 0; i < module->attributes.count; i++) {
        const struct asm_entry *name =
            &module->atoms.entries.items[module->attributes.items[i].atom];
        if (name->size == 3 && memcmp(name->bytes, "vsn", 3) == 0)
            return true;
    }
    return false;
}

/* The attributes of the source, and unless it gives one, a vsn made of all that was written before.
 */
static void write_attributes(struct writer *w)
{
    const struct asm_module *module = w->module;
    bool version = !has_version(module);
    uint64_t hash = asm_hash(w->to->data, w->to->size);
    open_chunk(w, "Attr");
    asm_put8(w->to, ETF_VERSION);
    size_t count = module->attributes.count + version;
    if (count > 0) {
        asm_put8(w->to, ETF_LIST);
        asm_put32(w->to, (uint32_t)count);
    }
    for (size_t i = 0; i < module->attributes.count; i++) {
        const struct asm_attribute *attribute = &module->attributes.items[i];
        const struct asm_entry *name = &module->atoms.entries.items[attribute->atom];
        const struct asm_entry *value = &module->blobs.entries.items[attribute->value];
        put_key(w, name->bytes, name->size);
        asm_put(w->to, value->bytes, value->size);
    }
    if (version) {
        put_key(w, "vsn", 3);
        asm_put8(w->to, ETF_LIST);
        asm_put32(w->to, 1);
        put_integer(w->to, hash);
        asm_put8(w->to, ETF_NIL);
    }
    asm_put8(w->to, ETF_NIL);
    close_chunk(w);
}

static void write_compile_info(struct writer *w)
{
    open_chunk(w, "CInf");
    asm_put8(w->to, ETF_VERSION);
    asm_put8(w->to, ETF_LIST);
    asm_put32(w->to, 3);
    put_key(w, "version", 7);
    put_string(w->to, "tick-asm 1");
    put_key(w, "options", 7);
    asm_put8(w->to, ETF_NIL);
    put_key(w, "source", 6);
    put_string(w->to, w->module->diag->source->files.items[0].name);
    asm_put8(w->to, ETF_NIL);
    close_chunk(w);
}

static void write_types(struct writer *w)
{
    if (w->module->types.count == 0)
        return;
    open_chunk(w, "Type");
    asm_put32(w->to, BEAM_TYPES_VERSION);
    asm_put32(w->to, (uint32_t)w->module->types.count);
    for (size_t i = 0; i < w->module->types.count; i++) {
        const struct asm_type *type = &w->module->types.items[i];
        asm_put16(w->to, type->kinds);
        asm_put64(w->to, (uint64_t)type->least);
        asm_put64(w->to, (uint64_t)type->most);
    }
    close_chunk(w);
}

/* ---- all chunks ---- */

static void write_exports(struct writer *w)
{
    write_functions(w, "ExpT", true);
}

static void write_locals(struct writer *w)
{
    write_functions(w, "LocT", false);
}

/* The chunks that have a place, in order; NULL: one that only the source can give. */
static const struct {
    char id[5];
    void (*write)(struct writer *w);
} places[] = {
    {"AtU8", write_atoms},        {"Code", write_code},
    {"StrT", write_strings},      {"ImpT", write_imports},
    {"ExpT", write_exports},      {"FunT", write_lambdas},
    {"LitT", write_literals},     {"Meta", NULL},
    {"LocT", write_locals},       {"Attr", write_attributes},
    {"CInf", write_compile_info}, {"", NULL},
    {"Line", write_lines},        {"Type", write_types},
};

static bool has_place(const char *id)
{
    for (size_t i = 0; i < COUNT_OF(places); i++)
        if (memcmp(places[i].id, id, 4) == 0)
            return true;
    return false;
}

/* A chunk that the source gives. */
static void write_given(struct writer *w, const struct asm_chunk *chunk)
{
    if (chunk->contents == ASM_NO_CHUNK)
        return;
    const struct asm_entry *contents = &w->module->blobs.entries.items[chunk->contents];
    open_chunk(w, chunk->id);
    asm_put(w->to, contents->bytes, contents->size);
    close_chunk(w);
}

static void write_chunks_without_place(struct writer *w)
{
    for (size_t i = 0; i < w->module->chunks.count; i++)
        if (!has_place(w->module->chunks.items[i].id))
            write_given(w, &w->module->chunks.items[i]);
}

static void write_place(struct writer *w, size_t place)
{
    const struct asm_chunk *given = asm_chunk_of(w->module, places[place].id);
    if (places[place].id[0] == '\0')
        write_chunks_without_place(w);
    else if (given != NULL)
        write_given(w, given);
    else if (places[place].write != NULL)
        places[place].write(w);
}

void asm_beam_write(struct asm_bytes *to, struct asm_code *code, struct asm_module *module)
{
    struct writer w = {to, code, module, 0};
    size_t head = to->size;
    asm_put(to, "FOR1", 4);
    asm_put32(to, 0);
    asm_put(to, "BEAM", 4);
    for (size_t i = 0; i < COUNT_OF(places); i++)
        write_place(&w, i);
    set32(to, head + 4, (uint32_t)(to->size - head - 8));
}
