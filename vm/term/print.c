/* SPDX-License-Identifier: Apache-2.0 */
/* print.c: the walk over a term. Lists, tuples and maps that are not finished are frames on a
 * stack: words that say where to go on, and on top the kind of frame. */
#include "vm/term/print.h"
#include "vm/term/atom.h"
#include "vm/term/big.h"
#include "vm/term/bits.h"
#include "vm/term/external_id.h"
#include "vm/term/float_text.h"
#include "vm/term/fun.h"
#include "vm/term/map.h"
#include "vm/term/number_text.h"
#include "vm/term/print_text.h"
#include "vm/term/word_stack.h"

#include <string.h>

#define UNLIMITED UINT64_MAX

enum frame_kind {
    FRAME_LIST,  /* rest of the list, depth */
    FRAME_TUPLE, /* tuple, index of the next element, depth */
    FRAME_MAP, /* struct map_iterator, depth of its terms, how many pairs may still be shown + 1 */
    FRAME_VALUE, /* value that belongs to the key just printed, depth */
    FRAME_CLOSE, /* nothing: the end of an improper list */
};

#define ITERATOR_WORDS ((sizeof(struct map_iterator) + 7) / 8)

struct printer {
    struct text_buffer *buffer;
    unsigned flags;
    Term next; /* to be printed before any frame is resumed; NON_VALUE: none */
    uint64_t depth;
    struct word_stack stack;
};

static void print_next(struct printer *p, Term term, uint64_t depth)
{
    p->next = term;
    p->depth = depth;
}

static void push_frame(struct printer *p, enum frame_kind kind, uint64_t what, uint64_t depth)
{
    uint64_t *words = word_stack_add(&p->stack, 3);
    words[0] = what;
    words[1] = depth;
    words[2] = kind;
}

/* ---- leaves ---- */

static const char *id_prefix(Term id)
{
    return term_is_pid(id) ? "<" : term_is_port(id) ? "#Port<" : "#Ref<";
}

void print_id(struct text_buffer *buffer, Term term)
{
    struct external_id id;
    external_id_of(term, &id);
    text_put_string(buffer, id_prefix(term));
    text_put_uint(buffer, id.node == ATOM_(nonode) ? 0 : atom_index(id.node));
    if (term_is_ref(term)) {
        for (unsigned i = id.count < 3 ? id.count : 3; i-- > 0;) {
            text_put_byte(buffer, '.');
            text_put_uint(buffer, id.numbers[i]);
        }
    } else if (term_is_pid(term)) {
        text_put_byte(buffer, '.');
        text_put_uint(buffer, id.numbers[0]);
        text_put_byte(buffer, '.');
        text_put_uint(buffer, id.numbers[1]);
    } else {
        text_put_byte(buffer, '.');
        text_put_uint(buffer, (uint64_t)id.numbers[1] << 32 | id.numbers[0]);
    }
    text_put_byte(buffer, '>');
}

void print_fun(struct text_buffer *buffer, Term fun, unsigned flags)
{
    if (fun_is_external(fun)) {
        const struct mfa *mfa = &fun_export(fun)->mfa;
        text_put_string(buffer, "fun ");
        print_atom(buffer, mfa->module, flags);
        text_put_byte(buffer, ':');
        print_atom(buffer, mfa->function, flags);
        text_put_byte(buffer, '/');
        text_put_uint(buffer, mfa->arity);
        return;
    }
    const struct fun_entry *entry = fun_entry(fun);
    text_put_string(buffer, "#Fun<");
    print_atom(buffer, entry->module, flags);
    text_put_byte(buffer, '.');
    text_put_uint(buffer, entry->index);
    text_put_byte(buffer, '.');
    text_put_uint(buffer, entry->uniq);
    text_put_byte(buffer, '>');
}

static void print_immediate(struct printer *p, Term term)
{
    if (term_is_small(term))
        text_put_int(p->buffer, term, 10);
    else if (term_is_atom(term))
        print_atom(p->buffer, term, p->flags);
    else if (term_is_nil(term))
        text_put_string(p->buffer, "[]");
    else
        print_id(p->buffer, term);
}

#define PLAIN_DECIMALS 6

