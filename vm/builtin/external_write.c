/* SPDX-License-Identifier: Apache-2.0 */
/* external_write.c: terms to the external term format.
 *
 * A large term is written in slices. What has been written is memory of a magic object, so that it
 * goes with the process; what is left is a term (external_encode.h). In front of the bytes is room
 * for the structure of a binary, which that memory becomes in the end. Compressing cannot be
 * divided and is left to a dirty scheduler. */
#include "vm/builtin/support.h"
#include "vm/interp/elsewhere.h"
#include "vm/memory/magic.h"
#include "vm/term/bits.h"
#include "vm/term/external_encode.h"
#include "vm/term/external_tags.h"

#include <stdlib.h>

/* Bytes of external format that are written for one reduction. */
#define EXTERNAL_BYTES_PER_REDUCTION 8

/* What the rest of a term that did not fit into a turn is taken for, in reductions. */
#define ENCODED_THERE_WORK 32000

/* Up to so many bytes are compressed at once. */
#define COMPRESSED_AT_ONCE ((size_t)1 << 13)

/* What is in front of the bytes of a binary, and room with which a buffer begins. */
#define HEAD        offsetof(struct binary, bytes)
#define FIRST_BYTES 256

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

enum wanted { WANT_BINARY, WANT_IOVEC };

/* What has been written of a large term. */
struct encoding {
    struct magic magic;
    struct text_buffer out;
    struct encode_options options;
    enum wanted wanted;
};

static void release(struct magic *magic)
{
    struct encoding *encoding = (struct encoding *)magic;
    text_buffer_release(&encoding->out);
    free(encoding);
}

static struct encoding *encoding_of(Term reference)
{
    return (struct encoding *)magic_of(reference, release);
}

/* Memory is exhausted in a later slice; CALL: the arguments of the first, as a list. */
static Term exhausted(struct process *p, enum wanted wanted, Term call)
{
    static const Term names[] = {
        [WANT_BINARY] = ATOM_(term_to_binary), [WANT_IOVEC] = ATOM_(term_to_iovec)};
    Term args[2];
    unsigned count = 0;
    for (; count < COUNT_OF(args) && term_is_cons(call); call = list_tail(call))
        args[count++] = list_head(call);
    return builtin_error_as(p, ATOM_(system_limit), ATOM_(erlang), names[wanted], count, args);
}

/* I/O vectors are lists of binaries to be written one after the other: here always one. */
static Term deliver(struct process *p, enum wanted wanted, Term binary)
{
    if (wanted != WANT_IOVEC)
        return binary;
    return heap_cons(&p->heap, binary, NIL);
}

/* ---- bytes that become a binary ---- */

static void begin(struct text_buffer *buffer)
{
    if (text_reserve(buffer, FIRST_BYTES))
        buffer->size = HEAD;
}

/* Takes the memory of BUFFER over. */
static Term become_binary(struct process *p, struct text_buffer *buffer)
{
    size_t size = buffer->size - HEAD;
    if (buffer->failed || size > binary_most_bytes) {
        text_buffer_release(buffer);
        return NON_VALUE;
    }
    Term binary = bits_adopt(&p->heap, buffer->bytes, size);
    *buffer = TEXT_BUFFER_EMPTY;
    return binary;
}

/* Replaces BUFFER by what is shorter. */
static void compress(struct text_buffer *buffer, int level)
{
    struct text_buffer compressed = TEXT_BUFFER_EMPTY;
    struct text_buffer plain = {.bytes = buffer->bytes + HEAD, .size = buffer->size - HEAD};
    begin(&compressed);
    if (external_compress(&compressed, &plain, level)) {
        text_buffer_release(buffer);
        *buffer = compressed;
    } else {
        text_buffer_release(&compressed);
    }
}

static Term finish_binary(struct process *p, struct encoding *encoding, Term call)
{
    Term binary = become_binary(p, &encoding->out);
    if (binary == NON_VALUE)
        return exhausted(p, encoding->wanted, call);
    return deliver(p, encoding->wanted, binary);
}

/* On a dirty scheduler, unless that is not worth it: args are the reference and the call. */
static Term compress_there(struct process *p, const Term *args)
{
    struct encoding *encoding = encoding_of(args[0]);
    compress(&encoding->out, encoding->options.level);
    return finish_binary(p, encoding, args[1]);
}

/* All has been written. */
static Term finish(struct process *p, Term reference, Term call)
{
    struct encoding *encoding = encoding_of(reference);
    if (encoding->options.level != 0 && encoding->out.size <= COMPRESSED_AT_ONCE)
        return compress_there(p, (Term[]){reference, call});
    if (encoding->options.level != 0)
        return builtin_dirty(p, DIRTY_CPU, compress_there, ATOM_(tick), ATOM_(external_slice), 2,
                             (Term[]){reference, call});
    return finish_binary(p, encoding, call);
}

