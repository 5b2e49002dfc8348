/* SPDX-License-Identifier: Apache-2.0 */
/* epoch.c: the only file that knows Concurrency Kit's functions. Its assembly is invisible to the
 * thread sanitizer, so what it orders is said again in the sanitizer's own words: all that a
 * section did comes before the freeing of what was handed over while it was open. */
#include "vm/process/epoch.h"

#include "vm/process/dirty.h"
#include "vm/process/schedulers.h"

#include <stdlib.h>

/* Handed over before it is worth looking whether some can be freed. */
#define POLL_THRESHOLD 64

static ck_epoch_t global;

#ifdef TICK_TSAN
void __tsan_acquire(void *address);
void __tsan_release(void *address);
#define SAN_ACQUIRE() __tsan_acquire(&global)
#define SAN_RELEASE() __tsan_release(&global)
#else
#define SAN_ACQUIRE() ((void)0)
#define SAN_RELEASE() ((void)0)
#endif

void epoch_init(void)
{
    ck_epoch_init(&global);
}

void epoch_register(struct epoch *epoch)
{
    ck_epoch_register(&global, &epoch->record, NULL);
}

void epoch_begin(struct epoch *epoch)
{
    if (!scheduler_alone)
        ck_epoch_begin(&epoch->record, NULL);
}

void epoch_end(struct epoch *epoch)
{
    if (scheduler_alone)
        return;
    SAN_RELEASE();
    ck_epoch_end(&epoch->record, NULL);
}

static void reclaim(ck_epoch_entry_t *entry)
{
    SAN_ACQUIRE();
    free((char *)entry - offsetof(struct process, reclaim));
}

void epoch_free(struct epoch *epoch, struct process *p)
{
    if (scheduler_alone) {
        free(p);
        return;
    }
    epoch->waiting++;
    ck_epoch_call(&epoch->record, &p->reclaim, reclaim);
}

/* What a dirty scheduler, which is in no section, found in a heap that it collected. */
struct retired {
    struct post post;
    ck_epoch_entry_t *entry;
    void (*release)(ck_epoch_entry_t *entry);
};

static void retire_here(struct post *post)
{
    struct retired *retired = (struct retired *)post;
    epoch_retire(retired->entry, retired->release);
    free(retired);
}

static void retire_on_scheduler(ck_epoch_entry_t *entry, void (*release)(ck_epoch_entry_t *entry))
{
    struct retired *retired = mem_alloc(sizeof *retired);
    *retired = (struct retired){{.take = retire_here}, entry, release};
    scheduler_hand(0, &retired->post);
}

void epoch_retire(ck_epoch_entry_t *entry, void (*release)(ck_epoch_entry_t *entry))
{
    if (UNLIKELY(dirty_is_here())) {
        retire_on_scheduler(entry, release);
        return;
    }
    if (scheduler_alone) {
        release(entry);
        return;
    }
    struct epoch *epoch = &scheduler_self()->epoch;
    epoch->waiting++;
    ck_epoch_call(&epoch->record, entry, release);
}

void epoch_poll(struct epoch *epoch)
{
    if (epoch->waiting < POLL_THRESHOLD)
        return;
    SAN_ACQUIRE();
    if (ck_epoch_poll(&epoch->record))
        epoch->waiting = epoch->record.n_pending;
}
