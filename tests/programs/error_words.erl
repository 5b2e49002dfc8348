%% SPDX-License-Identifier: Apache-2.0
%% What the module that an error_info names says of an error stands in the text of an exception that nobody catches.
%% options: --otp OTP
%% erl: no
-module(error_words).
-export([main/0, format_error/2, numbers/2]).

main() ->
    [say(F) || F <- [fun() -> atom_to_list(length([x])) end,
                     fun() -> ets:insert(no_table, {1}) end,
                     fun() -> wrong([a, "b"], #{module => ?MODULE}) end,
                     fun() -> wrong([a, "b"], #{module => ?MODULE, function => numbers}) end,
                     fun() -> wrong(none, #{module => ?MODULE}) end,
                     fun() -> wrong([a], #{module => ?MODULE, function => missing}) end,
                     fun() -> wrong([a], #{}) end,
                     fun() -> made_up(-1) end,
                     fun() -> made_up(1 bsl 60) end,
                     fun() -> made_up(odd) end,
                     fun() -> ffi:alloc(-1) end,
                     fun() -> ffi:call(ffi:function({self_library(), "abs"}, [int], int), [x]) end]].

self_library() ->
    {ok, Library} = ffi:open(self),
    Library.

wrong(Args, Info) ->
    erlang:error(badarg, Args, [{error_info, Info}]).

made_up(Arity) -> erlang:raise(error, badarg, [{m, f, Arity, [{error_info, #{module => ?MODULE, function => numbers}}]}]).

format_error(badarg, [{?MODULE, wrong, _, _} | _]) ->
    #{2 => <<"second">>, general => ["all ", "of it"], reason => "quite wrong"}.

numbers(badarg, _) -> #{1 => "first", 2 => <<"λ"/utf8>>, 3 => "there is no third"}.

say(F) ->
    try F()
    catch Class:Reason:Stack -> io:format("~ts", [volatile(tick_exception:text(Class, Reason, [hd(Stack)]))])
    end.

volatile(Text) -> re:replace(Text, "#Ref<[^>]*>| \\(.*error_words.erl, line [0-9]+\\)", "", [global, unicode, {return, binary}]).
