%% SPDX-License-Identifier: Apache-2.0
%% The module file of OTP in a fresh folder: functions, results and errors, on raw files and on names.
%% options: --otp OTP
-module(files_of_otp).
-include("fresh_folder.hrl").
-include_lib("kernel/include/file.hrl").

run() ->
    whole_files(),
    names(),
    folders(),
    links(),
    info(),
    opening(),
    reading(),
    writing(),
    positions(),
    ranges(),
    closed(),
    owners(),
    large(),
    many(),
    texts().

open(Name, Modes) ->
    {ok, File} = file:open(Name, [raw, binary | Modes]),
    File.

opens(Name, Modes) ->
    case file:open(Name, Modes) of
        {ok, File} -> file:close(File);
        Error -> Error
    end.

whole_files() ->
    show(write, fun() -> file:write_file("a", ["some", [$\s | <<"text">>], "\n"]) end),
    show(read, fun() -> file:read_file("a") end),
    show(append, fun() -> file:write_file("a", <<"more">>, [append]) end),
    show(read, fun() -> file:read_file(<<"a">>) end),
    show(exclusive, fun() -> file:write_file("a", "", [exclusive]) end),
    show(read_write, fun() -> file:write_file("a", "SOME", [read, write]) end),
    show(read, fun() -> file:read_file(["", [$a]]) end),
    show(raw, fun() -> file:write_file("raw", "abc", [raw]) end),
    show(unicode, fun() -> file:write_file("raw", [1024]) end),
    show(bad_data, fun() -> file:write_file("raw", [a]) end),
    show(bad_mode, fun() -> file:write_file("raw", "a", [foo]) end),
    show(none, fun() -> file:read_file("none") end),
    show(folder, fun() -> file:read_file(".") end),
    show(folder, fun() -> file:write_file(".", "") end),
    show(no_folder, fun() -> file:write_file("none/a", "") end),
    show(no_folder, fun() -> file:read_file("a/b") end),
    show(device, fun() -> file:read_file("/dev/null") end),
    show(device, fun() -> file:write_file("/dev/null", "abc") end),
    show(proc, fun() -> {ok, Data} = file:read_file("/proc/self/stat"), byte_size(Data) > 10 end),
    show(copy, fun() -> file:copy("a", "copy") end),
    show(copy, fun() -> file:copy("a", "copy", 3) end),
    show(read, fun() -> file:read_file("copy") end),
    show(copy, fun() -> file:copy("none", "copy") end),
    show(copy, fun() -> file:copy("a", "none/copy") end),
    show(copy, fun() -> file:copy({"a", [read]}, {"copy", [append]}, infinity) end),
    show(read, fun() -> file:read_file("copy") end),
    show(copy, fun() -> file:copy("a", "copy", -1) end).

