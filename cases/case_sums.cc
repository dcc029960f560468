// SPDX-License-Identifier: Apache-2.0
#include "cases/case_sums.h"

#include <algorithm>

namespace cybercheck::cases {
namespace {

constexpr size_t kLanesOfFew = 4, kFewPlaces = 4096;

}  // namespace

void CaseSums::Add(const CaseSums& more) noexcept {
  count += more.count;
  damage_satang += more.damage_satang;
  damage_unknown += more.damage_unknown;
  largest_satang = std::max(largest_satang, more.largest_satang);
  requested_satang += more.requested_satang;
  held_satang += more.held_satang;
  frozen_satang += more.frozen_satang;
  returned_satang += more.returned_satang;
}

PlaceSums::PlaceSums(size_t places, bool holds)
    : lanes_(places <= kFewPlaces ? kLanesOfFew : 1), cells_(places * lanes_), hold_cells_(holds ? places * lanes_ : 0) {}

template <size_t kLanes>
void PlaceSums::AddLanes(const uint32_t* place_of, const ColumnWalk& walk) noexcept {
  const MoneyBlock damage = walk.MoneyOf(CaseColumn::kDamage);
  Cell* const cells = cells_.data();
  const auto cell_of = [=](size_t i) { return place_of[i] * kLanes + i % kLanes; };
  if (damage.is_sparse())
    for (size_t i = 0; i < damage.count(); ++i) ++cells[cell_of(i)].counts;
  const uint64_t one = damage.is_sparse() ? 0 : 1;
  damage.ForEach([=](size_t i, int64_t lost) {
    Cell& cell = cells[cell_of(i)];
    cell.counts += one + (static_cast<uint64_t>(lost) >> 63 << 32);
    cell.damage += lost & ~(lost >> 63);
    cell.largest = std::max(cell.largest, lost);
  });
  if (hold_cells_.empty()) return;
  HoldCell* const holds = hold_cells_.data();
  walk.MoneyOf(CaseColumn::kRequested).ForEach([=](size_t i, int64_t satang) { holds[cell_of(i)].requested += satang; });
  walk.MoneyOf(CaseColumn::kHeld).ForEach([=](size_t i, int64_t satang) { holds[cell_of(i)].held += satang; });
  walk.MoneyOf(CaseColumn::kFrozen).ForEach([=](size_t i, int64_t satang) { holds[cell_of(i)].frozen += satang; });
  walk.MoneyOf(CaseColumn::kReturned).ForEach([=](size_t i, int64_t satang) { holds[cell_of(i)].returned += satang; });
}

void PlaceSums::Add(const uint32_t* place_of, const ColumnWalk& walk) noexcept {
  lanes_ == kLanesOfFew ? AddLanes<kLanesOfFew>(place_of, walk) : AddLanes<1>(place_of, walk);
}

void PlaceSums::Add(const PlaceSums& more) noexcept {
  for (size_t i = 0; i < cells_.size(); ++i) {
    Cell& cell = cells_[i];
    const Cell& other = more.cells_[i];
    cell = {cell.counts + other.counts, cell.damage + other.damage, std::max(cell.largest, other.largest)};
  }
  for (size_t i = 0; i < hold_cells_.size(); ++i) {
    HoldCell& cell = hold_cells_[i];
    const HoldCell& other = more.hold_cells_[i];
    cell = {cell.requested + other.requested, cell.held + other.held, cell.frozen + other.frozen, cell.returned + other.returned};
  }
}

CaseSums PlaceSums::Of(size_t place) const noexcept {
  CaseSums sums;
  for (size_t i = place * lanes_; i < (place + 1) * lanes_; ++i) {
    const Cell& cell = cells_[i];
    sums.Add({.count = cell.counts & UINT32_MAX,
              .damage_satang = cell.damage,
              .damage_unknown = cell.counts >> 32,
              .largest_satang = cell.largest});
    if (hold_cells_.empty()) continue;
    const HoldCell& holds = hold_cells_[i];
    sums.Add({.requested_satang = holds.requested,
              .held_satang = holds.held,
              .frozen_satang = holds.frozen,
              .returned_satang = holds.returned});
  }
  return sums;
}

size_t PlaceSums::FilledAtMost(size_t end) const noexcept {
  const auto past = cells_.begin() + static_cast<ptrdiff_t>(end * lanes_);
  return static_cast<size_t>(std::count_if(cells_.begin(), past, [](const Cell& cell) { return cell.counts != 0; }));
}

}  // namespace cybercheck::cases
