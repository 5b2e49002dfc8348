%% SPDX-License-Identifier: Apache-2.0
%% Files that are processes: what file and io do with them in every mode, and where they end. One text for two programs: with
%% Tick's module file, and with OTP's.
-include("fresh_folder.hrl").

run() ->
    opening(),
    lines(),
    characters(),
    terms(),
    encodings(),
    positions(),
    places(),
    modes(),
    arguments(),
    ends(),
    copies(),
    links(),
    large(),
    shared().

%% As show/2, where characters are not those of every terminal.
codes(What, Fun) ->
    io:format("~p ~w~n", [What, try Fun() catch Class:Reason -> {Class, Reason} end]).

open(Name, Modes) ->
    {ok, File} = file:open(Name, Modes),
    File.

opens(Name, Modes) ->
    case file:open(Name, Modes) of
        {ok, File} when is_pid(File) -> file:close(File);
        Error -> Error
    end.

opening() ->
    ok = file:write_file("a", "text"),
    ok = file:make_dir("folder"),
    [show({open, Name, Modes}, fun() -> opens(Name, Modes) end)
        || {Name, Modes} <- [{"a", []}, {"a", [read]}, {'a', [read]}, {<<"a">>, [read]}, {["", $a], [read]}, {"none", [read]},
               {"none/x", [write]}, {"a/x", [read]}, {"folder", [read]}, {"folder", [write]}, {"a", [exclusive]},
               {"a", [write, exclusive]}, {"new", [write, exclusive]}, {"a", [{encoding, foo}]}, {"a", [read | x]}, {"a", foo},
               {{a}, [read]}, {[a, 0], [read]}, {"", [read]}, {"a", [read, {read_ahead, 10}]},
               {"a", [append, {delayed_write, 10, 10}]}]],
    show(unchanged, fun() -> file:read_file("a") end).

lines() ->
    ok = file:write_file("lines", "one\ntwo\r\n\nfour\n\r\n\rlast"),
    [begin
         File = open("lines", [read | Modes]),
         show({lines, Modes}, fun() -> [Read(File) || Read <- Reads] end),
         show({lines, Modes}, fun() -> [Read(File) || Read <- Reads] end),
         ok = file:close(File)
     end || Modes <- [[], [binary], [{encoding, utf8}], [binary, {encoding, unicode}], [read_ahead], [{encoding, latin1}]],
            Reads <- [[fun(F) -> file:read_line(F) end, fun(F) -> io:get_line(F, "prompt") end,
                       fun(F) -> file:read(F, 2) end, fun(F) -> io:get_line(F, '') end]]],
    %% Lines that are longer than what is read at a time, and ends of lines where one read ends and the next begins.
    Long = [[lists:duplicate(N, $x), "\r\n"] || N <- [8189, 8190, 8191, 8192, 1, 0, 20000]],
    ok = file:write_file("lines", [Long, "\r"]),
    [begin
         File = open("lines", [read | Modes]),
         show({long, Modes}, fun() -> [iolist_size(Line) || {ok, Line} <- [file:read_line(File) || _ <- Long]] end),
         show({long, Modes}, fun() -> {file:read_line(File), file:read_line(File)} end),
         ok = file:close(File)
     end || Modes <- [[], [binary], [raw], [raw, binary], [{encoding, utf8}], [raw, {read_ahead, 100}]]].

characters() ->
    ok = file:write_file("a", "abc\r\ndefghij"),
    [begin
         File = open("a", [read | Modes]),
         show({characters, Modes}, fun() ->
             [io:get_chars(File, "", 0), io:get_chars(File, "", 2), file:read(File, 2), io:get_chars(File, "", 3),
              io:get_chars(File, "", 100), io:get_chars(File, "", 1), file:read(File, 1), io:get_line(File, "")]
         end),
         ok = file:close(File)
     end || Modes <- [[], [binary], [{encoding, utf8}], [{encoding, utf8}, binary]]].

