// SPDX-License-Identifier: Apache-2.0
// The members of a query string, NAME=VALUE&…, percent-decoded once ("+" is a plus). Strict: an unknown or repeated name, or a
// pair without "=", refuses the request by name. Pure.
#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace cybercheck::server {

class QueryMembers {
 public:
  // The framing policy has checked that two hexadecimal digits follow every %. Errors: kBadRequest, kUnknownMember, kInvalidUtf8.
  static base::Result<QueryMembers> Read(std::string_view query, std::initializer_list<std::string_view> names);

  bool Has(std::string_view name) const { return values_.find(name) != values_.end(); }
  // Empty when absent.
  const std::string& operator[](std::string_view name) const;

 private:
  std::map<std::string, std::string, std::less<>> values_;
};

}  // namespace cybercheck::server
