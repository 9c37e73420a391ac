# libcomfy's commands. `make demo` and `make test` are all that a fresh Debian 12 with Swift 6.3 needs.

VERSION := $(shell sed -n 's/^\#define COMFY_VERSION_STRING "\(.*\)"/\1/p' include/comfy.h)
PREFIX ?= /usr/local
DIST := dist
# One build folder a set of flags: changing flags in one folder would rebuild everything each time.
BUILD := .build
# lld, because gold leaves local symbols in the dynamic table
RELEASE := swift build -c release --scratch-path $(BUILD)/dist -Xswiftc -static-stdlib -Xswiftc -use-ld=lld -Xlinker -s
TESTING := -c release --scratch-path $(BUILD)/test -Xswiftc -enable-testing

# Swift brings a C compiler along; a machine may have no other.
TOOLCHAIN := $(dir $(realpath $(shell command -v swift)))
CC := $(firstword $(wildcard $(TOOLCHAIN)clang) cc)
CXX := $(firstword $(wildcard $(TOOLCHAIN)clang++) c++)
export CC CXX

.PHONY: help deps build install demo test test-swift test-c test-cpp test-rust test-love test-cli test-python test-editor test-tracing wheel sanitize fuzz documentation lint format clean

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
	install -m 755 $(BUILD)/dist/release/comfy-cli $(DIST)/bin/comfy
	install -m 755 $(BUILD)/dist/release/comfy-worker $(DIST)/bin/comfy-worker
	install -m 755 $(BUILD)/dist/release/comfy-bench $(DIST)/bin/comfy-bench
	install -m 644 include/comfy.h include/comfy_dlpack.h bindings/cpp/include/comfy.hpp $(DIST)/include/
	install -D -m 644 -t $(DIST)/share/libcomfy bindings/abi.json
	install -D -m 644 -t $(DIST)/lib/cmake/comfy bindings/cpp/cmake/comfyConfig.cmake
	sed 's/@VERSION@/$(VERSION)/' bindings/cpp/cmake/comfyConfigVersion.cmake.in \
		> $(DIST)/lib/cmake/comfy/comfyConfigVersion.cmake
	@printf '%s\n' 'prefix=$${pcfiledir}/../..' 'libdir=$${prefix}/lib' 'includedir=$${prefix}/include' '' \
		'Name: comfy' 'Description: Diffusion workflow engine' 'Version: $(VERSION)' \
		'Libs: -L$${libdir} -lcomfy' 'Cflags: -I$${includedir}' > $(DIST)/lib/pkgconfig/comfy.pc

install: build ## copy dist/ to PREFIX
	mkdir -p $(DESTDIR)$(PREFIX)
	cp -rd --remove-destination $(DIST)/. $(DESTDIR)$(PREFIX)/

demo: build ## generate an image through the C ABI and say where it is
	python3 examples/python/txt2img.py

test: build test-swift test-c test-cpp test-rust test-love test-cli test-python test-tracing ## all tests

test-swift: deps
	swift build $(TESTING) --build-tests
	swift test $(TESTING) --skip-build
	for cpu in avx512 avx2 generic; do COMFY_CPU=$$cpu swift test $(TESTING) --skip-build --filter TensorsTests || exit 1; done

test-c: build
	Tests/CABITests/run.sh $(DIST)/lib $(DIST)/include
	Tests/CABITests/install.sh

test-editor: deps ## the editor's files of PAIRS=FOLDER against the prompts beside them (by default Tests/Fixtures/editor)
	swift build $(TESTING) --build-tests
	$(if $(PAIRS),COMFY_EDITOR_PAIRS=$(abspath $(PAIRS))) swift test $(TESTING) --skip-build --filter EditorPairsTests

test-tracing: build
	Tests/CollectorTests/run.sh $(DIST)/lib $(DIST)/include

test-cli: build
	Tests/CommandLineTests/run.sh $(DIST)/bin/comfy

test-python: build ## the Python tests, against a wheel in virtual environments without and with torch
	bindings/python/tests/run.sh

# The oldest glibc that has all that the library asks for gives the wheel's tag. Everything else is linked statically,
# but for libstdc++ and libgcc, which every manylinux has.
wheel: build ## a Python wheel for other machines, in bindings/python/dist
	LIBCOMFY_PLATFORM=manylinux_2_$$(grep -aohE 'GLIBC_2\.[0-9]+' $(DIST)/lib/libcomfy.so $(DIST)/bin/comfy-worker | sort -V | tail -n 1 | cut -d. -f2)_$$(uname -m) \
		python3 -m pip wheel -q --no-deps -w bindings/python/dist ./bindings/python

test-cpp: build ## the tests of comfy.hpp, and the C and C++ examples through CMake and pkg-config
	@.ci/deps cmake make
	bindings/cpp/tests/run.sh $(DIST)/lib $(DIST)/include
	bindings/cpp/tests/packages.sh $(DIST)
	Tests/ReadmeTests/run.sh $(DIST) c cpp
	$(MAKE) -s -o build install PREFIX=$(CURDIR)/$(BUILD)/prefix
	bindings/cpp/tests/packages.sh $(BUILD)/prefix

test-rust: build ## the tests of the crates; takes Debian's cargo if there is none
	@command -v cargo > /dev/null || .ci/deps cargo rustc
	CARGO_TARGET_DIR=$(CURDIR)/$(BUILD)/cargo bindings/rust/test.sh $(DIST)
	CARGO_TARGET_DIR=$(CURDIR)/$(BUILD)/cargo Tests/ReadmeTests/run.sh $(DIST) rust

test-love: build ## the LÖVE game under Xvfb; its screenshots go to .build/love
	@.ci/deps love xvfb xauth
	examples/love/tests/run.sh $(DIST) $(BUILD)/love

sanitize: deps ## the C and C++ tests under AddressSanitizer and ThreadSanitizer
	Tests/CABITests/sanitize.sh

fuzz: deps ## fuzz every parser; SECONDS_EACH=60 by default
	Tests/Fuzz/run.sh $(or $(SECONDS_EACH),60)

documentation: build ## write the table of configuration keys from the source
	$(DIST)/bin/comfy configuration --markdown > Sources/Configuration/README.md

lint: ## formatting, target dependencies, warnings
	.ci/lint

format: ## format the Swift sources in place
	swift format --in-place --recursive Sources Tests Package.swift

clean:
	rm -rf $(BUILD) $(DIST)
