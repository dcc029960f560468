// SPDX-License-Identifier: Apache-2.0
#include "cases/appeals.h"

#include "cases/row_text.h"
#include "event/big_endian.h"

namespace cybercheck::cases {
namespace {

constexpr size_t kDueKeyBytes = 16;
constexpr int64_t kAboutMs = 10'000;         // entries' times differ from their order by less
constexpr uint64_t kEntriesMax = 16 * 1024;  // looked at

base::Result<AppealCursor> DecodeDueKey(std::string_view key) {
  if (key.size() != kDueKeyBytes) return BadRow("appeals_due");
  return AppealCursor{static_cast<int64_t>(event::U64At(key, 0)), event::U64At(key, 8)};
}

base::Result<event::Header> HeaderAt(const Tables& tables, const store::ReadTxn& txn, uint64_t seq) {
  ASSIGN_OR_RETURN(const auto bytes, tables.log->table().Get(txn, store::SeqKey(seq)));
  if (!bytes) return base::Fail(base::ErrorCode::kDamaged, "entry " + std::to_string(seq) + " is missing in the log");
  ASSIGN_OR_RETURN(const store::LogRow row, store::ParseLogRow(*bytes));
  return event::DecodeHeader(row.header);
}

// The first after `seq` that is not older than `time_ms`; one after `last` where all are.
base::Result<uint64_t> FirstSince(const Tables& tables, const store::ReadTxn& txn, uint64_t seq, uint64_t last, int64_t time_ms) {
  uint64_t low = seq + 1, high = last + 1;
  while (low < high) {
    const uint64_t middle = low + (high - low) / 2;
    ASSIGN_OR_RETURN(const event::Header header, HeaderAt(tables, txn, middle));
    if (header.time_ms < time_ms)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

}  // namespace

base::Result<std::optional<uint64_t>> DecidingEntry(const Tables& tables, const store::ReadTxn& txn, const Appeal& appeal) {
  if (!appeal.row.IsDecided()) return std::optional<uint64_t>();
  const int64_t about_ms = appeal.row.decided_s * 1000;
  ASSIGN_OR_RETURN(const uint64_t last, tables.log->LastSeq(txn));
  ASSIGN_OR_RETURN(const uint64_t first, FirstSince(tables, txn, appeal.seq, last, about_ms - kAboutMs));
  for (uint64_t seq = first; seq <= last && seq - first < kEntriesMax; ++seq) {
    ASSIGN_OR_RETURN(const event::Header header, HeaderAt(tables, txn, seq));
    if (header.time_ms > about_ms + kAboutMs) break;
    if (header.type != event::EntryType::kAppealMove || header.time_ms / 1000 != appeal.row.decided_s) continue;
    ASSIGN_OR_RETURN(const auto entry, tables.log->Read(txn, seq));
    if (!entry || !entry->body) continue;
    const auto move = event::DecodeAppealMove(*entry->body);
    // It names the oldest appeal about the indicator.
    const bool says_so =
        move.has_value() && move->key == appeal.row.key && move->to == appeal.row.state && header.actor == appeal.row.decider;
    if (!says_so) continue;
    // One that was refused may say the same, with other words.
    ASSIGN_OR_RETURN(const auto became, tables.outcomes.Read(txn, seq));
    if (became && became->outcome.accepted) return std::optional(seq);
  }
  return std::optional<uint64_t>();
}

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

base::Result<std::vector<uint64_t>> OpenAppealsOn(const Tables& tables, const store::ReadTxn& txn,
                                                  const indicator::KeyBytes& key) {
  ASSIGN_OR_RETURN(const auto bytes, tables.open_appeals.Get(txn, KeyOf(key)));
  return bytes ? DecodeOpenAppeals(*bytes) : std::vector<uint64_t>();
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
