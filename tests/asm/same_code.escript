#!/usr/bin/env escript
%%! -noinput
%% SPDX-License-Identifier: Apache-2.0
%% same_code.escript DIR FILE.beam...: compares what the machine works with in each file and in the file of
%% the same name in DIR: the code byte for byte, and the tables. Prints "ok ..." or "FAILED ...".

main([Dir | Files]) ->
    Different = [File || File <- Files, not compare(File, filename:join(Dir, filename:basename(File)))],
    halt(min(length(Different), 1)).

compare(File, Other) ->
    case [Id || Id <- chunk_names(), chunk(File, Id) =/= chunk(Other, Id)] of
        [] ->
            io:format("ok round trip of ~s~n", [filename:basename(File)]),
            true;
        Ids ->
            io:format("FAILED round trip of ~s: chunks ~s differ~n", [File, lists:join(", ", Ids)]),
            false
    end.

chunk_names() ->
    ["AtU8", "Code", "StrT", "ImpT", "ExpT", "LocT", "FunT", "LitT", "Line", "Type"].

chunk(File, Id) ->
    case beam_lib:chunks(File, [Id], [allow_missing_chunks]) of
        {ok, {_, [{"LitT", <<_:32, Packed/binary>>}]}} -> literals(zlib:uncompress(Packed));
        %% The last number of a row tells versions apart and is made from other things by each compiler.
        {ok, {_, [{"FunT", <<_:32, Rows/binary>>}]}} -> [Row || <<Row:20/binary, _:32>> <= Rows];
        {ok, {_, [{Id, Contents}]}} -> Contents;
        Error -> Error
    end.

%% Terms, not bytes: the pairs of a map have no order.
literals(<<_:32, Rows/binary>>) ->
    [binary_to_term(Term) || <<Size:32, Term:Size/binary>> <= Rows].
