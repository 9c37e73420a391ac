# libcomfy's commands. `make demo` and `make test` are all that a fresh Debian 12 with Swift 6.3 needs.

VERSION := $(shell sed -n 's/^\#define COMFY_VERSION_STRING "\(.*\)"/\1/p' include/comfy.h)
PREFIX ?= /usr/local
LIBDIR ?= $(PREFIX)/lib
DIST := dist
# One build folder a set of flags: changing flags in one folder would rebuild everything each time.
BUILD := .build
# lld, because gold leaves local symbols in the dynamic table
RELEASE := swift build -c release --scratch-path $(BUILD)/dist -Xswiftc -static-stdlib -Xswiftc -use-ld=lld -Xlinker -s \
	-Xswiftc -Xfrontend -Xswiftc -disable-incremental-llvm-codegen
TESTING := -c release --scratch-path $(BUILD)/test -Xswiftc -enable-testing

# Swift brings a C compiler along; a machine may have no other.
TOOLCHAIN := $(dir $(realpath $(shell command -v swift)))
CC := $(firstword $(wildcard $(TOOLCHAIN)clang) cc)
CXX := $(firstword $(wildcard $(TOOLCHAIN)clang++) c++)
export CC CXX

.PHONY: help deps build install uninstall deb tarball demo test test-swift test-parity test-c test-cpp test-rust test-csharp test-arm64 test-love test-cli test-python test-server test-server-long test-editor test-tracing wheel sanitize sanitize-build fuzz stopping soak soak-sanitized refuse documentation lint format clean

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

deps: ## install the Debian packages that are missing
	@.ci/deps

build: deps ## build and stage an installable tree under dist/
	$(RELEASE) --product comfy
	$(RELEASE) --product comfy-cli
	$(RELEASE) --product comfy-worker
	$(RELEASE) --product comfy-bench
	@mkdir -p $(DIST)/lib/pkgconfig $(DIST)/include $(DIST)/bin
	install -m 755 $(BUILD)/dist/release/libcomfy.so $(DIST)/lib/libcomfy.so
	ln -sf libcomfy.so $(DIST)/lib/libcomfy.so.0
	install -m 755 $(BUILD)/dist/release/comfy-cli $(DIST)/bin/libcomfy
	install -m 755 $(BUILD)/dist/release/comfy-worker $(DIST)/bin/comfy-worker
	install -m 755 $(BUILD)/dist/release/comfy-bench $(DIST)/bin/comfy-bench
	install -m 644 include/comfy.h include/comfy_dlpack.h bindings/cpp/include/comfy.hpp $(DIST)/include/
	install -D -m 644 -t $(DIST)/share/libcomfy bindings/abi.json packaging/tsan.supp
	install -D -m 644 -t $(DIST)/lib/cmake/comfy bindings/cpp/cmake/comfyConfig.cmake
	sed 's/@VERSION@/$(VERSION)/' bindings/cpp/cmake/comfyConfigVersion.cmake.in \
		> $(DIST)/lib/cmake/comfy/comfyConfigVersion.cmake
	sed 's/@VERSION@/$(VERSION)/' packaging/comfy.pc.in > $(DIST)/lib/pkgconfig/comfy.pc
	packaging/licences.py $(DIST)/share/doc/libcomfy $(VERSION)
	@mkdir -p $(addprefix $(DIST)/share/,bash-completion/completions zsh/vendor-completions fish/vendor_completions.d)
	$(DIST)/bin/libcomfy completion bash > $(DIST)/share/bash-completion/completions/libcomfy
	$(DIST)/bin/libcomfy completion zsh > $(DIST)/share/zsh/vendor-completions/_libcomfy
	$(DIST)/bin/libcomfy completion fish > $(DIST)/share/fish/vendor_completions.d/libcomfy.fish

install: build ## copy dist/ to PREFIX, with the libraries in LIBDIR
	packaging/install.sh install $(DIST) "$(DESTDIR)" $(PREFIX) $(LIBDIR)

uninstall: ## take away what `make install` with the same PREFIX and LIBDIR put there
	packaging/install.sh uninstall $(DIST) "$(DESTDIR)" $(PREFIX) $(LIBDIR)

deb: build ## Debian packages, in .build/packages
	packaging/deb.sh $(DIST) $(BUILD)/packages

tarball: build ## an archive that runs wherever it is unpacked, in .build/packages
	packaging/tarball.sh $(DIST) $(BUILD)/packages/libcomfy-$(VERSION)-linux-$$(uname -m).tar.gz

demo: build ## generate an image through the C ABI and say where it is
	python3 examples/python/txt2img.py

test: build test-swift test-c test-cpp test-rust test-csharp test-love test-cli test-python test-tracing ## all tests

test-swift: deps
	swift build $(TESTING) --build-tests
	swift test $(TESTING) --skip-build
	cpus=$$(.ci/processors) && for cpu in $$cpus; do COMFY_CPU=$$cpu swift test $(TESTING) --skip-build --filter TensorsTests || exit 1; done

test-parity: deps ## every output of the reference's workflows and each recorded call of a network, of which test-swift computes a sample
	swift build $(TESTING) --build-tests
	COMFY_PARITY=all swift test $(TESTING) --skip-build --filter 'ParityTests|BoundsTests'

test-c: build
	Tests/CABITests/run.sh $(DIST)/lib $(DIST)/include
	Tests/CABITests/install.sh
	Tests/Refusal/run.sh $(DIST) 4 every=8 small

