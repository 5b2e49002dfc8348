/* SPDX-License-Identifier: Apache-2.0 */
/* dictionary.c: prints the words of the assembly language as a dictionary for libFuzzer. */
#include <stdio.h>

int main(void)
{
    static const char *const words[] = {
        "module",
        "export",
        "attribute",
        "fun",
        "define",
        "macro",
        "end",
        "include",
        "chunk",
        "lines",
        "explicit",
        "words",
        "floats",
        "funs",
        "little",
        "signed",
        "native",
        "unsafe",
        "no_fail",
        "resume",
        "utf8",
        ".entry",
        ".func_info",
        "<<",
        ">>",
        "=>",
        "#{",
        "\\x22\\x22",
        "''",
        "x0",
        "y0",
        "f0",
        "x1023",
        "x1024",
        "0/255",
        "16#ff",
        "1.0e308",
        "\\x5cx{10ffff}",
        "$\\x5c",
        "\\x0a",
        "\\x0amodule m\\x0a",
        "\\x0afun f/0\\x0a",
        "erlang:self/0",
        "string",
        "integer",
        "binary",
        "ensure_exactly",
        "ensure_at_least",
        "get_tail",
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        printf("\"%s\"\n", words[i]);
#define OP(number, name, operands, text) puts("\"" #name "\"");
#include "loader/opcodes.def"
    return 0;
}
