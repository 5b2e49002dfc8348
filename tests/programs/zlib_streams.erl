%% SPDX-License-Identifier: Apache-2.0
%% Streams of the module zlib: what they return and raise in every state, and whole binaries. All of it with Tick's module, and
%% again with OTP's, because both stand on the same builtins.
%% options: --otp OTP
-module(zlib_streams).
-export([main/0]).

main() ->
    all(),
    use_otp(code:which(zlib)),
    all().

all() ->
    before_the_beginning(),
    packing(),
    unpacking(),
    behind_the_end(),
    chunks(),
    dictionaries(),
    checksums(),
    kept_output(),
    owners(),
    closed(),
    whole(),
    many_streams().

%% Tick has a module of its own of that name; Erlang/OTP has this one loaded from the start.
use_otp(preloaded) -> ok;
use_otp(_) ->
    File = filename:join(filename:dirname(code:where_is_file("prim_inet.beam")), "zlib.beam"),
    {ok, Binary} = file:read_file(File),
    {module, zlib} = code:load_binary(zlib, File, Binary),
    ok.

before_the_beginning() ->
    calls("new", zlib:open(),
          [{getBufSize, []}, {setBufSize, [100]}, {setBufSize, [0]}, {setBufSize, [a]}, {getBufSize, []}, {inflate, ["a"]}, {safeInflate, ["a"]},
           {inflate, [[]]}, {deflate, ["a", none]}, {deflate, [[], none]}, {crc32, []}, {inflateEnd, []}, {deflateEnd, []}, {inflateReset, []},
           {deflateReset, []}, {deflateParams, [3, default]}, {deflateSetDictionary, ["a"]}, {inflateSetDictionary, ["a"]},
           {inflateGetDictionary, []}]).

packing() ->
    calls("packing", zlib:open(),
          [{deflateInit, [77]}, {deflateInit, [6, deflated, 99, 8, default]}, {deflateInit, [6, a, 15, 8, default]},
           {deflateInit, [6, deflated, 15, 8, default]}, {deflateInit, []}, {inflateInit, [15]}, {inflate, ["x"]}, {inflateEnd, []},
           {inflateSetDictionary, [<<"a">>]}, {deflateSetDictionary, [<<"hello">>]}, {deflateSetDictionary, [["hello", <<" again">>]]},
           {deflateSetDictionary, [[a]]}, {deflateSetDictionary, [<<1:1>>]}, {deflate, [<<"hello">>]}, {deflate, [<<"hello">>, sync]},
           {deflate, [[<<"hello">>, "abc"], full]}, {deflate, [[a], full]}, {deflate, [<<1:3>>, full]},
           {deflateSetDictionary, [<<"hello">>]}, {deflateParams, [3, default]}, {deflateParams, [3, filtered]},
           {crc32, []}, {deflate, [[lists:seq(0, 255) || _ <- lists:seq(1, 40)]]}, {deflateEnd, []}, {deflateEnd, []}, {deflateInit, []},
           {deflate, ["abcabcabc", finish]}, {deflate, [[], none]}, {deflate, [[], finish]}, {deflate, ["abcabcabc", finish]}, {deflate, [[], finish]},
           {deflateReset, []}, {deflateParams, [33, default]}, {deflateReset, []}, {deflate, ["x", bad]}, {deflateReset, []}, {deflate, ["abcabcabc", finish]}, {deflateEnd, []}]).

unpacking() ->
    calls("unpacking", zlib:open(),
          [{inflateInit, [99]}, {inflateInit, [15, bad]}, {inflateInit, [15, reset]}, {inflateInit, []}, {deflateInit, []},
           {inflate, [[zlib:compress("hello"), zlib:compress("world")]]}, {inflate, [zlib:compress("hello")]}, {inflateEnd, []},
           {inflateInit, []}, {inflateEnd, []}, {inflateInit, []}, {inflate, [<<"garbage">>]}, {inflate, [<<"garbage">>]}, {inflateReset, []},
           {inflate, [zlib:compress("hi")]}, {inflateEnd, []}, {inflateInit, []}, {safeInflate, [[]]}, {safeInflate, [<<120>>]},
           {safeInflate, [[<<156>>, "rest"]]}, {safeInflate, [[]]}, {inflate, [[a]]}, {inflate, [<<1:1>>]}]).

behind_the_end() ->
    [calls(atom_to_list(Behaviour), zlib:open(),
           [{inflateInit, [15, Behaviour]}, {inflate, [zlib:compress("a")]}, {inflate, [[]]}, {inflate, ["z"]}, {inflateReset, []},
            {inflate, [[zlib:compress("a"), "rest"]]}, {inflate, [[]]}, {inflateEnd, []}, {inflateInit, [15, Behaviour]},
            {inflate, [[zlib:compress("a"), binary:part(zlib:compress("b"), 0, 3)]]}, {inflateEnd, []}])
     || Behaviour <- [error, reset, cut]].

%% A large amount comes in parts.
chunks() ->
    Stream = zlib:open(),
    ok = zlib:inflateInit(Stream),
    ok = zlib:setBufSize(Stream, 100),
    Packed = zlib:compress(binary:copy(<<"0123456789">>, 100000)),
    Measured = fun(Output) -> {iolist_size(Output), erlang:crc32(Output)} end,
    [show(Name, fun() -> case Fun() of {Mark, Output} -> {Mark, Measured(Output)}; Output -> Measured(Output) end end)
     || {Name, Fun} <- [{safe, fun() -> zlib:safeInflate(Stream, Packed) end}, {safe, fun() -> zlib:safeInflate(Stream, []) end},
                        {chunk, fun() -> zlib:inflateChunk(Stream, []) end}, {chunk, fun() -> zlib:inflateChunk(Stream) end},
                        {rest, fun() -> zlib:inflate(Stream, []) end}, {none, fun() -> zlib:safeInflate(Stream, []) end}]].

