/* SPDX-License-Identifier: Apache-2.0 */
/* re_library.c: what re:split and re:replace of Tick's stdlib begin with: their options, and their
 * arguments in the form in which the loops over the matches, written in assembly, want them. */
#include "vm/builtin/re_compile.h"
#include "vm/builtin/re_data.h"
#include "vm/builtin/re_options.h"
#include "vm/builtin/support.h"
#include "vm/term/bits.h"

/* Parts that split makes: all; all, without empty ones at the end; or at most so many. */
#define PARTS_ALL     (-1)
#define PARTS_TRIMMED 0

struct library_options {
    Term result; /* iodata, list or binary */
    int64_t parts;
    bool group;
    Term others; /* of re:run */
};

static bool read_result(struct library_options *options, Term value)
{
    options->result = value;
    return value == ATOM_(iodata) || value == ATOM_(list) || value == ATOM_(binary);
}

static bool read_parts(struct library_options *options, Term value)
{
    options->parts = PARTS_ALL;
    return value == ATOM_(infinity) || small_within(value, 0, SMALL_MAX, &options->parts);
}

/* Takes an option of the library's own. *KNOWN: it is one. False: with a wrong value. */
static bool read_own(struct library_options *options, Term option, bool splits, bool *known)
{
    bool is_pair = term_is_tuple_of(option, 2);
    Term name = is_pair ? tuple_get(option, 0) : option;
    *known = true;
    if (is_pair && name == ATOM_(return))
        return read_result(options, tuple_get(option, 1));
    if (splits && is_pair && name == ATOM_(parts))
        return read_parts(options, tuple_get(option, 1));
    *known = splits && (option == ATOM_(trim) || option == ATOM_(group));
    if (option == ATOM_(trim))
        options->parts = PARTS_TRIMMED;
    options->group |= option == ATOM_(group);
    return true;
}

/* Some options of re:run would change what the loops expect of it. */
static bool is_forbidden(Term option, bool splits)
{
    if (term_is_tuple(option) && tuple_arity(option) > 0)
        option = tuple_get(option, 0);
    return option == ATOM_(capture) || option == ATOM_(report_errors) ||
           (splits && option == ATOM_(global));
}

static Term reversed(struct process *p, Term list)
{
    Term result = NIL;
    for (; term_is_cons(list); list = list_tail(list))
        result = heap_cons(&p->heap, list_head(list), result);
    return result;
}

static bool read_options(struct process *p, struct library_options *options, Term list, bool splits)
{
    *options = (struct library_options){ATOM_(iodata), PARTS_ALL, false, NIL};
    for (; term_is_cons(list); list = list_tail(list)) {
        Term option = list_head(list);
        bool known;
        if (is_forbidden(option, splits) || !read_own(options, option, splits, &known))
            return false;
        if (!known)
            options->others = heap_cons(&p->heap, option, options->others);
    }
    options->others = reversed(p, options->others);
    return term_is_nil(list);
}

/* ---- replacements ---- */

/* A replacement on its way to [Binary | Number of a subpattern]. */
struct insert {
    struct process *p;
    const unsigned char *at;
    const unsigned char *end;
    struct text_buffer literal; /* before the next number */
    Term pieces;                /* backwards */
    bool has_numbers;
};

static void end_literal(struct insert *insert)
{
    if (insert->literal.size == 0 || insert->literal.failed)
        return;
    Term binary = bits_from_bytes(&insert->p->heap, insert->literal.bytes, insert->literal.size);
    if (binary == NON_VALUE)
        insert->literal.failed = true;
    else
        insert->pieces = heap_cons(&insert->p->heap, binary, insert->pieces);
    insert->literal.size = 0;
}

static void put_number(struct insert *insert, uint64_t number)
{
    end_literal(insert);
    insert->has_numbers = true;
    insert->pieces = heap_cons(&insert->p->heap, small_make((int64_t)number), insert->pieces);
}

static bool is_digit(const struct insert *insert)
{
    return insert->at < insert->end && *insert->at >= '0' && *insert->at <= '9';
}

/* The digits at `at`; numbers that no pattern has are all the same. */
static uint64_t read_number(struct insert *insert)
{
    uint64_t number = 0;
    for (; is_digit(insert); insert->at++)
        if (number < UINT32_MAX)
            number = number * 10 + (uint64_t)(*insert->at - '0');
    return number;
}

/* Behind \g: N or {N}, or no reference at all. False: something else is in the braces. */
static bool read_reference(struct insert *insert)
{
    bool braces = insert->at < insert->end && *insert->at == '{';
    insert->at += braces;
    if (!is_digit(insert)) {
        if (!braces)
            text_put_byte(&insert->literal, 'g');
        return !braces;
    }
    put_number(insert, read_number(insert));
    if (!braces)
        return true;
    if (insert->at == insert->end || *insert->at != '}')
        return false;
    insert->at++;
    return true;
}

/* Behind a backslash. */
static bool read_escape(struct insert *insert)
{
    if (insert->at == insert->end) {
        text_put_byte(&insert->literal, '\\');
        return true;
    }
    if (is_digit(insert) && *insert->at != '0') {
        put_number(insert, read_number(insert));
        return true;
    }
    unsigned char c = *insert->at++;
    if (c == 'g')
        return read_reference(insert);
    text_put_byte(&insert->literal, c);
    return true;
}

