/* SPDX-License-Identifier: Apache-2.0 */
/* program.c: builtins about the command line. */
#include "vm/builtin/program.h"
#include "vm/builtin/builtin.h"

Term program_arguments = NIL;

static Term arguments_0(struct process *p, const Term *args)
{
    (void)p;
    (void)args;
    return program_arguments;
}

const struct builtin_row builtins_program[] = {
    {"tick", "arguments", 0, arguments_0},
    {0},
};
