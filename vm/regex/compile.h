/* SPDX-License-Identifier: Apache-2.0 */
/* compile.h: from a spec to PCRE2's code. */
#ifndef TICK_VM_REGEX_COMPILE_H
#define TICK_VM_REGEX_COMPILE_H

#include "vm/regex/regex.h"

/* Compiles SPEC with MORE options of PCRE2. NULL: *ERROR says why, in the words of OTP. */
pcre2_code *regex_compile(const struct regex_spec *spec, uint32_t more,
                          struct regex_error *error) MUST_CHECK;

/* What OTP says where PCRE2 finds the error CODE at OFFSET in SOURCE. Where PCRE2 looks at a
 * pattern in another order than PCRE 8 it is another error, or place, that is found first. */
struct regex_error regex_error_of(int code, size_t offset, const unsigned char *source,
                                  size_t size);

#endif
