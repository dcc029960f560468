// SPDX-License-Identifier: Apache-2.0
#include "store/log_verify.h"

#include "event/big_endian.h"
#include "event/chain.h"
#include "store/log.h"

namespace cybercheck::store {
namespace {

constexpr uint64_t kEntriesPerTxn = 1024;

}  // namespace

base::Result<LogSummary> VerifyLog(Environment& environment, const Progress& progress) {
  LogSummary summary;
  event::ChainVerifier chain;
  uint64_t total = 0;
  for (bool more = true; more;) {
    ASSIGN_OR_RETURN(const ReadTxn txn, environment.BeginRead());
    ASSIGN_OR_RETURN(const Log log, Log::Open(environment, txn));
    ASSIGN_OR_RETURN(total, log.table().Count(txn));
    ASSIGN_OR_RETURN(Cursor cursor, Cursor::Open(txn, log.table()));
    more = false;
    const uint64_t next = chain.seq() + 1;
    const auto in_entry = [&](const base::Error& error) {
      return base::Fail(error.code, "entry " + std::to_string(chain.seq() + 1) + ": " + error.detail);
    };
    auto row = cursor.SeekAtLeast(SeqKey(next));
    for (uint64_t taken = 0;; row = cursor.Next()) {
      if (row.has_error()) return in_entry(row.error());
      if (!row->has_value()) break;
      if (taken++ == kEntriesPerTxn) {
        more = true;
        break;
      }
      if ((*row)->key != SeqKey(chain.seq() + 1)) return in_entry(base::Fail(base::ErrorCode::kDamaged, "it is missing"));
      const auto parsed = ParseLogRow((*row)->value);
      if (parsed.has_error()) return in_entry(parsed.error());
      std::optional<std::string> body;
      if (parsed->body) body = std::string(*parsed->body);
      TRY(chain.Next(parsed->header, body));
      ++summary.entries;
      if (!body) ++summary.redacted;
    }
    if (progress) progress(summary.entries, total);
  }
  if (summary.entries != total)
    return base::Fail(base::ErrorCode::kDamaged, "the log ends after entry " + std::to_string(summary.entries) + ", but " + std::to_string(total) + " were written");
  summary.head = chain.hash();
  return summary;
}

}  // namespace cybercheck::store
