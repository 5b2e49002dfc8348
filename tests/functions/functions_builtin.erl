%% SPDX-License-Identifier: Apache-2.0
%% Builtins that work on something that outlives the call: tables, arrays of integers, persistent terms, the
%% environment. The arguments make it, filled by the seed, and what the call has left in it is compared afterwards.
-module(functions_builtin).
-export([modules/0, left_out/0, type/3, arguments/3, value/2, effects/1]).
-export([table/0, table/2, ordered/0, key/0, object/0, objects/0, atomics/0, counters/0, index/0, extreme/0, long/0,
         continuation/1, table_options/0, persistent/0, variable/0, setting/0, packet/0, packet_options/0, update/0,
         default_object/0, sizeable/0]).

-import(functions_random, [below/1, between/2, one_in/1, pick/1, made/1, many/2]).

modules() -> [atomics, counters, erts_debug, ets, os, persistent_term].

left_out() ->
    [{"asks for files", ets, [file2tab, tab2file, tabfile_info]},
     {"needs dets", ets, [from_dets, to_dets]},
     {"prints what there is", ets, [i]},
     {"runs a fun that reads from nowhere", ets, [init_table]},
     {"needs qlc", ets, [table]},
     {"asks for the time or the state of the machine", os,
      [cmd, {getenv, 0}, version, find_executable]},
     {"changes how the machine ends", os, [set_signal]},
     {"prints, or is about the instructions of a machine", erts_debug,
      [alloc_blocks_size, breakpoint, df, dirty, dirty_cpu, dirty_io, dis_to_file, disassemble, display, ic,
       dist_ext_to_term, get_internal_state, instructions, interpreter_size, lc_graph, lc_graph_merge,
       lc_graph_to_dot, lcnt_clear, lcnt_collect, lcnt_control, map_info, set_internal_state, {copy_shared, 2}]},
     {"is not there yet", erts_debug, [copy_shared]},
     {"knows literals", erts_debug, [size_shared]}].

%% ---- types ----

type(ets, Name, []) when Name =:= table; Name =:= tab -> own(table);
type(ets, tid, []) -> own(table);
type(ets, match_spec, []) -> {call, functions_match_spec, spec, []};
type(ets, match_pattern, []) -> {call, functions_match_spec, pattern, []};
type(ets, Name, []) when Name =:= comp_match_spec; Name =:= compiled_match_spec -> {call, functions_match_spec, compiled, []};
type(atomics, atomics_ref, []) -> own(atomics);
type(counters, counters_ref, []) -> own(counters);
type(_, _, _) -> default.

own(Function) -> {call, ?MODULE, Function, []}.

%% ---- arguments ----

arguments(ets, F, A) ->
    case ets(F, A) of
        default -> default;
        Types -> {types, Types}
    end;
arguments(atomics, new, 2) ->
    {types, [{kept, size()}, {list, {union, [{tuple, [{is, signed}, boolean]}, {is, {signed, 1}}, {is, unsigned}]}}]};
arguments(atomics, info, 1) -> default;
arguments(atomics, _, A) -> {types, lists:sublist([own(atomics), own(index), own(extreme), own(extreme)], A)};
arguments(counters, new, 2) -> {types, [{kept, size()}, {list, {union, [{is, atomics}, {is, write_concurrency}, atom]}}]};
arguments(counters, info, 1) -> default;
arguments(counters, _, A) -> {types, lists:sublist([own(counters), own(index), own(extreme)], A)};
arguments(persistent_term, _, A) -> {types, lists:sublist([own(persistent), any], A)};
arguments(os, putenv, 2) -> {apply, ?MODULE, setting};
arguments(os, F, A) when F =:= getenv; F =:= unsetenv ->
    {types, lists:sublist([own(variable), {union, [own(variable), string, {call, functions_value, string, []}]}], A)};
arguments(erts_debug, same, 2) -> {types, [any, any]};
arguments(erts_debug, _, 1) -> {apply, ?MODULE, sizeable};
arguments(erlang, decode_packet, 3) ->
    {types, [{union, [{is, T} || T <- [raw, 0, 1, 2, 4, line, asn1, cdr, sunrm, fcgi, tpkt, http, httph, http_bin, httph_bin, ssl, a, 3]]},
             own(packet), own(packet_options)]};
