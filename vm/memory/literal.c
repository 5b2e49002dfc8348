/* SPDX-License-Identifier: Apache-2.0 */
/* literal.c: one reserved range of addresses, used from its low end; memory is committed in steps
 * as the used part grows. What is given back goes to a list sorted by address, where neighbours
 * merge; allocation takes the first piece that fits. Modules come and go rarely: simple beats fast
 * here. */
#include "vm/memory/literal.h"
#include "vm/base/pages.h"
#include "vm/memory/copy.h"
#include "vm/memory/off_heap.h"

#include <pthread.h>
#include <sys/mman.h>

#define COMMIT_STEP ((uintptr_t)1 << 20)

/* A free piece lies in the memory it describes; sizes are even so that one always fits. */
struct piece {
    struct piece *next;
    size_t words;
};

uintptr_t literal_base = UINTPTR_MAX - LITERAL_RANGE; /* a range that no object can be in */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static uintptr_t used_end;      /* first address never handed out */
static uintptr_t committed_end; /* first address that cannot be accessed yet */
static struct piece *free_pieces;

bool literal_area_init(void)
{
    void *range =
        mmap(NULL, LITERAL_RANGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (range == MAP_FAILED)
        return false;
    pages_hold_pointers(range, LITERAL_RANGE);
    literal_base = used_end = committed_end = (uintptr_t)range;
    return true;
}

static size_t piece_words(size_t words)
{
    return words == 0 ? 2 : (words + 1) & ~(size_t)1;
}

static Term *take_free(size_t words)
{
    for (struct piece **link = &free_pieces; *link != NULL; link = &(*link)->next) {
        struct piece *piece = *link;
        if (piece->words < words)
            continue;
        piece->words -= words;
        if (piece->words == 0)
            *link = piece->next;
        return (Term *)piece + piece->words;
    }
    return NULL;
}

static bool commit_up_to(uintptr_t end)
{
    if (end <= committed_end)
        return true;
    uintptr_t target = (end + COMMIT_STEP - 1) & ~(COMMIT_STEP - 1);
    if (target > literal_base + LITERAL_RANGE)
        target = literal_base + LITERAL_RANGE;
    if (mprotect((void *)committed_end, target - committed_end, PROT_READ | PROT_WRITE) != 0)
        return false;
    committed_end = target;
    return true;
}

static Term *take_fresh(size_t words)
{
    uintptr_t left = literal_base + LITERAL_RANGE - used_end;
    if (used_end == 0 || words > left / sizeof(Term))
        return NULL;
    uintptr_t start = used_end;
    if (!commit_up_to(start + words * sizeof(Term)))
        return NULL;
    used_end = start + words * sizeof(Term);
    return (Term *)start;
}

Term *literal_alloc(size_t words)
{
    if (words > LITERAL_RANGE / sizeof(Term))
        return NULL;
    size_t rounded = piece_words(words);
    pthread_mutex_lock(&lock);
    Term *place = take_free(rounded);
    if (place == NULL)
        place = take_fresh(rounded);
    pthread_mutex_unlock(&lock);
    return place;
}

/* Joins PIECE with the next one when that begins where it ends. */
static void merge_with_next(struct piece *piece)
{
    struct piece *next = piece->next;
    if (next != NULL && (Term *)piece + piece->words == (Term *)next) {
        piece->words += next->words;
        piece->next = next->next;
    }
}

void literal_free(Term *words, size_t count)
{
    struct piece *piece = (struct piece *)words;
    pthread_mutex_lock(&lock);
    struct piece *before = NULL;
    struct piece *after = free_pieces;
    while (after != NULL && after < piece) {
        before = after;
        after = after->next;
    }
    *piece = (struct piece){.next = after, .words = piece_words(count)};
    merge_with_next(piece);
    if (before == NULL) {
        free_pieces = piece;
    } else {
        before->next = piece;
        merge_with_next(before);
    }
    pthread_mutex_unlock(&lock);
}

static const Term *pointed_at(Term term)
{
    return term_is_cons(term) ? cons_ptr(term) : boxed_ptr(term);
}

Term literal_copy(Term term)
{
    if (term_is_immediate(term) || literal_contains(pointed_at(term)))
        return term;
    size_t words = copy_size_all(term);
    Term *place = literal_alloc(words);
    if (place == NULL)
        return NON_VALUE;
    Term *off_heap = NULL;
    return copy_term_all(term, &place, &off_heap);
}

/* Relies on copy_term: objects lie one behind the other, without gaps. */
void literal_release(Term *words, size_t count)
{
    for (Term *word = words; word < words + count; word++) {
        if (!term_is_header(*word))
            continue;
        if (off_heap_is_kind(header_kind(*word)))
            off_heap_release(word);
        word += header_raw_words(*word);
    }
    literal_free(words, count);
}

/* Relies on copy_term: the copy's first object is the first of its words. */
void literal_free_copy(Term literal)
{
    if (!term_is_immediate(literal))
        literal_release(term_is_cons(literal) ? cons_ptr(literal) : boxed_ptr(literal),
                        copy_size_all(literal));
}
