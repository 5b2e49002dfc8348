/* SPDX-License-Identifier: Apache-2.0 */
/* ets_table.c: builtins of the module ets that are about whole tables: making, deleting, giving
 * away, fixing. */
#include "vm/builtin/ets.h"

#include "vm/ets/owner.h"
#include "vm/process/mailbox.h"
#include "vm/process/table.h"

#define KEYPOS_MOST ((int64_t)TUPLE_MAX_ARITY)

/* ---- errors ---- */

COLD Term ets_badarg(struct process *p, Term cause)
{
    return builtin_badarg_cause(p, cause, ATOM_(ets));
}

COLD Term ets_badarg_as(struct process *p, Term cause, Term origin)
{
    (void)builtin_badarg(p);
    Term info = cause == NON_VALUE ? builtin_error_info(ATOM_(ets))
                                   : builtin_cause_info(p, cause, ATOM_(ets));
    p->regs->exception_top =
        heap_tuple4(&p->heap, ATOM_(ets), list_head(origin), list_tail(origin), info);
    return NON_VALUE;
}

/* What is wrong with HANDLE. */
static Term cause_of(Term handle)
{
    if (!ets_is_handle(handle))
        return ATOM_(type);
    return ets_find(handle) == NULL ? ATOM_(id) : ATOM_(access);
}

COLD struct ets_table *ets_get_slowly(struct process *p, Term handle, enum ets_access access)
{
    (void)access;
    (void)ets_badarg(p, cause_of(handle));
    return NULL;
}

struct ets_table *ets_get_again(struct process *p, Term handle, enum ets_access access, Term origin)
{
    struct ets_table *table = ets_find(handle);
    if (table != NULL && ets_may(p, table, access))
        return table;
    (void)ets_badarg_as(p, cause_of(handle), origin);
    return NULL;
}

/* ---- new ---- */

static bool read_boolean(Term value, unsigned option, unsigned *options)
{
    *options = value == ATOM_(true) ? *options | option : *options & ~option;
    return value == ATOM_(true) || value == ATOM_(false);
}

static bool read_write_concurrency(Term value, unsigned *options)
{
    unsigned both = ETS_WRITE_CONCURRENCY | ETS_WRITE_AUTO;
    *options &= ~both;
    if (value == ATOM_(auto)) {
        *options |= both;
        return true;
    }
    return read_boolean(value, ETS_WRITE_CONCURRENCY, options);
}

static bool read_counters(Term value, unsigned *options)
{
    *options |= ETS_COUNTERS_CHOSEN;
    return read_boolean(value, ETS_DECENTRALIZED_COUNTERS, options);
}

static bool read_pair(struct ets_request *request, Term option, Term value)
{
    int64_t keypos;
    switch (option) {
    case ATOM_(keypos):
        if (!small_within(value, 1, KEYPOS_MOST, &keypos))
            return false;
        request->keypos = (uint32_t)keypos;
        return true;
    case ATOM_(heir):
        request->heir = value;
        return value == ATOM_(none);
    case ATOM_(read_concurrency):
        return read_boolean(value, ETS_READ_CONCURRENCY, &request->options);
    case ATOM_(write_concurrency):
        return read_write_concurrency(value, &request->options);
    case ATOM_(decentralized_counters):
        return read_counters(value, &request->options);
    default:
        return false;
    }
}

static bool read_atom(struct ets_request *request, Term option)
{
    switch (option) {
    case ATOM_(set):
    case ATOM_(protected): /* what it is without: takes nothing back */
        return true;
    case ATOM_(bag):
        request->type = ETS_BAG;
        return true;
    case ATOM_(duplicate_bag):
        request->type = ETS_DUPLICATE_BAG;
        return true;
    case ATOM_(ordered_set):
        request->type = ETS_ORDERED_SET;
        return true;
    case ATOM_(public):
    case ATOM_(private):
        request->protection = option;
        return true;
    case ATOM_(named_table):
        request->options |= ETS_NAMED;
        return true;
    case ATOM_(compressed):
        request->options |= ETS_COMPRESSED;
        return true;
    default:
        return false;
    }
}

static bool read_heir(struct ets_request *request, Term heir, Term data)
{
    request->heir = heir;
    request->heir_data = data;
    return term_is_local_pid(heir);
}

