/* SPDX-License-Identifier: Apache-2.0 */
/* text.c: see text.h. */
#include "vm/builtin/text.h"

#include "vm/base/utf8.h"
#include "vm/builtin/encoding.h"
#include "vm/builtin/support.h"
#include "vm/term/bits.h"
#include "vm/term/word_stack.h"

#include <stdlib.h>

bool text_arg_list(struct text_arg *arg, Term list)
{
    *arg = (struct text_arg){0};
    for (; term_is_cons(list); list = list_tail(list)) {
        int64_t byte;
        if (!small_within(list_head(list), 0, 255, &byte))
            break;
        text_put_byte(&arg->buffer, (unsigned char)byte);
    }
    if (!term_is_nil(list) || arg->buffer.failed) {
        text_buffer_release(&arg->buffer);
        return false;
    }
    arg->bytes = arg->buffer.size == 0 ? "" : arg->buffer.bytes;
    arg->size = arg->buffer.size;
    return true;
}

bool text_arg_binary(struct text_arg *arg, Term binary)
{
    *arg = (struct text_arg){0};
    if (!term_is_binary(binary))
        return false;
    arg->bytes = (const char *)bits_bytes(binary, &arg->copy);
    arg->size = bits_size(binary) / 8;
    return arg->bytes != NULL;
}

void text_arg_release(struct text_arg *arg)
{
    text_buffer_release(&arg->buffer);
    free(arg->copy);
}

Term text_to_list(struct process *p, struct text_buffer *buffer)
{
    Term list = NON_VALUE;
    if (!buffer->failed)
        list = heap_string(&p->heap, buffer->bytes, buffer->size);
    builtin_charge(p, (int64_t)(buffer->size / BYTES_PER_REDUCTION));
    text_buffer_release(buffer);
    return list == NON_VALUE ? builtin_system_limit(p) : list;
}

Term text_to_binary(struct process *p, struct text_buffer *buffer)
{
    Term binary = NON_VALUE;
    if (!buffer->failed)
        binary = bits_from_bytes(&p->heap, buffer->size == 0 ? "" : buffer->bytes, buffer->size);
    builtin_charge(p, (int64_t)(buffer->size / COPIED_BYTES_PER_REDUCTION));
    text_buffer_release(buffer);
    return binary == NON_VALUE ? builtin_system_limit(p) : binary;
}

Term text_from_outside(struct heap *heap, const char *text, size_t size)
{
    size_t characters;
    if (utf8_is_valid((const unsigned char *)text, size, &characters))
        return heap_string(heap, text, size);
    Term list = NIL;
    while (size-- > 0)
        list = heap_cons(heap, small_make((unsigned char)text[size]), list);
    return list;
}

static bool put_one(struct text_buffer *buffer, Term term)
{
    int64_t character;
    if (!small_within(term, 1, 0x10FFFF, &character) ||
        !encoding_has(ENCODING_UTF8, (uint32_t)character))
        return false;
    text_put_utf8(buffer, (uint32_t)character);
    return true;
}

/* False: LIST is no list of characters and such lists. */
static bool put_characters(struct text_buffer *buffer, Term list)
{
    struct word_stack rest;
    word_stack_init(&rest);
    word_stack_push(&rest, list);
    bool good = true;
    while (good && rest.size > 0) {
        Term term = word_stack_pop(&rest);
        if (!term_is_cons(term)) {
            good = term_is_nil(term);
            continue;
        }
        word_stack_push(&rest, list_tail(term));
        if (term_is_list(list_head(term)))
            word_stack_push(&rest, list_head(term));
        else
            good = put_one(buffer, list_head(term));
    }
    word_stack_release(&rest);
    return good;
}

bool text_for_outside(struct text_buffer *buffer, Term list)
{
    *buffer = TEXT_BUFFER_EMPTY;
    if (term_is_list(list) && put_characters(buffer, list) && text_cstring(buffer) != NULL)
        return true;
    text_buffer_release(buffer);
    return false;
}
