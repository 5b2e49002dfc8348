%% SPDX-License-Identifier: Apache-2.0
%% What the stack trace says of a bitstring that cannot be built: which segment it was, and what is wrong with it.
-module(bit_faults).
-export([main/0]).

main() ->
    io:format("~p~n", [[attempt(F) || F <- types() ++ sizes() ++ mixed()]]).

attempt(F) ->
    try F()
    catch
        Class:Reason:Stack ->
            {?MODULE, _, 0, Place} = hd(Stack),
            {Class, Reason, proplists:get_value(line, Place), proplists:get_value(error_info, Place)}
    end.

types() ->
    [fun() -> <<(v(a))>> end,
     fun() -> <<(v(1.5)):3>> end,
     fun() -> <<(v(a)):(v(8))>> end,
     fun() -> <<(v(a))/float>> end,
     fun() -> <<(v(a)):(v(32))/float>> end,
     fun() -> <<(v(a))/binary>> end,
     fun() -> <<(v([]))/bits>> end,
     fun() -> <<(v(a)):(v(1))/binary>> end,
     fun() -> <<(v(a))/utf8>> end,
     fun() -> <<(v(16#d800))/utf8>> end,
     fun() -> <<(v(16#d800))/utf16>> end,
     fun() -> <<(v(-1))/utf32>> end,
     fun() -> <<(v(<<1:3>>))/binary>> end,
     fun() -> <<(v(<<1:30>>))/binary-unit:16>> end].

sizes() ->
    [fun() -> <<1:(v(x))>> end,
     fun() -> <<1:(v(-1))>> end,
     fun() -> <<1:(v(1 bsl 70))>> end,
     fun() -> <<1:(v(-1 bsl 70))>> end,
     fun() -> <<1:(v(1 bsl 57))/unit:256>> end,
     fun() -> <<1.0:(v(17))/float>> end,
     fun() -> <<(v(1)):(v(33))/float>> end,
     fun() -> <<(v(1.0)):(v(x))/float>> end,
     fun() -> <<(v(1.0e300)):32/float>> end,
     fun() -> <<(v(1.0e300)):16/float>> end,
     fun() -> <<(v(1 bsl 1100))/float>> end,
     fun() -> <<(v(<<1>>)):2/binary>> end,
     fun() -> <<(v(<<1>>)):(v(20))/bits>> end,
     fun() -> <<(v(<<1>>)):(v(-1))/binary>> end,
     fun() -> <<(v(<<1>>)):(v(x))/binary>> end,
     fun() -> <<(v(<<1>>)):(v(1 bsl 70))/binary>> end].

mixed() ->
    [fun() -> <<1, 2:8, (v(a)):16>> end,
     fun() -> <<"abc", (v(<<>>))/binary, 5, (v(x))/binary>> end,
     fun() -> <<(v(<<>>))/binary, (v(x))/binary, (v(y)):3>> end,
     fun() -> <<(v(a)):3, (v(b)):(v(c))>> end,
     fun() -> <<(v(<<1>>))/binary, "text"/utf16, (v(1.0)):12/float>> end,
     fun() -> <<(v(x))/binary, 1>> end].

%% Hides a value from the compiler.
v(Value) ->
    put(value, Value),
    get(value).