static bool read_option(struct ets_request *request, Term option)
{
    if (term_is_tuple_of(option, 2))
        return read_pair(request, tuple_get(option, 0), tuple_get(option, 1));
    if (term_is_tuple_of(option, 3) && tuple_get(option, 0) == ATOM_(heir))
        return read_heir(request, tuple_get(option, 1), tuple_get(option, 2));
    return read_atom(request, option);
}

static bool read_options(struct ets_request *request, Term options)
{
    for (; term_is_cons(options); options = list_tail(options))
        if (!read_option(request, list_head(options)))
            return false;
    return term_is_nil(options);
}

#define CONCURRENCY \
    (ETS_READ_CONCURRENCY | ETS_WRITE_CONCURRENCY | ETS_WRITE_AUTO | ETS_DECENTRALIZED_COUNTERS)

/* What options mean together, whatever their order: nobody comes into the way of the owner of a
 * private table, and counters are of concern to writers. */
static void settle_concurrency(struct ets_request *request)
{
    unsigned options = request->options;
    bool fits = (options & ETS_WRITE_AUTO) != 0 || request->type == ETS_ORDERED_SET;
    if ((options & ETS_COUNTERS_CHOSEN) == 0 && fits)
        options |= ETS_DECENTRALIZED_COUNTERS;
    if ((options & ETS_WRITE_CONCURRENCY) == 0)
        options &= ~(unsigned)ETS_DECENTRALIZED_COUNTERS;
    if (request->protection == ATOM_(private))
        options &= ~(unsigned)CONCURRENCY;
    request->options = options;
}

static Term new_2(struct process *p, const Term *args)
{
    struct ets_request request = {.name = args[0],
                                  .type = ETS_SET,
                                  .keypos = 1,
                                  .protection = ATOM_(protected),
                                  .heir = ATOM_(none)};
    if (!term_is_atom(args[0]) || !read_options(&request, args[1]))
        return builtin_badarg(p);
    settle_concurrency(&request);
    bool taken;
    struct ets_table *table = ets_create(p, &request, &taken);
    if (table == NULL)
        return taken ? ets_badarg(p, ATOM_(already_exists)) : builtin_system_limit(p);
    return ets_handle(&p->heap, table);
}

/* ---- deleting ---- */

/* tick:ets_free(Storage, Result) */
static Term free_slice(struct process *p, const Term *args)
{
    Term storage = args[0], result = args[1];
    size_t budget = ets_free_budget(p), left = budget;
    bool done = ets_free_storage(storage, &left);
    builtin_charge(p, (int64_t)(budget - left) * ETS_REDUCTIONS_PER_FREE);
    return done ? result : builtin_continue(p, ATOM_(ets_free), 2, (Term[]){storage, result});
}

Term ets_free_then(struct process *p, Term storage, Term result)
{
    return free_slice(p, (Term[]){storage, result});
}

Term ets_clear_then(struct process *p, struct ets_table *table, Term result)
{
    ets_lock_all(table);
    Term storage = ets_take_storage(&p->heap, table);
    ets_unlock_all(table);
    return ets_free_then(p, storage, result);
}

static Term delete_1(struct process *p, const Term *args)
{
    struct ets_table *table = ets_get(p, args[0], ETS_WRITE);
    if (table == NULL)
        return NON_VALUE;
    if (!ets_unpublish(table))
        return ets_badarg(p, ATOM_(id));
    Term result = ets_clear_then(p, table, ATOM_(true));
    ets_drop(table);
    return result;
}

/* ---- names ---- */

static Term rename_2(struct process *p, const Term *args)
{
    struct ets_table *table = ets_get(p, args[0], ETS_WRITE);
    if (table == NULL)
        return NON_VALUE;
    if (!term_is_atom(args[1]) || !ets_rename(table, args[1]))
        return builtin_badarg(p);
    return ets_handle(&p->heap, table);
}

static Term whereis_1(struct process *p, const Term *args)
{
    if (!term_is_atom(args[0]))
        return builtin_badarg(p);
    struct ets_table *table = ets_find(args[0]);
    return table == NULL ? ATOM_(undefined) : ets_identifier(&p->heap, table);
}

/* internal_request_all(): as many messages {Reference, Tables} as there are schedulers will come;
 * here the first has all tables. */
