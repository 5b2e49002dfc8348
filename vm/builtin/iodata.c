/* SPDX-License-Identifier: Apache-2.0 */
/* iodata.c: see iodata.h. */
#include "vm/builtin/iodata.h"

static void descend(struct heap *heap, struct data_cursor *cursor, Term head)
{
    Term tail = list_tail(cursor->next);
    cursor->tails = heap_cons(heap, tail, cursor->tails);
    cursor->next = head;
}

enum data_item data_next(struct heap *heap, struct data_cursor *cursor, Term *item)
{
    for (; cursor->steps > 0; cursor->steps--) {
        Term next = cursor->next;
        if (term_is_cons(next)) {
            Term head = list_head(next);
            if (term_is_cons(head)) {
                descend(heap, cursor, head);
                continue;
            }
            cursor->next = list_tail(next);
            if (term_is_nil(head))
                continue;
            *item = head;
            cursor->steps--;
            return DATA_ELEMENT;
        }
        if (!term_is_nil(next)) {
            *item = next;
            cursor->next = NIL;
            return DATA_TAIL;
        }
        if (term_is_nil(cursor->tails))
            return DATA_END;
        cursor->next = list_head(cursor->tails);
        cursor->tails = list_tail(cursor->tails);
    }
    return DATA_PAUSE;
}

void data_put_back(struct heap *heap, struct data_cursor *cursor, enum data_item where, Term item)
{
    cursor->next = where == DATA_TAIL ? item : heap_cons(heap, item, cursor->next);
}

Term data_rest(struct heap *heap, const struct data_cursor *cursor)
{
    Term rest = cursor->next;
    for (Term tails = cursor->tails; term_is_cons(tails); tails = list_tail(tails))
        rest = heap_cons(heap, rest, list_head(tails));
    return rest;
}
