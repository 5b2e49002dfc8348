#!/usr/bin/env escript
%% SPDX-License-Identifier: Apache-2.0
%% Prints library.def: the functions of modules that programs often call, as Erlang/OTP 25 exports them, and what later
%% releases have added. Run with another release it says so and fails.

main([]) ->
    case erlang:system_info(otp_release) of
        "25" ->
            io:put_chars("/* SPDX-License-Identifier: Apache-2.0 */\n"
                         "/* library.def: LIBRARY_MODULE(name, functions): what modules of Erlang/OTP export: the functions of release 25,\n"
                         " * and those added later to these modules. Made by library.escript. */\n"),
            [print(M) || M <- lists:sort(modules())],
            io:put_chars("\n#undef LIBRARY_MODULE\n");
        Release ->
            io:format(standard_error, "this is Erlang/OTP ~s, not 25~n", [Release]),
            halt(2)
    end.

modules() ->
    [application, array, atomics, base64, binary, calendar, code, counters, dict, erlang, ets, file, filelib, filename,
     gb_sets, gb_trees, gen_event, gen_server, gen_statem, gen_tcp, gen_udp, init, inet, io, io_lib, lists, maps, math, orddict,
     ordsets, os, persistent_term, proc_lib, proplists, queue, rand, re, sets, string, supervisor, sys, timer, unicode].

later() ->
    [{base64, [{decode, 2}, {encode, 2}, {mime_decode, 2}]},
     {binary, [{encode_hex, 2}, {join, 2}]},
     {erlang, [{display_string, 2}, {processes_iterator, 0}, {processes_next, 1}]},
     {ets, [{first_lookup, 1}, {last_lookup, 1}, {lookup_element, 4}, {next_lookup, 2}, {prev_lookup, 2},
            {update_element, 4}]},
     {lists, [{enumerate, 3}, {zip, 3}, {zip3, 4}, {zipwith, 4}, {zipwith3, 5}]},
     {maps, [{iterator, 2}]},
     {proc_lib, [{get_label, 1}, {set_label, 1}]},
     {string, [{jaro_similarity, 2}]},
     {timer, [{apply_after, 2}, {apply_after, 3}, {apply_interval, 2}, {apply_interval, 3}]}].

print(M) ->
    {module, M} = code:ensure_loaded(M),
    Functions = lists:usort(M:module_info(exports) ++ proplists:get_value(M, later(), [])),
    io:format("LIBRARY_MODULE(\"~ts\",~n", [M]),
    rows([lists:flatten(io_lib:format("~ts/~b", [F, A])) || {F, A} <- Functions], "").

%% Texts between spaces, in lines of a hundred characters.
rows([], Row) -> io:format("    \"~ts \")~n", [Row]);
rows([Text | Rest], Row) when length(Row) + length(Text) < 100 -> rows(Rest, Row ++ " " ++ Text);
rows(Texts, Row) -> io:format("    \"~ts\"~n", [Row]), rows(Texts, "").
