/* SPDX-License-Identifier: Apache-2.0 */
/* No file may crash the loader: good files, changed at random places or cut off, are either loaded
 * or refused with one line of text. The changes are drawn from a fixed seed. */
#include "tests/unit/loader_harness.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

TestSuite(loader_mutation, .init = loader_setup, .timeout = 120);

/* A module with something of everything that the loader looks at. */
static const char program[] =
    "module m\n"
    "export f/2, g/1, h/1, r/0\n"
    "attribute vsn, [1]\n"
    "fun f/2\n"
    "  is_nonempty_list .tuple, x0\n"
    "  allocate 2, 2\n"
    "  get_list x0, x0, y0\n"
    "  move x1, y1\n"
    "  call g/1\n"
    "  gc_bif2 -, 1, erlang:'+'/2, x0, 1234567890123456789012345678901234567890, x0\n"
    "  test_heap [words => 6, floats => 1, funs => 1], 1\n"
    "  fmove 1.5, f0\n"
    "  fmove f0, x1\n"
    "  put_tuple2 x0, [x0, x1, {a, \"literal\", #{k => <<1, 2, 3>>}}]\n"
    "  make_fun3 'body'/2, x1, [y1]\n"
    "  trim 1, 1\n"
    "  call_last h/1, 1\n"
    ".tuple:\n"
    "  select_tuple_arity x0, .other, [2 => .two, 3 => .three]\n"
    ".two: get_tuple_element x0, 1, x0\n"
    "  return\n"
    ".three: select_val x1, .other, [foo => .two, bar => .other]\n"
    ".other: get_map_elements .none, x0, [k => x0]\n"
    ".none: return\n"
    "fun g/1\n"
    "  allocate 2, 1\n"
    "  move x0, y0\n"
    "  init_yregs [y1]\n"
    "  try y1, .caught\n"
    "  call_ext lists:reverse/1\n"
    "  try_end y1\n"
    "  deallocate 2\n"
    "  return\n"
    ".caught: try_case y1\n"
    "  move y0, x0\n"
    "  call_ext_last erlang:error/1, 2\n"
    "fun h/1\n"
    "  bs_start_match3 .no, x0, 1, x1\n"
    "  bs_get_integer2 .no, x1, 2, 16, 1, 0, x2\n"
    "  bs_get_tail x1, x3, 3\n"
    "  bs_create_bin .no, 0, 4, 8, x0, [integer, 1, 1, nil, x2, 24, binary, 2, 8, nil, x3, all]\n"
    "  return\n"
    ".no: move no, x0\n"
    "  return\n"
    "fun r/0\n"
    "  allocate 0, 0\n"
    ".loop: loop_rec .wait, x0\n"
    "  is_tagged_tuple .next, x0, 2, stop\n"
    "  remove_message\n"
    "  deallocate 0\n"
    "  return\n"
    ".next: loop_rec_end .loop\n"
    ".wait: wait_timeout .loop, 10\n"
    "  timeout\n"
    "  call_last r/0, 0\n"
    "fun 'body'/2\n"
    "  gc_bif2 -, 2, erlang:'*'/2, x0, x1, x0\n"
    "  return\n";

/* xorshift64 */
static uint64_t state;

static uint64_t next_random(uint64_t limit)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state % limit;
}

static struct bytes copy_of(struct bytes file, size_t size)
{
    uint8_t *copy = malloc(file.size);
    cr_assert_not_null(copy);
    memcpy(copy, file.data, size);
    return (struct bytes){copy, size};
}

static bool loads(struct bytes file)
{
    char *fault = loader_load(file);
    if (fault != NULL) {
        cr_expect_null(strchr(fault, '\n'), "a fault is one line: %s", fault);
        cr_expect_eq(strncmp(fault, "test.beam: ", 11), 0, "names the file: %s", fault);
    }
    free(fault);
    return fault == NULL;
}

/* Changes COUNT bytes from FIRST on. */
static struct bytes mutate(struct bytes file, size_t first, unsigned count)
{
    struct bytes copy = copy_of(file, file.size);
    uint8_t *data = (uint8_t *)(uintptr_t)copy.data;
    while (count-- > 0) {
        size_t at = first + next_random(file.size - first);
        switch (next_random(4)) {
        case 0:
            data[at] ^= (uint8_t)(1u << next_random(8));
            break;
        case 1:
            data[at] = (uint8_t)next_random(256);
            break;
        case 2:
            data[at] = data[next_random(file.size)];
            break;
        default:
            data[at] = 0xFF;
        }
    }
    return copy;
}

static size_t code_chunk(struct bytes file)
{
    for (size_t i = 12; i + 4 < file.size; i++)
        if (memcmp(file.data + i, "Code", 4) == 0)
            return i;
    return 0;
}

static void mutate_many(size_t first_of(struct bytes), unsigned rounds, unsigned changes)
{
    struct bytes file = loader_assemble(program);
    size_t first = first_of == NULL ? 0 : first_of(file);
    unsigned loaded = 0;
    state = 88172645463325252u + changes;
    for (unsigned i = 0; i < rounds; i++)
        loaded += loads(mutate(file, first, 1 + (unsigned)next_random(changes)));
    cr_expect_lt(loaded, rounds, "some changes are noticed");
    free((void *)(uintptr_t)file.data);
}

Test(loader_mutation, the_program_itself_loads)
{
    cr_expect(loads(loader_assemble(program)));
}

Test(loader_mutation, one_changed_byte_anywhere)
{
    mutate_many(NULL, 4000, 1);
}

Test(loader_mutation, changed_bytes_in_the_code)
{
    mutate_many(code_chunk, 6000, 4);
}

Test(loader_mutation, many_changed_bytes)
{
    mutate_many(NULL, 2000, 32);
}

Test(loader_mutation, cut_off_anywhere)
{
    struct bytes file = loader_assemble(program);
    for (size_t size = 0; size < file.size; size++)
        cr_expect(!loads(copy_of(file, size)), "%zu of %zu bytes", size, file.size);
    free((void *)(uintptr_t)file.data);
}
