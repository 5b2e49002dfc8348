/* SPDX-License-Identifier: Apache-2.0 */
/* memory_size.c: asks the system, and what may lower its answer. */
#include "vm/base/memory_size.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

static uint64_t of_machine(void)
{
    long pages = sysconf(_SC_PHYS_PAGES), bytes = sysconf(_SC_PAGESIZE);
    return pages <= 0 || bytes <= 0 ? UINT64_MAX : (uint64_t)pages * (uint64_t)bytes;
}

/* Version 2, as a container sees its own; "max" is no number. */
static uint64_t of_control_group(void)
{
    uint64_t bytes = UINT64_MAX;
    FILE *file = fopen("/sys/fs/cgroup/memory.max", "re");
    if (file == NULL)
        return bytes;
    if (fscanf(file, "%" SCNu64, &bytes) != 1) /* NOLINT(cert-err34-c): the kernel writes it */
        bytes = UINT64_MAX;
    (void)fclose(file);
    return bytes;
}

static uint64_t of_limit(void)
{
    struct rlimit limit;
    bool limited = getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY;
    return limited ? limit.rlim_cur : UINT64_MAX;
}

size_t memory_size(void)
{
    uint64_t least = of_machine(), group = of_control_group(), limit = of_limit();
    if (group < least)
        least = group;
    return (size_t)(limit < least ? limit : least);
}
