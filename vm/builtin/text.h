/* SPDX-License-Identifier: Apache-2.0 */
/* text.h: text that builtins take and give, as lists of characters and as binaries. */
#ifndef TICK_VM_BUILTIN_TEXT_H
#define TICK_VM_BUILTIN_TEXT_H

#include "vm/base/text_buffer.h"
#include "vm/builtin/builtin.h"

/* Bytes that belong to a term, or a copy. Released with text_arg_release. */
struct text_arg {
    const char *bytes;
    size_t size;
    struct text_buffer buffer;
    unsigned char *copy;
};

/* The bytes of a proper list of characters 0..255. False: it is none, or memory is exhausted. */
bool text_arg_list(struct text_arg *arg, Term list) MUST_CHECK;

/* The bytes of a binary. False: it is none, or memory is exhausted. */
bool text_arg_binary(struct text_arg *arg, Term binary) MUST_CHECK;

void text_arg_release(struct text_arg *arg);

/* The UTF-8 text as a list of characters, or its bytes as a binary; releases BUFFER. An exception
 * (system_limit) if memory was exhausted. */
Term text_to_list(struct process *p, struct text_buffer *buffer);
Term text_to_binary(struct process *p, struct text_buffer *buffer);

/* Text from outside (arguments, paths) as a list of characters: UTF-8, or, if it is none, the
 * bytes. */
Term text_from_outside(struct heap *heap, const char *text, size_t size);

/* A list of characters, which may be nested, as text ended by a zero byte, in BUFFER, to be
 * released; false when it is none or has one inside. */
bool text_for_outside(struct text_buffer *buffer, Term list) MUST_CHECK;

#endif
