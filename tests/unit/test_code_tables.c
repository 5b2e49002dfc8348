/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of loaded code: exports, funs, modules, places. */
#include "tests/unit/loader_harness.h"
#include "vm/term/atom.h"
#include "vm/term/fun.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

TestSuite(code_tables, .init = loader_setup);

static Term atom(const char *text)
{
    return atom_from_utf8(text, strlen(text));
}

static const struct module *load(const char *source)
{
    char *fault = loader_load(loader_assemble(source));
    cr_assert_null(fault, "%s", fault);
    return module_find(atom("m"));
}

Test(code_tables, export_is_made_once_and_undefined_until_loaded)
{
    const struct export *export = export_get(atom("m"), atom("f"), 1);
    cr_expect_eq(export_get(atom("m"), atom("f"), 1), export);
    cr_expect_eq(export_find(atom("m"), atom("f"), 1), export);
    cr_expect_null(export_find(atom("m"), atom("f"), 2));
    cr_expect(!export_is_defined(export));
    const struct module *m = load("module m\nexport f/1\nfun f/1\nreturn\n");
    cr_expect(export_is_defined(export));
    cr_expect_geq(atomic_load(&export->code), m->code);
}

Test(code_tables, new_version_replaces_the_old_one)
{
    const struct module *old =
        load("module m\nexport f/1, g/1\nfun f/1\nreturn\nfun g/1\nreturn\n");
    const struct module *new = load("module m\nexport f/1\nfun f/1\nreturn\n");
    cr_expect_neq(old, new);
    cr_expect_eq(module_find(atom("m")), new);
    cr_expect(export_is_defined(export_find(atom("m"), atom("f"), 1)));
    cr_expect(!export_is_defined(export_find(atom("m"), atom("g"), 1)));
    struct code_place place;
    cr_expect(code_locate(old->code + old->functions[1].entry, &place), "old code is still known");
    cr_expect_eq(place.module, old);
}

Test(code_tables, builtin_is_never_redirected)
{
    const struct export *reverse = export_find(atom("lists"), atom("reverse"), 2);
    cr_assert_not_null(reverse);
    CodePtr before = atomic_load(&reverse->code);
    char *fault =
        loader_load(loader_assemble("module lists\nexport reverse/2\nfun reverse/2\nreturn\n"));
    cr_expect_null(fault);
    cr_expect_eq(atomic_load(&reverse->code), before);
}

Test(code_tables, place_names_function_and_line)
{
    const struct module *m = load("module m\nexport f/1, g/0\n"
                                  "fun f/1\n  allocate 0, 1\n  call_ext erlang:hd/1\n"
                                  "  deallocate 0\n  return\n"
                                  "fun g/0\n  if_end\n");
    struct code_place place;
    const struct function *f = &m->functions[0];
    cr_assert(code_locate(m->code + f->start, &place));
    cr_expect_eq(place.function, f);
    cr_expect_eq(place.function->name, atom("f"));
    CodePtr g = m->code + m->functions[1].entry;
    cr_assert(code_locate(g, &place));
    cr_expect_eq(place.function->name, atom("g"));
    cr_expect_eq(place.line, 9);
    cr_expect(term_is_list(place.file));
    cr_expect(!code_locate(m->code + m->code_words, &place), "behind the end");
    cr_expect(!code_locate(m->code - 1, &place), "before the start");
}

Test(code_tables, fun_entry_outlives_its_module)
{
    const char *source = "module m\nexport f/1\nfun f/1\n"
                         "  test_heap [words => 1, funs => 1], 1\n"
                         "  make_fun3 'b'/2, x0, [x0]\n  return\n"
                         "fun 'b'/2\n  return\n";
    const struct module *old = load(source);
    cr_assert_eq(old->fun_count, 1);
    struct fun_entry *entry = old->funs[0].entry;
    cr_expect_eq(entry->arity, 1);
    cr_expect_eq(entry->num_free, 1);
    const struct module *new = load(source);
    cr_expect_eq(new->funs[0].entry, entry);
    cr_expect_eq(atomic_load(&entry->code), new->code + new->funs[0].offset);
}

/* ---- loading on demand ---- */

static unsigned loads;

static bool count_and_fail(Term name, char **error)
{
    (void)name;
    *error = NULL;
    loads++;
    return false;
}

static bool load_m(Term name, char **error)
{
    (void)name;
    loads++;
    *error = loader_load(loader_assemble("module m\nexport f/0\nfun f/0\nmove a, x0\nreturn\n"));
    return *error == NULL;
}

Test(code_tables, module_is_loaded_once)
{
    module_loader = load_m;
    cr_expect_eq(module_ensure_loaded(atom("m")), MODULE_LOADED);
    cr_expect_eq(module_ensure_loaded(atom("m")), MODULE_LOADED);
    cr_expect_eq(loads, 1);
}

Test(code_tables, missing_module_is_looked_for_again)
{
    module_loader = count_and_fail;
    cr_expect_eq(module_ensure_loaded(atom("m")), MODULE_MISSING);
    cr_expect_eq(module_ensure_loaded(atom("m")), MODULE_MISSING);
    cr_expect_eq(loads, 2);
}

/* ---- on_load ---- */

static const char with_on_load[] = "module m\nexport f/0\nfun f/0\n  move a, x0\n  return\n"
                                   "fun g/0\n  on_load\n"
                                   "  test_heap [words => 0, funs => 1], 0\n"
                                   "  make_fun3 'b'/0, x0, []\n  move ok, x0\n  return\n"
                                   "fun 'b'/0\n  move b, x0\n  return\n";

static struct module *load_pending(void)
{
    cr_expect_null(load(with_on_load), "published too early");
    struct module *module = module_pending(atom("m"));
    cr_assert_not_null(module);
    return module;
}

Test(code_tables, module_with_on_load_is_pending_until_that_is_done)
{
    const struct export *f = export_get(atom("m"), atom("f"), 0);
    struct module *module = load_pending();
    cr_expect_eq(module->on_load, module->code + module->functions[1].entry);
    cr_expect_not_null(atomic_load(&module->funs[0].entry->code), "on_load may use funs");
    cr_expect(!export_is_defined(f));
    cr_expect_eq(module_ensure_loaded(atom("m")), MODULE_PENDING);
    module_on_load_done(module, true);
    cr_expect(export_is_defined(f));
    cr_expect_eq(module_find(atom("m")), module);
    cr_expect_null(module_pending(atom("m")));
    cr_expect_eq(module_ensure_loaded(atom("m")), MODULE_LOADED);
}

Test(code_tables, module_whose_on_load_failed_is_given_up)
{
    const struct module *old = load("module m\nexport f/0\nfun f/0\nmove a, x0\nreturn\n");
    cr_expect_eq(load(with_on_load), old);
    struct module *first = module_pending(atom("m"));
    cr_expect_eq(load(with_on_load), old);
    struct module *second = module_pending(atom("m"));
    cr_assert(first != second && first != NULL && second != NULL);
    module_on_load_done(first, false);
    cr_expect_eq(module_pending(atom("m")), second);
    cr_expect_not_null(atomic_load(&second->funs[0].entry->code), "it belongs to the second now");
    module_on_load_done(second, false);
    cr_expect_null(atomic_load(&second->funs[0].entry->code));
    cr_expect_eq(module_find(atom("m")), old);
    const struct export *f = export_find(atom("m"), atom("f"), 0);
    cr_expect_eq(atomic_load(&f->code), old->code + old->functions[0].entry);
}
