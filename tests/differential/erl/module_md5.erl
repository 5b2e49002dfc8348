%% SPDX-License-Identifier: Apache-2.0
%% What tells versions of a module apart: the MD5 of its essential chunks, for a module with funs and literals and for
%% one without.
-module(module_md5).
-export([main/0]).

main() ->
    Fun = fun(X) -> {X, <<"a literal">>, 1.5} end,
    io:format("~w~n", [?MODULE:module_info(md5)]),
    io:format("~w~n", [proplists:get_value(md5, ?MODULE:module_info()) =:= ?MODULE:module_info(md5)]),
    io:format("~w~n", [erlang:fun_info(Fun, new_uniq)]),
    io:format("~w~n", [of_another()]),
    Copy = binary_to_term(term_to_binary(Fun)),
    io:format("~w ~w~n", [Copy =:= Fun, Copy(1)]).

of_another() ->
    {module, show} = code:ensure_loaded(show),
    show:module_info(md5).
