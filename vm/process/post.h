/* SPDX-License-Identifier: Apache-2.0 */
/* post.h: what other threads hand to a scheduler. It lies in the scheduler's inbox until the
 * scheduler looks after things, which it is roused to do. */
#ifndef TICK_VM_POST_H
#define TICK_VM_POST_H

#include "vm/base/base.h"

struct post {
    struct post *next;
    void (*take)(struct post *post); /* on the scheduler; owns POST */
};

/* Any thread: hands POST to the scheduler with INDEX. */
void scheduler_hand(unsigned index, struct post *post);

#endif
