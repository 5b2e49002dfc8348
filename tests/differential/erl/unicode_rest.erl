%% SPDX-License-Identifier: Apache-2.0
%% args: 100000
%% stress-gc args: 100
%% What unicode gives as the rest when a character is wrong or cut, in a binary that ends the data, stands in front of
%% a character or of another binary, or inside of a list: the rest is nested in many ways.
-module(unicode_rest).
-export([main/1]).

main([Length]) ->
    _ = [line(In, Out, placed(Cut)) || {In, Cuts} <- cuts(), Out <- [list, utf8, latin1, utf16, utf32],
                                       Cut <- Cuts, not refused(In, Out, Cut)],
    _ = [io:format("~W: ~w~n", [Data, 20, [form(Data, In) || In <- [utf8, utf16]]]) || Data <- wrong(list_to_integer(Length))],
    io:put_chars(["in a long binary that does not begin at a byte: ", long(), "\n"]).

line(In, Out, Placed) ->
    io:format("~w to ~w: ~w~n", [In, Out, [convert(Data, In, Out) || Data <- Placed]]).

convert(Data, In, list) -> unicode:characters_to_list(Data, In);
convert(Data, In, Out) -> unicode:characters_to_binary(Data, In, Out).

%% What is no character behind what is none.
wrong(Length) ->
    [[<<159>>, [a]], [<<26, 159>>, a], [<<159>>, [<<"t">>, [[[1, a]]] | <<"xy">>], [<<"b">>] | <<"t">>], [$a, -1, a],
     [<<159>>, <<"t">>, [] | a], [[[[[<<159>>]]]], <<>>, a], [<<159>>, 1, [2, <<1:4>>]], [<<159>>, 1, [2, -1]],
     [<<159>>, lists:duplicate(Length, $a), a],
     [<<159>>, 1 bsl 70, a], [<<159>>, [1 bsl 70], [a]], [<<159>>, a, 1 bsl 70], [$a, -1 bsl 70, <<1:4>>]].

form(Data, Out) ->
    try unicode:characters_to_binary(Data, utf8, Out) of {Tag, _, _} -> Tag
    catch error:Reason -> Reason
    end.

placed(Cut) -> [Cut, [Cut], [Cut, 220], [Cut, <<"x">>], [$a, [Cut], 220, [1]]].

cuts() ->
    [{utf8, [<<16#EA, $%>>, <<16#EA>>, <<16#EA, 16#80>>, <<16#EA, 16#80, $a>>, <<16#F0, $a>>, <<16#F0, $a, $b>>,
             <<16#F0, 16#90, $b>>, <<16#F0, 16#80>>, <<16#E0, 16#80>>, <<16#ED, 16#A0>>, <<16#F4, 16#90>>,
             <<16#F0, 16#80, $a, $b>>, <<16#EA, $a, $b>>, <<16#C3, $a>>, <<16#F5, 16#80>>, <<16#C0>>, <<16#F5>>]},
     {utf16, wide()}, {{utf16, little}, wide()}, {utf32, wide()}, {{utf32, little}, wide()}].

wide() ->
    [<<"a">>, <<"ab">>, <<"abc">>, <<"abcd">>, <<0>>, <<0, 0>>, <<0, 0, 0>>, <<0, 1>>, <<0, 1, 2>>, <<0, 0, 0, 1, 2>>,
     <<0, 0, 0, $a, 0>>, <<16#D8, 1>>, <<16#D8, 1, 16#DC>>, <<16#DC>>, <<16#DC, 0>>, <<16#DC, 0, 1>>, <<1, 16#D8, 1>>,
     <<0, 17>>, <<0, 17, 0>>, <<0, 16#D8>>, <<0, 0, 16#D8>>].

%% Erlang/OTP raises badarg.
refused(utf32, latin1, <<0, 0, 0, $a, 0>>) -> true;
refused(_, _, _) -> false.

%% A character across every place near the end of the bytes that are looked at together.
long() ->
    io_lib:format("~w", [erlang:md5([unicode:characters_to_binary(long(N, Tail)) || N <- lists:seq(1018, 1026),
                                     Tail <- ["é", "日", "😀"]])]).

long(N, Tail) ->
    Text = <<(binary:copy(<<"a">>, N))/binary, (unicode:characters_to_binary(Tail))/binary>>,
    <<_:3, Moved:(byte_size(Text))/binary, _/bitstring>> = <<0:3, Text/binary, 0:5>>,
    Moved.
