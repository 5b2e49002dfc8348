/* SPDX-License-Identifier: Apache-2.0 */
/* type.h: types of C, as programs describe them and as libffi wants them.
 *
 *     int8 ... uint64, int, long, size_t ...    numbers of C; bool; float, double
 *     pointer                                   an address: memory.h
 *     string                                    char *, up to a zero byte
 *     binary                                    const void *, bytes of a binary during one call
 *     {struct, [Type, ...]}                     a structure by value
 *     {array, Type, Count}                      an array inside a structure or in memory
 *     void                                      no result
 *
 * Types without parts are constants. The others belong to who made them, with all their parts. */
#ifndef TICK_VM_FFI_TYPE_H
#define TICK_VM_FFI_TYPE_H

#include "vm/term/term.h"

#include <ffi.h>

enum ctype_kind {
    CTYPE_VOID,
    CTYPE_SIGNED,
    CTYPE_UNSIGNED,
    CTYPE_BOOL,
    CTYPE_FLOAT,
    CTYPE_DOUBLE,
    CTYPE_POINTER,
    CTYPE_STRING,
    CTYPE_BINARY,
    CTYPE_STRUCT,
    CTYPE_ARRAY,
};

struct ctype {
    enum ctype_kind kind;
    Term name; /* an atom */
    size_t size, alignment;
    ffi_type *ffi;
    size_t scalars;                     /* in it, all levels counted */
    size_t count;                       /* members of a structure, elements of an array */
    const struct ctype_member *members; /* of an array there is one, the element */
};

struct ctype_member {
    const struct ctype *type;
    size_t offset;
};

/* The most scalars in one type, and the deepest nesting. */
#define CTYPE_SCALARS_MOST 65536
#define CTYPE_DEPTH_MOST   16

/* The type that TERM describes, freed with ctype_free; NULL: it describes none, or one that is too
 * large. */
const struct ctype *ctype_new(Term term) MUST_CHECK;

void ctype_free(const struct ctype *type);

/* As what TYPE is passed behind the `...` of a function: the default argument promotions. */
const struct ctype *ctype_promoted(const struct ctype *type);

/* An integer or a boolean that is narrower than a register: libffi passes those results wider. */
bool ctype_is_narrow(const struct ctype *type);

#endif
