/* SPDX-License-Identifier: Apache-2.0 */
/* wheel.c: the hierarchical timing wheel.
 *
 * A tick is read as a number in base 64. A timer lies on the level of the highest digit in which
 * its expiry differs from `now`, in the slot of that digit of its expiry: so the level of a timer
 * follows from its expiry and `now`, and need not be stored. When `now` reaches the first tick of a
 * slot on a higher level, its timers are put in again and come to lie further down. */
#include "vm/process/wheel.h"

#include <string.h>

static unsigned level_of(const struct wheel *wheel, uint64_t expiry)
{
    uint64_t differs = expiry ^ wheel->now;
    return differs == 0 ? 0 : (63 - (unsigned)__builtin_clzll(differs)) / WHEEL_BITS;
}

static unsigned digit(uint64_t tick, unsigned level)
{
    return (unsigned)(tick >> (level * WHEEL_BITS)) & (WHEEL_SLOTS - 1);
}

void wheel_init(struct wheel *wheel, uint64_t now)
{
    memset(wheel, 0, sizeof *wheel);
    wheel->now = now;
}

/* ---- under the lock ---- */

static void put(struct wheel *wheel, struct timer *timer)
{
    unsigned level = level_of(wheel, timer->expiry);
    unsigned slot = digit(timer->expiry, level);
    struct timer **head = &wheel->slots[level][slot];
    timer->previous = NULL;
    timer->next = *head;
    if (*head != NULL)
        (*head)->previous = timer;
    *head = timer;
    wheel->occupied[level] |= UINT64_C(1) << slot;
}

static void take(struct wheel *wheel, struct timer *timer)
{
    if (timer->next != NULL)
        timer->next->previous = timer->previous;
    if (timer->previous != NULL) {
        timer->previous->next = timer->next;
        return;
    }
    unsigned level = level_of(wheel, timer->expiry);
    unsigned slot = digit(timer->expiry, level);
    wheel->slots[level][slot] = timer->next;
    if (timer->next == NULL)
        wheel->occupied[level] &= ~(UINT64_C(1) << slot);
}

/* The first tick after `now` at which a slot begins that is not empty, and in *LEVEL its level. */
static uint64_t next_event(const struct wheel *wheel, unsigned *level)
{
    *level = 0;
    for (unsigned l = 0; l < WHEEL_LEVELS; l++) {
        unsigned shift = l * WHEEL_BITS;
        uint64_t later = wheel->occupied[l] & (~UINT64_C(1) << digit(wheel->now, l));
        if (later == 0)
            continue;
        uint64_t above = wheel->now >> shift >> WHEEL_BITS << WHEEL_BITS;
        *level = l;
        return (above | (uint64_t)__builtin_ctzll(later)) << shift;
    }
    return UINT64_MAX;
}

/* Puts the timers of the slot that begins now on LEVEL where they belong. */
static void cascade(struct wheel *wheel, unsigned level)
{
    unsigned slot = digit(wheel->now, level);
    struct timer *timer = wheel->slots[level][slot];
    wheel->slots[level][slot] = NULL;
    wheel->occupied[level] &= ~(UINT64_C(1) << slot);
    while (timer != NULL) {
        struct timer *next = timer->next;
        put(wheel, timer);
        timer = next;
    }
}

static size_t fire_slot(struct wheel *wheel, struct timer **fired, size_t most)
{
    unsigned slot = digit(wheel->now, 0);
    size_t count = 0;
    struct timer *timer;
    while (count < most && (timer = wheel->slots[0][slot]) != NULL) {
        take(wheel, timer);
        atomic_store_explicit(&timer->state, TIMER_FIRED, memory_order_release);
        fired[count++] = timer;
    }
    return count;
}

static void add_count(struct wheel *wheel, uint32_t change)
{
    uint32_t count = atomic_load_explicit(&wheel->count, memory_order_relaxed) + change;
    atomic_store_explicit(&wheel->count, count, memory_order_relaxed);
}

/* ---- the public forms ---- */

void wheel_set(struct wheel *wheel, struct timer *timer, uint64_t expiry, uint64_t now)
{
    spin_lock(&wheel->lock);
    if (atomic_load_explicit(&wheel->count, memory_order_relaxed) == 0 && wheel->now < now)
        wheel->now = now;
    if (expiry <= wheel->now)
        expiry = wheel->now + 1;
    else if (expiry > WHEEL_MAX_TICKS)
        expiry = WHEEL_MAX_TICKS;
    timer->expiry = expiry;
    put(wheel, timer);
    add_count(wheel, 1);
    atomic_store_explicit(&timer->state, TIMER_SET, memory_order_relaxed);
    spin_unlock(&wheel->lock);
}

bool wheel_cancel(struct wheel *wheel, struct timer *timer)
{
    spin_lock(&wheel->lock);
    bool was_set = atomic_load_explicit(&timer->state, memory_order_relaxed) == TIMER_SET;
    if (was_set) {
        take(wheel, timer);
        add_count(wheel, UINT32_MAX);
        atomic_store_explicit(&timer->state, TIMER_IDLE, memory_order_relaxed);
    }
    spin_unlock(&wheel->lock);
    return was_set;
}

size_t wheel_expire(struct wheel *wheel, uint64_t now, struct timer **fired, size_t most)
{
    spin_lock(&wheel->lock);
    size_t count = fire_slot(wheel, fired, most);
    while (count < most) {
        unsigned level;
        uint64_t next = next_event(wheel, &level);
        if (next > now)
            break;
        wheel->now = next;
        if (level != 0)
            cascade(wheel, level);
        count += fire_slot(wheel, fired + count, most - count);
    }
    if (count < most && wheel->now < now)
        wheel->now = now;
    add_count(wheel, (uint32_t)-count);
    spin_unlock(&wheel->lock);
    return count;
}

uint64_t wheel_next(struct wheel *wheel)
{
    unsigned level;
    spin_lock(&wheel->lock);
    bool overdue = wheel->slots[0][digit(wheel->now, 0)] != NULL;
    uint64_t next = overdue ? wheel->now : next_event(wheel, &level);
    spin_unlock(&wheel->lock);
    return next;
}
