%% SPDX-License-Identifier: Apache-2.0
-module(formatting).
-export([main/0]).
-import(show, [value/2]).

main() ->
    value("format", lists:flatten(io_lib:format("~w and ~p", [{a, "b"}, "c"]))),
    value("format ~s", lists:flatten(io_lib:format("~s-~5w-~-5w|", [abc, 1, 2]))),
    value("fwrite", lists:flatten(io_lib:fwrite("~b ~.16b", [10, 255]))),
    value("write", lists:flatten(io_lib:write({a, [1, 2], "s"}))),
    value("print", lists:flatten(io_lib:print({a, [1, 2], "s"}))),
    value("write_atom", lists:flatten(io_lib:write_atom('a b'))),
    value("write_string", lists:flatten(io_lib:write_string("a\"b"))),
    value("nl", lists:flatten(io_lib:nl())),
    value("printable", [io_lib:printable_list(L) || L <- ["abc", [1, 2], [], "a\n", x]]),
    value("to binary", iolist_to_binary(io_lib:format("~p", [#{a => <<"x">>}]))).
