// SPDX-License-Identifier: Apache-2.0
// The newest distinct rows of one host: what decides whether "host/" is listed by derivation (policy `promote`). The value in
// table `hosts`, under the index key of "host/". Pure. Integers are big-endian.
//
//   0        2          2+n      3+n           8+n
//   +--------+----------+--------+-------------+--------------------------------------+
//   | n  u16 | form (n) | count  | derived u40 | count × { row hash u64, time u40 },  |
//   |        | "host/"  | u8     | (0: never)  |           newest first               |
//   +--------+----------+--------+-------------+--------------------------------------+
//   row hash  bytes 1 to 8 of the row's index key; two rows of one hash count as one
//
// The form is compared before a row is counted, as records' is: whoever finds two hosts of one index key must not have the rows
// of one accuse the other. The first keeps it.
//
// Twice as many rows are kept as the policy asks for, so that a few withdrawn ones do not undo the derivation of a busy host.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "indicator/key.h"
#include "lookup/policy.h"

namespace cybercheck::lookup {

class HostRow {
 public:
  // Errors: kDamaged.
  static base::Result<HostRow> Decode(std::string_view bytes);
  void Encode(std::string& out) const;

  // A row seen (again) at `time_s`.
  void See(const indicator::KeyBytes& row, int64_t time_s, const Policy& policy);
  // A row that, as of `time_s`, no longer holds. False: it was not here, or has been seen since.
  bool Forget(const indicator::KeyBytes& row, int64_t time_s);

  // The time by which the policy's number of distinct rows had been seen within its days, latest such time; nullopt: never.
  std::optional<int64_t> ReachedAt(const Policy& policy) const;

  std::string form;  // "host/"
  // When "host/" was last derived; 0: never.
  int64_t derived_s = 0;
  size_t size() const { return seen_.size(); }

 private:
  struct Seen {
    uint64_t hash;
    int64_t time_s;
  };
  std::vector<Seen> seen_;  // newest first; equal times by hash
};

}  // namespace cybercheck::lookup
