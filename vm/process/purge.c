/* SPDX-License-Identifier: Apache-2.0 */
/* purge.c: purging is a census (census.h). Before it, exports and funs stop leading to the old
 * version. The first barrier waits for turns that had found the way just before, and for processes
 * that were being spawned; then every process tells whether it runs the code. When none does, it is
 * taken out of the table of places, and after the second barrier nobody looks at it any more. */
#include "vm/process/purge.h"

#include "vm/process/census.h"
#include "vm/process/literals.h"
#include "vm/process/request.h"
#include "vm/term/atom.h"

#include <stdlib.h>

struct purge {
    struct census census;
    struct module *module;
    struct code_ranges *replaced;
    Term requester; /* NIL: nobody waits */
    bool kill;
    _Atomic(bool) found; /* a process that runs it */
};

static bool runs(const struct process *p, const struct module *module)
{
    if (module_has_code(module, p->pc))
        return true;
    for (const Term *word = p->heap.stop; word < p->heap.end; word++) {
        if (term_is_header(*word) && module_has_code(module, (CodePtr)(uintptr_t)*word))
            return true;
        if (term_is_catch(*word) && module_has_code(module, catch_code(*word)))
            return true;
    }
    return false;
}

static bool visit(struct census *census, struct process *p)
{
    struct purge *purge = (struct purge *)census;
    if (!runs(p, purge->module))
        return true;
    atomic_store(&purge->found, true);
    if (purge->kill) {
        p->flags |= PROC_EXITING;
        p->exit_reason = ATOM_(killed);
    }
    return true;
}

static bool goes(struct purge *purge)
{
    return purge->kill || !atomic_load(&purge->found);
}

static void visited(struct census *census)
{
    struct purge *purge = (struct purge *)census;
    if (goes(purge))
        module_purge_unlink(purge->module);
    else
        module_purge_cancel(purge->module);
    purge->replaced = code_ranges_replaced();
}

static void done(struct census *census)
{
    struct purge *purge = (struct purge *)census;
    struct module *module = purge->module;
    bool found = atomic_load(&purge->found);
    if (goes(purge)) {
        if (module->literals != NULL)
            literals_retire(module->literals, module->literal_words);
        module_free(module);
    }
    code_ranges_free(purge->replaced);
    if (purge->requester != NIL)
        request_reply(purge->requester, found == purge->kill ? ATOM_(true) : ATOM_(false));
    free(purge);
}

static void begin(struct module *module, Term requester, bool kill)
{
    struct purge *purge = mem_alloc(sizeof *purge);
    *purge = (struct purge){
        .census = {.visit = visit, .visited = visited, .done = done},
        .module = module,
        .requester = requester,
        .kill = kill,
    };
    census_begin(&purge->census);
}

void purge_given_up(struct module *module)
{
    begin(module, NIL, true);
}

enum purge_start purge_start(const struct process *p, Term name, bool kill)
{
    bool busy;
    struct module *module = module_purge_begin(name, &busy);
    if (module == NULL)
        return busy ? PURGE_BUSY : PURGE_NOTHING;
    begin(module, p->id, kill);
    return PURGE_STARTED;
}

bool purge_runs_old_code(const struct process *p, Term name)
{
    const struct module *module = module_old(name);
    return module != NULL && runs(p, module);
}