static Term internal_request_all_0(struct process *p, const Term *args)
{
    (void)args;
    Term reference = ref_put(heap_alloc(&p->heap, REF_WORDS), ref_next_number(), p->id);
    Term tables = ets_all(&p->heap);
    for (unsigned i = 0; i < scheduler_count(); i++) {
        const Term message[] = {reference, i == 0 ? tables : NIL};
        (void)signal_send(p->id, signal_tuple(SIGNAL_MESSAGE, 2, message));
    }
    return reference;
}

/* ---- owner and heir ---- */

static Term give_away_3(struct process *p, const Term *args)
{
    struct ets_table *table = ets_get(p, args[0], ETS_OWN);
    if (table == NULL)
        return NON_VALUE;
    if (!term_is_local_pid(args[1]))
        return builtin_badarg(p);
    if (args[1] == p->id)
        return ets_badarg(p, ATOM_(owner));
    if (!ets_give(table, args[1]))
        return builtin_badarg(p);
    ets_announce(&p->heap, table, p->id, args[2]);
    return ATOM_(true);
}

/* What setopts/2 may change, each at most once. */
struct settings {
    Term heir, heir_data, protection;
};

static bool read_setting(struct settings *settings, Term option)
{
    bool heir = term_is_tuple(option) && tuple_arity(option) >= 2 && settings->heir == NON_VALUE &&
                tuple_get(option, 0) == ATOM_(heir);
    if (heir && tuple_arity(option) == 3) {
        settings->heir = tuple_get(option, 1);
        settings->heir_data = tuple_get(option, 2);
        return term_is_local_pid(settings->heir);
    }
    if (!term_is_tuple_of(option, 2))
        return false;
    Term value = tuple_get(option, 1);
    if (heir) {
        settings->heir = value;
        return value == ATOM_(none);
    }
    if (tuple_get(option, 0) != ATOM_(protection) || settings->protection != NON_VALUE)
        return false;
    settings->protection = value;
    return value == ATOM_(public) || value == ATOM_(protected) || value == ATOM_(private);
}

static bool read_settings(struct settings *settings, Term options)
{
    if (term_is_tuple(options))
        return read_setting(settings, options);
    for (; term_is_cons(options); options = list_tail(options))
        if (!read_setting(settings, list_head(options)))
            return false;
    return term_is_nil(options);
}

static Term setopts_2(struct process *p, const Term *args)
{
    struct ets_table *table = ets_get(p, args[0], ETS_OWN);
    if (table == NULL)
        return NON_VALUE;
    struct settings settings = {.heir_data = NIL};
    if (!read_settings(&settings, args[1]))
        return builtin_badarg(p);
    if (settings.heir != NON_VALUE)
        ets_set_heir(table, settings.heir, settings.heir_data);
    if (settings.protection != NON_VALUE)
        atomic_store_explicit(&table->protection, settings.protection, memory_order_relaxed);
    return ATOM_(true);
}

/* ---- fixing ---- */

/* tick:ets_purge(Table): frees what died while the table was fixed. */
static Term purge_slice(struct process *p, const Term *args)
{
    Term handle = args[0];
    struct ets_table *table = ets_find(handle);
    size_t budget = ets_free_budget(p), left = budget;
    if (table == NULL || ets_purge(table, &left))
        return ATOM_(true);
    builtin_charge(p, (int64_t)(budget - left) * ETS_REDUCTIONS_PER_FREE);
    return builtin_continue(p, ATOM_(ets_purge), 1, &handle);
}

static Term safe_fixtable_2(struct process *p, const Term *args)
{
    struct ets_table *table = ets_get(p, args[0], ETS_READ);
    if (table == NULL)
        return NON_VALUE;
    if (args[1] == ATOM_(true))
        return ets_fix(p, table) ? ATOM_(true) : ets_badarg(p, ATOM_(id));
    if (args[1] != ATOM_(false))
        return builtin_badarg(p);
    ets_unfix(p, table);
    return purge_slice(p, args);
}

const struct builtin_row builtins_ets_table[] = {
    {"ets", "new", 2, new_2},
    {"ets", "delete", 1, delete_1},
    {"ets", "rename", 2, rename_2},
    {"ets", "whereis", 1, whereis_1},
    {"ets", "internal_request_all", 0, internal_request_all_0},
    {"ets", "give_away", 3, give_away_3},
    {"ets", "setopts", 2, setopts_2},
    {"ets", "safe_fixtable", 2, safe_fixtable_2},
    {"tick", "ets_free", 2, free_slice},
    {"tick", "ets_purge", 1, purge_slice},
    {0},
};
