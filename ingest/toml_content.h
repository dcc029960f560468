// SPDX-License-Identifier: Apache-2.0
// A TOML file as the JSON that a …_set entry carries, remembering on which line each member stood, so that a refusal of the
// content names the line of the file. Only for ingest's own sources (it includes toml++).
#pragma once

#include <toml++/toml.h>

#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "base/result.h"

namespace cybercheck::ingest {

class TomlContent {
 public:
  // Errors: `code`, with "FILE:LINE: what". Dates and numbers that are not finite have no place in these files.
  static base::Result<TomlContent> Parse(std::string_view file, std::string_view text, base::ErrorCode code);

  const boost::json::object& json() const { return json_; }
  // Rewrites the detail of an error of lookup's FromJson ("cap, feed: must …", "row 3, regex: …") to "FILE:LINE: cap, feed: must
  // …". `rows`: the array that "row N" counts in.
  base::Error Locate(base::Error error, std::string_view rows = {}) const;

 private:
  std::string file_;
  toml::table table_;
  boost::json::object json_;
};

}  // namespace cybercheck::ingest
