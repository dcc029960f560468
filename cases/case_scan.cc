// SPDX-License-Identifier: Apache-2.0
#include "cases/case_scan.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <system_error>
#include <thread>

#include "cases/row_text.h"
#include "cases/victim_rows.h"

namespace cybercheck::cases {
namespace {

// Of more places than these, adding up the sums of several threads would take longer than they save.
constexpr size_t kPlacesShared = 1 << 18;
constexpr unsigned kThreadsMax = 4;

// What a column has of a victim beside the first; all else is the case's.
size_t ValueOf(CaseColumn column, const VictimRow& victim, size_t of_case) noexcept {
  switch (column) {
    case CaseColumn::kAge:
      return victim.age;
    case CaseColumn::kSex:
      return static_cast<size_t>(victim.sex);
    case CaseColumn::kProvince:
      return victim.province;
    case CaseColumn::kFlags:
      return (of_case & ~size_t{kFlagJuristic}) | (victim.kind == event::VictimKind::kJuristic ? kFlagJuristic : 0);
    default:
      return of_case;
  }
}

// What a block's case has in a column.
size_t ValueAt(const ColumnWalk& walk, CaseColumn column, size_t i) noexcept {
  const size_t width = WidthOf(column);
  size_t value = 0;
  std::memcpy(&value, walk.ValuesOf(column).data() + i * width, width);
  return value;
}

// What all threads of a scan share.
struct Shared {
  const CaseScan& scan;
  const std::vector<VictimRow>& victims;  // by case
  const uint32_t stretch;
  std::atomic<uint32_t> next{0};  // stretch
  std::atomic<size_t> victims_seen{0};
};

// One thread's part.
class Part {
 public:
  static base::Result<Part> Open(const Tables& tables, const store::ReadTxn& txn, Shared& shared) {
    const CaseScan& scan = shared.scan;
    ASSIGN_OR_RETURN(ColumnWalk walk, ColumnWalk::Open(tables, txn, scan.days, scan.flags, scan.columns));
    return Part(shared, std::move(walk));
  }

  // Until there are no more blocks.
  void Run() { result_ = SumStretches(); }
  const base::Result<void>& result() const { return result_; }
  PlaceSums& sums() { return sums_; }

 private:
  Part(Shared& shared, ColumnWalk walk)
      : shared_(&shared), walk_(std::move(walk)), sums_(shared.scan.nowhere + size_t{1}, shared.scan.holds) {}

  base::Result<void> SumStretches() {
    while (true) {
      const uint32_t first = shared_->next.fetch_add(1, std::memory_order_relaxed) * shared_->stretch;
      walk_.SeekTo(first);
      for (uint32_t block = first; block < first + shared_->stretch; ++block) {
        ASSIGN_OR_RETURN(const bool more, SumBlock(block));
        if (!more) return {};
      }
    }
  }

  // false: there is none.
  base::Result<bool> SumBlock(uint32_t number) {
    const CaseScan& scan = shared_->scan;
    ASSIGN_OR_RETURN(const ColumnWalk::Block block, walk_.Next(scan.any, scan.all));
    if (block.count == 0) return false;
    if (block.has_any) {
      TRY(scan.places.Find(walk_, block, scan.nowhere, place_of_.data()));
      sums_.Add(place_of_.data(), walk_);
    }
    TRY(CountVictims(number * kColumnBlock, block));
    return true;
  }

  base::Result<void> CountVictims(uint32_t first, const ColumnWalk::Block& block) {
    const std::vector<VictimRow>& victims = shared_->victims;
    auto victim = std::ranges::lower_bound(victims, first, {}, &VictimRow::ordinal);
    size_t seen = 0;
    for (; victim != victims.end() && victim->ordinal < first + block.count; ++victim, ++seen) {
      if (!block.has_any) continue;
      const auto value_of = [&](CaseColumn column) {
        return ValueOf(column, *victim, ValueAt(walk_, column, victim->ordinal - first));
      };
      ASSIGN_OR_RETURN(const uint32_t place, shared_->scan.places.FindOne(value_of, shared_->scan.nowhere));
      sums_.Count(place);
    }
    if (seen != 0) shared_->victims_seen.fetch_add(seen, std::memory_order_relaxed);
    return {};
  }

  Shared* shared_;
  ColumnWalk walk_;
  PlaceSums sums_;
  std::array<uint32_t, kColumnBlock> place_of_;
  base::Result<void> result_;
};

unsigned ThreadsFor(uint32_t blocks, uint32_t nowhere, ScanThreads threads) {
  if (nowhere >= kPlacesShared) return 1;
  const unsigned at_most = threads.at_most != 0 ? threads.at_most : std::min(std::thread::hardware_concurrency(), kThreadsMax);
  return std::clamp(blocks / (2 * threads.stretch), 1u, std::max(at_most, 1u));
}

}  // namespace

base::Result<PlaceSums> SumCases(const Tables& tables, const store::ReadTxn& txn, const CaseScan& scan, ScanThreads threads) {
  std::vector<VictimRow> victims;
  if (scan.victims) {
    ASSIGN_OR_RETURN(victims, ReadMoreVictims(tables, txn));
  }
  ASSIGN_OR_RETURN(const uint64_t rows, tables.case_columns.Count(txn));
  const unsigned wanted = ThreadsFor(static_cast<uint32_t>(rows / kCaseColumnCount), scan.nowhere, threads);

  Shared shared{scan, victims, threads.stretch};
  std::vector<store::ReadTxn> views;  // of the other threads
  views.reserve(wanted - 1);
  while (views.size() + 1 < wanted) {
    ASSIGN_OR_RETURN(auto view, txn.Again());
    if (!view) break;  // a commit came between: fewer threads see to it
    views.push_back(std::move(*view));
  }
  std::vector<Part> parts;
  parts.reserve(views.size() + 1);
  for (size_t i = 0; i <= views.size(); ++i) {
    ASSIGN_OR_RETURN(Part part, Part::Open(tables, i == 0 ? txn : views[i - 1], shared));
    parts.push_back(std::move(part));
  }
  {
    std::vector<std::jthread> others;
    others.reserve(views.size());
    try {
      for (size_t i = 1; i < parts.size(); ++i) others.emplace_back([&part = parts[i]] { part.Run(); });
    } catch (const std::system_error&) {  // no more threads: those there are take all stretches
    }
    parts.front().Run();
  }
  for (size_t i = 0; i < parts.size(); ++i) {
    TRY(parts[i].result());
    if (i != 0) parts.front().sums().Add(parts[i].sums());
  }
  if (shared.victims_seen != victims.size()) return BadRow("more_victims");
  return std::move(parts.front().sums());
}

}  // namespace cybercheck::cases
