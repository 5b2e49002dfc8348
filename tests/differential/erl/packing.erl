%% SPDX-License-Identifier: Apache-2.0
%% args: 300000
%% stress-gc args: 1000
%% Packing with zlib: the same bytes, back again, and damaged data.
-module(packing).
-export([main/1]).

main([Arg]) ->
    Size = list_to_integer(Arg),
    [pack(Name, Data) || {Name, Data} <- samples(Size)],
    members(),
    damaged(),
    meanwhile(noise(10 * Size)).

samples(Size) ->
    [{empty, <<>>},
     {short, "hello"},
     {deep, ["a", [<<"bc">>, [$d | <<"e">>]], []]},
     {zeros, binary:copy(<<0>>, 1000000)},
     {text, [integer_to_list(N) || N <- lists:seq(1, Size div 6)]},
     {noise, noise(Size)}].

%% Bytes that hardly can be packed.
noise(Size) ->
    list_to_binary(noise(Size, 4711)).

noise(0, _) -> [];
noise(N, X) -> [(X bsr 16) band 255 | noise(N - 1, (X * 1103515245 + 12345) band 16#7fffffff)].

pack(Name, Data) ->
    Whole = iolist_to_binary(Data),
    [begin
         Packed = zlib:Pack(Data),
         io:format("~w ~w: ~w ~w ~w~n",
                   [Name, Pack, byte_size(Packed), erlang:crc32(Packed), zlib:Unpack(Packed) =:= Whole])
     end || {Pack, Unpack} <- [{compress, uncompress}, {zip, unzip}, {gzip, gunzip}]].

members() ->
    Packed = [zlib:gzip("one"), zlib:gzip(""), zlib:gzip("two")],
    io:format("~p~n", [zlib:gunzip(Packed)]),
    io:format("~p~n", [zlib:uncompress([zlib:compress("first"), "rest"])]),
    io:format("~p~n", [zlib:unzip([zlib:zip("first"), "rest"])]).

damaged() ->
    Packed = zlib:compress(binary:copy(<<"abcdefgh">>, 1000)),
    Gzipped = zlib:gzip("hello"),
    Half = binary_part(Packed, 0, byte_size(Packed) div 2),
    [outcome(Function, Data) ||
        {Function, Data} <-
            [{uncompress, Half}, {uncompress, <<>>}, {uncompress, "none"}, {uncompress, [Packed, a]},
             {uncompress, [binary_part(Packed, 0, byte_size(Packed) - 1), 0]},
             {unzip, <<255, 255>>}, {unzip, []}, {unzip, 7},
             {gunzip, Packed}, {gunzip, []}, {gunzip, binary_part(Gzipped, 0, 12)}, {gunzip, [Gzipped, "x"]},
             {compress, <<1:1>>}, {compress, [256]}, {zip, atom}, {gzip, [1 | 2]}]].

outcome(Function, Data) ->
    Result = try zlib:Function(Data) catch Class:Reason -> {Class, Reason} end,
    io:format("~w: ~p~n", [Function, Result]).

%% Other processes go on while one packs, and it may be killed.
meanwhile(Data) ->
    {Pid, Ref} = spawn_monitor(fun() -> exit(byte_size(zlib:compress(Data))) end),
    {Doomed, DoomedRef} = spawn_monitor(fun() -> pack_forever(Data) end),
    receive after 1 -> ok end,
    exit(Doomed, kill),
    receive {'DOWN', DoomedRef, process, Doomed, Why} -> io:format("~p~n", [Why]) end,
    receive {'DOWN', Ref, process, Pid, Size} -> io:format("~p~n", [Size]) end.

pack_forever(Data) ->
    zlib:compress(Data),
    pack_forever(Data).
