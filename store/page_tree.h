// SPDX-License-Identifier: Apache-2.0
// One B-tree of a PageFile, walked in key order and believed in nothing: every page once, of the kind and number it should be,
// every node inside its page, every key past the one before it and between the separators above it (so that a look-up from the
// root finds what the walk finds), and in the end as many pages and entries as the tree's record says. Offsets are checked before
// use: no file can crash it.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "store/page_file.h"

namespace cybercheck::store {

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

  // All must outlive the tree. `name` is for messages.
  PageTree(const PageFile& file, const TreeRecord& record, Keys keys, std::string name, PageClaims& claims)
      : file_(file), record_(record), keys_(keys), name_(std::move(name)), claims_(claims) {}

  // Errors: kDamaged, or what `on_node` returned.
  base::Result<void> Walk(const OnNode& on_node);

 private:
  struct Bounds {
    std::string_view from, to;  // from <= key < to; no data(): unbounded
  };
  base::Result<void> WalkPage(uint64_t page, unsigned depth, Bounds bounds, const OnNode& on_node);
  base::Result<void> WalkLeaf(std::string_view bytes, size_t count, Bounds bounds, const OnNode& on_node);
  base::Result<std::string_view> OverflowValue(uint64_t page, size_t value_bytes);
  int Compare(std::string_view a, std::string_view b) const;
  base::Error Damaged(uint64_t page, const std::string& what) const;

  const PageFile& file_;
  const TreeRecord record_;
  Keys keys_;
  std::string name_;
  PageClaims& claims_;
  std::string_view last_key_;
  uint64_t branch_pages_ = 0, leaf_pages_ = 0, overflow_pages_ = 0, entries_ = 0;
};

}  // namespace cybercheck::store
