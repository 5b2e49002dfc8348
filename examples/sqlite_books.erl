%% SPDX-License-Identifier: Apache-2.0
%%
%% sqlite_books: a database in memory, by the library SQLite, called from Erlang.
%%
%%     erlc sqlite_books.erl && tick run sqlite_books.beam
%%
%% Rows come twice: from a loop over sqlite3_step, and from sqlite3_exec, which calls back for each row.
%%
%% erl: no
-module(sqlite_books).
-export([main/0]).

-define(ROW, 100).
-define(DONE, 101).

main() ->
    {ok, Lib} = ffi:open("libsqlite3.so.0"),
    Db = open(Lib, ":memory:"),
    ok = execute(Lib, Db, "create table books (title text, year integer, price real)", null),
    insert(Lib, Db, [{<<"Émile"/utf8>>, 1762, 12.5}, {"Walden", 1854, 9.25}, {<<"Ulysses">>, 1922, 20}]),
    [io:format("~ts, ~w, ~.2f~n", Row) || Row <- select(Lib, Db, 1800)],
    execute(Lib, Db, "select title, year / 100 + 1 as century from books order by title desc", printer()),
    {error, Why} = execute(Lib, Db, "select * from shelves", null),
    io:format("~ts~n", [Why]),
    0 = call(Lib, "sqlite3_close", [pointer], int, [Db]),
    ok.

%% A database works on files, so what is called may block.
call(Lib, Name, Arguments, Result, Values) ->
    ffi:call(ffi:function({Lib, Name}, Arguments, Result, [blocking]), Values).

%% C writes the handle where a pointer points to.
open(Lib, File) ->
    Place = ffi:alloc(ffi:size(pointer)),
    0 = call(Lib, "sqlite3_open", [string, pointer], int, [File, Place]),
    ffi:read(Place, 0, pointer).

%% ok, or {error, Text}: the text has to be freed by whoever asked for it.
execute(Lib, Db, Sql, Callback) ->
    Place = ffi:alloc(ffi:size(pointer)),
    case call(Lib, "sqlite3_exec", [pointer, string, pointer, pointer, pointer], int, [Db, Sql, Callback, null, Place]) of
        0 -> ok;
        _ ->
            Message = ffi:read(Place, 0, pointer),
            Text = ffi:read_string(Message, 0),
            ok = call(Lib, "sqlite3_free", [pointer], void, [Message]),
            {error, Text}
    end.

prepare(Lib, Db, Sql) ->
    Place = ffi:alloc(ffi:size(pointer)),
    0 = call(Lib, "sqlite3_prepare_v2", [pointer, string, int, pointer, pointer], int, [Db, Sql, -1, Place, null]),
    ffi:read(Place, 0, pointer).

%% The last argument of sqlite3_bind_text, SQLITE_TRANSIENT: SQLite is to copy the text.
bind(Lib, Statement, N, Value) when is_integer(Value) ->
    0 = call(Lib, "sqlite3_bind_int64", [pointer, int, int64], int, [Statement, N, Value]);
bind(Lib, Statement, N, Value) when is_float(Value) ->
    0 = call(Lib, "sqlite3_bind_double", [pointer, int, double], int, [Statement, N, Value]);
bind(Lib, Statement, N, Value) ->
    0 = call(Lib, "sqlite3_bind_text", [pointer, int, string, int, pointer], int, [Statement, N, Value, -1, ffi:pointer(-1)]).

insert(Lib, Db, Books) ->
    Statement = prepare(Lib, Db, "insert into books values (?, ?, ?)"),
    [begin
         bind(Lib, Statement, 1, Title),
         bind(Lib, Statement, 2, Year),
         bind(Lib, Statement, 3, Price),
         ?DONE = call(Lib, "sqlite3_step", [pointer], int, [Statement]),
         0 = call(Lib, "sqlite3_reset", [pointer], int, [Statement])
     end || {Title, Year, Price} <- Books],
    0 = call(Lib, "sqlite3_finalize", [pointer], int, [Statement]).

%% The books that are younger than a year.
select(Lib, Db, Year) ->
    Statement = prepare(Lib, Db, "select title, year, price from books where year > ? order by year"),
    bind(Lib, Statement, 1, Year),
    Rows = rows(Lib, Statement),
    0 = call(Lib, "sqlite3_finalize", [pointer], int, [Statement]),
    Rows.

rows(Lib, Statement) ->
    case call(Lib, "sqlite3_step", [pointer], int, [Statement]) of
        ?DONE -> [];
        ?ROW ->
            Row = [call(Lib, "sqlite3_column_text", [pointer, int], string, [Statement, 0]),
                   call(Lib, "sqlite3_column_int64", [pointer, int], int64, [Statement, 1]),
                   call(Lib, "sqlite3_column_double", [pointer, int], double, [Statement, 2])],
            [Row | rows(Lib, Statement)]
    end.

%% int callback(void *, int columns, char **values, char **names): a process prints the row and answers 0, go on.
printer() ->
    ffi:callback(spawn_link(fun print_rows/0), [pointer, int, pointer, pointer], int).

print_rows() ->
    receive
        {callback, _, [_, Columns, Values, Names], Call} ->
            Offsets = [N * ffi:size(pointer) || N <- lists:seq(0, Columns - 1)],
            Cells = [[ffi:read(Names, At, string), "=", ffi:read(Values, At, string)] || At <- Offsets],
            io:format("~ts~n", [lists:join(", ", Cells)]),
            ffi:answer(Call, 0),
            print_rows()
    end.
