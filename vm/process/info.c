/* SPDX-License-Identifier: Apache-2.0 */
/* info.c: one function for each item of process_info, and a table of them. */
#include "vm/process/info_items.h"

#include "vm/process/dictionary.h"
#include "vm/process/registers.h"
#include "vm/process/relation.h"
#include "vm/process/settings.h"
#include "vm/process/signal.h"
#include "vm/process/table.h"
#include "vm/term/atom.h"
#include "vm/term/map.h"

/* Entries of current_stacktrace. */
#define TRACE_DEPTH 8

typedef Term item_fn(struct heap *heap, struct process *p);

static Term truth(bool value)
{
    return value ? ATOM_(true) : ATOM_(false);
}

/* ---- what it executes ---- */

/* {Module, Function, Arity}, with EXTRA behind unless it is NON_VALUE. */
static Term place_tuple(struct heap *heap, const struct code_place *place, Term extra)
{
    const Term elements[] = {place->module->name, place->function->name,
                             small_make(place->function->arity), extra};
    return heap_tuple(heap, extra == NON_VALUE ? 3 : 4, elements);
}

static Term location(struct heap *heap, const struct code_place *place)
{
    if (place->line == 0)
        return NIL;
    Term line = heap_tuple2(heap, ATOM_(line), small_make(place->line));
    Term file = heap_tuple2(heap, ATOM_(file), place->file);
    return heap_cons(heap, file, heap_cons(heap, line, NIL));
}

/* A walk over the calls that a process is in, innermost first. A return address that follows
 * itself, as those of a recursion do, counts once, as in the trace of an exception. */
struct walk {
    const Term *stack; /* what is still to be looked at */
    const Term *end;
    CodePtr code; /* the address found last */
};

/* The next place in the code of modules. */
static bool next_place(struct walk *walk, struct code_place *place)
{
    while (walk->stack < walk->end) {
        Term word = *walk->stack++;
        if (!term_is_header(word) || word == NON_VALUE)
            continue;
        CodePtr code = (CodePtr)(uintptr_t)word - 1;
        if (code == walk->code || !code_locate(code, place))
            continue;
        walk->code = code;
        return true;
    }
    return false;
}

static Term mfa_tuple(struct heap *heap, const struct mfa *mfa)
{
    return heap_tuple3(heap, mfa->module, mfa->function, small_make(mfa->arity));
}

/* A process that hibernates has no stack; it is in the builtin that waits for it. */
static bool hibernates(const struct process *p)
{
    const struct export *waits = export_get(ATOM_(tick), ATOM_(hibernate), 3);
    return p->pc != NULL && p->pc == atomic_load_explicit(&waits->code, memory_order_relaxed);
}

/* The function of a process that is in none of a module. */
static Term function_elsewhere(struct heap *heap, const struct process *p, Term extra)
{
    struct mfa mfa = {ATOM_(erlang), ATOM_(hibernate), 3};
    if (!hibernates(p)) {
        if (p->initial_call == NULL)
            return ATOM_(undefined);
        mfa = p->initial_call->mfa;
    }
    if (extra == NON_VALUE)
        return mfa_tuple(heap, &mfa);
    return heap_tuple4(heap, mfa.module, mfa.function, small_make(mfa.arity), extra);
}

/* Where it is now: in a function of a module, or in a builtin called from there. */
static bool current_place(const struct process *p, struct walk *walk, struct code_place *place)
{
    *walk = (struct walk){.stack = p->heap.stop, .end = p->heap.end, .code = p->pc};
    return (p->pc != NULL && code_locate(p->pc, place)) || next_place(walk, place);
}

static Term item_initial_call(struct heap *heap, struct process *p)
{
    return p->initial_call == NULL ? ATOM_(undefined) : mfa_tuple(heap, &p->initial_call->mfa);
}

static Term item_current_function(struct heap *heap, struct process *p)
{
    struct walk walk;
    struct code_place place;
    if (current_place(p, &walk, &place))
        return place_tuple(heap, &place, NON_VALUE);
    return function_elsewhere(heap, p, NON_VALUE);
}

static Term item_current_location(struct heap *heap, struct process *p)
{
    struct walk walk;
    struct code_place place;
    if (current_place(p, &walk, &place))
        return place_tuple(heap, &place, location(heap, &place));
    return function_elsewhere(heap, p, NIL);
}

static Term item_current_stacktrace(struct heap *heap, struct process *p)
{
    struct walk walk;
    Term entries[TRACE_DEPTH];
    struct code_place place;
    size_t count = 0;
    for (bool more = current_place(p, &walk, &place); more && count < TRACE_DEPTH;
         more = next_place(&walk, &place))
        entries[count++] = place_tuple(heap, &place, location(heap, &place));
    return heap_list(heap, count, entries, NIL);
}

