// SPDX-License-Identifier: Apache-2.0
// trail_sample FORMAT  prints the sample's document, for trail_readers_test.py
#include "tests/cases/trail_sample.h"

#include <cstdio>

int main(int argc, char** argv) {
  using namespace cybercheck::cases;
  const auto format = argc == 2 ? TrailFormatNamed(argv[1]) : std::nullopt;
  if (!format) return 2;
  const TrailSample sample;
  std::string out;
  WriteTrail(sample.Document(), *format, out);
  return std::fwrite(out.data(), 1, out.size(), stdout) == out.size() ? 0 : 1;
}
