/* SPDX-License-Identifier: Apache-2.0 */
/* signature.c: making signatures, and the form of results. */
#include "vm/ffi/signature.h"

#include "vm/term/atom.h"

#include <stdlib.h>
#include <string.h>

Term signature_bad_type(struct heap *heap, Term term)
{
    return heap_tuple2(heap, ATOM_(type), term);
}

Term signature_bad_value(struct heap *heap, unsigned index, const struct ctype *type)
{
    return heap_tuple3(heap, ATOM_(value), small_make(index + 1), type->name);
}

/* C passes no array by value. */
static const struct ctype *argument_type(Term term)
{
    const struct ctype *type = ctype_new(term);
    if (type == NULL || (type->kind != CTYPE_ARRAY && type->kind != CTYPE_VOID))
        return type;
    ctype_free(type);
    return NULL;
}

static const struct ctype *result_type(Term term)
{
    const struct ctype *type = ctype_new(term);
    if (type == NULL || (type->kind != CTYPE_ARRAY && type->kind != CTYPE_BINARY))
        return type;
    ctype_free(type);
    return NULL;
}

/* The number of types in LIST, and whether the dots follow them; false: it is no such list. */
static bool count_arguments(struct signature *s, Term list)
{
    s->count = 0;
    s->variadic = false;
    for (; term_is_cons(list); list = list_tail(list)) {
        if (s->variadic || s->count == SIGNATURE_ARGUMENTS_MOST)
            return false;
        s->variadic = list_head(list) == ATOM_(dots);
        s->count += !s->variadic;
    }
    return term_is_nil(list) && !(s->variadic && s->count == 0);
}

static bool make_types(struct signature *s, Term arguments, Term result, Term *wrong)
{
    *wrong = result;
    s->result = result_type(result);
    if (s->result == NULL)
        return false;
    for (unsigned i = 0; i < s->count; i++, arguments = list_tail(arguments)) {
        *wrong = list_head(arguments);
        s->types[i] = argument_type(*wrong);
        if (s->types[i] == NULL)
            return false;
        s->ffi[i] = s->types[i]->ffi;
    }
    return true;
}

bool signature_make(struct signature *s, struct heap *heap, Term arguments, Term result,
                    Term *cause)
{
    Term wrong = arguments;
    *s = (struct signature){0};
    if (!count_arguments(s, arguments)) {
        *cause = signature_bad_type(heap, arguments);
        return false;
    }
    s->types = mem_zalloc((s->count + 1) * sizeof *s->types);
    s->ffi = mem_zalloc((s->count + 1) * sizeof(ffi_type *));
    if (make_types(s, arguments, result, &wrong) &&
        ffi_prep_cif(&s->cif, FFI_DEFAULT_ABI, s->count, s->result->ffi, s->ffi) == FFI_OK)
        return true;
    *cause = signature_bad_type(heap, wrong);
    signature_free(s);
    return false;
}

void signature_free(struct signature *s)
{
    ctype_free(s->result);
    for (unsigned i = 0; i < s->count; i++)
        ctype_free(s->types[i]);
    free(s->types);
    free(s->ffi);
}

/* ---- results ---- */

void signature_copy_result(const struct ctype *type, void *to, const void *from)
{
    memcpy(to, from, ctype_is_narrow(type) ? sizeof(ffi_arg) : type->size);
}

void signature_narrow(const struct ctype *type, void *place)
{
    ffi_arg wide;
    if (!ctype_is_narrow(type))
        return;
    memcpy(&wide, place, sizeof wide);
    if (type->size == 1)
        memcpy(place, &(uint8_t){(uint8_t)wide}, 1);
    else if (type->size == 2)
        memcpy(place, &(uint16_t){(uint16_t)wide}, 2);
    else
        memcpy(place, &(uint32_t){(uint32_t)wide}, 4);
}

int64_t signature_narrow_value(const struct ctype *type, const void *place)
{
    int32_t word = 0;
    int16_t half = 0;
    int8_t byte = 0;
    switch (type->size) {
    case 1:
        memcpy(&byte, place, 1);
        return type->kind == CTYPE_SIGNED ? byte : (uint8_t)byte;
    case 2:
        memcpy(&half, place, 2);
        return type->kind == CTYPE_SIGNED ? half : (uint16_t)half;
    default:
        memcpy(&word, place, 4);
        return type->kind == CTYPE_SIGNED ? word : (int64_t)(uint32_t)word;
    }
}

void signature_widen(const struct ctype *type, void *place)
{
    if (!ctype_is_narrow(type))
        return;
    ffi_arg wide = (ffi_arg)signature_narrow_value(type, place);
    memcpy(place, &wide, sizeof wide);
}
