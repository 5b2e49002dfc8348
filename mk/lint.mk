# SPDX-License-Identifier: Apache-2.0
# Format and static analysis.

.PHONY: lint format

C_FILES     = $(shell find $(wildcard asm loader vm tools tests) -name '*.[ch]')
TIDY_FILES  = $(filter %.c,$(C_FILES))
TIDY        = clang-tidy-19 --quiet "$$@" -- $(CPPFLAGS) -std=gnu17 2>&1
SHELL_FILES = .ci/run $(shell find mk tests bench -name '*.sh')

format: ## format all C files
	clang-format-19 -i $(C_FILES)

# What clang-tidy says in full, with how it comes to each finding, is in build/tidy.log.
lint: ## check format, clang-tidy's findings and the shell scripts
	@mk/deps.sh build test lint
	@$(MAKE) -s --no-print-directory lib
	@clang-format-19 --dry-run -Werror $(C_FILES)
	@echo '$(words $(TIDY_FILES)) files through clang-tidy'
	@printf '%s\n' $(TIDY_FILES) | xargs -P $$(nproc) -n 4 sh -c '$(TIDY)' tidy >build/tidy.log || \
	    { grep -E '(error|warning): ' build/tidy.log | sort -u || cat build/tidy.log; exit 1; }
	@for script in $(SHELL_FILES); do bash -n $$script || exit 1; done
	@echo 'lint: no complaints'
