/* SPDX-License-Identifier: Apache-2.0 */
/* iodata.c: see iodata.h. */
#include "vm/builtin/iodata.h"

NOINLINE Term data_keep_inner(struct heap *heap, Term tails, Term inner)
{
    return inner == NON_VALUE ? tails : heap_cons(heap, inner, tails);
}

/* From here on the cursor may be left, or go on in another slice. */
static void keep_inner(struct heap *heap, struct data_cursor *cursor)
{
    cursor->tails = data_keep_inner(heap, cursor->tails, cursor->inner);
    cursor->inner = NON_VALUE;
}

enum data_item data_next(struct heap *heap, struct data_cursor *cursor, Term *item)
{
    return data_next_inline(heap, cursor, item);
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
