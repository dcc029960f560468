// SPDX-License-Identifier: Apache-2.0
// load_synthetic DIR COUNT: see bench/synthetic_directory.h.
#include <cstdio>
#include <cstdlib>

#include "bench/synthetic_directory.h"

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: load_synthetic DIR COUNT\n");
    return 2;
  }
  const unsigned long long count = std::strtoull(argv[2], nullptr, 10);
  const auto report = cybercheck::bench::LoadSynthetic(argv[1], count);
  if (report.has_error()) {
    std::fprintf(stderr, "load_synthetic: %s\n", ToString(report.error()).c_str());
    return 1;
  }
  if (report->entries == 0)
    std::printf("%s holds %llu indicators already\n", argv[1], count);
  else
    std::printf("loaded %llu indicators into %s: %llu entries (%llu known) in %.1f s, %.0f rows/s\n", count, argv[1],
                static_cast<unsigned long long>(report->entries), static_cast<unsigned long long>(report->replayed), report->seconds,
                static_cast<double>(count) / report->seconds);
  return 0;
}
