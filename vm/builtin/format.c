/* SPDX-License-Identifier: Apache-2.0 */
/* format.c: the text of terms and floats, for the stdlib's io_lib. */
#include "vm/builtin/support.h"
#include "vm/builtin/text.h"
#include "vm/interp/elsewhere.h"
#include "vm/term/float_text.h"
#include "vm/term/print.h"

/* w: as ~w; p: with strings, as ~0p. Unicode: the t of ~tw and ~tp. */
static bool print_flags(Term form, Term encoding, unsigned *flags)
{
    *flags = form == ATOM_(p) ? PRINT_STRINGS : 0;
    if (encoding == ATOM_(unicode))
        *flags |= PRINT_UNICODE;
    return (form == ATOM_(w) || form == ATOM_(p)) &&
           (encoding == ATOM_(unicode) || encoding == ATOM_(latin1));
}

/* Text that is longer is written by a dirty scheduler, from its beginning. */
#define PRINTED_AT_ONCE ((size_t)1 << 14)

/* False: the text is longer than LIMIT. */
static bool print_up_to(struct text_buffer *buffer, const Term *args, size_t limit)
{
    struct print_options options;
    int64_t depth = small_value(args[2]);
    *buffer = TEXT_BUFFER_EMPTY;
    (void)print_flags(args[1], args[3], &options.flags);
    options.depth = depth < 0 || depth > UINT32_MAX ? 0 : (uint32_t)depth;
    if (depth != 0)
        return print_term_up_to(buffer, args[0], &options, limit);
    text_put_string(buffer, "...");
    return true;
}

static Term format_there(struct process *p, const Term *args)
{
    struct text_buffer buffer;
    (void)print_up_to(&buffer, args, SIZE_MAX);
    return text_to_list(p, &buffer);
}

/* tick:format_term(Term, w | p, Depth, latin1 | unicode): a list of characters. Depth as ~W and ~P
 * count it; negative: no limit. */
static Term format_term_4(struct process *p, const Term *args)
{
    struct text_buffer buffer;
    unsigned flags;
    if (!print_flags(args[1], args[3], &flags) || !term_is_small(args[2]))
        return builtin_badarg(p);
    if (print_up_to(&buffer, args, PRINTED_AT_ONCE))
        return text_to_list(p, &buffer);
    text_buffer_release(&buffer);
    return builtin_dirty(p, DIRTY_CPU, format_there, ATOM_(tick), ATOM_(format_term), 4, args);
}

#define MAX_PRECISION 4000

/* tick:format_float(Float, $e | $f | $g, Precision): a list of characters. */
static Term format_float_3(struct process *p, const Term *args)
{
    int64_t precision;
    struct text_buffer buffer = TEXT_BUFFER_EMPTY;
    if (!term_is_float(args[0]) || !small_within(args[2], 0, MAX_PRECISION, &precision))
        return builtin_badarg(p);
    double value = float_value(args[0]);
    if (args[1] == SMALL('e'))
        text_put_float_e(&buffer, value, (unsigned)precision);
    else if (args[1] == SMALL('f'))
        text_put_float_f(&buffer, value, (unsigned)precision);
    else if (args[1] == SMALL('g'))
        text_put_float_g(&buffer, value, (unsigned)precision);
    else
        return builtin_badarg(p);
    return text_to_list(p, &buffer);
}

const struct builtin_row builtins_format[] = {
    {"tick", "format_term", 4, format_term_4},
    {"tick", "format_float", 3, format_float_3},
    {0},
};
