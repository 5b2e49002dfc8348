%% SPDX-License-Identifier: Apache-2.0
%% Regular expressions for re, subjects that they may match, and options. No repetition stands within another one, so that
%% matching always comes to an end soon.
-module(functions_regexp).
-export([expression/0, compiled/0, subject/0, replacement/0, options/1]).

-import(functions_random, [below/1, one_in/1, pick/1, made/1, many/2]).

%% Sometimes one that is wrong.
expression() ->
    Text = lists:append(many(1 + below(4), fun() -> term(2) end)),
    case below(8) of
        0 -> lists:sublist(Text, below(length(Text) + 1));
        1 -> Text ++ [functions_random:between(32, 126)];
        N when N < 5 -> unicode:characters_to_binary(Text);
        _ -> Text
    end.

compiled() ->
    case re:compile(expression(), options(compile)) of
        {ok, Pattern} -> Pattern;
        {error, _} -> "a"
    end.

term(0) -> simple();
term(Depth) ->
    case below(8) of
        0 -> "(" ++ term(Depth - 1) ++ "|" ++ term(Depth - 1) ++ ")";
        1 -> pick(["(?:", "(", "(?!", "(?<n>", "(?i:", "(?>"]) ++ term(Depth - 1) ++ ")";
        2 -> pick(["^", "", "\\b", "\\A", "\\B", "\\G"]) ++ term(Depth - 1) ++ pick(["$", "", "\\z", "\\Z"]);
        3 -> "(" ++ simple() ++ ")" ++ reference(Depth);
        _ -> simple() ++ pick(["", "", "", "*", "+", "?", "*?", "{2}", "{1,3}", "?+", "{0}"])
    end.

%% A group that refers to itself is something that versions of the library disagree about.
reference(2) -> pick(["\\1", "\\g{-1}", "\\2"]);
reference(_) -> "\\g{-1}".

simple() ->
    made([fun() -> [pick("aaabbc ")] end,
          fun() -> pick([".", "\\d", "\\w", "\\s", "\\D", "\\W", "\\n", "\\R", "\\x41", "\\.", "\\x{e9}", "\\h"]) end,
          fun() -> pick(["[ab]", "[^a]", "[a-c0-9]", "[[:alpha:]]", "[\\d_]", "[]a]"]) end]).

subject() ->
    case below(6) of
        0 -> functions_value:chardata(2);
        1 -> functions_value:string();
        2 -> list_to_binary(text());
        3 -> [text(), list_to_binary(text())];
        _ -> text()
    end.

text() -> many(below(14), fun() -> pick("aaaabbcABC 01_\n.\r") end).

replacement() ->
    lists:append(many(below(4), fun() -> pick(["x", "&", "\\\\&", "\\1", "\\g{1}", "\\g1", "\\\\", "\\2", "\\&", "é"]) end)).

%% For compile, run, split or replace.
options(compile) -> pick([[], [end_of_line()]]) ++ compile_options();
options(run) -> compile_options() ++ pick([[], [capture()]]) ++ many(below(2), fun() -> option(run) end);
options(Function) -> compile_options() ++ many(below(3), fun() -> option(Function) end).

compile_options() ->
    many(below(3), fun() -> pick([unicode, unicode, anchored, caseless, dollar_endonly, dotall, extended, firstline, multiline,
                                  no_auto_capture, dupnames, ungreedy, no_start_optimize, ucp, never_utf]) end).

%% With several of them Erlang/OTP has an internal error.
end_of_line() -> pick([{newline, pick([cr, crlf, lf, anycrlf, any])}, bsr_anycrlf, bsr_unicode]).

option(run) -> pick([global, notbol, noteol, notempty, notempty_atstart, report_errors]);
option(split) ->
    pick([{return, pick([iodata, list, binary])}, {parts, pick([infinity, below(5)])}, group, trim, notbol, notempty]);
option(replace) ->
    pick([{return, pick([iodata, list, binary])}, global, global, notbol, notempty]).

capture() ->
    Values = pick([all, all_but_first, all_names, first, none, [0], [1, 2], ["n"], [n, 0], [<<"n">>], [7]]),
    case one_in(3) of
        true -> {capture, Values};
        false -> {capture, Values, pick([index, list, binary])}
    end.
