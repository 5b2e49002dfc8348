/* SPDX-License-Identifier: Apache-2.0 */
/* fun_table.c: the table of fun entries. Funs that a module made stay valid when it is loaded
 * again, as long as the compiler gave the fun the same index and unique number: the entry is then
 * the same one. */
#include "vm/code/tables.h"

#include <pthread.h>

#define BUCKETS 2048 /* a power of two */

static struct fun_entry **buckets;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

void fun_table_init(void)
{
    buckets = mem_zalloc(BUCKETS * sizeof *buckets);
}

static struct fun_entry **bucket_of(Term module, uint32_t uniq, uint32_t index)
{
    return &buckets[(atom_index(module) * 31 + uniq + index) & (BUCKETS - 1)];
}

static struct fun_entry *find(struct fun_entry *entry, Term module, uint32_t uniq, uint32_t index)
{
    while (entry != NULL &&
           !(entry->module == module && entry->index == index && entry->uniq == uniq))
        entry = entry->next;
    return entry;
}

struct fun_entry *fun_entry_get(Term module, uint32_t old_index, uint32_t old_uniq, uint32_t index)
{
    struct fun_entry **bucket = bucket_of(module, old_uniq, index);
    pthread_mutex_lock(&lock);
    struct fun_entry *entry = find(*bucket, module, old_uniq, index);
    if (entry == NULL) {
        entry = mem_zalloc(sizeof *entry);
        entry->module = module;
        entry->index = index;
        entry->old_index = old_index;
        entry->uniq = old_uniq;
        entry->next = *bucket;
        *bucket = entry;
    }
    pthread_mutex_unlock(&lock);
    return entry;
}
