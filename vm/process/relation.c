/* SPDX-License-Identifier: Apache-2.0 */
/* relation.c: linear probing; a removed entry is filled from behind, so there are no tombstones.
 * The table grows at three quarters, shrinks at an eighth, and is never smaller than four places.
 */
#include "vm/process/relation.h"

#include "vm/term/hash.h"

#include <stdlib.h>

#define LEAST_PLACES 4

static uint32_t home(const struct relation_table *table, enum relation_kind kind, uint64_t key)
{
    return (uint32_t)hash_mix(key + kind) & table->mask;
}

static void resize(struct process *p, uint32_t places)
{
    struct relation_table *old = p->relations;
    struct relation_table *table = mem_zalloc(sizeof *table + places * sizeof(struct relation));
    table->mask = places - 1;
    p->relations = table;
    if (old == NULL)
        return;
    table->unlink_count = old->unlink_count;
    table->farewells = old->farewells;
    for (uint32_t i = 0; i <= old->mask; i++) {
        const struct relation *r = &old->places[i];
        if (r->kind != RELATION_NONE)
            relation_add(p, r->kind, r->key, r->pid, r->name)->detail = r->detail;
    }
    free(old);
}

struct relation *relation_find(const struct process *p, enum relation_kind kind, uint64_t key)
{
    struct relation_table *table = p->relations;
    if (table == NULL)
        return NULL;
    for (uint32_t i = home(table, kind, key);; i = (i + 1) & table->mask) {
        struct relation *r = &table->places[i];
        if (r->kind == RELATION_NONE)
            return NULL;
        if (r->key == key && r->kind == (uint32_t)kind)
            return r;
    }
}

struct relation *relation_add(struct process *p, enum relation_kind kind, uint64_t key, Term pid,
                              Term name)
{
    if (p->relations == NULL)
        resize(p, LEAST_PLACES);
    uint32_t places = p->relations->mask + 1;
    if (p->relations->count == places - places / 4)
        resize(p, places * 2);
    struct relation_table *table = p->relations;
    uint32_t i = home(table, kind, key);
    while (table->places[i].kind != RELATION_NONE)
        i = (i + 1) & table->mask;
    table->count++;
    table->places[i] = (struct relation){.key = key, .pid = pid, .name = name, .kind = kind};
    return &table->places[i];
}

/* Moves entries forward into HOLE as long as probing would otherwise stop before them. */
static void fill_hole(struct relation_table *table, uint32_t hole)
{
    for (uint32_t i = (hole + 1) & table->mask; table->places[i].kind != RELATION_NONE;
         i = (i + 1) & table->mask) {
        const struct relation *r = &table->places[i];
        uint32_t distance = (i - home(table, r->kind, r->key)) & table->mask;
        if (distance >= ((i - hole) & table->mask)) {
            table->places[hole] = *r;
            hole = i;
        }
    }
    table->places[hole].kind = RELATION_NONE;
}

void relation_remove(struct process *p, struct relation *relation)
{
    struct relation_table *table = p->relations;
    fill_hole(table, (uint32_t)(relation - table->places));
    table->count--;
    if (table->mask >= 64 && table->count < table->mask / 8)
        resize(p, (table->mask + 1) / 4);
}

struct relation *relation_at(const struct process *p, uint32_t *place)
{
    struct relation_table *table = p->relations;
    if (table == NULL)
        return NULL;
    for (; *place <= table->mask; ++*place)
        if (table->places[*place].kind != RELATION_NONE)
            return &table->places[*place];
    return NULL;
}

void relation_free_all(struct process *p)
{
    const struct relation *r;
    for (uint32_t i = 0; (r = relation_at(p, &i)) != NULL; i++)
        if (r->kind == RELATION_TAG)
            fragment_free(r->tag);
    free(p->relations);
    p->relations = NULL;
}
