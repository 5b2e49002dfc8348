/* SPDX-License-Identifier: Apache-2.0 */
/* external.c: terms to and from the external term format. Each does its work in one go and charges
 * for it afterwards. */
#include "vm/builtin/support.h"
#include "vm/builtin/text.h"
#include "vm/term/bits.h"
#include "vm/term/external_decode.h"
#include "vm/term/external_encode.h"

/* Bytes of external format that are written or read for one reduction. */
#define EXTERNAL_BYTES_PER_REDUCTION 32

#define DEFAULT_LEVEL 6

struct encode_options {
    unsigned flags; /* enum external_encode_option */
    int level;      /* of compression, 0: none */
};

static bool minor_version(Term version, struct encode_options *options)
{
    options->flags = 0;
    if (version == SMALL(0))
        options->flags = EXTERNAL_OLD_FLOATS;
    else if (version == SMALL(2))
        options->flags = EXTERNAL_UTF8_ATOMS;
    return version == SMALL(0) || version == SMALL(1) || version == SMALL(2);
}

static bool encode_option(Term option, struct encode_options *options)
{
    int64_t level;
    if (option == ATOM_(compressed)) {
        options->level = DEFAULT_LEVEL;
        return true;
    }
    if (option == ATOM_(deterministic))
        return true; /* equal terms have equal forms already, but for large maps built differently
                      */
    if (!term_is_tuple_of(option, 2))
        return false;
    if (tuple_get(option, 0) == ATOM_(minor_version))
        return minor_version(tuple_get(option, 1), options);
    if (tuple_get(option, 0) != ATOM_(compressed) ||
        !small_within(tuple_get(option, 1), 0, 9, &level))
        return false;
    options->level = (int)level;
    return true;
}

static bool encode_options_of(Term list, struct encode_options *options)
{
    *options = (struct encode_options){0};
    for (; term_is_cons(list); list = list_tail(list))
        if (!encode_option(list_head(list), options))
            return false;
    return term_is_nil(list);
}

/* TERM in external format, charged for; `failed` is set when memory was exhausted. */
static struct text_buffer encode(struct process *p, Term term, const struct encode_options *options)
{
    struct text_buffer buffer = TEXT_BUFFER_EMPTY;
    bool good = options->level == 0
                    ? external_encode(&buffer, term, options->flags)
                    : external_encode_compressed(&buffer, term, options->flags, options->level);
    if (!good)
        buffer.failed = true;
    builtin_charge(p, (int64_t)(buffer.size / EXTERNAL_BYTES_PER_REDUCTION));
    return buffer;
}

static Term term_to_binary_1(struct process *p, const Term *args)
{
    struct text_buffer buffer = encode(p, args[0], &(struct encode_options){0});
    return text_to_binary(p, &buffer);
}

static Term term_to_binary_2(struct process *p, const Term *args)
{
    struct encode_options options;
    if (!encode_options_of(args[1], &options))
        return builtin_badarg(p);
    struct text_buffer buffer = encode(p, args[0], &options);
    return text_to_binary(p, &buffer);
}

/* The same as a list of binaries to be written one after the other: here always one. */
static Term term_to_iovec_1(struct process *p, const Term *args)
{
    Term binary = term_to_binary_1(p, args);
    return binary == NON_VALUE ? NON_VALUE : heap_cons(&p->heap, binary, NIL);
}

static Term term_to_iovec_2(struct process *p, const Term *args)
{
    Term binary = term_to_binary_2(p, args);
    return binary == NON_VALUE ? NON_VALUE : heap_cons(&p->heap, binary, NIL);
}

static Term size_of(struct process *p, Term term, const struct encode_options *options)
{
    struct text_buffer buffer = encode(p, term, options);
    size_t size = buffer.size;
    bool failed = buffer.failed;
    text_buffer_release(&buffer);
    return failed ? builtin_system_limit(p) : heap_uint(&p->heap, size);
}

static Term external_size_1(struct process *p, const Term *args)
{
    return size_of(p, args[0], &(struct encode_options){0});
}

/* Of the options only minor_version is allowed; in OTP 25, only as 0 or 1, and a 0 counts wherever
 * it stands. */
static Term external_size_2(struct process *p, const Term *args)
{
    struct encode_options options = {0};
    Term list = args[1];
    for (; term_is_cons(list); list = list_tail(list)) {
        Term option = list_head(list);
        if (!term_is_tuple_of(option, 2) || tuple_get(option, 0) != ATOM_(minor_version))
            return builtin_badarg(p);
        if (tuple_get(option, 1) == SMALL(0))
            options.flags = EXTERNAL_OLD_FLOATS;
        else if (tuple_get(option, 1) != SMALL(1))
            return builtin_badarg(p);
    }
    return term_is_nil(list) ? size_of(p, args[0], &options) : builtin_badarg(p);
}

/* ---- decoding ---- */

/* The term in a binary and, in *USED, the number of bytes it took; NON_VALUE: badarg. */
static Term decode(struct process *p, Term binary, unsigned flags, size_t *used)
{
    struct text_arg arg;
    if (!text_arg_binary(&arg, binary))
        return builtin_badarg(p);
    builtin_charge(p, (int64_t)(arg.size / EXTERNAL_BYTES_PER_REDUCTION));
    Term term = external_decode(&p->heap, (const unsigned char *)arg.bytes, arg.size, flags, used);
    text_arg_release(&arg);
    return term == NON_VALUE ? builtin_badarg(p) : term;
}

static Term binary_to_term_1(struct process *p, const Term *args)
{
    size_t used;
    return decode(p, args[0], 0, &used);
}

static Term binary_to_term_2(struct process *p, const Term *args)
{
    unsigned flags = 0;
    bool wants_used = false;
    size_t used = 0;
    Term binary = args[0], options = args[1];
    for (; term_is_cons(options); options = list_tail(options)) {
        if (list_head(options) == ATOM_(safe))
            flags = EXTERNAL_SAFE;
        else if (list_head(options) == ATOM_(used))
            wants_used = true;
        else
            return builtin_badopt(p);
    }
    if (!term_is_nil(options))
        return builtin_badopt(p);
    Term term = decode(p, binary, flags, &used);
    if (term == NON_VALUE || !wants_used)
        return term;
    return heap_tuple2(&p->heap, term, heap_uint(&p->heap, used));
}

const struct builtin_row builtins_external[] = {
    {"erlang", "term_to_binary", 1, term_to_binary_1},
    {"erlang", "term_to_binary", 2, term_to_binary_2},
    {"erlang", "term_to_iovec", 1, term_to_iovec_1},
    {"erlang", "term_to_iovec", 2, term_to_iovec_2},
    {"erlang", "external_size", 1, external_size_1},
    {"erlang", "external_size", 2, external_size_2},
    {"erlang", "binary_to_term", 1, binary_to_term_1},
    {"erlang", "binary_to_term", 2, binary_to_term_2},
    {0},
};
