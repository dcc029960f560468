// SPDX-License-Identifier: Apache-2.0
#include "store/page_tree.h"

#include <algorithm>
#include <cstring>

namespace cybercheck::store {
namespace {

constexpr size_t kHeaderBytes = 16, kNodeBytes = 8, kKeyBytesMax = 511;
constexpr unsigned kDepthMax = 32;  // LMDB's CURSOR_STACK
constexpr uint16_t kBranch = 0x01, kLeaf = 0x02, kOverflow = 0x04;
constexpr uint16_t kBigData = 0x01, kSubTree = 0x02;

template <class Integer>
Integer HostIntegerAt(std::string_view bytes, size_t at) {
  Integer value;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

struct PageHeader {
  uint64_t number;
  uint16_t flags, lower, upper;
};
PageHeader HeaderOf(std::string_view page) {
  return {HostIntegerAt<uint64_t>(page, 0), HostIntegerAt<uint16_t>(page, 10), HostIntegerAt<uint16_t>(page, 12),
          HostIntegerAt<uint16_t>(page, 14)};
}

// A node inside its page: low u16 | high u16 | flags u16 | key bytes u16 | key | data. Null key data: outside.
struct Node {
  uint16_t low, high, flags;
  std::string_view key;
  std::string_view rest;  // of the page, behind the key

  uint64_t child() const { return low | uint64_t{high} << 16 | uint64_t{flags} << 32; }
  size_t data_bytes() const { return low | size_t{high} << 16; }
};
bool NodeAt(std::string_view page, size_t index, uint16_t upper, Node& node) {
  const size_t at = HostIntegerAt<uint16_t>(page, kHeaderBytes + 2 * index);
  if (at < upper || at + kNodeBytes > page.size()) return false;
  node.low = HostIntegerAt<uint16_t>(page, at);
  node.high = HostIntegerAt<uint16_t>(page, at + 2);
  node.flags = HostIntegerAt<uint16_t>(page, at + 4);
  const size_t key_bytes = HostIntegerAt<uint16_t>(page, at + 6);
  if (key_bytes > kKeyBytesMax || at + kNodeBytes + key_bytes > page.size()) return false;
  node.key = page.substr(at + kNodeBytes, key_bytes);
  node.rest = page.substr(at + kNodeBytes + key_bytes);
  return true;
}

}  // namespace

base::Error PageTree::Damaged(uint64_t page, const std::string& what) const {
  return base::Fail(base::ErrorCode::kDamaged, name_ + ", page " + std::to_string(page) + ": " + what);
}

int PageTree::Compare(std::string_view a, std::string_view b) const {
  if (keys_ == Keys::kBytes || a.size() != 8 || b.size() != 8) return a.compare(b);
  const auto left = HostIntegerAt<uint64_t>(a, 0), right = HostIntegerAt<uint64_t>(b, 0);
  return left < right ? -1 : left > right;
}

base::Result<void> PageTree::Walk(const OnNode& on_node) {
  TRY(WalkBranches(0, [&](const PageLeaf& leaf) { return WalkLeaf(leaf, on_node); }));
  return CheckTotals();
}

base::Result<void> PageTree::WalkBranches(uint16_t tree, const OnLeaf& on_leaf) {
  if (record_.depth > kDepthMax || (record_.root == kNoPage) != (record_.depth == 0))
    return Damaged(record_.root, "its depth and root disagree");
  if (record_.root == kNoPage) return {};
  if (record_.depth > 1) return WalkBranch(record_.root, 1, {}, tree, on_leaf);
  if (!claims_.Claim(record_.root)) return Damaged(record_.root, "it lies outside the file or is used twice");
  return on_leaf(PageLeaf(file_, record_.root, tree, {}, {}));
}

base::Result<void> PageTree::CheckTotals() const {
  if (branch_pages_ != record_.branch_pages || leaf_pages_ != record_.leaf_pages || overflow_pages_ != record_.overflow_pages ||
      entries_ != record_.entries)
    return Damaged(record_.root, "it has " + std::to_string(entries_) + " rows on " +
                                     std::to_string(branch_pages_ + leaf_pages_ + overflow_pages_) +
                                     " pages, but its record says " + std::to_string(record_.entries) + " on " +
                                     std::to_string(record_.branch_pages + record_.leaf_pages + record_.overflow_pages));
  return {};
}

base::Result<size_t> PageTree::CountNodes(uint64_t page, uint16_t kind) const {
  const std::string_view bytes = file_.Pages(page);
  const PageHeader header = HeaderOf(bytes);
  if (header.number != page || header.flags != kind) return Damaged(page, "it is not the page it should be");
  if (header.lower < kHeaderBytes || header.lower > header.upper || header.upper > bytes.size() || header.lower % 2 != 0)
    return Damaged(page, "its bounds do not hold");
  const size_t count = (header.lower - kHeaderBytes) / 2;
  if (count == 0) return Damaged(page, "it is empty");
  return count;
}

base::Result<void> PageTree::WalkBranch(uint64_t page, unsigned depth, Bounds bounds, uint16_t tree, const OnLeaf& on_leaf) {
  if (!claims_.Claim(page)) return Damaged(page, "it lies outside the file or is used twice");
  ASSIGN_OR_RETURN(const size_t count, CountNodes(page, kBranch));
  const std::string_view bytes = file_.Pages(page);
  const uint16_t upper = HeaderOf(bytes).upper;
  const bool above_leaves = depth + 1U == record_.depth;
  ++branch_pages_;
  file_.Keep(page);  // the separators stay in use until the last leaf
  Node node, next;
  // Branches lie far apart: one after the other would cost as many waits for the disk.
  for (size_t i = 0; i < count && !above_leaves; ++i)
    if (NodeAt(bytes, i, upper, node)) file_.Announce(node.child());
  if (!NodeAt(bytes, 0, upper, node)) return Damaged(page, "a node lies outside it");
  std::string_view from = bounds.from;  // the first node's own key is never looked at, by LMDB neither
  for (size_t i = 0; i < count; ++i, node = next) {
    std::string_view to = bounds.to;
    if (i + 1 < count) {
      if (!NodeAt(bytes, i + 1, upper, next) || next.key.empty()) return Damaged(page, "a node lies outside it");
      to = next.key;
      if ((from.data() != nullptr && Compare(from, to) >= 0) || (bounds.to.data() != nullptr && Compare(to, bounds.to) >= 0))
        return Damaged(page, "its separators are out of order");
    }
    if (!above_leaves) {
      TRY(WalkBranch(node.child(), depth + 1, {from, to}, tree, on_leaf));
    } else if (claims_.Claim(node.child())) {
      TRY(on_leaf(PageLeaf(file_, node.child(), tree, from, to)));
    } else {
      return Damaged(node.child(), "it lies outside the file or is used twice");
    }
    from = to;
  }
  return {};
}

base::Result<void> PageTree::WalkLeaf(const PageLeaf& leaf, const OnNode& on_node) {
  ASSIGN_OR_RETURN(const size_t count, CountNodes(leaf.page(), kLeaf));
  ++leaf_pages_;
  const auto walked = WalkNodes(file_.Pages(leaf.page()), count, {leaf.from(file_), leaf.to(file_)}, on_node);
  if (walked.has_error() && walked.error().code == base::ErrorCode::kDamaged) return Damaged(leaf.page(), walked.error().detail);
  return walked;
}

base::Result<void> PageTree::WalkNodes(std::string_view bytes, size_t count, Bounds bounds, const OnNode& on_node) {
  const auto damaged = [](const char* what) { return base::Fail(base::ErrorCode::kDamaged, what); };
  const PageHeader header = HeaderOf(bytes);
  size_t node_bytes = 0;
  std::string_view last_key;
  for (size_t i = 0; i < count; ++i) {
    Node node;
    if (!NodeAt(bytes, i, header.upper, node)) return damaged("a node lies outside it");
    if (node.key.empty() || (last_key.data() != nullptr && Compare(node.key, last_key) <= 0))
      return damaged("its keys are out of order");
    if ((bounds.from.data() != nullptr && Compare(node.key, bounds.from) < 0) ||
        (bounds.to.data() != nullptr && Compare(node.key, bounds.to) >= 0))
      return damaged("a key lies where no look-up finds it");
    last_key = node.key;
    ++entries_;
    PageNode found;
    found.key = node.key;
    found.ends_leaf = i == 0 || i + 1 == count;
    size_t here = node.data_bytes();
    if (node.flags == kBigData) {
      here = sizeof(uint64_t);
      if (node.rest.size() < here) return damaged("a node lies outside it");
      ASSIGN_OR_RETURN(found.value, OverflowValue(HostIntegerAt<uint64_t>(node.rest, 0), node.data_bytes()));
    } else {
      if ((node.flags & ~kSubTree) != 0 || node.rest.size() < here) return damaged("a node lies outside it");
      found.value = node.rest.substr(0, here);
      found.is_tree = node.flags == kSubTree;
    }
    node_bytes += (kNodeBytes + node.key.size() + here + 1) & ~size_t{1};
    TRY(on_node(found));
  }
  if (node_bytes != bytes.size() - header.upper) return damaged("its nodes do not fill it");
  return {};
}

base::Result<std::string_view> PageTree::OverflowValue(uint64_t page, size_t value_bytes) {
  const auto damaged = [](const char* what) { return base::Fail(base::ErrorCode::kDamaged, what); };
  if (!claims_.Claim(page)) return damaged("a long value lies outside the file or where something else does");
  const std::string_view first = file_.Pages(page);
  const PageHeader header = HeaderOf(first);
  const uint64_t pages = HostIntegerAt<uint32_t>(first, 12);
  const uint64_t needed = (kHeaderBytes + value_bytes + file_.page_bytes() - 1) / file_.page_bytes();
  if (header.number != page || header.flags != kOverflow || pages < needed)
    return damaged("the page of a long value is not the one it should be");
  if (pages > 1) file_.Announce(page + 1, pages - 1);
  for (uint64_t i = 1; i < pages; ++i)
    if (!claims_.Claim(page + i)) return damaged("a long value lies outside the file or where something else does");
  overflow_pages_ += pages;
  return file_.Pages(page, pages).substr(kHeaderBytes, value_bytes);
}

}  // namespace cybercheck::store
