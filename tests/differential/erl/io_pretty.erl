%% SPDX-License-Identifier: Apache-2.0
%% ~p of terms that fit a line and of terms that do not.
-module(io_pretty).
-export([main/0]).

main() ->
    io:format("~p~n", [lists:seq(1, 40)]),
    io:format("~p~n", [lists:seq(1, 60)]),
    io:format("~p~n", [[{key, N, "value", [a, b, c]} || N <- lists:seq(1, 6)]]),
    io:format("~p~n", [{a_long_tuple_tag, "a string of some length", {nested, "with another string", 12345}, [more, and_more, and_more]}]),
    io:format("~p~n", [#{first_key => "first value", second_key => {a, tuple, of_values}, third_key => [1, 2, 3, 4, 5, 6, 7]}]),
    io:format("~p~n", [["a list of strings", "each of which is long enough", "so that they do not fit", "on one line of eighty"]]),
    io:format("~p~n", [lists:duplicate(100, $a)]),
    io:format("~p~n", [list_to_binary(lists:duplicate(100, $a))]),
    io:format("~p~n", [[[[[[[[[deep, list], with], many], levels], 'of'], nesting], in, it], and_some_more, to, pass, the, margin]]),
    io:format("prefix ~p~n", [[{item, N} || N <- lists:seq(1, 12)]]),
    io:format("~p~n", [list_to_tuple(lists:seq(1, 50))]),
    io:format("~p~n", [{{1, 2}, [{a, [{b, [{c, lists:seq(1, 30)}]}]}]}]),
    io:format("~40p~n", [[alpha, beta, gamma, delta, epsilon, zeta, eta, theta]]),
    io:format("~p~n", [[1.5, 2.25, -3.0e100, 1 bsl 100, 'Atom', "text", <<"bin">>, #{}, {}, []]]).
