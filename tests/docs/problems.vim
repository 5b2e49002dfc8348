" SPDX-License-Identifier: Apache-2.0
" Assembles the file at hand with :make and writes into the file $PROBLEMS where Vim would go: "LINE:COLUMN" of each message.
silent make!
call writefile(map(getqflist(), {_, problem -> problem.lnum .. ':' .. problem.col}), $PROBLEMS)
quit!
