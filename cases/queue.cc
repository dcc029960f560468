// SPDX-License-Identifier: Apache-2.0
#include "cases/queue.h"

#include <charconv>

#include "base/hex.h"
#include "indicator/url_expressions.h"

namespace cybercheck::cases {
namespace {

bool IsAsked(const QueueQuery& query, const QueueItem& item) {
  if (item.row.why == QueueWhy::kNeedsMore && !query.with_needs_more) return false;
  if (query.kind && item.row.key.kind != *query.kind) return false;
  if (query.unclaimed_only && item.claim) return false;
  return query.claimed_by.empty() || (item.claim && item.claim->actor == query.claimed_by);
}

base::Result<QueueItem> ItemOf(const Tables& tables, const store::ReadTxn& txn, QueuePlace place, std::string_view bytes,
                               int64_t now_s) {
  QueueItem item;
  item.place = place;
  ASSIGN_OR_RETURN(item.row, DecodeQueueRow(bytes));
  ASSIGN_OR_RETURN(item.claim, ClaimOn(tables, txn, indicator::IndexKey(item.row.key), now_s));
  return item;
}

// The first row that is asked about, in the direction of the query.
base::Result<std::optional<store::Cursor::Row>> Begin(store::Cursor& cursor, const QueueQuery& query) {
  if (query.after.seq == 0) return query.newest_first ? cursor.Last() : cursor.First();
  const std::string after = QueueKey(query.after);
  ASSIGN_OR_RETURN(auto row, cursor.SeekAtLeast(after));
  if (query.newest_first) return row ? cursor.Previous() : cursor.Last();
  if (row && row->key == after) return cursor.Next();
  return row;
}

}  // namespace

base::Result<QueuePage> ReadQueue(const Tables& tables, const store::ReadTxn& txn, const QueueQuery& query) {
  QueuePage page;
  ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn, tables.queue));
  ASSIGN_OR_RETURN(auto row, Begin(cursor, query));
  QueuePlace last = query.after;
  for (size_t scanned = 0; row; ++scanned) {
    if (page.items.size() == query.limit || scanned == kQueueScanMax) {
      page.next = last;
      break;
    }
    ASSIGN_OR_RETURN(last, DecodeQueuePlace(row->key));
    ASSIGN_OR_RETURN(QueueItem item, ItemOf(tables, txn, last, row->value, query.now_s));
    if (IsAsked(query, item)) page.items.push_back(std::move(item));
    ASSIGN_OR_RETURN(row, query.newest_first ? cursor.Previous() : cursor.Next());
  }
  return page;
}

base::Result<std::optional<QueueItem>> QueueItemAt(const Tables& tables, const store::ReadTxn& txn, QueuePlace place,
                                                   int64_t now_s) {
  ASSIGN_OR_RETURN(const auto bytes, tables.queue.Get(txn, QueueKey(place)));
  if (!bytes) return std::optional<QueueItem>();
  ASSIGN_OR_RETURN(QueueItem item, ItemOf(tables, txn, place, *bytes, now_s));
  return std::optional<QueueItem>(std::move(item));
}

base::Result<uint64_t> QueueLength(const Tables& tables, const store::ReadTxn& txn) {
  ASSIGN_OR_RETURN(uint64_t length, tables.queue.Count(txn));
  // What waits for evidence has its place in `places`, which is small.
  ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn, tables.places));
  ASSIGN_OR_RETURN(auto place, cursor.First());
  while (place) {
    ASSIGN_OR_RETURN(const auto bytes, tables.queue.Get(txn, place->value));
    if (bytes) {
      ASSIGN_OR_RETURN(const QueueRow row, DecodeQueueRow(*bytes));
      length -= row.why == QueueWhy::kNeedsMore;
    }
    ASSIGN_OR_RETURN(place, cursor.Next());
  }
  return length;
}

std::string FormatPlace(QueuePlace place) { return std::to_string(place.seq) + "." + std::to_string(place.row); }

std::optional<QueuePlace> ParsePlace(std::string_view text) noexcept {
  QueuePlace place;
  const char* const end = text.data() + text.size();
  const auto seq = std::from_chars(text.data(), end, place.seq);
  if (seq.ec != std::errc() || seq.ptr == end || *seq.ptr != '.' || place.seq == 0) return std::nullopt;
  const auto row = std::from_chars(seq.ptr + 1, end, place.row);
  if (row.ec != std::errc() || row.ptr != end) return std::nullopt;
  return place;
}

QueueGroups GroupsOf(const QueueItem& item) {
  QueueGroups groups;
  const indicator::Key& key = item.row.key;
  groups.host.kind = indicator::Kind::kUrl;
  if (key.kind == indicator::Kind::kUrl) groups.host.form = indicator::HostExpression(key.form);
  groups.account = key.kind == indicator::Kind::kAccount ? indicator::IndexKey(key) : item.row.beside;
  if (item.row.text != decltype(item.row.text){}) groups.text = base::HexEncode(item.row.text);
  groups.report = std::to_string(item.place.seq) + "." + std::to_string(item.row.report);
  return groups;
}

}  // namespace cybercheck::cases
