/* SPDX-License-Identifier: Apache-2.0 */
/* packet_http.h: lines of HTTP as terms. */
#ifndef TICK_VM_BUILTIN_PACKET_HTTP_H
#define TICK_VM_BUILTIN_PACKET_HTTP_H

#include "vm/term/term.h"
#include "vm/memory/heap.h"

/* A line of SIZE bytes, its end included, which begins at byte FIRST of the binary WHOLE. BINARIES:
 * its texts become parts of WHOLE, not lists. */
struct http_line {
    struct heap *heap;
    const unsigned char *bytes;
    size_t size;
    Term whole;
    size_t first;
    bool binaries;
    bool failed; /* memory was exhausted */
};

/* {http_request, ...}, {http_response, ...} or {http_error, Line} */
Term http_first_line(struct http_line *line);

/* {http_header, ...}, http_eoh or {http_error, Line} */
Term http_header_line(struct http_line *line);

#endif
