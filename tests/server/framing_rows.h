// SPDX-License-Identifier: Apache-2.0
// The rows of tests/vectors/http_framing.tsv.
#pragma once

#include <string>
#include <vector>

namespace cybercheck::server {

struct FramingRow {
  std::string name;
  std::string bytes;
  int status = 0;
  bool closes = false;
};

std::vector<FramingRow> ReadFramingRows();

}  // namespace cybercheck::server
