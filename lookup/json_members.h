// SPDX-License-Identifier: Apache-2.0
// Reads the JSON content of …_set entries member by member, so that every refusal names the member: Members(object, "row 3").
// Errors carry the code the caller gives. Only for lookup's own sources (it includes Boost.JSON).
#pragma once

#include <boost/json.hpp>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace cybercheck::lookup {

class Members {
 public:
  Members(const boost::json::object& object, base::ErrorCode code, std::string where)
      : object_(object), code_(code), where_(std::move(where)) {}

  base::Error Wrong(std::string_view member, std::string_view what) const;
  // Every member's name is one of these.
  base::Result<void> Only(std::initializer_list<std::string_view> names) const;
  const boost::json::value* Find(std::string_view member) const { return object_.if_contains(member); }

  // Absent: `out` keeps its value. `bytes_max` bounds the text.
  base::Result<void> Text(std::string_view member, std::string& out, size_t bytes_max = 512, bool required = false) const;
  base::Result<void> Integer(std::string_view member, int64_t low, int64_t high, int64_t& out) const;
  base::Result<void> Rows(std::string_view member, std::vector<uint16_t>& out) const;  // a list of row numbers
  base::Result<const boost::json::object*> Object(std::string_view member) const;      // null when absent
  base::Result<const boost::json::array*> Array(std::string_view member) const;        // null when absent

 private:
  const boost::json::object& object_;
  base::ErrorCode code_;
  std::string where_;
};

// The writer's side of Rows: ,"member":[0,3]
void AppendRows(std::string_view member, const std::vector<uint16_t>& rows, std::string& out);

// Parses a text whose top is an object, with bounded depth. `what` names the file in errors.
base::Result<boost::json::value> ParseContent(std::string_view json, base::ErrorCode code, std::string_view what);

}  // namespace cybercheck::lookup
