// SPDX-License-Identifier: Apache-2.0
// Table `log`: entries by sequence number (docs/store_format.md).
//
//   0 | header bytes | body bytes
//   1 | header bytes | u64 number of the body_redact entry that took the body
//
// Thread-safe as tables are; views live as long as the transaction's.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "event/entry.h"
#include "store/environment.h"

namespace cybercheck::store {

inline constexpr TableId kLogTable{"log", 2};

std::string SeqKey(uint64_t seq);

struct LogRow {
  std::string_view header;               // the stored bytes
  std::optional<std::string_view> body;  // nullopt: redacted
  uint64_t redacted_by = 0;
};
// Errors: kDamaged.
base::Result<LogRow> ParseLogRow(std::string_view value);
std::string EncodeLogRow(std::string_view header, std::string_view body);
std::string EncodeRedactedLogRow(std::string_view header, uint64_t redacted_by);
base::Result<event::Entry> EntryOf(const LogRow& row);

class Log {
 public:
  static base::Result<Log> Open(Environment& environment, WriteTxn& txn);  // creates
  static base::Result<Log> Open(Environment& environment, const ReadTxn& txn);

  // nullopt: there is no such entry. Errors: kDamaged.
  base::Result<std::optional<event::Entry>> Read(const ReadTxn& txn, uint64_t seq) const;
  base::Result<std::optional<event::Entry>> Read(const WriteTxn& txn, uint64_t seq) const;
  // 0 when the log is empty.
  base::Result<uint64_t> LastSeq(const ReadTxn& txn) const;
  base::Result<uint64_t> LastSeq(const WriteTxn& txn) const;
  const Table& table() const { return table_; }

 private:
  explicit Log(Table table) : table_(table) {}
  Table table_;
};

}  // namespace cybercheck::store
