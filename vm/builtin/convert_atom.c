/* SPDX-License-Identifier: Apache-2.0 */
/* convert_atom.c: atoms from and to text. A text of more than 255 characters is system_limit,
 * unless only atoms that exist will do. */
#include "vm/builtin/encoding.h"
#include "vm/builtin/support.h"
#include "vm/builtin/text.h"

#include <string.h>

/* Room for every text of an atom and one character more, which tells that a text is too long. */
#define TEXT_BYTES (4 * (ATOM_MAX_CHARACTERS + 1))

struct name {
    unsigned char utf8[TEXT_BYTES];
    size_t bytes;
    size_t characters;
};

static Term atom_of_name(struct process *p, const struct name *name, bool existing)
{
    const char *text = (const char *)name->utf8;
    Term atom = NON_VALUE;
    if (existing) {
        if (name->characters <= ATOM_MAX_CHARACTERS)
            atom = atom_existing(text, name->bytes);
        return atom == NON_VALUE ? builtin_badarg(p) : atom;
    }
    if (name->characters <= ATOM_MAX_CHARACTERS)
        atom = atom_from_utf8(text, name->bytes);
    return atom == NON_VALUE ? builtin_system_limit(p) : atom;
}

/* Takes over CHARACTER; false when the name is too long already. */
static void name_add(struct name *name, uint32_t character)
{
    if (name->characters++ > ATOM_MAX_CHARACTERS)
        return;
    char buffer[4];
    struct text_buffer text = {buffer, 0, sizeof buffer, false};
    text_put_utf8(&text, character);
    memcpy(name->utf8 + name->bytes, buffer, text.size);
    name->bytes += text.size;
}

/* ---- lists ---- */

/* False when LIST is no proper list of characters (up to where it is known to be too long). */
static bool name_of_list(struct name *name, Term list)
{
    for (; term_is_cons(list) && name->characters <= ATOM_MAX_CHARACTERS; list = list_tail(list)) {
        int64_t character;
        if (!small_within(list_head(list), 0, 0x10FFFF, &character) ||
            !encoding_has(ENCODING_UTF8, (uint32_t)character))
            return false;
        name_add(name, (uint32_t)character);
    }
    return term_is_list(list);
}

static Term list_to(struct process *p, Term list, bool existing)
{
    struct name name;
    name.bytes = name.characters = 0;
    if (!name_of_list(&name, list))
        return builtin_badarg(p);
    return atom_of_name(p, &name, existing);
}

static Term list_to_atom_1(struct process *p, const Term *args)
{
    return list_to(p, args[0], false);
}

static Term list_to_existing_atom_1(struct process *p, const Term *args)
{
    return list_to(p, args[0], true);
}

static Term atom_to_list_1(struct process *p, const Term *args)
{
    if (!term_is_atom(args[0]))
        return builtin_badarg(p);
    const struct atom_text *text = atom_text(args[0]);
    return heap_string(&p->heap, text->utf8, text->bytes);
}

/* ---- binaries ---- */

/* The encodings that atoms may be written in. */
static bool is_atom_encoding(Term term, enum encoding *encoding)
{
    return encoding_of(term, encoding) && *encoding <= ENCODING_UTF8;
}

static bool name_of_bytes(struct name *name, const struct text_arg *arg, enum encoding encoding)
{
    const unsigned char *bytes = (const unsigned char *)arg->bytes;
    size_t at = 0;
    while (at < arg->size) {
        uint32_t character;
        int length = encoding_decode(encoding, bytes + at, arg->size - at, &character);
        if (length <= 0)
            return false;
        name_add(name, character);
        at += (size_t)length;
    }
    return true;
}

static Term binary_to(struct process *p, Term binary, Term encoding_term, bool existing)
{
    enum encoding encoding;
    struct text_arg arg;
    struct name name;
    name.bytes = name.characters = 0;
    if (!is_atom_encoding(encoding_term, &encoding) || !text_arg_binary(&arg, binary))
        return builtin_badarg(p);
    bool good = name_of_bytes(&name, &arg, encoding);
    text_arg_release(&arg);
    return good ? atom_of_name(p, &name, existing) : builtin_badarg(p);
}

static Term binary_to_atom_1(struct process *p, const Term *args)
{
    return binary_to(p, args[0], ATOM_(utf8), false);
}

static Term binary_to_atom_2(struct process *p, const Term *args)
{
    return binary_to(p, args[0], args[1], false);
}

static Term binary_to_existing_atom_1(struct process *p, const Term *args)
{
    return binary_to(p, args[0], ATOM_(utf8), true);
}

static Term binary_to_existing_atom_2(struct process *p, const Term *args)
{
    return binary_to(p, args[0], args[1], true);
}

static Term atom_to(struct process *p, Term atom, Term encoding_term)
{
    enum encoding encoding;
    if (!term_is_atom(atom) || !is_atom_encoding(encoding_term, &encoding))
        return builtin_badarg(p);
    const struct atom_text *text = atom_text(atom);
    const unsigned char *bytes = (const unsigned char *)text->utf8;
    struct text_buffer buffer = TEXT_BUFFER_EMPTY;
    for (size_t at = 0; at < text->bytes;) {
        uint32_t character = 0;
        at += (size_t)encoding_decode(ENCODING_UTF8, bytes + at, text->bytes - at, &character);
        if (!encoding_has(encoding, character)) {
            text_buffer_release(&buffer);
            return builtin_badarg(p);
        }
        encoding_put(encoding, &buffer, character);
    }
    return text_to_binary(p, &buffer);
}

static Term atom_to_binary_1(struct process *p, const Term *args)
{
    return atom_to(p, args[0], ATOM_(utf8));
}

static Term atom_to_binary_2(struct process *p, const Term *args)
{
    return atom_to(p, args[0], args[1]);
}

const struct builtin_row builtins_convert_atom[] = {
    {"erlang", "atom_to_list", 1, atom_to_list_1},
    {"erlang", "list_to_atom", 1, list_to_atom_1},
    {"erlang", "list_to_existing_atom", 1, list_to_existing_atom_1},
    {"erlang", "atom_to_binary", 1, atom_to_binary_1},
    {"erlang", "atom_to_binary", 2, atom_to_binary_2},
    {"erlang", "binary_to_atom", 1, binary_to_atom_1},
    {"erlang", "binary_to_atom", 2, binary_to_atom_2},
    {"erlang", "binary_to_existing_atom", 1, binary_to_existing_atom_1},
    {"erlang", "binary_to_existing_atom", 2, binary_to_existing_atom_2},
    {0},
};
