/* SPDX-License-Identifier: Apache-2.0 */
/* test_md5.c: the test suite of RFC 1321, and input in pieces. */
#include "vm/base/md5.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static void hex(const unsigned char digest[MD5_DIGEST], char text[2 * MD5_DIGEST + 1])
{
    for (unsigned i = 0; i < MD5_DIGEST; i++)
        snprintf(text + 2 * i, 3, "%02x", digest[i]);
}

static void expect_digest(const char *input, const char *expected)
{
    struct md5 md5 = md5_start;
    unsigned char digest[MD5_DIGEST];
    char text[2 * MD5_DIGEST + 1];
    md5_eat(&md5, (const unsigned char *)input, strlen(input));
    md5_finish(&md5, digest);
    hex(digest, text);
    cr_expect_str_eq(text, expected, "%s", input);
}

Test(md5, digests_of_the_standard)
{
    expect_digest("", "d41d8cd98f00b204e9800998ecf8427e");
    expect_digest("a", "0cc175b9c0f1b6a831c399e269772661");
    expect_digest("abc", "900150983cd24fb0d6963f7d28e17f72");
    expect_digest("message digest", "f96b697d7cb7938d525a2f31aaf161d0");
    expect_digest("abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b");
    expect_digest(
        "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
        "57edf4a22be3c955ac49da2e2107b67a");
}

Test(md5, pieces_make_no_difference)
{
    unsigned char input[200], whole[MD5_DIGEST], pieces[MD5_DIGEST];
    for (unsigned i = 0; i < sizeof input; i++)
        input[i] = (unsigned char)(i * 7);
    for (size_t size = 0; size <= sizeof input; size++) {
        struct md5 at_once = md5_start, parts = md5_start;
        md5_eat(&at_once, input, size);
        md5_finish(&at_once, whole);
        for (size_t at = 0, step = 1; at < size; at += step, step = step * 3 % 71 + 1)
            md5_eat(&parts, input + at, size - at < step ? size - at : step);
        md5_finish(&parts, pieces);
        cr_assert_eq(memcmp(whole, pieces, MD5_DIGEST), 0, "%zu bytes", size);
    }
}
