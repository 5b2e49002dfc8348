/* SPDX-License-Identifier: Apache-2.0 */
/* module.c: the table of loaded modules, publishing a new version, and loading on demand. Looking
 * up takes no lock: a new version takes the place of the old one in its chain with one store, and
 * the old one keeps its own link, so that a reader who stands on it finds its way on.
 * Modules whose on_load function has not returned are in a list of their own, which only those see
 * who miss a module in the table. */
#include "vm/code/tables.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#define BUCKETS 512 /* a power of two */

module_loader_fn *module_loader;
module_reader_fn *module_reader;
module_chunk_fn *module_chunk;
const struct module_path *module_path;

static _Atomic(struct module *) *buckets;
static _Atomic(struct module *) pending; /* changed under the lock */
static pthread_mutex_t table_lock = PTHREAD_MUTEX_INITIALIZER;

void module_table_init(void)
{
    buckets = mem_zalloc(BUCKETS * sizeof *buckets);
}

void code_init(void)
{
    export_table_init();
    fun_table_init();
    module_table_init();
}

void module_lock(void)
{
    pthread_mutex_lock(&table_lock);
}

void module_unlock(void)
{
    pthread_mutex_unlock(&table_lock);
}

_Atomic(struct module *) *module_link(Term name)
{
    _Atomic(struct module *) *link = &buckets[atom_index(name) & (BUCKETS - 1)];
    struct module *module;
    while ((module = atomic_load_explicit(link, memory_order_acquire)) != NULL &&
           module->name != name)
        link = &module->next;
    return link;
}

struct module *module_find(Term name)
{
    return atomic_load_explicit(module_link(name), memory_order_acquire);
}

void module_each(void (*visit)(struct module *, void *), void *context)
{
    pthread_mutex_lock(&table_lock);
    for (unsigned i = 0; i < BUCKETS; i++)
        for (struct module *module = atomic_load(&buckets[i]); module != NULL;
             module = atomic_load(&module->next))
            visit(module, context);
    pthread_mutex_unlock(&table_lock);
}

/* ---- publishing ---- */

static void fill_exports(const struct module *module)
{
    for (uint32_t i = 0; i < module->export_count; i++) {
        const struct mfa *mfa = &module->exports[i];
        struct export *export = export_get(mfa->module, mfa->function, mfa->arity);
        if (export->builtin == NULL)
            atomic_store_explicit(&export->code, module->code + module->export_entries[i],
                                  memory_order_release);
    }
}

void module_clear_exports(const struct module *module)
{
    for (uint32_t i = 0; i < module->export_count; i++) {
        const struct mfa *mfa = &module->exports[i];
        struct export *export = export_get(mfa->module, mfa->function, mfa->arity);
        CodePtr expected = module->code + module->export_entries[i];
        atomic_compare_exchange_strong(&export->code, &expected, export->stub);
    }
}

void module_fill_funs(const struct module *module)
{
    for (uint32_t i = 0; i < module->fun_count; i++)
        atomic_store_explicit(&module->funs[i].entry->code, module->code + module->funs[i].offset,
                              memory_order_release);
}

void module_restore_funs(const struct module *module)
{
    for (uint32_t i = 0; i < module->fun_count; i++) {
        CodePtr expected = NULL;
        atomic_compare_exchange_strong(&module->funs[i].entry->code, &expected,
                                       module->code + module->funs[i].offset);
    }
}

void module_clear_funs(const struct module *module)
{
    for (uint32_t i = 0; i < module->fun_count; i++) {
        CodePtr expected = module->code + module->funs[i].offset;
        atomic_compare_exchange_strong(&module->funs[i].entry->code, &expected, NULL);
    }
}

/* Is there room for one more version: no current one, or no old one? */
static bool has_room(Term name)
{
    return module_find(name) == NULL || version_find_old(name) == NULL;
}

