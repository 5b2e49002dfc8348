/* SPDX-License-Identifier: Apache-2.0 */
/* backtrace.c: walks a stack. What lies on it are frames: a return address, and above it the slots
 * of the function that is returned to. The current function has none to return to itself, so its
 * frame begins with nil, if it has one (vm/interp/frame.c):
 *
 *     stop -> nil | its slots | return address | slots of its caller | ... <- end
 */
#include "vm/process/backtrace.h"

#include "vm/interp/call.h"
#include "vm/interp/internal_code.h"
#include "vm/process/info_items.h"
#include "vm/term/bits.h"
#include "vm/term/print.h"

#include <inttypes.h>
#include <stdio.h>

/* As OTP's backtrace. */
#define BACKTRACE_DEPTH 64

static void put_address(struct text_buffer *text, const void *address)
{
    char hex[24];
    (void)snprintf(hex, sizeof hex, "0x%016" PRIxPTR, (uintptr_t)address);
    text_put_string(text, hex);
}

static void put_line(struct text_buffer *text, const struct code_place *place)
{
    if (place->line == 0)
        return;
    text_put_string(text, ", ");
    for (Term file = place->file; term_is_cons(file); file = list_tail(file))
        text_put_utf8(text, (uint32_t)small_value(list_head(file)));
    text_put_string(text, " line ");
    text_put_uint(text, place->line);
}

static void put_mfa(struct text_buffer *text, Term module, Term function, uint32_t arity)
{
    print_atom(text, module, PRINT_UNICODE);
    text_put_byte(text, ':');
    print_atom(text, function, PRINT_UNICODE);
    text_put_byte(text, '/');
    text_put_uint(text, arity);
}

void backtrace_put_place(struct text_buffer *text, CodePtr code)
{
    struct code_place place;
    struct mfa mfa;
    if (code != NULL && code_locate(code, &place)) {
        put_mfa(text, place.module->name, place.function->name, place.function->arity);
        put_line(text, &place);
    } else if (code != NULL && entry_mfa(code, &mfa)) {
        put_mfa(text, mfa.module, mfa.function, mfa.arity);
    } else {
        put_address(text, code);
    }
}

static void put_frame(struct text_buffer *text, const Term *word)
{
    CodePtr code = (CodePtr)(uintptr_t)*word;
    text_put_byte(text, '\n');
    put_address(text, word);
    text_put_string(text, " Return addr ");
    put_address(text, code);
    text_put_string(text, " (");
    if (code == code_process_end)
        text_put_string(text, "<terminate process normally>");
    else
        backtrace_put_place(text, code - 1);
    text_put_string(text, ")\n");
}

static void put_slot(struct text_buffer *text, unsigned index, Term term, uint32_t depth)
{
    text_put_string(text, "y(");
    text_put_uint(text, index);
    text_put_string(text, ")     ");
    if (term_is_catch(term))
        text_put_string(text, "Catch");
    else
        print_term(text, term,
                   &(struct print_options){.flags = PRINT_STRINGS | PRINT_UNICODE, .depth = depth});
    text_put_byte(text, '\n');
}

static void put_rest(struct text_buffer *text, size_t words)
{
    text_put_string(text, "and ");
    text_put_uint(text, words);
    text_put_string(text, " words more\n");
}

/* Live x registers lie on top of the stack of a process that is switched out; otherwise `live` is
 * 0.
 */
static const Term *first_frame(const struct process *p)
{
    return p->heap.stop + p->live;
}

/* Of a process that is midway nobody knows what its frame holds: only where it is. */
void backtrace_put(struct text_buffer *text, const struct process *p, uint32_t depth, size_t frames)
{
    text_put_string(text, "Program counter: ");
    put_address(text, p->pc);
    text_put_string(text, " (");
    backtrace_put_place(text, p->pc);
    text_put_string(text, ")\n");
    if (UNLIKELY(p->flags & PROC_MIDWAY))
        return;
    unsigned slot = 0;
    const Term *word = first_frame(p);
    word += word < p->heap.end && term_is_nil(*word);
    for (; word < p->heap.end; word++) {
        if (term_is_header(*word) && *word != NON_VALUE) {
            put_frame(text, word);
            slot = 0;
            if (frames-- == 0) {
                put_rest(text, (size_t)(p->heap.end - word));
                return;
            }
        } else {
            put_slot(text, slot++, *word, depth);
        }
    }
}

Term info_item_backtrace(struct heap *heap, struct process *p)
{
    struct text_buffer text = TEXT_BUFFER_EMPTY;
    backtrace_put(&text, p, BACKTRACE_DEPTH, SIZE_MAX);
    Term binary = bits_from_bytes(heap, text.bytes, text.failed ? 0 : text.size);
    text_buffer_release(&text);
    return binary;
}

Term info_item_catchlevel(struct heap *heap, struct process *p)
{
    (void)heap;
    int64_t level = 0;
    for (const Term *word = first_frame(p); word < p->heap.end; word++)
        level += term_is_catch(*word);
    return small_make(level);
}
