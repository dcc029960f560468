// SPDX-License-Identifier: Apache-2.0
#include "store/data_check.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <optional>
#include <vector>

#include "base/file.h"
#include "event/big_endian.h"
#include "store/checksum.h"
#include "store/counts.h"
#include "store/meta.h"
#include "store/page_tree.h"

namespace cybercheck::store {
namespace {

base::Error Damaged(const std::string& what) { return base::Fail(base::ErrorCode::kDamaged, what); }

using Trees = std::map<std::string, TreeRecord, std::less<>>;

// The tables, as LMDB's main tree lists them.
base::Result<Trees> ReadTrees(const PageFile& file, const MetaRecord& meta, PageClaims& claims) {
  Trees trees;
  PageTree main(file, meta.main, PageTree::Keys::kBytes, "the list of tables", claims);
  TRY(main.Walk([&](const PageNode& node) -> base::Result<void> {
    if (!node.is_tree || node.value.size() != sizeof(TreeRecord))
      return base::Fail(base::ErrorCode::kForeignFile, "the file holds rows that are in no table");
    TreeRecord& tree = trees[std::string(node.key)];
    std::memcpy(&tree, node.value.data(), sizeof tree);
    if (tree.flags != 0 || tree.pad != 0) return Damaged("table " + std::string(node.key) + " is not one of this program");
    return {};
  }));
  return trees;
}

class Walker {
 public:
  Walker(const PageFile& file, PageClaims& claims, const OnRow& on_row, const OnLeafEnd& on_leaf_end)
      : file_(file), claims_(claims), on_row_(on_row), on_leaf_end_(on_leaf_end) {}

  // Gives what the walk counted.
  base::Result<TableCount> Walk(TableId id, const TreeRecord& record, const OnRow& also = {}) {
    TableCount count = NothingOf(id);
    PageTree tree(file_, record, PageTree::Keys::kBytes, NameOf(id), claims_);
    TRY(tree.Walk([&](const PageNode& node) { return CheckRow(id, node, count, also); }));
    return count;
  }

  // Of many tables at once. `id.name` must outlive the walk.
  void Add(TableId id, const TreeRecord& record) {
    tables_.push_back({id, NothingOf(id), PageTree(file_, record, PageTree::Keys::kBytes, NameOf(id), claims_)});
  }
  // Tables grow side by side, so the leaves of one lie all over the file. In key order a file larger than memory would be read in
  // single pages, and a disk gives many times as much when it is read from its beginning to its end.
  base::Result<void> WalkAdded(const std::function<void(TableCount)>& on_table) {
    std::vector<PageLeaf> leaves;
    const auto keep = [&](const PageLeaf& leaf) -> base::Result<void> {
      leaves.push_back(leaf);
      return {};
    };
    for (size_t i = 0; i < tables_.size(); ++i) TRY(tables_[i].tree.WalkBranches(static_cast<uint16_t>(i), keep));
    std::sort(leaves.begin(), leaves.end(), [](const PageLeaf& a, const PageLeaf& b) { return a.page() < b.page(); });
    size_t announced = 0;         // of `leaves`
    uint64_t announced_page = 0;  // where the next piece may begin
    for (const PageLeaf& leaf : leaves) {
      for (; announced < leaves.size() && leaves[announced].page() < leaf.page() + kPagesAhead; ++announced) {
        const uint64_t page = leaves[announced].page();
        if (page < announced_page) continue;
        announced_page = (page / kPiecePages + 1) * kPiecePages;
        file_.Announce(page, announced_page - page);
      }
      AddedTable& table = tables_[leaf.tree()];
      TRY(table.tree.WalkLeaf(leaf, [&](const PageNode& node) { return CheckRow(table.id, node, table.count, {}); }));
    }
    for (AddedTable& table : tables_) {
      TRY(table.tree.CheckTotals());
      on_table(std::move(table.count));
    }
    return {};
  }

 private:
  static constexpr uint64_t kPiecePages = 32, kPagesAhead = 1024;  // 128 KiB, more at once the kernel does not take; 4 MiB

  struct AddedTable {
    TableId id;
    TableCount count;
    PageTree tree;
  };

  static TableCount NothingOf(TableId id) {
    TableCount count;
    count.number = id.number;
    count.name = id.name;
    return count;
  }
  static std::string NameOf(TableId id) { return std::string("table ") + id.name; }

  base::Result<void> CheckRow(TableId id, const PageNode& node, TableCount& count, const OnRow& also) const {
    const auto value = VerifiedValue(id.number, node.key, node.value);
    if (node.is_tree || !value) return Damaged("a row does not have its checksum");
    ++count.rows;
    count.sum += ChecksumAtEnd(node.value);
    if (also) also(id, node.key, *value);
    if (on_row_) on_row_(id, node.key, *value);
    return node.ends_leaf && on_leaf_end_ ? on_leaf_end_(id, node.key, node.value) : base::Result<void>();
  }

