/* SPDX-License-Identifier: Apache-2.0 */
/* type.c: the types that have names, and composing others from them. */
#include "vm/ffi/type.h"

#include "vm/term/atom.h"

#include <limits.h>
#include <stdlib.h>
#include <sys/types.h>
#include <time.h>

/* ---- types with names ---- */

#define SIGNED_FFI(bytes)              \
    ((bytes) == 1   ? &ffi_type_sint8  \
     : (bytes) == 2 ? &ffi_type_sint16 \
     : (bytes) == 4 ? &ffi_type_sint32 \
                    : &ffi_type_sint64)
#define UNSIGNED_FFI(bytes)            \
    ((bytes) == 1   ? &ffi_type_uint8  \
     : (bytes) == 2 ? &ffi_type_uint16 \
     : (bytes) == 4 ? &ffi_type_uint32 \
                    : &ffi_type_uint64)

#define SCALAR(kind, name, type, ffi) \
    {kind, ATOM_TERM(ATOM_INDEX_##name), sizeof(type), _Alignof(type), ffi, 1, 0, NULL}
#define SIGNED(name, type)   SCALAR(CTYPE_SIGNED, name, type, SIGNED_FFI(sizeof(type)))
#define UNSIGNED(name, type) SCALAR(CTYPE_UNSIGNED, name, type, UNSIGNED_FFI(sizeof(type)))

static const struct ctype named[] = {
    {CTYPE_VOID, ATOM_(void), 0, 1, &ffi_type_void, 0, 0, NULL},
    SIGNED(int8, int8_t),
    SIGNED(int16, int16_t),
    SIGNED(int32, int32_t),
    SIGNED(int64, int64_t),
    UNSIGNED(uint8, uint8_t),
    UNSIGNED(uint16, uint16_t),
    UNSIGNED(uint32, uint32_t),
    UNSIGNED(uint64, uint64_t),
#if CHAR_MIN < 0
    SIGNED(char, char),
#else
    UNSIGNED(char, char),
#endif
    SIGNED(schar, signed char),
    UNSIGNED(uchar, unsigned char),
    SIGNED(short, short),
    UNSIGNED(ushort, unsigned short),
    SIGNED(int, int),
    UNSIGNED(uint, unsigned),
    SIGNED(long, long),
    UNSIGNED(ulong, unsigned long),
    SIGNED(longlong, long long),
    UNSIGNED(ulonglong, unsigned long long),
    UNSIGNED(size_t, size_t),
    SIGNED(ssize_t, ssize_t),
    SIGNED(ptrdiff_t, ptrdiff_t),
    SIGNED(intptr_t, intptr_t),
    UNSIGNED(uintptr_t, uintptr_t),
    SIGNED(off_t, off_t),
    SIGNED(time_t, time_t),
    SCALAR(CTYPE_BOOL, bool, bool, &ffi_type_uint8),
    SCALAR(CTYPE_FLOAT, float, float, &ffi_type_float),
    SCALAR(CTYPE_DOUBLE, double, double, &ffi_type_double),
    SCALAR(CTYPE_POINTER, pointer, void *, &ffi_type_pointer),
    SCALAR(CTYPE_STRING, string, char *, &ffi_type_pointer),
    SCALAR(CTYPE_BINARY, binary, void *, &ffi_type_pointer),
};

_Static_assert(sizeof(bool) == 1, "libffi has no type for bool");

static const struct ctype *ctype_named(Term name)
{
    for (size_t i = 0; i < COUNT_OF(named); i++)
        if (named[i].name == name)
            return &named[i];
    return NULL;
}

/* ---- types with parts ---- */

/* What such a type consists of, in one block, with the array that libffi wants. */
struct composite {
    struct ctype type; /* first */
    ffi_type ffi;
    ffi_type **elements; /* ended by NULL */
    struct ctype_member members[];
};

static const struct ctype *compose(Term term, unsigned depth);

/* PARTS members or element types, for libffi ELEMENTS of them. */
static struct composite *composite_new(enum ctype_kind kind, Term name, size_t parts,
                                       size_t elements)
{
    struct composite *c = mem_zalloc(sizeof *c + parts * sizeof c->members[0]);
    c->elements = mem_zalloc((elements + 1) * sizeof *c->elements);
    c->ffi = (ffi_type){.type = FFI_TYPE_STRUCT, .elements = c->elements};
    c->type = (struct ctype){.kind = kind,
                             .name = name,
                             .alignment = 1,
                             .ffi = &c->ffi,
                             .count = elements,
                             .members = c->members};
    return c;
}

static size_t round_up(size_t size, size_t alignment)
{
    return (size + alignment - 1) / alignment * alignment;
}

/* The type of a part is in its place, or NULL because there is none. False: the latter, or C gets
 * too large. */
static bool add_part(struct composite *c, struct ctype_member *member, size_t times)
{
    const struct ctype *part = member->type;
    struct ctype *whole = &c->type;
    if (part == NULL || part->scalars == 0 || part->kind == CTYPE_BINARY)
        return false;
    member->offset = round_up(whole->size, part->alignment);
    whole->size = member->offset + part->size * times;
    whole->scalars += part->scalars * times;
    if (part->alignment > whole->alignment)
        whole->alignment = part->alignment;
    return whole->scalars <= CTYPE_SCALARS_MOST;
}

static size_t list_length(Term list, size_t most)
{
    size_t length = 0;
    for (; term_is_cons(list) && length <= most; list = list_tail(list))
        length++;
    return term_is_nil(list) ? length : 0;
}

static const struct ctype *finish(struct composite *c, bool good)
{
    if (!good) {
        ctype_free(&c->type);
        return NULL;
    }
    c->type.size = round_up(c->type.size, c->type.alignment);
    return &c->type;
}

static const struct ctype *compose_struct(Term parts, unsigned depth)
{
    size_t count = list_length(parts, CTYPE_SCALARS_MOST);
    if (count == 0 || count > CTYPE_SCALARS_MOST)
        return NULL;
    struct composite *c = composite_new(CTYPE_STRUCT, ATOM_(struct), count, count);
    bool good = true;
    for (size_t i = 0; i < count && good; i++, parts = list_tail(parts)) {
        c->members[i].type = compose(list_head(parts), depth);
        good = add_part(c, &c->members[i], 1);
        c->elements[i] = good ? c->members[i].type->ffi : NULL;
    }
    return finish(c, good);
}

static const struct ctype *compose_array(Term element, Term length, unsigned depth)
{
    if (!term_is_small(length) || small_value(length) < 1 ||
        small_value(length) > CTYPE_SCALARS_MOST)
        return NULL;
    size_t count = (size_t)small_value(length);
    struct composite *c = composite_new(CTYPE_ARRAY, ATOM_(array), 1, count);
    c->members[0].type = compose(element, depth);
    bool good = add_part(c, &c->members[0], count);
    for (size_t i = 0; i < count && good; i++)
        c->elements[i] = c->members[0].type->ffi;
    return finish(c, good);
}

static const struct ctype *compose(Term term, unsigned depth)
{
    if (term_is_atom(term))
        return ctype_named(term);
    if (depth == CTYPE_DEPTH_MOST)
        return NULL;
    if (term_is_tuple_of(term, 2) && tuple_get(term, 0) == ATOM_(struct))
        return compose_struct(tuple_get(term, 1), depth + 1);
    if (term_is_tuple_of(term, 3) && tuple_get(term, 0) == ATOM_(array))
        return compose_array(tuple_get(term, 1), tuple_get(term, 2), depth + 1);
    return NULL;
}

const struct ctype *ctype_new(Term term)
{
    return compose(term, 0);
}

void ctype_free(const struct ctype *type)
{
    if (type == NULL || type->members == NULL)
        return;
    struct composite *c = (struct composite *)(uintptr_t)type;
    size_t parts = type->kind == CTYPE_ARRAY ? 1 : type->count;
    for (size_t i = 0; i < parts; i++)
        ctype_free(c->members[i].type);
    free(c->elements);
    free(c);
}

/* ---- questions ---- */

const struct ctype *ctype_promoted(const struct ctype *type)
{
    if (type->kind == CTYPE_FLOAT)
        return ctype_named(ATOM_(double));
    bool is_integer = type->kind == CTYPE_SIGNED || type->kind == CTYPE_UNSIGNED;
    if ((is_integer || type->kind == CTYPE_BOOL) && type->size < sizeof(int))
        return ctype_named(ATOM_(int));
    return type;
}

bool ctype_is_narrow(const struct ctype *type)
{
    return type->kind >= CTYPE_SIGNED && type->kind <= CTYPE_BOOL && type->size < sizeof(ffi_arg);
}
