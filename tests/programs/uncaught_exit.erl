%% SPDX-License-Identifier: Apache-2.0
%% status: 1
%% stderr: {went_wrong,[1,2]}
-module(uncaught_exit).
-export([main/0]).

main() -> exit({went_wrong, [1, 2]}).
