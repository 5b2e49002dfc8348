/* SPDX-License-Identifier: Apache-2.0 */
/* marker.c: a handful of markers for each process that has ever reserved one. */
#include "vm/process/marker.h"

#include "vm/term/ref.h"

/* As many receives for new references can be under way, one inside the other, in constant time. */
#define MARKERS 8

struct marker {
    struct fragment **link; /* NULL: a free place */
    uint64_t serial;        /* what marker_reserve returned */
    uint64_t reference;     /* its number; 0: not bound yet */
};

struct markers {
    uint64_t serial;                /* of the newest */
    uint64_t used;                  /* reference of the receive that goes on: PROC_BY_MARKER */
    struct fragment **priority_end; /* NULL: no priority message has ever come */
    struct marker places[MARKERS];
};

/* Invariant of marker.h: whoever puts a marker at LINK says so to the message that LINK is in.
 * Returns LINK. */
static struct fragment **marked(const struct process *p, struct fragment **link)
{
    if (link != &p->messages)
        ((struct fragment *)link)->flags |= FRAGMENT_MARKED;
    return link;
}

static struct markers *own_markers(struct process *p)
{
    if (UNLIKELY(p->markers == NULL))
        p->markers = mem_zalloc(sizeof *p->markers);
    return p->markers;
}

/* A free place, or else the one of the oldest: serials count up, and a free one has 0. */
static struct marker *place_for_new(struct markers *markers)
{
    struct marker *oldest = &markers->places[0];
    for (struct marker *m = oldest + 1; m < markers->places + MARKERS; m++)
        if (m->serial < oldest->serial)
            oldest = m;
    return oldest;
}

Term marker_reserve(struct process *p)
{
    struct markers *markers = own_markers(p);
    struct marker *marker = place_for_new(markers);
    *marker = (struct marker){.serial = ++markers->serial};
    marker->link = marked(p, p->messages_end);
    return small_make((int64_t)marker->serial);
}

static struct marker *with_serial(const struct process *p, Term serial)
{
    if (p->markers == NULL || !term_is_small(serial))
        return NULL;
    for (struct marker *m = p->markers->places; m < p->markers->places + MARKERS; m++)
        if (m->link != NULL && m->serial == (uint64_t)small_value(serial))
            return m;
    return NULL;
}

static struct marker *with_reference(const struct process *p, Term reference)
{
    if (p->markers == NULL || !term_is_local_ref(reference))
        return NULL;
    for (struct marker *m = p->markers->places; m < p->markers->places + MARKERS; m++)
        if (m->link != NULL && m->reference == ref_number(reference))
            return m;
    return NULL;
}

void marker_bind(struct process *p, Term marker, Term reference)
{
    struct marker *m = with_serial(p, marker);
    if (m == NULL)
        return;
    if (term_is_local_ref(reference))
        m->reference = ref_number(reference);
    else
        *m = (struct marker){0};
}

void marker_clear(struct process *p, Term marker)
{
    struct marker *m = term_is_small(marker) ? with_serial(p, marker) : with_reference(p, marker);
    if (m != NULL)
        *m = (struct marker){0};
}

void marker_use(struct process *p, Term reference)
{
    const struct marker *m = with_reference(p, reference);
    if (m == NULL)
        return;
    p->save = m->link;
    p->flags |= PROC_BY_MARKER;
    p->markers->used = m->reference;
}

void marker_move(struct process *p, struct fragment **old, struct fragment **link)
{
    for (struct marker *m = p->markers->places; m < p->markers->places + MARKERS; m++)
        if (m->link == old)
            m->link = marked(p, link);
    if (p->markers->priority_end == old)
        p->markers->priority_end = marked(p, link);
}

/* ---- priority messages ---- */

/* Is the reference with NUMBER in MESSAGE? Its terms lie in its data one behind the other. */
static bool mentions(const struct fragment *message, uint64_t number)
{
    for (size_t i = 0; i + 1 < message->words; i++) {
        Term word = message->data[i];
        if (!term_is_header(word))
            continue;
        unsigned kind = header_kind(word);
        if ((kind == BOXED_REF || kind == BOXED_MAGIC_REF) && message->data[i + 1] == number)
            return true;
        i += header_raw_words(word);
    }
    return false;
}

/* The receive that goes on has to look at MESSAGE, which is at LINK, unless it wants only those
 * with another reference. */
static void look_again(struct process *p, const struct fragment *message, struct fragment **link)
{
    if (!(p->flags & PROC_BY_MARKER))
        p->save = &p->messages;
    else if (mentions(message, p->markers->used))
        p->save = link;
}

void marker_insert_priority(struct process *p, struct fragment *message)
{
    struct markers *markers = own_markers(p);
    struct fragment **link = markers->priority_end;
    if (link == NULL)
        link = &p->messages;
    message->next = *link;
    *link = message;
    if (p->messages_end == link)
        p->messages_end = &message->next;
    p->message_count++;
    for (struct marker *m = markers->places; m < markers->places + MARKERS; m++)
        if (m->link != NULL && (m->reference == 0 || mentions(message, m->reference)))
            m->link = marked(p, link);
    markers->priority_end = marked(p, &message->next);
    look_again(p, message, link);
}
