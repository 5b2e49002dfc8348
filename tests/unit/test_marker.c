/* SPDX-License-Identifier: Apache-2.0 */
/* test_marker.c: where receives with a marker begin, whatever is taken out around it. */
#include "tests/unit/fake_process.h"

#include "vm/process/marker.h"
#include "vm/term/ref.h"

#include <criterion/criterion.h>

static void send(struct process *p, int64_t number)
{
    cr_assert(signal_push(p, signal_message(small_make(number))));
    mailbox_fetch(p);
}

static Term reference(struct process *p)
{
    return ref_put(heap_alloc(&p->heap, REF_WORDS), ref_next_number(), p->id);
}

/* The message that a receive for REF looks at first; NON_VALUE: there is none yet. */
static Term first_for(struct process *p, Term ref)
{
    mailbox_rewind(p);
    marker_use(p, ref);
    struct fragment *message = mailbox_current(p);
    mailbox_rewind(p);
    return message == NULL ? NON_VALUE : message->term;
}

Test(marker, a_receive_begins_behind_what_was_there_when_it_was_reserved)
{
    struct process *p = fake_running(1);
    send(p, 0);
    Term marker = marker_reserve(p), ref = reference(p);
    send(p, 1);
    cr_assert_eq(first_for(p, ref), small_make(0));
    marker_bind(p, marker, ref);
    cr_assert_eq(first_for(p, ref), small_make(1));
    cr_assert_eq(first_for(p, reference(p)), small_make(0));
    marker_clear(p, ref);
    cr_assert_eq(first_for(p, ref), small_make(0));
}

Test(marker, an_old_marker_gives_way_and_cannot_be_bound_any_more)
{
    struct process *p = fake_running(1);
    Term old = marker_reserve(p), ref = reference(p);
    send(p, 0);
    for (int i = 0; i < 100; i++)
        (void)marker_reserve(p);
    marker_bind(p, old, ref);
    cr_assert_eq(first_for(p, ref), small_make(0));
}

Test(marker, what_is_bound_to_no_reference_is_forgotten)
{
    struct process *p = fake_running(1);
    send(p, 0);
    Term marker = marker_reserve(p), ref = reference(p);
    marker_bind(p, marker, NIL);
    marker_bind(p, marker, ref);
    cr_assert_eq(first_for(p, ref), small_make(0));
    marker_clear(p, marker);
    marker_clear(p, NIL);
}

/* ---- against a model: a message is a number, and a marker lies behind those below its own ---- */

enum { STEPS = 20000, HELD = 6 };

struct model {
    Term refs[HELD];
    int64_t from[HELD];
    int64_t sent;
};

static uint64_t seed = 7;

static uint32_t draw(uint32_t below)
{
    seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
    return (uint32_t)(seed >> 33) % below;
}

static void reserve(struct process *p, struct model *model, uint32_t i)
{
    if (model->refs[i] != NON_VALUE)
        marker_clear(p, model->refs[i]);
    Term marker = marker_reserve(p);
    model->refs[i] = reference(p);
    model->from[i] = model->sent;
    marker_bind(p, marker, model->refs[i]);
}

static void remove_any(struct process *p)
{
    if (p->message_count == 0)
        return;
    for (uint32_t skip = draw(p->message_count); skip > 0; skip--)
        mailbox_skip(p);
    mailbox_remove(p);
}

static void check(struct process *p, const struct model *model)
{
    for (size_t i = 0; i < HELD; i++) {
        if (model->refs[i] == NON_VALUE)
            continue;
        const struct fragment *m = p->messages;
        while (m != NULL && small_value(m->term) < model->from[i])
            m = m->next;
        cr_assert_eq(first_for(p, model->refs[i]), m == NULL ? NON_VALUE : m->term);
    }
}

Test(marker, markers_stay_at_their_place_when_messages_come_and_go)
{
    struct process *p = fake_running(1);
    struct model model = {.sent = 0};
    for (int step = 0; step < STEPS; step++) {
        switch (draw(p->message_count > 20 ? 5 : 3)) {
        case 0:
            reserve(p, &model, draw(HELD));
            break;
        case 1:
            send(p, model.sent++);
            break;
        default:
            remove_any(p);
        }
        check(p, &model);
    }
}
