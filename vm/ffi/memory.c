/* SPDX-License-Identifier: Apache-2.0 */
/* memory.c: blocks and who frees them. */
#include "vm/ffi/memory.h"

#include "vm/term/atom.h"

#include <stdlib.h>

struct cmemory {
    struct magic magic; /* first */
    void *bytes;
    size_t size;
    struct magic *kept;
    _Atomic(int64_t) uses; /* -1: freed */
    _Atomic(bool) owned;   /* freed with the last reference */
};

static void release(struct magic *magic)
{
    struct cmemory *m = (struct cmemory *)magic;
    if (atomic_load(&m->owned) && atomic_load(&m->uses) >= 0)
        free(m->bytes);
    if (m->kept != NULL)
        magic_drop(m->kept);
    free(m);
}

struct cmemory *cmemory_object(void *bytes, size_t size, struct magic *kept)
{
    struct cmemory *m = mem_alloc(sizeof *m);
    magic_init(&m->magic, release, sizeof *m);
    m->bytes = bytes;
    m->size = size;
    m->kept = kept;
    if (kept != NULL)
        magic_keep(kept);
    atomic_init(&m->uses, 0);
    atomic_init(&m->owned, false);
    return m;
}

Term cmemory_new(struct heap *heap, size_t size)
{
    void *bytes = calloc(1, size == 0 ? 1 : size);
    if (bytes == NULL)
        return NON_VALUE;
    struct cmemory *m = cmemory_object(bytes, size, NULL);
    m->magic.bytes += size;
    atomic_store(&m->owned, true);
    return magic_reference(heap, &m->magic);
}

Term cmemory_pointer(struct heap *heap, void *bytes, size_t size, struct magic *kept)
{
    if (bytes == NULL)
        return ATOM_(null);
    return magic_reference(heap, &cmemory_object(bytes, size, kept)->magic);
}

struct magic *cmemory_magic(struct cmemory *memory)
{
    return &memory->magic;
}

Term cmemory_reference(struct heap *heap, struct cmemory *memory, uint64_t number)
{
    magic_keep(&memory->magic);
    return magic_reference_numbered(heap, &memory->magic, number);
}

struct cmemory *cmemory_of(Term term)
{
    return (struct cmemory *)magic_of(term, release);
}

void *cmemory_address(const struct cmemory *memory)
{
    return memory->bytes;
}

size_t cmemory_size(const struct cmemory *memory)
{
    return memory->size;
}

struct magic *cmemory_kept(const struct cmemory *memory)
{
    return memory->kept;
}

bool cmemory_use(struct cmemory *memory)
{
    int64_t uses = atomic_load(&memory->uses);
    while (uses >= 0)
        if (atomic_compare_exchange_weak(&memory->uses, &uses, uses + 1))
            return true;
    return false;
}

void cmemory_let_go(struct cmemory *memory)
{
    atomic_fetch_sub(&memory->uses, 1);
}

enum cmemory_freed cmemory_free(struct cmemory *memory)
{
    if (memory->kept != NULL)
        return CMEMORY_NOT_OURS;
    int64_t none = 0;
    if (!atomic_compare_exchange_strong(&memory->uses, &none, -1))
        return none < 0 ? CMEMORY_GONE : CMEMORY_IN_USE;
    free(memory->bytes);
    return CMEMORY_FREED;
}

bool cmemory_give(struct cmemory *memory)
{
    return atomic_exchange(&memory->owned, false);
}
