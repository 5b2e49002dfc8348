/* SPDX-License-Identifier: Apache-2.0 */
/* value.c: one function for each kind of type and direction. */
#include "vm/ffi/value.h"

#include "vm/base/text_buffer.h"
#include "vm/ffi/memory.h"
#include "vm/term/arith.h"
#include "vm/term/atom.h"
#include "vm/term/big.h"
#include "vm/term/bits.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- what is lent ---- */

struct loan {
    struct loan *next;
    struct cmemory *memory; /* let go of at the end, or NULL */
    void *copy;             /* freed at the end, or NULL */
};

static void lend(struct loans *loans, struct cmemory *memory, void *copy)
{
    struct loan *loan = mem_alloc(sizeof *loan);
    *loan = (struct loan){loans->first, memory, copy};
    loans->first = loan;
}

void loans_end(struct loans *loans)
{
    while (loans->first != NULL) {
        struct loan *loan = loans->first;
        loans->first = loan->next;
        if (loan->memory != NULL)
            cmemory_let_go(loan->memory);
        free(loan->copy);
        free(loan);
    }
}

/* ---- numbers to C ---- */

static bool write_signed(const struct ctype *type, Term value, void *to)
{
    int64_t number;
    if (!term_is_integer(value) || !int_to_int64(value, &number))
        return false;
    int64_t most = (int64_t)(UINT64_MAX >> 1 >> (64 - 8 * type->size));
    if (number > most || number < -most - 1)
        return false;
    int_to_bytes(value, to, type->size, __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__);
    return true;
}

static bool write_unsigned(const struct ctype *type, Term value, void *to)
{
    uint64_t number;
    if (!term_is_integer(value) || !int_to_uint64(value, &number) ||
        number > UINT64_MAX >> (64 - 8 * type->size))
        return false;
    int_to_bytes(value, to, type->size, __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__);
    return true;
}

static bool write_bool(Term value, void *to)
{
    bool truth = value == ATOM_(true);
    memcpy(to, &truth, sizeof truth);
    return truth || value == ATOM_(false);
}

static bool double_of(Term value, double *number)
{
    if (value == ATOM_(infinity))
        *number = (double)INFINITY;
    else if (value == ATOM_(minus_infinity))
        *number = -(double)INFINITY;
    else if (value == ATOM_(nan))
        *number = (double)NAN;
    else
        return arith_to_double(value, number);
    return true;
}

static bool write_double(Term value, void *to)
{
    double number;
    if (!double_of(value, &number))
        return false;
    memcpy(to, &number, sizeof number);
    return true;
}

/* A finite number that rounds to infinity is out of range. */
static bool write_float(Term value, void *to)
{
    double number;
    if (!double_of(value, &number))
        return false;
    float narrow = (float)number;
    memcpy(to, &narrow, sizeof narrow);
    return isfinite(narrow) || !isfinite(number);
}

/* ---- addresses to C ---- */

static void write_address(const void *address, void *to)
{
    memcpy(to, &address, sizeof address);
}

static bool write_pointer(Term value, void *to, struct loans *loans)
{
    struct cmemory *memory = cmemory_of(value);
    if (memory == NULL || !cmemory_use(memory)) {
        write_address(NULL, to);
        return value == ATOM_(null);
    }
    write_address(cmemory_address(memory), to);
    if (loans != NULL)
        lend(loans, memory, NULL);
    else
        cmemory_let_go(memory);
    return true;
}

static enum cvalue_result text_of_binary(Term binary, struct text_buffer *text)
{
    unsigned char *copy;
    const unsigned char *bytes = bits_bytes(binary, &copy);
    if (bytes == NULL)
        return CVALUE_NO_MEMORY;
    text_put(text, bytes, bits_size(binary) / 8);
    free(copy);
    return CVALUE_DONE;
}

