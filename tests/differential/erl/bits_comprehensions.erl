%% SPDX-License-Identifier: Apache-2.0
%% Comprehensions that produce and consume bitstrings.
-module(bits_comprehensions).
-export([main/0]).
-import(show, [id/1, value/2, result/2]).

main() ->
    Bin = id(<<"some bytes to go through">>),
    value("copy", << <<X>> || <<X>> <= Bin >>),
    value("list", [X || <<X>> <= Bin]),
    value("words", [X || <<X:16/little>> <= Bin]),
    value("from list", << <<X:16>> || X <- lists:seq(1, 10) >>),
    value("bits", << <<X:3>> || X <- lists:seq(0, 9) >>),
    value("filter", << <<X>> || <<X>> <= Bin, X > $m >>),
    value("two", << <<X, Y>> || <<X>> <= <<"ab">>, <<Y>> <= <<"xyz">> >>),
    value("list and bits", << <<X:4, Y:4>> || X <- [1, 2, 3], <<Y:4>> <= <<16#abcd:16>> >>),
    value("nested", [[Y || <<Y:4>> <= <<X>>] || <<X>> <= Bin]),
    value("strings", << <<S/binary, ",">> || S <- [<<"a">>, <<"bc">>, <<>>] >>),
    value("variable", << <<X:N>> || {X, N} <- [{1, 1}, {2, 3}, {1000, 10}, {-1, 9}] >>),
    value("pattern skips", [X || <<1:1, X:7>> <= <<129, 130, 3, 132>>]),
    value("rest left over", [X || <<X:5>> <= <<255, 255>>]),
    value("rest of other size", [X || <<X:16>> <= <<1, 2, 3>>]),
    value("constant pattern", [X || <<"k", X>> <= <<"k1k2x3k4">>]),
    value("sized", [B || <<N, B:N/binary>> <= <<1, "a", 3, "bcd", 0, 2, "ef">>]),
    value("sized too long", [B || <<N, B:N/binary>> <= <<1, "a", 9, "bcd">>]),
    value("utf8", [C || <<C/utf8>> <= <<"aé€"/utf8>>]),
    value("floats", [F || <<F:32/float>> <= <<1.0:32/float, 2.5:32/float>>]),
    value("tuples", [{X, << <<Y>> || Y <- lists:duplicate(X, X) >>} || X <- [0, 1, 2, 3]]),
    value("many", erlang:md5(<< <<(X * X):32>> || X <- lists:seq(1, 3000) >>)),
    value("many bits", erlang:md5(<< <<X:5>> || X <- lists:seq(1, 1600) >>)),
    value("transposed", << <<B:1, A:1>> || <<A:1, B:1>> <= <<16#5566:16>> >>),
    value("empty", {<< <<X>> || <<X>> <= <<>> >>, << <<X>> || X <- [] >>, [X || <<X>> <= <<1:7>>]}),
    result("bad generator", fun() -> [X || <<X>> <= id(a)] end),
    result("bad list", fun() -> << <<X>> || X <- id([1, b]) >> end),
    result("improper", fun() -> << <<X>> || X <- id([1 | 2]) >> end),
    value("inner", << <<(<< <<(X + Y)>> || Y <- [1, 2] >>)/binary>> || X <- [10, 20] >>).
