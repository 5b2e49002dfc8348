/* SPDX-License-Identifier: Apache-2.0 */
/* binary_found.c: see binary_found.h. */
#include "vm/builtin/binary_found.h"

#include "vm/term/bits.h"

#include <string.h>

#define PLACES_PER_REDUCTION 2

#define MATCH_WORDS (3 + 2) /* the pair and its place in the list */
#define PART_WORDS  (SUB_BITS_WORDS + 2)

/* What a place adds to the result; of replace, at least. */
static const size_t place_words[] = {
    [SEARCH_MATCHES] = MATCH_WORDS,
    [SEARCH_SPLIT] = PART_WORDS,
    [SEARCH_REPLACE] = 2 * PART_WORDS,
};

bool found_keep(struct heap *heap, struct found *found)
{
    if (found->count == 0)
        return true;
    Term chunk = bits_from_bytes(heap, found->places, found->count * sizeof found->places[0]);
    if (chunk == NON_VALUE)
        return false;
    found->chunks = heap_cons(heap, chunk, found->chunks);
    found->total += found->count;
    found->count = 0;
    return true;
}

/* ---- cutting ---- */

struct cutting {
    struct process *p;
    enum search_action action;
    Term subject;
    size_t end; /* PARTS is what follows this byte */
    Term parts;
    Term extra;
};

static Term part(const struct cutting *c, size_t first, size_t end)
{
    return bits_sub(&c->p->heap, c->subject, first * 8, (end - first) * 8);
}

/* Another part in front, unless it is empty and to be left out. */
static void add_part(struct cutting *c, size_t first)
{
    enum trimming trimming = (enum trimming)small_value(c->extra);
    if (first == c->end &&
        (trimming == TRIM_ALL || (trimming == TRIM_END && term_is_nil(c->parts))))
        return;
    c->parts = heap_cons(&c->p->heap, part(c, first, c->end), c->parts);
}

static void add_match(struct cutting *c, const struct place *place)
{
    Term *cells = heap_alloc(&c->p->heap, MATCH_WORDS);
    cells[0] = HEADER(BOXED_TUPLE, 2);
    cells[1] = small_make((int64_t)place->at);
    cells[2] = small_make((int64_t)place->size);
    cells[3] = boxed_make(cells);
    cells[4] = c->parts;
    c->parts = cons_make(cells + 3);
}

/* What comes in the place of a match, the pieces of the replacement with the match between them,
 * and what follows it. */
static void add_replacement(struct cutting *c, const struct place *place)
{
    struct heap *heap = &c->p->heap;
    Term match = part(c, place->at, place->at + place->size), pieces = c->extra;
    Term parts = heap_cons(heap, part(c, place->at + place->size, c->end), c->parts);
    parts = heap_cons(heap, list_head(pieces), parts);
    for (pieces = list_tail(pieces); term_is_cons(pieces); pieces = list_tail(pieces)) {
        parts = heap_cons(heap, match, parts);
        parts = heap_cons(heap, list_head(pieces), parts);
        builtin_charge(c->p, 1);
    }
    c->parts = parts;
}

static void cut(struct cutting *c, const struct place *place)
{
    if (c->action == SEARCH_MATCHES) {
        add_match(c, place);
        return;
    }
    if (c->action == SEARCH_SPLIT) {
        add_part(c, place->at + place->size);
    } else {
        add_replacement(c, place);
    }
    c->end = place->at;
}

static Term complete(struct cutting *c)
{
    if (c->action == SEARCH_SPLIT)
        add_part(c, 0);
    if (c->action != SEARCH_REPLACE)
        return c->parts;
    c->parts = heap_cons(&c->p->heap, part(c, 0, c->end), c->parts);
    return builtin_trap1(c->p, export_get(ATOM_(erlang), ATOM_(iolist_to_binary), 1), c->parts);
}

/* tick:binary_cut(Action, Subject, Chunks, Left, End, Parts, Extra): of the first of the Chunks the
 * first Left places are left. */
static Term cut_slice(struct process *p, const Term *args)
{
    struct cutting c = {.p = p,
                        .action = (enum search_action)small_value(args[0]),
                        .subject = args[1],
                        .end = (size_t)small_value(args[4]),
                        .parts = args[5],
                        .extra = args[6]};
    Term chunks = args[2];
    size_t left = (size_t)small_value(args[3]);
    for (;;) {
        struct bits bits = bits_of(list_head(chunks));
        size_t budget = builtin_budget(p, PLACES_PER_REDUCTION), done = 0;
        for (struct place place; left > 0 && done < budget; done++) {
            memcpy(&place, bits.base + --left * sizeof place, sizeof place);
            cut(&c, &place);
        }
        builtin_charge(p, (int64_t)(done / PLACES_PER_REDUCTION));
        if (left > 0)
            break;
        chunks = list_tail(chunks);
        if (term_is_nil(chunks))
            return complete(&c);
        left = bits_size(list_head(chunks)) / 8 / sizeof(struct place);
        if (builtin_out_of_time(p))
            break;
    }
    return builtin_continue(p, ATOM_(binary_cut), 7,
                            (Term[]){args[0], c.subject, chunks, small_make((int64_t)left),
                                     small_make((int64_t)c.end), c.parts, c.extra});
}

Term found_result(struct process *p, enum search_action action, Term subject, struct found *found,
                  Term extra)
{
    struct cutting c = {p, action, subject, bits_size(subject) / 8, NIL, extra};
    if (action == SEARCH_MATCH)
        return found->count == 0 ? ATOM_(nomatch)
                                 : heap_tuple2(&p->heap, small_make((int64_t)found->places[0].at),
                                               small_make((int64_t)found->places[0].size));
    if (term_is_nil(found->chunks)) {
        if (action == SEARCH_REPLACE && found->count == 0)
            return subject;
        builtin_charge(p, (int64_t)(found->count / PLACES_PER_REDUCTION));
        while (found->count > 0)
            cut(&c, &found->places[--found->count]);
        return complete(&c);
    }
    if (!found_keep(&p->heap, found))
        return builtin_system_limit(p);
    size_t last = bits_size(list_head(found->chunks)) / 8 / sizeof(struct place);
    (void)builtin_continue(p, ATOM_(binary_cut), 7,
                           (Term[]){small_make(action), subject, found->chunks,
                                    small_make((int64_t)last), small_make((int64_t)c.end), NIL,
                                    extra});
    return builtin_make_room(p, found->total * place_words[action]);
}

const struct builtin_row builtins_binary_found[] = {
    {"tick", "binary_cut", 7, cut_slice},
    {0},
};
