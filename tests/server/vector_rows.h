// SPDX-License-Identifier: Apache-2.0
// The rows of tests/vectors/http_framing.tsv, check_body.tsv and report_body.tsv, unescaped.
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

struct BodyRow {
  std::string name;
  std::string body;
  std::string code;
  std::string detail_part;
};

std::vector<FramingRow> ReadFramingRows();
std::vector<BodyRow> ReadBodyRows();
std::vector<BodyRow> ReadReportBodyRows();

}  // namespace cybercheck::server
