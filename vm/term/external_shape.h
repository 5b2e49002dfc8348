/* SPDX-License-Identifier: Apache-2.0 */
/* external_shape.h: which of its forms a term takes in the external term format: what those who
 * write it and those who only count its bytes have to agree on. */
#ifndef TICK_VM_TERM_EXTERNAL_SHAPE_H
#define TICK_VM_TERM_EXTERNAL_SHAPE_H

#include "vm/term/atom.h"
#include "vm/term/big.h"
#include "vm/term/external_encode.h"
#include "vm/term/external_id.h"

/* A proper list of so many bytes or fewer, but not none, is a string. */
#define EXTERNAL_STRING_MAX ((size_t)0xFFFF)

/* In front of a fun's module: tag, size, arity, MD5, index, number of free variables. */
#define EXTERNAL_FUN_HEAD (1 + 4 + 1 + 16 + 4 + 4)

/* Is an atom written in Latin-1? Its characters are all below 256 then: their UTF-8 has lead bytes
 * up to 0xC3 only. */
ALWAYS_INLINE bool external_atom_is_latin1(const struct atom_text *text, unsigned options)
{
    if (options & EXTERNAL_UTF8_ATOMS)
        return false;
    for (size_t i = 0; text->characters != text->bytes && i < text->bytes; i++)
        if ((unsigned char)text->utf8[i] > 0xC3)
            return false;
    return true;
}

/* Bytes of the absolute value of an integer. */
ALWAYS_INLINE size_t external_big_bytes(const struct int_view *view)
{
    size_t size = view->count * 8;
    return size == 0 ? 0 : size - (size_t)__builtin_clzll(view->limbs[view->count - 1]) / 8;
}

/* Does the number of a port fit 28 bits? */
ALWAYS_INLINE bool external_port_is_short(const struct external_id *port)
{
    return port->numbers[1] == 0 && port->numbers[0] >> 28 == 0;
}

#endif
