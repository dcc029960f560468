// SPDX-License-Identifier: Apache-2.0
// What to warn of: case types of the last full week and month by damage and, apart, by how many; and cases that fit no type, but
// belong together, as schemes that may deserve one. For analysts and officers. A function of a snapshot; any thread. Errors:
// kDamaged, kIo.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "cases/statistics.h"

namespace cybercheck::cases {

inline constexpr uint32_t kClusterDays = 90;                        // cases reported in so many days are looked at
inline constexpr size_t kClusterRowsMax = 50'000;                   // rows walked back from the newest case
inline constexpr size_t kClusterLookedMax = 500;                    // cases without a type whose entries are read
inline constexpr size_t kClusterCasesMin = 3;                       // fewer are a coincidence
inline constexpr size_t kClustersMax = 20, kClusterThingsMax = 10;  // told

// Cases of a period by type, in the order of their damage and of their count.
struct WarningPeriod {
  uint32_t from = 0, to = 0;                // days, both included
  CaseFigures figures;                      // by case type
  std::vector<size_t> by_damage, by_count;  // rows of `figures`, the most first; equal ones in the order of their codes
};

// Cases without a type of the taxonomy that name the same host, account or other indicator, directly or one through another.
struct SchemeCandidate {
  struct Thing {
    std::string what;  // "host:bad.example", "account:004:1234567890", "line:id:bad"; a person's national id is "promptpay:nid:*"
    uint32_t cases = 0;
  };
  uint32_t cases = 0;
  int64_t damage_satang = 0;
  uint32_t damage_unknown = 0;
  uint32_t first_day = 0, last_day = 0;  // of reports
  std::vector<Thing> shared;             // that two of them name, the most named first
};

struct Warnings {
  WarningPeriod week, month;                // Sunday to Saturday; a calendar month: the last that are over
  std::vector<SchemeCandidate> candidates;  // the largest first
  uint32_t unclassified = 0;                // cases without a type that were looked at
  bool partial = false;                     // there were more
};

// `joins_cases`: whether a host belongs to somebody, so that cases which name it belong together (no host of many, no shortener).
base::Result<Warnings> ReadWarnings(const Tables& tables, const store::ReadTxn& txn, uint32_t today,
                                    const std::function<bool(std::string_view host)>& joins_cases);

}  // namespace cybercheck::cases
