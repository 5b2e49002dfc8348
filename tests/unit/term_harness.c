/* SPDX-License-Identifier: Apache-2.0 */
/* term_harness.c: see term_harness.h. */
#include "tests/unit/term_harness.h"
#include "tests/unit/term_reader.h"
#include "vm/code/code.h"
#include "vm/term/atom.h"

struct heap term_heap;

void term_harness_setup(void)
{
    atom_init(ATOM_DEFAULT_LIMIT);
    code_init();
    heap_init(&term_heap, 4096);
}

void term_harness_teardown(void)
{
    heap_release(&term_heap);
}

Term term_of(const char *text)
{
    struct term_reader reader = {.heap = &term_heap, .at = text};
    return read_term(&reader);
}
