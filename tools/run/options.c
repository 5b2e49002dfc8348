/* SPDX-License-Identifier: Apache-2.0 */
/* options.c: see options.h. Options end at the program's file: what follows it belongs to the
 * program. */
#define _GNU_SOURCE /* sched_getaffinity */

#include "tools/run/options.h"
#include "vm/base/base.h"
#include "vm/base/version.h"
#include "vm/process/scheduler.h"
#include "vm/process/dirty.h"
#include "vm/process/settings.h"
#include "vm/process/table.h"

#include <errno.h>
#include <getopt.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
    "usage: tick run [OPTIONS] FILE [ARGS...]\n"
    "\n"
    "Runs FILE, a BEAM file or text assembly (.tasm): the first of main/1 (with the ARGS as a list of\n"
    "strings), main/0 and start/0 that its module exports.\n"
    "\n"
    "  -e, --entry MOD:FUN   call MOD:FUN/0 instead\n"
    "  -p, --print           print what the entry function returns as the last line\n"
    "  -S, --schedulers N[:M]  scheduler threads (default: the cores this process may use), and how\n"
    "                        many of them run processes until system_flag(schedulers_online, _)\n"
    "      --bind TYPE       bind schedulers to cores: none (default), compact, spread\n"
    "      --dirty-cpu N     at most N threads for work that cannot be divided (default: as -S)\n"
    "      --dirty-io N      at most N threads that wait for files and the like (default: 10)\n"
    "      --placement TYPE  new processes go to the scheduler that made them, to be taken from there by\n"
    "                        others (compact, default), or to each scheduler in turn (spread)\n"
    "  -P, --path DIR        look for modules in DIR too; may be repeated\n"
    "      --otp DIR         put the applications of the Erlang/OTP installation in DIR on the path\n"
    "      --no-ffi          refuse to call functions of C libraries (module ffi)\n"
    "      --seed N          with one scheduler: reproduce this interleaving exactly\n"
    "      --trace-hash      with --seed: print a hash of every switch and signal at the end\n"
    "      --max-processes N at most N processes at once (default: 16777216)\n"
    "      --max-atoms N     at most N atoms (default: 1048576)\n"
    "      --max-heap WORDS  end a process whose heap is larger (default: a quarter of the memory)\n"
    "      --long-queue N    report a process, once, when more than N messages wait for it\n"
    "      --long-schedule N report what holds a scheduler for more than N milliseconds\n"
    "  -h, --help            print this text\n"
    "      --version         print the version\n"
    "\n"
    "Exit status: 0 the entry function returned; 1 an exception nobody caught; 2 bad usage, or a file\n"
    "that cannot be read, assembled or loaded; 3 with --seed: every process waits, for ever; N after\n"
    "halt(N).\n";

enum long_only {
    OPTION_OTP = 256,
    OPTION_BIND,
    OPTION_PLACEMENT,
    OPTION_NO_FFI,
    OPTION_SEED,
    OPTION_TRACE_HASH,
    OPTION_MAX_PROCESSES,
    OPTION_MAX_ATOMS,
    OPTION_MAX_HEAP,
    OPTION_LONG_QUEUE,
    OPTION_LONG_SCHEDULE,
    OPTION_DIRTY_CPU,
    OPTION_DIRTY_IO,
    OPTION_VERSION
};

/* As in OTP. */
#define MAX_PROCESSES_LEAST 1024
#define MAX_ATOMS_LEAST     8192
#define MAX_ATOMS_MOST      INT32_MAX

static const struct option long_options[] = {
    {"entry", required_argument, NULL, 'e'},
    {"print", no_argument, NULL, 'p'},
    {"schedulers", required_argument, NULL, 'S'},
    {"bind", required_argument, NULL, OPTION_BIND},
    {"placement", required_argument, NULL, OPTION_PLACEMENT},
    {"path", required_argument, NULL, 'P'},
    {"otp", required_argument, NULL, OPTION_OTP},
    {"no-ffi", no_argument, NULL, OPTION_NO_FFI},
    {"seed", required_argument, NULL, OPTION_SEED},
    {"trace-hash", no_argument, NULL, OPTION_TRACE_HASH},
    {"max-processes", required_argument, NULL, OPTION_MAX_PROCESSES},
    {"max-atoms", required_argument, NULL, OPTION_MAX_ATOMS},
    {"max-heap", required_argument, NULL, OPTION_MAX_HEAP},
    {"long-queue", required_argument, NULL, OPTION_LONG_QUEUE},
    {"long-schedule", required_argument, NULL, OPTION_LONG_SCHEDULE},
    {"dirty-cpu", required_argument, NULL, OPTION_DIRTY_CPU},
    {"dirty-io", required_argument, NULL, OPTION_DIRTY_IO},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, OPTION_VERSION},
    {0},
};

NORETURN static void usage(const char *format, const char *what)
{
    fputs("tick-run: ", stderr);
    fprintf(stderr, format, what);
    fputs("; `tick run --help` tells more\n", stderr);
    exit(EXIT_USAGE);
}

static uint64_t number(const char *text, uint64_t most, const char *format)
{
    char *end;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 0);
    if (errno != 0 || end == text || *end != '\0' || text[0] == '-' || value > most)
        usage(format, text);
    return value;
}

static uint64_t number_from(const char *text, uint64_t least, uint64_t most, const char *format)
{
    uint64_t value = number(text, most, format);
    if (value < least)
        usage(format, text);
    return value;
}

