/* SPDX-License-Identifier: Apache-2.0 */
/* external_id.c: identifiers of this node in the form that other nodes see, and back. A pid's 60
 * bits are 28 of index and 32 of serial; a reference's 64 are 18, 32 and 14. */
#include "vm/term/external_id.h"
#include "vm/term/atom.h"
#include "vm/term/ref.h"

#define PID_INDEX_BITS 28
#define PID_INDEX_MASK ((1u << PID_INDEX_BITS) - 1)
#define REF_LOW_BITS   18
#define REF_LOW_MASK   ((1u << REF_LOW_BITS) - 1)
#define REF_HIGH_BITS  14

static void pid_numbers(uint64_t data, uint32_t *numbers)
{
    numbers[0] = (uint32_t)data & PID_INDEX_MASK;
    numbers[1] = (uint32_t)(data >> PID_INDEX_BITS);
}

static Term pid_from_numbers(const uint32_t *numbers)
{
    return pid_make((uint64_t)numbers[1] << PID_INDEX_BITS | numbers[0]);
}

static void ref_numbers(Term ref, struct external_id *id)
{
    uint64_t number = ref_number(ref);
    id->count = 3;
    id->numbers[0] = (uint32_t)number & REF_LOW_MASK;
    id->numbers[1] = (uint32_t)(number >> REF_LOW_BITS);
    id->numbers[2] = (uint32_t)(number >> (REF_LOW_BITS + 32));
    if (term_is_kind(ref, BOXED_REF) && term_is_local_pid(boxed_ptr(ref)[2])) {
        id->count = 5;
        pid_numbers(pid_data(boxed_ptr(ref)[2]), id->numbers + 3);
    }
}

static void local_id_of(Term term, struct external_id *id)
{
    id->node = ATOM_(nonode);
    id->creation = 0;
    if (term_is_local_ref(term)) {
        ref_numbers(term, id);
        return;
    }
    id->count = 2;
    if (term_is_local_pid(term)) {
        pid_numbers(pid_data(term), id->numbers);
    } else {
        id->numbers[0] = (uint32_t)port_data(term);
        id->numbers[1] = (uint32_t)(port_data(term) >> 32);
    }
}

void external_id_of(Term term, struct external_id *id)
{
    if (!term_is_kind(term, BOXED_EXTERNAL)) {
        local_id_of(term, id);
        return;
    }
    const Term *words = boxed_ptr(term);
    id->node = words[2];
    id->creation = (uint32_t)words[3];
    id->count = (uint32_t)header_arity(words[0]) - 3;
    for (uint32_t i = 0; i < id->count; i++)
        id->numbers[i] = (uint32_t)words[4 + i];
}

static Term ref_from_numbers(struct heap *heap, const struct external_id *id)
{
    uint64_t number = (uint64_t)id->numbers[2] << (REF_LOW_BITS + 32) |
                      (uint64_t)id->numbers[1] << REF_LOW_BITS | id->numbers[0];
    Term maker = id->count == 5 ? pid_from_numbers(id->numbers + 3) : NIL;
    return ref_put(heap_alloc(heap, REF_WORDS), number, maker);
}

/* Does the local form have room for these numbers? */
static bool fits_here(enum external_kind kind, const struct external_id *id)
{
    const uint32_t *numbers = id->numbers;
    switch (kind) {
    case EXTERNAL_PID:
        return numbers[0] <= PID_INDEX_MASK;
    case EXTERNAL_PORT:
        return numbers[1] >> PID_INDEX_BITS == 0;
    case EXTERNAL_REF:
        return (id->count == 3 || (id->count == 5 && numbers[3] <= PID_INDEX_MASK)) &&
               numbers[0] <= REF_LOW_MASK && numbers[2] >> REF_HIGH_BITS == 0;
    }
    return false;
}

static Term local_form(struct heap *heap, enum external_kind kind, const struct external_id *id)
{
    switch (kind) {
    case EXTERNAL_PID:
        return pid_from_numbers(id->numbers);
    case EXTERNAL_PORT:
        return port_make((uint64_t)id->numbers[1] << 32 | id->numbers[0]);
    default:
        return ref_from_numbers(heap, id);
    }
}

Term external_id_term(struct heap *heap, enum external_kind kind, const struct external_id *id)
{
    if (id->node == ATOM_(nonode) && id->creation == 0 && fits_here(kind, id))
        return local_form(heap, kind, id);
    Term *cell = heap_alloc(heap, 4 + id->count);
    cell[0] = HEADER(BOXED_EXTERNAL, 3 + id->count);
    cell[1] = SMALL(kind);
    cell[2] = id->node;
    cell[3] = id->creation;
    for (uint32_t i = 0; i < id->count; i++)
        cell[4 + i] = id->numbers[i];
    return boxed_make(cell);
}
