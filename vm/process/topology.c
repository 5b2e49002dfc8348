/* SPDX-License-Identifier: Apache-2.0 */
/* topology.c: asks Linux about processors, in /sys. A processor about which nothing is said is a
 * core of its own. */
#define _GNU_SOURCE /* sched_getaffinity */

#include "vm/process/topology.h"

#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>

static enum scheduler_binding binding_type;
static int processor_of[SCHEDULERS_MAX];
static struct processor processors[PROCESSORS_MAX];
static unsigned usable;

static int read_property(int number, const char *property, int otherwise)
{
    char path[96];
    (void)snprintf(path, sizeof path, "/sys/devices/system/cpu/cpu%d/topology/%s", number,
                   property);
    FILE *file = fopen(path, "r");
    char line[16];
    char *end = line;
    long value = otherwise;
    if (file != NULL && fgets(line, sizeof line, file) != NULL)
        value = strtol(line, &end, 10);
    if (file != NULL)
        (void)fclose(file);
    return end == line || value < 0 || value > INT32_MAX ? otherwise : (int)value;
}

static int by_place(const void *a, const void *b)
{
    const struct processor *x = a, *y = b;
    if (x->package != y->package)
        return x->package < y->package ? -1 : 1;
    if (x->core != y->core)
        return x->core < y->core ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

static void read_processors(void)
{
    cpu_set_t set;
    usable = 0;
    if (sched_getaffinity(0, sizeof set, &set) != 0)
        return;
    for (int i = 0; i < CPU_SETSIZE && usable < PROCESSORS_MAX; i++)
        if (CPU_ISSET(i, &set))
            processors[usable++] = (struct processor){i, read_property(i, "core_id", i),
                                                      read_property(i, "physical_package_id", 0)};
    qsort(processors, usable, sizeof *processors, by_place);
}

const struct processor *topology_processors(unsigned *count)
{
    *count = usable;
    return processors;
}

/* ---- spreading ---- */

/* How many processors before AT are part of the same core. */
static unsigned threads_before(unsigned at)
{
    unsigned count = 0;
    while (count < at && processors[at - count - 1].package == processors[at].package &&
           processors[at - count - 1].core == processors[at].core)
        count++;
    return count;
}

/* How many cores of its package come before that of AT. */
static unsigned cores_before(unsigned at)
{
    unsigned count = 0;
    for (unsigned i = at; i > 0 && processors[i - 1].package == processors[at].package; i--)
        count += processors[i - 1].core != processors[i].core;
    return count;
}

/* The processor that comes first when neighbours are to be far from each other: first threads of
 * all cores before second ones, first cores of all packages before second ones. */
struct rank {
    unsigned thread, core, at;
};

static int by_distance(const void *a, const void *b)
{
    const struct rank *x = a, *y = b;
    if (x->thread != y->thread)
        return x->thread < y->thread ? -1 : 1;
    if (x->core != y->core)
        return x->core < y->core ? -1 : 1;
    return (x->at > y->at) - (x->at < y->at);
}

/* ---- binding ---- */

/* Where in the array of processors each one comes when they are ordered by distance. */
static struct rank *by_distance_ranks(void)
{
    struct rank *ranks = mem_alloc(PROCESSORS_MAX * sizeof *ranks);
    for (unsigned i = 0; i < usable; i++)
        ranks[i] = (struct rank){threads_before(i), cores_before(i), i};
    qsort(ranks, usable, sizeof *ranks, by_distance);
    return ranks;
}

/* Schedulers beyond the number of processors stay unbound. */
void topology_init(enum scheduler_binding binding, unsigned count)
{
    binding_type = binding;
    read_processors();
    struct rank *ranks = by_distance_ranks();
    for (unsigned i = 0; i < count; i++) {
        unsigned at = binding == BINDING_SPREAD && i < usable ? ranks[i].at : i;
        processor_of[i] = binding == BINDING_NONE || i >= usable ? -1 : processors[at].number;
    }
    free(ranks);
}

void topology_bind_self(unsigned index)
{
    if (processor_of[index] < 0)
        return;
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(processor_of[index], &set);
    if (pthread_setaffinity_np(pthread_self(), sizeof set, &set) != 0)
        processor_of[index] = -1;
}

int topology_processor_of(unsigned index)
{
    return processor_of[index];
}

enum scheduler_binding topology_binding(void)
{
    return binding_type;
}
