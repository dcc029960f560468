// SPDX-License-Identifier: Apache-2.0
#include "cases/release_tables.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "cases/bangkok_calendar.h"
#include "cases/disclosure.h"
#include "cases/publications.h"
#include "cases/released_cells.h"
#include "cases/told_people.h"

namespace cybercheck::cases {
namespace {

using Dimensions = std::vector<CaseDimension>;
using State = DisclosureCell::State;

constexpr double kTotalCost = 1000, kMarginCost = 20;
constexpr int64_t kDamageWidthPercent = 30;

struct Days {
  uint32_t from = 0, to = 0;
  friend auto operator<=>(const Days&, const Days&) = default;
};

std::vector<Dimensions> TablesOf(event::ReleaseKind kind) {
  using enum CaseDimension;
  std::vector<Dimensions> tables{{kCaseType}, {kSex}, {kAgeBand}};
  if (kind == event::ReleaseKind::kWeek) return tables;
  tables.insert(tables.end(), {{kChannel}, {kContactChannel}, {kProvince}, {kSex, kAgeBand}});
  return tables;
}

// Whether a table by `table` tells, in its rows or totals, what is told by `by`.
bool Tells(const Dimensions& table, const Dimensions& by) {
  return std::ranges::all_of(by, [&](CaseDimension dimension) { return std::ranges::find(table, dimension) != table.end(); });
}

// What the snapshot says of some days by some dimensions; each asked once.
class Snapshot {
 public:
  using Sums = std::map<std::string, CaseSums, std::less<>>;  // by CellName

  // `around`: all days that hang together, whose cases `people` has.
  Snapshot(const Tables& tables, const store::ReadTxn& txn, Days around, ToldPeople people)
      : tables_(tables), txn_(txn), around_(around), people_(std::move(people)) {}

  // All that there is a case of in any of the days that hang together: nobody knows which of them some days have none of.
  using Names = std::map<std::string, std::vector<std::string>>;
  base::Result<Names> NamesOf(const Dimensions& by) {
    Names names;
    ASSIGN_OR_RETURN(const CaseFigures* figures, Figures(around_, by));
    for (const CaseFigures::Row& row : figures->rows)
      if (row.sums.count != 0) {
        std::vector<std::string> parts = figures->PartsOf(row);
        std::string name = CellName(by, parts);
        names.insert_or_assign(std::move(name), std::move(parts));
      }
    return names;
  }

  base::Result<const CaseFigures*> Figures(Days days, const Dimensions& by) {
    ASSIGN_OR_RETURN(const Asked* asked, Ask(days, by));
    return &asked->figures;
  }
  base::Result<const Sums*> SumsOf(Days days, const Dimensions& by) {
    ASSIGN_OR_RETURN(const Asked* asked, Ask(days, by));
    return &asked->sums;
  }
  base::Result<const ToldPeople::ByName*> PeopleOf(Days days, const Dimensions& by) {
    ASSIGN_OR_RETURN(const Asked* asked, Ask(days, by));
    return &asked->people;
  }
  const ToldPeople& people() const noexcept { return people_; }

 private:
  struct Asked {
    CaseFigures figures;
    Sums sums;
    ToldPeople::ByName people;
  };
  base::Result<const Asked*> Ask(Days days, const Dimensions& by) {
    const auto found = asked_.find({days, by});
    if (found != asked_.end()) return &found->second;
    CaseQuestion question;
    question.from = days.from;
    question.to = days.to;
    question.by = by;
    question.holds = false;
    Asked asked;
    asked.people = people_.Of(days.from, days.to, by);
    ASSIGN_OR_RETURN(asked.figures, CountCases(tables_, txn_, question));
    if (by.empty()) asked.sums[""] = asked.figures.totals;
    for (const CaseFigures::Row& row : asked.figures.rows)
      if (!by.empty() && row.sums.count != 0) asked.sums[CellName(by, asked.figures.PartsOf(row))] = row.sums;
    return &asked_.emplace(std::pair(days, by), std::move(asked)).first->second;
  }

