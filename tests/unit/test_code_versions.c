/* SPDX-License-Identifier: Apache-2.0 */
/* Old versions of modules: making them, taking the way to them away, freeing them. */
#include "loader/load.h"
#include "tests/unit/loader_harness.h"
#include "vm/memory/literal.h"
#include "vm/process/purge.h"
#include "vm/term/atom.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#define MODULE \
    "module m\nexport f/1, g/0\nfun f/1\nreturn\nfun g/0\nmove {a, [\"literal\"]}, x0\nreturn\n"

TestSuite(code_versions, .init = loader_setup);

static Term name(void)
{
    return atom_from_utf8("m", 1);
}

static bool load(void)
{
    char *fault;
    struct bytes file = loader_assemble(MODULE);
    struct module *module = load_read("m.beam", file.data, file.size, name(), &fault);
    cr_assert_not_null(module);
    free((void *)(uintptr_t)file.data);
    bool loaded = module_publish(&module, 1);
    if (!loaded)
        module_discard(module);
    return loaded;
}

static bool is_defined(void)
{
    return export_is_defined(export_get(name(), atom_from_utf8("f", 1), 1));
}

Test(code_versions, two_and_no_more)
{
    cr_expect(load());
    struct module *first = module_find(name());
    cr_expect_null(module_old(name()));
    cr_expect(load());
    cr_expect_eq(module_old(name()), first);
    cr_expect(!load(), "the old one must be purged first");
    cr_expect_neq(module_find(name()), first);
}

Test(code_versions, deleting_makes_the_current_one_old)
{
    cr_expect_eq(module_delete(name()), MODULE_ABSENT);
    cr_expect(load());
    struct module *first = module_find(name());
    cr_expect_eq(module_delete(name()), MODULE_DELETED);
    cr_expect_null(module_find(name()));
    cr_expect_eq(module_old(name()), first);
    cr_expect(!is_defined());
    cr_expect_eq(module_delete(name()), MODULE_ABSENT);
    cr_expect(load(), "without a current one there is room");
    cr_expect_eq(module_delete(name()), MODULE_NOT_PURGED);
    cr_expect(is_defined());
}

Test(code_versions, one_purges_at_a_time)
{
    bool busy;
    cr_expect_null(module_purge_begin(name(), &busy));
    cr_expect(!busy);
    cr_expect(load());
    cr_expect_null(module_purge_begin(name(), &busy), "the current version is not purged");
    cr_expect(load());
    struct module *old = module_purge_begin(name(), &busy);
    cr_expect_eq(old, module_old(name()));
    cr_expect(module_is_purging(name()));
    cr_expect_null(module_purge_begin(name(), &busy));
    cr_expect(busy);
    module_purge_cancel(old);
    cr_expect(!module_is_purging(name()));
    cr_expect_eq(module_purge_begin(name(), &busy), old);
}

Test(code_versions, a_purged_version_is_nowhere)
{
    bool busy;
    cr_expect(load());
    cr_expect(load());
    struct module *old = module_purge_begin(name(), &busy);
    CodePtr entry = old->code + old->functions[0].entry;
    struct code_place place;
    cr_expect(code_locate(entry, &place));
    module_purge_unlink(old);
    cr_expect(!code_locate(entry, &place));
    cr_expect_null(module_old(name()));
    cr_expect(is_defined(), "the current version is what it was");
    literal_release(old->literals, old->literal_words);
    module_free(old);
    code_ranges_free(code_ranges_replaced());
    cr_expect(
        code_locate(atomic_load(&export_get(name(), atom_from_utf8("f", 1), 1)->code), &place));
    cr_expect(load(), "there is room again");
}

/* Where code may be found in a process. */
Test(code_versions, a_process_runs_what_its_pc_and_its_stack_say)
{
    cr_expect(load());
    cr_expect(load());
    const struct module *old = module_old(name()), *new = module_find(name());
    struct process p = {.pc = new->code};
    heap_init(&p.heap, 64);
    *--p.heap.stop = SMALL(1);
    cr_expect(!purge_runs_old_code(&p, name()));
    p.pc = old->code + old->code_words - 1;
    cr_expect(purge_runs_old_code(&p, name()));
    p.pc = new->code;
    *--p.heap.stop = (Term)(uintptr_t)(old->code + 2);
    *--p.heap.stop = NIL;
    cr_expect(purge_runs_old_code(&p, name()));
    p.heap.stop[1] = catch_make(old->code + 2);
    cr_expect(purge_runs_old_code(&p, name()));
    p.heap.stop[1] = catch_make(new->code + 2);
    cr_expect(!purge_runs_old_code(&p, name()));
    heap_release(&p.heap);
}
