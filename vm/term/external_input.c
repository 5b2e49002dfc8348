/* SPDX-License-Identifier: Apache-2.0 */
/* external_input.c: atoms, numbers, binaries, identifiers and funs of the external term format. */
#include "vm/term/external_input.h"
#include "vm/base/utf8.h"
#include "vm/term/atom.h"
#include "vm/term/big.h"
#include "vm/term/bits.h"
#include "vm/term/external_decode.h"
#include "vm/term/external_tags.h"
#include "vm/term/float_text.h"
#include "vm/term/fun.h"

#include <math.h>
#include <string.h>

static const unsigned char *take(struct external_input *in, size_t size)
{
    const unsigned char *bytes = in->at;
    in->at += size;
    return bytes;
}

/* ---- atoms ---- */

static Term utf8_atom(struct external_input *in, size_t size)
{
    int64_t characters = utf8_count(in->at, size);
    if (characters < 0 || characters > ATOM_MAX_CHARACTERS)
        return NON_VALUE;
    const char *text = (const char *)take(in, size);
    return in->options & EXTERNAL_SAFE ? atom_existing(text, size) : atom_from_utf8(text, size);
}

static Term latin1_atom(struct external_input *in, size_t size)
{
    unsigned char utf8[2 * ATOM_MAX_CHARACTERS];
    size_t bytes = 0;
    if (size > ATOM_MAX_CHARACTERS)
        return NON_VALUE;
    for (size_t i = 0; i < size; i++) {
        unsigned char c = in->at[i];
        if (c >= 0x80)
            utf8[bytes++] = (unsigned char)(0xC0 | c >> 6);
        utf8[bytes++] = c < 0x80 ? c : (unsigned char)(0x80 | (c & 0x3F));
    }
    take(in, size);
    const char *text = (const char *)utf8;
    return in->options & EXTERNAL_SAFE ? atom_existing(text, bytes) : atom_from_utf8(text, bytes);
}

Term input_atom(struct external_input *in, unsigned tag)
{
    size_t size;
    bool is_long = tag == TAG_ATOM || tag == TAG_ATOM_UTF8;
    if (!input_length(in, is_long ? 2 : 1, &size))
        return NON_VALUE;
    bool latin1 = tag == TAG_ATOM || tag == TAG_SMALL_ATOM;
    return latin1 ? latin1_atom(in, size) : utf8_atom(in, size);
}

/* An atom that must come next, tag and all. */
static bool next_atom(struct external_input *in, Term *atom)
{
    uint64_t tag;
    if (!input_uint(in, 1, &tag))
        return false;
    switch (tag) {
    case TAG_ATOM:
    case TAG_SMALL_ATOM:
    case TAG_ATOM_UTF8:
    case TAG_SMALL_ATOM_UTF8:
        *atom = input_atom(in, (unsigned)tag);
        return *atom != NON_VALUE;
    default:
        in->at--;
        return false;
    }
}

/* ---- numbers ---- */

/* A non-negative integer of at most 32 bits that must come next, tag and all. */
static bool next_uint32(struct external_input *in, uint32_t *value)
{
    uint64_t tag;
    uint64_t number;
    if (!input_uint(in, 1, &tag))
        return false;
    bool fits = false;
    if (tag == TAG_SMALL_INTEGER) {
        fits = input_uint(in, 1, &number);
    } else if (tag == TAG_INTEGER) {
        fits = input_uint(in, 4, &number) && number <= INT32_MAX;
    } else if (tag == TAG_SMALL_BIG) {
        Term big = input_big(in, 1);
        fits = big != NON_VALUE && int_to_uint64(big, &number) && number <= UINT32_MAX;
    }
    if (fits)
        *value = (uint32_t)number;
    return fits;
}

Term input_big(struct external_input *in, unsigned length_size)
{
    uint64_t size;
    uint64_t sign;
    if (!input_uint(in, length_size, &size) || !input_uint(in, 1, &sign) || size > input_left(in))
        return NON_VALUE;
    const unsigned char *bytes = take(in, size);
    while (size > 0 && bytes[size - 1] == 0)
        size--;
    if (size > BIG_MAX_LIMBS * 8)
        return NON_VALUE;
    size_t limbs = (size + 7) / 8;
    Term *cell = heap_alloc(in->heap, 1 + limbs);
    for (size_t i = 0; i < limbs; i++) {
        uint64_t limb = 0;
        for (size_t j = 8 * i; j < 8 * i + 8 && j < size; j++)
            limb |= (uint64_t)bytes[j] << 8 * (j % 8);
        cell[1 + i] = limb;
    }
    return int_finish(in->heap, cell, limbs, sign != 0);
}

