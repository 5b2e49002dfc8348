/* SPDX-License-Identifier: Apache-2.0 */
/* md5.h: MD5 (RFC 1321) of bytes that come in pieces. It tells versions of a module apart and is
 * what erlang:md5/1 computes; it protects nothing. */
#ifndef TICK_VM_MD5_H
#define TICK_VM_MD5_H

#include <stddef.h>
#include <stdint.h>

#define MD5_BLOCK  64
#define MD5_DIGEST 16

/* Begin with a copy of md5_start. May be stored and gone on with later. */
struct md5 {
    uint64_t length;
    uint32_t words[4];
    unsigned char block[MD5_BLOCK];
};

extern const struct md5 md5_start;

void md5_eat(struct md5 *md5, const unsigned char *bytes, size_t size);

/* The digest of all that was eaten; MD5 is used up. */
void md5_finish(struct md5 *md5, unsigned char digest[MD5_DIGEST]);

#endif
