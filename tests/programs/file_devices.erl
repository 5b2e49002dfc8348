%% SPDX-License-Identifier: Apache-2.0
%% Files that are processes, with Tick's own module file: see file_devices.hrl.
-module(file_devices).
-include("file_devices.hrl").