  const PageFile& file_;
  PageClaims& claims_;
  const OnRow& on_row_;
  const OnLeafEnd& on_leaf_end_;
  std::vector<AddedTable> tables_;
};

base::Result<void> CheckFormat(std::string_view value) {
  if (value.size() != 4) return Damaged("table meta: format is not a number");
  const uint32_t format = event::U32At(value, 0);
  if (format > kStoreFormat)
    return base::Fail(base::ErrorCode::kNewerVersion, "the data has layout " + std::to_string(format) +
                                                          ", this program knows up to " + std::to_string(kStoreFormat) +
                                                          "; use the newer program");
  if (format < kStoreFormatOldest) return OlderLayout(format);
  return {};
}

// Which of LMDB's two states is the newer is told by a number without checksum; the states themselves count their commits
// (counts.h).
base::Result<uint64_t> CommitsOf(const PageFile& file, const MetaRecord& meta) {
  PageClaims claims(file.newer().last_page > meta.last_page ? file.newer().last_page : meta.last_page);
  ASSIGN_OR_RETURN(const Trees trees, ReadTrees(file, meta, claims));
  const auto counts = trees.find(kCountsTable.name);
  uint64_t commits = 0;
  if (counts == trees.end()) return commits;
  const OnRow read = [&](TableId, std::string_view key, std::string_view value) {
    if (key == CountKey(0) && value.size() == 8) commits = event::U64At(value, 0);
  };
  TRY(Walker(file, claims, read, {}).Walk(kCountsTable, counts->second));
  return commits;
}

// Whether the commit after `txn` failed while it wrote its meta page, and this program was there to see it.
bool IsKnownFailure(const std::string& path, uint64_t txn) {
  const auto mark = base::ReadFile(path.substr(0, path.rfind('/') + 1) + kFailedCommitFile, 64);
  return mark.has_value() && mark->size() == 8 && event::U64At(*mark, 0) == txn;
}

base::Result<void> CheckOrderOfStates(const PageFile& file, const std::string& path) {
  if (file.older().txn == 0) return {};                   // nothing was committed before, or the file is a compacted copy
  if (IsKnownFailure(path, file.newer().txn)) return {};  // the other state is what the failed commit left
  ASSIGN_OR_RETURN(const uint64_t newer, CommitsOf(file, file.newer()));
  ASSIGN_OR_RETURN(const uint64_t older, CommitsOf(file, file.older()));
  if (newer != older + 1) return Damaged("its meta pages are damaged: the older state would be taken for the newer");
  return {};
}

base::Result<void> CheckFreePages(const PageFile& file, PageClaims& claims) {
  const MetaRecord& meta = file.newer();
  TreeRecord record = meta.free;
  PageTree tree(file, record, PageTree::Keys::kIntegers, "the list of free pages", claims);
  std::vector<uint64_t> free;
  TRY(tree.Walk([&](const PageNode& node) -> base::Result<void> {
    uint64_t txn, count, page;
    if (node.key.size() != sizeof txn || node.value.size() < sizeof count) return Damaged("a row is of the wrong length");
    std::memcpy(&txn, node.key.data(), sizeof txn);
    std::memcpy(&count, node.value.data(), sizeof count);
    if (txn > meta.txn || count > node.value.size() / sizeof page - 1) return Damaged("a row is not of this file");
    for (uint64_t i = 1; i <= count; ++i) {
      std::memcpy(&page, node.value.data() + i * sizeof page, sizeof page);
      free.push_back(page);
    }
    return {};
  }));
  for (const uint64_t page : free)
    if (!claims.Claim(page)) return Damaged("page " + std::to_string(page) + " is free and in use, or outside the file");
  return {};
}

}  // namespace

base::Result<void> CheckDataFile(const std::string& path, const OnRow& on_row, const OnLeafEnd& on_leaf_end) {
  ASSIGN_OR_RETURN(const PageFile file, PageFile::Open(path));
  const MetaRecord& meta = file.newer();
  PageClaims claims(meta.last_page);
  ASSIGN_OR_RETURN(const Trees trees, ReadTrees(file, meta, claims));
  if (trees.empty() && meta.txn == 0) return {};  // made, and nothing was ever written

  Walker walker(file, claims, on_row, on_leaf_end);
  std::map<std::string, TableCount, std::less<>> walked;
  std::string format;
  // The format first: of a newer one nothing else can be judged.
  if (const auto found = trees.find(kMetaTable.name); found != trees.end()) {
    const OnRow read = [&](TableId, std::string_view key, std::string_view value) {
      if (key == kFormatKey) format = value;
    };
    ASSIGN_OR_RETURN(walked[kMetaTable.name], walker.Walk(kMetaTable, found->second, read));
    TRY(CheckFormat(format));
  }
  const auto counts = trees.find(kCountsTable.name);
  if (counts == trees.end())
    return base::Fail(base::ErrorCode::kForeignFile, "there is no table counts; it is no data of this program");
  std::vector<TableCount> expected;
  std::optional<base::Error> bad_count;
  const OnRow read = [&](TableId, std::string_view key, std::string_view value) {
    if (key == CountKey(0)) return;
    auto count = DecodeTableCount(key, value);
    if (count.has_error())
      bad_count = count.error();
    else
      expected.push_back(std::move(*count));
  };
  ASSIGN_OR_RETURN(walked[kCountsTable.name], walker.Walk(kCountsTable, counts->second, read));
  if (bad_count) return *bad_count;
  if (expected.size() + 1 != trees.size())
    return Damaged(std::to_string(trees.size()) + " tables, but " + std::to_string(expected.size() + 1) + " were made");
  for (const TableCount& count : expected) {
    const auto tree = trees.find(count.name);
    if (tree == trees.end()) return Damaged("table " + count.name + " is missing");
    if (!walked.contains(count.name)) walker.Add(count.id(), tree->second);
  }
  TRY(walker.WalkAdded([&](TableCount count) { walked[count.name] = std::move(count); }));
  for (const TableCount& count : expected) {
    const TableCount& seen = walked[count.name];
    if (seen.number != count.number || seen.rows != count.rows)
      return Damaged("table " + count.name + " has " + std::to_string(seen.rows) + " rows, but " + std::to_string(count.rows) +
                     " were written");
    if (seen.sum != count.sum) return Damaged("table " + count.name + " holds rows that are older than the last ones written");
  }
  TRY(CheckFreePages(file, claims));
  return CheckOrderOfStates(file, path);
}

}  // namespace cybercheck::store
