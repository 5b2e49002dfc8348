%% SPDX-License-Identifier: Apache-2.0
%% Calls the functions of library.c with the module ffi and compares; prints what differs, and at the end how many checks
%% there were. The argument is the file of the library.
-module(ffi_test).
-export([main/1]).

main([File]) ->
    {ok, L} = ffi:open(File),
    Groups = [fun integers/1, fun other_scalars/1, fun arguments/1, fun structs/1, fun variadic/1, fun strings/1,
              fun memory/1, fun binaries/1, fun wrong_types/1, fun wrong_calls/1, fun words/1, fun errors_of_c/1, fun callbacks/1,
              fun callbacks_refused/1, fun callbacks_unanswered/1, fun blocking/1, fun in_use/1, fun lifetimes/1],
    [Group(L) || Group <- Groups],
    io:format("~w checks, ~w failed~n", [get(checks), failures()]),
    failures() =:= 0 orelse halt(1).

failures() ->
    case get(failures) of undefined -> 0; N -> N end.

check(_, Same, Same) ->
    put(checks, case get(checks) of undefined -> 1; N -> N + 1 end);
check(What, Expected, Got) ->
    check(What, x, x),
    put(failures, failures() + 1),
    io:format("~p: ~p instead of ~p~n", [What, Got, Expected]).

%% The reason of the error, and its cause if it has one.
reason(F) ->
    try {returned, F()}
    catch error:Reason:Trace ->
        [{_, _, _, Info} | _] = Trace,
        case proplists:get_value(error_info, Info) of
            #{cause := Cause} -> {Reason, Cause};
            _ -> Reason
        end
    end.

call(L, Name, Arguments, Result, Values) ->
    ffi:call(ffi:function({L, Name}, Arguments, Result), Values).

%% ---- scalars ----

integers(L) ->
    Types = [{int8, s, 8}, {int16, s, 16}, {int32, s, 32}, {int64, s, 64}, {uint8, u, 8}, {uint16, u, 16}, {uint32, u, 32},
             {uint64, u, 64}, {schar, s, 8}, {uchar, u, 8}, {short, s, 16}, {ushort, u, 16}, {int, s, 32}, {uint, u, 32},
             {long, s, 64}, {ulong, u, 64}, {longlong, s, 64}, {ulonglong, u, 64}, {size_t, u, 64}, {ssize_t, s, 64}],
    [integer(L, Type, range(Sign, Bits)) || {Type, Sign, Bits} <- Types].

range(s, Bits) -> {-(1 bsl (Bits - 1)), (1 bsl (Bits - 1)) - 1};
range(u, Bits) -> {0, (1 bsl Bits) - 1}.

integer(L, Type, {Least, Most}) ->
    Echo = ffi:function({L, "echo_" ++ atom_to_list(Type)}, [Type], Type),
    M = ffi:alloc(8),
    [begin
         check({Type, N}, N, ffi:call(Echo, [N])),
         ok = ffi:write(M, 0, Type, N),
         check({Type, memory, N}, N, ffi:read(M, 0, Type))
     end || N <- [Least, Least + 1, 0, 1, 42, Most div 2, Most div 2 + 1, Most - 1, Most]],
    [check({Type, Bad}, {badarg, {value, 1, Type}}, reason(fun() -> ffi:call(Echo, [Bad]) end))
     || Bad <- [Least - 1, Most + 1, -(1 bsl 64), 1 bsl 64, 1 bsl 200, 1.0, a, "1", <<1>>, {1}]],
    [check({Type, write, Bad}, {badarg, {argument, 4, Type}}, reason(fun() -> ffi:write(M, 0, Type, Bad) end)) || Bad <- [Least - 1, Most + 1, x]],
    check({Type, stays}, Most, ffi:read(M, 0, Type)).

