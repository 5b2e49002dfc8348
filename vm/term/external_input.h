/* SPDX-License-Identifier: Apache-2.0 */
/* external_input.h: the pieces of an external term that hold no other terms. Each function reads
 * from INPUT, behind the tag, after checking that the bytes are there; false (or NON_VALUE) means
 * malformed, and input->at is then no further than where it went wrong. */
#ifndef TICK_VM_EXTERNAL_INPUT_H
#define TICK_VM_EXTERNAL_INPUT_H

#include "vm/memory/heap.h"
#include "vm/term/external_id.h"

struct external_input {
    struct heap *heap;
    const unsigned char *at;
    const unsigned char *end;
    unsigned options; /* enum external_decode_option */
};

ALWAYS_INLINE size_t input_left(const struct external_input *in)
{
    return (size_t)(in->end - in->at);
}

/* SIZE (1..8) bytes, the most significant first. */
ALWAYS_INLINE bool input_uint(struct external_input *in, unsigned size, uint64_t *value)
{
    if (UNLIKELY(input_left(in) < size))
        return false;
    const unsigned char *at = in->at;
    uint64_t result = 0;
    for (unsigned i = 0; i < size; i++)
        result = result << 8 | at[i];
    in->at = at + size;
    *value = result;
    return true;
}

/* A length of SIZE bytes, with at least as many bytes behind it. */
ALWAYS_INLINE bool input_length(struct external_input *in, unsigned size, size_t *length)
{
    uint64_t value;
    if (!input_uint(in, size, &value) || value > input_left(in))
        return false;
    *length = value;
    return true;
}

Term input_atom(struct external_input *in, unsigned tag);
Term input_big(struct external_input *in, unsigned length_size);
Term input_new_float(struct external_input *in);
Term input_old_float(struct external_input *in);
Term input_string(struct external_input *in);
Term input_binary(struct external_input *in);
Term input_bit_binary(struct external_input *in);
Term input_id(struct external_input *in, unsigned tag);
Term input_export(struct external_input *in);

/* A fun but for its free variables, for which there is room in the fun; *FREE of them follow. */
Term input_fun(struct external_input *in, size_t *free_count);

#endif
