// SPDX-License-Identifier: Apache-2.0
#include "cases/appeals.h"

#include "cases/row_text.h"
#include "event/big_endian.h"

namespace cybercheck::cases {
namespace {

constexpr size_t kDueKeyBytes = 16;

base::Result<AppealCursor> DecodeDueKey(std::string_view key) {
  if (key.size() != kDueKeyBytes) return BadRow("appeals_due");
  return AppealCursor{static_cast<int64_t>(event::U64At(key, 0)), event::U64At(key, 8)};
}

}  // namespace

base::Result<std::optional<Appeal>> AppealAt(const Tables& tables, const store::ReadTxn& txn, uint64_t seq) {
  ASSIGN_OR_RETURN(const auto bytes, tables.appeals.Get(txn, AppealKey(seq)));
  if (!bytes) return std::optional<Appeal>();
  Appeal appeal;
  appeal.seq = seq;
  ASSIGN_OR_RETURN(appeal.row, DecodeAppealRow(*bytes));
  ASSIGN_OR_RETURN(const auto entry, tables.log->Read(txn, seq));
  if (!entry)
    return base::Fail(base::ErrorCode::kDamaged, "an appeal stands in entry " + std::to_string(seq) + ", which is missing");
  appeal.entry_id = entry->header.id;
  return std::optional<Appeal>(std::move(appeal));
}

base::Result<std::optional<Appeal>> FindAppeal(const Tables& tables, const store::ReadTxn& txn, const PublicId& id) {
  if (id.report != 0) return std::optional<Appeal>();
  ASSIGN_OR_RETURN(const auto seq, SeqOf(tables, txn, id));
  if (!seq) return std::optional<Appeal>();
  return AppealAt(tables, txn, *seq);
}

base::Result<std::optional<Appeal>> OpenAppealOn(const Tables& tables, const store::ReadTxn& txn,
                                                 const indicator::KeyBytes& key) {
  ASSIGN_OR_RETURN(const auto bytes, tables.open_appeals.Get(txn, KeyOf(key)));
  if (!bytes) return std::optional<Appeal>();
  if (bytes->size() != 8) return BadRow("open_appeals");
  return AppealAt(tables, txn, event::U64At(*bytes, 0));
}

base::Result<AppealPage> ReadOpenAppeals(const Tables& tables, const store::ReadTxn& txn, std::optional<AppealCursor> after,
                                         size_t limit) {
  AppealPage page;
  ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn, tables.appeals_due));
  const std::string begin = after ? AppealDueKey(after->due_s, after->seq) : std::string(1, '\0');
  ASSIGN_OR_RETURN(auto row, cursor.SeekAtLeast(begin));
  if (row && row->key == begin) {
    ASSIGN_OR_RETURN(row, cursor.Next());
  }
  AppealCursor last;
  while (row) {
    if (page.appeals.size() == limit) {
      page.next = last;
      break;
    }
    ASSIGN_OR_RETURN(last, DecodeDueKey(row->key));
    ASSIGN_OR_RETURN(auto appeal, AppealAt(tables, txn, last.seq));
    if (!appeal) return base::Fail(base::ErrorCode::kDamaged, "open appeal " + std::to_string(last.seq) + " is missing");
    page.appeals.push_back(std::move(*appeal));
    ASSIGN_OR_RETURN(row, cursor.Next());
  }
  return page;
}

}  // namespace cybercheck::cases
