# SPDX-License-Identifier: Apache-2.0
# Prints docs/messages.md: what each message of asm/messages.def means, with an example. Examples are what the tests expect.
#
#     awk -f messages.awk asm/messages.def tests/asm/errors/*.expected tests/asm/warnings/*.expected

BEGIN {
    print "# The assembler's messages"
    print ""
    print "<!-- Made from asm/messages.def and what tests/asm expects by `make docs`. Change those, not this page. -->"
    print ""
    print "The name of a message stands in brackets at its end. `tick asm --explain NAME` prints what is said here. Warnings can be"
    print "turned off and on, and made errors, with `-W`: see [assembly.md](assembly.md#errors)."
}

# MESSAGE(name, severity, "text")
FILENAME ~ /messages\.def$/ && /^MESSAGE\(/ {
    name = $0
    sub(/^MESSAGE\(/, "", name)
    sub(/,.*/, "", name)
    gsub(/_/, "-", name)
    severity[name] = $2
    sub(/,$/, "", severity[name])
    text[name] = $0
    sub(/^[^"]*"/, "", text[name])
    sub(/"\)$/, "", text[name])
    gsub(/\\"/, "\"", text[name])
    gsub(/\\\\/, "\\", text[name])
    order[++count] = name
    next
}

# A chapter: /* ---- its title ---- */
FILENAME ~ /messages\.def$/ && /^\/\* ---- .* ---- \*\/$/ {
    chapter[count + 1] = $0
    sub(/^\/\* ---- /, "", chapter[count + 1])
    sub(/ ---- \*\/$/, "", chapter[count + 1])
    next
}

FILENAME ~ /messages\.def$/ { next }

# The first line of a message in what a test expects; its other lines are those up to the next such line.
/: (error|warning): .* \[[a-z0-9-]+\]$/ {
    name = $0
    sub(/.*\[/, "", name)
    sub(/\]$/, "", name)
    example = name in taken ? "" : name
    taken[name] = 1
}
example != "" { lines[example] = lines[example] "    " $0 "\n" }

END {
    for (i = 1; i <= count; i++) {
        if (i in chapter)
            printf "\n## %s\n", toupper(substr(chapter[i], 1, 1)) substr(chapter[i], 2)
        name = order[i]
        kind = severity[name] == "off" ? "warning, off unless `-W " name "` asks for it" : severity[name]
        printf "\n### %s\n\n*%s* %s\n", name, kind, text[name]
        if (name in lines)
            printf "\n%s", lines[name]
    }
}
