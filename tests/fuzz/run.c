/* SPDX-License-Identifier: Apache-2.0 */
/* run.c: bytes as a BEAM file whose functions are called. What the verifier has let through may
 * raise, wait, or go on for ever, but it breaks nothing: handlers meet what they rely on, and heaps
 * can be walked between any two turns.
 *
 * Each input gets a machine of its own: one scheduler, virtual time, the same turns every time. For
 * each exported function there are processes that call it with different arguments; they are ended
 * when there have been enough turns. What builtins may be called is in allowed.c. */
#include "tests/fuzz/allowed.h"
#include "tests/fuzz/fuzz.h"

#include "loader/load.h"
#include "vm/interp/interp.h"
#include "vm/memory/gc.h"
#include "vm/memory/literal.h"
#include "vm/process/lifecycle.h"
#include "vm/process/schedulers.h"
#include "vm/term/atom.h"
#include "vm/term/bits.h"
#include "vm/term/map.h"

#include <stdlib.h>
#include <string.h>

enum {
    MOST_FUNCTIONS = 16,
    CALLS = 3, /* of each function */
    MOST_TURNS = 150,
    MOST_REDUCTIONS = 200, /* of a turn */
    MOST_WORDS = 1 << 16,  /* of a heap */
    PROCESSES = 1 << 10,
};

static unsigned turns;

static void report_nothing(struct process *p, Term reason)
{
    (void)p;
    (void)reason;
}

void fuzz_start(void)
{
    fuzz_machine();
    allow_some_builtins();
    proc_crash_hook = report_nothing;
}

/* ---- turns ---- */

/* P is switched out: all it refers to is on its stack, or among its roots. In the midst of an
 * instruction nobody knows. */
static void check_heap(struct process *p)
{
    if (p->regs->job != NULL || p->flags & (PROC_EXITING | PROC_MIDWAY))
        return;
    struct root_array roots[PROC_ROOT_ARRAYS];
    gc_check(&p->heap, roots, proc_roots(p, roots));
}

/* Does every process wait, and for nothing that will come? */
static bool is_quiet(struct scheduler *s)
{
    return run_queue_length(&s->queue) == 0 && atomic_load(&s->wheel.count) == 0;
}

static enum turn_end turn(struct registers *regs, struct process *p, int64_t quantum)
{
    if (++turns > MOST_TURNS) {
        scheduler_stop(0);
        return TURN_YIELDED;
    }
    enum turn_end end = interp_turn(regs, p, 1 + quantum % MOST_REDUCTIONS);
    if (end == TURN_YIELDED)
        check_heap(p);
    else if (is_quiet(regs->scheduler))
        scheduler_stop(0);
    return end;
}

/* ---- processes ---- */

/* One of some terms of all kinds. */
static Term argument(struct heap *heap, unsigned number)
{
    const Term list[] = {small_make(1), small_make(2), small_make(300)};
    const Term pair[] = {ATOM_(ok), small_make(7)};
    switch (number % 12) {
    case 0:
        return small_make(3);
    case 1:
        return heap_list(heap, COUNT_OF(list), list, NIL);
    case 2:
        return ATOM_(true);
    case 3:
        return heap_tuple(heap, COUNT_OF(pair), pair);
    case 4:
        return bits_from_bytes(heap, "\1abcdefg", 8);
    case 5:
        return heap_uint(heap, UINT64_MAX);
    case 6:
        return map_from_pairs(heap, 1, &pair[0], &pair[1]);
    case 7:
        return NIL;
    case 8:
        return heap_float(heap, 2.5);
    case 9:
        return small_make(0);
    case 10:
        return bits_sub(heap, bits_from_bytes(heap, "abc", 3), 3, 13);
    default:
        return heap_list(heap, COUNT_OF(list), list, ATOM_(undefined));
    }
}

static void spawn(const struct mfa *mfa, unsigned number)
{
    static struct settings settings;
    settings = *settings_default;
    settings.heap_limit = (struct heap_limit){.words = MOST_WORDS, .kill = true};
    struct spawn_options options = {.priority = PRIORITY_NORMAL, .settings = &settings};
    struct heap heap;
    heap_init(&heap, 1024);
    Term args = NIL;
    for (unsigned i = mfa->arity; i > 0; i--)
        args = heap_cons(&heap, argument(&heap, number + i - 1), args);
    if (proc_spawn(NULL, &options, mfa->module, mfa->function, args).error != SPAWN_OK)
        fuzz_broken("no process for %s/%u", atom_text(mfa->function)->utf8, mfa->arity);
    heap_release(&heap);
}

static void end_all(void)
{
    for (uint32_t i = 0; i < table_end(); i++)
        if (table_at(i) != NULL)
            proc_exit(table_at(i), ATOM_(killed));
}

static void call_functions(const struct module *module)
{
    scheduler_init(&(struct scheduler_options){
        .turn = turn, .seeded = true, .seed = 1, .max_processes = PROCESSES});
    turns = 0;
    for (uint32_t i = 0; i < module->export_count && i < MOST_FUNCTIONS; i++)
        for (unsigned call = 0; call < CALLS; call++)
            spawn(&module->exports[i], i * call + call * 5);
    if (module->export_count > 0)
        (void)scheduler_run();
    end_all();
}

/* ---- the module ---- */

static void forget(struct module *module)
{
    bool busy;
    if (module_delete(module->name) != MODULE_DELETED ||
        module_purge_begin(module->name, &busy) != module)
        fuzz_broken("the module is not there any more");
    module_purge_unlink(module);
    code_ranges_free(code_ranges_replaced());
    module_discard(module);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *error = NULL;
    struct module *module = load_read("input.beam", data, size, NON_VALUE, &error);
    free(error);
    if (module == NULL)
        return 0;
    if (module->on_load != NULL) { /* its functions would wait for that one */
        module_discard(module);
        return 0;
    }
    if (!module_publish(&module, 1))
        fuzz_broken("the module is not published");
    call_functions(module);
    forget(module);
    return 0;
}
