# SPDX-License-Identifier: Apache-2.0
# The files for editors (tools/editors): up to date, sound, with all words of the language. Sourced by run_docs.sh.

grammar=tools/editors/vscode/syntaxes/tasm.tmLanguage.json
vim_syntax=tools/editors/vim/syntax/tasm.vim

# Words of the language as the assembler has them: instruction or directive.
language_words() { # KIND
    case $1 in
    instruction) sed -n 's/^OP([0-9]*, \([a-z_0-9]*\),.*/\1/p' loader/opcodes.def ;;
    directive) sed -n 's/^DIRECTIVE(\([a-z_]*\),.*/\1/p' asm/directives.def ;;
    esac | sort
}

vim_words() { # KIND
    kind=$1
    sed -n "s/^syntax keyword tasm${kind^} contained //p" $vim_syntax | tr ' ' '\n' | sort
}

grammar_words() { # KIND
    jq -r ".repository.$1.match" $grammar | grep -oE '[a-z_0-9]+(\|[a-z_0-9]+)+' | tr '|' '\n' | sort
}

has_all_words() { # NAME LISTER
    for kind in instruction directive; do
        difference=$(diff <(language_words $kind) <("$2" $kind))
        if [ -z "$difference" ]; then pass "$1: every $kind"; else fail "$1: every $kind" "$difference"; fi
    done
}

for file in $(cd build/gen && find editors -type f); do
    if cmp -s "build/gen/$file" "tools/$file"; then
        pass "tools/$file"
    else
        fail "tools/$file is not up to date: run make docs"
    fi
done
has_all_words Vim vim_words

# What both are tried on: each instruction is in it. A statement begins in the first column, in the ninth, or behind a
# label; what is further to the right goes on from the line before.
cat examples/*.tasm docs/instructions/*.tasm >"$build/sample.tasm"
statement='^(\.\w+:\s*|        )?[a-z]\w*(\s|$)'

# The lines of the sample whose first word the grammar does not know.
unknown_to_grammar() {
    jq -n -r --rawfile sample "$build/sample.tasm" --slurpfile grammar $grammar --arg statement "$statement" '
        $grammar[0].repository as $known | $sample | split("\n")[] | select(test($statement)) |
        select(test($known.instruction.match) or test($known.directive.match) | not)'
}

if command -v jq >/dev/null; then
    for file in tools/editors/vscode/*.json tools/editors/vscode/*/*.json; do
        if message=$(jq empty "$file" 2>&1); then pass "$file parses"; else fail "$file" "$message"; fi
    done
    has_all_words 'VS Code' grammar_words
    # jq has the regular expressions of VS Code (Oniguruma).
    if message=$(jq '.. | objects | (.match, .begin, .end) | strings | . as $r | "" | test($r)' $grammar 2>&1); then
        pass 'regular expressions of the grammar'
    else
        fail 'regular expressions of the grammar' "$message"
    fi
    unknown=$(unknown_to_grammar 2>&1)
    if [ -z "$unknown" ]; then pass 'grammar'; else fail 'the grammar does not know' "$unknown"; fi
fi

# Vim with the files for it, on FILE, executes tests/docs/SCRIPT.vim.
in_vim() { # SCRIPT FILE
    PATH=$(realpath "$build/bin"):$PATH timeout -s KILL "$TIMEOUT" vim -e -s -N -u NONE -i NONE -n \
        --cmd 'set runtimepath^=tools/editors/vim' --cmd 'filetype plugin on' --cmd 'syntax on' \
        -S "tests/docs/$1.vim" "$2" </dev/null 2>&1
}

# Vim's small build has no colours.
if vim --version 2>/dev/null | grep -q '+syntax'; then
    export WORDS=$build/vim.words PROBLEMS=$build/vim.problems
    rm -f "$WORDS" "$PROBLEMS"
    message=$(in_vim words "$build/sample.tasm")
    unknown=$(grep -vE '^tasm(Instruction|Directive) ' "$WORDS" 2>&1)
    if [ -z "$message$unknown" ]; then pass Vim; else fail 'Vim does not know' "$message$unknown"; fi
    printf '%s\n' 'module  bad' 'export  main/0' 'fun main/0' '        mvoe            x1, x0' '        return' >"$build/bad.tasm"
    message=$(in_vim problems "$build/bad.tasm" >/dev/null)
    if [ "$(cat "$PROBLEMS")" = 4:9 ]; then pass ':make in Vim'; else fail ':make in Vim' "$message$(cat "$PROBLEMS")"; fi
fi
