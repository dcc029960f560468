// SPDX-License-Identifier: Apache-2.0
// All keys that a source (a feed) names and has not withdrawn, found by a walk over `records`, snapshot by snapshot, so that
// nothing is held while the caller does something about those found. One thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "indicator/key.h"
#include "lookup/record.h"
#include "store/environment.h"

namespace cybercheck::lookup {

class SourceKeys {
 public:
  // `environment` must outlive it. Errors: kNotFound (nobody of that name has said anything), kIo.
  static base::Result<SourceKeys> Open(store::Environment& environment, std::string_view source);

  struct Named {
    indicator::Key key;
    wire::SourceClass source_class{};
    wire::Category category{};
    int64_t last_s = 0;  // the latest it observed: a withdrawal as of then takes back all it said
  };
  // Those among the next `records_max` records. False: there are no more.
  base::Result<bool> Next(size_t records_max, std::vector<Named>& found);

  uint64_t records_read() const { return read_; }
  uint64_t records_total() const { return total_; }

 private:
  explicit SourceKeys(store::Environment& environment) : environment_(&environment) {}

  store::Environment* environment_;
  uint16_t number_ = 0;
  uint64_t read_ = 0, total_ = 0;
  std::string last_;
};

}  // namespace cybercheck::lookup