static Term item_status(struct heap *heap, struct process *p)
{
    (void)heap;
    if (p->flags & PROC_EXITING)
        return ATOM_(exiting);
    if (p->flags & PROC_SUSPENDED)
        return ATOM_(suspended);
    if (p->flags & (PROC_WAITING | PROC_PARK))
        return ATOM_(waiting);
    return p->regs != NULL && p->regs->quantum != 0 ? ATOM_(running) : ATOM_(runnable);
}

static Term item_reductions(struct heap *heap, struct process *p)
{
    int64_t now = p->regs == NULL ? 0 : p->regs->quantum - p->regs->reductions;
    return heap_uint(heap, p->reductions + (uint64_t)now);
}

/* ---- mailbox, dictionary ---- */

static Term item_message_queue_len(struct heap *heap, struct process *p)
{
    (void)heap;
    return small_make(p->message_count);
}

static Term item_messages(struct heap *heap, struct process *p)
{
    if (p->message_count == 0)
        return NIL;
    Term *cell = heap_alloc(heap, 2 * (size_t)p->message_count), *first = cell;
    for (const struct fragment *m = p->messages; m != NULL; m = m->next, cell += 2) {
        cell[0] = m->term;
        cell[1] = m->next == NULL ? NIL : cons_make(cell + 2);
    }
    return cons_make(first);
}

static Term item_message_queue_data(struct heap *heap, struct process *p)
{
    (void)heap;
    return p->settings->messages_off_heap ? ATOM_(off_heap) : ATOM_(on_heap);
}

static Term item_dictionary(struct heap *heap, struct process *p)
{
    Term list = NIL, key, value;
    for (uint32_t i = 0; dictionary_at(p, &i, &key, &value); i++)
        list = heap_cons(heap, heap_tuple2(heap, key, value), list);
    return list;
}

/* ---- relations ---- */

static Term item_links(struct heap *heap, struct process *p)
{
    Term list = NIL;
    const struct relation *r;
    for (uint32_t i = 0; (r = relation_at(p, &i)) != NULL; i++)
        if (r->kind == RELATION_LINK && r->detail == 0)
            list = heap_cons(heap, r->pid, list);
    return list;
}

static Term item_monitors(struct heap *heap, struct process *p)
{
    Term list = NIL;
    const struct relation *r;
    for (uint32_t i = 0; (r = relation_at(p, &i)) != NULL; i++) {
        if (r->kind != RELATION_MONITOR)
            continue;
        Term who = r->name == NON_VALUE ? r->pid : heap_tuple2(heap, r->name, ATOM_(nonode));
        list = heap_cons(heap, heap_tuple2(heap, ATOM_(process), who), list);
    }
    return list;
}

static Term item_monitored_by(struct heap *heap, struct process *p)
{
    Term list = NIL;
    const struct relation *r;
    for (uint32_t i = 0; (r = relation_at(p, &i)) != NULL; i++)
        if (r->kind == RELATION_MONITORED)
            list = heap_cons(heap, r->pid, list);
    return list;
}

/* {Pid, Times, 0}: none of them is still on its way as far as this process can see. */
static Term item_suspending(struct heap *heap, struct process *p)
{
    Term list = NIL;
    const struct relation *r;
    for (uint32_t i = 0; (r = relation_at(p, &i)) != NULL; i++) {
        if (r->kind != RELATION_SUSPENDS || table_lookup(r->pid) == NULL)
            continue;
        list = heap_cons(heap, heap_tuple3(heap, r->pid, small_make(r->detail), SMALL(0)), list);
    }
    return list;
}

static Term item_parent(struct heap *heap, struct process *p)
{
    (void)heap;
    return p->parent;
}

static Term item_group_leader(struct heap *heap, struct process *p)
{
    (void)heap;
    return p->group_leader;
}

static Term item_registered_name(struct heap *heap, struct process *p)
{
    (void)heap;
    Term name = atomic_load_explicit(&p->name, memory_order_acquire);
    return name == NON_VALUE ? NIL : name;
}

/* ---- flags ---- */

static Term item_trap_exit(struct heap *heap, struct process *p)
{
    (void)heap;
    return truth(p->flags & PROC_TRAP_EXIT);
}

static Term item_priority(struct heap *heap, struct process *p)
{
    (void)heap;
    static const Term names[PRIORITIES] = {ATOM_(low), ATOM_(normal), ATOM_(high), ATOM_(max)};
    return names[p->priority];
}

static Term item_error_handler(struct heap *heap, struct process *p)
{
    (void)heap;
    return p->settings->error_handler;
}

static Term item_nothing(struct heap *heap, struct process *p)
{
    (void)heap;
    (void)p;
    return NIL;
}

