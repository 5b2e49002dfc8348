/* SPDX-License-Identifier: Apache-2.0 */
/* packet_http.c: see packet_http.h. */
#include "vm/builtin/packet_http.h"

#include "vm/term/atom.h"
#include "vm/term/bits.h"

#include <string.h>
#include <strings.h>

/* Names of headers of up to so many bytes are written with capitals. */
#define NAME_MOST 50

/* ---- pieces of a line ---- */

struct span {
    size_t at;
    size_t end;
};

static Term text_of_bytes(struct http_line *line, const unsigned char *bytes, size_t size)
{
    if (line->binaries) {
        Term binary = bits_from_bytes(line->heap, bytes, size);
        line->failed |= binary == NON_VALUE;
        return binary;
    }
    Term list = NIL;
    for (size_t i = size; i > 0; i--)
        list = heap_cons(line->heap, small_make(bytes[i - 1]), list);
    return list;
}

static Term text(struct http_line *line, struct span span)
{
    if (line->binaries)
        return bits_sub(line->heap, line->whole, (line->first + span.at) * 8,
                        (span.end - span.at) * 8);
    return text_of_bytes(line, line->bytes + span.at, span.end - span.at);
}

static bool is_blank(unsigned char c)
{
    return c == ' ' || c == '\t';
}

static bool is_digit(const struct http_line *line, struct span span)
{
    return span.at < span.end && line->bytes[span.at] >= '0' && line->bytes[span.at] <= '9';
}

static void skip_blanks(const struct http_line *line, struct span *span)
{
    while (span->at < span->end && is_blank(line->bytes[span->at]))
        span->at++;
}

/* Everything up to the next blank, which SPAN then begins with. */
static struct span word(const struct http_line *line, struct span *span)
{
    struct span result = {span->at, span->at};
    while (result.end < span->end && !is_blank(line->bytes[result.end]))
        result.end++;
    span->at = result.end;
    return result;
}

/* May C stand in the name of a method or a header? */
static bool is_name_byte(unsigned char c)
{
    return c > ' ' && c <= 0x7F && strchr("()<>@,;:\\\"/[]?={}", c) == NULL;
}

/* What SPAN begins with, as far as it may be a name. */
static struct span name_at(const struct http_line *line, struct span span)
{
    struct span name = {span.at, span.at};
    while (name.end < span.end && is_name_byte(line->bytes[name.end]))
        name.end++;
    return name;
}

/* Digits, at least one. False: there are none, or the number is too large. */
static bool number(const struct http_line *line, struct span *span, uint32_t *value)
{
    uint64_t sum = 0;
    size_t begin = span->at;
    for (; is_digit(line, *span) && sum <= INT32_MAX; span->at++)
        sum = sum * 10 + (uint64_t)(line->bytes[span->at] - '0');
    *value = (uint32_t)sum;
    return span->at > begin && sum <= INT32_MAX;
}

static bool literal(const struct http_line *line, struct span *span, const char *expected)
{
    size_t size = strlen(expected);
    if (span->end - span->at < size || memcmp(line->bytes + span->at, expected, size) != 0)
        return false;
    span->at += size;
    return true;
}

/* HTTP/Major.Minor as {Major, Minor}; NON_VALUE: something else. */
static Term version(struct http_line *line, struct span *span)
{
    uint32_t major, minor;
    if (!literal(line, span, "HTTP/") || !number(line, span, &major) || !literal(line, span, ".") ||
        !number(line, span, &minor))
        return NON_VALUE;
    return heap_tuple2(line->heap, small_make(major), small_make(minor));
}

/* The line without its end. */
static struct span content(const struct http_line *line)
{
    struct span span = {0, line->size};
    if (span.end > 0 && line->bytes[span.end - 1] == '\n')
        span.end--;
    if (span.end > 0 && line->bytes[span.end - 1] == '\r')
        span.end--;
    return span;
}

static Term error_line(struct http_line *line)
{
    return heap_tuple2(line->heap, ATOM_(http_error), text(line, (struct span){0, line->size}));
}

/* ---- responses ---- */

static Term response(struct http_line *line, struct span span)
{
    uint32_t status;
    Term numbers = version(line, &span);
    if (numbers == NON_VALUE || span.at == span.end || !is_blank(line->bytes[span.at]))
        return error_line(line);
    skip_blanks(line, &span);
    if (!number(line, &span, &status) || (span.at < span.end && !is_blank(line->bytes[span.at])))
        return error_line(line);
    skip_blanks(line, &span);
    return heap_tuple4(line->heap, ATOM_(http_response), numbers, small_make(status),
                       text(line, span));
}

/* ---- requests ---- */

static Term method(struct http_line *line, struct span span)
{
    static const struct {
        const char *name;
        Term atom;
    } known[] = {
        {"OPTIONS", ATOM_(method_options)}, {"GET", ATOM_(method_get)},
        {"HEAD", ATOM_(method_head)},       {"POST", ATOM_(method_post)},
        {"PUT", ATOM_(method_put)},         {"DELETE", ATOM_(method_delete)},
        {"TRACE", ATOM_(method_trace)},
    };
    for (size_t i = 0; i < COUNT_OF(known); i++)
        if (strlen(known[i].name) == span.end - span.at &&
            memcmp(known[i].name, line->bytes + span.at, span.end - span.at) == 0)
            return known[i].atom;
    return text(line, span);
}

