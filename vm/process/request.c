/* SPDX-License-Identifier: Apache-2.0 */
/* request.c: asking and answering. */
#include "vm/process/request.h"

#include "vm/process/info.h"
#include "vm/process/purge.h"
#include "vm/term/atom.h"

bool request_send(const struct process *p, Term other, Term question)
{
    return signal_send(other, signal_tuple(SIGNAL_REQUEST, 2, (const Term[]){p->id, question}));
}

Term request_take_answer(struct process *p)
{
    struct fragment *reply = p->reply;
    if (reply == NULL)
        return NON_VALUE;
    p->reply = NULL;
    Term answer = reply->term;
    if (reply->words == 0)
        fragment_free(reply);
    else
        heap_adopt(&p->heap, reply);
    return answer;
}

void request_reply(Term pid, Term value)
{
    struct fragment *reply = signal_message(value);
    reply->kind = SIGNAL_REPLY;
    (void)signal_send(pid, reply);
}

static void answer(Term request, Term value)
{
    request_reply(tuple_get(request, 0), value);
}

/* {check_process_code, Module} */
static bool is_about_code(Term question)
{
    return term_is_tuple_of(question, 2) && tuple_get(question, 0) == ATOM_(check_process_code);
}

static Term runs_old_code(const struct process *p, Term name)
{
    return purge_runs_old_code(p, name) ? ATOM_(true) : ATOM_(false);
}

/* The answer is put together outside P's heap, whose own terms it may refer to until it is copied.
 */
void request_answer(struct process *p, Term request)
{
    Term question = tuple_get(request, 1);
    if (question == ATOM_(alive)) {
        answer(request, ATOM_(true));
        return;
    }
    if (is_about_code(question)) {
        answer(request, runs_old_code(p, tuple_get(question, 1)));
        return;
    }
    struct heap heap;
    heap_init(&heap, 64);
    answer(request, info_items(&heap, p, question));
    heap_release(&heap);
}

void request_refuse(Term request)
{
    Term question = tuple_get(request, 1);
    bool boolean = question == ATOM_(alive) || is_about_code(question);
    answer(request, boolean ? ATOM_(false) : ATOM_(undefined));
}
