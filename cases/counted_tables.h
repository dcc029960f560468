// SPDX-License-Identifier: Apache-2.0
// The tables of statistics by their names, as formulas ask for them: any table, of any days, of all it counts or by one thing or
// two; and which tables, dimensions and codes there are. Each question is counted once and kept. Of one snapshot; used by one
// thread. `money_stopped` is what stands beside the table of holds, by row.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "cases/code_names.h"
#include "cases/statistic_table.h"
#include "cases/tables.h"
#include "cases/tally_tables.h"

namespace cybercheck::cases {

class CountedTables {
 public:
  // All outlive it. `outside` is a table of another room's counters, under its own name.
  CountedTables(const Tables& tables, const store::ReadTxn& txn, const CodeNames& names, const OutsideTally& outside,
                std::string_view (*category_name)(uint8_t) noexcept)
      : tables_(tables), txn_(txn), names_(names), outside_(outside), category_name_(category_name) {}
  CountedTables(const CountedTables&) = delete;
  CountedTables& operator=(const CountedTables&) = delete;

  // Stands as long as this. Errors: kBadRequest (no such table, or it is not told so), kDamaged, kIo.
  base::Result<const StatisticTable*> Of(std::string_view table, const std::vector<std::string>& by, uint32_t from, uint32_t to);

  // Whether each that was counted says what the counters beside it say.
  bool reconcile() const noexcept { return reconcile_; }

  std::vector<std::string_view> TableNames() const;
  // Periods not among them. None: no such table.
  std::vector<std::string_view> DimensionsOf(std::string_view table) const;
  // nullopt: whatever people wrote (a station). Of ages the police's bands.
  std::optional<std::vector<std::string>> CodesOf(std::string_view table, std::string_view dimension) const;

 private:
  using Question = std::tuple<std::string, std::vector<std::string>, uint32_t, uint32_t>;
  base::Result<StatisticTable> Count(std::string_view table, const std::vector<std::string>& by, uint32_t from,
                                     uint32_t to) const;
  base::Result<StatisticTable> CountStopped(const std::vector<std::string>& by, uint32_t from, uint32_t to) const;

  const Tables& tables_;
  const store::ReadTxn& txn_;
  const CodeNames& names_;
  const OutsideTally& outside_;
  std::string_view (*category_name_)(uint8_t) noexcept;
  std::map<Question, StatisticTable> counted_;
  bool reconcile_ = true;
};

}  // namespace cybercheck::cases
