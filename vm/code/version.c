/* SPDX-License-Identifier: Apache-2.0 */
/* version.c: old versions of modules. A name has a current version, which exports lead to, and an
 * old one at most, which some processes may still run and funs may lead to. It goes when it is
 * purged: vm/process/purge.c finds out when that is safe, here is what it does to the tables. */
#include "vm/code/tables.h"
#include "vm/memory/literal.h"

#include <stdlib.h>

static struct module *old_versions;

/* ---- under the lock ---- */

struct module *version_find_old(Term name)
{
    struct module *module = old_versions;
    while (module != NULL && module->name != name)
        module = module->next_old;
    return module;
}

void version_add_old(struct module *module)
{
    module->next_old = old_versions;
    old_versions = module;
}

static void remove_old(const struct module *module)
{
    struct module **link = &old_versions;
    while (*link != NULL && *link != module)
        link = &(*link)->next_old;
    if (*link != NULL)
        *link = module->next_old;
}

static enum module_deleted delete(Term name) {
    _Atomic(struct module *) *link = module_link(name);
    struct module *module = atomic_load_explicit(link, memory_order_relaxed);
    if (module == NULL) return MODULE_ABSENT;
    if (version_find_old(name) != NULL) return MODULE_NOT_PURGED;
    atomic_store_explicit(link, atomic_load(&module->next), memory_order_release);
    module_clear_exports(module);
    version_add_old(module);
    return MODULE_DELETED;
}

/* ---- the public forms ---- */

struct module *module_old(Term name)
{
    module_lock();
    struct module *module = version_find_old(name);
    module_unlock();
    return module;
}

enum module_deleted module_delete(Term name)
{
    module_lock();
    enum module_deleted result = delete (name);
    module_unlock();
    return result;
}

struct module *module_purge_begin(Term name, bool *busy)
{
    module_lock();
    struct module *module = version_find_old(name);
    *busy = module != NULL && module->purging;
    if (*busy)
        module = NULL;
    if (module != NULL) {
        module->purging = true;
        module_clear_funs(module);
    }
    module_unlock();
    return module;
}

bool module_is_purging(Term name)
{
    module_lock();
    const struct module *module = version_find_old(name);
    bool purging = module != NULL && module->purging;
    module_unlock();
    return purging;
}

void module_purge_cancel(struct module *module)
{
    module_lock();
    module->purging = false;
    module_restore_funs(module);
    module_unlock();
}

void module_purge_unlink(struct module *module)
{
    module_lock();
    remove_old(module);
    locate_remove(module);
    module_unlock();
}

void module_free(struct module *module)
{
    free(module->code);
    free(module->functions);
    free(module->strings);
    free(module->lines);
    free(module->files);
    free(module->exports);
    free(module->export_entries);
    free(module->funs);
    free(module->path);
    free(module);
}

void module_discard(struct module *module)
{
    if (module->literals != NULL)
        literal_release(module->literals, module->literal_words);
    module_free(module);
}
