%% SPDX-License-Identifier: Apache-2.0
%% options: --otp OTP -P OTP/lib/stdlib-*/ebin
%% Erlang/OTP's own io, found before Tick's, with Tick's user process behind it.
-module(io_of_otp).
-export([main/0]).

main() ->
    Source = proplists:get_value(source, io:module_info(compile)),
    io:format("~s~n", [atom_to_list(lists:suffix("lib/stdlib/src/io.erl", Source))]),
    io:format("~s ~ts ~p ~.2f ~5.16.0B~n", ["text", [955], [1.5, <<"b">>, "list"], 2.5, 255]),
    io:put_chars([<<"chars">>, $\n]),
    io:nl(),
    eof = io:get_line(""),
    eof = io:fread("", "~d"),
    {error, enotsup} = io:columns(),
    false = proplists:get_value(binary, io:getopts()),
    io:format(standard_error, "~s", [""]).
