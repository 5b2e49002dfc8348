/* SPDX-License-Identifier: Apache-2.0 */
/* decode_packet.c: erlang:decode_packet/3. */
#include "vm/builtin/packet.h"
#include "vm/builtin/packet_http.h"
#include "vm/builtin/support.h"
#include "vm/term/bits.h"

#include <stdlib.h>

#define CONTENT_HANDSHAKE 22

struct decoding {
    struct process *p;
    enum packet_type type;
    bool binaries; /* of HTTP, instead of strings */
    Term binary;
    const unsigned char *bytes;
    size_t size;
    struct packet packet;
};

static bool read_type(Term term, struct decoding *d)
{
    static const struct {
        Term name;
        enum packet_type type;
        bool binaries;
    } types[] = {
        {ATOM_(raw), PACKET_RAW, false},
        {SMALL(0), PACKET_RAW, false},
        {SMALL(1), PACKET_1, false},
        {SMALL(2), PACKET_2, false},
        {SMALL(4), PACKET_4, false},
        {ATOM_(line), PACKET_LINE, false},
        {ATOM_(http), PACKET_HTTP, false},
        {ATOM_(http_bin), PACKET_HTTP, true},
        {ATOM_(httph), PACKET_HTTP_HEADER, false},
        {ATOM_(httph_bin), PACKET_HTTP_HEADER, true},
        {ATOM_(asn1), PACKET_ASN1, false},
        {ATOM_(cdr), PACKET_CDR, false},
        {ATOM_(fcgi), PACKET_FCGI, false},
        {ATOM_(tpkt), PACKET_TPKT, false},
        {ATOM_(ssl_tls), PACKET_SSL_TLS, false},
        {ATOM_(sunrm), PACKET_SUNRM, false},
    };
    for (size_t i = 0; i < COUNT_OF(types); i++) {
        if (types[i].name != term)
            continue;
        d->type = types[i].type;
        d->binaries = types[i].binaries;
        return true;
    }
    return false;
}

static bool read_option(struct packet_limits *limits, Term option, bool is_line)
{
    int64_t value;
    if (!term_is_tuple_of(option, 2) || !small_within(tuple_get(option, 1), 0, UINT32_MAX, &value))
        return false;
    switch (tuple_get(option, 0)) {
    case ATOM_(packet_size):
        limits->packet_size = (uint32_t)value;
        return true;
    case ATOM_(line_length):
        limits->line_length = (uint32_t)value;
        return true;
    case ATOM_(line_delimiter):
        limits->line_delimiter = (unsigned char)value;
        return is_line && value <= 255;
    default:
        return false;
    }
}

static bool read_options(struct packet_limits *limits, Term list, bool is_line)
{
    *limits = (struct packet_limits){0, 0, '\n'};
    for (; term_is_cons(list); list = list_tail(list))
        if (!read_option(limits, list_head(list), is_line))
            return false;
    return term_is_nil(list);
}

/* Bytes FIRST..END of the input. */
static Term part(struct decoding *d, size_t first, size_t end)
{
    return bits_sub(&d->p->heap, d->binary, first * 8, (end - first) * 8);
}

/* What follows the packet, with the bits that are no whole byte. */
static Term rest(struct decoding *d)
{
    size_t used = d->packet.size * 8;
    return bits_sub(&d->p->heap, d->binary, used, bits_size(d->binary) - used);
}

static Term http(struct decoding *d)
{
    struct http_line line = {.heap = &d->p->heap,
                             .bytes = d->bytes,
                             .size = d->packet.size,
                             .whole = d->binary,
                             .binaries = d->binaries};
    builtin_charge(d->p, (int64_t)(d->packet.size / CELLS_PER_REDUCTION));
    Term term = d->type == PACKET_HTTP ? http_first_line(&line) : http_header_line(&line);
    return line.failed ? NON_VALUE : term;
}

/* The greeting of SSL 2 as the handshake message of SSL 3 that it stands for. */
static Term ssl2_data(struct decoding *d)
{
    unsigned char *bytes;
    size_t size = d->packet.size - d->packet.header - 1;
    Term data = bits_new_binary(&d->p->heap, 4 + size, &bytes);
    if (data == NON_VALUE)
        return NON_VALUE;
    const unsigned char message[] = {1, (unsigned char)(size >> 16), (unsigned char)(size >> 8),
                                     (unsigned char)size};
    bits_copy(bytes, 0, message, 0, sizeof message * 8);
    bits_copy(bytes + sizeof message, 0, d->bytes + d->packet.header + 1, 0, size * 8);
    return data;
}

/* {ssl_tls, [], Content, {Major, Minor}, Data} */
static Term ssl_tls(struct decoding *d)
{
    bool ssl2 = packet_is_ssl2(d->bytes, d->size);
    unsigned content = ssl2 ? CONTENT_HANDSHAKE : d->bytes[0];
    const unsigned char *version = d->bytes + (ssl2 ? 3 : 1);
    Term data = ssl2 ? ssl2_data(d) : part(d, d->packet.header, d->packet.size);
    if (data == NON_VALUE)
        return NON_VALUE;
    const Term elements[] = {
        ATOM_(ssl_tls), NIL, small_make(content),
        heap_tuple2(&d->p->heap, small_make(version[0]), small_make(version[1])), data};
    return heap_tuple(&d->p->heap, COUNT_OF(elements), elements);
}

/* What the program gets as the packet; NON_VALUE: memory is exhausted. */
static Term packet_term(struct decoding *d)
{
    switch (d->type) {
    case PACKET_1:
    case PACKET_2:
    case PACKET_4:
        return part(d, d->packet.header, d->packet.size);
    case PACKET_HTTP:
    case PACKET_HTTP_HEADER:
        return http(d);
    case PACKET_SSL_TLS:
        return ssl_tls(d);
    default:
        return part(d, 0, d->packet.size - d->packet.padding);
    }
}

static Term decode(struct decoding *d, const struct packet_limits *limits)
{
    struct heap *heap = &d->p->heap;
    switch (packet_find(d->type, limits, d->bytes, d->size, &d->packet)) {
    case PACKET_INVALID:
        return heap_tuple2(heap, ATOM_(error), ATOM_(invalid));
    case PACKET_MORE:
        return heap_tuple2(heap, ATOM_(more),
                           d->packet.size == 0 ? ATOM_(undefined)
                                               : heap_uint(heap, d->packet.size));
    case PACKET_WHOLE:
        break;
    }
    Term term = packet_term(d);
    if (term == NON_VALUE)
        return builtin_system_limit(d->p);
    return heap_tuple3(heap, ATOM_(ok), term, rest(d));
}

static Term decode_packet_3(struct process *p, const Term *args)
{
    struct decoding d = {.p = p, .binary = args[1]};
    struct packet_limits limits;
    unsigned char *copy;
    if (!read_type(args[0], &d))
        return builtin_badopt(p);
    if (!term_is_bitstring(args[1]) || !read_options(&limits, args[2], d.type == PACKET_LINE))
        return builtin_badarg(p);
    d.bytes = bits_bytes(args[1], &copy);
    d.size = bits_size(args[1]) / 8;
    if (d.bytes == NULL)
        return builtin_system_limit(p);
    Term result = decode(&d, &limits);
    free(copy);
    return result;
}

const struct builtin_row builtins_decode_packet[] = {
    {"erlang", "decode_packet", 3, decode_packet_3},
    {0},
};
