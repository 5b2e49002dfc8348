/* SPDX-License-Identifier: Apache-2.0 */
/* system.c: builtins that ask about the machine, and halt. */
#include "vm/builtin/leave.h"
#include "vm/builtin/schedulers.h"

#include "vm/ets/table.h"
#include "vm/process/clock.h"
#include "vm/process/dirty.h"
#include "vm/process/scheduler.h"
#include "vm/process/settings.h"
#include "vm/process/statistics.h"
#include "vm/process/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What programs written for Erlang/OTP find out about it. */
#define OTP_RELEASE  "25"
#define ERTS_VERSION "13.1.5"

static Term number(uint64_t value)
{
    return small_make((int64_t)value);
}

static Term string(struct process *p, const char *text)
{
    return heap_string(&p->heap, text, strlen(text));
}

/* ---- halt ---- */

/* The process never goes on. */
static Term stop(struct process *p, int status)
{
    scheduler_stop(status);
    return builtin_wait(p, ATOM_(returned), 1, (const Term[]){ATOM_(true)});
}

/* A slogan: a list of at most 1024 bytes, on standard error. */
static bool print_slogan(Term list)
{
    char text[1024];
    size_t size = 0;
    for (int64_t c; term_is_cons(list) && size < sizeof text; list = list_tail(list)) {
        if (!small_within(list_head(list), 0, 255, &c))
            return false;
        text[size++] = (char)c;
    }
    if (!term_is_nil(list))
        return false;
    fprintf(stderr, "%.*s\n", (int)size, text);
    return true;
}

static Term halt(struct process *p, Term status)
{
    int64_t code;
    if (small_within(status, 0, INT32_MAX, &code))
        return stop(p, (int)(code & 0xFF));
    if (status == ATOM_(abort))
        abort();
    return print_slogan(status) ? stop(p, 1) : builtin_badarg(p);
}

static Term halt_0(struct process *p, const Term *args)
{
    (void)args;
    return stop(p, 0);
}

static Term halt_1(struct process *p, const Term *args)
{
    return halt(p, args[0]);
}

/* [{flush, Boolean}]; output is always flushed. */
static bool are_halt_options(Term options)
{
    for (; term_is_cons(options); options = list_tail(options)) {
        Term option = list_head(options);
        if (!term_is_tuple_of(option, 2) || tuple_get(option, 0) != ATOM_(flush) ||
            (tuple_get(option, 1) != ATOM_(true) && tuple_get(option, 1) != ATOM_(false)))
            return false;
    }
    return term_is_nil(options);
}

static Term halt_2(struct process *p, const Term *args)
{
    return are_halt_options(args[1]) ? halt(p, args[0]) : builtin_badopt(p);
}

/* ---- nodes: there is only this one ---- */

static Term node_0(struct process *p, const Term *args)
{
    (void)p;
    (void)args;
    return ATOM_(nonode);
}

static Term node_1(struct process *p, const Term *args)
{
    if (term_is_kind(args[0], BOXED_EXTERNAL))
        return boxed_ptr(args[0])[2];
    bool local =
        term_is_local_pid(args[0]) || term_is_local_port(args[0]) || term_is_local_ref(args[0]);
    return local ? ATOM_(nonode) : builtin_badarg(p);
}

static Term nodes_0(struct process *p, const Term *args)
{
    (void)p;
    (void)args;
    return NIL;
}

/* HERE is set for the kinds that this node is of. */
static bool is_kind_of_node(Term kind, bool *here)
{
    bool is_this = kind == ATOM_(this) || kind == ATOM_(known);
    *here = *here || is_this;
    return is_this || kind == ATOM_(visible) || kind == ATOM_(hidden) || kind == ATOM_(connected);
}

static Term node_list(struct process *p, bool here)
{
    return here ? heap_cons(&p->heap, ATOM_(nonode), NIL) : NIL;
}

static Term nodes_1(struct process *p, const Term *args)
{
    bool here = false;
    if (!term_is_list(args[0]))
        return is_kind_of_node(args[0], &here) ? node_list(p, here) : builtin_badarg(p);
    Term kinds = args[0];
    while (term_is_cons(kinds) && is_kind_of_node(list_head(kinds), &here))
        kinds = list_tail(kinds);
    return term_is_nil(kinds) ? node_list(p, here) : builtin_badarg(p);
}

static Term is_alive_0(struct process *p, const Term *args)
{
    (void)p;
    (void)args;
    return ATOM_(false);
}

/* ---- system_info ---- */

static Term processors(void)
{
    long count = clock_is_virtual() ? 1 : sysconf(_SC_NPROCESSORS_ONLN);
    return count > 0 ? small_make(count) : ATOM_(unknown);
}

/* {Name, Size} */
static Term setting(struct process *p, Term name, int64_t value)
{
    return heap_tuple2(&p->heap, name, small_make(value));
}

static Term machine_text(struct process *p, Term item)
{
    switch (item) {
    case ATOM_(otp_release):
        return string(p, OTP_RELEASE);
    case ATOM_(version):
        return string(p, ERTS_VERSION);
    case ATOM_(machine):
        return string(p, "BEAM");
    case ATOM_(system_version):
        return string(p, "Tick, runs programs of Erlang/OTP " OTP_RELEASE "\n");
    case ATOM_(system_architecture):
#if defined(__x86_64__)
        return string(p, "x86_64-pc-linux-gnu");
#elif defined(__aarch64__)
        return string(p, "aarch64-unknown-linux-gnu");
#else
        return string(p, "unknown");
#endif
    default:
        return NON_VALUE;
    }
}

