/* SPDX-License-Identifier: Apache-2.0 */
/* export.c: the table of exports: chains that only ever grow at their head, so that looking up
 * takes no lock. An entry without code executes its own stub, one instruction that knows its export
 * by where it stands. */
#include "vm/code/code.h"
#include "vm/code/tables.h"
#include "vm/interp/instr.h"

#include <pthread.h>

#define BUCKETS 8192 /* a power of two */

static _Atomic(struct export *) *buckets;
static pthread_mutex_t insert_lock = PTHREAD_MUTEX_INITIALIZER;

void export_table_init(void)
{
    buckets = mem_zalloc(BUCKETS * sizeof *buckets);
}

static _Atomic(struct export *) *bucket_of(Term module, Term function, uint32_t arity)
{
    uint64_t mixed = ((uint64_t)atom_index(module) * 31 + atom_index(function)) * 31 + arity;
    mixed *= UINT64_C(0x9E3779B97F4A7C15); /* 2^64 divided by the golden ratio */
    return &buckets[mixed >> 32 & (BUCKETS - 1)];
}

static struct export *find_in(_Atomic(struct export *) *bucket, Term module, Term function,
                              uint32_t arity)
{
    struct export *export = atomic_load_explicit(bucket, memory_order_acquire);
    for (; export != NULL; export = export->next)
        if (export->mfa.function == function && export->mfa.module == module &&
            export->mfa.arity == arity)
            break;
    return export;
}

struct export *export_find(Term module, Term function, uint32_t arity)
{
    return find_in(bucket_of(module, function, arity), module, function, arity);
}

static struct export *export_new(Term module, Term function, uint32_t arity)
{
    struct export *export = mem_zalloc(sizeof *export);
    export->mfa = (struct mfa){module, function, arity};
    export->stub[0] = (uint64_t)(uintptr_t)op_undefined_function;
    atomic_init(&export->code, export->stub);
    return export;
}

struct export *export_get(Term module, Term function, uint32_t arity)
{
    _Atomic(struct export *) *bucket = bucket_of(module, function, arity);
    struct export *export = find_in(bucket, module, function, arity);
    if (export != NULL)
        return export;
    pthread_mutex_lock(&insert_lock);
    export = find_in(bucket, module, function, arity);
    if (export == NULL) {
        export = export_new(module, function, arity);
        export->next = atomic_load_explicit(bucket, memory_order_relaxed);
        atomic_store_explicit(bucket, export, memory_order_release); /* pairs with find_in */
    }
    pthread_mutex_unlock(&insert_lock);
    return export;
}

void export_enter_builtin(Term module, Term function, uint32_t arity, builtin_fn *builtin)
{
    struct export *export = export_get(module, function, arity);
    export->builtin = builtin;
    export->stub[0] = (uint64_t)(uintptr_t)op_builtin_stub;
}

bool export_is_defined(const struct export *export)
{
    return export->builtin != NULL ||
           atomic_load_explicit(&export->code, memory_order_acquire) != export->stub;
}
