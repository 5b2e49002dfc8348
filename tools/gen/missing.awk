# SPDX-License-Identifier: Apache-2.0
# missing.awk: makes docs/missing.md of what `tick check --missing` prints, lines MODULE:NAME/ARITY in alphabetical order.
BEGIN {
    print "# Builtins of Erlang/OTP 25 that Tick lacks\n"
    print "<!-- Made from the tables of builtins by `make docs`. -->\n"
    print "Functions that Erlang/OTP 25 implements in C, and that are neither in Tick's machine nor in its stdlib. A call of one"
    print "raises `undef`. Which of them, and which other functions that nobody provides, a program calls is told by"
    print "[`tick check FILE`](using.md#tick-check).\n"
    print "Those of `prim_file`, `prim_socket` and their like stand behind OTP's modules for files and networks; those of"
    print "`erts_internal` and `erts_debug` are what OTP's own machine and its tools have among themselves."
}
{
    colon = index($0, ":")
    module = substr($0, 1, colon - 1)
    separator = ", "
    if (module != last) {
        printf "%s\n## %s\n\n", last == "" ? "" : "\n", module
        width = 0
        separator = ""
        last = module
    }
    word = "`" substr($0, colon + 1) "`"
    if (width + length(separator word) > 110) {
        separator = ",\n"
        width = 0
    }
    printf "%s%s", separator, word
    width += length(separator word)
}
END { print "" }