  const Tables& tables_;
  const store::ReadTxn& txn_;
  const Days around_;
  const ToldPeople people_;
  std::map<std::pair<Days, Dimensions>, Asked> asked_;
};

// All cells of all releases that hang together, and those that only follow from them.
class Universe {
 public:
  Universe(Snapshot& snapshot, const DisclosurePolicy& policy) : snapshot_(snapshot), policy_(policy) {}

  // A table that was, or is to be, told of these days.
  void AddTable(Days days, const Dimensions& by) { periods_[by].insert(days); }
  void MarkNew(Days days, event::ReleaseKind kind) { new_ = days, new_tables_ = TablesOf(kind); }
  // What an earlier release told of these days; the last that told a cell counts.
  void MarkTold(Days days, const ReleasedCells& told) {
    for (const auto& [name, cell] : told.cells) {
      if (cell.count) told_counts_[{days, name}] = *cell.count;
      if (cell.damage_satang) told_damages_[{days, name}] = *cell.damage_satang;
    }
  }
  // What stands to be told again of the period before, where it changed.
  void MarkToldAgain(Days days, const std::string& name) { told_again_.insert({days, name}); }

  base::Result<void> Build() {
    for (const auto& [by, periods] : periods_) {
      std::set<Days> used(periods.begin(), periods.end());
      for (const Days days : PiecesOf(by)) used.insert(days);
      own_[by] = used;
      // What a week tells of sexes and of ages bounds both together, in the month that tells of both together.
      for (const CaseDimension dimension : by)
        for (const Days days : PiecesOf({dimension}))
          if (std::ranges::any_of(periods, [&](Days period) { return period.from <= days.from && days.to <= period.to; }))
            used.insert(days);
      for (const Days days : used) {
        used_[{}].insert(days);
        for (const CaseDimension dimension : by) used_[{dimension}].insert(days);
        used_[by].insert(days);
        TRY(AddMargins(days, by));
      }
    }
    for (const auto& [by, used] : used_) TRY(AddPieces(by, used));
    return {};
  }

  // Decides what of the new release is withheld.
  base::Result<void> Decide() {
    for (size_t i = 0; i < counts_.cells.size(); ++i) {
      DisclosureCell& count = counts_.cells[i];
      if (!IsSmall(known_[i])) continue;
      // Nothing is withheld like a small number, or whatever is withheld would be known to be something.
      if (count.state == State::kShown) count.state = State::kWithheld;
      if (count.value != 0 && protects_[i]) count.width = policy_.threshold;
    }
    TRY(Protect(counts_));
    for (size_t i = 0; i < counts_.cells.size(); ++i) {
      DisclosureCell& damage = damages_.cells[i];
      if (protects_[i] && known_[i].cases.count != 0 && (IsSmall(known_[i]) || IsDominated(known_[i].people)))
        damage.width = std::max({int64_t{1}, damage.width, damage.value * kDamageWidthPercent / 100});
      if (!counts_.cells[i].known() && damage.state == State::kShown) damage.state = State::kWithheld;
    }
    return Protect(damages_);
  }

  // After Decide.
  ReleaseCell Shown(Days days, const std::string& name, const CaseSums& sums) const {
    const auto found = index_.find({days, name});
    ReleaseCell cell;
    if (found == index_.end()) return cell;
    if (counts_.cells[found->second].known()) cell.count = static_cast<int64_t>(sums.count);
    if (damages_.cells[found->second].known()) cell.damage_satang = Rounded(sums.damage_satang);
    return cell;
  }

  int64_t Rounded(int64_t satang) const {
    return (satang + policy_.satang_rounding / 2) / policy_.satang_rounding * policy_.satang_rounding;
  }

 private:
  struct Known {
    CaseSums cases;
    ToldPeople::Sums people;
  };
  bool IsSmall(const Known& known) const { return static_cast<int64_t>(known.people.people) < policy_.threshold; }
  // One person's, or that of a case which nobody vouches for: whoever filed all others of that kind subtracts them.
  bool IsDominated(const ToldPeople::Sums& people) const {
    return IsMostOf(people.largest_satang, people.damage_satang) ||
           IsMostOf(people.largest_unvouched_satang, people.damage_satang + people.largest_unvouched_satang);
  }
  bool IsMostOf(int64_t one, int64_t all) const {
    // Of 128 bits: a nation's losses in satang times a hundred.
    return static_cast<__int128>(one) * 100 > static_cast<__int128>(all) * policy_.dominance_percent;
  }

