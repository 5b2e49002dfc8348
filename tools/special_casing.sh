#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Writes vm/builtin/special_casing.def: the characters that become several in upper or title case, as the file
# SpecialCasing.txt of the Unicode Character Database lists them (Debian has it in the package unicode-data).
#
#     tools/special_casing.sh [/usr/share/unicode/SpecialCasing.txt] >vm/builtin/special_casing.def
set -eu
file=${1:-/usr/share/unicode/SpecialCasing.txt}
version=$(sed -n '1s/^# SpecialCasing-\(.*\)\.txt.*/\1/p' "$file")
cat <<TEXT
/* SPDX-License-Identifier: Apache-2.0 */
/* special_casing.def: SPECIAL_CASE(code, (title...), (upper...)): what single characters become several in title or upper
 * case, by code. Written by tools/special_casing.sh from SpecialCasing.txt of Unicode $version. */
TEXT
# Rows with a fifth field depend on a language or on what stands around the character.
sed 's/#.*//; s/[[:space:]]*;[[:space:]]*/;/g; s/[[:space:]]*$//' "$file" |
    awk -F ';' '
        function hex(text,    n, parts, i, out) {
            n = split(text, parts, " ")
            for (i = 1; i <= n; i++) out = out (i > 1 ? ", " : "") "0x" parts[i]
            return "(" out ")"
        }
        $1 != "" && $5 == "" && ($3 ~ / / || $4 ~ / /) { printf "SPECIAL_CASE(0x%s, %s, %s)\n", $1, hex($3), hex($4) }' |
    sort
