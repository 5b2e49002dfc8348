%% Takes the abstract code out of BEAM files of OTP and writes it as recompile reads it: FOLDER/MODULE.forms, one line.
-module(forms).
-export([main/1]).

main([Folder | Files]) ->
    [extract(Folder, File) || File <- Files].

extract(Folder, File) ->
    {ok, {Module, [{debug_info, {debug_info_v1, erl_abstract_code, {Forms, Options}}}]}} =
        beam_lib:chunks(File, [debug_info]),
    Text = base64:encode(term_to_binary({Module, Forms, Options}, [compressed])),
    ok = file:write_file(filename:join(Folder, atom_to_list(Module) ++ ".forms"), [Text, "\n"]).
