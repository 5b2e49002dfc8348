/* SPDX-License-Identifier: Apache-2.0 */
/* hash.c: the VM's own hash. A term is walked in a fixed order, and every header, immediate and raw
 * word on the way is mixed into one 64-bit state. Equal maps have equal forms, so they need no
 * special care. Addresses stay out of it: the order in which a large map or a table lists its keys
 * follows from the hash, and seeded runs shall be the same every time. */
#include "vm/term/hash.h"
#include "vm/term/bits.h"
#include "vm/term/fun.h"
#include "vm/term/ref.h"
#include "vm/term/word_stack.h"
#include "vm/term/work.h"

#include <string.h>

/* What stands for each kind whose words do not say what it is. */
enum token { TOKEN_FLOAT = HASH_CONS + 1, TOKEN_REF, TOKEN_BITS };

static uint64_t add_words(uint64_t state, const Term *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        state = hash_add(state, words[i]);
    return state;
}

static uint64_t add_bytes(uint64_t state, const unsigned char *bytes, size_t size)
{
    uint64_t word;
    for (; size >= sizeof word; size -= sizeof word, bytes += sizeof word) {
        memcpy(&word, bytes, sizeof word);
        state = hash_add(state, word);
    }
    word = 0;
    memcpy(&word, bytes, size);
    return hash_add(state, word);
}

/* The bytes of a window that begins within a byte are moved into place piece by piece. */
static uint64_t add_bits(uint64_t state, Term term)
{
    uint64_t piece[32];
    unsigned char *bytes = (unsigned char *)piece;
    struct bits bits = bits_of(term);
    state = hash_add(hash_add(state, TOKEN_BITS), bits.size);
    work_charge(bits.size / 8 / WORK_BYTES_PER_REDUCTION);
    if (bits.size == 0 || (bits.first % 8 == 0 && bits.size % 8 == 0))
        return add_bytes(state, bits.base + bits.first / 8, bits.size / 8);
    while (bits.size != 0) {
        size_t count = bits.size < sizeof piece * 8 ? bits.size : sizeof piece * 8;
        bytes[(count - 1) / 8] = 0;
        bits_copy(bytes, 0, bits.base, bits.first, count);
        bits.first += count;
        bits.size -= count;
        state = count == sizeof piece * 8 && bits.size != 0
                    ? add_words(state, piece, COUNT_OF(piece))
                    : add_bytes(state, bytes, (count + 7) / 8);
    }
    return state;
}

static uint64_t add_float(uint64_t state, double value)
{
    uint64_t word;
    value += 0.0; /* -0.0 equals 0.0 */
    memcpy(&word, &value, sizeof word);
    return hash_add(hash_add(state, TOKEN_FLOAT), word);
}

static void push_words(struct word_stack *stack, const Term *words, size_t count)
{
    uint64_t *to = word_stack_add(stack, count);
    for (size_t i = 0; i < count; i++)
        to[count - 1 - i] = words[i];
}

/* The function that a fun calls, by name or number: where its entry lies differs from run to run.
 */
static uint64_t add_function(uint64_t state, Term fun)
{
    state = hash_add(state, boxed_header(fun));
    if (fun_is_external(fun)) {
        const struct mfa *mfa = &fun_export(fun)->mfa;
        return hash_add(hash_add(hash_add(state, mfa->module), mfa->function), mfa->arity);
    }
    const struct fun_entry *entry = fun_entry(fun);
    return hash_add(hash_add(hash_add(state, entry->module), entry->uniq), entry->index);
}

static uint64_t add_boxed(uint64_t state, struct word_stack *stack, Term term)
{
    const Term *object = boxed_ptr(term);
    size_t arity = header_arity(object[0]);
    switch (header_kind(object[0])) {
    case BOXED_FLOAT:
        return add_float(state, float_value(term));
    case BOXED_REF:
    case BOXED_MAGIC_REF:
        return hash_add(hash_add(state, TOKEN_REF), ref_number(term));
    case BOXED_HEAP_BITS:
    case BOXED_SUB_BITS:
        return add_bits(state, term);
    case BOXED_FUN:
        push_words(stack, object + 2, arity - 1);
        return add_function(state, term);
    case BOXED_TUPLE:
    case BOXED_MAP:
    case BOXED_MAP_NODE:
        push_words(stack, object + 1, arity);
        return hash_add(state, object[0]);
    default:
        return add_words(hash_add(state, object[0]), object + 1, arity);
    }
}

NOINLINE uint64_t hash_internal_any(Term term)
{
    struct word_stack stack;
    word_stack_init(&stack);
    uint64_t state = 0;
    size_t steps = 0;
    word_stack_push(&stack, term);
    while (stack.size != 0) {
        term = word_stack_pop(&stack);
        for (; term_is_cons(term); steps++) {
            state = hash_add(state, HASH_CONS);
            word_stack_push(&stack, list_tail(term));
            term = list_head(term);
        }
        state = term_is_immediate(term) ? hash_add(state, term) : add_boxed(state, &stack, term);
        steps++;
    }
    work_charge(steps / WORK_STEPS_PER_REDUCTION);
    word_stack_release(&stack);
    return hash_mix(state);
}
