% SPDX-License-Identifier: Apache-2.0
%% args: 100000
%% stress-gc args: 300
%% Match specifications by themselves: what they give, and what is said about those that are wrong.
-module(ets_match_spec).
-export([main/1]).

main([Count]) ->
  T = fun(Obj,MS) -> test(Obj, MS, table) end,
  G = fun(Obj,G) -> T(Obj,[{'$1',[G],['$1']}]) end,
  B = fun(Obj,Bd) -> T(Obj,[{'$1',[],Bd}]) end,
  T({1,2},[{{'$1','$2'},[],[{{'$1','$2'}}]}]),
  T({1,2},[{{'$1','$1'},[],['$_']},{{'_','$2'},[],['$$']}]),
  T({1,2},[{{'$2','$1'},[],['$$']}]),
  T({1,2},[{{'$3','$1'},[],['$$']}]),
  B({1},[{hd,a}]), B({1},[{hd,a},x]), B({1},[{foo,a}]), B({1},['$2']), B({1},['$_']), B({1},[[]]), B({1},[[a,'$1'|b]]), B({1},[#{a=>'$1'}]), B({1},[{{}}]), B({1},[{}]), B({1},[{const,{a,'$1'}}]), B({1},[{const,a,b}]),B({1},[{const}]), B({1},[{node}]), B({1},[{is_record,'$1',foo}]), B({foo,2},[{is_record,'$1',foo,2}]), B({foo},[{is_record,'$1',{const,foo},1}]), B({1},[{is_record,'$1','$1',1}]), B({1},[{is_record,'$1',foo,a}]),
  B({1},[{{{{a,'$1'}}}}]), B({1},[{{a,{{b}}}}]), B({1},["abc"]), B({1},[<<"x">>]), B({1},[1.5]), B({1},['$a']),B({1},['_']),
  G({1},true), G({1},false), G({1},1), G({1},{'andalso',true,false}), G({1},{'andalso',true}), G({1},{'andalso',true,true,true}), G({1},{'orelse',false,true}), G({1},{'orelse',false,foo}), G({1},{'orelse',foo,true}), G({1},{'andalso',true,foo}), G({1},{'and',true,foo}), G({1},{'or',true,foo}), G({1},{'and',true,true,true}), G({1},{'and',true}), G({1},{'and'}),G({1},{'not',false}), G({1},{'xor',true,false}), G({1},{'or',false,false,true}),G({1},{'xor',false,false,true}),
  B({1},[{'andalso',true,foo}]), B({1},[{'orelse',false,foo}]), B({1},[{'andalso',foo,true}]),B({1},[{'and',foo,true}]),B({1},[{'andalso',false,foo}]),
  B({1},[{'andalso'}]), B({1},[{'orelse'}]),
  [B({1,2,"abc",<<"xyz">>,#{a=>1},2.5},[X]) || X <- [{abs,-1},{element,1,'$1'},{hd,{element,3,'$1'}},{tl,{element,3,'$1'}},{length,{element,3,'$1'}},{size,'$1'},{tuple_size,'$1'},{byte_size,{element,4,'$1'}},{bit_size,{element,4,'$1'}},{map_size,{element,5,'$1'}},{map_get,a,{element,5,'$1'}},{is_map_key,a,{element,5,'$1'}},{round,{element,6,'$1'}},{trunc,{element,6,'$1'}},{float,1},{floor,{element,6,'$1'}},{ceil,{element,6,'$1'}},{'+',1,2},{'-',1,2},{'*',2,3},{'div',7,2},{'rem',7,2},{'/',7,2},{'band',7,2},{'bor',8,2},{'bxor',7,2},{'bnot',7},{'bsl',7,2},{'bsr',7,2},{'+',1},{'-',1},{'>',1,2},{'>=',1,2},{'<',1,2},{'=<',1,2},{'=:=',1,2},{'==',1,2},{'=/=',1,2},{'/=',1,2},{is_atom,a},{is_float,a},{is_integer,a},{is_list,a},{is_number,a},{is_pid,a},{is_port,a},{is_reference,a},{is_tuple,a},{is_map,a},{is_binary,a},{is_bitstring,a},{is_function,a},{is_function,a,1},{is_boolean,a},{is_record,a,b},{node},{max,1,2},{min,1,2},{binary_part,<<"abc">>,1,1},{binary_part,<<"abc">>,{const,{1,1}}},{atom_to_list,a},{is_alive},{setelement,1,'$1',2},{tuple_to_list,'$1'},{get_tcw},{caller},{display,a},{message,a},{return_trace},{is_seq_trace},{process_dump},{silent,true},{trace,[],[]},{is_trace}, {exception_trace},{get_seq_token},{set_seq_token,a,b},{enable_trace,a},{make_fun,a},{caller_line},{current_stacktrace},{is_constant,a},{'length',a,b}, {'size'}]],
  T({1},a),T({1},[]),T({1},[a]),T({1},[{a,b,c}]),T({1},[{a,[],c}]),T({1},[{'$1',b,[x]}]),T({1},[{'$1',[],[]}]),T({1},[{'$1',[],x}]),T({1},[{'$1',[{}],[x]}]), T({1},[{'$1',[x|y],[x]}]), T({1},[{'$1',[],[x|y]}]), T({1},[{'$1',[],[x]}|z]), T({1},[{'$1',[],[x],y}]),T({1},[{'_',[],['$_']}]),T({1},[{foo,[],['$_']}]),T({1},[{{'$1'},[{'$1'}],['$_']}]),T({1},[{{'$1'},['$2'],['$_']}]),
  T(a,[{'_',[],['$_']}]),T([a],[{'_',[],['$_']}]),
  T({#{a=>1,b=>2}},[{{#{a=>'$1'}},[],['$1']}]),T({#{a=>1,b=>2}},[{{#{c=>'$1'}},[],['$1']}]),T({#{a=>1}},[{{#{'$1'=>1}},[],['$1']}]),T({#{a=>1}},[{{#{'_'=>1}},[],['$_']}]),T({#{a=>1}},[{{#{}},[],['$_']}]),T({a},[{{#{}},[],['$_']}]),T({#{{x,1}=>2}},[{{#{{x,1}=>'$1'}},[],['$1']}]),T({#{{x,1}=>2}},[{{#{{x,'_'}=>'$1'}},[],['$1']}]),
  T({1,1.0},[{{'$1','$1'},[],['$_']}]),T({1.0},[{{1},[],['$_']}]),
  T({1},[{{'$100000000'},[],['$100000000']}]),T({1},[{{'$99999999'},[],['$99999999']}]),T({1},[{{'$0'},[],['$0','$$']}]),T({1},[{{'$01'},[],['$1']}]),T({1},[{{'$01'},[],['$01']}]),
  T({[1,2|3]},[{{['$1'|'$2']},[],['$$']}]), T({<<"a">>},[{{<<"a">>},[],['$_']}]),
  B({1},[#{'$1'=>2}]),B({1},[{{'$1',{foo}}}]),B({1},[[{foo}]]), B({1},[#{a=>{foo}}]),
  R = fun(Obj,MS) -> test(Obj, MS, trace) end,
  R([1,2],[{['$1','$2'],[],[]}]),R([1,2],[{['$1','$2'],[],['$1']}]),R([1,2],[{'_',[],[{message,'$_'}]}]),R([1,2],[{'$1',[],[{message,{{a,'$1'}}}]}]),R([1,2],[{['$1'],[],[]}]),R([1,2],[{'_',[],[{return_trace}]}]),R([1,2],[{'_',[],[{return_trace},{exception_trace},false]}]),R([1,2],[{{a},[],[]}]),R({1},[{'_',[],[]}]),R([1,2],[{'_',[{foo}],[]}]),R([1],[{'_',[],[{message,false}]}]),R([1],[{'_',[],[{message,true}]}]),R([1],[{'_',[],[{caller}]}]),R([1],[{'_',[],[{process_dump}]}]),R([1],[{'_',[],[{silent,true}]}]),R([1],[{'_',[],[{enable_trace,call}]}]),R([1],[{'_',[],[{set_tcw,1}]}]),R([1],[{'_',[],[{get_tcw}]}]),R([1],[{'_',[],[{is_seq_trace}]}]),R([1],[{'_',[],[{hd,x}]}]),R([1],a),
  test({1},[],foo),
  B({1},[{{{hd,a},x}}]), B({1},[[{hd,a}]]), B({1},[{'+',1,{hd,a}}]), B({1},[{is_atom,{hd,a}}]), B({1},[{'and',true,{hd,a}}]),B({1},[{'andalso',true,{hd,a}}]),B({1},[{'andalso',{hd,a},true}]),B({1},[{'orelse',foo,{hd,a}}]),B({1},[{'or',true,foo}]),B({1},[{'or',foo}]),B({1},[{'or',{hd,a}}]),B({1},[{'not',foo}]),B({1},[{is_record,{hd,a},x,1}]),B({1},[#{a=>{hd,a}}]),
  B({1},[{foo},{bar}]), B({1},['$2',{bar}]), B({1},[{{'$2',{bar}}}]), B({1},[[{foo}|{bar}]]),B({1},[{{}}|x]),B({1},[{const}|x]),
  T({1},[{'$1',[{foo},{bar}],[{baz}]},{'$1',[{qux}],[x]}]), T({1},[{'$1',[],[x]},{'$1',[{qux}],[x]},{'$1',[{quux}],[x]}]),
  T({1},[{{'$1',#{'$2'=>1}},[{foo}],[x]}]),T({1},[{{'$1',#{x=>1}},['$3'],['$4']}]),T({1},[{'$1',[{foo,'$7'}],[x]}]),T({1},[{'$1',[{hd,'$7'}],[x]}]),
  T({1},[{{'$1'},[{'=:=',{hd,1},1}],['$_']},{'_',[],[second]}]),
  T({2,#{a=>1}},[{{'$1',#{a=>'$1'}},[],['$_']},{'_',[],[second]}]),
  T({1,#{a=>1}},[{{'$1',#{a=>'$1'}},[],['$$']},{'_',[],[second]}]),
  T({1},[{'_',[],['$$']}]), T({a,b},[{'$7',[],['$$']}]),
  T({{1,2},3},[{{{'$3','_'},'$1'},[],['$$']}]), T({1},[{{'$1'},[true,true,{'>','$1',0}],[a,b,'$1']}]),
  T({1},[{{'$1'},[{is_atom,a,b}],['$1']}]),T({1},[{{'$1'},[{"x",b}],['$1']}]),T({1},[{{'$1'},[{'$1',b}],['$1']}]),T({1},[{{'$1'},[{'_',b}],['$1']}]),
  [io:format("~p~n", [compiled(M)]) || M <- [[], a, [{a, b, c}], [{'$1', [], ['$1']}]]],
  C = ets:match_spec_compile([{{'$1', '_'}, [{is_integer, '$1'}], [{{'$1', '$_'}}]}]),
  io:format("~p~n", [ets:match_spec_run([{I rem 7, a} || I <- lists:seq(1, 30)] ++ [{a, b}, c], C)]),
  io:format("~p~n", [erlang:phash2(ets:match_spec_run([{I rem 7, a} || I <- lists:seq(1, list_to_integer(Count))], C))]),
  io:format("~p~n", [ets:test_ms({1, 2}, [{{'$1', '_'}, [], ['$1']}])]),
  ok.

test(Term, Specification, Type) ->
  Result = try erlang:match_spec_test(Term, Specification, Type) catch error:Reason -> Reason end,
  io:format("~0p ~0p ~p -> ~0p~n", [Term, Specification, Type, Result]).

compiled(Specification) ->
  try ets:is_compiled_ms(ets:match_spec_compile(Specification)) catch error:Reason -> Reason end.
