/* SPDX-License-Identifier: Apache-2.0 */
/* off_heap.c: counting references of BIN_REF and MAGIC_REF objects up and down. */
#include "vm/memory/off_heap.h"
#include "vm/memory/magic.h"

void off_heap_retain(const Term *object)
{
    if (header_kind(object[0]) == BOXED_BIN_REF)
        binary_retain(bin_ref_binary(object));
    else
        magic_keep(off_heap_magic(object));
}

void off_heap_release(const Term *object)
{
    if (header_kind(object[0]) == BOXED_BIN_REF)
        binary_release(bin_ref_binary(object));
    else
        magic_drop(off_heap_magic(object));
}

void off_heap_release_chain(const Term *chain)
{
    while (chain != NULL) {
        const Term *next = off_heap_next(chain);
        off_heap_release(chain);
        chain = next;
    }
}

size_t off_heap_chain_bytes(const Term *first, const Term *end)
{
    size_t bytes = 0;
    for (const Term *object = first; object != end; object = off_heap_next(object))
        bytes += off_heap_bytes(object);
    return bytes;
}
