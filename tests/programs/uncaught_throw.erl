%% SPDX-License-Identifier: Apache-2.0
%% status: 1
%% stderr: ball
-module(uncaught_throw).
-export([main/0]).

main() -> throw({ball, 7}).