arguments(erlang, match_spec_test, 3) -> {apply, functions_match_spec, test};
arguments(erlang, F, A) when F =:= crc32; F =:= adler32 ->
    {types, [own(extreme) || A =:= 2] ++ [{named, functions, iodata, []}]};
arguments(erlang, F, 3) when F =:= crc32_combine; F =:= adler32_combine ->
    {types, [own(extreme), own(extreme), {union, [{natural, 0}, own(extreme)]}]};
arguments(erlang, F, A) ->
    case functions_internal:arguments(F, A) of
        default -> functions_process:arguments(F, A);
        Arguments -> Arguments
    end;
arguments(Module, F, A) -> functions_internal:arguments(Module, F, A).

%% Nothing between that is no memory but a number of words: Erlang/OTP would end.
size() -> {union, [{size, 40}, {size, 40}, {is, 1 bsl 63}, {is, 1 bsl 64}, {is, 1 bsl 70}, {is, -1 bsl 64}]}.

ets(internal_delete_all, 2) -> [own(table), {kept, {is, undefined}}];
ets(internal_select_delete, 2) -> [own(table), spec()];
ets(new, 2) -> [{union, [{is, functions_own_table}, atom]}, own(table_options)];
ets(F, 1) when F =:= first; F =:= last -> [own(ordered)];
ets(F, 2) when F =:= next; F =:= prev -> [own(ordered), own(key)];
ets(slot, 2) -> [{call, ?MODULE, table, [{is, ordered_set}, {size, 9}]}, {union, [own(index), own(extreme)]}];
ets(F, 3) when F =:= foldl; F =:= foldr -> [{'fun', 2, any}, any, own(ordered)];
ets(F, 2) when F =:= insert; F =:= insert_new -> [own(table), {union, [own(object), own(objects), own(object)]}];
ets(delete_object, 2) -> [own(table), own(object)];
ets(F, 2) when F =:= delete; F =:= lookup; F =:= member; F =:= take -> [own(table), own(key)];
ets(lookup_element, 3) -> [own(table), own(key), own(index)];
ets(update_element, 3) ->
    Change = {tuple, [own(index), any]},
    [own(table), own(key), {union, [Change, Change, {list, Change}]}];
ets(update_counter, A) -> lists:sublist([own(table), own(key), own(update), own(default_object)], A);
ets(F, 2) when F =:= match; F =:= match_object; F =:= match_delete -> [own(table), {call, functions_match_spec, pattern, []}];
ets(F, 3) when F =:= match; F =:= match_object -> [own(table), {call, functions_match_spec, pattern, []}, limit()];
ets(F, 2) when F =:= select; F =:= select_reverse; F =:= select_count; F =:= select_delete; F =:= select_replace -> [own(table), spec()];
ets(F, 3) when F =:= select; F =:= select_reverse -> [own(table), spec(), limit()];
ets(F, 1) when F =:= select; F =:= select_reverse; F =:= match; F =:= match_object -> [{call, ?MODULE, continuation, [{is, F}]}];
ets(match_spec_run_r, 3) -> [{list, own(object)}, {call, functions_match_spec, compiled, []}, {list, atom}];
ets(match_spec_run, 2) -> [{list, own(object)}, {call, functions_match_spec, compiled, []}];
ets(test_ms, 2) -> [own(object), spec()];
ets(repair_continuation, 2) -> [{call, ?MODULE, continuation, [{is, select}]}, spec()];
ets(info, 2) ->
    [own(table), {union, [{is, I} || I <- [size, type, keypos, protection, name, named_table, compressed, heir, read_concurrency,
                                           write_concurrency, decentralized_counters, safe_fixed, fixed, node, owner, id]]}];