test-editor: deps ## the editor's files of PAIRS=FOLDER against the prompts beside them (by default Tests/Fixtures/editor)
	swift build $(TESTING) --build-tests
	$(if $(PAIRS),COMFY_EDITOR_PAIRS=$(abspath $(PAIRS))) swift test $(TESTING) --skip-build --filter EditorPairsTests

test-tracing: build
	Tests/CollectorTests/run.sh $(DIST)/lib $(DIST)/include

test-cli: build
	@.ci/deps fish zsh
	Tests/CommandLineTests/run.sh $(DIST)/bin/libcomfy

test-python: build ## the Python tests, against a wheel in virtual environments without and with torch, and the server's
	@.ci/deps chromium
	bindings/python/tests/run.sh

test-server: build ## the tests of Python's server alone; screenshots of ComfyUI's page go to .build/python/screenshots
	@.ci/deps chromium
	COMFY_TEST_ENVIRONMENTS=server bindings/python/tests/run.sh

test-server-long: build ## its load and its fuzz in full: minutes, of which `make test-server` has a sample
	COMFY_TEST_LONG=1 COMFY_TEST_ENVIRONMENTS=server bindings/python/tests/run.sh -s -k 'load or fuzz'

# The oldest glibc that has all that the library asks for gives the wheel's tag. Everything else is linked statically,
# but for libstdc++ and libgcc, which every manylinux has.
wheel: build ## a Python wheel for other machines, in bindings/python/dist
	LIBCOMFY_PLATFORM=manylinux_2_$$(grep -aohE 'GLIBC_2\.[0-9]+' $(DIST)/lib/libcomfy.so $(DIST)/bin/comfy-worker $(DIST)/bin/libcomfy | sort -V | tail -n 1 | cut -d. -f2)_$$(uname -m) \
		python3 -m pip wheel -q --no-deps -w bindings/python/dist ./bindings/python

test-cpp: build ## the tests of comfy.hpp, and the C and C++ examples through CMake and pkg-config
	@.ci/deps cmake make g++
	bindings/cpp/tests/run.sh $(DIST)/lib $(DIST)/include
	bindings/cpp/tests/thread_sanitizer.sh $(DIST)
	bindings/cpp/tests/packages.sh $(DIST)
	Tests/ReadmeTests/run.sh $(DIST) c cpp
	$(MAKE) -s -o build install PREFIX=$(CURDIR)/$(BUILD)/prefix
	bindings/cpp/tests/packages.sh $(BUILD)/prefix

test-rust: build ## the tests of the crates; takes Debian's cargo if there is none
	@command -v cargo > /dev/null || .ci/deps cargo rustc
	CARGO_TARGET_DIR=$(CURDIR)/$(BUILD)/cargo bindings/rust/test.sh $(DIST)
	CARGO_TARGET_DIR=$(CURDIR)/$(BUILD)/cargo Tests/ReadmeTests/run.sh $(DIST) rust

test-csharp: build ## the tests of the C# binding under Debian's Mono
	@.ci/deps mono-mcs mono-runtime
	bindings/csharp/tests/run.sh $(DIST)
	Tests/ReadmeTests/run.sh $(DIST) csharp

test-arm64: ## the C kernels on arm64, under qemu's emulation of processors with and without bf16
	@.ci/deps qemu-user-static libc6-dev-arm64-cross libgcc-12-dev-arm64-cross
	Tests/KernelTests/arm64.sh

test-love: build ## the LÖVE game under Xvfb; its screenshots go to .build/love
	@.ci/deps love xvfb xauth
	examples/love/tests/run.sh $(DIST) $(BUILD)/love

sanitize: deps ## the C and C++ tests under AddressSanitizer and ThreadSanitizer
	Tests/CABITests/sanitize.sh

sanitize-build: deps ## what `make sanitize` and `make fuzz` build
	COMFY_BUILD_ONLY=1 Tests/CABITests/sanitize.sh
	.ci/build_sanitized address --product comfy-fuzz

fuzz: deps ## fuzz every parser; SECONDS_EACH=60 by default
	Tests/Fuzz/run.sh $(or $(SECONDS_EACH),60)

soak: build ## random calls, workflows and faults for MINUTES=5, repeated by SEED=N
	@.ci/deps libjansson-dev
	Tests/Soak/run.sh $(DIST)/lib $(DIST)/include $(or $(MINUTES),5) $(SEED)

stopping: deps ## every node class and every reader of files with large inputs, cancelled: minutes, of which test-swift has a sample
	swift build $(TESTING) --build-tests
	COMFY_TEST_ALL=1 swift test $(TESTING) --skip-build --no-parallel --filter Stopping

soak-sanitized: deps ## the same under AddressSanitizer and ThreadSanitizer
	COMFY_SOAK_MINUTES=$(or $(MINUTES),5) COMFY_SOAK_SEED=$(SEED) Tests/CABITests/sanitize.sh

refuse: build ## each request for memory, a map or a thread of each node class and function refused, here and in workers
	Tests/Refusal/run.sh $(DIST) 0
	Tests/Refusal/run.sh $(DIST) 0 isolated

documentation: build ## write the table of configuration keys from the source
	$(DIST)/bin/libcomfy configuration --markdown > Sources/Configuration/README.md

lint: ## formatting, target dependencies, warnings
	.ci/lint

format: ## format the Swift sources in place
	swift format --in-place --recursive Sources Tests Package.swift

clean:
	rm -rf $(BUILD) $(DIST)
