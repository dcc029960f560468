# SPDX-License-Identifier: Apache-2.0
# make run     install what is missing, build, load the sample data, serve on 127.0.0.1:8080
# make build   the same, stopping after the build: build/release/cybercheck
# make test    all tests, then the fast ones again under sanitizers
# make bench   the benches, beside their peers, in one run (about an hour; BENCH_MILLIONS=1 for less)
# make soak    long fault, crash and fuzz runs
# make format  clang-format over what git tracks

JOBS ?= $(shell nproc)
DATA ?= data
LISTEN ?= 127.0.0.1:8080
SOAK_FUZZ_SECONDS ?= 60
export CCACHE_NOHASHDIR = 1
export CCACHE_BASEDIR = $(CURDIR)

.PHONY: build run test test-release test-sanitizers bench soak format packages packages-test packages-bench

packages packages-test packages-bench:
	@deploy/install-packages.sh $(if $(filter packages,$@),build,$(subst packages-,,$@))

build: packages
	cmake --preset release $(if $(VERBOSE),,--log-level=WARNING)
	cmake --build build/release -j $(JOBS) --target cybercheck

run: build
	build/release/cybercheck import --data $(DATA) --format csv --source sample deploy/sample/feed.csv
	build/release/cybercheck sample --data $(DATA) --cases 2000
	build/release/cybercheck serve --data $(DATA) --listen $(LISTEN)

test: packages-test test-sanitizers test-release

test-release:
	cmake --preset release --log-level=WARNING
	cmake --build build/release -j $(JOBS)
	ctest --test-dir build/release --output-on-failure --timeout 1200

# Address and undefined behaviour over everything that is not slow; threads over the rooms that have them.
test-sanitizers:
	cmake --preset dev --log-level=WARNING
	cmake --build build/dev -j $(JOBS)
	ctest --test-dir build/dev --output-on-failure --timeout 1200 -LE 'slow|data|bench'
	cmake --preset tsan --log-level=WARNING
	cmake --build build/tsan -j $(JOBS) --target tsan_tests
	ctest --test-dir build/tsan --output-on-failure --timeout 1200 -L threads -LE 'slow|data'

bench: packages-bench
	cmake --preset release --log-level=WARNING
	cmake --build build/release -j $(JOBS)
	bench/run.sh

soak: packages-test
	cmake --preset release --log-level=WARNING
	cmake --build build/release -j $(JOBS)
	CYBERCHECK_SOAK=1 ctest --test-dir build/release --output-on-failure --timeout 7200 -L soak
	deploy/install-packages.sh fuzz
	cmake --preset fuzz --log-level=WARNING
	cmake --build build/fuzz -j $(JOBS)
	fuzz/run.sh build/fuzz/fuzz $(SOAK_FUZZ_SECONDS)

format:
	git ls-files '*.h' '*.cc' | grep -v /tables/ | xargs clang-format -i