static enum cvalue_result text_of_list(Term list, struct text_buffer *text)
{
    for (; term_is_cons(list) && !text->failed; list = list_tail(list)) {
        Term head = list_head(list);
        if (!term_is_small(head) || small_value(head) < 1 || small_value(head) > 0x10FFFF ||
            (small_value(head) >= 0xD800 && small_value(head) <= 0xDFFF))
            return CVALUE_BAD;
        text_put_utf8(text, (uint32_t)small_value(head));
    }
    return term_is_nil(list) || text->failed ? CVALUE_DONE : CVALUE_BAD;
}

/* The bytes of a binary, or a list of characters as UTF-8. */
static enum cvalue_result text_of(Term value, struct text_buffer *text)
{
    if (term_is_binary(value))
        return text_of_binary(value, text);
    return text_of_list(value, text);
}

static enum cvalue_result write_string(Term value, void *to, struct loans *loans)
{
    write_address(NULL, to);
    if (value == ATOM_(null))
        return CVALUE_DONE;
    struct text_buffer text = TEXT_BUFFER_EMPTY;
    enum cvalue_result result = loans != NULL ? text_of(value, &text) : CVALUE_BAD;
    if (result == CVALUE_DONE && text_cstring(&text) == NULL)
        result = CVALUE_NO_MEMORY;
    if (result == CVALUE_DONE && strlen(text.bytes) != text.size)
        result = CVALUE_BAD;
    if (result != CVALUE_DONE) {
        text_buffer_release(&text);
        return result;
    }
    lend(loans, NULL, text.bytes);
    loans->bytes += text.size;
    write_address(text.bytes, to);
    return CVALUE_DONE;
}

/* The bytes where they are: nothing collects garbage before the call is over. */
static enum cvalue_result write_binary(Term value, void *to, struct loans *loans)
{
    write_address(NULL, to);
    if (value == ATOM_(null))
        return CVALUE_DONE;
    if (loans == NULL || !term_is_binary(value))
        return CVALUE_BAD;
    unsigned char *copy;
    const unsigned char *bytes = bits_bytes(value, &copy);
    if (bytes == NULL)
        return CVALUE_NO_MEMORY;
    if (copy != NULL) {
        lend(loans, NULL, copy);
        loans->bytes += bits_size(value) / 8;
    }
    write_address(bytes, to);
    return CVALUE_DONE;
}

/* ---- the whole to C ---- */

static enum cvalue_result write_struct(const struct ctype *type, Term value, void *to,
                                       struct loans *loans)
{
    enum cvalue_result result = CVALUE_DONE;
    if (!term_is_tuple(value) || tuple_arity(value) != type->count)
        return CVALUE_BAD;
    memset(to, 0, type->size);
    for (size_t i = 0; i < type->count && result == CVALUE_DONE; i++)
        result = cvalue_write(type->members[i].type, tuple_get(value, i),
                              (char *)to + type->members[i].offset, loans);
    return result;
}

static enum cvalue_result write_array(const struct ctype *type, Term value, void *to,
                                      struct loans *loans)
{
    enum cvalue_result result = CVALUE_DONE;
    const struct ctype *element = type->members[0].type;
    for (size_t i = 0; i < type->count && result == CVALUE_DONE; i++) {
        if (!term_is_cons(value))
            return CVALUE_BAD;
        result = cvalue_write(element, list_head(value), (char *)to + i * element->size, loans);
        value = list_tail(value);
    }
    return result == CVALUE_DONE && !term_is_nil(value) ? CVALUE_BAD : result;
}

static enum cvalue_result done_if(bool good)
{
    return good ? CVALUE_DONE : CVALUE_BAD;
}

