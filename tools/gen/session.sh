#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# session.sh PAGE [BUILD]: prints a page of the book with what its commands really print, so that the page is right when it comes out
# as it was. In a folder of its own, from the top of the page to its end:
#
# - a block behind a paragraph that ends with `NAME`: is written into the file NAME;
# - a block whose first line begins with "$ " holds commands, one in each such line. They are executed by one shell, so
#   variables and jobs stay, and the lines between them are replaced by what they print, errors too.
#
# A block is a run of lines that begin with four blanks; empty lines inside belong to it. Tick's programs are in PATH,
# and the folder of the build is there as `build`.
set -u
mapfile -t lines <"$1"
build=$(realpath "${2:-build}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ln -s "$build" "$work/build"
cd "$work" || exit 2
export PATH=$build/bin:$PATH NO_COLOR=1 LC_ALL=C.UTF-8
status=0

with_status() {
    return "$status"
}

# One command; $? in it is the status of the one before.
execute() { # COMMAND
    with_status
    eval "$1" >"$work/.output" 2>&1 </dev/null
    status=$?
    sed 's/^\(.\)/    \1/' "$work/.output"
}

write_file() { # NAME LINE...
    name=$1
    shift
    mkdir -p "$(dirname "$name")"
    printf '%s\n' "${@#    }" | tee "$name" | sed 's/^\(.\)/    \1/'
}

commands() { # LINE...
    for line in "$@"; do
        case $line in
        '    $ '*)
            printf '%s\n' "$line"
            execute "${line#    \$ }"
            ;;
        esac
    done
}

block() { # PARAGRAPH LINE...
    if [[ $2 == '    $ '* ]]; then
        commands "${@:2}"
    elif [[ $1 =~ \`([A-Za-z0-9_./-]+)\`:$ ]]; then
        write_file "${BASH_REMATCH[1]}" "${@:2}"
    else
        printf '%s\n' "${@:2}"
    fi
}

paragraph=
for ((i = 0; i < ${#lines[@]}; i++)); do
    if [[ ${lines[i]} != '    '* ]]; then
        printf '%s\n' "${lines[i]}"
        [ -z "${lines[i]}" ] || paragraph=${lines[i]}
        continue
    fi
    first=$i
    last=$i
    while ((i + 1 < ${#lines[@]})) && [[ -z ${lines[i + 1]} || ${lines[i + 1]} == '    '* ]]; do
        i=$((i + 1))
        [ -z "${lines[i]}" ] || last=$i
    done
    i=$last
    block "$paragraph" "${lines[@]:first:last-first+1}"
    paragraph=
done
