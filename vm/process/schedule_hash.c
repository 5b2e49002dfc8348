/* SPDX-License-Identifier: Apache-2.0 */
/* schedule_hash.c: see schedule_hash.h. There is one scheduler, so nothing is shared. */
#include "vm/process/schedule_hash.h"

#include "vm/process/signal.h"
#include "vm/term/hash.h"

bool schedule_is_hashed;

static struct schedule_hash sum;

void schedule_hash_begin(void)
{
    sum = (struct schedule_hash){0};
    schedule_is_hashed = true;
}

static void add(uint64_t word)
{
    sum.hash = hash_add(sum.hash, word);
}

void schedule_hash_turn(Term pid, uint64_t reductions, enum turn_end end, bool used_up)
{
    sum.turns++;
    add(pid);
    add(reductions);
    add((uint64_t)end << 1 | used_up);
}

/* How many words of SIGNAL's data, from the last one back, are numbers or constants and no part of
 * its term. */
static size_t words_beside_term(const struct fragment *signal)
{
    switch ((enum signal_kind)signal->kind) {
    case SIGNAL_TO_ALIAS:
        return 1;
    case SIGNAL_LINK:
    case SIGNAL_UNLINK:
    case SIGNAL_UNLINK_ACK:
    case SIGNAL_MONITOR:
    case SIGNAL_DEMONITOR:
        return signal->words;
    default:
        return 0;
    }
}

void schedule_hash_mail(const struct process *p, const struct fragment *signals)
{
    for (const struct fragment *signal = signals; signal != NULL; signal = signal->next) {
        sum.signals++;
        add(p->id);
        add((uint64_t)signal->kind << 8 | signal->flags);
        add(hash_internal(signal->term));
        for (size_t i = words_beside_term(signal); i > 0; i--)
            add(signal->data[signal->words - i]);
    }
}

struct schedule_hash schedule_hash_now(void)
{
    struct schedule_hash result = sum;
    result.hash = hash_mix(result.hash);
    return result;
}
