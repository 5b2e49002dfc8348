/* SPDX-License-Identifier: Apache-2.0 */
/* info.h: what can be told of a process: the items of erlang:process_info. Only the owner calls
 * these. */
#ifndef TICK_VM_INFO_H
#define TICK_VM_INFO_H

#include "vm/process/process.h"

/* Is SPEC an item, or a list of items? */
bool info_is_valid(Term spec);

/* The answer about P to SPEC, valid or the atom all (what process_info/1 tells), built on HEAP,
 * with terms of P's heap inside: {Item, Value}, [] for a registered_name that is not there, or a
 * list of pairs. */
Term info_items(struct heap *heap, struct process *p, Term spec);

/* How many terms, about, the answer to SPEC lists when that is a single item which may be large,
 * and which is told from nothing but what P owns; else 0. */
size_t info_terms(const struct process *p, Term spec);

/* Words of P's blocks and fragments, and bytes of the binaries it refers to. */
size_t info_heap_words(const struct process *p);
size_t info_binary_bytes(const struct process *p);

#endif
