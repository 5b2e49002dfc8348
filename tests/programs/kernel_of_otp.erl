%% SPDX-License-Identifier: Apache-2.0
%% With OTP on the path there is an application controller and a logger, as OTP's libraries take for granted; and the
%% program's process is not linked to them.
%% options: --otp OTP
-module(kernel_of_otp).
-behaviour(gen_server).
-export([main/0, init/1, handle_call/3, handle_cast/2, log/2]).

main() ->
    io:format("~p~n", [process_info(self(), links)]),
    io:format("~p~n", [application:get_env(no_such, key)]),
    ok = application:set_env(mine, key, value),
    io:format("~p~n", [application:get_env(mine, key)]),
    io:format("~p~n", [lists:keymember(kernel, 1, application:which_applications())]),
    ok = logger:set_primary_config(level, notice),
    Event = #{level => error, msg => {"~p of ~ts", [{a, "b"}, "text"]}, meta => #{time => 0}},
    io:format("~ts~n", [logger_formatter:format(Event, #{template => [level, ": ", msg], single_line => true})]),
    ok = logger:remove_handler(default),
    ok = logger:add_handler(here, ?MODULE, #{config => self()}),
    logger:warning("~p is ~s", [{a, 1}, "text"]),
    logged(),
    {ok, Server} = gen_server:start(?MODULE, [], []),
    io:format("~p~n", [gen_server:call(Server, hello)]),
    io:format("~p~n", [element(1, element(2, catch gen_server:call(Server, crash)))]),
    logged(),
    logged(),
    logger:debug("nobody sees this"),
    logger:set_primary_config(level, debug),
    logger:debug("but this"),
    logged().

logged() -> receive {logged, Level, Text} -> io:format("~p: ~ts~n", [Level, Text]) end.

log(#{level := Level, msg := {report, #{label := Label}}}, #{config := Pid}) -> Pid ! {logged, Level, io_lib:format("~p", [Label])};
log(#{level := Level, msg := {string, Text}}, #{config := Pid}) -> Pid ! {logged, Level, Text};
log(#{level := Level, msg := {Format, Args}}, #{config := Pid}) -> Pid ! {logged, Level, io_lib:format(Format, Args)}.

init([]) -> {ok, []}.

handle_call(hello, _, State) -> {reply, world, State};
handle_call(crash, _, _) -> exit(crashed).

handle_cast(_, State) -> {noreply, State}.
