/* SPDX-License-Identifier: Apache-2.0 */
/* iodata.h: walking deep lists of integers and bitstrings, the shape of I/O data and of characters.
 *
 * A cursor is two terms: what comes next, and the list of the tails that come after it, innermost
 * first. As terms they survive a slice by being arguments of the next one, and however deep the
 * data, no C stack is used. Within a slice the innermost tail stands beside the list, so that a
 * list of short lists, the most common form, is walked without building anything. */
#ifndef TICK_VM_BUILTIN_IODATA_H
#define TICK_VM_BUILTIN_IODATA_H

#include "vm/memory/heap.h"

struct data_cursor {
    Term next; /* a list, or a bitstring in tail position or at the top */
    Term tails;
    size_t steps; /* cells that may be looked at before DATA_PAUSE */
    Term inner;   /* a tail that comes before those in TAILS, or NON_VALUE: never between slices */
};

/* What begins, or goes on between slices, with NEXT. */
ALWAYS_INLINE struct data_cursor data_cursor_make(Term next, Term tails, size_t steps)
{
    return (struct data_cursor){.next = next, .tails = tails, .steps = steps, .inner = NON_VALUE};
}

enum data_item {
    DATA_END,
    DATA_PAUSE,   /* the steps are used up */
    DATA_ELEMENT, /* of a list; a bitstring, an integer or anything that is no list */
    DATA_TAIL,    /* behind the bar of a list, or the whole */
};

/* TAILS with INNER, if that is a value, in front. */
Term data_keep_inner(struct heap *heap, Term tails, Term inner);

/* Moves behind the next item, which goes to *ITEM; uses HEAP to remember tails. */
enum data_item data_next(struct heap *heap, struct data_cursor *cursor, Term *item);

/* The same for loops that do little with an item: the cursor stays in registers as long as nobody
 * else gets its address. */
ALWAYS_INLINE enum data_item data_next_inline(struct heap *heap, struct data_cursor *cursor,
                                              Term *item)
{
    for (; cursor->steps > 0; cursor->steps--) {
        Term next = cursor->next;
        if (term_is_cons(next)) {
            Term head = list_head(next);
            cursor->next = list_tail(next);
            if (term_is_cons(head)) {
                if (UNLIKELY(cursor->inner != NON_VALUE))
                    cursor->tails = data_keep_inner(heap, cursor->tails, cursor->inner);
                cursor->inner = cursor->next;
                cursor->next = head;
            } else if (!term_is_nil(head)) {
                *item = head;
                cursor->steps--;
                return DATA_ELEMENT;
            }
        } else if (!term_is_nil(next)) {
            *item = next;
            cursor->next = NIL;
            return DATA_TAIL;
        } else if (cursor->inner != NON_VALUE) {
            cursor->next = cursor->inner;
            cursor->inner = NON_VALUE;
        } else if (term_is_cons(cursor->tails)) {
            cursor->next = list_head(cursor->tails);
            cursor->tails = list_tail(cursor->tails);
        } else {
            return DATA_END;
        }
    }
    cursor->tails = data_keep_inner(heap, cursor->tails, cursor->inner);
    cursor->inner = NON_VALUE;
    return DATA_PAUSE;
}

/* How many bytes come next without anything between them, at most MOST; moves behind them and
 * writes them to TO, unless that is NULL. To be called behind an element: a long list of bytes
 * then takes little time for each. */
ALWAYS_INLINE size_t data_next_bytes(struct data_cursor *cursor, unsigned char *to, size_t most)
{
    size_t count = 0;
    Term next = cursor->next;
    if (most > cursor->steps)
        most = cursor->steps;
    for (; count < most && term_is_cons(next); count++, next = list_tail(next)) {
        Term head = list_head(next);
        if (!term_is_small(head) || (uint64_t)small_value(head) > 255)
            break;
        if (to != NULL)
            to[count] = (unsigned char)small_value(head);
    }
    cursor->next = next;
    cursor->steps -= count;
    return count;
}

/* Makes ITEM, or what is left of it, the next item; it stands WHERE the one just seen stood. */
void data_put_back(struct heap *heap, struct data_cursor *cursor, enum data_item where, Term item);

/* What has not been seen yet, in the nesting that the whole had. */
Term data_rest(struct heap *heap, const struct data_cursor *cursor);

#endif
