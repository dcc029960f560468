// SPDX-License-Identifier: Apache-2.0
// One B-tree of a PageFile, believed in nothing: every page once, of the kind and number it should be, every node inside its
// page, every key past the one before it in its leaf and between the separators above it (so keys rise from leaf to leaf too, and
// a look-up from the root finds what the walk finds), and in the end as many pages and entries as the tree's record says. Offsets
// are checked before use: no file can crash it.
//
// What a leaf must be is known from the branches alone, one page in a hundred. So of a large tree the branches are walked first,
// and then the leaves in the order in which they lie in the file.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "store/page_file.h"

namespace cybercheck::store {

// A leaf that a branch names, and between which separators its keys must be. 24 bytes: there is one for every leaf of a file.
class PageLeaf {
 public:
  // `tree` is the caller's. The separators are keys in the file; no data(): unbounded.
  PageLeaf(const PageFile& file, uint64_t page, uint16_t tree, std::string_view from, std::string_view to)
      : page_and_tree_(page << 16 | tree), from_(Packed(file, from)), to_(Packed(file, to)) {}

  uint64_t page() const { return page_and_tree_ >> 16; }
  uint16_t tree() const { return static_cast<uint16_t>(page_and_tree_); }
  std::string_view from(const PageFile& file) const { return Unpacked(file, from_); }
  std::string_view to(const PageFile& file) const { return Unpacked(file, to_); }

 private:
  // Where in the file, and how long. LMDB's page numbers have 48 bits, its keys at most 511 bytes, and page 0 holds no key.
  static uint64_t Packed(const PageFile& file, std::string_view key) {
    return key.data() == nullptr ? 0 : static_cast<uint64_t>(key.data() - file.Pages(0).data()) << 16 | key.size();
  }
  static std::string_view Unpacked(const PageFile& file, uint64_t packed) {
    return packed == 0 ? std::string_view() : std::string_view(file.Pages(0).data() + (packed >> 16), packed & 0xFFFF);
  }

  uint64_t page_and_tree_, from_, to_;
};

// Which pages somebody has claimed. A page claimed twice is damage.
class PageClaims {
 public:
  explicit PageClaims(uint64_t last_page) : taken_(last_page + 1) { taken_[0] = taken_[1] = true; }
  bool Claim(uint64_t page) {
    if (page >= taken_.size() || taken_[page]) return false;
    return taken_[page] = true;
  }

 private:
  std::vector<bool> taken_;
};

struct PageNode {
  std::string_view key, value;
  bool is_tree = false;    // main tree: the value is a TreeRecord
  bool ends_leaf = false;  // first or last of its leaf page
};

class PageTree {
 public:
  enum class Keys { kBytes, kIntegers };
  using OnNode = std::function<base::Result<void>(const PageNode&)>;
  using OnLeaf = std::function<base::Result<void>(const PageLeaf&)>;

  // All must outlive the tree. `name` is for messages.
  PageTree(const PageFile& file, const TreeRecord& record, Keys keys, std::string name, PageClaims& claims)
      : file_(file), record_(record), keys_(keys), name_(std::move(name)), claims_(claims) {}

  // All of it, in key order. Errors: kDamaged, or what `on_node` returned.
  base::Result<void> Walk(const OnNode& on_node);

  // The same in three steps. The branches: calls `on_leaf` for every leaf, in key order, marked with `tree`. Looks at none.
  base::Result<void> WalkBranches(uint16_t tree, const OnLeaf& on_leaf);
  // Each of these leaves, once, in any order.
  base::Result<void> WalkLeaf(const PageLeaf& leaf, const OnNode& on_node);
  // What was seen, against the tree's record.
  base::Result<void> CheckTotals() const;

 private:
  struct Bounds {
    std::string_view from, to;  // from <= key < to; no data(): unbounded
  };
  // A page of this kind with nodes, and how many.
  base::Result<size_t> CountNodes(uint64_t page, uint16_t kind) const;
  base::Result<void> WalkBranch(uint64_t page, unsigned depth, Bounds bounds, uint16_t tree, const OnLeaf& on_leaf);
  base::Result<void> WalkNodes(std::string_view bytes, size_t count, Bounds bounds, const OnNode& on_node);
  base::Result<std::string_view> OverflowValue(uint64_t page, size_t value_bytes);
  int Compare(std::string_view a, std::string_view b) const;
  base::Error Damaged(uint64_t page, const std::string& what) const;

  const PageFile& file_;
  const TreeRecord record_;
  Keys keys_;
  std::string name_;
  PageClaims& claims_;
  uint64_t branch_pages_ = 0, leaf_pages_ = 0, overflow_pages_ = 0, entries_ = 0;
};

}  // namespace cybercheck::store
