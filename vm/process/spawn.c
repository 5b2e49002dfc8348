/* SPDX-License-Identifier: Apache-2.0 */
/* spawn.c: what a new process begins with. It stands at the entry of its function as if it had just
 * been called, its arguments on the stack where a process that is switched out keeps its live
 * registers:
 *
 *     stop -> x0 | x1 | ... | return address: code_process_end <- end
 */
#include "vm/process/lifecycle.h"

#include "vm/interp/internal_code.h"
#include "vm/memory/copy.h"
#include "vm/memory/off_heap.h"
#include "vm/process/create.h"
#include "vm/process/relation.h"
#include "vm/term/atom.h"
#include "vm/term/ref.h"

/* Words that are free when it begins to run, at least. */
#define SPARE_WORDS 16

/* The elements of LIST in ARGS; their number, or -1 when it is no proper list, or more than
 * MAX_ARITY. */
static int list_arguments(Term list, Term *args)
{
    int count = 0;
    for (; term_is_cons(list); list = list_tail(list)) {
        if (count > MAX_ARITY)
            break;
        args[count++] = list_head(list);
    }
    return term_is_nil(list) || count > MAX_ARITY ? count : -1;
}

static size_t arguments_size(const Term *args, unsigned count)
{
    size_t words = count + 1 + SPARE_WORDS;
    for (unsigned i = 0; i < count; i++)
        if (!term_is_immediate(args[i]))
            words += copy_size(args[i]);
    return words;
}

static void place_arguments(struct process *p, const Term *args, unsigned count)
{
    struct heap *heap = &p->heap;
    *--heap->stop = (Term)(uintptr_t)code_process_end;
    heap->stop -= count;
    for (unsigned i = 0; i < count; i++)
        heap->stop[i] = copy_term(args[i], &heap->top, &heap->off_heap);
    if (UNLIKELY(heap->off_heap != NULL))
        heap->off_heap_bytes = off_heap_chain_bytes(heap->off_heap, NULL);
    p->live = (uint16_t)count;
}

/* Links and monitors are there before the child runs: the parent makes both ends. */
static Term relate(struct process *parent, struct process *child,
                   const struct spawn_options *options)
{
    if (options->link) {
        (void)relation_add(parent, RELATION_LINK, child->id, child->id, NON_VALUE);
        (void)relation_add(child, RELATION_LINK, parent->id, parent->id, NON_VALUE);
    }
    if (!options->monitor)
        return NON_VALUE;
    uint64_t number = options->number != 0 ? options->number : ref_next_number();
    (void)relation_add(parent, RELATION_MONITOR, number, child->id, NON_VALUE);
    (void)relation_add(child, RELATION_MONITORED, number, parent->id, NON_VALUE);
    return ref_put(heap_alloc(&parent->heap, REF_WORDS), number, parent->id);
}

/* A process that calls EXPORT with COUNT arguments. */
static struct spawned spawn(struct process *parent, const struct spawn_options *options,
                            const struct export *export, const Term *args, unsigned count)
{
    struct spawned result = {.error = SPAWN_SYSTEM_LIMIT};
    size_t words = arguments_size(args, count);
    if (UNLIKELY(words > copy_most_words))
        return result;
    struct process *p = proc_create(parent, options, words);
    if (UNLIKELY(p == NULL))
        return result;
    place_arguments(p, args, count);
    p->initial_call = export;
    p->pc = atomic_load_explicit(&export->code, memory_order_acquire);
    result = (struct spawned){.error = SPAWN_OK, .pid = p->id};
    if (options->link || options->monitor)
        result.monitor = relate(parent, p, options);
    if (options->hold)
        result.held = p;
    else
        proc_start(p);
    return result;
}

struct spawned proc_spawn(struct process *parent, const struct spawn_options *options, Term module,
                          Term function, Term args)
{
    Term list[MAX_ARITY + 1];
    int count = list_arguments(args, list);
    if (count < 0 || !term_is_atom(module) || !term_is_atom(function))
        return (struct spawned){.error = SPAWN_BADARG};
    if (count > MAX_ARITY)
        return (struct spawned){.error = SPAWN_SYSTEM_LIMIT};
    const struct export *export = export_get(module, function, (uint32_t)count);
    return spawn(parent, options, export, list, (unsigned)count);
}

struct spawned proc_spawn_fun(struct process *parent, const struct spawn_options *options, Term fun)
{
    static _Atomic(const struct export *) apply_fun; /* found once; all threads find the same */
    const struct export *export = atomic_load_explicit(&apply_fun, memory_order_acquire);
    if (UNLIKELY(export == NULL)) {
        export = export_get(ATOM_(erlang), ATOM_(apply), 2);
        atomic_store_explicit(&apply_fun, export, memory_order_release);
    }
    const Term args[] = {fun, NIL};
    return spawn(parent, options, export, args, 2);
}
