// SPDX-License-Identifier: Apache-2.0
#include "cases/bulletin.h"

#include <algorithm>

#include "cases/tally_tables.h"
#include "event/case_file.h"

namespace cybercheck::cases {
namespace {

CaseQuestion Asked(uint32_t sunday, CaseDimension by) {
  CaseQuestion question;
  question.from = sunday;
  question.to = sunday + 6;
  question.by = {by};
  question.bands = *AgeBands::Named("acsc");
  return question;
}

// The row with the most of `what`; the first of equals. Rows of what is unknown are left out.
template <class What>
std::optional<Bulletin::Top> MostOf(const CaseFigures& figures, What what) {
  const CaseFigures::Row* most = nullptr;
  for (const CaseFigures::Row& row : figures.rows)
    if (figures.PartOf(row, 0) != "unknown" && what(row.sums) > 0 && (most == nullptr || what(row.sums) > what(most->sums)))
      most = &row;
  if (most == nullptr) return std::nullopt;
  return Bulletin::Top{figures.PartOf(*most, 0), static_cast<int64_t>(most->sums.count), most->sums.damage_satang};
}

}  // namespace

base::Result<Bulletin> ReadBulletin(const Tables& tables, const store::ReadTxn& txn, uint32_t sunday, uint32_t today) {
  constexpr auto kCount = [](const CaseSums& sums) { return static_cast<int64_t>(sums.count); };
  constexpr auto kDamage = [](const CaseSums& sums) { return sums.damage_satang; };
  Bulletin bulletin;
  bulletin.sunday = sunday;
  bulletin.today = today;
  ASSIGN_OR_RETURN(const CaseFigures types, CountCases(tables, txn, Asked(sunday, CaseDimension::kCaseType)));
  bulletin.cases = static_cast<int64_t>(types.totals.count);
  bulletin.damage_satang = types.totals.damage_satang;
  if (types.before) {
    bulletin.cases_before = static_cast<int64_t>(types.before->count);
    bulletin.damage_before_satang = types.before->damage_satang;
  }
  bulletin.type_by_count = MostOf(types, kCount);
  bulletin.type_by_damage = MostOf(types, kDamage);
  ASSIGN_OR_RETURN(const CaseFigures kinds, CountCases(tables, txn, Asked(sunday, CaseDimension::kKind)));
  for (const CaseFigures::Row& row : kinds.rows)
    if (kinds.PartOf(row, 0) == event::Name(event::ComplaintKind::kOnlineCase))
      bulletin.online_cases = static_cast<int64_t>(row.sums.count);
  ASSIGN_OR_RETURN(const CaseFigures sexes, CountCases(tables, txn, Asked(sunday, CaseDimension::kSex)));
  bulletin.sex = MostOf(sexes, kCount);
  ASSIGN_OR_RETURN(const CaseFigures bands, CountCases(tables, txn, Asked(sunday, CaseDimension::kAgeBand)));
  bulletin.age_band = MostOf(bands, kCount);
  ASSIGN_OR_RETURN(bulletin.stopped, CountMoneyStopped(tables, txn, sunday, sunday + 6));
  ASSIGN_OR_RETURN(bulletin.note, ReadBulletinNote(tables, txn, sunday));
  ASSIGN_OR_RETURN(bulletin.as_of_seq, tables.log->LastSeq(txn));
  return bulletin;
}

}  // namespace cybercheck::cases