static Term machine_number(struct process *p, Term item)
{
    switch (item) {
    case ATOM_(process_count):
        return number(statistics_now().processes);
    case ATOM_(process_limit):
        return number(process_table_limit);
    case ATOM_(logical_processors):
    case ATOM_(logical_processors_available):
    case ATOM_(logical_processors_online):
        return processors();
    case ATOM_(dirty_cpu_schedulers):
    case ATOM_(dirty_cpu_schedulers_online):
        return number(dirty_count(DIRTY_CPU));
    case ATOM_(dirty_io_schedulers):
        return number(dirty_count(DIRTY_IO));
    case ATOM_(thread_pool_size):
    case ATOM_(port_count):
    case ATOM_(creation):
    case ATOM_(trace_control_word):
        return SMALL(0);
    case ATOM_(atom_count):
        return number(atom_count());
    case ATOM_(atom_limit):
        return number(ATOM_DEFAULT_LIMIT);
    case ATOM_(ets_count):
        return number(ets_totals().tables);
    case ATOM_(wordsize):
        return number(sizeof(Term));
    case ATOM_(compat_rel):
        return SMALL(25);
    case ATOM_(start_time):
        return heap_int(&p->heap, clock_start());
    case ATOM_(min_heap_size):
        return setting(p, item, PROCESS_FIRST_HEAP_WORDS);
    case ATOM_(min_bin_vheap_size):
        return setting(p, item, SETTINGS_BIN_VHEAP_WORDS);
    case ATOM_(fullsweep_after):
        return setting(p, item, SETTINGS_FULLSWEEP_MOST);
    default:
        return NON_VALUE;
    }
}

static Term machine_word(Term item)
{
    switch (item) {
    case ATOM_(smp_support):
    case ATOM_(threads):
    case ATOM_(time_correction):
    case ATOM_(kernel_poll):
        return ATOM_(true);
    case ATOM_(debug_compiled):
    case ATOM_(dynamic_trace_probes):
    case ATOM_(lock_checking):
    case ATOM_(port_parallelism):
        return ATOM_(false);
    case ATOM_(dist_ctrl): /* there are no other nodes */
    case ATOM_(taints):    /* nor native libraries */
    case ATOM_(multi_scheduling_blockers):
    case ATOM_(normal_multi_scheduling_blockers):
        return NIL;
    case ATOM_(multi_scheduling):
    case ATOM_(tolerant_timeofday):
        return ATOM_(enabled);
    case ATOM_(time_warp_mode):
        return ATOM_(no_time_warp);
    case ATOM_(time_offset):
        return ATOM_(final);
    case ATOM_(modified_timing_level):
        return ATOM_(undefined);
    case ATOM_(heap_type):
        return ATOM_(private);
    case ATOM_(message_queue_data):
        return ATOM_(on_heap);
    case ATOM_(build_type):
    case ATOM_(emu_type):
        return ATOM_(opt);
    case ATOM_(emu_flavor):
        return ATOM_(emu);
    case ATOM_(dynamic_trace):
        return ATOM_(none);
    case ATOM_(endian):
        return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? ATOM_(little) : ATOM_(big);
    default:
        return NON_VALUE;
    }
}

/* What a process begins with. */
static Term collection_defaults(struct process *p)
{
    const Term defaults[] = {
        setting(p, ATOM_(max_heap_size), (int64_t)settings_default->heap_limit.words),
        setting(p, ATOM_(min_bin_vheap_size), SETTINGS_BIN_VHEAP_WORDS),
        setting(p, ATOM_(min_heap_size), PROCESS_FIRST_HEAP_WORDS),
        setting(p, ATOM_(fullsweep_after), SETTINGS_FULLSWEEP_MOST)};
    return heap_list(&p->heap, COUNT_OF(defaults), defaults, NIL);
}

static Term machine_default(struct process *p, Term item)
{
    switch (item) {
    case ATOM_(garbage_collection):
        return collection_defaults(p);
    case ATOM_(max_heap_size):
        return settings_heap_limit_term(&p->heap, &settings_default->heap_limit);
    case ATOM_(sequential_tracer): /* there is no such tracing */
        return heap_tuple2(&p->heap, item, ATOM_(false));
    default:
        return NON_VALUE;
    }
}

static Term os_type(struct process *p)
{
    return heap_tuple2(&p->heap, ATOM_(unix), ATOM_(linux));
}

/* Terms and pointers have the same. */
static bool is_word_size(Term item)
{
    return term_is_tuple_of(item, 2) && tuple_get(item, 0) == ATOM_(wordsize) &&
           (tuple_get(item, 1) == ATOM_(internal) || tuple_get(item, 1) == ATOM_(external));
}

static Term system_info_1(struct process *p, const Term *args)
{
    Term item = args[0];
    if (is_word_size(item))
        item = ATOM_(wordsize);
    Term value = schedulers_info(p, item);
    if (value == NON_VALUE)
        value = machine_word(item);
    if (value == NON_VALUE)
        value = machine_number(p, item);
    if (value == NON_VALUE)
        value = machine_text(p, item);
    if (value == NON_VALUE)
        value = machine_default(p, item);
    if (value == NON_VALUE && item == ATOM_(os_type))
        value = os_type(p);
    return value == NON_VALUE ? builtin_badarg(p) : value;
}

const struct builtin_row builtins_system[] = {
    {"erlang", "halt", 0, halt_0},
    {"erlang", "halt", 1, halt_1},
    {"erlang", "halt", 2, halt_2},
    {"erlang", "node", 0, node_0},
    {"erlang", "node", 1, node_1},
    {"erlang", "nodes", 0, nodes_0},
    {"erlang", "nodes", 1, nodes_1},
    {"erlang", "is_alive", 0, is_alive_0},
    {"erlang", "system_info", 1, system_info_1},
    {0},
};
