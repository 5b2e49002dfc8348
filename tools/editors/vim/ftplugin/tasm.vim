" SPDX-License-Identifier: Apache-2.0
" Text assembly: comments, columns, and :make, which assembles the file and jumps to what is wrong.
if exists('b:did_ftplugin')
  finish
endif
let b:did_ftplugin = 1

setlocal comments=:; commentstring=;\ %s
setlocal expandtab tabstop=8 shiftwidth=8 softtabstop=8
setlocal makeprg=tick\ asm\ --check\ %:S
setlocal errorformat=%f:%l:%c:\ %trror:\ %m,%f:%l:%c:\ %tarning:\ %m,%-G%.%#

let b:undo_ftplugin = 'setlocal comments< commentstring< expandtab< tabstop< shiftwidth< softtabstop<'
      \ .. ' makeprg< errorformat<'
