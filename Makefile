# Every target is one line over a script; scripts/setup installs what a target needs and the machine lacks.
ARCH := $(shell uname -m)
TOOLSET ?= toolsets/embedded-musl-$(ARCH).json
# What is to be built is found out each time, since two packages share the folder, and so the compiled library.
EMBEDDED := swift build -q --disable-build-manifest-caching -c release --toolset $(TOOLSET) -debug-info-format none --scratch-path .build/embedded
# The linker tells them their commit, so that another one compiles nothing anew.
COMMIT := $(shell . scripts/project-env && echo $$COMMIT)
ifdef COMMIT
EMBEDDED += -Xlinker --defsym=ru_commit=0x$(COMMIT)
endif

# The executables of images/.
ENTRIES := base-entry postgres-entry nginx-entry
SOURCES := Package.swift $(TOOLSET) $(shell find Sources -type f -not -path '*.docc/*')
# The executables that print the documentation of the images.
DEBUG_ENTRIES := $(patsubst images/%/context,.build/tested/debug/%-entry,$(wildcard images/*/context))

.PHONY: help up down test test-fast test-rootless test-docker test-kube test-aarch64 test-release release coverage conformance bench check docs interface \
	binaries test-binaries images build format

help: ## This list.
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' Makefile

up: binaries ## Build everything, bring the stack up and wait until it is healthy.
	@scripts/up

down: ## Remove what `up` made.
	@scripts/down --volumes

test: ## The checks, and all tests but those of the lanes below.
	@scripts/step "Installing what is missing" scripts/setup
	@$(MAKE) --no-print-directory -j3 build test-binaries images
	@$(MAKE) --no-print-directory check
	@scripts/test
	@$(MAKE) --no-print-directory -j2 counted beside

# What is left of `test`, in two rows.
.PHONY: counted beside
counted:
	@scripts/step "Comparing with reference versions" scripts/fuzz
	@scripts/step "Counting the lines that tests run" scripts/coverage

beside:
	@scripts/step "Looking at the stack in a browser" scripts/browser-test
	@scripts/step "Testing the benchmark" swift test -q -Xswiftc -gnone --package-path Benchmarks --scratch-path .build/bench-tests
	@scripts/step "Testing the example" scripts/test-package Examples -q
	@scripts/step "Following the first tutorial" scripts/tutorial

test-fast: build check ## The checks and the tests in-process, without root and containers.
	@scripts/step "Testing in-process" scripts/swift test --skip-build --filter '^(RunUtils|Postgres|Nginx)Tests\.'

test-rootless: images test-binaries ## The stack and a part of the image tests with podman without root; after `build`.
	@scripts/setup containers rootless && scripts/test-rootless

test-docker: ## A part of the image tests with Docker; after `build` and `binaries`.
	@scripts/setup docker && scripts/test-docker

test-kube: images ## The manifests of deploy/: schemas, rules, and their pods by podman.
	@scripts/setup kube containers && scripts/kube-test

test-aarch64: test-binaries ## Executables for aarch64 and process tests with them, by qemu; after `build`.
	@scripts/setup build aarch64 && scripts/test-aarch64

test-release: ## Two releases from two clones, which must be the same; checks their lists by the schema of SPDX.
	@scripts/setup build containers release kube && scripts/test-release

release: ## Make a release of this commit: make release VERSION=1.0.0
	@scripts/release "$(VERSION)"

coverage: ## The process tests once more with the ordinary build, lines counted; after `test`.
	@scripts/setup test && scripts/coverage

conformance: ## How ours and other entrypoints behave, side by side.
	@scripts/conformance

check: $(DEBUG_ENTRIES) binaries ## Formatting, layers, documentation, shell scripts, sizes and counts.
	@scripts/setup check
	@$(MAKE) --no-print-directory -j2 sources documents

# What `check` looks at, in two rows.
.PHONY: sources documents
sources:
	@scripts/step "Checking the sources" scripts/check
	@scripts/step "Checking the scripts" scripts/check-scripts
	@scripts/step "Counting sizes and calls" scripts/budget

documents:
	@scripts/step "Comparing the interface" scripts/interface --check
	@scripts/step "Comparing the documentation" scripts/docs --check
	@scripts/step "Checking the guide's links and code" scripts/pages
	@scripts/step "Making the site" scripts/site
	@scripts/step "Checking the checks" scripts/check-planted

docs: $(DEBUG_ENTRIES) ## The generated documentation, and the site of the guide in build/docs.
	@scripts/setup check && scripts/docs && scripts/site

interface: ## The record of the library's public interface.
	@scripts/setup check && scripts/interface

build: ## The ordinary build, of sources and tests.
	@scripts/step "Building sources and tests" scripts/swift build --build-tests -q

binaries: $(addprefix build/bin/,$(ENTRIES) demo-entry) ## The executables of the images.

test-binaries: binaries build/test/callback-entry build/test/report-entry ## Those and what only tests use.
	@cp build/bin/*-entry build/test/

images: binaries base-image ## The images, without starting anything.
	@scripts/step "Building the images" scripts/images

.PHONY: base-image
base-image:
	@scripts/setup containers && scripts/step "Finding the base image" scripts/base-image

bench: ## Measure ours beside what others use in its place: ONLY=start,memory for some of it.
	@scripts/setup build bench && $(MAKE) --no-print-directory -j2 binaries $(BENCH) && scripts/bench

format: ## Format all Swift files.
	@swift format --in-place --parallel --recursive Package.swift Sources Tests Plugins Template Examples Benchmarks

# The build leaves an executable alone whose content stays the same, so its time tells nothing without the touch.
.build/tested/debug/%-entry: $(SOURCES)
	@scripts/swift build -q --product $*-entry && touch $@

# Changes with the commit.
build/commit: FORCE
	@mkdir -p $(@D) && { echo '$(COMMIT)' | cmp -s - $@ || echo '$(COMMIT)' >$@; }
.PHONY: FORCE

# In one call, which compiles the library once and the executables at the same time.
$(addprefix build/bin/,$(ENTRIES)) build/test/callback-entry &: build/commit $(SOURCES) $(wildcard Tests/CallbackEntry/*.swift)
	@scripts/setup build && scripts/step "Building the executables" $(EMBEDDED) && mkdir -p build/bin build/test
	@cd .build/embedded/release && cp $(ENTRIES) "$(CURDIR)/build/bin" && cp callback-entry "$(CURDIR)/build/test"

# As the author of an image builds it, from a package that depends on this one.
build/bin/demo-entry: build/bin/base-entry $(shell find Examples/Package.swift Examples/Sources -type f)
	@scripts/step "Building $(@F)" $(EMBEDDED) --package-path Examples --product $(@F) && cp .build/embedded/release/$(@F) $@

# An entrypoint with Foundation, which is ordinary Swift; to optimize it takes a minute more and shows nothing. Later than the executables
# that images wait for.
build/test/report-entry: $(SOURCES) Examples/Package.swift $(wildcard Examples/Sources/FoundationEntry/*.swift) | build/bin/base-entry
	@rm -f .build/foundation/release/$(@F) && swift build -q -c release --static-swift-stdlib -Xswiftc -Onone -Xlinker -s --package-path Examples --scratch-path .build/foundation --disable-build-manifest-caching \
		--product $(@F) 2>&1 | { grep -v "use of .mktemp" || true; } && mkdir -p $(@D) && cp .build/foundation/release/$(@F) $@

# The benchmark, its three small programs, and the executable in other builds.
BENCH := $(addprefix build/bench/,bench launch child copy static-glibc/base-entry dynamic-glibc/base-entry)
build/bench/bench: Benchmarks/Package.swift $(wildcard Benchmarks/Sources/Bench/*.swift)
	@swift build -q -c release --package-path Benchmarks --scratch-path .build/bench && mkdir -p $(@D) && cp .build/bench/release/Bench $@

MUSL := $(ARCH)-linux-musl
build/bench/launch build/bench/child build/bench/copy: build/bench/%: Benchmarks/programs/%.c Benchmarks/programs/stamp.h
	@scripts/setup build && mkdir -p $(@D) && clang --target=$(MUSL) -isystem /usr/include/$(MUSL) -L/usr/lib/$(MUSL) \
		-B/usr/lib/$(MUSL) -static -fuse-ld=lld -O2 -Wall -Wextra -Werror -o $@ $<

GLIBC := swift build -q -c release --product base-entry --toolset toolsets/embedded-glibc-$(ARCH).json --scratch-path .build
build/bench/dynamic-glibc/base-entry: $(SOURCES)
	@scripts/setup build && $(GLIBC)/dynamic-glibc && mkdir -p $(@D) && cp .build/dynamic-glibc/release/base-entry $@

build/bench/static-glibc/base-entry: $(SOURCES)
	@scripts/setup build && $(GLIBC)/static-glibc -Xswiftc -Xclang-linker -Xswiftc -static -Xswiftc -Xclang-linker -Xswiftc -Wno-unused-command-line-argument && mkdir -p $(@D) && cp .build/static-glibc/release/base-entry $@
