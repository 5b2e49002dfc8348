%% SPDX-License-Identifier: Apache-2.0
%% The builtins of Tick's module tick, for running Tick's standard library on Erlang/OTP. What is written
%% goes to the process registered as tick_console, which also gives the lines that are read.
-module(tick).
-export([format_term/4, format_float/3, map_to_list/1, write_stdout/1, write_stderr/1, read_line/0,
         arguments/0, change_case/2, grapheme_break/3, decompose/2,
         combining_class/1, compose/2]).

format_term(Term, Mode, -1, Encoding) ->
    Format = case {Mode, Encoding} of
                 {w, latin1} -> "~w";
                 {w, unicode} -> "~tw";
                 {p, latin1} -> "~0p";
                 {p, unicode} -> "~0tp"
             end,
    lists:flatten(io_lib:format(Format, [Term]));
format_term(Term, Mode, Depth, Encoding) ->
    Format = case {Mode, Encoding} of
                 {w, latin1} -> "~W";
                 {w, unicode} -> "~tW";
                 {p, latin1} -> "~0P";
                 {p, unicode} -> "~0tP"
             end,
    lists:flatten(io_lib:format(Format, [Term, Depth])).

format_float(Float, Char, Precision) ->
    lists:flatten(io_lib:format([$~, $., $*, Char], [Precision, Float])).

change_case(Char, To) ->
    Function = case To of upper -> uppercase; lower -> lowercase; title -> titlecase; fold -> casefold end,
    [Changed | []] = unicode_util:Function([Char]),
    Changed.

%% The state is what stands before in the cluster.
grapheme_break(Before, After, State) ->
    Cluster = if State =:= 0 -> [Before]; true -> State end ++ [After],
    case unicode_util:gc(Cluster) of
        [_ | []] -> [false | Cluster];
        [_ | _] -> [true | 0]
    end.

decompose(Char, Kind) ->
    Form = case Kind of canonical -> nfd; compatible -> nfkd end,
    case unicode_util:Form([Char]) of
        [Parts | []] -> Parts
    end.

combining_class(Char) ->
    #{ccc := Class} = unicode_util:lookup(Char),
    Class.

compose(First, Second) ->
    case unicode_util:nfc([First, Second]) of
        [Char | []] when is_integer(Char) -> Char;
        _ -> none
    end.

map_to_list(Map) -> maps:to_list(Map).

write_stdout(Data) -> ask({write, stdout, Data}).
write_stderr(Data) -> ask({write, stderr, Data}).
read_line() -> ask(read).
arguments() -> ["one", "two"].

ask(What) ->
    tick_console ! {self(), What},
    receive {tick_console, Reply} -> Reply end.