/* N or N:M */
static void take_schedulers(struct run_options *options, const char *text)
{
    static const char format[] = "--schedulers wants N or N:M, numbers from 1 to 1000, not `%s`";
    char *first = mem_strdup(text);
    char *colon = strchr(first, ':');
    if (colon != NULL) {
        *colon = '\0';
        options->online = (unsigned)number(colon + 1, SCHEDULERS_MAX, format);
    }
    options->schedulers = (unsigned)number(first, SCHEDULERS_MAX, format);
    if (options->schedulers == 0 || options->online > options->schedulers ||
        (colon != NULL && options->online == 0))
        usage(format, text);
    free(first);
}

static enum scheduler_binding binding_named(const char *name)
{
    if (strcmp(name, "compact") == 0)
        return BINDING_COMPACT;
    if (strcmp(name, "spread") == 0)
        return BINDING_SPREAD;
    if (strcmp(name, "none") != 0)
        usage("--bind wants none, compact or spread, not `%s`", name);
    return BINDING_NONE;
}

static enum scheduler_placement placement_named(const char *name)
{
    if (strcmp(name, "spread") == 0)
        return PLACEMENT_SPREAD;
    if (strcmp(name, "compact") != 0)
        usage("--placement wants compact or spread, not `%s`", name);
    return PLACEMENT_COMPACT;
}

static unsigned usable_cores(void)
{
    cpu_set_t set;
    int count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    return count < 1 ? 1 : (unsigned)count;
}

static void add_folder(struct run_options *options, const char *folder)
{
    size_t bytes = (options->folder_count + 1) * sizeof *options->folders;
    options->folders = mem_realloc(options->folders, bytes);
    options->folders[options->folder_count++] = folder;
}

NORETURN static void finish(int failed)
{
    exit(failed || fflush(stdout) != 0 ? 1 : 0);
}

static void take_limit(struct run_options *options, int option)
{
    switch (option) {
    case OPTION_MAX_PROCESSES:
        options->max_processes = (uint32_t)number_from(
            optarg, MAX_PROCESSES_LEAST, PROCESS_MAX_LIMIT,
            "--max-processes wants a number from 1024 to 134217727, not `%s`");
        break;
    case OPTION_MAX_ATOMS:
        options->max_atoms =
            (uint32_t)number_from(optarg, MAX_ATOMS_LEAST, MAX_ATOMS_MOST,
                                  "--max-atoms wants a number from 8192 to 2147483647, not `%s`");
        break;
    case OPTION_MAX_HEAP:
        options->max_heap = number_from(optarg, SETTINGS_HEAP_LIMIT_LEAST, (uint64_t)1 << 48,
                                        "--max-heap wants a number of words from 233, not `%s`");
        break;
    case OPTION_LONG_SCHEDULE:
        options->long_schedule = (uint32_t)number_from(
            optarg, 1, UINT32_MAX,
            "--long-schedule wants a number of milliseconds from 1, not `%s`");
        break;
    default:
        options->long_queue = (uint32_t)number_from(
            optarg, 1, UINT32_MAX, "--long-queue wants a number of messages from 1, not `%s`");
    }
}

static unsigned dirty_threads(const char *format)
{
    return (unsigned)number_from(optarg, 1, DIRTY_THREADS_MAX, format);
}

static void take(struct run_options *options, int option, char **argv)
{
    switch (option) {
    case 'e':
        options->entry = optarg;
        if (strchr(optarg, ':') == NULL)
            usage("--entry wants MOD:FUN, not `%s`", optarg);
        break;
    case 'p':
        options->print = true;
        break;
    case 'S':
        take_schedulers(options, optarg);
        break;
    case OPTION_BIND:
        options->binding = binding_named(optarg);
        break;
    case OPTION_PLACEMENT:
        options->placement = placement_named(optarg);
        break;
    case 'P':
        add_folder(options, optarg);
        break;
    case OPTION_DIRTY_CPU:
        options->dirty_cpu = dirty_threads("--dirty-cpu wants a number from 1 to 512, not `%s`");
        break;
    case OPTION_DIRTY_IO:
        options->dirty_io = dirty_threads("--dirty-io wants a number from 1 to 512, not `%s`");
        break;
    case OPTION_OTP:
        options->otp = optarg;
        break;
    case OPTION_NO_FFI:
        options->no_ffi = true;
        break;
    case OPTION_SEED:
        options->seeded = true;
        options->seed = number(optarg, UINT64_MAX, "--seed wants a number, not `%s`");
        break;
    case OPTION_TRACE_HASH:
        options->trace_hash = true;
        break;
    case OPTION_MAX_PROCESSES:
    case OPTION_MAX_ATOMS:
    case OPTION_MAX_HEAP:
    case OPTION_LONG_QUEUE:
    case OPTION_LONG_SCHEDULE:
        take_limit(options, option);
        break;
    case 'h':
        finish(fputs(help, stdout) < 0);
    case OPTION_VERSION:
        finish(puts("tick-run " TICK_VERSION) < 0);
    case ':':
        usage("option `%s` wants a value", argv[optind - 1]);
    default:
        usage("unknown option `%s`", argv[optind - 1]);
    }
}

void options_parse(struct run_options *options, int argc, char **argv)
{
    *options = (struct run_options){0};
    opterr = 0;
    for (int option; (option = getopt_long(argc, argv, "+:e:pS:P:h", long_options, NULL)) != -1;)
        take(options, option, argv);
    if (optind == argc)
        usage("%s", "no file to run");
    if (options->seeded && options->schedulers > 1)
        usage("--seed wants one scheduler%s", "");
    if (options->trace_hash && !options->seeded)
        usage("--trace-hash wants --seed%s", "");
    if (options->schedulers == 0)
        options->schedulers = options->seeded ? 1 : usable_cores();
    options->file = argv[optind];
    options->args = argv + optind + 1;
}
