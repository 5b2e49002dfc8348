/* SPDX-License-Identifier: Apache-2.0 */
/* interp_harness.c: see interp_harness.h. The results come back through a builtin. */
#include "tests/unit/interp_harness.h"
#include "tests/unit/loader_harness.h"
#include "tests/unit/term_reader.h"
#include "vm/base/text_buffer.h"
#include "vm/builtin/builtin.h"
#include "vm/memory/literal.h"
#include "vm/process/lifecycle.h"
#include "vm/process/scheduler.h"
#include "vm/term/print.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_CASES 64

static struct {
    const char *body, *expected;
    struct text_buffer result;
} cases[MAX_CASES];

static unsigned case_count, cases_done;

static Term atom(const char *text)
{
    return atom_from_utf8(text, strlen(text));
}

/* test:result(Case, Class, Value) */
static Term result_3(struct process *p, const Term *args)
{
    struct text_buffer *result = &cases[small_value(args[0])].result;
    (void)p;
    if (args[1] != ATOM_(ok)) {
        print_atom(result, args[1], 0);
        text_put_byte(result, ':');
    }
    print_term(result, args[2], &(struct print_options){0});
    if (++cases_done == case_count)
        scheduler_stop(0);
    return ATOM_(ok);
}

static void load(struct bytes file)
{
    char *fault = loader_load(file);
    cr_assert_null(fault, "%s", fault);
}

void interp_setup(void)
{
    loader_setup();
    scheduler_init(&(struct scheduler_options){.schedulers = 1});
    export_enter_builtin(atom("test"), atom("result"), 3, result_3);
    load(loader_assemble("module runner\nexport run/4\n"
                         "fun run/4\n"
                         "  allocate 2, 4\n  move x0, y0\n"
                         "  move x1, x0\n  move x2, x1\n  move x3, x2\n"
                         "  try y1, .caught\n  call_ext erlang:apply/3\n  try_end y1\n"
                         "  move x0, x2\n  move ok, x1\n  move y0, x0\n"
                         "  call_ext_last test:result/3, 2\n"
                         ".caught: try_case y1\n"
                         "  move x1, x2\n  move x0, x1\n  move y0, x0\n"
                         "  call_ext_last test:result/3, 2\n"));
}

void interp_case(unsigned arity, const char *body, const char *args, const char *expected)
{
    char text[4096], name[16];
    cr_assert_lt(case_count, MAX_CASES);
    snprintf(name, sizeof name, "case%u", case_count);
    snprintf(text, sizeof text, "module %s\nexport f/%u\nfun f/%u\n%s\n", name, arity, arity, body);
    load(loader_assemble(text));

    struct heap heap;
    heap_init(&heap, 256);
    struct term_reader reader = {&heap, args, NULL};
    Term run[] = {small_make(case_count), atom(name), atom("f"), read_term(&reader)};
    Term list = heap_list(&heap, COUNT_OF(run), run, NIL);
    cases[case_count].body = body;
    cases[case_count++].expected = expected;
    cr_assert_eq(proc_spawn(NULL, &SPAWN_PLAIN, atom("runner"), atom("run"), list).error, SPAWN_OK);
    heap_release(&heap);
}

void interp_run_cases(void)
{
    cr_assert_eq(scheduler_run(), 0);
    for (unsigned i = 0; i < case_count; i++) {
        const char *got = text_cstring(&cases[i].result);
        cr_expect_str_eq(got, cases[i].expected, "%s\ngives %s, not %s", cases[i].body, got,
                         cases[i].expected);
        text_buffer_release(&cases[i].result);
    }
}
