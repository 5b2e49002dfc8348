/* SPDX-License-Identifier: Apache-2.0 */
/* dictionary.c: open addressing with linear probing, as in relation.c. Hashes depend on the
 * contents of keys, never on where they lie, so a collection does not disturb the order. */
#include "vm/process/dictionary.h"

#include "vm/term/compare.h"
#include "vm/term/hash.h"

#include <stdlib.h>

#define LEAST_PAIRS 4

static uint32_t home(const struct dictionary *d, Term key)
{
    return (uint32_t)hash_internal(key) & d->mask;
}

static struct dictionary *dictionary_new(uint32_t pairs)
{
    struct dictionary *d = mem_zalloc(sizeof *d + 2 * pairs * sizeof(Term));
    d->mask = pairs - 1;
    return d;
}

/* The place of KEY, or the empty place where it would be. */
static uint32_t find(const struct dictionary *d, Term key)
{
    uint32_t i = home(d, key);
    while (d->words[2 * i] != NON_VALUE && !term_equal_exact(d->words[2 * i], key))
        i = (i + 1) & d->mask;
    return i;
}

static void resize(struct process *p, uint32_t pairs)
{
    struct dictionary *old = p->dictionary;
    struct dictionary *d = dictionary_new(pairs);
    d->count = old->count;
    for (uint32_t i = 0; i <= old->mask; i++) {
        Term key = old->words[2 * i];
        if (key == NON_VALUE)
            continue;
        uint32_t place = find(d, key);
        d->words[2 * place] = key;
        d->words[2 * place + 1] = old->words[2 * i + 1];
    }
    free(old);
    p->dictionary = d;
}

/* Does one more key need a larger array, or one less make a smaller one do? */
static bool is_full(const struct dictionary *d)
{
    uint32_t places = d->mask + 1;
    return d->count + 1 > places - places / 4;
}

static bool is_sparse(const struct dictionary *d)
{
    return d->mask >= 64 && d->count - 1 < d->mask / 8;
}

size_t dictionary_moves(const struct process *p, Term key, bool erases)
{
    const struct dictionary *d = p->dictionary;
    if (d == NULL || LIKELY(!(erases ? is_sparse(d) : is_full(d))))
        return 0;
    bool known = dictionary_get(p, key) != NON_VALUE;
    return known == erases ? d->count : 0;
}

Term dictionary_get(const struct process *p, Term key)
{
    const struct dictionary *d = p->dictionary;
    if (d == NULL)
        return NON_VALUE;
    uint32_t i = find(d, key);
    return d->words[2 * i] == NON_VALUE ? NON_VALUE : d->words[2 * i + 1];
}

Term dictionary_put(struct process *p, Term key, Term value)
{
    if (p->dictionary == NULL)
        p->dictionary = dictionary_new(LEAST_PAIRS);
    uint32_t i = find(p->dictionary, key);
    Term *pair = &p->dictionary->words[2 * i];
    if (pair[0] != NON_VALUE) {
        Term before = pair[1];
        pair[1] = value;
        return before;
    }
    pair[0] = key;
    pair[1] = value;
    bool full = is_full(p->dictionary);
    p->dictionary->count++;
    if (full)
        resize(p, 2 * (p->dictionary->mask + 1));
    return NON_VALUE;
}

static void fill_hole(struct dictionary *d, uint32_t hole)
{
    for (uint32_t i = (hole + 1) & d->mask; d->words[2 * i] != NON_VALUE; i = (i + 1) & d->mask) {
        uint32_t distance = (i - home(d, d->words[2 * i])) & d->mask;
        if (distance >= ((i - hole) & d->mask)) {
            d->words[2 * hole] = d->words[2 * i];
            d->words[2 * hole + 1] = d->words[2 * i + 1];
            hole = i;
        }
    }
    d->words[2 * hole] = d->words[2 * hole + 1] = NON_VALUE;
}

Term dictionary_erase(struct process *p, Term key)
{
    struct dictionary *d = p->dictionary;
    if (d == NULL)
        return NON_VALUE;
    uint32_t i = find(d, key);
    if (d->words[2 * i] == NON_VALUE)
        return NON_VALUE;
    Term value = d->words[2 * i + 1];
    fill_hole(d, i);
    bool sparse = is_sparse(d);
    if (--d->count == 0)
        dictionary_free(p);
    else if (sparse)
        resize(p, (d->mask + 1) / 4);
    return value;
}

void dictionary_free(struct process *p)
{
    free(p->dictionary);
    p->dictionary = NULL;
}

bool dictionary_at(const struct process *p, uint32_t *place, Term *key, Term *value)
{
    const struct dictionary *d = p->dictionary;
    if (d == NULL)
        return false;
    for (; *place <= d->mask; ++*place) {
        *key = d->words[2 * *place];
        *value = d->words[2 * *place + 1];
        if (*key != NON_VALUE)
            return true;
    }
    return false;
}
