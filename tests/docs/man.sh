# SPDX-License-Identifier: Apache-2.0
# The manual pages (docs/man): one for each program, with the options that its --help names; sound. Sourced by run_docs.sh.

# Options that a page explains, one a line.
page_options() { # PAGE
    sed -n 's/^\.It Fl /Fl /p' "$1" | grep -oE 'Fl -?[A-Za-z][a-z-]*' | sed 's/^Fl /-/' | sort -u
}

for program in "$build"/bin/tick*; do
    name=$(basename "$program")
    page=docs/man/$name.1
    if [ ! -e "$page" ]; then
        fail "$name has no page $page"
        continue
    fi
    difference=$(diff <("$program" --help | option_lines | options) <(page_options "$page"))
    if [ -z "$difference" ]; then pass "options of $name and $page"; else fail "options of $name and $page" "$difference"; fi
done

for word in $(sed -n 's/^DIRECTIVE(\([a-z_]*\),.*/\1/p' asm/directives.def); do
    if grep -q "^\.It Ic $word\b" docs/man/tasm.5; then pass "tasm(5) has $word"; else fail "docs/man/tasm.5 has no $word"; fi
done

for page in docs/man/*; do
    for other in $(sed -n 's/^\.Xr \([a-z-]*\) \([0-9]\).*/\1.\2/p' "$page"); do
        [ -e "docs/man/$other" ] || fail "$page refers to $other, which is not there"
    done
    if command -v mandoc >/dev/null; then
        message=$(mandoc -T lint "$page" 2>&1 | grep -v 'referenced manual not found')
    else
        message=$(MANROFFSEQ='' man --warnings -l "$page" 2>&1 >/dev/null)
    fi
    if [ -z "$message" ]; then pass "$page"; else fail "$page" "$message"; fi
done
