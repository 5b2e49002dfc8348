%% SPDX-License-Identifier: Apache-2.0
%% erl: no
%% What is wrong with a call of ets: reason, and cause in the error_info; and what odd calls give that are right.
%% Erlang/OTP 25 gives the same, but sometimes aborts while it makes an error_info without a cause.
-module(ets_errors).
-export([main/0]).

main() ->
  N = fun(O) -> ets:new(t,O) end,
  S = N([]), B=N([bag]), O=N([ordered_set]), named=ets:new(named,[named_table]),
  ets:insert(S,[{1,2},{k,1,2,x}]),
  D = N([]), ets:delete(D),
  Me = self(),
  {P,_} = spawn_monitor(fun() -> ets:new(prv,[named_table,private]), ets:new(prt,[named_table]), ets:insert(prv,{1,1}), Me ! made, receive x -> ok end end),
  receive made -> ok end,
  L = [{insert,[D,{1}]},{insert,["x",{1}]},{insert,[prt,{1}]},
   {insert_new,[prt,{1}]},
   {lookup,[prv,1]},{lookup,[D,1]},{lookup,[1,1]},{lookup_element,[S,1,3]},{lookup_element,[S,9,1]},{lookup_element,[S,1,0]},{lookup_element,[S,1,a]},{lookup_element,[prv,1,a]},
   {member,[D,1]},{first,[D]},{next,[S,zz]},{next,[O,zz]},{prev,[S,zz]},{last,[prv]},{slot,[S,-1]},{slot,[S,100000]},{slot,[S,a]},{slot,[O,1]},{slot,[O,0]},{slot,[O,-1]},
   {update_counter,[S,1,1]},{update_counter,[S,9,1]},{update_counter,[B,9,1]},{update_counter,[S,1,{1,1}]},{update_counter,[S,1,{9,1}]},{update_counter,[S,1,{0,1}]},{update_counter,[S,1,{2,a}]},{update_counter,[S,1,a]},{update_counter,[S,1,[{2,1},a]]},{update_counter,[S,1,[{2,1}|a]]},{update_counter,[S,1,{2,1,a,1}]},{update_counter,[S,1,{2,1,1,a}]},{update_counter,[S,k,{4,1}]},{update_counter,[prt,k,{4,1}]},
   {update_counter,[S,9,1,{}]},{update_counter,[S,9,1,a]},{update_counter,[S,9,1,{9,a}]},{update_counter,[S,9,{3,1},{9,a}]},{update_counter,[S,9,{1,1},{9,a}]},{update_counter,[S,1,1,a]},{update_counter,[S,1,[]]},{update_counter,[S,99,[]]},{update_counter,[S,99,[],{1}]},
   {update_element,[S,1,{1,1}]},{update_element,[S,1,{9,1}]},{update_element,[S,1,{0,1}]},{update_element,[S,1,a]},{update_element,[S,1,[a]]},{update_element,[S,77,{2,1}]},{update_element,[S,77,{99,1}]},{update_element,[S,77,{1,1}]},{update_element,[S,77,a]},{update_element,[B,77,{2,1}]},{update_element,[S,77,[]]},{update_element,[S,1,[]]},{update_element,[S,1,[{2,3}|x]]},
   {take,[D,1]},{take,[prt,1]},{delete,[D]},{delete,[prt]},{delete,[prv]},{delete,[nonesuch]},{delete,[S,1]},{delete,[prt,1]},{delete_object,[S,a]},{delete_object,[prt,{a}]},{delete_object,[S,{}]},{delete_all_objects,[prt]},
   {select,[S,a]},{select,[S,[]]},{select,[S,[a]]},{select,[S,[{a}]]},{select,[S,[{a,b,c}]]},{select,[S,[{'$1',[{foo}],['$1']}]]},{select,[S,[{'$1',[],['$2']}]]},{select,[S,[{'$1',[],[]}]]},{select,[D,[{'$1',[],['$1']}]]},{select,[prv,[{'$1',[],['$1']}]]},{select,[S,[{'$1',[],['$1']}],0]},{select,[S,[{'$1',[],['$1']}],a]},{select,[a]},{select,[{a,b}]},{select,['$end_of_table']},{select_reverse,['$end_of_table']},{match,['$end_of_table']},{match,[x]},{match_object,[x]},{match,[S,a,0]},{match,[D,a]},{match,[S,a]},
   {select_count,[S,a]},{select_count,[S,[{'_',[],[true]}]]},{select_count,[S,[{'_',[],[false]}]]},{select_count,[S,[{'_',[],[1]}]]},{select_replace,[S,[{'$1',[],['$1']}]]},{select_replace,[S,[{{'$1','$2'},[],[{{'$1',3}}]}]]},{select_replace,[S,[{{'$1','$2'},[],[{{'$2',3}}]}]]},{select_replace,[B,[{{'$1','$2'},[],[{{'$1',3}}]}]]},{select_replace,[S,[{{'$1','$2'},[],['$_']}]]},{select_replace,[S,[{{'$1','$2'},[],['$$']}]]},{select_replace,[S,[{{1,'$2'},[],[{{1,5}}]}]]},{select_replace,[S,[{{'$1','$2'},[],[{setelement,2,'$_',3}]}]]},{select_replace,[S,[{{'$1','$2'},[],[{setelement,1,'$_',3}]}]]},{select_replace,[S,[{{'$1','$2'},[],[{const,{1,2}}]}]]},{select_replace,[S,[{{1,'$2'},[],[{const,{1,2}}]}]]},{select_replace,[S,[{{'_','$2'},[],[{{{element,1,'$_'},2}}]}]]},{select_replace,[S,[{{{'$1',a},'$2'},[],[{{{{'$1',a}},2}}]}]]},
   {select_delete,[prt,[{'_',[],[true]}]]},{select_delete,[prt,[{'_',[],[foo]}]]},{select_delete,[S,[{'_',[],[foo]}]]},{match_delete,[S,{xx}]},
   {new,[a,b]},{new,["a",[]]},{new,[a,[set|b]]},{new,[named,[named_table]]},{new,[a,[{keypos,0}]]},{new,[a,[{heir,a}]]},{new,[a,[{read_concurrency,x}]]},{new,[a,[{write_concurrency,x}]]},{new,[a,[compressed,{heir,none}]]},{new,[a,[{decentralized_counters,x}]]},{new,[a,[duplicate_bag,{keypos,3},private]]},
   {rename,[S,named]},{rename,[named,named2]},{rename,[named2,named2]},{rename,[prt,foo]},{rename,[S,s2]},{rename,[D,x]},
   {give_away,[S,self(),x]},{give_away,[S,P,x]},{give_away,[S,P,x]},{give_away,[D,P,x]},{give_away,[B,a,x]},{give_away,[B,list_to_pid("<0.9999.0>"),x]},
   {setopts,[B,{heir,none}]},{setopts,[B,[{heir,P,x}]]},{setopts,[B,[]]},{setopts,[B,a]},{setopts,[B,[{heir,a,x}]]},{setopts,[prt,{heir,none}]},{setopts,[B,{protection,private}]},{setopts,[B,[{protection,x}]]},{setopts,[B,{heir,P}]},{setopts,[B,[{heir,P,x},{heir,none}]]},
   {safe_fixtable,[B,true]},{safe_fixtable,[B,x]},{safe_fixtable,[D,true]},{safe_fixtable,[prv,true]},{safe_fixtable,[prt,true]},
   {info,[D]},{info,[nonesuch]},{info,[1]},{info,[make_ref()]},{info,[B,foo]},{info,[D,size]},{info,[D,foo]},{info,[1,size]},{info,[B,heir]},{info,[prv,size]},
   {whereis,[1]},{whereis,[nonesuch]},{whereis,[B]},{whereis,["x"]},
   {match_spec_compile,[a]},{match_spec_compile,[[{a,b,c}]]},{match_spec_run_r,[a,b,c]},{match_spec_run_r,[[a],ets:match_spec_compile([{'$1',[],['$1']}]),[]]},{match_spec_run_r,[[{a},b,{c}|d],ets:match_spec_compile([{'$1',[],['$1']}]),[]]},{is_compiled_ms,[a]},{is_compiled_ms,[ets:match_spec_compile([{'$1',[],['$1']}])]},{test_ms,[{1,2},a]},{test_ms,[a,[{'$1',[],['$1']}]]},{tab2list,[D]},{tab2list,[prv]},
   {lookup,[prt,1]},{internal_delete_all,[B,undefined]},
   {info,[S,fixed]},{info,[B,fixed]},{info,[O,stats]},{info,[B,id]},{info,[B,read_concurrency]},{info,[B,write_concurrency]},{info,[B,node]},{info,[B,protection]},{info,[B,compressed]},{info,[B,decentralized_counters]},{info,[B,type]}
  ],
    [io:format("~p ~0p~n", [F, attempt(F, mask(A), fun() -> apply(ets, F, A) end)]) || {F, A} <- L],
    P ! x,
    ok.

attempt(_, Args, Call) ->
    try {Args, mask(Call())}
    catch error:Reason:Stack ->
        {_, Name, Called, Info} = hd(Stack),
        {Args, Reason, Name, length(Called), Info}
    end.

%% Terms that are not the same in every run.
mask(R) when is_reference(R) -> ref;
mask(P) when is_pid(P) -> pid;
mask([H | T]) -> [mask(H) | mask(T)];
mask(T) when is_tuple(T) -> list_to_tuple(mask(tuple_to_list(T)));
mask(T) -> T.
