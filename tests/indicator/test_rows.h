// SPDX-License-Identifier: Apache-2.0
// Rows of the vector files and of the real data that tests read.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cybercheck::test {

struct Row {
  size_t line = 0;
  std::vector<std::string> fields;  // as written
};

// Rows of tests/vectors/NAME: split at TAB; empty lines and those that start with "# " are left out. Ends the test run when the
// file is missing: a vector file that is not read is a test that cannot fail.
std::vector<Row> ReadVectors(const std::string& name);

// \t \r \n \\ \xHH
std::string Unescape(std::string_view field);
// A JSON string literal, quotes included.
std::string FromJsonString(std::string_view literal);

// Lines of a zstd file of the reference data beside the checkout; empty, after saying so, when it is not there.
std::vector<std::string> ReadReferenceData(const std::string& name);

}  // namespace cybercheck::test
