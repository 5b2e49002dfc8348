/* SPDX-License-Identifier: Apache-2.0 */
/* packet.h: where packets end in a stream of bytes, for the protocols that Erlang's sockets and
 * erlang:decode_packet know. */
#ifndef TICK_VM_BUILTIN_PACKET_H
#define TICK_VM_BUILTIN_PACKET_H

#include "vm/base/base.h"

enum packet_type {
    PACKET_RAW,
    PACKET_1, /* a length of 1, 2 or 4 bytes in front */
    PACKET_2,
    PACKET_4,
    PACKET_LINE,
    PACKET_HTTP,        /* a request or a status line */
    PACKET_HTTP_HEADER, /* a header, with the lines that continue it */
    PACKET_ASN1,        /* BER: tag and length */
    PACKET_CDR,         /* CORBA's GIOP */
    PACKET_FCGI,        /* FastCGI */
    PACKET_TPKT,        /* RFC 1006 */
    PACKET_SSL_TLS,
    PACKET_SUNRM, /* Sun's RPC record marking */
    PACKET_TYPES
};

struct packet_limits {
    uint32_t packet_size; /* 0: none; without headers of fixed size */
    uint32_t line_length; /* 0: none */
    unsigned char line_delimiter;
};

enum packet_found { PACKET_WHOLE, PACKET_MORE, PACKET_INVALID };

struct packet {
    size_t header;  /* bytes in front that give the size */
    size_t size;    /* with the header; PACKET_MORE: 0 if it is not known yet */
    size_t padding; /* bytes at its end that say nothing */
};

/* Finds the first packet in SIZE bytes. */
enum packet_found packet_find(enum packet_type type, const struct packet_limits *limits,
                              const unsigned char *bytes, size_t size, struct packet *packet);

/* Does a record of SSL 2 begin here, a client's greeting? */
bool packet_is_ssl2(const unsigned char *bytes, size_t size);

#endif
