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
