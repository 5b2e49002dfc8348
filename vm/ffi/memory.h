/* SPDX-License-Identifier: Apache-2.0 */
/* memory.h: addresses of C as terms. A program holds a magic reference to a block: where it begins,
 * how long it is if that is known, and whose it is:
 *
 *     allocated here     freed when the last reference goes, or before that by cmemory_free
 *     given to C         the same address; nobody here frees it any more
 *     from C             a result, an argument of a callback, a symbol, a number: never freed here
 *                        unless the program says so
 *
 * What lies in a block that keeps something (code of a library, a callback) is there for as long as
 * a reference to it. A block in use (a call has its address, somebody reads it) cannot be freed by
 * another process meanwhile. */
#ifndef TICK_VM_FFI_MEMORY_H
#define TICK_VM_FFI_MEMORY_H

#include "vm/memory/magic.h"

#define CMEMORY_SIZE_UNKNOWN SIZE_MAX

struct cmemory;

/* SIZE bytes of zeros, on HEAP. NON_VALUE: there is no memory. */
Term cmemory_new(struct heap *heap, size_t size) MUST_CHECK;

/* The address BYTES, which comes from C, with SIZE bytes or CMEMORY_SIZE_UNKNOWN: `null` or a new
 * reference on HEAP. KEPT, if not NULL, lives as long as that; it is counted once more. */
Term cmemory_pointer(struct heap *heap, void *bytes, size_t size, struct magic *kept);

/* The same as an object of which the caller has the first count. */
struct cmemory *cmemory_object(void *bytes, size_t size, struct magic *kept) MUST_CHECK;

struct magic *cmemory_magic(struct cmemory *memory);

/* Another term for MEMORY, equal to all others of the same NUMBER. */
Term cmemory_reference(struct heap *heap, struct cmemory *memory, uint64_t number);

/* The block behind TERM, or NULL. */
struct cmemory *cmemory_of(Term term);

void *cmemory_address(const struct cmemory *memory);

/* How many bytes from the beginning on may be used. */
size_t cmemory_size(const struct cmemory *memory);

/* What the address belongs to, or NULL. */
struct magic *cmemory_kept(const struct cmemory *memory);

/* Until cmemory_let_go MEMORY is not freed. False: it has been. */
bool cmemory_use(struct cmemory *memory) MUST_CHECK;
void cmemory_let_go(struct cmemory *memory);

enum cmemory_freed { CMEMORY_FREED, CMEMORY_GONE, CMEMORY_IN_USE, CMEMORY_NOT_OURS };

/* free() for MEMORY, wherever it came from, unless it belongs to something else. */
enum cmemory_freed cmemory_free(struct cmemory *memory) MUST_CHECK;

/* From now on C has to free MEMORY. False: it had to already. */
bool cmemory_give(struct cmemory *memory) MUST_CHECK;

#endif