/* The first byte C of SPAN, or its end. */
static size_t place_of(const struct http_line *line, struct span span, int c)
{
    const unsigned char *found =
        span.at == span.end ? NULL : memchr(line->bytes + span.at, c, span.end - span.at);
    return found == NULL ? span.end : (size_t)(found - line->bytes);
}

/* Host[:Port][/Path] behind http:// or https:// */
static Term absolute_uri(struct http_line *line, Term scheme, struct span span)
{
    size_t path = place_of(line, span, '/');
    struct span host = {span.at, place_of(line, (struct span){span.at, path}, ':')};
    struct span port = {host.end + (host.end < path), path};
    uint32_t value;
    bool has_port = number(line, &port, &value) && port.at == port.end && value != 0;
    Term elements[] = {ATOM_(absoluteURI), scheme, text(line, host),
                       has_port ? small_make(value) : ATOM_(undefined), NON_VALUE};
    elements[4] = path < span.end ? text(line, (struct span){path, span.end})
                                  : text_of_bytes(line, (const unsigned char *)"/", 1);
    return heap_tuple(line->heap, COUNT_OF(elements), elements);
}

static bool begins_with(const struct http_line *line, struct span span, const char *prefix)
{
    return span.end - span.at >= strlen(prefix) &&
           strncasecmp((const char *)line->bytes + span.at, prefix, strlen(prefix)) == 0;
}

static Term uri(struct http_line *line, struct span span)
{
    if (line->bytes[span.at] == '*')
        return span.end - span.at == 1 ? ATOM_(asterisk) : text(line, span);
    if (line->bytes[span.at] == '/')
        return heap_tuple2(line->heap, ATOM_(abs_path), text(line, span));
    if (begins_with(line, span, "http://"))
        return absolute_uri(line, ATOM_(http), (struct span){span.at + 7, span.end});
    if (begins_with(line, span, "https://"))
        return absolute_uri(line, ATOM_(https), (struct span){span.at + 8, span.end});
    if (span.end - span.at == 1)
        return heap_tuple2(line->heap, ATOM_(abs_path), text(line, span));
    size_t colon = place_of(line, span, ':');
    if (colon == span.end)
        return text(line, span);
    return heap_tuple3(line->heap, ATOM_(scheme), text(line, (struct span){span.at, colon}),
                       text(line, (struct span){colon + 1, span.end}));
}

static Term request(struct http_line *line, struct span span)
{
    struct span name = name_at(line, span), rest = word(line, &span);
    skip_blanks(line, &span);
    struct span target = word(line, &span);
    skip_blanks(line, &span);
    if (name.at == name.end || name.end != rest.end || target.at == target.end)
        return error_line(line);
    Term numbers = heap_tuple2(line->heap, SMALL(0), SMALL(9));
    if (span.at < span.end && (numbers = version(line, &span)) == NON_VALUE)
        return error_line(line);
    Term verb = method(line, name);
    return heap_tuple4(line->heap, ATOM_(http_request), verb, uri(line, target), numbers);
}

Term http_first_line(struct http_line *line)
{
    struct span span = content(line);
    return begins_with(line, span, "HTTP/") && memcmp(line->bytes, "HTTP/", 5) == 0
               ? response(line, span)
               : request(line, span);
}

/* ---- headers ---- */

/* The names that become atoms; the number of one is its place, counted from 1. */
static const Term known_headers[] = {
#define HEADER_NAME(atom) ATOM_(header_##atom),
#include "vm/builtin/packet_http.def"
#undef HEADER_NAME
};

/* Capital letters at the beginning and behind single hyphens, small ones elsewhere. */
static void capitalise(unsigned char *to, const unsigned char *from, size_t size)
{
    bool capital = true;
    for (size_t i = 0; i < size; i++) {
        unsigned char c = from[i];
        bool small = c >= 'a' && c <= 'z', large = c >= 'A' && c <= 'Z';
        to[i] = (unsigned char)(capital ? (small ? c - 32 : c) : (large ? c + 32 : c));
        capital = !capital && c == '-';
    }
}

/* The name as OTP writes it, and its number. */
static Term header_name(struct http_line *line, struct span span, unsigned *index)
{
    unsigned char name[NAME_MOST];
    size_t size = span.end - span.at;
    *index = 0;
    if (size > NAME_MOST)
        return text(line, span);
    capitalise(name, line->bytes + span.at, size);
    for (unsigned i = 0; i < COUNT_OF(known_headers); i++) {
        const struct atom_text *known = atom_text(known_headers[i]);
        if (known->bytes == size && memcmp(known->utf8, name, size) == 0) {
            *index = i + 1;
            return known_headers[i];
        }
    }
    return text_of_bytes(line, name, size);
}

Term http_header_line(struct http_line *line)
{
    struct span span = content(line), name = name_at(line, span);
    unsigned index;
    if (span.end == 0)
        return ATOM_(http_eoh);
    if (name.end == span.end || line->bytes[name.end] != ':')
        return error_line(line);
    span.at = name.end + 1;
    skip_blanks(line, &span);
    Term field = header_name(line, name, &index);
    const Term elements[] = {ATOM_(http_header), small_make(index), field, text(line, name),
                             text(line, span)};
    return heap_tuple(line->heap, COUNT_OF(elements), elements);
}
