/* SPDX-License-Identifier: Apache-2.0 */
/* request.c: asking and answering. */
#include "vm/process/request.h"

#include "vm/process/info.h"
#include "vm/term/atom.h"

/* Elements of an answer that is a message. */
#define WRAP_MOST 4

bool request_send(const struct process *p, Term other, Term question, Term wrap)
{
    const Term request[] = {p->id, question, wrap};
    return signal_send(other, signal_tuple(SIGNAL_REQUEST, COUNT_OF(request), request));
}

Term request_take_answer(struct process *p)
{
    struct fragment **link = &p->aside;
    while (*link != NULL && (*link)->kind != SIGNAL_REPLY)
        link = &(*link)->next;
    struct fragment *reply = *link;
    if (reply == NULL)
        return NON_VALUE;
    *link = reply->next;
    Term answer = reply->term;
    if (reply->words == 0)
        fragment_free(reply);
    else
        heap_adopt(&p->heap, reply);
    return answer;
}

void request_deliver(Term pid, struct fragment *reply)
{
    reply->kind = SIGNAL_REPLY;
    (void)signal_send(pid, reply);
}

void request_reply(Term pid, Term value)
{
    request_deliver(pid, signal_message(value));
}

static struct fragment *wrapped(Term wrap, Term answer)
{
    Term elements[WRAP_MOST];
    size_t count = 0;
    for (; term_is_cons(wrap) && count < WRAP_MOST - 1; wrap = list_tail(wrap))
        elements[count++] = list_head(wrap);
    elements[count++] = answer;
    return signal_tuple(SIGNAL_MESSAGE, count, elements);
}

void request_answer(const struct fragment *request, Term answer)
{
    Term from = request_from(request), wrap = tuple_get(request->term, 2);
    if (request_is_awaited(request))
        request_reply(from, answer);
    else if (term_is_cons(wrap))
        (void)signal_send(from, wrapped(wrap, answer));
}

/* The answer is put together outside P's heap, whose own terms it may refer to until it is copied.
 */
void request_handle(struct process *p, const struct fragment *request)
{
    Term question = request_question(request);
    if (question == ATOM_(alive)) {
        request_answer(request, ATOM_(true));
        return;
    }
    struct heap heap;
    heap_init(&heap, 64);
    request_answer(request, info_items(&heap, p, question));
    heap_release(&heap);
}

void request_refuse(const struct fragment *request)
{
    Term question = request_question(request);
    Term what = term_is_tuple(question) ? tuple_get(question, 0) : question;
    switch (what) {
    case ATOM_(alive):
    case ATOM_(garbage_collect):
    case ATOM_(check_process_code):
        request_answer(request, ATOM_(false));
        return;
    case ATOM_(process_flag):
        request_answer(request, ATOM_(badtype));
        return;
    case ATOM_(suspend_process):
        request_answer(request, ATOM_(exited));
        return;
    default:
        request_answer(request, ATOM_(undefined));
    }
}
