#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# check_dispatch.sh BUILD: in a build without musttail (gcc), every dispatch of an instruction handler must have become
# a jump: one that stayed a call makes the C stack grow with each instruction. Counts both in the object files. A call
# that is left over is an indirect one, or one of another handler, with nothing behind it but the way out of the function.
set -eu
objdump -d --no-show-raw-insn "$1"/obj/vm/interp/*.o | awk '
    /^[0-9a-f]+ <.*>:/ {
        name = $2
        handler = name ~ /^<(op|slow)_/
        suspect = 0
    }
    !handler { next }
    /\tjmp +\*/ { jumps++ }
    suspect && /\tret/ { calls++; print "call instead of jump in " name; suspect = 0 }
    suspect && !/\t(add .*rsp|pop|mov .*rsp|leave|lea .*rsp)/ { suspect = 0 }
    /\tcall +(\*|[0-9a-f]+ <(op|slow)_)/ && !/rip/ { suspect = 1 }
    END {
        printf "dispatch: %d jumps, %d calls\n", jumps, calls
        exit calls > 0 || jumps < 100
    }'
