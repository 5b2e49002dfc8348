# SPDX-License-Identifier: Apache-2.0
# Compiler, flags and folder of each VARIANT.
#
#   release         what people use: clang-19 when it is there, else gcc; build/
#   gcc             the same with gcc; build/gcc/
#   asan, tsan      clang's address + undefined-behaviour, and thread sanitizer
#   stress-gc       collects garbage wherever memory is allocated (large heaps less often), with AddressSanitizer to see
#                   stale terms
#   stress-quantum  processes are switched out after a random number of reductions
#   fuzz            for tests/fuzz: as asan, with the counters of libFuzzer; without its log of comparisons, which takes
#                   a third of the time and reaches nothing that the mutators do not
#   no-trap         builtins never give up the processor: what bench/ measures the price of that with
#   count           programs say at their end which forms of instructions they executed how often

ifeq ($(origin CC),default)
CC := $(shell command -v clang-19 || command -v gcc || echo cc)
endif

WARNINGS := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition \
            -Wundef -Wvla -Wwrite-strings -Wcast-qual -Wpointer-arith -Werror
CPPFLAGS := -I. -Ibuild/gen
CFLAGS   := -std=gnu17 -O2 -g -fno-plt -fomit-frame-pointer $(WARNINGS)
LDFLAGS  :=
LDLIBS   := -Wl,--as-needed -lck -lgmp -lz -lffi -lpcre2-8 -lutf8proc -lm -lpthread
ALLOCATOR := -Wl,--no-as-needed -lmimalloc

B := build/$(VARIANT)
DEBUGGABLE := -DTICK_DISPATCH_LOOP -O1 -fno-omit-frame-pointer

ifeq ($(VARIANT),release)
B := build
else ifeq ($(VARIANT),gcc)
CC := gcc
else ifeq ($(VARIANT),asan)
CFLAGS    += $(DEBUGGABLE) -fsanitize=address,undefined -fno-sanitize-recover=all
LDFLAGS   += -fsanitize=address,undefined
ALLOCATOR :=
else ifeq ($(VARIANT),tsan)
CFLAGS    += $(DEBUGGABLE) -fsanitize=thread
LDFLAGS   += -fsanitize=thread
ALLOCATOR :=
UNIT_RUNNER := $(B)/obj/tests/plain_runner.o
else ifeq ($(VARIANT),stress-gc)
CFLAGS    += $(DEBUGGABLE) -DTICK_STRESS_GC -fsanitize=address
LDFLAGS   += -fsanitize=address
ALLOCATOR :=
else ifeq ($(VARIANT),stress-quantum)
CFLAGS    += -DTICK_STRESS_QUANTUM
else ifeq ($(VARIANT),fuzz)
CFLAGS    += $(DEBUGGABLE) -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -fno-sanitize-coverage=trace-cmp
LDFLAGS   += -fsanitize=address,undefined
ALLOCATOR :=
else ifeq ($(VARIANT),no-trap)
CFLAGS    += -DTICK_NO_TRAP
else ifeq ($(VARIANT),count)
CFLAGS    += -DTICK_DISPATCH_LOOP -DTICK_COUNT_FORMS
else
$(error VARIANT=$(VARIANT) is none of release gcc asan tsan stress-gc stress-quantum fuzz no-trap count)
endif

# Commands are printed in short; V=1 prints them whole.
ifeq ($(V),1)
Q   :=
say :=
else
Q   := @
say  = @printf '  %-7s %s\n' $(1) $(2)
endif

define compile
@mkdir -p $(@D)
$(call say,CC,$@)
$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<
endef

define link
@mkdir -p $(@D)
$(call say,LINK,$@)
$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(filter %.a,$^) $(LINK_FIRST) $(LDLIBS)
endef
