%% SPDX-License-Identifier: Apache-2.0
%% UTF-8, UTF-16 and UTF-32 segments.
-module(bits_utf).
-export([main/0]).
-import(show, [id/1, value/2]).

main() ->
    Edges = [0, 1, 16#7f, 16#80, 16#7ff, 16#800, 16#d7ff, 16#e000, 16#fffd, 16#ffff, 16#10000, 16#10ffff],
    [value("built", {C, <<C/utf8>>, <<C/utf16>>, <<C/utf16-little>>, <<C/utf32>>, <<C/utf32-little>>}) || C <- Edges],
    [value("shifted", {C, <<1:3, C/utf8>>, <<1:3, C/utf16, 1:5>>, <<1:1, C/utf32-little>>}) || C <- Edges],
    value("round trips", lists:all(fun round_trip/1, lists:seq(0, 16#d7ff, 197) ++ lists:seq(16#e000, 16#10ffff, 1997))),
    Bad8 = [<<16#80>>, <<16#c0, 16#80>>, <<16#c1, 16#bf>>, <<16#c2>>, <<16#c2, 16#c2>>, <<16#e0, 16#9f, 16#bf>>,
            <<16#ed, 16#a0, 16#80>>, <<16#ef, 16#bf>>, <<16#f0, 16#8f, 16#bf, 16#bf>>, <<16#f4, 16#90, 16#80, 16#80>>,
            <<16#f5, 16#80, 16#80, 16#80>>, <<16#ff>>, <<1:7>>, <<>>],
    [value("bad utf8", {B, utf8(B), skip8(B)}) || B <- Bad8],
    Bad16 = [<<16#d800:16>>, <<16#dc00:16>>, <<16#d800:16, 16#0041:16>>, <<16#dc00:16, 16#d800:16>>, <<1>>, <<>>,
             <<16#d83d:16, 16#de00:16>>, <<16#d83d:16, 16#de>>, <<16#de00:16/little>>],
    [value("bad utf16", {B, utf16(B), utf16_little(B), skip16(B)}) || B <- Bad16],
    Bad32 = [<<16#d800:32>>, <<16#110000:32>>, <<16#ffffffff:32>>, <<16#10ffff:32>>, <<65:32/little>>, <<1, 2, 3>>],
    [value("bad utf32", {B, utf32(B), utf32_little(B), skip32(B)}) || B <- Bad32],
    Text = id(<<"Grüße, мир, 世界, 😀!"/utf8>>),
    value("count", count(Text, 0)),
    value("points", points(Text)),
    value("to utf16", << <<C/utf16>> || <<C/utf8>> <= Text >>),
    value("to utf32", << <<C/utf32>> || <<C/utf8>> <= Text >>),
    value("reversed", reverse(Text, <<>>)),
    value("literal pattern", starts(Text)),
    value("bound", bound(id($é), <<"é!"/utf8>>)),
    value("not bound", bound(id($e), <<"é!"/utf8>>)),
    value("in a list", unicode:characters_to_list(Text)).

round_trip(C) ->
    <<C/utf8, C/utf16, C/utf32, C/utf16-little, C/utf32-little>> = <<C/utf8, C/utf16, C/utf32, C/utf16-little, C/utf32-little>>,
    <<A/utf8, _/binary>> = <<C/utf8>>,
    <<_:5, B/utf8, D/utf16, E/utf32-little>> = <<0:5, C/utf8, C/utf16, C/utf32-little>>,
    A =:= C andalso B =:= C andalso D =:= C andalso E =:= C.

utf8(<<C/utf8, R/bits>>) -> {C, R};
utf8(B) -> {no, bit_size(B)}.

skip8(<<_/utf8, R/bits>>) -> R;
skip8(_) -> no.

utf16(<<C/utf16, R/bits>>) -> {C, R};
utf16(B) -> {no, bit_size(B)}.

utf16_little(<<C/utf16-little, R/bits>>) -> {C, R};
utf16_little(B) -> {no, bit_size(B)}.

skip16(<<_/utf16, R/bits>>) -> R;
skip16(_) -> no.

utf32(<<C/utf32, R/bits>>) -> {C, R};
utf32(B) -> {no, bit_size(B)}.

utf32_little(<<C/utf32-little, R/bits>>) -> {C, R};
utf32_little(B) -> {no, bit_size(B)}.

skip32(<<_/utf32, R/bits>>) -> R;
skip32(_) -> no.

count(<<_/utf8, R/binary>>, N) -> count(R, N + 1);
count(<<>>, N) -> N.

points(<<C/utf8, R/binary>>) -> [C | points(R)];
points(<<>>) -> [].

reverse(<<C/utf8, R/binary>>, A) -> reverse(R, <<C/utf8, A/binary>>);
reverse(<<>>, A) -> A.

starts(<<"Grüße"/utf8, _/binary>>) -> yes;
starts(_) -> no.

bound(C, <<C/utf8, R/binary>>) -> {yes, R};
bound(_, _) -> no.
