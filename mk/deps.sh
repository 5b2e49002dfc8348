#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# deps.sh SET...: sees to it that the commands and headers of each SET are there: build, test, elixir, bench, lint, sanitize,
# fuzz.
# Debian and Ubuntu packages are installed with apt-get (through sudo when not root); elsewhere the missing
# packages are named and the script fails. When nothing is missing it does nothing and is quick.
set -eu

missing=

want() { # PACKAGE
    case " $missing " in *" $1 "*) ;; *) missing="$missing $1" ;; esac
}

need_command() { # COMMAND PACKAGE
    command -v "$1" >/dev/null 2>&1 || want "$2"
}

need_header() { # HEADER PACKAGE
    for folder in /usr/include /usr/local/include /usr/include/*-linux-gnu*; do
        [ ! -e "$folder/$1" ] || return 0
    done
    want "$2"
}

need_library() { # LIBRARY PACKAGE
    for folder in /usr/lib /usr/local/lib /usr/lib/*-linux-gnu*; do
        [ ! -e "$folder/$1" ] || return 0
    done
    want "$2"
}

# clang-19 is preferred wherever apt offers it; the system's gcc does as well.
need_compiler() {
    command -v clang-19 >/dev/null 2>&1 && return 0
    if command -v gcc >/dev/null 2>&1 && [ "${1:-}" != only ] && ! apt_offers clang-19; then
        return 0
    fi
    want clang-19
}

apt_offers() { # PACKAGE
    command -v apt-cache >/dev/null 2>&1 && [ -n "$(apt-cache search --names-only "^$1\$" 2>/dev/null)" ]
}

for set in "$@"; do
    case $set in
    build)
        need_compiler
        need_command re2c re2c
        need_command ar binutils
        need_header stdlib.h libc6-dev
        need_header ck_epoch.h libck-dev
        need_header gmp.h libgmp-dev
        need_header mimalloc.h libmimalloc-dev
        need_header zlib.h zlib1g-dev
        need_header ffi.h libffi-dev
        need_header pcre2.h libpcre2-dev
        need_header utf8proc.h libutf8proc-dev
        ;;
    test)
        need_command erl erlang-base
        need_header criterion/criterion.h libcriterion-dev
        need_command objdump binutils
        need_command jq jq
        need_command mandoc mandoc
        need_library libsqlite3.so.0 libsqlite3-0
        ;;
    elixir)
        need_command elixirc elixir
        ;;
    bench)
        need_command erl erlang-base
        ;;
    lint)
        need_command clang-format-19 clang-format-19
        need_command clang-tidy-19 clang-tidy-19
        ;;
    sanitize)
        need_compiler only
        [ -e /usr/lib/llvm-19/lib/clang/19/lib/linux ] || want libclang-rt-19-dev
        ;;
    fuzz)
        need_compiler only
        [ -e /usr/lib/llvm-19/lib/clang/19/lib/linux ] || want libclang-rt-19-dev
        # libFuzzer is written in C++.
        need_command g++ g++
        ;;
    *)
        echo "deps.sh: unknown set $set" >&2
        exit 2
        ;;
    esac
done

[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
    echo "Tick needs these packages (Debian's names), which are not installed:$missing" >&2
    exit 1
fi

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

echo "Installing:$missing"
as_root apt-get update -qq
# A release without clang-19 compiles with gcc.
case " $missing " in
*" clang-19 "*)
    apt_offers clang-19 || missing="$(echo " $missing " | sed 's/ clang-19 / gcc /')"
    ;;
esac
# shellcheck disable=SC2086 # one word a package
as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
