/* SPDX-License-Identifier: Apache-2.0 */
/* settings.h: what spawn_opt and process_flag can change of a process besides the flags in its
 * structure. Nearly all processes have the same settings: they share one constant, and a process
 * that changes one gets a copy of its own. So settings cost a pointer, and reading one no test. */
#ifndef TICK_VM_SETTINGS_H
#define TICK_VM_SETTINGS_H

#include "vm/process/process.h"

/* As in OTP. */
#define SETTINGS_FULLSWEEP_MOST   65535
#define SETTINGS_SAVE_CALLS_MOST  10000
#define SETTINGS_BIN_VHEAP_WORDS  46422
#define SETTINGS_HEAP_LIMIT_LEAST 233

/* The largest min_bin_vheap_size: no process owns as much. */
#define SETTINGS_BIN_VHEAP_MOST ((uint64_t)1 << 56)

/* The largest min_heap_size: a gigabyte. */
#define SETTINGS_MIN_HEAP_MOST (INT64_C(1) << 27)

struct heap_limit {
    size_t words; /* 0: no limit */
    bool kill;
    bool report;          /* on standard error */
    bool shared_binaries; /* count them, too */
};

struct settings {
    uint32_t min_heap_words;
    uint32_t fullsweep_after; /* minor collections of an older generation before a major one */
    uint32_t save_calls;      /* kept and told, nothing more */
    bool sensitive;           /* this, too */
    bool messages_off_heap;   /* unreceived messages do not count for the limit */
    uint64_t min_bin_vheap_words;
    struct heap_limit heap_limit;
    Term error_handler; /* an atom */
};

/* What nobody has changed. */
extern const struct settings *const settings_default;

/* P's own copy, to change. */
struct settings *settings_own(struct process *p);

/* P begins with OPTIONS; NULL: the default. */
void settings_begin(struct process *p, const struct settings *options);

void settings_free(struct process *p);

/* Sets the limit that all processes have which set none of their own; before the first one. */
void settings_limit_heaps(size_t words);

/* ---- terms: {Flag, Value} as spawn_opt and process_flag take it ---- */

enum setting_result { SETTING_DONE, SETTING_UNKNOWN, SETTING_BAD };

enum setting_result settings_read(struct settings *settings, Term flag, Term value);

/* The value of max_heap_size as a term on HEAP. */
Term settings_heap_limit_term(struct heap *heap, const struct heap_limit *limit);

#endif