Term input_new_float(struct external_input *in)
{
    uint64_t bits;
    double value;
    if (!input_uint(in, 8, &bits))
        return NON_VALUE;
    memcpy(&value, &bits, sizeof value);
    return isfinite(value) ? heap_float(in->heap, value) : NON_VALUE;
}

Term input_old_float(struct external_input *in)
{
    double value;
    if (input_left(in) < OLD_FLOAT_BYTES)
        return NON_VALUE;
    const char *text = (const char *)take(in, OLD_FLOAT_BYTES);
    if (!float_from_text(text, strnlen(text, OLD_FLOAT_BYTES), &value))
        return NON_VALUE;
    return heap_float(in->heap, value);
}

/* ---- strings and binaries ---- */

Term input_string(struct external_input *in)
{
    size_t size;
    if (!input_length(in, 2, &size))
        return NON_VALUE;
    if (size == 0)
        return NIL;
    const unsigned char *bytes = take(in, size);
    Term *cells = heap_alloc(in->heap, 2 * size);
    for (size_t i = 0; i < size; i++) {
        cells[2 * i] = small_make(bytes[i]);
        cells[2 * i + 1] = i + 1 < size ? cons_make(cells + 2 * i + 2) : NIL;
    }
    return cons_make(cells);
}

Term input_binary(struct external_input *in)
{
    size_t size;
    if (!input_length(in, 4, &size))
        return NON_VALUE;
    if (size <= sizeof(Term) && size > 0) {
        unsigned char *bytes;
        Term term =
            heap_bits_put(heap_alloc(in->heap, HEAP_BITS_WORDS(8 * size)), 8 * size, &bytes);
        for (size_t i = 0; i < size; i++)
            bytes[i] = in->at[i];
        in->at += size;
        return term;
    }
    return bits_from_bytes(in->heap, take(in, size), size);
}

Term input_bit_binary(struct external_input *in)
{
    uint64_t size;
    uint64_t last; /* bits used of the last byte */
    if (!input_uint(in, 4, &size) || !input_uint(in, 1, &last) || size > input_left(in))
        return NON_VALUE;
    if (last > 8 || (size == 0) != (last == 0))
        return NON_VALUE;
    if (size == 0)
        return bits_from_bytes(in->heap, NULL, 0);
    unsigned char *to;
    Term term = bits_new(in->heap, size * 8 - 8 + last, &to);
    if (term == NON_VALUE)
        return NON_VALUE;
    memcpy(to, take(in, size), size);
    to[size - 1] &= (unsigned char)(0xFF00 >> last);
    return term;
}

/* ---- pids, ports and references ---- */

/* COUNT numbers of 32 bits. */
static bool input_numbers(struct external_input *in, struct external_id *id, unsigned count)
{
    id->count = count;
    for (unsigned i = 0; i < count; i++) {
        uint64_t number;
        if (!input_uint(in, 4, &number))
            return false;
        id->numbers[i] = (uint32_t)number;
    }
    return true;
}

/* One of a byte has two bits. */
static bool input_creation(struct external_input *in, struct external_id *id, unsigned size)
{
    uint64_t creation;
    if (!input_uint(in, size, &creation) || (size == 1 && creation > 3))
        return false;
    id->creation = (uint32_t)creation;
    return true;
}

static Term input_pid(struct external_input *in, unsigned creation_size)
{
    struct external_id id;
    if (!next_atom(in, &id.node) || !input_numbers(in, &id, 2) ||
        !input_creation(in, &id, creation_size))
        return NON_VALUE;
    return external_id_term(in->heap, EXTERNAL_PID, &id);
}

static Term input_port(struct external_input *in, unsigned number_size, unsigned creation_size)
{
    struct external_id id = {.count = 2};
    uint64_t number;
    if (!next_atom(in, &id.node) || !input_uint(in, number_size, &number) ||
        !input_creation(in, &id, creation_size))
        return NON_VALUE;
    id.numbers[0] = (uint32_t)number;
    id.numbers[1] = (uint32_t)(number >> 32);
    return external_id_term(in->heap, EXTERNAL_PORT, &id);
}

/* The first number of a reference of this node, or of one in an old form, has 18 bits. One of this
 * node that has fewer than three numbers has zeros for the others. */