names() ->
    Long = lists:duplicate(300, $a),
    show(unicode, fun() -> file:write_file([1087, 1088], "name") end),
    show(unicode, fun() -> file:read_file(<<208, 191, 209, 128>>) end),
    show(unicode, fun() -> lists:sort(element(2, file:list_dir("."))) end),
    show(bytes, fun() -> file:write_file(<<"x", 255>>, "name") end),
    show(bytes, fun() -> lists:sort(element(2, file:list_dir_all("."))) end),
    show(bytes, fun() -> file:delete(<<"x", 255>>) end),
    show(atom, fun() -> file:write_file(an_atom, "x") end),
    show(deep, fun() -> file:read_file(['an', "_", [["at"], 'om']]) end),
    show(long, fun() -> file:read_file(Long) end),
    show(empty, fun() -> file:read_file("") end),
    [show({bad, Name}, fun() -> file:read_file(Name) end)
        || Name <- [1, {a}, "a\0", <<"a\0b">>, [<<"a">>], [a | b], [-1], [16#110000], 1.0, <<1:3>>, [16#D800]]],
    [show({bad, Name}, fun() -> file:list_dir(Name) end) || Name <- [1, "a\0", [1.0]]],
    [show({bad, Name}, fun() -> file:open(Name, [read, raw]) end) || Name <- [1, "a\0", [1.0]]],
    show(encoding, fun() -> file:native_name_encoding() end).

folders() ->
    show(make, fun() -> file:make_dir("d") end),
    show(make, fun() -> file:make_dir("d") end),
    show(make, fun() -> file:make_dir("d/e/f") end),
    show(make, fun() -> file:make_dir("d/e") end),
    show(make, fun() -> file:make_dir("a/b") end),
    show(list, fun() -> file:list_dir("d") end),
    show(list, fun() -> file:list_dir("d/e") end),
    show(list, fun() -> file:list_dir("a") end),
    show(list, fun() -> file:list_dir("none") end),
    show(delete, fun() -> file:del_dir("d") end),
    show(delete, fun() -> file:del_dir("a") end),
    show(delete, fun() -> file:del_dir("none") end),
    show(delete, fun() -> file:delete("none") end),
    show(delete, fun() -> file:delete("d") end),
    show(rename, fun() -> file:rename("d/e", "e") end),
    show(rename, fun() -> file:rename("none", "e") end),
    show(rename, fun() -> file:rename("a", "e") end),
    show(rename, fun() -> file:rename("e", "a") end),
    show(rename, fun() -> file:rename("e", "e/f") end),
    show(rename, fun() -> file:rename(1, "e") end),
    show(delete, fun() -> file:del_dir("e") end),
    show(set_cwd, fun() -> file:set_cwd("d") end),
    show(get_cwd, fun() -> {ok, Folder} = file:get_cwd(), filename:basename(Folder) end),
    show(set_cwd, fun() -> file:set_cwd("..") end),
    show(set_cwd, fun() -> file:set_cwd("none") end),
    show(set_cwd, fun() -> file:set_cwd("a") end),
    show(set_cwd, fun() -> file:set_cwd(1) end),
    ok = file:make_dir("d/e"),
    ok = file:make_dir("d/e/f"),
    ok = file:write_file("d/e/f/g", "x"),
    show(recursive, fun() -> file:del_dir_r("d") end),
    show(recursive, fun() -> file:del_dir_r("d") end),
    show(recursive, fun() -> file:write_file("d", ""), file:del_dir_r("d") end),
    show(list, fun() -> file:list_dir("d") end).

links() ->
    show(symlink, fun() -> file:make_symlink("a", "l") end),
    show(symlink, fun() -> file:make_symlink("a", "l") end),
    show(read_link, fun() -> file:read_link("l") end),
    show(read_link, fun() -> file:read_link_all("l") end),
    show(read_link, fun() -> file:read_link("a") end),
    show(read_link, fun() -> file:read_link("none") end),
    show(through, fun() -> file:read_file("l") end),
    show(link, fun() -> file:make_link("a", "hard") end),
    show(link, fun() -> file:make_link("a", "hard") end),
    show(link, fun() -> file:make_link("none", "hard2") end),
    show(loop, fun() -> file:make_symlink("loop", "loop") end),
    show(loop, fun() -> file:read_file("loop") end),
    show(loop, fun() -> file:open("loop", [read]) end),
    show(long, fun() -> file:make_symlink(lists:duplicate(1000, $x), "long") end),
    show(long, fun() -> {ok, Target} = file:read_link("long"), length(Target) end),
    show(unicode, fun() -> file:make_symlink([1087], "u"), file:read_link("u") end).

info() ->
    Fields = fun({ok, #file_info{size = Size, type = Type, access = Access, mode = Mode, links = Links}}) ->
                     {Size, Type, Access, Mode, Links};
                 (Error) -> Error
             end,
    show(file, fun() -> Fields(file:read_file_info("a")) end),
    show(folder, fun() -> {_, Type, Access, _, _} = Fields(file:read_file_info(".")), {Type, Access} end),
    show(device, fun() -> Fields(file:read_file_info("/dev/null")) end),
    show(link, fun() -> Fields(file:read_link_info("l")) end),
    show(link, fun() -> Fields(file:read_file_info("l")) end),
    show(loop, fun() -> Fields(file:read_file_info("loop")) end),
    show(none, fun() -> file:read_file_info("none") end),
    show(none, fun() -> file:read_link_info("none") end),
    show(bad, fun() -> file:read_file_info(1) end),
    show(mode, fun() -> file:change_mode("a", 8#640) end),
    show(mode, fun() -> Fields(file:read_file_info("a")) end),
    show(mode, fun() -> file:change_mode("none", 8#640) end),
    show(mode, fun() -> file:change_mode("a", x) end),
    show(time, fun() -> file:change_time("a", {{2001, 2, 3}, {4, 5, 6}}) end),
    show(time, fun() -> file:change_time("a", {{2001, 2, 3}, {4, 5, 6}}, {{2002, 2, 3}, {4, 5, 6}}) end),
    show(time, fun() ->
        {ok, #file_info{atime = Access, mtime = Change}} = file:read_file_info("a", [{time, local}]),
        {Access, Change}
    end),
    show(time, fun() -> file:write_file_info("a", #file_info{atime = 10, mtime = 20}, [{time, posix}]) end),
    show(time, fun() ->
        {ok, #file_info{atime = Access, mtime = Change}} = file:read_file_info("a", [{time, posix}]),
        {Access, Change}
    end),
    show(time, fun() ->
        {ok, #file_info{atime = Access, mtime = Change}} = file:read_link_info("a", [{time, universal}, raw]),
        {Access, Change}
    end),
    show(time, fun() -> file:change_time("none", {{2001, 2, 3}, {4, 5, 6}}) end),
    show(nothing, fun() -> file:write_file_info("a", #file_info{}) end),
    show(mode, fun() -> file:write_file_info("a", #file_info{mode = 8#600}) end),
    show(mode, fun() -> Fields(file:read_file_info("a")) end),
    show(none, fun() -> file:write_file_info("none", #file_info{mode = 8#600}) end).

opening() ->
    ok = file:write_file("o", "content"),
    [show({open, Modes}, fun() -> opens("o", [raw | Modes]) end)
        || Modes <- [[], [read], [binary], [read, write], [append], [append, read], [exclusive], [exclusive, write],
                     [directory], [sync, append], [read, {read_ahead, 100}], [read, read_ahead], [foo], [read | write],
                     [read, write, directory], [{encoding, utf8}], [{delayed_write, 10, 10}, append],
                     [delayed_write, append]]],
    show(kept, fun() -> file:read_file("o") end),
    show(emptied, fun() -> ok = opens("o", [raw, write]), file:read_file("o") end),
    show(none, fun() -> opens("none", [raw, read]) end),
    show(folder, fun() -> opens(".", [raw, read]) end),
    show(folder, fun() -> opens(".", [raw, write]) end),
    show(folder, fun() -> opens(".", [raw, read, directory]) end),
    show(new, fun() -> opens("new", [raw, read, write]) end),
    show(new, fun() -> opens("new2", [raw, exclusive]) end),
    show(new, fun() -> opens("new3", [raw, append]) end),
    show(new, fun() -> file:read_file("new3") end),
    show(modes, fun() -> file:open("o", foo) end).

reading() ->
    ok = file:write_file("r", "line one\nline two\r\n\nlast"),
    File = open("r", [read]),
    show(read, fun() -> file:read(File, 4) end),
    show(read_line, fun() -> file:read_line(File) end),
    show(read_line, fun() -> file:read_line(File) end),
    show(read_line, fun() -> file:read_line(File) end),
    show(read, fun() -> file:read(File, 2) end),
    show(read, fun() -> file:read(File, 0) end),
    show(read_line, fun() -> file:read_line(File) end),
    show(read_line, fun() -> file:read_line(File) end),
    show(read, fun() -> file:read(File, 1) end),
    show(read, fun() -> file:read(File, 0) end),
    show(pread, fun() -> file:pread(File, 5, 3) end),
    show(pread, fun() -> file:pread(File, 1000, 3) end),
    show(pread, fun() -> file:pread(File, [{0, 4}, {18, 100}, {1000, 1}]) end),
    show(pread, fun() -> file:pread(File, [{0, 4}, x]) end),
    [show({read, Size}, fun() -> file:read(File, Size) end) || Size <- [-1, x, 1.0]],
    [show({pread, At, Size}, fun() -> file:pread(File, At, Size) end)
        || {At, Size} <- [{-1, 1}, {0, -1}, {x, 1}, {0, x}, {1 bsl 62, 1}]],
    show(write, fun() -> file:write(File, "x") end),
    show(truncate, fun() -> file:truncate(File) end),
    show(close, fun() -> file:close(File) end),
    {ok, List} = file:open("r", [raw, read]),
    show(list, fun() -> file:read(List, 4) end),
    show(list, fun() -> file:read_line(List) end),
    show(list, fun() -> file:pread(List, 0, 4) end),
    ok = file:close(List),
    Ahead = open("r", [read, {read_ahead, 5}]),
    show(ahead, fun() -> [file:read(Ahead, 2), file:read_line(Ahead), file:position(Ahead, cur), file:read(Ahead, 3)] end),
    ok = file:close(Ahead).

writing() ->
    File = open("w", [read, write]),
    show(write, fun() -> file:write(File, ["ab", <<"cd">>, [[$e] | <<"f">>]]) end),
    show(write, fun() -> file:write(File, []) end),
    show(write, fun() -> file:write(File, [256]) end),
    show(write, fun() -> file:write(File, a) end),
    show(unaligned, fun() -> <<_:3, Rest/bitstring>> = <<5:3, "bits", 0:5>>, <<B:4/binary, _/bitstring>> = Rest, file:write(File, B) end),
    show(pwrite, fun() -> file:pwrite(File, 2, "XY") end),
    show(pwrite, fun() -> file:pwrite(File, [{0, "0"}, {20, <<"end">>}]) end),
    show(pwrite, fun() -> file:pwrite(File, -1, "a") end),
    show(pwrite, fun() -> file:pwrite(File, x, "a") end),
    show(pwrite, fun() -> file:pwrite(File, 0, a) end),
    show(result, fun() -> file:read_file("w") end),
    show(pieces, fun() -> file:write(File, [<<I, (binary:copy(<<I>>, 100))/binary>> || I <- lists:seq(0, 255)]) end),
    show(pieces, fun() -> {ok, Data} = file:read_file("w"), {byte_size(Data), erlang:md5(Data)} end),
    show(sync, fun() -> {file:sync(File), file:datasync(File)} end),
    ok = file:close(File),
    Only = open("w", [write]),
    show(read, fun() -> file:read(Only, 1) end),
    show(pread, fun() -> file:pread(Only, 0, 1) end),
    ok = file:close(Only),
    Append = open("w", [append]),
    show(append, fun() -> [file:write(Append, "one"), file:position(Append, 0), file:write(Append, "two")] end),
    ok = file:close(Append),
    show(result, fun() -> file:read_file("w") end),
    Delayed = open("w", [write, {delayed_write, 1000, 100000}]),
    show(delayed, fun() -> [file:write(Delayed, "ab"), file:write(Delayed, "cd")] end),
    show(delayed, fun() -> file:close(Delayed) end),
    show(result, fun() -> file:read_file("w") end),
    Full = open("/dev/full", [write]),
    show(full, fun() -> file:write(Full, "x") end),
    ok = file:close(Full).

positions() ->
    ok = file:write_file("p", "0123456789"),
    File = open("p", [read, write]),
    [show({position, At}, fun() -> {file:position(File, At), file:read(File, 2)} end)
        || At <- [0, 4, cur, {cur, 1}, {cur, -3}, {bof, 3}, bof, eof, {eof, -2}, {eof, 5}, -1, {bof, -1}, {cur, -100},
                  x, {x, 1}, {bof, x}, 1 bsl 70, {eof, -100}]],
    show(truncate, fun() -> [file:position(File, 5), file:truncate(File), file:read_file("p")] end),
    show(longer, fun() -> [file:position(File, 8), file:truncate(File), file:read_file("p")] end),
    ok = file:close(File).

ranges() ->
    File = open("p", [read, write]),
    [show({advise, Advice}, fun() -> file:advise(File, 0, 0, Advice) end)
        || Advice <- [normal, sequential, random, no_reuse, will_need, dont_need, foo]],
    show(advise, fun() -> file:advise(File, -1, 0, normal) end),
    show(allocate, fun() -> [file:allocate(File, 0, 100), file:allocate(File, 0, 0), file:allocate(File, -1, 1)] end),
    show(allocate, fun() -> {ok, Info} = file:read_file_info("p"), Info#file_info.size end),
    ok = file:close(File).

closed() ->
    File = open("p", [read, write]),
    ok = file:close(File),
    show(closed, fun() ->
        [file:close(File), file:read(File, 1), file:write(File, "x"), file:position(File, 0), file:sync(File),
         file:truncate(File), file:pread(File, 0, 1), file:pwrite(File, 0, "x"), file:advise(File, 0, 0, normal)]
    end),
    [show({no_file, Term}, fun() -> [file:close(Term), file:read(Term, 1), file:write(Term, "a"), file:position(Term, 0)] end)
        || Term <- [x, 1, {file_descriptor, x}]].

owners() ->
    Me = self(),
    File = open("p", [read]),
    spawn(fun() ->
        Me ! {other, [try file:read(File, 1) catch error:Reason -> Reason end,
                      try file:close(File) catch error:Reason -> Reason end]}
    end),
    show(other, fun() -> receive {other, Results} -> Results end end),
    ok = file:close(File),
    %% The end of the owner closes the file: no more of them are open than before.
    Open = fun() -> length(element(2, file:list_dir("/proc/self/fd"))) end,
    Before = Open(),
    Starts = [spawn_monitor(fun() -> Me ! [open("p", [read]) || _ <- lists:seq(1, 3)], end_as(Way) end)
        || Way <- [normal, exit, killed]],
    Files = [receive Opened when is_list(Opened) -> Opened end || _ <- Starts],
    [receive {'DOWN', Monitor, process, Pid, _} -> ok end || {Pid, Monitor} <- Starts],
    show(ended, fun() -> wait_until(fun() -> Open() =< Before end) end),
    show(files, fun() -> length(lists:append(Files)) end).

end_as(normal) -> ok;
end_as(exit) -> exit(reason);
end_as(killed) -> exit(self(), kill), receive after infinity -> ok end.

wait_until(Condition) ->
    case Condition() of
        true -> ok;
        false -> receive after 5 -> wait_until(Condition) end
    end.

large() ->
    Piece = binary:copy(list_to_binary([I rem 251 || I <- lists:seq(1, 1000)]), 100),
    Data = binary:copy(Piece, 40),
    show(large, fun() -> file:write_file("large", Data) end),
    show(large, fun() -> {ok, Read} = file:read_file("large"), Read =:= Data end),
    File = open("large", [read]),
    show(large, fun() -> {ok, Read} = file:read(File, 3000000), Read =:= binary:part(Data, 0, 3000000) end),
    show(large, fun() -> {ok, Read} = file:read(File, 100000000), byte_size(Read) end),
    show(large, fun() -> file:read(File, 100000000) end),
    show(large, fun() -> {ok, Read} = file:pread(File, 123456, 1 bsl 22), erlang:md5(Read) end),
    ok = file:close(File),
    show(large, fun() -> file:copy("large", "large2") end),
    show(large, fun() -> {ok, Read} = file:read_file("large2"), Read =:= Data end).

many() ->
    Me = self(),
    Work = fun(I) ->
        Name = "many" ++ integer_to_list(I),
        File = open(Name, [read, write]),
        [ok = file:write(File, integer_to_list(J)) || J <- lists:seq(1, 50)],
        {ok, 0} = file:position(File, 0),
        {ok, Data} = file:read(File, 1000),
        ok = file:close(File),
        {ok, Data} = file:read_file(Name),
        ok = file:delete(Name),
        Me ! {I, Data}
    end,
    [spawn_link(fun() -> Work(I) end) || I <- lists:seq(1, 100)],
    Answers = [receive {I, Data} -> Data end || I <- lists:seq(1, 100)],
    show(many, fun() -> lists:usort(Answers) end).

texts() ->
    [show({text, Reason}, fun() -> lists:flatten(file:format_error(Reason)) end)
        || Reason <- [enoent, eacces, eisdir, enotdir, eexist, einval, enospc, badarg, terminated, system_limit, eperm, emfile,
                      foo, {1, file, undefined_script}]].
