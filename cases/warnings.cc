// SPDX-License-Identifier: Apache-2.0
#include "cases/warnings.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include "cases/bangkok_calendar.h"
#include "cases/case_history.h"
#include "cases/case_life.h"
#include "cases/case_store.h"
#include "indicator/url_expressions.h"

namespace cybercheck::cases {
namespace {

constexpr std::string_view kOutside = "outside_taxonomy", kNationalId = "promptpay:nid:";

base::Result<WarningPeriod> ReadPeriod(const Tables& tables, const store::ReadTxn& txn, uint32_t from, uint32_t to) {
  WarningPeriod period{.from = from, .to = to, .figures = {}, .by_damage = {}, .by_count = {}};
  const CaseQuestion question{.from = from, .to = to, .by = {CaseDimension::kCaseType}};
  ASSIGN_OR_RETURN(period.figures, CountCases(tables, txn, question));
  const auto& rows = period.figures.rows;
  for (size_t i = 0; i < rows.size(); ++i)
    if (rows[i].sums.count != 0) period.by_count.push_back(i);
  period.by_damage = period.by_count;
  std::stable_sort(period.by_count.begin(), period.by_count.end(),
                   [&](size_t a, size_t b) { return rows[a].sums.count > rows[b].sums.count; });
  std::stable_sort(period.by_damage.begin(), period.by_damage.end(),
                   [&](size_t a, size_t b) { return rows[a].sums.damage_satang > rows[b].sums.damage_satang; });
  return period;
}

// Puts cases that name the same thing together.
class Clusters {
 public:
  void Add(const CaseRow& row, const std::set<std::string>& things) {
    const auto number = static_cast<uint32_t>(cases_.size());
    cases_.push_back({DayOf(row.reported_s), row.damage_satang, number});
    for (const std::string& thing : things) {
      auto& named = named_[thing];
      if (!named.empty()) cases_[RootOf(number)].root = RootOf(named.front());
      named.push_back(number);
    }
  }

  std::vector<SchemeCandidate> Take() {
    std::map<uint32_t, SchemeCandidate> found;
    for (uint32_t i = 0; i < cases_.size(); ++i) {
      SchemeCandidate& candidate = found[RootOf(i)];
      const One& one = cases_[i];
      candidate.first_day = candidate.cases == 0 ? one.day : std::min(candidate.first_day, one.day);
      candidate.last_day = std::max(candidate.last_day, one.day);
      ++candidate.cases;
      candidate.damage_satang += std::max<int64_t>(one.damage_satang, 0);
      candidate.damage_unknown += one.damage_satang < 0;
    }
    for (const auto& [thing, named] : named_)
      if (named.size() > 1)
        found[RootOf(named.front())].shared.push_back(
            {thing.starts_with(kNationalId) ? std::string(kNationalId) + "*" : thing, static_cast<uint32_t>(named.size())});
    std::vector<SchemeCandidate> out;
    for (auto& [root, candidate] : found) {
      if (candidate.cases < kClusterCasesMin) continue;
      std::stable_sort(candidate.shared.begin(), candidate.shared.end(),
                       [](const auto& a, const auto& b) { return a.cases > b.cases; });
      if (candidate.shared.size() > kClusterThingsMax) candidate.shared.resize(kClusterThingsMax);
      out.push_back(std::move(candidate));
    }
    std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) {
      return std::pair(a.cases, a.damage_satang) > std::pair(b.cases, b.damage_satang);
    });
    if (out.size() > kClustersMax) out.resize(kClustersMax);
    return out;
  }

 private:
  struct One {
    uint32_t day = 0;
    int64_t damage_satang = 0;
    uint32_t root = 0;
  };
  uint32_t RootOf(uint32_t number) {
    while (cases_[number].root != number) number = cases_[number].root = cases_[cases_[number].root].root;
    return number;
  }

  std::vector<One> cases_;
  std::map<std::string, std::vector<uint32_t>> named_;
};

// Whom the money went to and what was named, as far as it tells cases apart: no host of many, nothing the guard kept out of
// evidence.
std::set<std::string> ThingsOf(const event::Complaint& complaint, const std::function<bool(std::string_view)>& joins_cases) {
  std::set<std::string> things;
  for (const event::Transfer& transfer : complaint.transfers)
    if (transfer.to.kind != event::MoneyNodeKind::kVictim && transfer.to.kind != event::MoneyNodeKind::kCashOut &&
        !transfer.to.name.empty())
      things.insert(transfer.to.ToString());
  for (const event::ReportIndicator& told : complaint.indicators) {
    if (told.key.kind == indicator::Kind::kUrl) {
      const std::string_view host = indicator::HostOf(told.key.form);
      if (joins_cases(host)) things.insert("host:" + std::string(host));
    } else if (told.counts) {
      things.insert(told.key.ToString());
    }
  }
  return things;
}

base::Result<void> ReadCandidates(const Tables& tables, const store::ReadTxn& txn, uint32_t today,
                                  const std::function<bool(std::string_view)>& joins_cases, Warnings& out) {
  const uint32_t from = today - std::min(today, kClusterDays - 1);
  Clusters clusters;
  ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn, tables.cases));
  ASSIGN_OR_RETURN(auto at, cursor.Last());
  for (size_t walked = 0; at; ++walked) {
    if (walked == kClusterRowsMax || out.unclassified == kClusterLookedMax) {
      out.partial = true;
      break;
    }
    ASSIGN_OR_RETURN(const CaseRow row, DecodeCaseRow(at->value));
    const uint32_t day = DayOf(row.reported_s);
    if (day >= from && day <= today && IsCounted(row.state) && (row.case_type.empty() || row.case_type == kOutside)) {
      ++out.unclassified;
      ASSIGN_OR_RETURN(const event::CaseRef of, DecodeCaseKey(at->key));
      const auto complaint = FoldCase(tables, txn, of);
      // What was redacted from the log names nothing any more.
      if (complaint.has_error() && complaint.error().code != base::ErrorCode::kBodyRedacted) return complaint.error();
      if (complaint) clusters.Add(row, ThingsOf(*complaint, joins_cases));
    }
    ASSIGN_OR_RETURN(at, cursor.Previous());
  }
  out.candidates = clusters.Take();
  return {};
}

}  // namespace

base::Result<Warnings> ReadWarnings(const Tables& tables, const store::ReadTxn& txn, uint32_t today,
                                    const std::function<bool(std::string_view host)>& joins_cases) {
  Warnings out;
  const uint32_t sunday = WeekOfDay(today);
  ASSIGN_OR_RETURN(out.week, ReadPeriod(tables, txn, sunday - 7, sunday - 1));
  const uint32_t month = MonthOfDay(today);
  ASSIGN_OR_RETURN(out.month, ReadPeriod(tables, txn, FirstDayOf(month - 1), FirstDayOf(month) - 1));
  TRY(ReadCandidates(tables, txn, today, joins_cases, out));
  return out;
}

}  // namespace cybercheck::cases
