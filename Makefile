# Every target is one line over a script; scripts/setup installs what a target needs and the machine lacks.
ARCH := $(shell uname -m)
TOOLSET ?= toolsets/embedded-musl-$(ARCH).json
# What is to be built is found out each time, since two packages share the folder, and so the compiled library.
EMBEDDED := swift build -q --disable-build-manifest-caching -c release --toolset $(TOOLSET) --scratch-path .build/embedded

# The executables of images/.
ENTRIES := base-entry postgres-entry nginx-entry
SOURCES := Package.swift $(TOOLSET) $(shell find Sources -type f)
# The executables that print the documentation of the images.
DEBUG_ENTRIES := $(patsubst images/%/context,.build/tested/debug/%-entry,$(wildcard images/*/context))

.PHONY: up down test test-rootless test-docker test-kube test-aarch64 coverage conformance bench check docs interface binaries test-binaries images build format

up: binaries ## Build everything, bring the stack up and wait until it is healthy.
	@scripts/up

down: ## Remove what `up` made.
	@scripts/down --volumes

test: ## Run every test.
	@scripts/setup && $(MAKE) --no-print-directory -j2 build test-binaries images && $(MAKE) --no-print-directory check
	@scripts/test && swift test -q --package-path Examples --scratch-path .build/examples && scripts/browser-test && scripts/coverage && scripts/fuzz
	@swift test -q --package-path Benchmarks --scratch-path .build/bench-tests

test-rootless: images test-binaries ## The stack and a part of the image tests with podman without root; after `build`.
	@scripts/setup containers rootless && scripts/test-rootless

test-docker: ## A part of the image tests with Docker; after `build` and `binaries`.
	@scripts/setup docker && scripts/test-docker

test-kube: images ## The manifests of deploy/: schemas, rules, and their pods by podman.
	@scripts/setup kube containers && scripts/kube-test

test-aarch64: test-binaries ## Executables for aarch64 and process tests with them, by qemu; after `build`.
	@scripts/setup build aarch64 && scripts/test-aarch64

coverage: ## The process tests once more with the ordinary build, lines counted; after `test`.
	@scripts/setup test && scripts/coverage

conformance: ## How ours and other entrypoints behave, side by side.
	@scripts/conformance

check: $(DEBUG_ENTRIES) binaries ## Formatting, layers, documentation, shell scripts, sizes and counts.
	@scripts/setup check && scripts/check && scripts/check-planted && scripts/interface --check && scripts/docs --check && scripts/budget

docs: $(DEBUG_ENTRIES) ## The generated documentation of the images.
	@scripts/docs

interface: ## The record of the library's public interface.
	@scripts/setup check && scripts/interface

build: ## The ordinary build, of sources and tests.
	@scripts/swift build --build-tests -q

binaries: $(addprefix build/bin/,$(ENTRIES) demo-entry) ## The executables of the images.

test-binaries: binaries build/test/callback-entry build/test/report-entry ## Those and what only tests use.
	@cp build/bin/*-entry build/test/

images: binaries ## The images, without starting anything.
	@scripts/setup containers && scripts/base-image && scripts/images

bench: ## Measure ours beside what others use in its place: ONLY=start,memory for some of it.
	@scripts/setup build bench && $(MAKE) --no-print-directory -j2 binaries $(BENCH) && scripts/bench

format: ## Format all Swift files.
	@swift format --in-place --parallel --recursive Package.swift Sources Tests Examples Benchmarks

# The build leaves an executable alone whose content stays the same, so its time tells nothing without the touch.
.build/tested/debug/%-entry: $(SOURCES)
	@scripts/swift build -q --product $*-entry && touch $@

# In one call, which compiles the library once and the executables at the same time.
$(addprefix build/bin/,$(ENTRIES)) build/test/callback-entry &: $(SOURCES) $(wildcard Tests/CallbackEntry/*.swift)
	@scripts/setup build && $(EMBEDDED) && mkdir -p build/bin build/test
	@cd .build/embedded/release && cp $(ENTRIES) $(CURDIR)/build/bin && cp callback-entry $(CURDIR)/build/test

# As the author of an image builds it, from a package that depends on this one.
build/bin/demo-entry: build/bin/base-entry $(shell find Examples/Package.swift Examples/Sources -type f)
	@$(EMBEDDED) --package-path Examples --product $(@F) && cp .build/embedded/release/$(@F) $@

# An entrypoint with Foundation, which is ordinary Swift.
build/test/report-entry: $(SOURCES) Examples/Package.swift $(wildcard Examples/Sources/FoundationEntry/*.swift)
	@swift build -q -c release --static-swift-stdlib -Xlinker -s --package-path Examples --scratch-path .build/foundation \
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