enum cvalue_result cvalue_write(const struct ctype *type, Term value, void *to, struct loans *loans)
{
    switch (type->kind) {
    case CTYPE_SIGNED:
        return done_if(write_signed(type, value, to));
    case CTYPE_UNSIGNED:
        return done_if(write_unsigned(type, value, to));
    case CTYPE_BOOL:
        return done_if(write_bool(value, to));
    case CTYPE_FLOAT:
        return done_if(write_float(value, to));
    case CTYPE_DOUBLE:
        return done_if(write_double(value, to));
    case CTYPE_POINTER:
        return done_if(write_pointer(value, to, loans));
    case CTYPE_STRING:
        return write_string(value, to, loans);
    case CTYPE_BINARY:
        return write_binary(value, to, loans);
    case CTYPE_STRUCT:
        return write_struct(type, value, to, loans);
    case CTYPE_ARRAY:
        return write_array(type, value, to, loans);
    case CTYPE_VOID:
        break;
    }
    return CVALUE_BAD;
}

/* ---- from C ---- */

static Term read_integer(struct heap *heap, const struct ctype *type, const void *from)
{
    return int_from_bytes(heap, from, type->size, __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
                          type->kind == CTYPE_SIGNED);
}

static Term number_term(struct heap *heap, double number)
{
    if (isfinite(number))
        return heap_float(heap, number);
    if (isnan(number))
        return ATOM_(nan);
    return number > 0 ? ATOM_(infinity) : ATOM_(minus_infinity);
}

static Term read_float(struct heap *heap, const void *from)
{
    float number;
    memcpy(&number, from, sizeof number);
    return number_term(heap, (double)number);
}

static Term read_double(struct heap *heap, const void *from)
{
    double number;
    memcpy(&number, from, sizeof number);
    return number_term(heap, number);
}

static Term read_string(struct heap *heap, const void *from)
{
    const char *text;
    memcpy(&text, from, sizeof text);
    return text == NULL ? ATOM_(null) : bits_from_bytes(heap, text, strlen(text));
}

static Term read_pointer(struct heap *heap, const void *from)
{
    void *address;
    memcpy(&address, from, sizeof address);
    return cmemory_pointer(heap, address, CMEMORY_SIZE_UNKNOWN, NULL);
}

static Term read_struct(struct heap *heap, const struct ctype *type, const void *from)
{
    Term *cell = heap_alloc(heap, 1 + type->count);
    cell[0] = HEADER(BOXED_TUPLE, type->count);
    bool good = true;
    for (size_t i = 0; i < type->count; i++) {
        const struct ctype_member *member = &type->members[i];
        Term value = cvalue_read(heap, member->type, (const char *)from + member->offset);
        good = good && value != NON_VALUE;
        cell[1 + i] = value != NON_VALUE ? value : NIL;
    }
    return good ? boxed_make(cell) : NON_VALUE;
}

static Term read_array(struct heap *heap, const struct ctype *type, const void *from)
{
    const struct ctype *element = type->members[0].type;
    Term list = NIL;
    for (size_t i = type->count; i-- > 0;) {
        Term value = cvalue_read(heap, element, (const char *)from + i * element->size);
        if (value == NON_VALUE)
            return NON_VALUE;
        list = heap_cons(heap, value, list);
    }
    return list;
}

Term cvalue_read(struct heap *heap, const struct ctype *type, const void *from)
{
    switch (type->kind) {
    case CTYPE_SIGNED:
    case CTYPE_UNSIGNED:
        return read_integer(heap, type, from);
    case CTYPE_BOOL:
        return *(const unsigned char *)from != 0 ? ATOM_(true) : ATOM_(false);
    case CTYPE_FLOAT:
        return read_float(heap, from);
    case CTYPE_DOUBLE:
        return read_double(heap, from);
    case CTYPE_STRING:
        return read_string(heap, from);
    case CTYPE_POINTER:
    case CTYPE_BINARY:
        return read_pointer(heap, from);
    case CTYPE_STRUCT:
        return read_struct(heap, type, from);
    case CTYPE_ARRAY:
        return read_array(heap, type, from);
    case CTYPE_VOID:
        break;
    }
    return ATOM_(ok);
}
