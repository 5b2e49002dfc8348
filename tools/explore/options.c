/* SPDX-License-Identifier: Apache-2.0 */
/* options.c: see options.h. Options of tick-run stand among the others and are passed on. */
#define _GNU_SOURCE /* sched_getaffinity */

#include "tools/explore/options.h"
#include "vm/base/base.h"
#include "vm/base/version.h"

#include <errno.h>
#include <getopt.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_FIRST   1
#define DEFAULT_LAST    1000
#define DEFAULT_SECONDS 60

static const char help[] =
    "usage: tick explore [OPTIONS] FILE [ARGS...]\n"
    "\n"
    "Runs a program of many processes under one seed after the other (tick run --seed N FILE ARGS...) and\n"
    "stops at the first run that does not end as expected: with the exit status and the output of the\n"
    "first seed, unless said otherwise. Then it prints the command that repeats that run.\n"
    "\n"
    "      --seeds N..M      the seeds to try (default: 1..1000)\n"
    "  -j, --jobs J          runs at the same time (default: the cores this process may use)\n"
    "      --expect FILE     every run is to print what FILE contains, and to end with status 0\n"
    "      --status S        every run is to end with exit status S\n"
    "      --time SECONDS    a run that takes longer has failed (default: 60)\n"
    "  -e, --entry MOD:FUN   options of tick run, passed on\n"
    "  -p, --print\n"
    "  -P, --path DIR\n"
    "      --otp DIR\n"
    "  -h, --help            print this text\n"
    "      --version         print the version\n"
    "\n"
    "Exit status: 0 all runs ended as expected; 1 one did not; 2 bad usage, or the program cannot be run.\n";

enum long_only {
    OPTION_SEEDS = 256,
    OPTION_EXPECT,
    OPTION_STATUS,
    OPTION_TIME,
    OPTION_OTP,
    OPTION_VERSION
};

static const struct option long_options[] = {
    {"seeds", required_argument, NULL, OPTION_SEEDS},
    {"jobs", required_argument, NULL, 'j'},
    {"expect", required_argument, NULL, OPTION_EXPECT},
    {"status", required_argument, NULL, OPTION_STATUS},
    {"time", required_argument, NULL, OPTION_TIME},
    {"entry", required_argument, NULL, 'e'},
    {"print", no_argument, NULL, 'p'},
    {"path", required_argument, NULL, 'P'},
    {"otp", required_argument, NULL, OPTION_OTP},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, OPTION_VERSION},
    {0},
};

NORETURN static void usage(const char *format, const char *what)
{
    fputs("tick-explore: ", stderr);
    fprintf(stderr, format, what);
    fputs("; `tick explore --help` tells more\n", stderr);
    exit(EXIT_USAGE);
}

/* The number at the beginning of TEXT; *END is what follows. False: there is none. */
static bool read_number(const char *text, char **end, uint64_t *value)
{
    errno = 0;
    *value = strtoull(text, end, 10);
    return errno == 0 && *end != text && text[0] >= '0' && text[0] <= '9';
}

static uint64_t number(const char *text, uint64_t least, uint64_t most, const char *format)
{
    char *end;
    uint64_t value;
    if (!read_number(text, &end, &value) || *end != '\0' || value < least || value > most)
        usage(format, text);
    return value;
}

static void take_seeds(struct explore_options *options, const char *text)
{
    char *end;
    bool good = read_number(text, &end, &options->first) && strncmp(end, "..", 2) == 0 &&
                read_number(end + 2, &end, &options->last) && *end == '\0' &&
                options->first <= options->last && options->last < UINT64_MAX;
    if (!good)
        usage("--seeds wants a range such as 1..1000, not `%s`", text);
}

static unsigned usable_cores(void)
{
    cpu_set_t set;
    int count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    return count < 1 ? 1 : (unsigned)count;
}

/* Appends OPTION, and its VALUE unless that is NULL. */
static void pass_on(struct explore_options *options, const char *option, char *value)
{
    size_t count = 0;
    while (options->run_options[count] != NULL)
        count++;
    options->run_options[count++] = (char *)(uintptr_t)option;
    options->run_options[count++] = value;
}

NORETURN static void finish(int failed)
{
    exit(failed || fflush(stdout) != 0 ? 1 : 0);
}

static void take(struct explore_options *options, int option, char **argv)
{
    switch (option) {
    case OPTION_SEEDS:
        take_seeds(options, optarg);
        break;
    case 'j':
        options->jobs =
            (unsigned)number(optarg, 1, 1000, "--jobs wants a number from 1 to 1000, not `%s`");
        break;
    case OPTION_EXPECT:
        options->expect.output_given = true;
        options->expect.output_file = optarg;
        break;
    case OPTION_STATUS:
        options->expect.status_given = true;
        options->expect.status =
            (int)number(optarg, 0, 255, "--status wants a number from 0 to 255, not `%s`");
        break;
    case OPTION_TIME:
        options->seconds =
            (unsigned)number(optarg, 1, 1000000, "--time wants a number of seconds, not `%s`");
        break;
    case 'e':
        pass_on(options, "--entry", optarg);
        break;
    case 'p':
        pass_on(options, "--print", NULL);
        break;
    case 'P':
        pass_on(options, "--path", optarg);
        break;
    case OPTION_OTP:
        pass_on(options, "--otp", optarg);
        break;
    case 'h':
        finish(fputs(help, stdout) < 0);
    case OPTION_VERSION:
        finish(puts("tick-explore " TICK_VERSION) < 0);
    case ':':
        usage("option `%s` wants a value", argv[optind - 1]);
    default:
        usage("unknown option `%s`", argv[optind - 1]);
    }
}

void options_parse(struct explore_options *options, int argc, char **argv)
{
    *options = (struct explore_options){.first = DEFAULT_FIRST,
                                        .last = DEFAULT_LAST,
                                        .jobs = usable_cores(),
                                        .seconds = DEFAULT_SECONDS};
    /* Each word of ARGV becomes at most an option with a value. */
    options->run_options = mem_zalloc((2 * (size_t)argc + 1) * sizeof *options->run_options);
    opterr = 0;
    for (int option; (option = getopt_long(argc, argv, "+:j:e:pP:h", long_options, NULL)) != -1;)
        take(options, option, argv);
    if (optind == argc)
        usage("%s", "no file to run");
    if (options->expect.output_given && !options->expect.status_given) {
        options->expect.status_given = true;
        options->expect.status = 0;
    }
    options->file = argv[optind];
    options->args = argv + optind + 1;
}
