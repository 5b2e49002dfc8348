/* SPDX-License-Identifier: Apache-2.0 */
/* memory.c: erlang:memory/0,1. What processes take is asked of each of them (survey.h), so the
 * caller waits until all have had a turn; the rest is added up when they have answered. */
#include "vm/builtin/leave.h"

#include "vm/code/code.h"
#include "vm/ets/table.h"
#include "vm/process/clock.h"
#include "vm/process/mailbox.h"
#include "vm/process/request.h"
#include "vm/process/survey.h"
#include "vm/term/big.h"

#include <stdio.h>
#include <unistd.h>

/* In the order of memory/0. */
enum kind { TOTAL, PROCESSES, PROCESSES_USED, SYSTEM, ATOM, ATOM_USED, BINARY, CODE, ETS, KINDS };

static const Term names[KINDS] = {
    [TOTAL] = ATOM_(total),
    [PROCESSES] = ATOM_(processes),
    [PROCESSES_USED] = ATOM_(processes_used),
    [SYSTEM] = ATOM_(system),
    [ATOM] = ATOM_(atom),
    [ATOM_USED] = ATOM_(atom_used),
    [BINARY] = ATOM_(binary),
    [CODE] = ATOM_(code),
    [ETS] = ATOM_(ets),
};

static enum kind kind_of(Term name)
{
    unsigned kind = 0;
    while (kind < KINDS && names[kind] != name)
        kind++;
    return (enum kind)kind;
}

/* ---- what is there ---- */

static void add_module(struct module *module, void *context)
{
    uint64_t *bytes = context;
    *bytes += sizeof *module + module->code_words * sizeof module->code[0] +
              module->literal_words * sizeof(Term) +
              module->function_count * sizeof module->functions[0] +
              module->line_count * sizeof module->lines[0] +
              module->fun_count * sizeof module->funs[0] +
              module->export_count * (sizeof module->exports[0] + sizeof module->export_entries[0]);
}

/* Of the program as the operating system counts it; 0: it does not say. */
static uint64_t resident_bytes(void)
{
    unsigned long size, resident;
    FILE *file = fopen("/proc/self/statm", "re");
    if (file == NULL)
        return 0;
    int count = fscanf(file, "%lu %lu", &size, &resident);
    (void)fclose(file);
    return count == 2 ? (uint64_t)resident * (uint64_t)sysconf(_SC_PAGESIZE) : 0;
}

static uint64_t uint_of(Term term)
{
    uint64_t value;
    return int_to_uint64(term, &value) ? value : 0;
}

/* SURVEY: {Bytes, Used, Binaries}. A seeded run sees only what does not depend on the machine. */
static void measure(Term survey, uint64_t bytes[KINDS])
{
    bytes[PROCESSES] = uint_of(tuple_get(survey, 0));
    bytes[PROCESSES_USED] = uint_of(tuple_get(survey, 1));
    bytes[BINARY] = uint_of(tuple_get(survey, 2));
    bytes[ATOM] = atom_memory(&bytes[ATOM_USED]);
    bytes[ETS] = ets_totals().words * sizeof(Term);
    bytes[CODE] = 0;
    module_each(add_module, &bytes[CODE]);
    uint64_t known = bytes[PROCESSES] + bytes[BINARY] + bytes[ATOM] + bytes[ETS] + bytes[CODE];
    uint64_t resident = clock_is_virtual() ? 0 : resident_bytes();
    bytes[TOTAL] = resident > known ? resident : known;
    bytes[SYSTEM] = bytes[TOTAL] - bytes[PROCESSES];
}

/* ---- memory ---- */

/* Is it one of the names, or a list of such? */
static bool is_wanted(Term spec)
{
    if (term_is_atom(spec))
        return kind_of(spec) < KINDS;
    while (term_is_cons(spec) && kind_of(list_head(spec)) < KINDS)
        spec = list_tail(spec);
    return term_is_nil(spec);
}

/* [{Name, Bytes}] in the order of the list SPEC. */
static Term pairs_of(struct process *p, Term spec, const uint64_t bytes[KINDS])
{
    Term reversed = NIL, pairs = NIL;
    for (; term_is_cons(spec); spec = list_tail(spec))
        reversed = heap_cons(&p->heap, list_head(spec), reversed);
    for (; term_is_cons(reversed); reversed = list_tail(reversed)) {
        Term name = list_head(reversed), value = heap_uint(&p->heap, bytes[kind_of(name)]);
        pairs = heap_cons(&p->heap, heap_tuple2(&p->heap, name, value), pairs);
    }
    return pairs;
}

/* tick:memory_answer(Spec): when all processes have answered. */
static Term memory_answer_1(struct process *p, const Term *args)
{
    uint64_t bytes[KINDS];
    mailbox_fetch(p);
    Term answer = request_take_answer(p), spec = args[0];
    if (answer == NON_VALUE)
        return builtin_wait(p, ATOM_(memory_answer), 1, (const Term[]){spec});
    measure(answer, bytes);
    return term_is_list(spec) ? pairs_of(p, spec, bytes)
                              : heap_uint(&p->heap, bytes[kind_of(spec)]);
}

static Term memory_1(struct process *p, const Term *args)
{
    Term spec = args[0];
    if (!is_wanted(spec))
        return builtin_badarg(p);
    if (term_is_nil(spec))
        return NIL;
    survey_begin(p->id);
    return builtin_wait(p, ATOM_(memory_answer), 1, (const Term[]){spec});
}

static Term memory_0(struct process *p, const Term *args)
{
    (void)args;
    return memory_1(p, (const Term[]){heap_list(&p->heap, KINDS, names, NIL)});
}

const struct builtin_row builtins_memory[] = {
    {"erlang", "memory", 0, memory_0},
    {"erlang", "memory", 1, memory_1},
    {"tick", "memory_answer", 1, memory_answer_1},
    {0},
};
