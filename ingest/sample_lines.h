// SPDX-License-Identifier: Apache-2.0
// Sample complaints as bodies of POST /v1/cases, one a line, in the order in which they were reported: for those who want to try
// the interface rather than fill a directory. Pure.
#pragma once

#include <functional>
#include <queue>
#include <string>
#include <tuple>
#include <vector>

#include "ingest/sample_case.h"

namespace cybercheck::ingest {

struct SampleLineOptions {
  bool identities = false;  // with fictional names and national ids
};

// Complaints by the order of their times, those that tell a loss again with the others.
class SampleLines {
 public:
  SampleLines(const SampleOptions& options, const SampleLineOptions& lines);
  // Appends the next line with its end; false: there is none.
  bool Next(std::string& out);
  const SampleWorld& world() const { return world_; }
  uint64_t cases() const { return next_; }
  uint64_t complaints() const { return complaints_; }

 private:
  struct Again {
    int64_t at_s;
    uint32_t number, copy;
    event::Complaint complaint;
    friend bool operator>(const Again& a, const Again& b) {
      return std::tie(a.at_s, a.number, a.copy) > std::tie(b.at_s, b.number, b.copy);
    }
  };
  void Append(uint32_t number, const event::Complaint& complaint, std::string& out);

  const SampleWorld world_;
  const SampleLineOptions lines_;
  uint32_t next_ = 0;
  uint64_t complaints_ = 0;
  std::priority_queue<Again, std::vector<Again>, std::greater<>> again_;
};

}  // namespace cybercheck::ingest
