// SPDX-License-Identifier: Apache-2.0
// How many people stand behind what a release tells. Cases are counted, but it is people who are hidden: one may have filed ten
// cases, and a stranger may file as many as he likes of people who do not exist, and subtract them again from what is told. So a
// person is who somebody vouches for: cases of one national id are one person's; where none is named, a case that an intake
// system or an officer vouches for is somebody of its own; a case that nobody vouches for is nobody's.
//
// Reads the cases of some days once; what is asked then costs as many as its days have. Immutable, any thread. Errors: kDamaged,
// kIo.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "cases/case_axes.h"

namespace cybercheck::cases {

class ToldPeople {
 public:
  struct Sums {
    uint64_t people = 0;                   // for whom somebody vouches
    uint64_t cases = 0;                    // theirs
    int64_t damage_satang = 0;             // theirs
    int64_t largest_satang = 0;            // what one of them lost in all
    int64_t largest_unvouched_satang = 0;  // of one case that nobody vouches for
    int64_t largest_case_satang = 0;       // of any case, also of those that are merged or rejected now
    // Cases that nobody vouches for: filed since, and merged or rejected whenever. So many a stranger may know to have changed.
    uint64_t strangers_since = 0, strangers_gone = 0;
    friend bool operator==(const Sums&, const Sums&) = default;
  };
  using ByName = std::map<std::string, Sums, std::less<>>;  // by CellName (cases/released_cells.h)

  // Of the days `from` to `to`, both included, by the day of the report; of Listed, of all days until `to`.
  static base::Result<ToldPeople> Read(const Tables& tables, const store::ReadTxn& txn, uint32_t from, uint32_t to);

  // `by`: what tables of releases are told by, at most two; since: the entry `since_seq`. Days outside those that were read have
  // nobody.
  ByName Of(uint32_t from, uint32_t to, const std::vector<CaseDimension>& by, uint64_t since_seq = 0) const;

  // The dimension's parts, in their order, that ever had so many cases that somebody vouches for.
  std::vector<std::string> Listed(CaseDimension dimension, uint64_t cases_min) const;

 private:
  static constexpr size_t kDimensionCount = 6;
  struct Case {
    uint64_t seq = 0;     // of the entry that filed it
    uint64_t person = 0;  // 0: who has no other case
    int64_t damage_satang = 0;
    uint32_t day = 0;
    bool is_counted = false, is_vouched = false;
    std::array<uint16_t, kDimensionCount> groups{};
  };
  static size_t PlaceOf(CaseDimension dimension) noexcept;
  void ForgetWhoIsAlone();

  std::array<std::vector<std::string>, kDimensionCount> names_;  // of groups
  std::array<std::vector<uint64_t>, kDimensionCount> ever_;      // of groups: cases
  std::vector<Case> cases_;                                      // by day
};

}  // namespace cybercheck::cases
