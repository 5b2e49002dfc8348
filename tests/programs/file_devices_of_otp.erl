%% SPDX-License-Identifier: Apache-2.0
%% Files that are processes, with OTP's module file: see file_devices.hrl.
%% options: --otp OTP
-module(file_devices_of_otp).
-include("file_devices.hrl").
