/* SPDX-License-Identifier: Apache-2.0 */
/* packet.c: see packet.h. */
#include "vm/builtin/packet.h"

#include <string.h>

#define SIZE_UNKNOWN ((size_t)-1)

static size_t big_endian(const unsigned char *bytes, unsigned count)
{
    size_t value = 0;
    for (unsigned i = 0; i < count; i++)
        value = value << 8 | bytes[i];
    return value;
}

static size_t little_endian(const unsigned char *bytes, unsigned count)
{
    size_t value = 0;
    for (unsigned i = count; i > 0; i--)
        value = value << 8 | bytes[i - 1];
    return value;
}

/* ---- sizes given in front: bytes behind the header, or one of these ---- */

#define BODY_UNKNOWN SIZE_UNKNOWN
#define BODY_INVALID ((size_t)-2)

/* A tag, of several bytes if the first says so, and a length. Indefinite lengths count as 0. */
static size_t asn1_body(const unsigned char *bytes, size_t size, size_t *header)
{
    size_t at = 1;
    if (size < 2)
        return BODY_UNKNOWN;
    if ((bytes[0] & 0x1F) == 0x1F) {
        while (at < size && (bytes[at] & 0x80) != 0)
            at++;
        at++;
    }
    if (at >= size)
        return BODY_UNKNOWN;
    unsigned count = bytes[at] & 0x7F;
    bool is_long = (bytes[at++] & 0x80) != 0;
    *header = at + (is_long ? count : 0);
    if (!is_long)
        return count;
    if (size - at < count)
        return BODY_UNKNOWN;
    return count > 4 ? BODY_INVALID : big_endian(bytes + at, count);
}

static size_t cdr_body(const unsigned char *bytes)
{
    if (memcmp(bytes, "GIOP", 4) != 0)
        return BODY_INVALID;
    bool little = (bytes[6] & 1) != 0;
    return little ? little_endian(bytes + 8, 4) : big_endian(bytes + 8, 4);
}

static size_t fcgi_body(const unsigned char *bytes)
{
    return bytes[0] != 1 ? BODY_INVALID : big_endian(bytes + 4, 2) + bytes[6];
}

static size_t tpkt_body(const unsigned char *bytes)
{
    size_t size = big_endian(bytes + 2, 2);
    return bytes[0] != 3 || size < 4 ? BODY_INVALID : size - 4;
}

bool packet_is_ssl2(const unsigned char *bytes, size_t size)
{
    return size >= 3 && (bytes[0] & 0x80) != 0 && bytes[2] == 1;
}

static size_t ssl_body(const unsigned char *bytes, size_t size, size_t *header)
{
    if (!packet_is_ssl2(bytes, size))
        return big_endian(bytes + 3, 2);
    *header = 2;
    size_t body = big_endian(bytes, 2) & 0x7FFF;
    return body < 3 ? BODY_INVALID : body;
}

static size_t body_size(enum packet_type type, const unsigned char *bytes, size_t size,
                        size_t *header)
{
    static const unsigned char headers[PACKET_TYPES] = {
        [PACKET_1] = 1,    [PACKET_2] = 2,    [PACKET_4] = 4,       [PACKET_CDR] = 12,
        [PACKET_FCGI] = 8, [PACKET_TPKT] = 4, [PACKET_SSL_TLS] = 5, [PACKET_SUNRM] = 4,
    };
    *header = headers[type];
    if (type == PACKET_ASN1)
        return asn1_body(bytes, size, header);
    if (size < *header)
        return BODY_UNKNOWN;
    switch (type) {
    case PACKET_CDR:
        return cdr_body(bytes);
    case PACKET_FCGI:
        return fcgi_body(bytes);
    case PACKET_TPKT:
        return tpkt_body(bytes);
    case PACKET_SSL_TLS:
        return ssl_body(bytes, size, header);
    case PACKET_SUNRM:
        return big_endian(bytes, 4) & 0x7FFFFFFF;
    default:
        return big_endian(bytes, (unsigned)*header);
    }
}

/* Of BODY, what must not be larger than packet_size: headers are thought to have a fixed size. */
static size_t limited_size(enum packet_type type, const struct packet *packet, size_t body)
{
    return type == PACKET_SSL_TLS && packet->header == 2 ? body - 3 : body;
}

