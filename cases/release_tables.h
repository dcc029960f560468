// SPDX-License-Identifier: Apache-2.0
// The tables of a release, protected: what everybody may read about cases (docs/releases.md). What they hold is fixed by the kind
// of period; what is withheld is decided together with all that was released of days that hang together with its own, week by
// week where weeks and months overlap, so that no difference of two releases is about a few people.
//
// Reads a snapshot and writes nothing; any thread. Errors: kDamaged, kIo; kUnavailable (the solver found no end).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cases/release_period.h"
#include "cases/statistics.h"

namespace cybercheck::cases {

struct DisclosurePolicy {
  // A count behind which stand fewer people (cases/told_people.h) is withheld, and so is what tells it closer than to within so
  // many.
  int64_t threshold = 10;
  int64_t dominance_percent = 70;     // a sum of which one person's cases are more than this is withheld
  int64_t satang_rounding = 100'000;  // sums are told to so many satang
};

// What was few, or none, is withheld alike.
struct ReleaseCell {
  std::optional<int64_t> count, damage_satang;  // nullopt: withheld
  // What was last told of the same: where it was, `count` is that again unless it changed by as many as the threshold.
  struct Told {
    uint64_t release = 0;
    int64_t count = 0;
    std::optional<int64_t> damage_satang;
  };
  std::optional<Told> before{};
  bool revised = false;
};

struct ReleaseTable {
  std::vector<CaseDimension> by;
  struct Row {
    std::vector<std::string> parts;
    ReleaseCell cell;
  };
  std::vector<Row> rows;
};

struct ReleaseFigures {
  ReleasePeriod period;
  std::optional<uint64_t> revises;  // the release that told of this period last
  ReleaseCell totals;
  std::vector<ReleaseTable> tables;
  // The period before, where it was released: as it was told, and as it is now.
  struct Earlier {
    ReleasePeriod period;
    ReleaseCell totals;
    ReleaseTable by_case_type;
  };
  std::optional<Earlier> earlier;
};

base::Result<ReleaseFigures> ComputeRelease(const Tables& tables, const store::ReadTxn& txn, const ReleasePeriod& period,
                                            const DisclosurePolicy& policy);

struct ReleaseHeading {
  uint64_t number = 0;
  uint64_t as_of_seq = 0;
  int64_t published_s = 0;
};
// The bytes that are signed.
std::string ReleaseDocument(const ReleaseFigures& figures, const ReleaseHeading& heading, const DisclosurePolicy& policy);
// Its tables, row by row; the document is one of ReleaseDocument's. Errors: kDamaged.
base::Result<std::string> ReleaseCsv(std::string_view document);

}  // namespace cybercheck::cases
