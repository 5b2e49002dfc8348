/* SPDX-License-Identifier: Apache-2.0 */
/* iodata.c: see iodata.h. */
#include "vm/builtin/iodata.h"

/* From here on the cursor may be left, or go on in another slice. */
static NOINLINE void keep_inner(struct heap *heap, struct data_cursor *cursor)
{
    if (cursor->inner != NON_VALUE)
        cursor->tails = heap_cons(heap, cursor->inner, cursor->tails);
    cursor->inner = NON_VALUE;
}

/* What comes behind a list that has ended; NON_VALUE: it was the whole. */
ALWAYS_INLINE Term ascend(struct data_cursor *cursor)
{
    Term next = cursor->inner;
    cursor->inner = NON_VALUE;
    if (next == NON_VALUE && term_is_cons(cursor->tails)) {
        next = list_head(cursor->tails);
        cursor->tails = list_tail(cursor->tails);
    }
    return next;
}

enum data_item data_next(struct heap *heap, struct data_cursor *cursor, Term *item)
{
    Term next = cursor->next;
    size_t steps = cursor->steps;
    enum data_item where = DATA_PAUSE;
    for (; steps > 0; steps--) {
        if (!term_is_cons(next)) {
            if (!term_is_nil(next)) {
                *item = next;
                next = NIL;
                where = DATA_TAIL;
                break;
            }
            next = ascend(cursor);
            if (next == NON_VALUE) {
                next = NIL;
                where = DATA_END;
                break;
            }
            continue;
        }
        Term head = list_head(next);
        next = list_tail(next);
        if (term_is_cons(head)) {
            if (UNLIKELY(cursor->inner != NON_VALUE))
                keep_inner(heap, cursor);
            cursor->inner = next;
            next = head;
        } else if (!term_is_nil(head)) {
            *item = head;
            steps--;
            where = DATA_ELEMENT;
            break;
        }
    }
    cursor->next = next;
    cursor->steps = steps;
    if (UNLIKELY(where == DATA_PAUSE))
        keep_inner(heap, cursor);
    return where;
}

size_t data_next_bytes(struct data_cursor *cursor, unsigned char *to, size_t most)
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

void data_put_back(struct heap *heap, struct data_cursor *cursor, enum data_item where, Term item)
{
    keep_inner(heap, cursor);
    cursor->next = where == DATA_TAIL ? item : heap_cons(heap, item, cursor->next);
}

Term data_rest(struct heap *heap, const struct data_cursor *cursor)
{
    Term rest = cursor->next;
    if (cursor->inner != NON_VALUE)
        rest = heap_cons(heap, rest, cursor->inner);
    for (Term tails = cursor->tails; term_is_cons(tails); tails = list_tail(tails))
        rest = heap_cons(heap, rest, list_head(tails));
    return rest;
}
