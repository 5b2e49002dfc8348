/* SPDX-License-Identifier: Apache-2.0 */
/* info_items.h: inside vm/process: items of process_info by the files that tell them. Each builds
 * its value on HEAP, with terms of P's heap inside. */
#ifndef TICK_VM_INFO_ITEMS_H
#define TICK_VM_INFO_ITEMS_H

#include "vm/process/info.h"

/* info_memory.c */
Term info_item_heap_size(struct heap *heap, struct process *p);
Term info_item_total_heap_size(struct heap *heap, struct process *p);
Term info_item_stack_size(struct heap *heap, struct process *p);
Term info_item_memory(struct heap *heap, struct process *p);
Term info_item_min_heap_size(struct heap *heap, struct process *p);
Term info_item_min_bin_vheap_size(struct heap *heap, struct process *p);
Term info_item_max_heap_size(struct heap *heap, struct process *p);
Term info_item_garbage_collection(struct heap *heap, struct process *p);
Term info_item_garbage_collection_info(struct heap *heap, struct process *p);
Term info_item_fullsweep_after(struct heap *heap, struct process *p);
Term info_item_binary(struct heap *heap, struct process *p);

/* backtrace.c */
Term info_item_backtrace(struct heap *heap, struct process *p);
Term info_item_catchlevel(struct heap *heap, struct process *p);

#endif