static Term item_zero(struct heap *heap, struct process *p)
{
    (void)heap;
    (void)p;
    return SMALL(0);
}

static Term item_last_calls(struct heap *heap, struct process *p)
{
    (void)heap;
    return p->settings->save_calls == 0 ? ATOM_(false) : NIL;
}

/* ---- the table ---- */

/* The first ones are process_info/1, in its order (after registered_name). */
static const struct item {
    Term name;
    item_fn *value;
} items[] = {
    {ATOM_(current_function), item_current_function},
    {ATOM_(initial_call), item_initial_call},
    {ATOM_(status), item_status},
    {ATOM_(message_queue_len), item_message_queue_len},
    {ATOM_(links), item_links},
    {ATOM_(dictionary), item_dictionary},
    {ATOM_(trap_exit), item_trap_exit},
    {ATOM_(error_handler), item_error_handler},
    {ATOM_(priority), item_priority},
    {ATOM_(group_leader), item_group_leader},
    {ATOM_(total_heap_size), info_item_total_heap_size},
    {ATOM_(heap_size), info_item_heap_size},
    {ATOM_(stack_size), info_item_stack_size},
    {ATOM_(reductions), item_reductions},
    {ATOM_(garbage_collection), info_item_garbage_collection},
    {ATOM_(suspending), item_suspending},
    {ATOM_(backtrace), info_item_backtrace},
    {ATOM_(binary), info_item_binary},
    {ATOM_(catchlevel), info_item_catchlevel},
    {ATOM_(current_location), item_current_location},
    {ATOM_(current_stacktrace), item_current_stacktrace},
    {ATOM_(fullsweep_after), info_item_fullsweep_after},
    {ATOM_(garbage_collection_info), info_item_garbage_collection_info},
    {ATOM_(last_calls), item_last_calls},
    {ATOM_(magic_ref), item_nothing},
    {ATOM_(max_heap_size), info_item_max_heap_size},
    {ATOM_(memory), info_item_memory},
    {ATOM_(message_queue_data), item_message_queue_data},
    {ATOM_(messages), item_messages},
    {ATOM_(min_bin_vheap_size), info_item_min_bin_vheap_size},
    {ATOM_(min_heap_size), info_item_min_heap_size},
    {ATOM_(monitored_by), item_monitored_by},
    {ATOM_(monitors), item_monitors},
    {ATOM_(parent), item_parent},
    {ATOM_(registered_name), item_registered_name},
    {ATOM_(sequential_trace_token), item_nothing},
    {ATOM_(trace), item_zero},
};

#define DEFAULT_ITEMS 16

static const struct item *find_item(Term name)
{
    for (size_t i = 0; i < COUNT_OF(items); i++)
        if (items[i].name == name)
            return &items[i];
    return NULL;
}

size_t info_terms(const struct process *p, Term spec)
{
    switch (spec) {
    case ATOM_(dictionary):
        return dictionary_places(p);
    case ATOM_(messages):
        return p->message_count;
    default:
        return 0;
    }
}

bool info_is_valid(Term spec)
{
    if (term_is_atom(spec))
        return find_item(spec) != NULL;
    for (; term_is_cons(spec); spec = list_tail(spec))
        if (find_item(list_head(spec)) == NULL)
            return false;
    return term_is_nil(spec);
}

static Term pair(struct heap *heap, struct process *p, const struct item *item)
{
    return heap_tuple2(heap, item->name, item->value(heap, p));
}

static Term item_list(struct heap *heap, struct process *p, Term spec)
{
    Term reversed = NIL, list = NIL;
    for (; term_is_cons(spec); spec = list_tail(spec))
        reversed = heap_cons(heap, list_head(spec), reversed);
    for (; term_is_cons(reversed); reversed = list_tail(reversed))
        list = heap_cons(heap, pair(heap, p, find_item(list_head(reversed))), list);
    return list;
}

/* process_info/1 */
static Term default_list(struct heap *heap, struct process *p)
{
    Term list = NIL;
    for (size_t i = DEFAULT_ITEMS; i-- > 0;)
        list = heap_cons(heap, pair(heap, p, &items[i]), list);
    const struct item *name = find_item(ATOM_(registered_name));
    if (item_registered_name(heap, p) != NIL)
        list = heap_cons(heap, pair(heap, p, name), list);
    return list;
}

Term info_items(struct heap *heap, struct process *p, Term spec)
{
    if (spec == ATOM_(all))
        return default_list(heap, p);
    if (!term_is_atom(spec))
        return item_list(heap, p, spec);
    Term value = pair(heap, p, find_item(spec));
    bool nameless = spec == ATOM_(registered_name) && tuple_get(value, 1) == NIL;
    return nameless ? NIL : value;
}
