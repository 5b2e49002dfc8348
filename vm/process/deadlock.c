/* SPDX-License-Identifier: Apache-2.0 */
/* deadlock.c: the list of who waits where. Every process is parked, and its owner would be this
 * scheduler, so each can be asked directly. */
#include "vm/process/deadlock.h"

#include "vm/process/info.h"
#include "vm/process/table.h"
#include "vm/term/atom.h"
#include "vm/term/print.h"

#include <stdio.h>

/* Processes in the list; the others are only counted. */
#define LISTED_MOST 100

/* Calls shown of each. */
#define CALLS_MOST 3

static void put_term(struct text_buffer *text, Term term)
{
    print_term(text, term, &PRINT_PRETTY);
}

/* LOCATION: [{file, File}, {line, Line}] or [] */
static void put_location(struct text_buffer *text, Term location)
{
    if (!term_is_cons(location))
        return;
    Term file = tuple_get(list_head(location), 1);
    text_put_string(text, " (");
    for (; term_is_cons(file); file = list_tail(file))
        text_put_utf8(text, (uint32_t)small_value(list_head(file)));
    text_put_string(text, ", line ");
    put_term(text, tuple_get(list_head(list_tail(location)), 1));
    text_put_byte(text, ')');
}

/* ENTRY: {Module, Function, Arity, Location} */
static void put_call(struct text_buffer *text, Term entry)
{
    put_term(text, tuple_get(entry, 0));
    text_put_byte(text, ':');
    put_term(text, tuple_get(entry, 1));
    text_put_byte(text, '/');
    put_term(text, tuple_get(entry, 2));
    put_location(text, tuple_get(entry, 3));
}

static void put_calls(struct text_buffer *text, Term trace)
{
    const char *between = " waits in ";
    for (unsigned i = 0; i < CALLS_MOST && term_is_cons(trace); i++, trace = list_tail(trace)) {
        text_put_string(text, between);
        put_call(text, list_head(trace));
        between = ", called from ";
    }
}

/* <0.1.0> NAME waits in M:F/A (LINE), called from ...; N messages in its mailbox */
static void put_process(struct text_buffer *text, struct process *p)
{
    struct heap heap;
    heap_init(&heap, 256);
    Term name = atomic_load_explicit(&p->name, memory_order_relaxed);
    text_put_string(text, "  ");
    put_term(text, p->id);
    if (name != NIL) {
        text_put_byte(text, ' ');
        put_term(text, name);
    }
    put_calls(text, tuple_get(info_items(&heap, p, ATOM_(current_stacktrace)), 1));
    if (p->message_count > 0) {
        text_put_string(text, "; messages in its mailbox: ");
        text_put_uint(text, p->message_count);
    }
    text_put_byte(text, '\n');
    heap_release(&heap);
}

static void put_list(struct text_buffer *text)
{
    uint64_t count = 0;
    for (uint32_t index = 0; index < table_end(); index++) {
        struct process *p = table_at(index);
        if (p != NULL && count++ < LISTED_MOST)
            put_process(text, p);
    }
    if (count > LISTED_MOST) {
        text_put_string(text, "  and others: ");
        text_put_uint(text, count - LISTED_MOST);
        text_put_byte(text, '\n');
    }
}

void deadlock_report(void)
{
    struct text_buffer text = TEXT_BUFFER_EMPTY;
    text_put_string(&text, "deadlock: every process waits, and no timer is set\n");
    put_list(&text);
    if (!text.failed)
        (void)fwrite(text.bytes, 1, text.size, stderr);
    text_buffer_release(&text);
}
