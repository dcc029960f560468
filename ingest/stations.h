// SPDX-License-Identifier: Apache-2.0
// The units that cases are with, and how a victim reaches them. The file that ships names examples only. Immutable; any thread.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace cybercheck::ingest {

struct Station {
  std::string name_th, name_en, phone;
};

class Stations {
 public:
  // `text`: the table of deploy/stations.tsv. Errors: kBadConfig with file and line.
  static base::Result<Stations> Parse(std::string_view file, std::string_view text);

  // nullptr: nothing is known of it. Lives as long as this does.
  const Station* Find(std::string_view code) const;

 private:
  std::map<std::string, Station, std::less<>> by_code_;
};

// A unit's code: 1 to 16 ASCII letters, digits, points, hyphens, underscores.
bool IsStationCode(std::string_view text) noexcept;

}  // namespace cybercheck::ingest
