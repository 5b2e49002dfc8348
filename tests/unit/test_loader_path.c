/* SPDX-License-Identifier: Apache-2.0 */
/* test_loader_path.c: in which folder a module is found. */
#define _GNU_SOURCE /* mkdtemp */

#include "tests/unit/loader_harness.h"
#include "loader/path.h"
#include "vm/term/atom.h"

#include <criterion/criterion.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char first[] = "/tmp/tick-path-XXXXXX", second[] = "/tmp/tick-path-XXXXXX";

static void setup(void)
{
    loader_setup();
    cr_assert(mkdtemp(first) != NULL && mkdtemp(second) != NULL);
    path_add(first);
    path_add(second);
}

static const char *file_in(const char *folder, const char *name)
{
    static char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s.beam", folder, name);
    return path;
}

static void teardown(void)
{
    for (int i = 0; i < 2; i++)
        (void)unlink(file_in(i == 0 ? first : second, "m"));
    (void)rmdir(first);
    (void)rmdir(second);
}

TestSuite(loader_path, .init = setup, .fini = teardown);

static void write_file(const char *folder, struct bytes contents)
{
    FILE *file = fopen(file_in(folder, "m"), "wb");
    cr_assert_not_null(file);
    cr_assert_eq(fwrite(contents.data, 1, contents.size, file), contents.size);
    cr_assert_eq(fclose(file), 0);
}

static Term atom(const char *text)
{
    return atom_from_utf8(text, strlen(text));
}

/* Loads module NAME; the error goes into *ERROR. */
static bool found(const char *name, char **error)
{
    return path_load(atom(name), error);
}

Test(loader_path, first_folder_that_has_the_file_decides)
{
    char *error;
    struct bytes good = loader_function(0, "move a, x0\nreturn");
    write_file(second, good);
    cr_expect(found("m", &error));
    cr_expect_null(error);
    write_file(first, (struct bytes){good.data, good.size / 2});
    cr_expect(!found("m", &error), "a damaged file is not passed over");
    cr_assert_not_null(error);
    cr_expect_not_null(strstr(error, first), "%s", error);
    free(error);
    free((void *)(uintptr_t)good.data);
}

Test(loader_path, file_must_hold_the_module_it_is_named_after)
{
    char *error;
    struct bytes other =
        loader_assemble("module other\nexport f/0\nfun f/0\n move a, x0\n return\n");
    write_file(first, other);
    cr_expect(!found("m", &error));
    cr_assert_not_null(error);
    cr_expect_not_null(strstr(error, "expected module m, found module other"), "%s", error);
    free(error);
    free((void *)(uintptr_t)other.data);
}

Test(loader_path, names_do_not_lead_out_of_the_folders)
{
    char *error;
    struct bytes good = loader_function(0, "move a, x0\nreturn");
    write_file(second, good);
    char name[PATH_MAX];
    snprintf(name, sizeof name, "..%s/m", strrchr(second, '/'));
    cr_expect(!found(name, &error));
    cr_expect_null(error);
    cr_expect(!found("", &error));
    cr_expect(!found("absent", &error));
    cr_expect_null(error, "what is not there is no error");
    free((void *)(uintptr_t)good.data);
}
