// SPDX-License-Identifier: Apache-2.0
// The reference data beside the checkout, unpacked through zstd(1) as it is read.
#pragma once

#include <cstdio>
#include <string>

namespace cybercheck::ingest {

class Unpacked {
 public:
  // Prints a line that says what is left out when there is no such file.
  explicit Unpacked(const std::string& name);
  ~Unpacked();
  Unpacked(const Unpacked&) = delete;
  Unpacked& operator=(const Unpacked&) = delete;

  explicit operator bool() const { return pipe_ != nullptr; }
  int fd() const { return fileno(pipe_); }
  bool ReadLine(std::string& line);  // without its end

 private:
  FILE* pipe_ = nullptr;
};

}  // namespace cybercheck::ingest
