/* SPDX-License-Identifier: Apache-2.0 */
/* settings.c: reading, copying and telling settings. */
#include "vm/process/settings.h"

#include "vm/term/atom.h"
#include "vm/term/map.h"

#include <stdlib.h>

static struct settings common = {
    .min_heap_words = PROCESS_FIRST_HEAP_WORDS,
    .fullsweep_after = SETTINGS_FULLSWEEP_MOST,
    .min_bin_vheap_words = SETTINGS_BIN_VHEAP_WORDS,
    .heap_limit = {.words = 0, .kill = true, .report = true},
    .error_handler = ATOM_(error_handler),
};

const struct settings *const settings_default = &common;

struct settings *settings_own(struct process *p)
{
    if (p->settings == settings_default) {
        struct settings *own = mem_alloc(sizeof *own);
        *own = *settings_default;
        p->settings = own;
    }
    return (struct settings *)(uintptr_t)p->settings;
}

void settings_begin(struct process *p, const struct settings *options)
{
    p->settings = settings_default;
    if (UNLIKELY(options != NULL))
        *settings_own(p) = *options;
}

void settings_free(struct process *p)
{
    if (UNLIKELY(p->settings != settings_default))
        free((void *)(uintptr_t)p->settings);
}

void settings_limit_heaps(size_t words)
{
    common.heap_limit.words = words;
}

/* ---- from terms ---- */

/* A whole number from 0 to MOST. */
static bool read_number(Term value, uint64_t most, uint64_t *number)
{
    if (!term_is_small(value) || small_value(value) < 0 || (uint64_t)small_value(value) > most)
        return false;
    *number = (uint64_t)small_value(value);
    return true;
}

static bool read_boolean(Term value, bool *result)
{
    *result = value == ATOM_(true);
    return *result || value == ATOM_(false);
}

static bool read_limit_words(Term value, struct heap_limit *limit)
{
    uint64_t words;
    if (!read_number(value, UINT64_MAX, &words) ||
        (words != 0 && words < SETTINGS_HEAP_LIMIT_LEAST))
        return false;
    limit->words = words;
    return true;
}

static bool read_map_boolean(Term map, Term key, bool *result)
{
    Term value = map_get(map, key);
    return value == NON_VALUE || read_boolean(value, result);
}

/* Words, or a map with their number as size and other keys, of which unknown ones mean nothing.
 * What the map does not say is as by default. */
static bool read_limit(Term value, struct heap_limit *limit)
{
    struct heap_limit result = settings_default->heap_limit;
    bool good = read_limit_words(value, &result);
    if (term_is_map(value)) {
        Term size = map_get(value, ATOM_(size));
        good = size != NON_VALUE && read_limit_words(size, &result) &&
               read_map_boolean(value, ATOM_(kill), &result.kill) &&
               read_map_boolean(value, ATOM_(error_logger), &result.report) &&
               read_map_boolean(value, ATOM_(include_shared_binaries), &result.shared_binaries);
    }
    if (good)
        *limit = result;
    return good;
}

static bool read_min_heap(Term value, uint32_t *words)
{
    uint64_t number;
    if (!read_number(value, SETTINGS_MIN_HEAP_MOST, &number))
        return false;
    *words = number < PROCESS_FIRST_HEAP_WORDS ? PROCESS_FIRST_HEAP_WORDS : (uint32_t)number;
    return true;
}

static bool read_uint32(Term value, uint32_t most, uint32_t *result)
{
    uint64_t number;
    if (!read_number(value, most, &number))
        return false;
    *result = (uint32_t)number;
    return true;
}

/* Larger values mean the same as the largest. */
static bool read_fullsweep(Term value, uint32_t *result)
{
    uint64_t number;
    if (!read_number(value, UINT64_MAX, &number))
        return false;
    *result = number > SETTINGS_FULLSWEEP_MOST ? SETTINGS_FULLSWEEP_MOST : (uint32_t)number;
    return true;
}

static bool read_atom(Term value, Term *result)
{
    *result = term_is_atom(value) ? value : *result;
    return term_is_atom(value);
}

enum setting_result settings_read(struct settings *settings, Term flag, Term value)
{
    bool good;
    switch (flag) {
    case ATOM_(min_heap_size):
        good = read_min_heap(value, &settings->min_heap_words);
        break;
    case ATOM_(fullsweep_after):
        good = read_fullsweep(value, &settings->fullsweep_after);
        break;
    case ATOM_(min_bin_vheap_size):
        good = read_number(value, SETTINGS_BIN_VHEAP_MOST, &settings->min_bin_vheap_words);
        break;
    case ATOM_(max_heap_size):
        good = read_limit(value, &settings->heap_limit);
        break;
    case ATOM_(message_queue_data):
        settings->messages_off_heap = value == ATOM_(off_heap);
        good = settings->messages_off_heap || value == ATOM_(on_heap);
        break;
    case ATOM_(save_calls):
        good = read_uint32(value, SETTINGS_SAVE_CALLS_MOST, &settings->save_calls);
        break;
    case ATOM_(sensitive):
        good = read_boolean(value, &settings->sensitive);
        break;
    case ATOM_(error_handler):
        good = read_atom(value, &settings->error_handler);
        break;
    default:
        return SETTING_UNKNOWN;
    }
    return good ? SETTING_DONE : SETTING_BAD;
}

/* ---- to terms ---- */

Term settings_heap_limit_term(struct heap *heap, const struct heap_limit *limit)
{
    Term keys[] = {ATOM_(error_logger), ATOM_(kill), ATOM_(size)};
    Term values[] = {limit->report ? ATOM_(true) : ATOM_(false),
                     limit->kill ? ATOM_(true) : ATOM_(false), small_make((int64_t)limit->words)};
    return map_from_pairs(heap, COUNT_OF(keys), keys, values);
}
