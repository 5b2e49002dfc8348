%% SPDX-License-Identifier: Apache-2.0
%% A program whose run/0 uses files: main/0 calls it in a folder of its own, which is removed in the end.
-export([main/0]).

main() ->
    Folder = os:getenv("TMPDIR", "/tmp") ++ "/tick_" ++ atom_to_list(?MODULE) ++ "_" ++ os:getpid(),
    ok = file:make_dir(Folder),
    {ok, Before} = file:get_cwd(),
    ok = file:set_cwd(Folder),
    try run() after
        file:set_cwd(Before),
        show(end_of_folder, fun() -> file:del_dir_r(Folder) end),
        show(no_folder, fun() -> file:list_dir(Folder) end)
    end.

%% Prints what Fun returns or raises.
show(What, Fun) ->
    Result = try Fun() catch
        Class:Reason -> {Class, Reason}
    end,
    io:format("~p ~0p~n", [What, Result]).
