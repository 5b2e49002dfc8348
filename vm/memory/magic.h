/* SPDX-License-Identifier: Apache-2.0 */
/* magic.h: C objects that programs hold by reference: timers, arrays of atomics, counters.
 *
 * The object begins with a struct magic. A program sees a reference (vm/term/ref.h), which it may
 * send and keep like any term; each copy on any heap counts once, and the collector that finds the
 * last one dead calls the release function. That function also tells of which kind an object is, so
 * whoever defines a kind needs nothing but this:
 *
 *     struct thing { struct magic magic; ... };
 *     magic_init(&thing->magic, thing_release, bytes);        one reference, the one below
 *     Term reference = magic_reference(&p->heap, &thing->magic);
 *     struct thing *thing = (struct thing *)magic_of(term, thing_release);
 *
 * Objects are shared between all processes: what changes in them is atomic or under a lock. */
#ifndef TICK_VM_MAGIC_H
#define TICK_VM_MAGIC_H

#include "vm/term/ref.h"

typedef void magic_release_fn(struct magic *magic);

/* BYTES: what the object takes outside of heaps. The caller holds the first reference. */
void magic_init(struct magic *magic, magic_release_fn *release, size_t bytes);

/* A new reference on HEAP; the caller's count passes to it. */
Term magic_reference(struct heap *heap, struct magic *magic);

/* The same with a NUMBER from ref_next_number: for an object whose references are all the same. */
Term magic_reference_numbered(struct heap *heap, struct magic *magic, uint64_t number);

/* The object behind TERM if it is of the kind that RELEASE releases, else NULL. Lives at least as
 * long as TERM. */
struct magic *magic_of(Term term, magic_release_fn *release);

/* Counts once more, for C code that holds the object; later it drops that count. */
void magic_keep(struct magic *magic);
void magic_drop(struct magic *magic);

/* The same for who has found the object in a table of C and not by a reference: false when the last
 * count is gone, and the object about to be freed. */
bool magic_keep_living(struct magic *magic) MUST_CHECK;

#endif