ets(rename, 2) -> [own(table), {union, [{is, functions_own_table}, {is, functions_table_1}, atom]}];
ets(give_away, 3) -> [own(table), {union, [{call, erlang, self, []}, pid]}, any];
ets(setopts, 2) ->
    Option = {union, [{tuple, [{is, heir}, {call, erlang, self, []}, any]}, {tuple, [{is, heir}, {union, [{is, none}, pid]}]},
                      {tuple, [{is, protection}, {union, [{is, private}, {is, public}, {is, protected}]}]}, {is, compressed}]},
    [own(table), {union, [Option, {list, Option}]}];
ets(_, _) -> default.

spec() -> {call, functions_match_spec, spec, []}.

limit() -> {union, [{range, 1, 9}, {range, 1, 9}, own(extreme)]}.

%% ---- numbers ----

%% Around what fits into 64 bits, and around where integers stop being small.
extreme() ->
    pick([functions_value:integer(), below(20), below(20), 0, 1, -1, 16#FFFFFFFF, 1 bsl 32, (1 bsl 59) - 1, 1 bsl 59, -1 bsl 59, 1 bsl 60,
          (1 bsl 63) - 1, 1 bsl 63, -1 bsl 63, -(1 bsl 63) - 1, (1 bsl 64) - 1, 1 bsl 64, -1 bsl 64, 1 bsl 70, 1.0, a]).

index() -> pick([1, 1, 1, 2, 2, 3, 4, 0, 7, 8, 9, -1, 1 bsl 60, 1 bsl 64, a, 1.0]).

long() -> lists:duplicate(100000, pick([0, a, {a}, []])).

%% ---- arrays ----

atomics() ->
    Size = pick([1, 2, 8]),
    Signed = one_in(2),
    Array = atomics:new(Size, [{signed, Signed}]),
    Low = case Signed of true -> -1 bsl 63; false -> 0 end,
    _ = [atomics:put(Array, I, pick([0, 1, Low, Low + 1, Low + (1 bsl 64) - 1, 1 bsl 60, below(1000)])) || I <- lists:seq(1, Size)],
    functions_value:remember(atomics:get(Array, 1)),
    Array.

counters() ->
    Size = pick([1, 2, 8]),
    Array = counters:new(Size, pick([[], [atomics], [write_concurrency]])),
    _ = [counters:put(Array, I, pick([0, 1, -1 bsl 63, (1 bsl 63) - 1, 1 bsl 60, below(1000)])) || I <- lists:seq(1, Size)],
    Array.

%% ---- tables ----

table() -> table(pick([set, set, ordered_set, ordered_set, bag, duplicate_bag]), pick([0, 1, 3, 8, 40])).

%% For what sees the order of objects: each machine has its own for hash tables.
ordered() ->
    case one_in(3) of
        true -> table(pick([set, bag, duplicate_bag]), below(2));
        false -> table(ordered_set, pick([0, 1, 3, 8, 40]))
    end.

table(Type, Count) when not is_integer(Count); Count < 0 -> table(Type, 0);
table(Type, Count) ->
    case one_in(20) of
        true -> pick([functions_no_such_table, make_ref()]);
        false ->
            KeyPos = pick([1, 1, 1, 2]),
            Table = ets:new(pick([functions_table_1, functions_table_2]),
                            [Type, {keypos, KeyPos}, pick([public, private, protected])] ++ [named_table || free_name() andalso one_in(2)]
                            ++ [compressed || one_in(4)] ++ [{write_concurrency, true} || Count > 0, one_in(4)]),
            _ = [ets:insert(Table, object()) || _ <- lists:seq(1, Count)],
            _ = one_in(8) andalso ets:safe_fixtable(Table, true),
            Table
    end.

free_name() ->
    ets:whereis(functions_table_1) =:= undefined andalso ets:whereis(functions_table_2) =:= undefined.

