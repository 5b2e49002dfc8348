/* SPDX-License-Identifier: Apache-2.0 */
/* errand.c: keeping and doing errands. */
#include "vm/process/errand.h"

#include "vm/interp/interp.h"
#include "vm/interp/large_answer.h"
#include "vm/process/purge.h"
#include "vm/process/request.h"
#include "vm/process/settings.h"
#include "vm/process/suspend.h"
#include "vm/term/atom.h"

bool errand_keep(struct process *p, struct fragment *request)
{
    Term question = request_question(request);
    bool is_errand = term_is_tuple(question);
    bool waits = (p->flags & PROC_MIDWAY) && question != ATOM_(alive);
    if (LIKELY(!is_errand && !waits) && !answer_is_large(p, request))
        return false;
    if (is_errand && tuple_get(question, 0) == ATOM_(suspend_process))
        suspend_begin(p, request_from(request));
    struct fragment **end = &p->aside;
    while (*end != NULL)
        end = &(*end)->next;
    request->next = NULL;
    *end = request;
    p->flags |= PROC_ERRAND;
    return true;
}

/* The first errand, taken out of what P keeps; NULL: no more. */
static struct fragment *take_first(struct process *p)
{
    struct fragment **link = &p->aside;
    while (*link != NULL && (*link)->kind != SIGNAL_REQUEST)
        link = &(*link)->next;
    struct fragment *errand = *link;
    if (errand != NULL)
        *link = errand->next;
    return errand;
}

static void answer(struct fragment *errand, Term result)
{
    request_answer(errand, result);
    fragment_free(errand);
}

static void has_collected(struct process *p, void *errand)
{
    (void)p;
    answer(errand, ATOM_(true));
}

/* True: P is left to a dirty scheduler, and comes back to its other errands. */
static bool collect(struct process *p, struct fragment *errand, Term how)
{
    if (how == ATOM_(major))
        p->flags |= PROC_COLLECT_MAJOR;
    p->flags |= PROC_ERRAND;
    struct collection collection = {.then = has_collected, .context = errand};
    if (proc_collect_between(p, &collection))
        return true;
    p->flags &= ~(uint32_t)PROC_ERRAND;
    answer(errand, ATOM_(true));
    return false;
}

/* The same for a question. */
static bool tell(struct process *p, struct fragment *errand)
{
    p->flags |= PROC_ERRAND;
    if (leave_answer(p, errand))
        return true;
    p->flags &= ~(uint32_t)PROC_ERRAND;
    request_handle(p, errand);
    fragment_free(errand);
    return false;
}

/* Another process can set only this one. */
static Term set_flag(struct process *p, Term flag, Term value)
{
    Term old = small_make(p->settings->save_calls);
    if (flag != ATOM_(save_calls) || settings_read(settings_own(p), flag, value) != SETTING_DONE)
        return ATOM_(badarg);
    return old;
}

static Term result(struct process *p, Term question)
{
    switch (tuple_get(question, 0)) {
    case ATOM_(check_process_code):
        return purge_runs_old_code(p, tuple_get(question, 1)) ? ATOM_(true) : ATOM_(false);
    case ATOM_(process_flag):
        return set_flag(p, tuple_get(question, 1), tuple_get(question, 2));
    default:
        return tuple_get(question, 1);
    }
}

/* Does ERRAND, unless P is left to a dirty scheduler for it. */
static bool is_left(struct process *p, struct fragment *errand)
{
    Term question = request_question(errand);
    if (!term_is_tuple(question))
        return tell(p, errand);
    if (tuple_get(question, 0) == ATOM_(garbage_collect))
        return collect(p, errand, tuple_get(question, 1));
    answer(errand, result(p, question));
    return false;
}

bool errands_do(struct process *p)
{
    struct fragment *errand;
    p->flags &= ~(uint32_t)PROC_ERRAND;
    while ((errand = take_first(p)) != NULL)
        if (is_left(p, errand))
            return false;
    return true;
}

void errands_refuse(struct process *p)
{
    struct fragment *errand;
    while ((errand = take_first(p)) != NULL) {
        request_refuse(errand);
        fragment_free(errand);
    }
}
