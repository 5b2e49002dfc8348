#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# run_docs.sh [BUILD]: what documentation can get wrong without anybody noticing: pages made from tables that have changed,
# links that lead nowhere, pages that the index leaves out, options that a program has and its page has not, examples that do
# not do what the page says. What is looked at in files for editors and in manual pages stands in docs/.
set -u
cd "$(dirname "$0")/.." || exit 2
. tests/lib.sh

same_page() { # PAGE: as its generator prints it
    difference=$(diff -u "docs/$1" "build/gen/$1")
    if [ -z "$difference" ]; then pass "docs/$1"; else fail "docs/$1 is not up to date: run make docs" "$difference"; fi
}

links() { # FILE: targets of links in it, without addresses of other sites
    grep -o '](\([^)]*\))' "$1" | sed 's/^](//; s/)$//; s/#.*//' | grep -v '^[a-z]*:' | grep .
}

links_hold() { # FILE
    local folder broken=
    folder=$(dirname "$1")
    for target in $(links "$1"); do
        [ -e "$folder/$target" ] || broken="$broken $target"
    done
    if [ -z "$broken" ]; then pass "links of $1"; else fail "links of $1 lead nowhere:$broken"; fi
}

indexed() { # PAGE below docs
    index=docs/README.md
    page=$1
    case $1 in
    instructions/*) index=docs/instructions.md ;;
    esac
    if links "$index" | grep -qxF "$page"; then pass "index has $page"; else fail "$index does not name $page"; fi
}

# Options in the text on standard input, one a line.
options() {
    grep -oE '(^|[ `,])--?[a-zA-Z][a-z-]*' | grep -oE -- '--?[a-zA-Z][a-z-]*' | sort -u
}

# What --help, on standard input, has of options: without what it says about them.
option_lines() {
    grep -E '^ +-' | sed 's/^\( *[^ ].*[^ ]\)  .*/\1/'
}

# The first column of the table of options in the section of docs/using.md about WORD, against --help.
same_options() { # WORD
    difference=$(diff <("$build/bin/tick-$1" --help | option_lines | options) \
        <(sed -n "/^## tick $1\$/,/^## /p" docs/using.md | grep '^| `-' | cut -d '|' -f 2 | options))
    if [ -z "$difference" ]; then pass "options of tick-$1"; else fail "options of tick-$1 and docs/using.md" "$difference"; fi
}

# What an example says that it prints and returns.
said() { # FILE
    sed -n 's/^; prints: //p; s/^; result: //p' "$1"
}

# Whole modules among the examples of a page: on Tick, and on Erlang/OTP where that is installed, main/0 has to print and
# return what they say.
examples_hold() { # PAGE
    local folder=$build/docs/$1 names=() name
    rm -rf "$folder"
    mkdir -p "$folder"
    mapfile -t names < <(awk -v folder="$folder" -f tests/doc_examples.awk "docs/$1")
    [ "$1" != assembly.md ] || [ ${#names[@]} -gt 0 ] || fail "no example was found in $1"
    for name in "${names[@]}"; do
        if ! problem=$(cd "$folder" && "$programs/tick-asm" "$name.tasm" 2>&1); then
            fail "$1: $name" "$problem"
            continue
        fi
        limited "$folder/$name.out" "$build/bin/tick-run" --print "$folder/$name.beam"
        compare_example "$1: $name" "$folder/$name"
        ! command -v erl >/dev/null || {
            limited "$folder/$name.out" erl -noshell -kernel logger_level none -pa "$folder" -eval \
                "io:setopts([{encoding, unicode}]), io:format(\"~0tp~n\", [$name:main()]), halt()."
            compare_example "$1: $name on Erlang/OTP" "$folder/$name"
        }
    done
}

compare_example() { # NAME FILE: FILE.out against what FILE.tasm says
    difference=$(said "$2.tasm" | diff -u - "$2.out")
    if [ -z "$difference" ]; then pass "$1"; else fail "$1" "$difference$(cat "$2.out.err")"; fi
}

make -s --no-print-directory pages || exit 2
for page in $(cd build/gen && find . -name '*.md' | sed 's/^\.\///'); do
    same_page "$page"
done
# The first program of README.md does what is said there; the page with more of that is one of those above.
difference=$(tools/gen/session.sh README.md | diff -u README.md -)
if [ -z "$difference" ]; then pass "commands of README.md"; else fail "README.md shows what is not so" "$difference"; fi
for page in docs/instructions/*.md; do
    [ -e "${page%.md}.tasm" ] || fail "$page has no example"
done
# The list of OTP's builtins, where that OTP is installed which it is of.
if erl -noshell -eval 'halt(case erlang:system_info(otp_release) of "25" -> 0; _ -> 1 end)' 2>/dev/null; then
    difference=$(escript tools/check/otp_builtins.escript | diff -u tools/check/otp25.def -)
    if [ -z "$difference" ]; then pass "otp25.def"; else fail "tools/check/otp25.def is not what OTP has" "$difference"; fi
    difference=$(escript asm/library.escript | diff -u asm/library.def -)
    if [ -z "$difference" ]; then pass "library.def"; else fail "asm/library.def is not what OTP has" "$difference"; fi
fi
for file in README.md */README.md docs/*.md docs/*/*.md; do
    links_hold "$file"
done
for page in $(cd docs && find . -name '*.md' ! -path ./README.md | sed 's/^\.\///'); do
    indexed "$page"
done
programs=$(cd "$build/bin" && pwd) || exit 2
for page in docs/*.md; do
    examples_hold "$(basename "$page")"
done
for word in run asm dis explore check; do
    same_options "$word"
done
. tests/docs/editors.sh
. tests/docs/man.sh
finish