%% Few different ones, so that keys meet. The second element is often a number or a key as well.
key() ->
    case below(6) of
        0 -> functions_value:any(1);
        1 -> pick([1.0, 2.0, -0.0, 0.0, {1}, {1.0}, 1 bsl 64, <<"k">>, "k", #{a => 1}, #{a => 1.0}]);
        _ -> pick([a, b, c, d, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    end.

object() ->
    list_to_tuple([functions_value:remember(key()), pick([key(), extreme(), below(10)])] ++ many(below(3), fun() -> functions_value:any(1) end)).

objects() ->
    case below(30) of
        0 -> [object(), functions_value:any(1)];
        1 -> [object() | object()];
        2 -> long();
        3 -> [list_to_tuple([N, N]) || N <- lists:seq(1, 3000)];
        _ -> many(below(5), fun object/0)
    end.

%% Not {}: Erlang/OTP crashes.
default_object() ->
    pick([{a, 0}, {a, 5, 6}, {2, 0, 0}, object(), {1 bsl 64, 1 bsl 64}, a]).

update() ->
    One = fun() ->
        pick([{2, extreme()}, {index(), extreme()}, {2, between(-9, 9), between(-20, 20), between(-20, 20)}, {2, extreme(), extreme(), extreme()}])
    end,
    case below(4) of
        0 -> extreme();
        1 -> many(below(4), One);
        _ -> One()
    end.

table_options() ->
    Option = fun() ->
        pick([set, ordered_set, bag, duplicate_bag, public, private, protected, named_table, {keypos, index()}, {keypos, 1}, {heir, none},
              {heir, self(), x}, {heir, self()}, {heir, a, x}, {write_concurrency, pick([true, false, auto, a])}, {read_concurrency, pick([true, false, a])},
              {decentralized_counters, pick([true, false, a])}, compressed, a, {a}])
    end,
    case one_in(20) of
        true -> [set | Option()];
        false -> many(below(4), Option)
    end.

%% What one of the functions with a limit has returned, or something like it.
continuation(Function) ->
    Spec = case Function of
        _ when Function =:= select; Function =:= select_reverse -> [{'$1', [], ['$1']}];
        _ -> '_'
    end,
    case ets:Function(table(ordered_set, pick([0, 3, 8])), Spec, 1 + below(4)) of
        {_, Continuation} -> Continuation;
        End -> End
    end.

%% ---- terms whose size is the same on every machine ----

sizeable() -> [sizeable(4)].

sizeable(0) -> pick([a, 0, 1, []]);
sizeable(Depth) ->
    Make = fun() -> sizeable(Depth - 1) end,
    case below(4) of
        0 -> sizeable(0);
        1 -> many(below(5), Make);
        2 -> list_to_tuple([a | many(below(5), Make)]);
        3 -> Part = Make(), [Part | {Part, Make()}]
    end.

%% ---- persistent terms ----

persistent() ->
    Key = {?MODULE, pick([1, 1.0, a, functions_value:any(1)])},
    _ = one_in(2) andalso persistent_term:put(Key, functions_value:remember(functions_value:any(1))),
    Key.

%% ---- the environment ----

variable() ->
    Name = pick(["TICK_FUNCTIONS_1", "TICK_FUNCTIONS_2", "TICK_é", "TICK=FUNCTIONS", "TICK" ++ [0], "TICK_" ++ [16#D800], ["TICK", 'A']]),
    _ = one_in(2) andalso os:putenv("TICK_FUNCTIONS_1", pick(["", "x", "é", "a=b"])),
    Name.

setting() -> [variable(), made([fun variable/0, fun functions_value:string/0, fun() -> functions_value:any(1) end])].

%% ---- packets ----

packet() ->
    Text = pick([<<"GET / HTTP/1.1\r\n">>, <<"Host: a.example\r\n\r\n">>, <<"HTTP/1.0 200 OK\r\n\r\n">>, <<"\r\n">>, <<"a line\nanother">>,
                 <<"no end">>, <<"POST http://h:80/p?q HTTP/1.1\r\nA: b\r\n c\r\n\r\n">>, <<"X-Long-Header_Name:  v \r\n\r\n">>, <<"OPTIONS * HTTP/1.1\n">>]),
    case below(5) of
        0 -> functions_value:binary();
        1 -> functions_value:bitstring();
        2 -> <<(pick([0, 1, 2, 3])):(8 * pick([1, 2, 4])), (functions_value:binary())/binary>>;
        3 -> binary:part(Text, 0, below(byte_size(Text) + 1));
        4 -> Text
    end.

packet_options() ->
    many(below(3), fun() -> pick([{packet_size, pick([0, 1, 5, 100, 1 bsl 31, 1 bsl 32, 1 bsl 64, -1])}, {line_length, pick([0, 1, 5, 100, -1])},
                                  {line_delimiter, pick([$a, 0, 255, 256, $\s])}, a, {packet_size, a}]) end).

%% ---- what is compared ----

%% The order of hash tables is each machine's own; a continuation has another form.
value({ets, info, [_]}, Items) when is_list(Items) -> lists:sort([I || {Key, _} = I <- Items, Key =/= memory]);
value({ets, F, _}, {Values, Continuation}) when F =:= select; F =:= match; F =:= match_object; F =:= select_reverse ->
    sorted([length(Values) | Values ++ rest(F, Continuation)]);
value({ets, info, [_, safe_fixed]}, {_, Pids}) -> {time, Pids};
value({_, F, _}, {error, Errors}) when F =:= test_ms; F =:= match_spec_test -> {error, lists:usort([{Kind, unnumbered(Text)} || {Kind, Text} <- Errors])};
value({erts_debug, same, [{}, {}]}, _) -> same;
value({M, info, _}, #{memory := _} = Info) when M =:= atomics; M =:= counters -> maps:remove(memory, Info);
value({os, F, [_]}, Time) when is_integer(Time), F =/= getenv -> time;
value({os, F, []}, Value) when F =/= type -> functions_internal:kind(Value);
value({persistent_term, F, []}, Value) when F =:= get; F =:= info -> functions_internal:kind(Value);
value({ets, all, []}, Tables) when is_list(Tables) -> tables;
value({ets, lookup, _}, Values) -> Values;
value({ets, F, _}, Values) when is_list(Values), F =/= foldl, F =/= foldr, F =/= lookup_element, F =/= take -> sorted(Values);
value(Call, Value) -> functions_internal:value(Call, Value).

%% The variables of a head are numbered anew by Erlang/OTP.
unnumbered("Variable" ++ _ = Text) -> Text;
unnumbered(Text) -> re:replace(Text, "'\\$[0-9]+'", "'$'", [global, {return, list}]).

sorted(Values) when length(Values) >= 0 -> functions_order:sort(Values);
sorted(Improper) -> Improper.

rest(_, '$end_of_table') -> [];
rest(F, Continuation) ->
    case ets:F(Continuation) of
        {Values, Next} -> Values ++ rest(F, Next);
        '$end_of_table' -> []
    end.

%% What the call has left behind; none for a function that leaves nothing.
effects({ets, _, _}) ->
    lists:sort([{ets:info(T, type), ets:info(T, keypos), ets:info(T, protection), ets:info(T, name), contents(T)}
                || T <- ets:all(), ets:info(T, owner) =:= self()]);
effects({atomics, _, [Array | _]}) -> elements(atomics, Array);
effects({counters, _, [Array | _]}) -> elements(counters, Array);
effects({persistent_term, _, [Key | _]}) ->
    [try persistent_term:get(Key) catch error:badarg -> none after persistent_term:erase(Key) end];
effects({os, _, _}) ->
    [begin Value = os:getenv(Name), os:unsetenv(Name), Value end || Name <- ["TICK_FUNCTIONS_1", "TICK_FUNCTIONS_2", "TICK_é"]];
%% Or the answer would hand the token on to the next calls.
effects({erlang, seq_trace, _}) -> _ = erlang:seq_trace(sequential_trace_token, []), none;
effects({erlang, F, Args} = Call) ->
    case functions_process:acts(F, length(Args)) of true -> functions_process:effects(Call); false -> none end;
effects(Call) -> functions_internal:effects(Call).

contents(Table) ->
    Size = ets:info(Table, size),
    case ets:info(Table, type) of
        ordered_set -> {Size, ets:tab2list(Table)};
        _ -> {Size, sorted(ets:tab2list(Table))}
    end.

elements(Module, Array) ->
    try Module:info(Array) of
        #{size := Size} when Size =< 100 -> [Module:get(Array, I) || I <- lists:seq(1, Size)];
        _ -> large
    catch error:badarg -> none
    end.