terms() ->
    ok = file:write_file("terms", "{a, \"b\"}. [1,\n2].   42 text 1.5 rest\nx y"),
    File = open("terms", [read]),
    show(terms, fun() -> [io:read(File, ""), io:read(File, ""), io:fread(File, "", "~d ~s ~f"), io:get_line(File, "")] end),
    show(terms, fun() -> [io:get_line(File, ""), io:read(File, ""), io:fread(File, "", "~d")] end),
    ok = file:close(File),
    ok = file:write_file("terms", ["{a, \"b\"}.\n% no term\n[1,\n2].\n#{c => <<1>>}. \"", <<"\\x{3bb}">>, "\"."]),
    show(consult, fun() -> file:consult("terms") end),
    show(consult, fun() -> file:consult("none") end),
    show(consult, fun() -> {ok, Terms} = file:consult("/dev/null"), Terms end).

encodings() ->
    Text = [$a, 228, 1024, 16#1F600, $\n],
    Utf8 = open("utf8", [write, {encoding, utf8}]),
    codes(utf8, fun() -> [io:put_chars(Utf8, Text), file:write(Utf8, [228, $\n]), io:format(Utf8, "~ts~w~n", [[1024], 1024])] end),
    ok = file:close(Utf8),
    codes(utf8, fun() -> file:read_file("utf8") end),
    Again = open("utf8", [read, {encoding, utf8}]),
    codes(utf8, fun() -> [io:get_chars(Again, "", 2), io:get_line(Again, ""), file:read_line(Again), io:get_line(Again, "")] end),
    ok = file:close(Again),
    Binary = open("utf8", [read, binary, {encoding, utf8}]),
    codes(utf8, fun() -> [io:get_chars(Binary, "", 2), io:get_line(Binary, ""), file:read_line(Binary), io:getopts(Binary)] end),
    codes(options, fun() -> [io:setopts(Binary, [list]), io:setopts(Binary, [foo]), io:setopts(Binary, [{encoding, latin1}]),
                            io:getopts(Binary), io:get_line(Binary, "")] end),
    ok = file:close(Binary),
    %% What the encoding has not got ends the file.
    [begin
         File = open("utf8", [read, {encoding, utf8} | Modes]),
         codes({beyond, Modes}, fun() -> file:read_line(File) end),
         codes({beyond, Modes}, fun() -> file:read_line(File) end)
     end || Modes <- [[], [binary]]],
    Latin1 = open("latin1", [write]),
    codes(latin1, fun() -> [io:put_chars(Latin1, [228]), file:write(Latin1, [255]), file:write(Latin1, [256])] end),
    codes(latin1, fun() -> io:put_chars(Latin1, [1024]) end),
    codes(latin1, fun() -> io:put_chars(Latin1, "a") end),
    codes(latin1, fun() -> file:read_file("latin1") end),
    Bad = open("latin1", [read, {encoding, utf8}]),
    codes(no_utf8, fun() -> io:get_line(Bad, "") end),
    codes(no_utf8, fun() -> io:get_line(Bad, "") end).

positions() ->
    ok = file:write_file("p", "0123456789"),
    File = open("p", [read, write]),
    [show({position, At}, fun() -> {file:position(File, At), file:read(File, 2)} end)
        || At <- [0, 4, cur, {cur, 1}, {cur, -3}, {bof, 3}, bof, eof, {eof, -2}, {eof, 5}, -1, {bof, -1}, {cur, -100},
                  x, {x, 1}, {bof, x}, {eof, -100}]],
    ok = file:close(File),
    ok = file:write_file("p", "one\ntwo\nthree\n"),
    Both = open("p", [read, write]),
    %% What was read ahead is not where the file is.
    show(line, fun() -> [file:read_line(Both), file:position(Both, cur), file:write(Both, "TWO"), file:position(Both, cur)] end),
    show(line, fun() -> [io:get_line(Both, ""), io:get_chars(Both, "", 2), io:put_chars(Both, "REE")] end),
    show(line, fun() -> [file:position(Both, cur), file:truncate(Both), file:read_file("p")] end),
    show(sync, fun() -> [file:sync(Both), file:datasync(Both)] end),
    ok = file:close(Both).

places() ->
    ok = file:write_file("p", "0123456789"),
    [begin
         File = open("p", [read, write | Modes]),
         show({pread, Modes}, fun() ->
             [file:pread(File, 2, 3), file:pread(File, 8, 10), file:pread(File, 10, 1), file:pread(File, [{0, 2}, {9, 5}, {20, 1}]),
              file:pread(File, [])]
         end),
         show({pwrite, Modes}, fun() ->
             [file:pwrite(File, 1, "ab"), file:pwrite(File, [{4, <<"c">>}, {12, ["d", $e]}]), file:pwrite(File, [])]
         end),
         show({pwrite, Modes}, fun() -> file:read_file("p") end),
         ok = file:close(File)
     end || Modes <- [[], [binary], [raw], [raw, binary]]].

modes() ->
    ok = file:write_file("m", "some"),
    Append = open("m", [append]),
    show(append, fun() -> [file:write(Append, " more"), file:position(Append, 0), io:put_chars(Append, "!")] end),
    ok = file:close(Append),
    show(append, fun() -> file:read_file("m") end),
    ok = file:close(open("m", [write])),
    show(write, fun() -> file:read_file("m") end),
    Delayed = open("m", [read, write, {delayed_write, 1000, 100000}]),
    show(delayed, fun() -> [file:write(Delayed, "ab"), io:put_chars(Delayed, "cd"), file:position(Delayed, 1), file:read(Delayed, 2)] end),
    ok = file:close(Delayed),
    show(delayed, fun() -> file:read_file("m") end),
    %% A file that must not be read or written ends when that is tried.
    ReadOnly = open("m", [read]),
    show(read_only, fun() -> [file:read(ReadOnly, 1), file:write(ReadOnly, "x"), file:read(ReadOnly, 1)] end),
    WriteOnly = open("m", [write]),
    show(write_only, fun() -> [file:write(WriteOnly, "x"), file:read(WriteOnly, 1), file:write(WriteOnly, "x")] end),
    Full = open("/dev/full", [write]),
    show(full, fun() -> file:write(Full, "x") end),
    show(full, fun() -> file:close(Full) end).

arguments() ->
    ok = file:write_file("b", "abc"),
    File = open("b", [read, write]),
    show(bad, fun() -> [file:read(File, -1), file:read(File, x), file:pread(File, 0, -1), file:pread(File, -1, 1), file:pread(File, x, 1),
                        file:pread(File, x), file:pread(File, [{0, 1}, x]), file:position(File, x)] end),
    {ok, 0} = file:position(File, 0),
    show(bad, fun() -> [file:write(File, x), file:write(File, [a]), file:write(File, <<1:1>>), file:write(File, [1 | <<2>>])] end),
    show(request, fun() -> [io:request(File, foo), io:request(File, {get_line, latin1, ""}), io:rows(File), io:columns(File)] end),
    show(requests, fun() -> io:requests(File, [{put_chars, latin1, "x"}, foo, {put_chars, latin1, "y"}]) end),
    ok = file:close(File),
    show(bad, fun() -> file:read_file("b") end),
    show(no_file, fun() -> [file:read(1, 1), file:write({}, "a"), file:close(x), file:position(none, 0), file:pread("a", 0, 1)] end),
    show(write_file, fun() -> [file:write_file("b", [a]), file:write_file("b", [256]), file:write_file("none/x", "a"),
                               file:write_file("folder", "a"), file:write_file({}, "a")] end),
    show(bad, fun() -> file:read_file("b") end).

ends() ->
    File = open("b", [read]),
    show(close, fun() -> [file:close(File), file:close(File)] end),
    show(closed, fun() -> [file:read(File, 1), file:position(File, 0), file:pread(File, 0, 1), file:sync(File), file:read_line(File)] end),
    %% The end of the owner closes the file.
    Me = self(),
    {Owner, Monitor} = spawn_monitor(fun() ->
        Me ! open("b", [read]),
        receive stop -> ok end
    end),
    Other = receive Opened when is_pid(Opened) -> Opened end,
    show(others, fun() -> file:read(Other, 1) end),
    Watch = monitor(process, Other),
    Owner ! stop,
    receive {'DOWN', Monitor, process, Owner, _} -> ok end,
    receive {'DOWN', Watch, process, Other, Reason} -> show(owner, fun() -> Reason end) end,
    show(others, fun() -> file:read(Other, 1) end).

copies() ->
    ok = file:write_file("from", "0123456789"),
    show(copy, fun() -> [file:copy("from", "to"), file:read_file("to"), file:copy("from", "to", 3), file:read_file("to"),
                         file:copy("from", {"to", [append]}, 2), file:read_file("to"), file:copy("from", "to", 0),
                         file:read_file("to")] end),
    From = open("from", [read]),
    To = open("to", [write]),
    show(copy, fun() -> [file:read(From, 1), file:copy(From, To, 4), file:copy(From, To), file:copy(From, To), file:close(To),
                         file:read_file("to")] end),
    ok = file:close(From),
    show(copy, fun() -> [file:copy("none", "to"), file:copy("from", "none/to"), file:copy("from", "to", -1)] end).

links() ->
    show(links, fun() -> [file:make_symlink("from", "soft"), file:make_link("from", "hard"), file:read_link("soft"),
                          file:read_link("from"), file:read_file("soft"), file:make_symlink("from", "soft"),
                          file:make_link("none", "x"), file:rename("hard", "harder"), file:rename("none", "x")] end),
    show(types, fun() -> [element(3, element(2, file:read_link_info(Name))) || Name <- ["soft", "from", "folder", "/dev/null"]] end),
    show(types, fun() -> [element(3, element(2, file:read_file_info(Name))) || Name <- ["soft", "from", "folder", "/dev/null"]] end),
    show(folders, fun() -> [file:make_dir("folder"), file:make_dir("folder/in"), file:del_dir("folder"), file:del_dir("folder/in"),
                            file:del_dir("from"), file:delete("folder"), file:delete("none"), file:delete("soft")] end),
    {ok, Names} = file:list_dir("."),
    show(names, fun() -> lists:sort(Names) end),
    show(mode, fun() -> [file:change_mode("from", 8#600), element(8, element(2, file:read_file_info("from"))) band 8#777] end),
    Time = {{2020, 1, 2}, {3, 4, 5}},
    show(time, fun() -> [file:change_time("from", Time), element(6, element(2, file:read_file_info("from", [{time, local}])))] end),
    show(info, fun() -> [file:read_file_info("none"), file:read_file_info({}), file:write_file_info("none", file_info(8#600))] end).

file_info(Mode) ->
    setelement(8, {file_info, undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined,
                   undefined, undefined, undefined, undefined}, Mode).

large() ->
    Line = lists:seq($a, $z) ++ "\n",
    Data = iolist_to_binary(lists:duplicate(20000, Line)),
    ok = file:write_file("large", Data),
    [begin
         File = open("large", [read, binary | Modes]),
         show({large, Modes}, fun() -> {ok, Read} = file:read(File, 500000), Read =:= binary:part(Data, 0, 500000) end),
         show({large, Modes}, fun() -> byte_size(io:get_chars(File, "", 1000000)) end),
         show({large, Modes}, fun() -> file:read(File, 1) end),
         ok = file:close(File)
     end || Modes <- [[], [{encoding, utf8}]]].

%% Many processes write to one file, each line at once.
shared() ->
    File = open("shared", [write]),
    Me = self(),
    Pids = [spawn_link(fun() ->
        [io:format(File, "~w ~w~n", [I, J]) || J <- lists:seq(1, 20)],
        Me ! {done, self()}
    end) || I <- lists:seq(1, 50)],
    [receive {done, Pid} -> ok end || Pid <- Pids],
    ok = file:close(File),
    Again = open("shared", [read]),
    Lines = read_lines(Again),
    show(shared, fun() -> lists:sort(Lines) =:= lists:sort([lists:flatten(io_lib:format("~w ~w~n", [I, J]))
                                                              || I <- lists:seq(1, 50), J <- lists:seq(1, 20)]) end),
    ok = file:close(Again).

read_lines(File) ->
    case io:get_line(File, "") of
        eof -> [];
        Line -> [Line | read_lines(File)]
    end.
