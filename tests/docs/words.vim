" SPDX-License-Identifier: Apache-2.0
" Writes into the file $WORDS, for each statement of the file at hand, the group that its first word is coloured as,
" and the line. A statement begins in the first column, in the ninth, or behind a label.
let words = []
for number in range(1, line('$'))
  let at = matchend(getline(number), '\v^(\.\w+:\s*|        )?\ze\l\w*(\s|$)') + 1
  if at > 0
    call add(words, synIDattr(synID(number, at, 1), 'name') .. ' ' .. getline(number))
  endif
endfor
call writefile(words, $WORDS)
quit!
