// SPDX-License-Identifier: Apache-2.0
#include "cases/told_people.h"

#include <algorithm>
#include <functional>
#include <string_view>
#include <tuple>

#include "base/check.h"
#include "cases/bangkok_calendar.h"
#include "cases/case_life.h"
#include "cases/case_row.h"
#include "cases/released_cells.h"
#include "cases/row_text.h"

namespace cybercheck::cases {
namespace {

constexpr CaseDimension kDimensions[] = {CaseDimension::kCaseType,       CaseDimension::kSex,
                                         CaseDimension::kAgeBand,        CaseDimension::kChannel,
                                         CaseDimension::kContactChannel, CaseDimension::kProvince};
constexpr size_t kCaseTypePlace = 0;

// What a case's column has, where its value is a byte of the row.
size_t ValueOf(CaseDimension dimension, const CaseRow& row) noexcept {
  switch (dimension) {
    case CaseDimension::kSex:
      return static_cast<size_t>(row.sex);
    case CaseDimension::kAgeBand:
      return row.age;
    case CaseDimension::kChannel:
      return static_cast<size_t>(row.channel);
    case CaseDimension::kContactChannel:
      return static_cast<size_t>(row.contact);
    default:
      return row.province;
  }
}

}  // namespace

size_t ToldPeople::PlaceOf(CaseDimension dimension) noexcept {
  const auto place = std::ranges::find(kDimensions, dimension);
  CHECK(place != std::end(kDimensions));
  return static_cast<size_t>(place - std::begin(kDimensions));
}

base::Result<ToldPeople> ToldPeople::Read(const Tables& tables, const store::ReadTxn& txn, uint32_t from, uint32_t to) {
  static_assert(std::size(kDimensions) == kDimensionCount);
  ToldPeople people;
  std::array<CaseAxis, kDimensionCount> axes;
  CaseQuestion question;
  question.from = from;
  question.to = to;
  for (size_t i = 0; i < kDimensionCount; ++i) {
    ASSIGN_OR_RETURN(axes[i], AxisOf(kDimensions[i], question, tables, txn));
    people.names_[i] = axes[i].names;
    people.ever_[i].resize(axes[i].names.size());
  }
  std::map<std::string, size_t, std::less<>> case_types{{"", 0}};  // their columns' values
  ASSIGN_OR_RETURN(const auto words, WordsOf(tables, txn, WordKind::kCaseType));
  for (const CaseWord& word : words) case_types[word.text] = word.number;

  ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn, tables.cases));
  ASSIGN_OR_RETURN(auto stored, cursor.First());
  while (stored) {
    ASSIGN_OR_RETURN(const CaseRow row, DecodeCaseRow(stored->value));
    Case one;
    one.day = DayOf(row.reported_s);
    one.is_counted = IsCounted(row.state);
    one.is_vouched = row.verified;
    one.damage_satang = std::max<int64_t>(row.damage_satang, 0);
    if (row.voice.starts_with("per:")) one.person = std::hash<std::string>()(row.voice) | 1;
    for (size_t i = 0; i < kDimensionCount; ++i) {
      size_t value = 0;
      if (i == kCaseTypePlace) {
        const auto word = case_types.find(row.case_type);
        if (word == case_types.end()) return BadRow("case_words");
        value = word->second;
      } else {
        value = ValueOf(kDimensions[i], row);
      }
      if (value >= axes[i].group_of.size()) return BadRow("cases");
      one.groups[i] = static_cast<uint16_t>(axes[i].group_of[value]);
      if (one.day <= to && one.is_counted && one.is_vouched) ++people.ever_[i][one.groups[i]];
    }
    if (from <= one.day && one.day <= to) {
      ASSIGN_OR_RETURN(const event::CaseRef ref, DecodeCaseKey(stored->key));
      one.seq = ref.seq;
      people.cases_.push_back(one);
    }
    ASSIGN_OR_RETURN(stored, cursor.Next());
  }
  std::ranges::stable_sort(people.cases_, {}, &Case::day);
  people.ForgetWhoIsAlone();
  return people;
}

std::vector<std::string> ToldPeople::Listed(CaseDimension dimension, uint64_t cases_min) const {
  const size_t place = PlaceOf(dimension);
  std::vector<std::string> listed;
  for (size_t group = 0; group < names_[place].size(); ++group)
    if (ever_[place][group] >= cases_min) listed.push_back(names_[place][group]);
  return listed;
}

void ToldPeople::ForgetWhoIsAlone() {
  std::vector<uint64_t> persons;
  for (const Case& one : cases_)
    if (one.person != 0 && one.is_vouched && one.is_counted) persons.push_back(one.person);
  std::ranges::sort(persons);
  for (Case& one : cases_) {
    const auto [first, last] = std::equal_range(persons.begin(), persons.end(), one.person);
    if (last - first < 2) one.person = 0;
  }
}

ToldPeople::ByName ToldPeople::Of(uint32_t from, uint32_t to, const std::vector<CaseDimension>& by, uint64_t since_seq) const {
  std::vector<size_t> places;
  size_t groups = 1;
  for (const CaseDimension dimension : by) {
    places.push_back(PlaceOf(dimension));
    groups *= names_[places.back()].size();
  }
  std::vector<Sums> sums(groups);
  std::vector<std::tuple<size_t, uint64_t, int64_t>> told_again;  // of people with several cases: group, person, damage
  auto one = std::ranges::lower_bound(cases_, from, {}, &Case::day);
  for (; one != cases_.end() && one->day <= to; ++one) {
    size_t group = 0;
    for (const size_t place : places) group = group * names_[place].size() + one->groups[place];
    Sums& sum = sums[group];
    sum.largest_case_satang = std::max(sum.largest_case_satang, one->damage_satang);
    if (!one->is_counted) {
      if (!one->is_vouched) ++sum.strangers_gone;
      continue;
    }
    if (!one->is_vouched) {
      if (one->seq > since_seq) ++sum.strangers_since;
      sum.largest_unvouched_satang = std::max(sum.largest_unvouched_satang, one->damage_satang);
      continue;
    }
    ++sum.cases;
    sum.damage_satang += one->damage_satang;
    if (one->person != 0) {
      told_again.emplace_back(group, one->person, one->damage_satang);
      continue;
    }
    ++sum.people;
    sum.largest_satang = std::max(sum.largest_satang, one->damage_satang);
  }
  std::ranges::sort(told_again);
  for (size_t i = 0; i < told_again.size();) {
    const auto [group, person, first] = told_again[i];
    int64_t lost = 0;
    for (; i < told_again.size() && std::get<0>(told_again[i]) == group && std::get<1>(told_again[i]) == person; ++i)
      lost += std::get<2>(told_again[i]);
    ++sums[group].people;
    sums[group].largest_satang = std::max(sums[group].largest_satang, lost);
  }
  ByName by_name;
  for (size_t group = 0; group < groups; ++group) {
    if (sums[group] == Sums{}) continue;
    std::vector<std::string> parts(by.size());
    size_t rest = group;
    for (size_t i = by.size(); i-- > 0;) {
      parts[i] = names_[places[i]][rest % names_[places[i]].size()];
      rest /= names_[places[i]].size();
    }
    by_name.emplace(CellName(by, parts), sums[group]);
  }
  return by_name;
}

}  // namespace cybercheck::cases
