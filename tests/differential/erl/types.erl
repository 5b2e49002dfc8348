%% SPDX-License-Identifier: Apache-2.0
-module(types).
-export([main/0]).

main() ->
    Terms = [{"small", 5}, {"big", 1 bsl 90}, {"float", 2.5}, {"atom", a}, {"true", true}, {"nil", []}, {"list", [1]},
             {"improper", [1 | 2]}, {"tuple", {1}}, {"empty tuple", {}}, {"map", #{}}, {"full map", #{a => b}},
             {"binary", <<"x">>}, {"empty binary", <<>>}, {"pid", self()}, {"reference", make_ref()},
             {"fun", fun() -> ok end}, {"external fun", fun lists:map/2}, {"string", "abc"}],
    lists:foreach(fun({Name, Term}) ->
        io:format("~s: ~w~n", [Name, [T || {T, F} <- tests(), F(Term)]]),
        io:format("~s in guards: ~w~n", [Name, guard(Term)])
    end, Terms).

tests() ->
    [{integer, fun is_integer/1}, {float, fun is_float/1}, {number, fun is_number/1}, {atom, fun is_atom/1},
     {boolean, fun is_boolean/1}, {list, fun is_list/1}, {tuple, fun is_tuple/1}, {map, fun is_map/1},
     {binary, fun is_binary/1}, {bitstring, fun is_bitstring/1}, {pid, fun is_pid/1}, {port, fun is_port/1},
     {reference, fun is_reference/1}, {function, fun is_function/1}, {function0, fun(X) -> is_function(X, 0) end},
     {function2, fun(X) -> is_function(X, 2) end}].

guard(X) when is_pid(X) -> pid;
guard(X) when is_reference(X) -> reference;
guard(X) when is_function(X, 0) -> thunk;
guard(X) when is_function(X) -> function;
guard(X) when is_bitstring(X) -> bitstring;
guard(X) when is_map(X) -> map;
guard(X) when is_tuple(X) -> tuple;
guard([_ | _]) -> cell;
guard([]) -> nil;
guard(X) when is_boolean(X) -> boolean;
guard(X) when is_atom(X) -> atom;
guard(X) when is_number(X) -> number.
