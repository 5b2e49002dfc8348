/* SPDX-License-Identifier: Apache-2.0 */
/* The Type chunk: what the compiler found out about values, in rows that typed registers refer to.
 * Version 1, of Erlang/OTP 25: after version and number of rows, both u32, for each row a u16 with
 * a bit for each kind of value and the range of an integer, two signed 64-bit numbers, the first of
 * which is the greater one if no range is known. */

#include "tools/dis/dis.h"

struct dis_type {
    uint32_t kinds;
    int64_t least, most;
};

enum { VERSION = 1, ROW_BYTES = 18 };

enum kind {
    KIND_CONS = 1 << 3,
    KIND_FLOAT = 1 << 4,
    KIND_INTEGER = 1 << 6,
    KIND_NIL = 1 << 8,
    KIND_ANY = (1 << 13) - 1,
};

/* Several kinds that have a name together, then each kind. */
static const struct {
    uint32_t kinds;
    const char *name;
} names[] = {
    {KIND_ANY, "any"},
    {KIND_CONS | KIND_NIL, "list"},
    {KIND_INTEGER | KIND_FLOAT, "number"},
    {1 << 0, "atom"},
    {1 << 1, "bitstring"},
    {1 << 2, "match context"},
    {KIND_CONS, "cons"},
    {KIND_FLOAT, "float"},
    {1 << 5, "fun"},
    {KIND_INTEGER, "integer"},
    {1 << 7, "map"},
    {KIND_NIL, "[]"},
    {1 << 9, "pid"},
    {1 << 10, "port"},
    {1 << 11, "reference"},
    {1 << 12, "tuple"},
};

static int64_t read_i64(struct reader *r)
{
    uint64_t high = read_u32(r, "a bound of a type");
    return (int64_t)(high << 32 | read_u32(r, "a bound of a type"));
}

struct dis_types dis_read_types(struct beam_file *file, struct bytes chunk)
{
    struct reader r = {.bytes = chunk, .chunk = "Type", .error = &file->error};
    struct dis_types types = {NULL, 0};
    if (read_u32(&r, "version of the types") != VERSION)
        return types;
    types.count = read_count(&r, ROW_BYTES, "number of types");
    types.rows = arena_array(&file->arena, types.count, sizeof *types.rows);
    for (uint32_t i = 0; i < types.count && !reader_failed(&r); i++) {
        uint32_t high = read_u8(&r, "a type");
        types.rows[i].kinds = high << 8 | read_u8(&r, "a type");
        types.rows[i].least = read_i64(&r);
        types.rows[i].most = read_i64(&r);
    }
    return types;
}

void dis_type(FILE *to, const struct dis_types *types, uint64_t number)
{
    if (number >= types->count) {
        fputs("?", to);
        return;
    }
    const struct dis_type *type = &types->rows[number];
    uint32_t left = type->kinds;
    const char *between = "";
    if (left == KIND_INTEGER && type->least <= type->most) {
        fprintf(to, "%lld..%lld", (long long)type->least, (long long)type->most);
        return;
    }
    for (size_t i = 0; i < COUNT_OF(names) && left != 0; i++) {
        if ((left & names[i].kinds) != names[i].kinds)
            continue;
        fprintf(to, "%s%s", between, names[i].name);
        left &= ~names[i].kinds;
        between = " | ";
    }
    if (type->kinds == 0)
        fputs("none", to);
}
