/* SPDX-License-Identifier: Apache-2.0 */
/* re_capture.c: see re_capture.h. */
#include "vm/builtin/re_capture.h"

#include "vm/builtin/re_data.h"
#include "vm/builtin/support.h"
#include "vm/term/bits.h"

#include <stdlib.h>
#include <string.h>

/* ---- what is asked for ---- */

static bool is_id(Term id)
{
    int64_t number;
    struct text_buffer name = TEXT_BUFFER_EMPTY;
    if (term_is_small(id))
        return small_within(id, 0, SMALL_MAX, &number);
    if (term_is_atom(id))
        return true;
    bool good = re_data_bytes(&name, id, false) && name.size > 0;
    text_buffer_release(&name);
    return good;
}

static bool is_what(Term what)
{
    if (term_is_atom(what))
        return what == ATOM_(all) || what == ATOM_(all_but_first) || what == ATOM_(all_names) ||
               what == ATOM_(first) || what == ATOM_(none);
    for (; term_is_cons(what); what = list_tail(what))
        if (!is_id(list_head(what)))
            return false;
    return term_is_nil(what);
}

bool re_capture_init(struct re_capture *capture, const struct re_options *options,
                     const struct regex *regex, Term subject)
{
    *capture = (struct re_capture){regex, options->capture, options->type, subject};
    return is_what(capture->what) &&
           (capture->type == ATOM_(index) || capture->type == ATOM_(list) ||
            capture->type == ATOM_(binary));
}

bool re_capture_is_none(const struct re_capture *capture)
{
    return capture->what == ATOM_(none) || term_is_nil(capture->what) ||
           (capture->what == ATOM_(all_names) && capture->regex->names == 0);
}

/* ---- one value ---- */

static bool is_set(const struct regex_places *places, uint64_t number)
{
    return number < places->count && places->pairs[2 * number] != PCRE2_UNSET;
}

/* Bytes or characters FIRST..END of the subject as a list. */
static Term as_list(struct process *p, const struct re_capture *capture, size_t first, size_t end)
{
    unsigned char *copy;
    Term part = bits_sub(&p->heap, capture->subject, first * 8, (end - first) * 8);
    const unsigned char *bytes = bits_bytes(part, &copy);
    if (bytes == NULL)
        return builtin_system_limit(p);
    builtin_charge(p, (int64_t)((end - first) / CELLS_PER_REDUCTION));
    Term list = NIL;
    if ((capture->regex->options & REGEX_UNICODE) != 0)
        list = heap_string(&p->heap, (const char *)bytes, end - first);
    else
        for (size_t i = end - first; i > 0; i--)
            list = heap_cons(&p->heap, small_make(bytes[i - 1]), list);
    free(copy);
    return list;
}

/* \K in an assertion can put the beginning behind the end: then there is nothing between them. */
static Term value_at(struct process *p, const struct re_capture *capture, size_t first, size_t end)
{
    if (capture->type == ATOM_(index))
        return heap_tuple2(&p->heap, small_make((int64_t)first),
                           small_make((int64_t)end - (int64_t)first));
    if (end < first)
        end = first;
    if (capture->type == ATOM_(list))
        return as_list(p, capture, first, end);
    return bits_sub(&p->heap, capture->subject, first * 8, (end - first) * 8);
}

static Term value_unset(struct process *p, const struct re_capture *capture)
{
    if (capture->type == ATOM_(index))
        return heap_tuple2(&p->heap, SMALL(-1), SMALL(0));
    return capture->type == ATOM_(list) ? NIL : bits_sub(&p->heap, capture->subject, 0, 0);
}

static Term value(struct process *p, const struct re_capture *capture,
                  const struct regex_places *places, uint64_t number)
{
    if (!is_set(places, number))
        return value_unset(p, capture);
    return value_at(p, capture, places->pairs[2 * number], places->pairs[2 * number + 1]);
}

/* ---- names ---- */

/* The subpattern that NAME stands for: of several with that name the first that is set. */
static uint64_t number_of_name(const struct regex *regex, const struct regex_places *places,
                               const char *name, size_t size)
{
    unsigned number;
    for (uint32_t i = 0; i < regex->names; i++) {
        const char *entry = regex_name(regex, i, &number);
        if (strlen(entry) == size && memcmp(entry, name, size) == 0 && is_set(places, number))
            return number;
    }
    return UINT64_MAX;
}

static Term value_of_name(struct process *p, const struct re_capture *capture,
                          const struct regex_places *places, const char *name, size_t size)
{
    return value(p, capture, places, number_of_name(capture->regex, places, name, size));
}

static Term value_of_id(struct process *p, const struct re_capture *capture,
                        const struct regex_places *places, Term id)
{
    if (term_is_small(id))
        return value(p, capture, places, (uint64_t)small_value(id));
    if (term_is_atom(id)) {
        const struct atom_text *text = atom_text(id);
        return value_of_name(p, capture, places, text->utf8, text->bytes);
    }
    struct text_buffer name = TEXT_BUFFER_EMPTY;
    Term result = NON_VALUE;
    if (re_data_bytes(&name, id, false))
        result = value_of_name(p, capture, places, name.bytes, name.size);
    else
        (void)builtin_system_limit(p);
    text_buffer_release(&name);
    return result;
}

/* ---- all values, put together from the last one on ---- */

static Term numbered(struct process *p, const struct re_capture *capture,
                     const struct regex_places *places, uint32_t first, uint32_t end)
{
    Term list = NIL;
    while (end > first) {
        Term item = value(p, capture, places, --end);
        if (item == NON_VALUE)
            return NON_VALUE;
        list = heap_cons(&p->heap, item, list);
    }
    return list;
}

static Term named(struct process *p, const struct re_capture *capture,
                  const struct regex_places *places)
{
    unsigned number;
    const char *behind = "";
    Term list = NIL;
    for (uint32_t i = capture->regex->names; i > 0; i--) {
        const char *name = regex_name(capture->regex, i - 1, &number);
        if (strcmp(name, behind) == 0)
            continue;
        behind = name;
        Term item = value_of_name(p, capture, places, name, strlen(name));
        if (item == NON_VALUE)
            return NON_VALUE;
        list = heap_cons(&p->heap, item, list);
    }
    return list;
}

static Term listed(struct process *p, const struct re_capture *capture,
                   const struct regex_places *places)
{
    Term backwards = NIL, list = NIL;
    for (Term ids = capture->what; term_is_cons(ids); ids = list_tail(ids)) {
        Term item = value_of_id(p, capture, places, list_head(ids));
        if (item == NON_VALUE)
            return NON_VALUE;
        backwards = heap_cons(&p->heap, item, backwards);
    }
    for (; term_is_cons(backwards); backwards = list_tail(backwards))
        list = heap_cons(&p->heap, list_head(backwards), list);
    return list;
}

Term re_capture_list(struct process *p, const struct re_capture *capture,
                     const struct regex_places *places)
{
    builtin_charge(p, 1 + places->count / CELLS_PER_REDUCTION);
    switch (capture->what) {
    case ATOM_(all):
        return numbered(p, capture, places, 0, places->count);
    case ATOM_(all_but_first):
        return numbered(p, capture, places, 1, places->count);
    case ATOM_(first):
        return numbered(p, capture, places, 0, 1);
    case ATOM_(all_names):
        return named(p, capture, places);
    default:
        return listed(p, capture, places);
    }
}
