/* SPDX-License-Identifier: Apache-2.0 */
/* The Type chunk: what the compiler found out about values, in rows that typed registers refer to
 * (loader/format.h). */

#include "tools/dis/dis.h"

#include "loader/format.h"

struct dis_type {
    uint32_t kinds;
    int64_t least, most;
};

static const struct {
    uint32_t kinds;
    const char *name;
} names[] = {
#define TYPE(bits, name) {bits, #name},
#include "loader/types.def"
#undef TYPE
};

enum { INTEGER = 0x40 };

static int64_t read_i64(struct reader *r)
{
    uint64_t high = read_u32(r, "a bound of a type");
    return (int64_t)(high << 32 | read_u32(r, "a bound of a type"));
}

struct dis_types dis_read_types(struct beam_file *file, struct bytes chunk)
{
    struct reader r = {.bytes = chunk, .chunk = "Type", .error = &file->error};
    struct dis_types types = {NULL, 0, false};
    if (read_u32(&r, "version of the types") != BEAM_TYPES_VERSION)
        return types;
    types.count = read_count(&r, BEAM_TYPE_BYTES, "number of types");
    types.rows = arena_array(&file->arena, types.count, sizeof *types.rows);
    for (uint32_t i = 0; i < types.count && !reader_failed(&r); i++) {
        uint32_t high = read_u8(&r, "a type");
        types.rows[i].kinds = high << 8 | read_u8(&r, "a type");
        types.rows[i].least = read_i64(&r);
        types.rows[i].most = read_i64(&r);
    }
    types.whole = reader_left(&r) == 0;
    return types;
}

static void print_kinds(FILE *to, uint32_t kinds, const char *between)
{
    const char *separator = "";
    for (size_t i = 0; i < COUNT_OF(names) && kinds != 0; i++) {
        if ((kinds & names[i].kinds) != names[i].kinds)
            continue;
        fprintf(to, "%s%s", separator, names[i].name);
        kinds &= ~names[i].kinds;
        separator = between;
    }
}

static bool has_range(const struct dis_type *type)
{
    return type->least <= type->most;
}

void dis_type(FILE *to, const struct dis_types *types, uint64_t number)
{
    if (number >= types->count) {
        fputc('?', to);
        return;
    }
    const struct dis_type *type = &types->rows[number];
    if (type->kinds == INTEGER && has_range(type))
        fprintf(to, "%lld..%lld", (long long)type->least, (long long)type->most);
    else
        print_kinds(to, type->kinds, " | ");
}

/* Can lines say all that stands in the rows? */
static bool in_words(const struct dis_types *types)
{
    uint32_t all = names[0].kinds;
    for (uint32_t i = 0; i < types->count; i++) {
        const struct dis_type *type = &types->rows[i];
        bool bounds =
            has_range(type) || (type->least == BEAM_NO_LEAST && type->most == BEAM_NO_MOST);
        if (type->kinds == 0 || (type->kinds & ~all) != 0 || !bounds)
            return false;
    }
    return types->whole && types->count > 0;
}

int64_t dis_type_limit(struct beam_file *file, struct bytes chunk)
{
    struct dis_types types = dis_read_types(file, chunk);
    return in_words(&types) ? (int64_t)types.count : INT64_MAX;
}

bool dis_type_lines(FILE *to, struct beam_file *file, struct bytes chunk)
{
    struct dis_types types = dis_read_types(file, chunk);
    if (!in_words(&types))
        return false;
    for (uint32_t i = 0; i < types.count; i++) {
        const struct dis_type *type = &types.rows[i];
        long start = ftell(to);
        fputs("type ", to);
        print_kinds(to, type->kinds, ", ");
        if (has_range(type))
            fprintf(to, ", %lld, %lld", (long long)type->least, (long long)type->most);
        long width = ftell(to) - start;
        fprintf(to, "%*s; %u\n", width < 32 ? (int)(32 - width) : 1, "", i);
    }
    return true;
}
