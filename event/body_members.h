// SPDX-License-Identifier: Apache-2.0
// Reads the members of an entry's body, refusing by name what its layout does not have. A layout's decoder asks for each member
// it knows and ends with AllKnown(). Only for event's own sources (it includes Boost.JSON).
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "event/sealed.h"
#include "indicator/key.h"

namespace cybercheck::event {

// A body's JSON, parsed with bounded depth. kDamaged, with the type's name, when it is no object.
base::Result<boost::json::value> ParseBody(std::string_view body, std::string_view type, size_t depth_max,
                                           boost::json::storage_ptr memory = {});

class BodyMembers {
 public:
  // `where` begins every message: "report_submit: reports[3]".
  BodyMembers(const boost::json::object& object, std::string where) : object_(object), where_(std::move(where)) {}
  static base::Result<BodyMembers> Of(const boost::json::value& value, std::string where);

  base::Error Wrong(std::string_view member) const;  // unknown, missing or of the wrong type
  // Every member is one of these ("salt" and "request" stand in every body).
  base::Result<void> AllKnown(std::initializer_list<std::string_view> names) const;

  // A member that is absent leaves `out` as it was, unless `needed`.
  base::Result<void> Text(std::string_view member, size_t bytes_max, std::string& out, bool needed = false) const;
  base::Result<void> Boolean(std::string_view member, bool& out) const;
  base::Result<void> Texts(std::string_view member, size_t count_max, size_t bytes_max, std::vector<std::string>& out) const;
  base::Result<void> Key(std::string_view member, indicator::Key& out, bool needed) const;
  base::Result<void> SealedText(std::string_view member, std::optional<Sealed>& out) const;
  base::Result<const boost::json::array*> Array(std::string_view member, size_t count_max) const;  // needed
  template <class Number>
  base::Result<void> Integer(std::string_view member, int64_t low, int64_t high, Number& out, bool needed = false) const {
    const boost::json::value* value = object_.if_contains(member);
    if (value == nullptr && !needed) return {};
    if (value == nullptr || !value->is_int64() || value->get_int64() < low || value->get_int64() > high) return Wrong(member);
    out = static_cast<Number>(value->get_int64());
    return {};
  }
  const std::string& where() const { return where_; }

 private:
  const boost::json::object& object_;
  std::string where_;
};

// The writers' side: ,"member":value — nothing where the value is the default.
void AppendText(std::string_view member, std::string_view text, std::string& out);
void AppendNumber(std::string_view member, int64_t number, std::string& out);
void AppendSealed(std::string_view member, const std::optional<Sealed>& sealed, std::string& out);
// A JSON string with its quotes.
std::string Quoted(std::string_view text);

}  // namespace cybercheck::event