static enum packet_found find_sized(enum packet_type type, const struct packet_limits *limits,
                                    const unsigned char *bytes, size_t size, struct packet *packet)
{
    *packet = (struct packet){0};
    size_t body = body_size(type, bytes, size, &packet->header);
    if (body == BODY_UNKNOWN)
        return PACKET_MORE;
    if (body == BODY_INVALID ||
        (limits->packet_size != 0 && limited_size(type, packet, body) > limits->packet_size) ||
        body + packet->header > INT32_MAX)
        return PACKET_INVALID;
    packet->padding = type == PACKET_FCGI ? bytes[6] : 0;
    packet->size = packet->header + body;
    return packet->size <= size ? PACKET_WHOLE : PACKET_MORE;
}

/* ---- lines ---- */

/* Behind the first delimiter, or SIZE_UNKNOWN. */
static size_t line_end(const unsigned char *bytes, size_t size, unsigned char delimiter)
{
    const unsigned char *found = size == 0 ? NULL : memchr(bytes, delimiter, size);
    return found == NULL ? SIZE_UNKNOWN : (size_t)(found + 1 - bytes);
}

/* MORE bytes at least are to come if the end is not known yet. */
static bool is_too_long(size_t end, size_t size, size_t more, uint32_t most)
{
    return most != 0 && (end == SIZE_UNKNOWN ? size + more : end) > most;
}

/* A line that is too long is cut off. */
static enum packet_found find_line(const struct packet_limits *limits, const unsigned char *bytes,
                                   size_t size, struct packet *packet)
{
    size_t end = line_end(bytes, size, limits->line_delimiter);
    *packet = (struct packet){0};
    if (is_too_long(end, size, 0, limits->packet_size))
        return PACKET_INVALID;
    if (limits->line_length != 0 && size >= limits->line_length &&
        (end == SIZE_UNKNOWN || end > limits->line_length))
        end = limits->line_length;
    if (end == SIZE_UNKNOWN)
        return PACKET_MORE;
    packet->size = end;
    return PACKET_WHOLE;
}

static bool is_blank(unsigned char c)
{
    return c == ' ' || c == '\t';
}

static bool begins_with_empty_line(const unsigned char *bytes, size_t size)
{
    return (size == 1 && bytes[0] == '\n') || (size > 1 && bytes[0] == '\r' && bytes[1] == '\n');
}

/* The end of a header: of the first line that no line beginning with a blank follows. An empty line
 * is not continued. */
static size_t header_end(const unsigned char *bytes, size_t size)
{
    size_t end = line_end(bytes, size, '\n');
    if (end == 1 || (end == 2 && bytes[0] == '\r'))
        return end;
    while (end != SIZE_UNKNOWN) {
        if (end == size)
            return SIZE_UNKNOWN;
        if (!is_blank(bytes[end]))
            return end;
        size_t next = line_end(bytes + end, size - end, '\n');
        end = next == SIZE_UNKNOWN ? next : end + next;
    }
    return end;
}

static enum packet_found find_http(enum packet_type type, const struct packet_limits *limits,
                                   const unsigned char *bytes, size_t size, struct packet *packet)
{
    size_t end = type == PACKET_HTTP ? line_end(bytes, size, '\n') : header_end(bytes, size);
    bool in_line = size == 0 || bytes[size - 1] != '\n';
    /* Before there was a limit for packets, the one for lines was used. */
    uint32_t most = limits->packet_size != 0 ? limits->packet_size : limits->line_length;
    *packet = (struct packet){0};
    if (!begins_with_empty_line(bytes, size) && is_too_long(end, size, in_line, most))
        return PACKET_INVALID;
    if (end == SIZE_UNKNOWN)
        return PACKET_MORE;
    packet->size = end;
    return PACKET_WHOLE;
}

enum packet_found packet_find(enum packet_type type, const struct packet_limits *limits,
                              const unsigned char *bytes, size_t size, struct packet *packet)
{
    switch (type) {
    case PACKET_RAW:
        *packet = (struct packet){.size = size};
        return size == 0 ? PACKET_MORE : PACKET_WHOLE;
    case PACKET_LINE:
        return find_line(limits, bytes, size, packet);
    case PACKET_HTTP:
    case PACKET_HTTP_HEADER:
        return find_http(type, limits, bytes, size, packet);
    default:
        return find_sized(type, limits, bytes, size, packet);
    }
}
