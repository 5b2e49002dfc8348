#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# fill.sh TEMPLATE: prints a file for an editor: the template with the words of text assembly in place of
#
#   @instructions@  @directives@      all of them, with blanks between
#   @instructions|@ @directives|@     with | between, as in a regular expression
#
# The words come from the lists that the assembler is made from, by way of the C preprocessor ($CC).
set -eu

words() { # MACRO FILE: the second argument of each row OP(...), or the first of each row DIRECTIVE(...)
    printf '%s\n#include "%s"\n' "$1" "$2" | ${CC:-cc} -E -P -I. -x c - | tr -s ' \t' '\n' | grep . | tr '\n' ' ' | sed 's/ $//'
}

awk -v instructions="$(words '#define OP(number, name, operands, text) name' loader/opcodes.def)" \
    -v directives="$(words '#define DIRECTIVE(word, first, as_it_stands) word' asm/directives.def)" '
    function bars(words) { gsub(/ /, "|", words); return words }
    {
        gsub(/@instructions@/, instructions)
        gsub(/@directives@/, directives)
        gsub(/@instructions\|@/, bars(instructions))
        gsub(/@directives\|@/, bars(directives))
        print
    }' "$1"