static bool read_insert(struct insert *insert)
{
    while (insert->at < insert->end) {
        unsigned char c = *insert->at++;
        if (c == '\\') {
            if (!read_escape(insert))
                return false;
        } else if (c == '&') {
            put_number(insert, 0);
        } else {
            text_put_byte(&insert->literal, c);
        }
    }
    end_literal(insert);
    return !insert->literal.failed;
}

/* What is put in for a match: [], a binary, or a list of binaries and numbers; NON_VALUE: no
 * replacement is written like that. */
static Term insert_of(struct process *p, Term replacement, bool unicode)
{
    struct text_buffer text = TEXT_BUFFER_EMPTY;
    Term result = NON_VALUE;
    struct insert insert = {.p = p, .pieces = NIL};
    if (re_data_bytes(&text, replacement, unicode)) {
        builtin_charge(p, (int64_t)(text.size / CELLS_PER_REDUCTION));
        insert.at = (const unsigned char *)(text.size == 0 ? "" : text.bytes);
        insert.end = insert.at + text.size;
        if (read_insert(&insert))
            result = insert.pieces;
    }
    text_buffer_release(&insert.literal);
    text_buffer_release(&text);
    if (result == NON_VALUE || !insert.has_numbers)
        return term_is_cons(result) ? list_head(result) : result;
    return reversed(p, insert.pieces);
}

/* ---- both ---- */

/* How a part of the subject is given: as it is, or as a list of bytes or characters. */
static Term conversion(Term result, bool unicode)
{
    if (result != ATOM_(list))
        return result;
    return unicode ? ATOM_(characters) : ATOM_(bytes);
}

static Term fail(struct process *p, bool splits, const Term *args, bool options)
{
    Term name = splits ? ATOM_(split) : ATOM_(replace);
    (void)builtin_error_as(p, ATOM_(badarg), ATOM_(re), name, splits ? 3 : 4, args);
    if (!options)
        return NON_VALUE;
    Term entry = p->regs->exception_top;
    Term info = re_badopt_info(p);
    p->regs->exception_top =
        heap_tuple4(&p->heap, tuple_get(entry, 0), tuple_get(entry, 1), tuple_get(entry, 2), info);
    return NON_VALUE;
}

struct prepared {
    Term subject; /* a binary */
    Term pattern; /* compiled */
    Term options; /* for re:run of the two */
    uint32_t captures;
    bool unicode;
};

/* Compiles PATTERN and makes a binary of SUBJECT. */
static bool prepare(struct process *p, struct prepared *prepared, Term subject, Term pattern,
                    Term others)
{
    struct re_options options;
    struct regex *regex;
    struct regex_error error;
    if (!re_options_read(&options, others) ||
        re_pattern_get(p, pattern, &options, &regex, &error) != PATTERN_GOOD)
        return false;
    prepared->captures = regex->captures;
    prepared->unicode = (regex->options & REGEX_UNICODE) != 0;
    prepared->pattern = re_compiled(p, regex);
    prepared->subject = re_data_binary(p, subject, prepared->unicode);
    Term backwards = NIL;
    for (; term_is_cons(others); others = list_tail(others))
        if (!re_option_only_compiles(list_head(others)))
            backwards = heap_cons(&p->heap, list_head(others), backwards);
    prepared->options = reversed(p, backwards);
    regex_release(regex);
    return prepared->pattern != NON_VALUE && prepared->subject != NON_VALUE;
}

static bool are_options(Term list)
{
    struct re_options options;
    return re_options_read(&options, list);
}

/* tick:re_split(Subject, Pattern, Options):
 * {Subject, Pattern, Options, Captures, Conversion, Parts, Group} */
static Term re_split(struct process *p, const Term *args)
{
    struct library_options own;
    struct prepared prepared;
    if (!read_options(p, &own, args[2], true) || !are_options(own.others))
        return fail(p, true, args, true);
    if (!prepare(p, &prepared, args[0], args[1], own.others))
        return fail(p, true, args, false);
    const Term elements[] = {prepared.subject,
                             prepared.pattern,
                             heap_cons(&p->heap, ATOM_(global), prepared.options),
                             small_make(prepared.captures),
                             conversion(own.result, prepared.unicode),
                             small_make(own.parts),
                             truth(own.group)};
    return heap_tuple(&p->heap, COUNT_OF(elements), elements);
}

/* tick:re_replace(Subject, Pattern, Replacement, Options):
 * {Subject, Pattern, Options, Insert, Conversion} */
static Term re_replace(struct process *p, const Term *args)
{
    struct library_options own;
    struct prepared prepared;
    Term insert;
    if (!read_options(p, &own, args[3], false) || !are_options(own.others))
        return fail(p, false, args, true);
    if (!prepare(p, &prepared, args[0], args[1], own.others) ||
        (insert = insert_of(p, args[2], prepared.unicode)) == NON_VALUE)
        return fail(p, false, args, false);
    const Term elements[] = {prepared.subject, prepared.pattern, prepared.options, insert,
                             conversion(own.result, prepared.unicode)};
    return heap_tuple(&p->heap, COUNT_OF(elements), elements);
}

const struct builtin_row builtins_re_library[] = {
    {"tick", "re_split", 3, re_split},
    {"tick", "re_replace", 4, re_replace},
    {0},
};