static void print_float(struct printer *p, double value)
{
    if (p->flags & PRINT_PLAIN)
        text_put_float_scientific(p->buffer, value, PLAIN_DECIMALS);
    else
        text_put_float(p->buffer, value);
}

/* ---- containers: begun with a depth of at least 1 ---- */

static void begin_list(struct printer *p, Term list, uint64_t depth)
{
    if (depth > 1 && (p->flags & PRINT_STRINGS) && print_is_string(list, p->flags)) {
        print_string(p->buffer, list, p->flags);
    } else if (depth == 1) {
        text_put_string(p->buffer, "[...]");
    } else {
        text_put_byte(p->buffer, '[');
        push_frame(p, FRAME_LIST, list_tail(list), depth - 1);
        print_next(p, list_head(list), depth - 1);
    }
}

static void resume_list(struct printer *p, Term rest, uint64_t depth)
{
    if (term_is_nil(rest)) {
        text_put_byte(p->buffer, ']');
    } else if (depth == 1) {
        text_put_string(p->buffer, "|...]");
    } else if (term_is_cons(rest)) {
        text_put_byte(p->buffer, ',');
        push_frame(p, FRAME_LIST, list_tail(rest), depth - 1);
        print_next(p, list_head(rest), depth - 1);
    } else {
        text_put_byte(p->buffer, '|');
        push_frame(p, FRAME_CLOSE, 0, 0);
        print_next(p, rest, depth - 1);
    }
}

static void push_tuple(struct printer *p, Term tuple, size_t index, uint64_t depth)
{
    word_stack_push(&p->stack, tuple);
    push_frame(p, FRAME_TUPLE, index, depth);
}

static void begin_tuple(struct printer *p, Term tuple, uint64_t depth)
{
    if (tuple_arity(tuple) == 0) {
        text_put_string(p->buffer, "{}");
    } else if (depth == 1) {
        text_put_string(p->buffer, "{...}");
    } else {
        text_put_byte(p->buffer, '{');
        push_tuple(p, tuple, 1, depth - 1);
        print_next(p, tuple_get(tuple, 0), depth - 1);
    }
}

static void resume_tuple(struct printer *p, Term tuple, size_t index, uint64_t depth)
{
    if (index == tuple_arity(tuple)) {
        text_put_byte(p->buffer, '}');
    } else if (depth == 1) {
        text_put_string(p->buffer, ",...}");
    } else {
        text_put_byte(p->buffer, ',');
        push_tuple(p, tuple, index + 1, depth - 1);
        print_next(p, tuple_get(tuple, index), depth - 1);
    }
}

#define MAP_FRAME_WORDS (ITERATOR_WORDS + 3)

/* The next pair of the map whose frame is on top, in front of it SEPARATOR; the frame stays. False
 * when there is none. */
static bool print_pair(struct printer *p, uint64_t left, const char *separator)
{
    struct map_iterator iterator;
    Term key, value;
    uint64_t *words = p->stack.words + p->stack.size - MAP_FRAME_WORDS;
    memcpy(&iterator, words, sizeof iterator);
    if (!map_next(&iterator, &key, &value))
        return false;
    memcpy(words, &iterator, sizeof iterator);
    uint64_t depth = words[ITERATOR_WORDS];
    words[ITERATOR_WORDS + 1] = left - 1;
    text_put_string(p->buffer, separator);
    push_frame(p, FRAME_VALUE, value, depth);
    print_next(p, key, depth);
    return true;
}

static void begin_map(struct printer *p, Term map, uint64_t depth)
{
    if (map_size(map) == 0) {
        text_put_string(p->buffer, "#{}");
    } else if (depth == 1) {
        /* Here and in resume_map ~W differs from ~P, by an oversight that has become a habit. */
        text_put_string(p->buffer, p->flags & PRINT_STRINGS ? "#{...}" : "#{}");
    } else {
        struct map_iterator iterator = {0};
        map_iterate(&iterator, map);
        uint64_t *words = word_stack_add(&p->stack, MAP_FRAME_WORDS);
        memcpy(words, &iterator, sizeof iterator);
        words[ITERATOR_WORDS] = depth - 1;
        words[ITERATOR_WORDS + 2] = FRAME_MAP;
        print_pair(p, depth, "#{");
    }
}