other_scalars(L) ->
    Truth = ffi:function({L, "echo_truth"}, [bool], bool),
    [check({bool, B}, B, ffi:call(Truth, [B])) || B <- [true, false]],
    check(bool, {badarg, {value, 1, bool}}, reason(fun() -> ffi:call(Truth, [1]) end)),
    Float = ffi:function({L, "echo_float"}, [float], float),
    Double = ffi:function({L, "echo_double"}, [double], double),
    Largest = 340282346638528859811704183484516925440,
    [check({float, F}, F, ffi:call(Float, [F])) || F <- [0.0, -1.5, float(Largest), infinity, '-infinity', nan]],
    [check({double, F}, F, ffi:call(Double, [F]))
     || F <- [0.1, -0.0, 1.7976931348623157e308, 5.0e-324, infinity, '-infinity', nan]],
    check({float, rounded}, 0.10000000149011612, ffi:call(Float, [0.1])),
    check({float, integer}, 7.0, ffi:call(Float, [7])),
    check({double, integer}, 18446744073709551616.0, ffi:call(Double, [1 bsl 64])),
    [check({float, Bad}, {badarg, {value, 1, float}}, reason(fun() -> ffi:call(Float, [Bad]) end))
     || Bad <- [1.0e39, -1.0e39, Largest * 2, 1 bsl 2000, x]],
    [check({double, Bad}, {badarg, {value, 1, double}}, reason(fun() -> ffi:call(Double, [Bad]) end))
     || Bad <- [1 bsl 1024, 1 bsl 2000, "1.0"]],
    Pointer = ffi:function({L, "echo_pointer"}, [pointer], pointer),
    check(null, null, ffi:call(Pointer, [null])),
    M = ffi:alloc(1),
    check(pointer, ffi:address(M), ffi:address(ffi:call(Pointer, [M]))),
    check(number, 16#7fff12345678, ffi:address(ffi:call(Pointer, [ffi:pointer(16#7fff12345678)]))),
    check(negative, (1 bsl 64) - 1, ffi:address(ffi:pointer(-1))),
    [check({pointer, Bad}, {badarg, {value, 1, pointer}}, reason(fun() -> ffi:call(Pointer, [Bad]) end))
     || Bad <- [0, 4096, make_ref(), L, <<"bytes">>, "text", self()]].

arguments(L) ->
    Types = [int8, double, uint16, float, int32, double, uint64, float, int64, double, int8, double, uint8, double, int16, double,
             int32, double, uint32, double, int64, double],
    Values = [case T of double -> N / 4; float -> N / 2; _ -> N end || {N, T} <- lists:zip(lists:seq(1, 22), Types)],
    Expected = lists:sum([float(N * V) || {N, V} <- lists:zip(lists:seq(1, 22), Values)]),
    check(weigh, Expected, call(L, "weigh", Types, double, Values)).

%% ---- structures ----

structs(L) ->
    [begin
         Type = {struct, [{array, uint8, N}]},
         Bytes = [(7 * I + N) band 255 || I <- lists:seq(1, N)],
         check({bytes, N}, {[B bxor 255 || B <- Bytes]},
               call(L, "bytes_" ++ integer_to_list(N), [Type], Type, [{Bytes}])),
         check({size, N}, N, ffi:size(Type))
     end || N <- lists:seq(1, 40)],
    [check(Name, Doubled, call(L, "doubled_" ++ Name, [Type], Type, [Value]))
     || {Name, Type, Value, Doubled} <-
        [{"float1", {struct, [float]}, {1.5}, {3.0}},
         {"float2", {struct, [float, float]}, {1.5, -2.5}, {3.0, -5.0}},
         {"float3", {struct, [float, float, float]}, {1.5, -2.5, 4}, {3.0, -5.0, 8.0}},
         {"float4", {struct, [{array, float, 4}]}, {[1.5, -2.5, 4, 0.25]}, {[3.0, -5.0, 8.0, 0.5]}},
         {"double2", {struct, [double, double]}, {0.1, 2}, {0.2, 4.0}},
         {"float_int", {struct, [float, int32]}, {1.5, -7}, {3.0, -14}},
         {"int_double", {struct, [int8, double]}, {-64, 0.5}, {-128, 1.0}},
         {"mixed", mixed(), {-3, {1.5, 2.5}, 30000, [{0.5, 1}, {-0.5, -1}]}, doubled()}]],
    M = ffi:alloc(ffi:size(mixed())),
    ok = ffi:write(M, 0, mixed(), {-3, {1.5, 2.5}, 30000, [{0.5, 1}, {-0.5, -1}]}),
    ok = call(L, "double_mixed", [pointer], void, [M]),
    check(by_pointer, doubled(), ffi:read(M, 0, mixed())),
    check(size, call(L, "size_mixed", [], size_t, []), ffi:size(mixed())),
    check(offsets, [0, 8, 24, 28], [ffi:offset(mixed(), N) || N <- [1, 2, 3, 4]]),
    check(offset, 48, ffi:offset({array, {struct, [int8, double]}, 4}, 4)),
    check(member, 60000, ffi:read(M, ffi:offset(mixed(), 3), uint16)),
    [check({mixed, Bad}, {badarg, {value, 1, struct}}, reason(fun() -> call(L, "doubled_mixed", [mixed()], mixed(), [Bad]) end))
     || Bad <- [{}, 1, {1, {1, 2}, 3}, {1, {1, 2}, 3, []}, {1, {1, 2}, 3, [{1, 2}]}, {1, {1, 2}, 3, [{1, 2}, {3, 4}, {5, 6}]},
                {1, {1, 2}, -1, [{1, 2}, {3, 4}]}, {1, {1, 2}, 3, [{1, 2} | {3, 4}]}]].

mixed() ->
    {struct, [int8, {struct, [double, double]}, uint16, {array, {struct, [float, int32]}, 2}]}.

doubled() ->
    {-6, {3.0, 5.0}, 60000, [{1.0, 2}, {-1.0, -2}]}.

%% ---- dots ----

variadic(L) ->
    Add = ffi:function({L, "add_up"}, [string, '...'], double),
    check(none, 0.0, ffi:call(Add, [""])),
    check(promoted, 1.5 + 255 - 128 + 65535 - 7 + 1,
          ffi:call(Add, ["diiiii", {float, 1.5}, {uint8, 255}, {int8, -128}, {uint16, 65535}, {int16, -7}, {bool, true}])),
    check(mixed, 5 - 1.0e10 + 0.25 + 4 + 9.0,
          ffi:call(Add, ["ildsp", {int, 5}, {int64, -10000000000}, {double, 0.25}, {string, <<"four">>},
                         {{struct, [double, double]}, {1.0, 9.0}}])),
    Many = lists:seq(1, 126),
    check(many, 8001.0, ffi:call(Add, [lists:duplicate(126, $i) | [{int, N} || N <- Many]])),
    check(too_many, {badarg, {arity, 1}},
          reason(fun() -> ffi:call(Add, [lists:duplicate(127, $i) | [{int, N} || N <- [0 | Many]]]) end)),
    check(missing, {badarg, {arity, 1}}, reason(fun() -> ffi:call(Add, []) end)),
    [check({extra, Bad}, {badarg, {type, Bad}}, reason(fun() -> ffi:call(Add, ["i", Bad]) end))
     || Bad <- [1, {1, int}, {void, 1}, {{array, int, 2}, [1, 2]}, {int}]],
    check(range, {badarg, {value, 2, int8}}, reason(fun() -> ffi:call(Add, ["i", {int8, 128}]) end)),
    {ok, C} = ffi:open(self),
    Print = ffi:function({C, "snprintf"}, [pointer, size_t, string, '...'], int),
    M = ffi:alloc(16),
    check(snprintf, 19, ffi:call(Print, [M, 16, "%d/%s/%.2f/%c/%lld", {int, -7}, {string, "text"}, {double, 2.5}, {char, $x},
                                         {longlong, 1234}])),
    check(cut, <<"-7/text/2.50/x/">>, ffi:read_string(M, 0)).

%% ---- strings and memory ----

strings(L) ->
    Length = ffi:function({L, "length_in_struct"}, [{struct, [int8, string]}], size_t),
    check(in_struct, 5, ffi:call(Length, [{1, "seven"}])),
    M = ffi:alloc(16),
    check(kept, {badarg, {argument, 4, struct}}, reason(fun() -> ffi:write(M, 0, {struct, [int8, string]}, {1, "x"}) end)),
    Echo = ffi:function({L, "echo_string"}, [string], string),
    [check({string, S}, B, ffi:call(Echo, [S]))
     || {S, B} <- [{"", <<>>}, {<<>>, <<>>}, {"text", <<"text">>}, {<<255, 1>>, <<255, 1>>}, {null, null},
                   {[955, 8364, 16#1F600], <<"λ€😀"/utf8>>}, {lists:duplicate(100000, $a), binary:copy(<<"a">>, 100000)}]],
    <<_:3, Odd:5/binary, _:5>> = <<0:3, "unger", 0:5>>,
    check(odd, <<"unger">>, ffi:call(Echo, [Odd])),
    [check({string, Bad}, {badarg, {value, 1, string}}, reason(fun() -> ffi:call(Echo, [Bad]) end))
     || Bad <- [<<0>>, <<"a", 0, "b">>, [0], [$a | $b], [16#D800], [16#110000], ["nested"], x, 1, <<1:4>>]].

memory(L) ->
    M = ffi:alloc(16),
    check(zero, <<0:128>>, ffi:read_binary(M, 0, 16)),
    ok = ffi:write_binary(M, 3, <<"bytes">>),
    check(bytes, <<0:24, "bytes", 0:64>>, ffi:read_binary(M, 0, 16)),
    check(string, <<"bytes">>, ffi:read_string(M, 3)),
    ok = ffi:write_binary(M, 0, binary:copy(<<"x">>, 16)),
    check(bounded, binary:copy(<<"x">>, 13), ffi:read_string(M, 3)),
    check(empty, <<>>, ffi:read_binary(M, 16, 0)),
    [check({outside, Bad}, {badarg, outside}, reason(Bad))
     || Bad <- [fun() -> ffi:read(M, 9, int64) end, fun() -> ffi:read(M, -1, int8) end, fun() -> ffi:read(M, 16, int8) end,
                fun() -> ffi:write(M, 13, int32, 0) end, fun() -> ffi:read_binary(M, 8, 9) end, fun() -> ffi:read_binary(M, 17, 0) end,
                fun() -> ffi:write_binary(M, 15, <<"xy">>) end, fun() -> ffi:read_string(M, 17) end,
                fun() -> ffi:read(M, 1 bsl 58, int8) end, fun() -> ffi:read(M, 0, {array, int8, 17}) end]],
    [check({wrong, Bad}, {badarg, {argument, N, What}}, reason(Bad))
     || {N, What, Bad} <-
        [{2, offset, fun() -> ffi:read(M, 1 bsl 70, int8) end}, {3, binary, fun() -> ffi:write_binary(M, 0, <<1:3>>) end},
         {2, offset, fun() -> ffi:read(M, x, int8) end}, {1, pointer, fun() -> ffi:read(null, 0, int8) end},
         {3, size, fun() -> ffi:read_binary(M, 0, -1) end}]],
    [check({type, Bad}, {badarg, {type, Bad}}, reason(fun() -> ffi:read(M, 0, Bad) end)) || Bad <- [void, binary, int9]],
    P = ffi:pointer(ffi:address(M), 4),
    check(sized, {badarg, outside}, reason(fun() -> ffi:read_binary(P, 0, 5) end)),
    check(no_string, {badarg, {argument, 4, string}}, reason(fun() -> ffi:write(M, 0, string, "x") end)),
    ok = ffi:write(M, 0, pointer, M),
    check(pointer, ffi:address(M), ffi:address(ffi:read(M, 0, pointer))),
    check(reference, {badarg, {argument, 1, pointer}}, reason(fun() -> ffi:read(make_ref(), 0, int8) end)),
    Large = binary:copy(<<1, 2, 3, 4>>, 1 bsl 20),
    B = ffi:alloc(byte_size(Large)),
    ok = ffi:write_binary(B, 0, Large),
    check(large, Large, ffi:read_binary(B, 0, byte_size(Large))),
    check(sum, 10 bsl 20, call(L, "sum_bytes", [pointer, size_t], uint64, [B, byte_size(Large)])),
    check(huge, system_limit, reason(fun() -> ffi:alloc(1 bsl 57) end)),
    [check({alloc, Bad}, {badarg, {argument, 1, size}}, reason(fun() -> ffi:alloc(Bad) end)) || Bad <- [-1, x, 1 bsl 64]].

binaries(L) ->
    Sum = ffi:function({L, "sum_bytes"}, [binary, size_t], uint64),
    <<_, Part/binary>> = Whole = list_to_binary(lists:seq(0, 255)),
    <<_:1, Odd:100/binary, _/bits>> = <<0:1, Whole/binary, 0:7>>,
    [check({binary, byte_size(B)}, lists:sum(binary_to_list(B)), ffi:call(Sum, [B, byte_size(B)]))
     || B <- [<<>>, <<1, 2, 3>>, Whole, Part, Odd]],
    check(null, 0, ffi:call(Sum, [null, 0])),
    [check({binary, Bad}, {badarg, {value, 1, binary}}, reason(fun() -> ffi:call(Sum, [Bad, 0]) end))
     || Bad <- ["list", <<1:3>>, ffi:alloc(1), x]].

%% ---- what is refused ----

wrong_types(L) ->
    Deep = lists:foldl(fun(_, T) -> {struct, [T]} end, int, lists:seq(1, 17)),
    [check({argument, Bad}, {badarg, {type, Bad}}, reason(fun() -> ffi:function({L, "echo_int"}, [Bad], int) end))
     || Bad <- [int7, void, {array, int, 2}, 1, {struct, []}, {struct, [void]}, {struct, [binary]}, {struct, int}, {struct, [int | int]},
                {struct, [{array, int, 0}]}, {struct, [{array, int8, 65537}]}, {struct, [{array, {array, int8, 300}, 300}]}, Deep]],
    [check({result, Bad}, {badarg, {type, Bad}}, reason(fun() -> ffi:function({L, "echo_int"}, [int], Bad) end))
     || Bad <- [int7, binary, {array, int, 2}, '...', []]],
    [check({list, Bad}, {badarg, {type, Bad}}, reason(fun() -> ffi:function({L, "echo_int"}, Bad, int) end))
     || Bad <- [int, [int | int], ['...'], [int, '...', int], lists:duplicate(128, int)]],
    check(symbol, {badarg, {symbol, "no_such"}}, reason(fun() -> ffi:function({L, "no_such"}, [], int) end)),
    check(error, error, ffi:symbol(L, "no_such")),
    check(option, {badarg, badopt}, reason(fun() -> ffi:function({L, "echo_int"}, [int], int, [fast]) end)),
    {error, Text} = ffi:open("no/such/library.so"),
    check(text, true, is_list(Text) andalso Text =/= []),
    [check({open, Bad}, {badarg, {argument, 1, name}}, reason(fun() -> ffi:open(Bad) end)) || Bad <- [1, [0], <<0>>, [$a | b], other]],
    {ok, P} = ffi:symbol(L, <<"echo_int">>),
    check(by_pointer, 5, ffi:call(ffi:function(P, [int], int), [5])).

wrong_calls(L) ->
    Echo = ffi:function({L, "echo_int"}, [int], int),
    [check({arity, Bad}, {badarg, {arity, 1}}, reason(fun() -> ffi:call(Echo, Bad) end)) || Bad <- [[], [1, 2], [1 | 2], x]],
    check(no_function, {badarg, {argument, 1, function}}, reason(fun() -> ffi:call(make_ref(), []) end)),
    Blocking = ffi:function({L, "echo_int"}, [int], int, [blocking]),
    check(blocking, {badarg, {value, 1, int}}, reason(fun() -> ffi:call(Blocking, [x]) end)).

%% What the module that the error_info names says of each cause: which argument, and why.
words(L) ->
    M = ffi:alloc(4),
    Freed = ffi:alloc(4),
    ok = ffi:free(Freed),
    Echo = ffi:function({L, "echo_int"}, [int], int),
    Callback = ffi:callback(self(), [], int, [{default, 1}]),
    [check({words, Text}, #{N => Text}, said(F))
     || {N, Text, F} <-
        [{1, "neither a binary nor a list of characters, without a zero", fun() -> ffi:open(1) end},
         {1, "not a library", fun() -> ffi:symbol(M, "echo_int") end},
         {2, "neither a binary nor a list of characters, without a zero", fun() -> ffi:symbol(L, [0]) end},
         {1, "neither a pointer nor {Library, Name}", fun() -> ffi:function(L, [], int) end},
         {1, "neither a pointer nor {Library, Name}", fun() -> ffi:function({L, 1}, [], int) end},
         {1, "the library has no symbol \"none\"", fun() -> ffi:function({L, "none"}, [], int) end},
         {2, "int9 is no type, or none that can stand there", fun() -> ffi:function({L, "echo_int"}, [int9], int) end},
         {3, "int9 is no type, or none that can stand there", fun() -> ffi:function({L, "echo_int"}, [int], int9) end},
         {3, "int9 is no type, or none that can stand there", fun() -> ffi:callback(self(), [int], int9) end},
         {4, "invalid option in list", fun() -> ffi:function({L, "echo_int"}, [int], int, [fast]) end},
         {4, "invalid option in list", fun() -> ffi:callback(self(), [int], int, fast) end},
         {4, "the default value is none of the type int8", fun() -> ffi:callback(self(), [], int8, [{default, x}]) end},
         {1, "not a pid", fun() -> ffi:callback(x, [], int) end},
         {1, "not the call of a callback", fun() -> ffi:answer(Callback, 1) end},
         {1, "not a function made by ffi:function", fun() -> ffi:call(L, []) end},
         {2, "not a list of as many values as the function takes: 1", fun() -> ffi:call(Echo, [1, 2]) end},
         {2, "value 1 is none of the type int", fun() -> ffi:call(Echo, [x]) end},
         {2, "1 is no type, or none that can stand there",
          fun() -> ffi:call(ffi:function({L, "add_up"}, [string, '...'], double), ["i", 1]) end},
         {1, "not a number of bytes", fun() -> ffi:alloc(-1) end},
         {1, "not a pointer", fun() -> ffi:free(Echo) end},
         {1, "not a pointer", fun() -> ffi:address(x) end},
         {1, "the memory block has been freed", fun() -> ffi:read(Freed, 0, int) end},
         {1, "not a memory block that the program has to free", fun() -> ffi:free(Callback) end},
         {2, "it would reach outside of the memory block", fun() -> ffi:read(M, 1, int) end},
         {2, "not an offset in bytes", fun() -> ffi:read_string(M, x) end},
         {3, "void is no type, or none that can stand there", fun() -> ffi:write(M, 0, void, ok) end},
         {4, "no value of the type int8", fun() -> ffi:write(M, 0, int8, 128) end},
         {3, "not a number of bytes", fun() -> ffi:read_binary(M, 0, x) end},
         {3, "not a binary", fun() -> ffi:write_binary(M, 0, "x") end},
         {1, "not an address", fun() -> ffi:pointer(x) end},
         {2, "not a number of bytes", fun() -> ffi:pointer(1, x) end},
         {1, "{struct,[]} is no type, or none that can stand there", fun() -> ffi:size({struct, []}) end},
         {2, "not the number of a member or element", fun() -> ffi:offset({struct, [int]}, 2) end}]].

said(F) ->
    try {returned, F()}
    catch error:badarg:Trace ->
        [{ffi, _, _, Info} | _] = Trace,
        {_, #{module := Module}} = lists:keyfind(error_info, 1, Info),
        maps:map(fun(_, Text) -> lists:flatten(Text) end, Module:format_error(badarg, Trace))
    end.

errors_of_c(L) ->
    Fail = ffi:function({L, "fail_with"}, [int], int, [errno]),
    check(errno, {-1, 42}, ffi:call(Fail, [42])),
    check(errno, {-1, 0}, ffi:call(Fail, [0])),
    check(errno, {-1, 7}, ffi:call(ffi:function({L, "fail_with"}, [int], int, [errno, blocking]), [7])).

%% ---- callbacks ----

%% A process that answers each call with F of its arguments.
server(F) ->
    spawn_link(fun() -> serve(F) end).

serve(F) ->
    receive {callback, _, Arguments, Call} -> true = ffi:answer(Call, apply(F, Arguments)), serve(F) end.

callbacks(L) ->
    Narrow = ffi:callback(server(fun(A, B, C, D, E, F) -> -length([A, B, C, D, E, F]) end),
                          [int8, uint8, int16, uint16, float, bool], int8),
    check(narrow, -6, call_blocking(L, "call_narrow", [pointer], int, [Narrow])),
    Exact = ffi:callback(server(fun(-128, 255, -32768, 65535, 1.5, true) -> -128 end),
                         [int8, uint8, int16, uint16, float, bool], int8),
    check(exact, -128, call_blocking(L, "call_narrow", [pointer], int, [Exact])),
    Struct = ffi:callback(server(fun({1, {2.0, 3.0}, 4, [{5.0, 6}, {7.0, 8}]}) -> {3, 0.5} end), [mixed()],
                          {struct, [double, double]}),
    check(struct, 300.5, call_blocking(L, "call_struct", [pointer], double, [Struct])),
    Float = ffi:callback(server(fun(X) -> X * 3 end), [double], float),
    check(float, 1.5, call_blocking(L, "call_float", [pointer], float, [Float])),
    Me = self(),
    Void = ffi:callback(server(fun(Text) -> Me ! {text, Text} end), [string], void),
    check(void, ok, call_blocking(L, "call_void", [pointer, string], void, [Void, "heard"])),
    check(text, {text, <<"heard">>}, receive {text, _} = T -> T end),
    Increment = ffi:callback(server(fun(X) -> X + 1 end), [int64], int64),
    check(thread, (1 bsl 62) + 1, call_blocking(L, "call_from_thread", [pointer, int64], int64, [Increment, 1 bsl 62])),
    check(long, -1, ffi:call(ffi:function({L, "call_int"}, [pointer, int64], int64, [long]), [Increment, -2])),
    sorted(),
    Async = ffi:callback(self(), [string], void, [async]),
    check(ordinary, ok, call(L, "call_void", [pointer, string], void, [Async, "sent"])),
    check(sent, [<<"sent">>], receive {callback, Async, Sent} -> Sent end),
    check(blocking, ok, call_blocking(L, "call_void", [pointer, string], void, [Async, "again"])),
    check(sent, [<<"again">>], receive {callback, Async, Again} -> Again end),
    Default = ffi:callback(self(), [int64], int64, [async, {default, -9}]),
    check(default, -9, call(L, "call_from_thread", [pointer, int64], int64, [Default, 8])),
    check(sent, [8], receive {callback, Default, Eight} -> Eight end).

call_blocking(L, Name, Arguments, Result, Values) ->
    ffi:call(ffi:function({L, Name}, Arguments, Result, [blocking]), Values).

sorted() ->
    {ok, C} = ffi:open(self),
    Order = ffi:callback(server(fun(A, B) -> ffi:read(A, 0, int32) - ffi:read(B, 0, int32) end), [pointer, pointer], int),
    Sort = ffi:function({C, "qsort"}, [pointer, size_t, size_t, pointer], void, [blocking]),
    Numbers = [(N * 7919) rem 104729 - 50000 || N <- lists:seq(1, 100)],
    M = ffi:alloc(400),
    ok = ffi:write(M, 0, {array, int32, 100}, Numbers),
    ok = ffi:call(Sort, [M, 100, 4, Order]),
    check(qsort, lists:sort(Numbers), ffi:read(M, 0, {array, int32, 100})).

callbacks_refused(L) ->
    Increment = ffi:callback(server(fun(X) -> X + 1 end), [int64], int64),
    check(ordinary, callback_needs_blocking, reason(fun() -> call(L, "call_int", [pointer, int64], int64, [Increment, 1]) end)),
    Mine = ffi:callback(self(), [int64], int64),
    check(own, callback_to_caller, reason(fun() -> call_blocking(L, "call_int", [pointer, int64], int64, [Mine, 1]) end)),
    check(afterwards, 3, call_blocking(L, "call_int", [pointer, int64], int64, [Increment, 2])),
    [check({pid, Bad}, {badarg, {argument, 1, pid}}, reason(fun() -> ffi:callback(Bad, [int], int) end)) || Bad <- [x, 1, make_ref()]],
    [check({type, Bad}, {badarg, {type, Bad}}, reason(fun() -> ffi:callback(self(), Bad, int) end)) || Bad <- [int7, [int, '...']]],
    check(default, {badarg, {default, int8}}, reason(fun() -> ffi:callback(self(), [], int8, [{default, 128}]) end)),
    check(option, {badarg, badopt}, reason(fun() -> ffi:callback(self(), [], int8, [fast]) end)).

%% Nobody answers: the handler is dead, dies, or forgets the call.
callbacks_unanswered(L) ->
    Call = fun(Handler) ->
        Callback = ffi:callback(Handler, [int64], int64, [{default, 77}]),
        call_blocking(L, "call_int", [pointer, int64], int64, [Callback, 1])
    end,
    {Dead, Ref} = spawn_monitor(fun() -> ok end),
    receive {'DOWN', Ref, _, _, _} -> ok end,
    check(dead, 77, Call(Dead)),
    check(dies, 77, Call(spawn(fun() -> receive {callback, _, _, _} -> exit(normal) end end))),
    check(unread, 77, Call(spawn(fun() -> timer:sleep(5) end))),
    check(forgets, 77, Call(spawn_link(fun() -> receive {callback, _, _, _} -> ok end, collect() end))),
    check(killed, 77, Call(killed_at_work(L))),
    Me = self(),
    Twice = spawn_link(fun() ->
        receive {callback, _, _, C} ->
            Bad = reason(fun() -> ffi:answer(C, 1 bsl 63) end),
            Me ! {answers, Bad, ffi:answer(C, 5), ffi:answer(C, 6)}
        end
    end),
    check(twice, 5, Call(Twice)),
    check(answers, {answers, {badarg, {argument, 2, int64}}, true, false}, receive {answers, _, _, _} = Answers -> Answers end),
    check(no_call, {badarg, {argument, 1, call}}, reason(fun() -> ffi:answer(make_ref(), 1) end)).

collect() ->
    erlang:garbage_collect(),
    receive after infinity -> ok end.

%% A process that is in a blocking call of its own, is killed there, and so never sees its mail.
killed_at_work(L) ->
    P = spawn(fun() -> call_blocking(L, "gate_pass", [int], int, [1]) end),
    await_waiting(L, 1),
    spawn_link(fun() -> exit(P, kill), call(L, "gate_set", [bool], void, [true]) end),
    P.

%% ---- blocking ----

await_waiting(L, N) ->
    case call(L, "gate_count", [], int, []) of
        N -> ok;
        _ -> erlang:yield(), await_waiting(L, N)
    end.

%% While three processes wait in C, this one goes on, and so does the collector.
blocking(L) ->
    call(L, "gate_set", [bool], void, [false]),
    Me = self(),
    [spawn_link(fun() -> Me ! {passed, call_blocking(L, "gate_pass", [int], int, [N])} end) || N <- [1, 2, 3]],
    spawn_link(fun() ->
        Bytes = list_to_binary(lists:seq(1, 40)),
        Me ! {passed, call_blocking(L, "gate_pass_bytes", [binary, size_t], uint64, [Bytes, 40])}
    end),
    await_waiting(L, 4),
    erlang:garbage_collect(),
    Echo = ffi:function({L, "echo_int"}, [int], int),
    check(others, lists:seq(1, 1000), [ffi:call(Echo, [N]) || N <- lists:seq(1, 1000)]),
    check(nobody, none, receive {passed, _} -> one after 0 -> none end),
    call(L, "gate_set", [bool], void, [true]),
    check(all, [1, 2, 3, 820], lists:sort([receive {passed, N} -> N end || _ <- [1, 2, 3, 4]])).

in_use(L) ->
    call(L, "gate_set", [bool], void, [false]),
    Me = self(),
    M = ffi:alloc(3),
    ok = ffi:write_binary(M, 0, <<1, 2, 3>>),
    spawn_link(fun() -> Me ! {sum, call_blocking(L, "gate_pass_bytes", [pointer, size_t], uint64, [M, 3])} end),
    await_waiting(L, 1),
    check(in_use, {badarg, in_use}, reason(fun() -> ffi:free(M) end)),
    call(L, "gate_set", [bool], void, [true]),
    check(sum, 6, receive {sum, Sum} -> Sum end),
    check(freed, ok, ffi:free(M)),
    check(again, {badarg, freed}, reason(fun() -> ffi:free(M) end)),
    check(read, {badarg, freed}, reason(fun() -> ffi:read(M, 0, int8) end)),
    check(call, {badarg, {value, 1, pointer}}, reason(fun() -> call(L, "sum_bytes", [pointer, size_t], uint64, [M, 3]) end)).

lifetimes(L) ->
    P = call(L, "duplicate", [string], pointer, ["copied"]),
    check(copied, <<"copied">>, ffi:read_string(P, 0)),
    check(free, ok, ffi:free(P)),
    M = ffi:alloc(8),
    check(give, ok, ffi:give(M)),
    check(twice, {badarg, not_allocated}, reason(fun() -> ffi:give(M) end)),
    {ok, C} = ffi:open(self),
    check(given, ok, call(C, "free", [pointer], void, [M])),
    {ok, Symbol} = ffi:symbol(L, "echo_int"),
    check(symbol, {badarg, not_allocated}, reason(fun() -> ffi:free(Symbol) end)),
    Callback = ffi:callback(self(), [], void),
    check(callback, {badarg, not_allocated}, reason(fun() -> ffi:free(Callback) end)),
    [ffi:alloc(100000) || _ <- lists:seq(1, 1000)],
    {Pid, Ref} = spawn_monitor(fun() -> [ffi:callback(self(), [int], int) || _ <- lists:seq(1, 100)], exit(done) end),
    check(callbacks, done, receive {'DOWN', Ref, _, Pid, Reason} -> Reason end).
