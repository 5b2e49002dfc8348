/* SPDX-License-Identifier: Apache-2.0 */
/* leading_number.c: the number that a list of characters begins with, and what follows it:
 * string:list_to_integer and string:list_to_float. */
#include "vm/builtin/support.h"
#include "vm/builtin/text.h"
#include "vm/term/float_text.h"
#include "vm/term/number_text.h"

/* Digits that are read for one reduction. */
#define DIGITS_PER_REDUCTION 16

/* Copies a sign, if there is one, from *LIST to TEXT. */
static void take_sign(struct text_buffer *text, Term *list)
{
    Term head = term_is_cons(*list) ? list_head(*list) : NIL;
    if (head != SMALL('-') && head != SMALL('+'))
        return;
    text_put_byte(text, (unsigned char)small_value(head));
    *list = list_tail(*list);
}

/* The same with digits. False: there are none. */
static bool take_digits(struct text_buffer *text, Term *list)
{
    int64_t digit;
    size_t before = text->size;
    for (; term_is_cons(*list) && small_within(list_head(*list), '0', '9', &digit);
         *list = list_tail(*list))
        text_put_byte(text, (unsigned char)digit);
    return text->size > before;
}

static Term failure(struct process *p, Term argument, Term reason)
{
    if (!term_is_list(argument))
        reason = ATOM_(not_a_list);
    return heap_tuple2(&p->heap, ATOM_(error), reason);
}

static Term list_to_integer_1(struct process *p, const Term *args)
{
    struct text_buffer text = TEXT_BUFFER_EMPTY;
    Term rest = args[0], number = NON_VALUE, reason = ATOM_(badarg);
    take_sign(&text, &rest);
    if (take_digits(&text, &rest) && !text.failed)
        number = int_from_text(&p->heap, text.bytes, text.size, 10, &reason);
    builtin_charge(p, (int64_t)(text.size / DIGITS_PER_REDUCTION));
    bool too_large = text.failed || (number == NON_VALUE && reason == ATOM_(system_limit));
    text_buffer_release(&text);
    if (too_large)
        return builtin_system_limit(p);
    return number == NON_VALUE ? failure(p, args[0], ATOM_(no_integer))
                               : heap_tuple2(&p->heap, number, rest);
}

/* An exponent, if a whole one is there. */
static void take_exponent(struct text_buffer *text, Term *list)
{
    Term rest = *list;
    size_t before = text->size;
    if (!term_is_cons(rest) || (list_head(rest) != SMALL('e') && list_head(rest) != SMALL('E')))
        return;
    text_put_byte(text, 'e');
    rest = list_tail(rest);
    take_sign(text, &rest);
    if (take_digits(text, &rest))
        *list = rest;
    else
        text->size = before;
}

/* The text of a float from *LIST on, with a point where a comma was. False: there is none. */
static bool take_float(struct text_buffer *text, Term *list)
{
    take_sign(text, list);
    if (!take_digits(text, list) || !term_is_cons(*list) ||
        (list_head(*list) != SMALL('.') && list_head(*list) != SMALL(',')))
        return false;
    text_put_byte(text, '.');
    *list = list_tail(*list);
    if (!take_digits(text, list))
        return false;
    take_exponent(text, list);
    return !text->failed;
}

static Term list_to_float_1(struct process *p, const Term *args)
{
    struct text_buffer text = TEXT_BUFFER_EMPTY;
    Term rest = args[0];
    double value;
    bool good = take_float(&text, &rest) && float_from_text(text.bytes, text.size, &value);
    builtin_charge(p, (int64_t)(text.size / DIGITS_PER_REDUCTION));
    text_buffer_release(&text);
    return good ? heap_tuple2(&p->heap, heap_float(&p->heap, value), rest)
                : failure(p, args[0], ATOM_(no_float));
}

const struct builtin_row builtins_leading_number[] = {
    {"string", "list_to_integer", 1, list_to_integer_1},
    {"string", "list_to_float", 1, list_to_float_1},
    {0},
};