dictionaries() ->
    Packer = zlib:open(),
    ok = zlib:deflateInit(Packer),
    show(checksum, fun() -> zlib:deflateSetDictionary(Packer, "dict") end),
    Packed = zlib:deflate(Packer, "dict dict", finish),
    Wrong = [{inflateSetDictionary, [<<"dicx">>]}, {inflateSetDictionary, [[a]]}, {inflateSetDictionary, [[<<"dict">>]]}],
    calls("dictionary", zlib:open(), [{inflateInit, []}, {inflateGetDictionary, []}, {inflate, [Packed]}, {inflate, [[]]}] ++ Wrong
          ++ [{inflate, [[]]}, {inflateGetDictionary, []}]),
    calls("dictionary, in chunks", zlib:open(), [{inflateInit, []}, {safeInflate, [Packed]} | Wrong] ++ [{safeInflate, [[]]}]),
    calls("dictionary, raw", zlib:open(), [{inflateInit, [-15]}, {inflateSetDictionary, ["dict"]}, {inflate, [zlib:zip("dict dict")]}]).

%% Of raw data only.
checksums() ->
    [calls("checksum", zlib:open(), [{inflateInit, [Bits]}, {inflate, [zlib:Pack("hello")]}, {crc32, []}, {inflateReset, []}, {crc32, []}])
     || {Bits, Pack} <- [{15, compress}, {-15, zip}, {31, gzip}]],
    [calls("checksum", zlib:open(), [{deflateInit, [default, deflated, Bits, 8, default]}, {deflate, ["hello", finish]}, {crc32, []},
                                     {deflateReset, []}, {crc32, []}])
     || Bits <- [15, -15, 31]].

%% What deflateParams has packed comes with the next output, unless there is none.
kept_output() ->
    Change = [{deflate, ["hello"]}, {deflateParams, [1, default]}],
    calls("kept", zlib:open(), [{deflateInit, []} | Change] ++ [{deflate, ["x", finish]}, {deflateReset, []} | Change]
          ++ [{deflateReset, []}, {deflate, ["x", finish]}, {deflateReset, []} | Change] ++ [{deflateEnd, []}, {deflateInit, []}, {deflate, ["x", finish]}]).

owners() ->
    Stream = zlib:open(),
    Self = self(),
    calls("owner", Stream, [{set_controlling_process, [Self]}, {set_controlling_process, [a]}]),
    Ask = fun() -> Self ! {answer, try zlib:getBufSize(Stream) catch error:Reason -> Reason end} end,
    show(other, fun() -> spawn(Ask), receive {answer, Answer} -> Answer end end),
    show(given, fun() ->
                    Heir = spawn(fun() -> receive go -> Ask() end end),
                    ok = zlib:set_controlling_process(Stream, Heir),
                    Heir ! go,
                    receive {answer, Answer} -> Answer end
                end),
    calls("given away", Stream, [{getBufSize, []}, {close, []}]).

closed() ->
    calls("closed", zlib:open(), [{inflateInit, []}, {close, []}, {close, []}, {inflateReset, []}, {inflate, ["a"]}, {getBufSize, []}, {inflateInit, []}]),
    [calls("none", None, [{close, []}, {inflateInit, []}, {inflate, [[]]}, {deflate, ["a"]}]) || None <- [a, 1, make_ref(), <<>>]].

whole() ->
    [show({F, V}, fun() -> zlib:F(V) end)
     || F <- [compress, uncompress, zip, unzip, gzip, gunzip], V <- ["", a, <<1, 2, 3>>, <<>>, [a], <<1:1>>, "hello"]],
    Large = [binary:copy(<<"tick ">>, 300000), << <<(I * I rem 251)>> || I <- lists:seq(1, 70000) >>],
    [show({Pack, byte_size(Data)}, fun() -> Packed = zlib:Pack(Data), {byte_size(Packed), erlang:crc32(Packed), zlib:Unpack(Packed) =:= Data} end)
     || {Pack, Unpack} <- [{compress, uncompress}, {zip, unzip}, {gzip, gunzip}], Data <- Large].

%% Streams that nobody knows any more are freed, whatever they have begun.
many_streams() ->
    [begin
         Stream = zlib:open(),
         case N rem 3 of
             0 -> zlib:deflateInit(Stream), zlib:deflate(Stream, "data"), zlib:deflateParams(Stream, 1, default);
             1 -> zlib:inflateInit(Stream), zlib:safeInflate(Stream, <<120>>);
             2 -> ok
         end
     end || N <- lists:seq(1, 60)],
    show(collected, fun() -> erlang:garbage_collect() end).

%% ---- showing ----

calls(Title, Stream, Calls) ->
    io:format("~s~n", [Title]),
    [show(Function, fun() -> apply(zlib, Function, [Stream | Args]) end) || {Function, Args} <- Calls].

show(Name, Fun) ->
    Outcome = try joined(Fun()) catch error:Reason -> {error, Reason} end,
    io:format("~0p: ~0p~n", [Name, Outcome]).

%% Output is I/O data: how it is divided does not matter.
joined({Mark, Output}) when is_list(Output) -> {Mark, iolist_to_binary(Output)};
joined({need_dictionary, Checksum, Output}) -> {need_dictionary, Checksum, iolist_to_binary(Output)};
joined(Output) when is_list(Output) -> iolist_to_binary(Output);
joined(Other) -> Other.