  // What lies between the bounds of some days, as far as it is in any of them.
  static std::vector<Days> PiecesBetween(const std::set<Days>& all) {
    std::set<uint32_t> bounds;
    for (const Days days : all) bounds.insert({days.from, days.to + 1});
    std::vector<Days> pieces;
    for (auto bound = bounds.begin(); bound != bounds.end() && std::next(bound) != bounds.end(); ++bound) {
      const Days piece{*bound, *std::next(bound) - 1};
      if (std::ranges::any_of(all, [&](Days days) { return days.from <= piece.from && piece.to <= days.to; }))
        pieces.push_back(piece);
    }
    return pieces;
  }

  // Of all periods of which a table that tells `by` is told.
  std::vector<Days> PiecesOf(const Dimensions& by) const {
    std::set<Days> all;
    for (const auto& [table, periods] : periods_)
      if (Tells(table, by)) all.insert(periods.begin(), periods.end());
    return PiecesBetween(all);
  }

  size_t CellOf(Days days, const Dimensions& by, const std::string& name, const Known& known) {
    const auto [place, is_new] = index_.try_emplace({days, name}, known_.size());
    if (!is_new) return place->second;
    known_.push_back(known);
    const CaseSums& sums = known.cases;
    const auto own = own_.find(by);
    protects_.push_back(by.size() < 2 || own == own_.end() || own->second.contains(days));
    DisclosureCell count, damage;
    count.value = static_cast<int64_t>(sums.count);
    damage.value = sums.damage_satang;
    // Whoever filed cases that nobody vouches for knows them.
    count.least = count.value - static_cast<int64_t>(known.people.cases);
    damage.least = damage.value - known.people.damage_satang;
    // The less it tells, the sooner it goes: rows of a table before its totals, small ones before large.
    count.cost = damage.cost = (by.empty()       ? kTotalCost
                                : by.size() == 1 ? kMarginCost
                                                 : 1) *
                               std::log2(2 + static_cast<double>(sums.count));
    const bool to_tell =
        days == new_ && std::ranges::any_of(new_tables_, [&](const Dimensions& table) { return Tells(table, by); });
    const auto told_count = told_counts_.find({days, name}), told_damage = told_damages_.find({days, name});
    const bool again = told_again_.contains({days, name});
    count.state = to_tell || (again && told_count != told_counts_.end()) ? State::kShown : State::kNeverTold;
    damage.state = to_tell || (again && told_damage != told_damages_.end()) ? State::kShown : State::kNeverTold;
    const int64_t late = told_count == told_counts_.end() ? 0 : count.value - told_count->second;
    const bool few_late = std::abs(late) < policy_.threshold;
    // What was told stands until it changed by many. Then it is no more what is, and by how few it changed must not follow
    // either: what is, is protected like a small number.
    if (told_count != told_counts_.end() && late == 0) count.state = State::kTold;
    if (late != 0 && few_late) count.state = State::kNeverTold, count.width = policy_.threshold;
    if (told_damage != told_damages_.end() && few_late) {
      const int64_t change = std::abs(Rounded(damage.value) - told_damage->second);
      damage.state = change == 0 ? State::kTold : State::kNeverTold;
      damage.width = change * kDamageWidthPercent / 100;
    }
    counts_.cells.push_back(count);
    damages_.cells.push_back(damage);
    return place->second;
  }

  void AddSum(size_t total, std::vector<size_t> parts) {
    if (parts.size() == 1 && parts[0] == total) return;
    if (!known_sums_.insert({total, parts}).second) return;
    counts_.sums.push_back({total, parts});
    damages_.sums.push_back({total, std::move(parts)});
  }

