%% SPDX-License-Identifier: Apache-2.0
%% What processes do for others between two turns, and what a BEAM file tells about itself.
-module(system_tasks).
-export([main/0]).

main() ->
    say(checking, checking()),
    say(collecting, collecting()),
    say(leaders, leaders()),
    say(display, display()),
    say(chunks, chunks()),
    say(names, names()).

say(What, Value) -> io:format("~p: ~p~n", [What, Value]).

%% What a call raises, and how the error is explained.
outcome(Fun) ->
    try Fun()
    catch
        Class:Reason:Trace ->
            [{M, F, _, Info} | _] = Trace,
            {Class, Reason, {M, F}, proplists:get_value(error_info, Info)}
    end.

sleeper() -> spawn(fun() -> receive stop -> ok end end).

ended() ->
    {Pid, Monitor} = spawn_monitor(fun() -> ok end),
    receive {'DOWN', Monitor, process, Pid, _} -> Pid end.

answer() -> receive Message -> Message after 60000 -> none end.

checking() ->
    Others = [self(), sleeper(), ended()],
    [[erlang:check_process_code(Pid, ?MODULE) || Pid <- Others],
     [erlang:check_process_code(Pid, ?MODULE, [{allow_gc, false}]) || Pid <- Others],
     [begin async = erlang:check_process_code(Pid, ?MODULE, [{async, N}, {allow_gc, true}]), answer() end
      || {N, Pid} <- lists:zip([1, 2, 3], Others)],
     [begin ok = erts_internal:request_system_task(Pid, normal, {check_process_code, Id, ?MODULE}), answer() end
      || {Id, Pid} <- lists:zip([a, {b}, "c"], Others)],
     erts_internal:check_process_code(?MODULE),
     [outcome(Fun) || Fun <- [fun() -> erlang:check_process_code(self(), ?MODULE, Options) end
                              || Options <- [a, [a], [{allow_gc, a}], [{async, 1} | a], [{a, true}]]]
                             ++ [fun() -> erlang:check_process_code(1, ?MODULE, [{async, 1}]) end,
                                 fun() -> erlang:check_process_code(self(), 1, []) end,
                                 fun() -> erts_internal:check_process_code(1) end,
                                 fun() -> erts_internal:request_system_task(self(), normal, {check_process_code, a, 1}) end,
                                 fun() -> erts_internal:request_system_task(self(), normal, {a, a, ?MODULE}) end]]].

collecting() ->
    [begin async = erlang:garbage_collect(Pid, [{async, Id}, {type, Type}]), answer() end
     || {Id, Pid} <- [{{x, 1}, self()}, {[y], sleeper()}, {<<"z">>, ended()}], Type <- [minor, major]].

leaders() ->
    Other = sleeper(),
    Leader = group_leader(),
    Set = fun(Pid) -> Ref = make_ref(), ok = erts_internal:group_leader(Leader, Pid, Ref), {Ref, Answer} = answer(), Answer end,
    [Set(self()), Set(Other), Set(ended()), process_info(Other, group_leader) =:= {group_leader, Leader}
     | [outcome(Fun) || Fun <- [fun() -> erts_internal:group_leader(a, self(), make_ref()) end,
                                fun() -> erts_internal:group_leader(Leader, a, make_ref()) end,
                                fun() -> erts_internal:group_leader(Leader, self(), a) end]]].

%% The text goes to standard error.
display() ->
    [outcome(fun() -> erlang:process_display(Pid, Item) end)
     || {Pid, Item} <- [{self(), backtrace}, {sleeper(), backtrace}, {a, backtrace}, {self(), a}, {1, a}]]
    ++ [element(2, outcome(fun() -> erlang:process_display(ended(), backtrace) end))].

chunks() ->
    Part = <<"JUNK", 3:32, "abc", 0>>,
    Body = <<"BEAM", "Some", 5:32, "12345", 0:24, Part/binary, "Last", 2:32, "xy", 0:16>>,
    File = <<"FOR1", (byte_size(Body)):32, Body/binary>>,
    <<_:3, Shifted:(byte_size(File))/binary, _/bits>> = <<1:3, File/binary, 0:5>>,
    Short = binary:part(File, 0, byte_size(File) - 6),
    Names = ["Some", "JUNK", "Last", "None"],
    [[erts_internal:beamfile_chunk(Binary, Name) || Name <- Names, Binary <- [File, Shifted, <<File/binary, "more">>]],
     [erts_internal:beamfile_chunk(Binary, "Some") || Binary <- [<<>>, <<"FOR1">>, <<"FOR2", 0:64>>, Short, binary:part(File, 0, 11)]],
     [code:get_chunk(Binary, Name) || Name <- Names, Binary <- [File, zlib:gzip(File), zlib:gzip(<<"a">>), <<31, 139, 3>>]],
     [element(2, outcome(fun() -> erts_internal:beamfile_chunk(B, N) end))
      || {B, N} <- [{a, "Some"}, {<<1:3>>, "Some"}, {File, a}, {File, "Som"}, {File, "Some1"}, {File, [1, 2, 3, 256]}, {File, [$S, $o, $m | e]}]]].

names() ->
    register(system_tasks_1, Other = sleeper()),
    register(system_tasks_2, self()),
    [outcome(fun() -> register(Name, Pid) end)
     || {Name, Pid} <- [{system_tasks_1, sleeper()}, {system_tasks_1, self()}, {system_tasks_3, Other}, {system_tasks_1, Other}]].