/* For SIZE bytes, or, if anything is LEFT, all the time that there was. */
static void charge_encoding(struct process *p, Term left, size_t size)
{
    int64_t reductions = (int64_t)(size / EXTERNAL_BYTES_PER_REDUCTION);
    if (!term_is_nil(left) && p->regs->reductions > reductions)
        reductions = p->regs->reductions;
    builtin_charge(p, reductions);
}

/* tick:external_slice(Reference, Left, Call): writes what is left. */
static Term external_slice_3(struct process *p, const Term *args)
{
    struct encoding *encoding = encoding_of(args[0]);
    struct text_buffer *out = &encoding->out;
    size_t begin = out->size, limit = begin + builtin_budget(p, EXTERNAL_BYTES_PER_REDUCTION);
    Term left = external_encode_more(&p->heap, out, args[1], encoding->options.flags, limit);
    charge_encoding(p, left, out->size - begin);
    if (out->failed)
        return exhausted(p, encoding->wanted, args[2]);
    if (term_is_nil(left))
        return finish(p, args[0], args[2]);
    return builtin_continue(p, ATOM_(external_slice), 3, (Term[]){args[0], left, args[2]});
}

/* BUFFER has not all of a term, or is too large to be finished at once. */
static Term encode_on(struct process *p, const struct text_buffer *buffer, Term left,
                      struct encode_options options, enum wanted wanted, Term call)
{
    struct encoding *encoding = mem_alloc(sizeof *encoding);
    *encoding = (struct encoding){.out = *buffer, .options = options, .wanted = wanted};
    magic_init(&encoding->magic, release, sizeof *encoding);
    Term reference = magic_reference(&p->heap, &encoding->magic);
    if (term_is_nil(left))
        return finish(p, reference, call);
    /* How much is left nobody knows. In one piece the buffer grows where nobody waits for it. */
    if (builtin_takes_long(p, ENCODED_THERE_WORK))
        return builtin_dirty(p, DIRTY_CPU, external_slice_3, ATOM_(tick), ATOM_(external_slice), 3,
                             (Term[]){reference, left, call});
    return builtin_continue(p, ATOM_(external_slice), 3, (Term[]){reference, left, call});
}

static Term encode(struct process *p, unsigned count, const Term *args,
                   struct encode_options options, enum wanted wanted)
{
    struct text_buffer buffer = TEXT_BUFFER_EMPTY;
    begin(&buffer);
    text_put_byte(&buffer, EXTERNAL_VERSION);
    Term left = external_encode_some(&p->heap, &buffer, args[0], options.flags,
                                     HEAD + builtin_budget(p, EXTERNAL_BYTES_PER_REDUCTION));
    if (!buffer.failed)
        charge_encoding(p, left, buffer.size - HEAD);
    bool at_end = term_is_nil(left) && (options.level == 0 || buffer.size <= COMPRESSED_AT_ONCE);
    if (!buffer.failed && !at_end)
        return encode_on(p, &buffer, left, options, wanted, heap_list(&p->heap, count, args, NIL));
    if (!buffer.failed && options.level != 0)
        compress(&buffer, options.level);
    Term binary = become_binary(p, &buffer);
    return binary == NON_VALUE ? builtin_system_limit(p) : deliver(p, wanted, binary);
}

static Term encode_1(struct process *p, const Term *args, enum wanted wanted)
{
    return encode(p, 1, args, (struct encode_options){0}, wanted);
}

static Term encode_2(struct process *p, const Term *args, enum wanted wanted)
{
    struct encode_options options;
    if (!encode_options_of(args[1], &options))
        return builtin_badarg(p);
    return encode(p, 2, args, options, wanted);
}

static Term term_to_binary_1(struct process *p, const Term *args)
{
    return encode_1(p, args, WANT_BINARY);
}

static Term term_to_binary_2(struct process *p, const Term *args)
{
    return encode_2(p, args, WANT_BINARY);
}

static Term term_to_iovec_1(struct process *p, const Term *args)
{
    return encode_1(p, args, WANT_IOVEC);
}

static Term term_to_iovec_2(struct process *p, const Term *args)
{
    return encode_2(p, args, WANT_IOVEC);
}

const struct builtin_row builtins_external_write[] = {
    {"erlang", "term_to_binary", 1, term_to_binary_1},
    {"erlang", "term_to_binary", 2, term_to_binary_2},
    {"erlang", "term_to_iovec", 1, term_to_iovec_1},
    {"erlang", "term_to_iovec", 2, term_to_iovec_2},
    {"tick", "external_slice", 3, external_slice_3},
    {0},
};