/* Under the lock; there is room. */
static void make_current(struct module *module)
{
    fill_exports(module);
    _Atomic(struct module *) *link = module_link(module->name);
    struct module *old = atomic_load_explicit(link, memory_order_relaxed);
    if (old != NULL) {
        module_clear_exports(old);
        atomic_store_explicit(&module->next, atomic_load(&old->next), memory_order_relaxed);
    }
    atomic_store_explicit(link, module, memory_order_release); /* pairs with module_link */
    if (old != NULL)
        version_add_old(old);
}

static void publish(struct module *module)
{
    locate_add(module);
    module_fill_funs(module);
    if (module->on_load == NULL) {
        make_current(module);
        return;
    }
    atomic_init(&module->on_load_runner, NIL);
    atomic_init(&module->next, pending);
    atomic_store(&pending, module);
}

bool module_publish(struct module *const *modules, size_t count)
{
    bool purged = true;
    module_lock();
    for (size_t i = 0; i < count; i++)
        purged = purged && has_room(modules[i]->name);
    for (size_t i = 0; purged && i < count; i++)
        publish(modules[i]);
    module_unlock();
    return purged;
}

/* ---- on_load ---- */

struct module *module_pending(Term name)
{
    pthread_mutex_lock(&table_lock);
    struct module *module = pending;
    while (module != NULL && module->name != name)
        module = module->next;
    pthread_mutex_unlock(&table_lock);
    return module;
}

bool module_on_load_done(struct module *module, bool ok)
{
    pthread_mutex_lock(&table_lock);
    _Atomic(struct module *) *link = &pending;
    while (*link != module)
        link = &(*link)->next;
    atomic_store(link, atomic_load(&module->next));
    atomic_store(&module->next, NULL);
    bool stays = ok && has_room(module->name);
    if (stays)
        make_current(module);
    else
        module_clear_funs(module);
    pthread_mutex_unlock(&table_lock);
    return stays;
}

/* ---- loading on demand ---- */

/* A load going on, on the stack of the thread that does it. */
struct load_in_progress {
    Term name;
    struct load_in_progress *next;
};

static pthread_mutex_t load_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t load_done = PTHREAD_COND_INITIALIZER;
static struct load_in_progress *loads;

static bool is_in_progress(Term name)
{
    const struct load_in_progress *load = loads;
    while (load != NULL && load->name != name)
        load = load->next;
    return load != NULL;
}

/* Waits until nobody loads NAME. Then, unless it is loaded, the caller does: LOAD is entered. */
static bool begin_load(struct load_in_progress *load)
{
    pthread_mutex_lock(&load_lock);
    while (is_in_progress(load->name))
        pthread_cond_wait(&load_done, &load_lock);
    bool wanted = module_find(load->name) == NULL && module_pending(load->name) == NULL;
    if (wanted) {
        load->next = loads;
        loads = load;
    }
    pthread_mutex_unlock(&load_lock);
    return wanted;
}

static void end_load(const struct load_in_progress *load)
{
    pthread_mutex_lock(&load_lock);
    struct load_in_progress **link = &loads;
    while (*link != load)
        link = &(*link)->next;
    *link = load->next;
    pthread_cond_broadcast(&load_done);
    pthread_mutex_unlock(&load_lock);
}

static enum module_state state_of(Term name)
{
    if (module_find(name) != NULL)
        return MODULE_LOADED;
    return module_pending(name) != NULL ? MODULE_PENDING : MODULE_MISSING;
}

enum module_state module_ensure_loaded(Term name)
{
    if (module_find(name) != NULL)
        return MODULE_LOADED;
    struct load_in_progress load = {.name = name};
    if (module_loader == NULL || !begin_load(&load))
        return state_of(name);
    char *error = NULL;
    (void)module_loader(name, &error);
    end_load(&load);
    if (error != NULL)
        fprintf(stderr, "tick: %s\n", error);
    free(error);
    return state_of(name);
}
