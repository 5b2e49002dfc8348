/* SPDX-License-Identifier: Apache-2.0 */
/* file_names.c: names of files as programs and as the system know them. The system's are bytes; a
 * list of characters stands for them in UTF-8, whatever the locale says. A binary stands for
 * itself. */
#include "vm/builtin/encoding.h"
#include "vm/builtin/iodata.h"
#include "vm/builtin/support.h"
#include "vm/builtin/text.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

static Term native_name_encoding_0(struct process *p, const Term *args)
{
    (void)p;
    (void)args;
    return ATOM_(utf8);
}

/* The characters of a deep list. False: something else is in it. */
static bool put_characters(struct text_buffer *text, Term list)
{
    struct heap heap;
    heap_init(&heap, 64);
    struct data_cursor cursor = data_cursor_make(list, NIL, SIZE_MAX);
    Term item;
    int64_t character;
    bool good = true;
    enum data_item found;
    while (good && (found = data_next(&heap, &cursor, &item)) != DATA_END) {
        good = found == DATA_ELEMENT && small_within(item, 0, 0x10FFFF, &character) &&
               encoding_has(ENCODING_UTF8, (uint32_t)character);
        if (good)
            encoding_put(ENCODING_UTF8, text, (uint32_t)character);
    }
    heap_release(&heap);
    return good;
}

static bool put_name(struct text_buffer *text, Term name)
{
    struct text_arg arg;
    if (term_is_list(name))
        return put_characters(text, name);
    if (!text_arg_binary(&arg, name))
        return false;
    text_put(text, arg.bytes, arg.size);
    text_arg_release(&arg);
    return true;
}

/* internal_name2native(Name): its bytes and a zero byte. */
static Term internal_name2native_1(struct process *p, const Term *args)
{
    struct text_buffer text = TEXT_BUFFER_EMPTY;
    bool good =
        put_name(&text, args[0]) && (text.size == 0 || memchr(text.bytes, '\0', text.size) == NULL);
    builtin_charge(p, (int64_t)(text.size / CELLS_PER_REDUCTION));
    text_put_byte(&text, '\0');
    if (good)
        return text_to_binary(p, &text);
    text_buffer_release(&text);
    return builtin_badarg(p);
}

static bool is_text(const struct text_arg *arg)
{
    size_t characters;
    return utf8_is_valid((const unsigned char *)arg->bytes, arg->size, &characters);
}

/* internal_native2name(Bytes): the list of its characters. */
static Term internal_native2name_1(struct process *p, const Term *args)
{
    struct text_arg arg;
    if (!text_arg_binary(&arg, args[0]))
        return builtin_badarg(p);
    builtin_charge(p, (int64_t)(arg.size / CELLS_PER_REDUCTION));
    Term name = is_text(&arg) ? heap_string(&p->heap, arg.bytes, arg.size)
                              : heap_tuple2(&p->heap, ATOM_(error), ATOM_(warning));
    text_arg_release(&arg);
    return name;
}

/* internal_normalize_utf8(Bytes): the list of its characters in normal form C, as programs have
 * names where the system takes characters apart. */
static Term internal_normalize_utf8_1(struct process *p, const Term *args)
{
    struct text_arg arg;
    if (!text_arg_binary(&arg, args[0]))
        return builtin_badarg(p);
    builtin_charge(p, (int64_t)(arg.size / CELLS_PER_REDUCTION));
    utf8proc_uint8_t *text = NULL;
    utf8proc_ssize_t size =
        utf8proc_map((const utf8proc_uint8_t *)arg.bytes, (utf8proc_ssize_t)arg.size, &text,
                     UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    text_arg_release(&arg);
    if (size < 0)
        return size == UTF8PROC_ERROR_NOMEM ? builtin_system_limit(p) : builtin_badarg(p);
    Term name = heap_string(&p->heap, (const char *)text, (size_t)size);
    free(text);
    return name;
}

static Term is_translatable_1(struct process *p, const Term *args)
{
    struct text_arg arg;
    if (!text_arg_binary(&arg, args[0]))
        return builtin_badarg(p);
    builtin_charge(p, (int64_t)(arg.size / BYTES_PER_REDUCTION));
    bool translatable = is_text(&arg);
    text_arg_release(&arg);
    return truth(translatable);
}

const struct builtin_row builtins_file_names[] = {
    {"file", "native_name_encoding", 0, native_name_encoding_0},
    {"prim_file", "internal_name2native", 1, internal_name2native_1},
    {"prim_file", "internal_native2name", 1, internal_native2name_1},
    {"prim_file", "internal_normalize_utf8", 1, internal_normalize_utf8_1},
    {"prim_file", "is_translatable", 1, is_translatable_1},
    {0},
};
