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
#include "vm/memory/magic.h"
#include "vm/memory/off_heap.h"
#include "vm/process/create.h"
#include "vm/process/relation.h"
#include "vm/process/signal.h"
#include "vm/term/atom.h"
#include "vm/term/ref.h"

#include <stdlib.h>

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

/* Some number above MOST when it is more. */
static size_t arguments_size(const Term *args, unsigned count, size_t most)
{
    size_t words = count + 1 + SPARE_WORDS;
    for (unsigned i = 0; i < count; i++)
        if (!term_is_immediate(args[i]))
            words += copy_size_up_to(args[i], most);
    return words;
}

static void place_arguments(struct heap *heap, const Term *args, unsigned count)
{
    *--heap->stop = (Term)(uintptr_t)code_process_end;
    heap->stop -= count;
    for (unsigned i = 0; i < count; i++)
        heap->stop[i] = copy_term(args[i], &heap->top, &heap->off_heap);
    if (UNLIKELY(heap->off_heap != NULL))
        heap->off_heap_bytes = off_heap_chain_bytes(heap->off_heap, NULL);
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

/* P, whose COUNT arguments are in place, calls EXPORT. */
static struct spawned begin(struct process *parent, struct process *p,
                            const struct spawn_options *options, const struct export *export,
                            unsigned count)
{
    struct spawned result = {.error = SPAWN_OK, .pid = p->id};
    p->live = (uint16_t)count;
    p->initial_call = export;
    p->pc = atomic_load_explicit(&export->code, memory_order_acquire);
    if (parent != NULL && (options->link || options->monitor))
        result.monitor = relate(parent, p, options);
    if (options->hold)
        result.held = p;
    else
        proc_start(p);
    return result;
}

static struct spawned spawn(struct process *parent, const struct spawn_options *options,
                            const struct export *export, const Term *args, unsigned count)
{
    size_t words = arguments_size(args, count, COPY_LARGE_WORDS);
    if (UNLIKELY(words > COPY_LARGE_WORDS)) {
        if (parent != NULL && !options->hold && copy_is_for_others(words))
            return (struct spawned){.error = SPAWN_LARGE};
        words = arguments_size(args, count, SIZE_MAX);
        if (words > copy_most_words)
            return (struct spawned){.error = SPAWN_SYSTEM_LIMIT};
    }
    struct process *p = proc_create(parent, options, words);
    if (UNLIKELY(p == NULL))
        return (struct spawned){.error = SPAWN_SYSTEM_LIMIT};
    place_arguments(&p->heap, args, count);
    return begin(parent, p, options, export, count);
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

/* ---- large arguments ----
 * A dirty scheduler makes the heap that the new process begins with. Nobody looks for literals
 * there meanwhile, so it has its own; the parent keeps the arguments, and with them the code of
 * their funs. */

struct packed {
    struct magic magic;
    struct heap heap;
    unsigned count;
};

static void packed_release(struct magic *magic)
{
    struct packed *packed = (struct packed *)magic;
    heap_release(&packed->heap);
    free(packed);
}

Term proc_pack_arguments(struct process *p, Term args)
{
    Term list[MAX_ARITY + 1];
    int length = list_arguments(args, list);
    if (length < 0) /* proc_spawn has seen that it is a list */
        return NON_VALUE;
    unsigned count = (unsigned)length;
    bool before = copy_literals_too(true);
    size_t words = arguments_size(list, count, SIZE_MAX);
    Term result = NON_VALUE;
    if (LIKELY(words <= copy_most_words)) {
        struct packed *packed = mem_alloc(sizeof *packed);
        heap_init(&packed->heap, words);
        place_arguments(&packed->heap, list, count);
        packed->count = count;
        magic_init(&packed->magic, packed_release, words * sizeof(Term));
        result = magic_reference(&p->heap, &packed->magic);
    }
    (void)copy_literals_too(before);
    return result;
}

struct spawned proc_spawn_packed(struct process *parent, const struct spawn_options *options,
                                 Term module, Term function, Term packed)
{
    struct packed *arguments = (struct packed *)magic_of(packed, packed_release);
    struct process *p = proc_create(parent, options, CREATE_WITHOUT_HEAP);
    if (UNLIKELY(p == NULL))
        return (struct spawned){.error = SPAWN_SYSTEM_LIMIT};
    p->heap = arguments->heap;
    arguments->heap = (struct heap){0};
    return begin(parent, p, options, export_get(module, function, arguments->count),
                 arguments->count);
}
