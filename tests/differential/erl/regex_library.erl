%% SPDX-License-Identifier: Apache-2.0
%% args: 5000 300
%% stress-gc args: 100 50
%% re:split and re:replace: the shape of what they return, their options, and some random calls.
-module(regex_library).
-export([main/1]).
-import(show, [result/2, value/2]).

main(Sizes) ->
    [Lines, Draws] = [list_to_integer(Size) || Size <- Sizes],
    [result("split", fun() -> re:split(S, P, [{return, list} | O]) end) || {S, P} <- splits(), O <- split_options()],
    [result("replace", fun() -> re:replace(S, P, R, O) end)
     || {S, P} <- replaces(), R <- replacements(), O <- [[], [global]]],
    [result("replace", fun() -> re:replace(S, P, R, O) end) || {S, P, R, O} <- others()],
    [result("options", fun() -> re:split("a,b", ",", O) end) || O <- options()],
    unicode(),
    large(Lines),
    draw(Draws, 1).

splits() ->
    [{"aXb", "X*"}, {"abc", ""}, {"XaXXb", "X"}, {"aXbX", "(X)|(Y)"}, {"", ""}, {"", "a"}, {"abc", "(?=b)"},
     {"abc", "(b)?"}, {"aXbXcX", "X"}, {"a,b,,", ","}, {",,", "(x)?,"}, {"a1b2", "(\\d)(x)?"}, {"a1b2", "(x)?(\\d)"},
     {"aXb", "(?=X)|X"}, {"abab", "a\\K"}, {"ab", "\\K"}, {a, "b"}, {"a", b}, {"a", "("}].

split_options() ->
    [[], [trim], [group], [trim, group], [{parts, 2}], [{parts, 2}, group], [{parts, 3}, trim], [anchored],
     [{offset, 1}], [{return, binary}], [{return, iodata}]].

replaces() ->
    [{"abcb", "b"}, {"abcb", "(b)(x)?"}, {"abc", ""}, {"bb", "b"}, {"b", "b"}, {"xyz", "b"}, {"aXb", "X*"},
     {"a", "(?=a)|a"}, {"abab", "a\\K"}].

replacements() ->
    ["", "-", "&", "[&]", "\\1", "\\0", "<\\2>", "\\9", "a\\", "a\\g", "\\g{1}", "\\g1x", "\\12x", "&&", "\\&", "\\\\x",
     "\\x", <<"b">>, [$a, [<<"&">>]]].

others() ->
    [{[97, [98, <<"c">>]], "x", "y", []},
     {[97, [98, <<"c">>]], "x", "y", [{return, binary}]},
     {[97, [98, <<"c">>]], "x", "y", [{return, list}]},
     {[97, [98, 1024]], "x", [1024], [{return, list}, unicode]},
     {[97, [98, 1024]], "x", [1024], [{return, binary}, unicode]},
     {[97, [98, 1024]], [1024], [1025, $&], [unicode]},
     {[97, [98, 1024]], [1024], [1025, $&], [unicode, {return, list}]},
     {"a", "a", [1025], []},
     {"a", "a", a, []},
     {"a", "(", "b", []},
     {a, "a", "b", []},
     {"a", "a", "b", [{capture, all}]},
     {"a", "a", "b", [report_errors]},
     {"a", "a", "b", [{return, foo}]},
     {"a", "a", "b", [trim]},
     {"a", "a", "b", [{parts, 2}]},
     {"a", "a", "b", foo},
     {"a", "a", "b", [{offset, 1}]},
     {"a", "a", "b", [{offset, 1}, global]},
     {"aaa", "a", "b", [{offset, 1}, global]},
     {"aaa", "a", "b", [{offset, 2}, {offset, 1}]},
     {"aaa", "a", "b", [anchored]},
     {"aAa", "a", "b", [caseless, global]},
     {"a", "a", "\\g{12}", []},
     {"a", "a", "\\1234", []}].

options() ->
    [[{parts, 0}], [{parts, infinity}], [{parts, a}], [{parts, -1}], [{parts, 1}], [trim, {parts, 2}],
     [{parts, 2}, trim], [group | x], [{match_limit, 5}], [{newline, crlf}], [{return, iodata}, {return, list}],
     [{return, list}, {return, iodata}], [{return, foo}], [notbol], [{capture, none, list}], [{group, true}], [global],
     [copy], [notempty], foo].

unicode() ->
    {ok, Compiled} = re:compile([1024], [unicode]),
    value("compiled", re:split([97, 1024, 98], Compiled, [{return, list}])),
    value("compiled", re:split([97, 1024, 98], Compiled)),
    value("compiled", re:replace([97, 1024, 98], Compiled, [1025], [{return, list}])),
    result("compiled", fun() -> re:split([97, 1024, 98], Compiled, [{return, list}, caseless]) end),
    value("latin1", re:split([97, 233, 98], [233], [{return, list}])).

large(Lines) ->
    Line = <<"key=value, ">>,
    Text = binary:copy(Line, Lines),
    Parts = re:split(Text, ",\\s*", [trim]),
    value("parts", {length(Parts), lists:usort(Parts)}),
    Other = re:replace(Text, "(\\w+)=(\\w+)", "\\2=\\1", [global, {return, binary}]),
    value("swapped", {byte_size(Other), erlang:phash2(Other)}).

%% ---- random calls ----

next(S) -> (S * 6364136223846793005 + 1442695040888963407) band 16#ffffffffffffffff.

pick(S, Tuple) -> {element((S bsr 33) rem tuple_size(Tuple) + 1, Tuple), next(S)}.

pieces(0, S, _, Acc) -> {lists:append(Acc), S};
pieces(N, S0, Tuple, Acc) ->
    {Piece, S} = pick(S0, Tuple),
    pieces(N - 1, S, Tuple, [Piece | Acc]).

draw(0, _) -> ok;
draw(N, S0) ->
    {Subject, S1} = pieces(N rem 12, S0, {"a", "b", "c", ",", " ", [233], "\n"}, []),
    {Pattern, S2} = pieces(1 + N rem 3, S1, {"a", "b*", "(a)?", "(b|c)", ",", "\\b", "^", "$", "\\s", "."}, []),
    {Return, S3} = pick(S2, {list, binary, iodata}),
    {Option, S4} = pick(S3, {[], [], [trim], [group], [{parts, 3}], [{parts, 3}, group], [unicode], [multiline]}),
    {Global, S5} = pick(S4, {[], [global]}),
    {With, S} = pick(S5, {"", "-", "<&>", "\\1"}),
    result("split", fun() -> re:split(Subject, Pattern, [{return, Return} | Option]) end),
    Rest = [O || O <- Option, O =:= unicode orelse O =:= multiline],
    result("replace", fun() -> re:replace(Subject, Pattern, With, [{return, Return} | Rest ++ Global]) end),
    draw(N - 1, S).
