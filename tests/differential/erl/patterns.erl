%% SPDX-License-Identifier: Apache-2.0
%% Searching for several patterns: one within another, equal ones, many with the same beginning, and compiled ones.
-module(patterns).
-export([main/0]).
-import(show, [value/2, result/2]).

main() ->
    _ = rand:seed(exsss, {1, 2, 3}),
    value("random", [erlang:phash2(random_calls()) || _ <- lists:seq(1, 400)]),
    many(),
    bad().

%% Few letters and short patterns, so that matches touch and overlap.
random_calls() ->
    Letters = 1 + rand:uniform(3),
    Subject = text(rand:uniform(300), Letters),
    Patterns = [text(rand:uniform(1 + rand:uniform(9)), Letters) || _ <- lists:seq(1, rand:uniform(1 + rand:uniform(12)))],
    First = rand:uniform(byte_size(Subject)) - 1,
    Scope = {First, rand:uniform(byte_size(Subject) - First + 1) - 1},
    Compiled = binary:compile_pattern(Patterns),
    {binary:match(Subject, Patterns),
     binary:match(Subject, hd(Patterns), [{scope, Scope}]),
     binary:matches(Subject, Patterns),
     binary:matches(Subject, Compiled, [{scope, Scope}]),
     binary:split(Subject, Compiled),
     binary:split(Subject, Patterns, [global, trim]),
     binary:split(Subject, Compiled, [global, trim_all]),
     binary:replace(Subject, Patterns, <<"-">>, [{scope, Scope}]),
     binary:replace(Subject, Compiled, <<"<>">>, [global, {insert_replaced, [1, 0]}])}.

text(Size, Letters) -> << <<($a + rand:uniform(Letters) - 1)>> || _ <- lists:seq(1, Size) >>.

many() ->
    Words = [<<"word", (integer_to_binary(N))/binary, ".">> || N <- lists:seq(1, 5000)],
    Subject = << <<Word/binary, "word word1">> || Word <- Words >>,
    Compiled = binary:compile_pattern(Words),
    Long = binary:copy(<<"a">>, 20000),
    value("many", [length(binary:matches(Subject, Words)), erlang:phash2(binary:matches(Subject, Compiled)),
                   binary:match(<<"no word0. is one">>, Compiled), binary:match(<<"word17.">>, Compiled)]),
    Parent = self(),
    Child = spawn(fun() -> receive Sent -> Parent ! {self(), erlang:phash2(binary:split(Subject, Sent, [global]))} end end),
    Child ! Compiled,
    value("elsewhere", receive {Child, Hash} -> Hash end),
    value("long", [binary:match(<<Long/binary, "b">>, [<<Long/binary, "b">>, <<"ab">>]),
                   binary:match(<<Long/binary, "b">>, [<<Long/binary, "c">>, <<"ba">>]),
                   erlang:phash2(binary:matches(<<Long/binary, "b">>, [binary:part(Long, 0, 3000), <<"ab">>, <<"aaaac">>]))]).

bad() ->
    [result(Label, fun() -> binary:match(<<"ab">>, Pattern) end)
     || {Label, Pattern} <- [{"empty", [<<"a">>, <<>>]}, {"improper", [<<"a">> | <<"b">>]}, {"bits", [<<"a">>, <<1:3>>]},
                             {"reference", {ac, make_ref()}}, {"of another kind", {ac, atomics:new(1, [])}}]].