static bool is_reference(struct external_id *id, bool old)
{
    bool own = id->node == ATOM_(nonode) && id->creation == 0;
    for (; own && id->count < 3; id->count++)
        id->numbers[id->count] = 0;
    return (!old && !own) || (id->numbers[0] >> 18 == 0 && (!own || id->count != 4));
}

static Term input_old_reference(struct external_input *in)
{
    struct external_id id;
    if (!next_atom(in, &id.node) || !input_numbers(in, &id, 1) || !input_creation(in, &id, 1) ||
        !is_reference(&id, true))
        return NON_VALUE;
    return external_id_term(in->heap, EXTERNAL_REF, &id);
}

static Term input_reference(struct external_input *in, unsigned creation_size)
{
    struct external_id id;
    uint64_t count;
    if (!input_uint(in, 2, &count) || count == 0 || count > EXTERNAL_MAX_NUMBERS ||
        !next_atom(in, &id.node) || !input_creation(in, &id, creation_size) ||
        !input_numbers(in, &id, (unsigned)count) || !is_reference(&id, creation_size == 1))
        return NON_VALUE;
    return external_id_term(in->heap, EXTERNAL_REF, &id);
}

Term input_id(struct external_input *in, unsigned tag)
{
    switch (tag) {
    case TAG_NEW_PID:
        return input_pid(in, 4);
    case TAG_PID:
        return input_pid(in, 1);
    case TAG_V4_PORT:
        return input_port(in, 8, 4);
    case TAG_NEW_PORT:
        return input_port(in, 4, 4);
    case TAG_PORT:
        return input_port(in, 4, 1);
    case TAG_REFERENCE:
        return input_old_reference(in);
    case TAG_NEW_REFERENCE:
        return input_reference(in, 1);
    default:
        return input_reference(in, 4);
    }
}

/* ---- funs ---- */

Term input_export(struct external_input *in)
{
    Term module, function;
    uint32_t arity;
    if (!next_atom(in, &module) || !next_atom(in, &function) || !next_uint32(in, &arity) ||
        arity > 255)
        return NON_VALUE;
    bool safe = in->options & EXTERNAL_SAFE;
    struct export *export =
        safe ? export_find(module, function, arity) : export_get(module, function, arity);
    if (export == NULL)
        return NON_VALUE;
    return fun_put_external(heap_alloc(in->heap, FUN_WORDS(0)), export);
}

struct fun_input {
    uint64_t arity;
    const unsigned char *md5;
    uint64_t index;
    uint64_t free_count;
    Term module;
    uint32_t uniq;
};

static bool input_fun_fields(struct external_input *in, struct fun_input *fun)
{
    uint64_t size, tag;
    uint32_t old_index;
    if (!input_uint(in, 4, &size) || !input_uint(in, 1, &fun->arity) || input_left(in) < 16)
        return false;
    fun->md5 = take(in, 16);
    if (!input_uint(in, 4, &fun->index) || !input_uint(in, 4, &fun->free_count) ||
        !next_atom(in, &fun->module) || !next_uint32(in, &old_index) ||
        !next_uint32(in, &fun->uniq))
        return false;
    return input_uint(in, 1, &tag) && (tag == TAG_NEW_PID || tag == TAG_PID) &&
           input_pid(in, tag == TAG_PID ? 1 : 4) != NON_VALUE;
}

/* The fun's entry in the module that is loaded now; NULL when that has no such fun. What the input
 * says about the fun is believed only if it is true of the code. */
static struct fun_entry *known_entry(const struct fun_input *fun)
{
    const struct module *module = module_find(fun->module);
    if (module == NULL || memcmp(module->md5, fun->md5, sizeof module->md5) != 0)
        return NULL;
    for (uint32_t i = 0; i < module->fun_count; i++) {
        struct fun_entry *entry = module->funs[i].entry;
        if (entry->index == fun->index && entry->uniq == fun->uniq)
            return entry->arity == fun->arity && entry->num_free == fun->free_count ? entry : NULL;
    }
    return NULL;
}

Term input_fun(struct external_input *in, size_t *free_count)
{
    struct fun_input fun;
    if (!input_fun_fields(in, &fun))
        return NON_VALUE;
    struct fun_entry *entry = known_entry(&fun);
    if (entry == NULL || fun.free_count > input_left(in))
        return NON_VALUE;
    *free_count = fun.free_count;
    Term *cell = heap_alloc(in->heap, FUN_WORDS(*free_count));
    cell[0] = HEADER(BOXED_FUN, FUN_WORDS(*free_count) - 1);
    cell[1] = (Term)(uintptr_t)entry;
    return boxed_make(cell);
}