  base::Result<size_t> Cell(Days days, const Dimensions& by, const std::string& name) {
    ASSIGN_OR_RETURN(const Snapshot::Sums* sums, snapshot_.SumsOf(days, by));
    ASSIGN_OR_RETURN(const ToldPeople::ByName* people, snapshot_.PeopleOf(days, by));
    Known known;
    if (const auto found = sums->find(name); found != sums->end()) known.cases = found->second;
    if (const auto found = people->find(name); found != people->end()) known.people = found->second;
    return CellOf(days, by, name, known);
  }

  base::Result<void> AddMargins(Days days, const Dimensions& by) {
    ASSIGN_OR_RETURN(const auto names, snapshot_.NamesOf(by));
    ASSIGN_OR_RETURN(const size_t total, Cell(days, {}, ""));
    std::vector<size_t> all;
    std::map<std::pair<size_t, std::string>, std::vector<size_t>> by_margin;  // which dimension, its cell
    for (const auto& [name, parts] : names) {
      ASSIGN_OR_RETURN(const size_t cell, Cell(days, by, name));
      all.push_back(cell);
      for (size_t d = 0; by.size() == 2 && d < 2; ++d) by_margin[{d, CellName({by[d]}, {parts[d]})}].push_back(cell);
    }
    if (!all.empty()) AddSum(total, std::move(all));
    std::array<std::vector<size_t>, 2> margins;
    for (auto& [margin, parts] : by_margin) {
      ASSIGN_OR_RETURN(const size_t cell, Cell(days, {by[margin.first]}, margin.second));
      margins[margin.first].push_back(cell);
      AddSum(cell, std::move(parts));
    }
    for (auto& parts : margins)
      if (!parts.empty()) AddSum(total, std::move(parts));
    return {};
  }

  // What is told of longer days is the sum of what happened in their pieces.
  base::Result<void> AddPieces(const Dimensions& by, const std::set<Days>& used) {
    const std::vector<Days> pieces = PiecesBetween(used);
    for (const Days days : used) {
      std::vector<Days> within;
      for (const Days piece : pieces)
        if (days.from <= piece.from && piece.to <= days.to) within.push_back(piece);
      if (within.size() < 2) continue;
      std::map<std::string, std::vector<std::string>> names{{"", {}}};
      if (!by.empty()) {
        ASSIGN_OR_RETURN(names, snapshot_.NamesOf(by));
      }
      for (const auto& [name, parts] : names) {
        ASSIGN_OR_RETURN(const size_t total, Cell(days, by, name));
        std::vector<size_t> cells;
        for (const Days piece : within) {
          ASSIGN_OR_RETURN(cells.emplace_back(), Cell(piece, by, name));
        }
        AddSum(total, std::move(cells));
      }
    }
    return {};
  }

  Snapshot& snapshot_;
  const DisclosurePolicy& policy_;
  std::map<Dimensions, std::set<Days>> periods_, used_;
  Days new_;
  std::vector<Dimensions> new_tables_;
  std::map<std::pair<Days, std::string>, int64_t> told_counts_, told_damages_;
  std::set<std::pair<Days, std::string>> told_again_;
  std::map<std::pair<Days, std::string>, size_t> index_;
  std::set<std::pair<size_t, std::vector<size_t>>> known_sums_;
  std::map<Dimensions, std::set<Days>> own_;  // days that a table by these is told of, and the pieces between their bounds
  std::vector<Known> known_;
  std::vector<bool> protects_;  // whether the cell is one that a table tells, or follows from those that do
  DisclosureProblem counts_, damages_;
};

// What was told before is told anew only where that says nothing about a few people: changes are a table like any other.
class Revision {
 public:
  Revision(const ReleasedCells& told, const DisclosurePolicy& policy) : told_(told), policy_(policy) {}

  // The last entry that all that was told had counted.
  uint64_t as_of_seq() const {
    uint64_t seq = UINT64_MAX;
    for (const auto& [name, cell] : told_.cells) seq = std::min(seq, cell.as_of_seq);
    return seq;
  }