static void end_map(struct printer *p, const char *text)
{
    p->stack.size -= MAP_FRAME_WORDS;
    text_put_string(p->buffer, text);
}

static bool more_pairs(const struct printer *p)
{
    struct map_iterator iterator;
    Term key, value;
    memcpy(&iterator, p->stack.words + p->stack.size - MAP_FRAME_WORDS, sizeof iterator);
    return map_next(&iterator, &key, &value);
}

static void resume_map(struct printer *p, uint64_t left)
{
    bool is_pretty = p->flags & PRINT_STRINGS;
    if (left == 1)
        end_map(p, is_pretty && !more_pairs(p) ? "}" : ",...}");
    else if (!print_pair(p, left, ","))
        end_map(p, "}");
}

/* ---- the walk ---- */

/* Prints a leaf, or the first bit of a container and leaves a frame for the rest. */
static void print_boxed(struct printer *p, Term term, uint64_t depth)
{
    switch (header_kind(boxed_header(term))) {
    case BOXED_TUPLE:
        begin_tuple(p, term, depth);
        break;
    case BOXED_POS_BIG:
    case BOXED_NEG_BIG:
        text_put_int(p->buffer, term, 10);
        break;
    case BOXED_FLOAT:
        print_float(p, float_value(term));
        break;
    case BOXED_FUN:
        print_fun(p->buffer, term, p->flags);
        break;
    case BOXED_MAP:
    case BOXED_MAP_NODE:
        begin_map(p, term, depth);
        break;
    case BOXED_HEAP_BITS:
    case BOXED_SUB_BITS:
        print_bits(p->buffer, term, p->flags, depth);
        break;
    default:
        print_id(p->buffer, term);
    }
}

static void print_one(struct printer *p, Term term, uint64_t depth)
{
    p->next = NON_VALUE;
    if (term_is_immediate(term))
        print_immediate(p, term);
    else if (term_is_cons(term))
        begin_list(p, term, depth);
    else
        print_boxed(p, term, depth);
}

static void resume(struct printer *p)
{
    struct word_stack *stack = &p->stack;
    const uint64_t *top = stack->words + stack->size;
    uint64_t what = top[-3];
    uint64_t depth = top[-2];
    enum frame_kind kind = (enum frame_kind)top[-1];
    if (kind == FRAME_MAP) {
        resume_map(p, depth);
        return;
    }
    stack->size -= 3;
    switch (kind) {
    case FRAME_LIST:
        resume_list(p, what, depth);
        break;
    case FRAME_TUPLE:
        resume_tuple(p, word_stack_pop(stack), what, depth);
        break;
    case FRAME_VALUE:
        text_put_string(p->buffer, p->flags & PRINT_PLAIN ? "=>" : " => ");
        print_next(p, what, depth);
        break;
    default:
        text_put_byte(p->buffer, ']');
    }
}

/* A single object whose text has more than LIMIT characters. */
static bool leaf_is_longer(Term term, size_t limit)
{
    if (!term_is_boxed(term))
        return false;
    if (term_is_big(term))
        return big_limb_count(term) > limit / sizeof(Term);
    return term_is_bitstring(term) && bits_size(term) / 8 > limit;
}

bool print_term_up_to(struct text_buffer *buffer, Term term, const struct print_options *options,
                      size_t limit)
{
    struct printer p = {.buffer = buffer, .flags = options->flags};
    word_stack_init(&p.stack);
    print_next(&p, term, options->depth == 0 ? UNLIMITED : options->depth);
    bool more = true;
    while (more && buffer->size < limit && !buffer->failed) {
        if (p.next != NON_VALUE && leaf_is_longer(p.next, limit))
            break;
        if (p.next != NON_VALUE)
            print_one(&p, p.next, p.depth);
        else
            resume(&p);
        more = p.next != NON_VALUE || p.stack.size != 0;
    }
    word_stack_release(&p.stack);
    return !more;
}

void print_term(struct text_buffer *buffer, Term term, const struct print_options *options)
{
    (void)print_term_up_to(buffer, term, options, SIZE_MAX);
}
