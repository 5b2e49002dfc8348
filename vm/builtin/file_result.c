/* SPDX-License-Identifier: Apache-2.0 */
/* file_result.c: see file_result.h. */
#define _GNU_SOURCE /* strerrorname_np */
#include "vm/builtin/file_result.h"

#include "vm/builtin/support.h"
#include "vm/process/process.h"
#include "vm/term/big.h"
#include "vm/term/bits.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

/* The name of an error in small letters; `unknown` for a number without one, as in OTP. */
static Term error_atom(int number)
{
    const char *name = strerrorname_np(number);
    char small[32];
    size_t size = 0;
    for (; name != NULL && name[size] != '\0' && size < sizeof small; size++)
        small[size] = (char)tolower((unsigned char)name[size]);
    Term atom = size == 0 ? NON_VALUE : atom_from_utf8(small, size);
    return atom == NON_VALUE ? ATOM_(unknown) : atom;
}

Term file_error_named(struct process *p, Term reason)
{
    return heap_tuple2(&p->heap, ATOM_(error), reason);
}

Term file_error(struct process *p)
{
    return file_error_named(p, error_atom(errno));
}

Term file_ok(struct process *p, Term value)
{
    return heap_tuple2(&p->heap, ATOM_(ok), value);
}

Term file_done(struct process *p, bool good)
{
    return good ? ATOM_(ok) : file_error(p);
}

Term file_bytes(struct process *p, struct text_buffer *buffer)
{
    Term binary = NON_VALUE;
    if (!buffer->failed)
        binary = bits_from_bytes(&p->heap, buffer->size == 0 ? "" : buffer->bytes, buffer->size);
    text_buffer_release(buffer);
    return binary == NON_VALUE ? file_error_named(p, ATOM_(enomem)) : file_ok(p, binary);
}

bool file_size(Term term, int64_t *value)
{
    return int_to_int64(term, value) && *value >= 0;
}

bool file_path(struct text_arg *path, Term term)
{
    if (!text_arg_binary(path, term))
        return false;
    if (path->size > 0 && memchr(path->bytes, '\0', path->size) == path->bytes + path->size - 1)
        return true;
    text_arg_release(path);
    return false;
}

/* The number behind the name of an error, 0 when it is none. The system numbers them from 1 on. */
static int error_number(Term atom)
{
    enum { LAST = 255 };
    for (int number = 1; number <= LAST; number++)
        if (strerrorname_np(number) != NULL && error_atom(number) == atom)
            return number;
    return 0;
}

/* tick:posix_text(Reason): what the system says about it, a small letter first. */
static Term posix_text_1(struct process *p, const Term *args)
{
    int number = error_number(args[0]);
    const char *text = number == 0 ? "unknown POSIX error" : strerrordesc_np(number);
    if (text == NULL)
        text = "unknown POSIX error";
    char first = (char)tolower((unsigned char)text[0]);
    return heap_cons(&p->heap, small_make(first),
                     heap_string(&p->heap, text + 1, strlen(text) - 1));
}

const struct builtin_row builtins_file_result[] = {
    {"tick", "posix_text", 1, posix_text_1},
    {0},
};