  // `people`: with what came since as_of_seq().
  void Add(const std::string& name, ReleaseCell& cell, const CaseSums& now, const ToldPeople::Sums& people) {
    const auto found = told_.cells.find(name);
    if (found == told_.cells.end() || !found->second.count) return;
    const int64_t change = static_cast<int64_t>(now.count) - *found->second.count;
    DisclosureCell moved;
    moved.value = change;
    moved.least = -*found->second.count;
    moved.cost = name.empty() ? kTotalCost : 1;
    // Less what strangers may have filed to have the rest told.
    const auto strangers = static_cast<int64_t>(change > 0 ? people.strangers_since : people.strangers_gone);
    moved.width = change != 0 && std::abs(change) - strangers < policy_.threshold ? policy_.threshold : 0;
    index_[name] = problem_.cells.size();
    places_.push_back(
        {&cell, &found->second, static_cast<int64_t>(now.count), people.largest_case_satang, problem_.cells.size()});
    problem_.cells.push_back(moved);
  }

  // Parts of a total that was told; what changed in those that were not is a part too.
  void AddSum(const std::string& total, const std::vector<std::string>& parts) {
    const auto found = index_.find(total);
    if (found == index_.end()) return;
    DisclosureSum sum{found->second, {}};
    int64_t rest = problem_.cells[found->second].value;
    for (const std::string& part : parts) {
      const auto cell = index_.find(part);
      if (cell == index_.end()) continue;
      sum.parts.push_back(cell->second);
      rest -= problem_.cells[cell->second].value;
    }
    DisclosureCell others;
    others.value = rest;
    others.least = std::min<int64_t>(rest, 0) - 1'000'000;
    others.state = State::kNeverTold;
    // Where all parts were told there is no rest, and everybody knows it.
    if (sum.parts.size() == parts.size() && rest == 0) others.state = State::kTold;
    sum.parts.push_back(problem_.cells.size());
    problem_.cells.push_back(others);
    problem_.sums.push_back(std::move(sum));
  }

  base::Result<void> Decide() {
    TRY(Protect(problem_));
    bool one_is_most = false;
    for (const Place& place : places_) {
      ReleaseCell& cell = *place.cell;
      cell.before = ReleaseCell::Told{place.told->release, *place.told->count, place.told->damage_satang};
      cell.revised = problem_.cells[place.problem_cell].known() && place.now != *place.told->count && cell.count.has_value();
      if (cell.revised) {
        one_is_most = one_is_most || IsMostOfTheChange(place);
        continue;
      }
      cell.count = place.told->count;
      if (place.told->damage_satang) cell.damage_satang = place.told->damage_satang;
    }
    // What others changed by would tell what that one did.
    for (const Place& place : places_)
      if (one_is_most && place.cell->revised) place.cell->damage_satang = std::nullopt;
    return {};
  }

 private:
  struct Place {
    ReleaseCell* cell;
    const ReleasedCells::Cell* told;
    int64_t now;
    int64_t largest_satang;
    size_t problem_cell;
  };

  bool IsMostOfTheChange(const Place& place) const {
    if (!place.cell->damage_satang || !place.told->damage_satang) return false;
    const int64_t change = *place.cell->damage_satang - *place.told->damage_satang;
    return change != 0 &&
           static_cast<__int128>(place.largest_satang) * 100 > static_cast<__int128>(change) * policy_.dominance_percent;
  }

