// SPDX-License-Identifier: Apache-2.0
#include "store/merged_cursor.h"

#include "store/recent_rows.h"

namespace cybercheck::store {
namespace {

bool IsOf(uint16_t table, std::string_view recent_key) { return recent_key.starts_with(RecentKey(table, {}).view()); }

}  // namespace

MergedCursor::MergedCursor(const std::vector<const RecentIndex*>& newest_first, uint64_t snapshot, const Own* own, uint16_t table,
                           std::unique_ptr<Cursor> stored)
    : own_(own), table_(table), stored_(std::move(stored)) {
  walks_.reserve(newest_first.size());
  for (const RecentIndex* index : newest_first) walks_.emplace_back(*index, snapshot);
}

std::optional<RecentIndex::Version> MergedCursor::AtOwn() const {
  if (own_ == nullptr || own_at_ == own_->end() || !IsOf(table_, own_at_->first)) return std::nullopt;
  return RecentIndex::Version{std::string_view(own_at_->first).substr(2), own_at_->second};
}

std::optional<RecentIndex::Version> MergedCursor::At(const RecentIndex::Walk& walk) const {
  if (!walk.valid() || !IsOf(table_, walk.at().key)) return std::nullopt;
  return RecentIndex::Version{walk.at().key.substr(2), walk.at().value};
}

base::Result<std::optional<Cursor::Row>> MergedCursor::SeekAtLeast(std::string_view key) {
  const RecentKey recent_key(table_, key);
  if (own_ != nullptr) own_at_ = own_->lower_bound(recent_key.view());
  for (RecentIndex::Walk& walk : walks_) walk.SeekAtLeast(recent_key.view());
  if (stored_) {
    auto at = key.empty() ? stored_->First() : stored_->SeekAtLeast(key);
    ASSIGN_OR_RETURN(stored_at_, std::move(at));
  }
  return Next();
}

base::Result<std::optional<Cursor::Row>> MergedCursor::Next() {
  for (;;) {
    // The least key anybody stands at, as the newest of them has it.
    std::optional<RecentIndex::Version> least = AtOwn();
    for (const RecentIndex::Walk& walk : walks_)
      if (const auto at = At(walk); at && (!least || at->key < least->key)) least = at;
    if (stored_at_ && (!least || stored_at_->key < least->key)) least = {stored_at_->key, stored_at_->value};
    if (!least) return std::optional<Cursor::Row>();
    if (const auto at = AtOwn(); at && at->key == least->key) ++own_at_;
    for (RecentIndex::Walk& walk : walks_)
      if (const auto at = At(walk); at && at->key == least->key) walk.Next();
    if (stored_at_ && stored_at_->key == least->key) {
      ASSIGN_OR_RETURN(stored_at_, stored_->Next());
    }
    if (least->value) return std::optional(Cursor::Row{least->key, *least->value});
  }
}

}  // namespace cybercheck::store
