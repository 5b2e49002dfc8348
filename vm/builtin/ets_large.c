/* SPDX-License-Identifier: Apache-2.0 */
/* ets_large.c: copying large objects into tables and out of them, by a dirty scheduler. Whoever
 * holds an object does so behind a magic reference, so nothing is left behind when the process is
 * killed. */
#include "vm/builtin/ets_large.h"

#include "vm/memory/copy.h"
#include "vm/memory/magic.h"

#include <stdlib.h>

struct holder {
    struct magic magic;
    struct ets_object *object; /* NULL: it has been given on */
};

static void let_go(struct holder *holder)
{
    if (holder->object != NULL)
        ets_object_let_go(holder->object);
    holder->object = NULL;
}

static void release_holder(struct magic *magic)
{
    struct holder *holder = (struct holder *)magic;
    let_go(holder);
    free(holder);
}

/* A reference to OBJECT, which the caller holds. */
static Term holder_of(struct process *p, struct ets_object *object)
{
    struct holder *holder = mem_alloc(sizeof *holder);
    holder->object = object;
    magic_init(&holder->magic, release_holder, sizeof *holder);
    return magic_reference(&p->heap, &holder->magic);
}

static struct holder *holder_at(Term reference)
{
    return (struct holder *)magic_of(reference, release_holder);
}

/* ---- out of a table ---- */

/* An object of immediates may be changed in place, and is copied in no time. */
bool ets_hold_large(const struct process *p, struct ets_object *object)
{
    return ets_is_large(p, object->words) && !(object->flags & ETS_OBJECT_FLAT) &&
           ets_object_hold(object);
}

/* On a dirty scheduler; ARGS is the holder, and the position. */
static Term copy_there(struct process *p, const Term *args)
{
    struct holder *holder = holder_at(args[0]);
    size_t position = (size_t)small_value(args[1]);
    Term copy = position == 0 ? heap_cons(&p->heap, ets_object_copy(&p->heap, holder->object), NIL)
                              : copy_to_heap(&p->heap, holder->object->data[position]);
    let_go(holder);
    return copy;
}

Term ets_copy_held(struct process *p, struct ets_object *object, size_t position)
{
    const Term args[] = {holder_of(p, object), small_make((int64_t)position)};
    return builtin_dirty(p, DIRTY_CPU, copy_there, ATOM_(ets), ATOM_(lookup), 2, args);
}

/* ---- into a table ---- */

static Term make_there(struct process *p, const Term *args, Term name)
{
    struct ets_object *object = ets_object_new(args[1]);
    if (object == NULL)
        return builtin_system_limit(p);
    ets_object_hold_new(object);
    Term origin = heap_cons(&p->heap, name, heap_list(&p->heap, 2, args, NIL));
    return builtin_continue(
        p, ATOM_(ets_put), 4,
        (Term[]){holder_of(p, object), args[0], truth(name == ATOM_(insert_new)), origin});
}

static Term make_for_insert(struct process *p, const Term *args)
{
    return make_there(p, args, ATOM_(insert));
}

static Term make_for_insert_new(struct process *p, const Term *args)
{
    return make_there(p, args, ATOM_(insert_new));
}

Term ets_insert_large(struct process *p, const Term *args, bool only_new)
{
    if (only_new)
        return builtin_dirty(p, DIRTY_CPU, make_for_insert_new, ATOM_(ets), ATOM_(insert_new), 2,
                             args);
    return builtin_dirty(p, DIRTY_CPU, make_for_insert, ATOM_(ets), ATOM_(insert), 2, args);
}

/* tick:ets_put(Holder, Table, OnlyNew, Origin) */
static Term ets_put_4(struct process *p, const Term *args)
{
    struct ets_table *table = ets_get_again(p, args[1], ETS_WRITE, args[3]);
    if (table == NULL)
        return NON_VALUE;
    struct holder *holder = holder_at(args[0]);
    struct ets_object *object = holder->object;
    holder->object = NULL;
    ets_object_give_on(object);
    return truth(ets_put_object(table, object, args[2] == ATOM_(true)));
}

const struct builtin_row builtins_ets_large[] = {
    {"tick", "ets_put", 4, ets_put_4},
    {0},
};