  const ReleasedCells& told_;
  const DisclosurePolicy& policy_;
  DisclosureProblem problem_;
  std::map<std::string, size_t> index_;
  std::vector<Place> places_;
};

// Ages and sexes all; of all else what has many cases by now, and so has a row whether these days had one or not: that some are
// withheld says nothing of which there are.
base::Result<ReleaseTable> RowsOf(Snapshot& snapshot, Days days, const Dimensions& by, const DisclosurePolicy& policy) {
  ReleaseTable table{by, {}};
  if (std::ranges::all_of(by, ShowsAll)) {
    ASSIGN_OR_RETURN(const CaseFigures* figures, snapshot.Figures(days, by));
    for (const CaseFigures::Row& row : figures->rows) table.rows.push_back({figures->PartsOf(row), {}});
    return table;
  }
  for (std::string& part : snapshot.people().Listed(by.front(), static_cast<uint64_t>(policy.threshold)))
    table.rows.push_back({{std::move(part)}, {}});
  return table;
}

base::Result<void> AddTotalsToRevision(ReleaseCell& totals, Days days, Snapshot& snapshot, Revision& revision) {
  ASSIGN_OR_RETURN(const Snapshot::Sums* sums, snapshot.SumsOf(days, {}));
  const ToldPeople::ByName people = snapshot.people().Of(days.from, days.to, {}, revision.as_of_seq());
  const auto whose = people.find("");
  revision.Add("", totals, sums->at(""), whose == people.end() ? ToldPeople::Sums{} : whose->second);
  return {};
}

// Adds a table's cells and the sums that hold in it.
base::Result<void> AddToRevision(ReleaseTable& table, Days days, Snapshot& snapshot, Revision& revision) {
  ASSIGN_OR_RETURN(const Snapshot::Sums* sums, snapshot.SumsOf(days, table.by));
  const ToldPeople::ByName people = snapshot.people().Of(days.from, days.to, table.by, revision.as_of_seq());
  std::vector<std::string> names;
  std::map<std::string, std::vector<std::string>> margins;
  for (ReleaseTable::Row& row : table.rows) {
    names.push_back(CellName(table.by, row.parts));
    const auto found = sums->find(names.back());
    const auto whose = people.find(names.back());
    revision.Add(names.back(), row.cell, found == sums->end() ? CaseSums{} : found->second,
                 whose == people.end() ? ToldPeople::Sums{} : whose->second);
    for (size_t d = 0; table.by.size() == 2 && d < 2; ++d)
      margins[CellName({table.by[d]}, {row.parts[d]})].push_back(names.back());
  }
  revision.AddSum("", names);
  for (const auto& [total, parts] : margins) revision.AddSum(total, parts);
  return {};
}

base::Result<void> Revise(ReleaseFigures& figures, Days days, const ReleasedCells& told, const DisclosurePolicy& policy,
                          Snapshot& snapshot) {
  Revision revision(told, policy);
  TRY(AddTotalsToRevision(figures.totals, days, snapshot, revision));
  for (ReleaseTable& table : figures.tables) TRY(AddToRevision(table, days, snapshot, revision));
  return revision.Decide();
}

// The period before, of what was told of it: as it is now, as far as `universe` lets that be told.
base::Result<ReleaseFigures::Earlier> Earlier(const ReleasePeriod& period, const ReleasedCells& told, const Universe& universe,
                                              const DisclosurePolicy& policy, Snapshot& snapshot) {
  const Days days{period.from, period.to};
  ReleaseFigures::Earlier earlier{period, {}, {}};
  ASSIGN_OR_RETURN(earlier.by_case_type, RowsOf(snapshot, days, {CaseDimension::kCaseType}, policy));
  ASSIGN_OR_RETURN(const Snapshot::Sums* totals, snapshot.SumsOf(days, {}));
  ASSIGN_OR_RETURN(const Snapshot::Sums* sums, snapshot.SumsOf(days, earlier.by_case_type.by));
  // Only what was told is told again; `before` of a cell says that it was.
  const auto now = [&](const std::string& name, ReleaseCell& cell, const CaseSums& is) {
    const auto found = told.cells.find(name);
    if (found == told.cells.end()) return;
    const ReleaseCell shown = universe.Shown(days, name, is);
    if (found->second.count) cell.count = shown.count;
    if (found->second.damage_satang) cell.damage_satang = shown.damage_satang;
  };
  now("", earlier.totals, totals->at(""));
  for (ReleaseTable::Row& row : earlier.by_case_type.rows) {
    const auto found = sums->find(CellName(earlier.by_case_type.by, row.parts));
    if (found != sums->end()) now(found->first, row.cell, found->second);
  }
  Revision revision(told, policy);
  TRY(AddTotalsToRevision(earlier.totals, days, snapshot, revision));
  TRY(AddToRevision(earlier.by_case_type, days, snapshot, revision));
  TRY(revision.Decide());
  return earlier;
}

// All days of releases that hang together with these, by days that they have in common, one through another: whoever knows a year
// and eleven of its months knows the twelfth, and with it what a fiscal year has beside it.
Days HangTogether(Days days, const std::vector<Publication>& publications) {
  for (bool grows = true; grows;) {
    grows = false;
    for (const Publication& publication : publications) {
      if (publication.from > days.to || publication.to < days.from) continue;
      grows = grows || publication.from < days.from || days.to < publication.to;
      days.from = std::min(days.from, publication.from);
      days.to = std::max(days.to, publication.to);
    }
  }
  return days;
}

}  // namespace

base::Result<ReleaseFigures> ComputeRelease(const Tables& tables, const store::ReadTxn& txn, const ReleasePeriod& period,
                                            const DisclosurePolicy& policy) {
  const Days days{period.from, period.to};
  const ReleasePeriod before = period.Before();
  const Days days_before{before.from, before.to};
  ASSIGN_OR_RETURN(const std::vector<Publication> publications, ReadPublications(tables, txn));
  const bool tells_before = std::ranges::any_of(publications, [&](const Publication& it) {
    return Days{it.from, it.to} == days_before;
  });
  const Days around = HangTogether({tells_before ? before.from : days.from, days.to}, publications);
  ASSIGN_OR_RETURN(ToldPeople people, ToldPeople::Read(tables, txn, around.from, around.to));
  Snapshot snapshot(tables, txn, around, std::move(people));
  Universe universe(snapshot, policy);
  ReleaseFigures figures;
  figures.period = period;
  std::map<Days, ReleasedCells> told;
  for (const Publication& publication : publications) {
    const Days of{publication.from, publication.to};
    // A period is told of again in the one that follows it.
    const ReleasePeriod told_too = ReleasePeriod{publication.kind, of.from, of.to}.Before();
    const auto again = told.find({told_too.from, told_too.to});
    const bool hangs_together = of.from <= around.to && around.from <= of.to;
    if (!hangs_together && again == told.end()) continue;
    ASSIGN_OR_RETURN(const auto release, ReadRelease(tables, txn, publication.number));
    if (again != told.end()) TRY(AddReleasedCells(release->body.document, told_too.from, told_too.to, again->second));
    if (hangs_together) TRY(AddReleasedCells(release->body.document, of.from, of.to, told[of]));
    if (of == days) figures.revises = publication.number;
  }
  for (const auto& [of, cells] : told) {
    for (const Dimensions& table : cells.tables) universe.AddTable(of, table);
    universe.MarkTold(of, cells);
  }
  if (tells_before)
    for (const auto& [name, cell] : told[days_before].cells)
      if (name.empty() || (name.starts_with("case_type=") && name.find('|') == std::string::npos))
        universe.MarkToldAgain(days_before, name);
  universe.MarkNew(days, period.kind);
  for (const Dimensions& by : TablesOf(period.kind)) universe.AddTable(days, by);
  TRY(universe.Build());
  TRY(universe.Decide());
  if (tells_before) {
    ASSIGN_OR_RETURN(figures.earlier, Earlier(before, told[days_before], universe, policy, snapshot));
  }

  ASSIGN_OR_RETURN(const Snapshot::Sums* totals, snapshot.SumsOf(days, {}));
  figures.totals = universe.Shown(days, "", totals->at(""));
  for (const Dimensions& by : TablesOf(period.kind)) {
    ASSIGN_OR_RETURN(ReleaseTable table, RowsOf(snapshot, days, by, policy));
    ASSIGN_OR_RETURN(const Snapshot::Sums* sums, snapshot.SumsOf(days, by));
    for (ReleaseTable::Row& row : table.rows) {
      const std::string name = CellName(by, row.parts);
      const auto found = sums->find(name);
      row.cell = universe.Shown(days, name, found == sums->end() ? CaseSums{} : found->second);
    }
    figures.tables.push_back(std::move(table));
  }
  if (figures.revises) TRY(Revise(figures, days, told[days], policy, snapshot));
  return figures;
}

}  // namespace cybercheck::cases
