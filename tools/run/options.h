/* SPDX-License-Identifier: Apache-2.0 */
/* options.h: the command line of tick-run. */
#ifndef TICK_RUN_OPTIONS_H
#define TICK_RUN_OPTIONS_H

#include "vm/process/scheduler.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EXIT_USAGE 2

struct run_options {
    const char *entry;   /* "Mod:Fun", or NULL */
    bool print;          /* what the entry returns */
    unsigned schedulers; /* threads */
    unsigned online;     /* of them, that run processes at first */
    enum scheduler_binding binding;
    enum scheduler_placement placement;
    const char **folders; /* --path, in order; malloc'd */
    size_t folder_count;
    const char *otp; /* root of an Erlang/OTP installation, or NULL */
    bool no_ffi;     /* foreign code is refused */
    bool seeded;
    uint64_t seed;
    bool trace_hash;        /* print the hash of a seeded run's schedule */
    uint32_t max_processes; /* limits; 0: the default */
    uint32_t max_atoms;
    size_t max_heap;        /* words */
    uint32_t long_queue;    /* messages; 0: no report */
    uint32_t long_schedule; /* milliseconds; 0: no report */
    unsigned dirty_cpu;     /* threads; 0: the machine's own choice */
    unsigned dirty_io;
    const char *file;
    char **args; /* the program's own; ends in NULL */
};

/* Reads ARGV. Ends the program with status 0 after --help and --version, with 2 and a line on
 * standard error when something is wrong. */
void options_parse(struct run_options *options, int argc, char **argv);

#endif
