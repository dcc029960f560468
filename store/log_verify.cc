// SPDX-License-Identifier: Apache-2.0
#include "store/log_verify.h"

#include <map>
#include <optional>

#include "event/big_endian.h"
#include "event/body_redact.h"
#include "event/chain.h"
#include "store/log.h"
#include "store/meta.h"
#include "store/outcomes.h"

namespace cybercheck::store {
namespace {

constexpr uint64_t kEntriesPerTxn = 1024;

base::Error InEntry(uint64_t seq, const std::string& what) {
  return base::Fail(base::ErrorCode::kDamaged, "entry " + std::to_string(seq) + ": " + what);
}

// A header vouches for the one before it. Where two disagree, the later one is believed if its own successor vouches for it.
class Verifier {
 public:
  base::Result<void> Next(uint64_t key_seq, std::string_view value, const ReadTxn& txn, const Outcomes& outcomes) {
    const uint64_t seq = chain_.seq() + 1;
    if (key_seq != seq) return Settle(InEntry(seq, "it is missing"));
    const auto row = ParseLogRow(value);
    if (row.has_error()) return Settle(InEntry(seq, row.error().detail));
    const auto header = event::DecodeHeader(row->header);
    if (header.has_error()) return Settle(InEntry(seq, header.error().detail));
    const base::Digest hash = base::Sha256(row->header);
    if (broken_) return header->prev == hash_of_suspect_ ? *broken_before_ : *broken_;
    if (header->seq == seq && header->prev != chain_.hash()) {
      // Either the entry before is not what was written, or this one is not.
      broken_before_ = InEntry(seq - 1, "its header is not the one that entry " + std::to_string(seq) + " names");
      broken_ = InEntry(seq, "its previous-hash is not the hash of entry " + std::to_string(seq - 1));
      hash_of_suspect_ = hash;
      if (seq == 1) return *broken_;
      suspect_seq_ = seq;
      return {};
    }
    std::optional<std::string> body;
    if (row->body) body = std::string(*row->body);
    TRY(chain_.Next(row->header, body));
    if (!body) redacted_by_[seq] = row->redacted_by;
    TRY(CheckOutcome(*header, body, txn, outcomes));
    return {};
  }

  // `head` is what table meta says of the last entry.
  base::Result<void> Finish(std::optional<std::string_view> head) {
    if (broken_) return head && *head == EncodeHead(suspect_seq_, hash_of_suspect_) ? *broken_before_ : *broken_;
    if (!redacted_by_.empty())
      return InEntry(redacted_by_.begin()->first,
                     "its body is gone, and entry " + std::to_string(redacted_by_.begin()->second) + " did not take it");
    if (chain_.seq() == 0 && !head) return {};
    if (!head || *head != EncodeHead(chain_.seq(), chain_.hash()))
      return InEntry(chain_.seq(), "it is not the last one that was written, or its header is not");
    return {};
  }

  uint64_t seq() const { return broken_ ? suspect_seq_ : chain_.seq(); }
  const base::Digest& head() const { return chain_.hash(); }

 private:
  // Another damage met while a break of the chain waits for its judge.
  base::Error Settle(base::Error error) const { return broken_ ? *broken_ : std::move(error); }

  base::Result<void> CheckOutcome(const event::Header& header, const std::optional<std::string>& body, const ReadTxn& txn,
                                  const Outcomes& outcomes) {
    const auto stored = outcomes.Read(txn, header.seq);
    if (stored.has_error()) return InEntry(header.seq, "its outcome: " + stored.error().detail);
    if (!*stored) return InEntry(header.seq, "it has no outcome");
    if ((*stored)->id != header.id) return InEntry(header.seq, "its outcome is not its own");
    if (header.type != event::EntryType::kBodyRedact || !(*stored)->outcome.accepted || !body) return {};
    const auto redact = event::DecodeBodyRedact(*body);
    if (redact.has_error()) return InEntry(header.seq, redact.error().detail);
    const auto gone = redacted_by_.find(redact->seq);
    if (gone == redacted_by_.end() || gone->second != header.seq)
      return InEntry(redact->seq, "entry " + std::to_string(header.seq) + " took its body, but it is there");
    redacted_by_.erase(gone);
    return {};
  }

  event::ChainVerifier chain_;
  std::map<uint64_t, uint64_t> redacted_by_;  // bodies gone, until the entry that took them is met
  std::optional<base::Error> broken_, broken_before_;
  base::Digest hash_of_suspect_{};
  uint64_t suspect_seq_ = 0;
};

}  // namespace

base::Result<LogSummary> VerifyLog(Environment& environment, const Progress& progress) {
  LogSummary summary;
  Verifier verifier;
  uint64_t total = 0;
  for (bool more = true; more;) {
    ASSIGN_OR_RETURN(const ReadTxn txn, environment.BeginRead());
    const auto log = Log::Open(environment, txn);
    if (log.has_error() && log.error().code == base::ErrorCode::kNotFound) return summary;  // nothing was ever written
    TRY(log);
    ASSIGN_OR_RETURN(const Outcomes outcomes, Outcomes::Open(environment, txn));
    ASSIGN_OR_RETURN(const Table meta, environment.OpenTable(txn, kMetaTable));
    ASSIGN_OR_RETURN(total, log->table().Count(txn));
    ASSIGN_OR_RETURN(Cursor cursor, Cursor::Open(txn, log->table()));
    more = false;
    auto row = cursor.SeekAtLeast(SeqKey(verifier.seq() + 1));
    for (uint64_t taken = 0;; row = cursor.Next()) {
      if (row.has_error()) return InEntry(verifier.seq() + 1, row.error().detail);
      if (!row->has_value()) break;
      if (taken++ == kEntriesPerTxn) {
        more = true;
        break;
      }
      const std::string_view key = (*row)->key;
      TRY(verifier.Next(key.size() == 8 ? event::U64At(key, 0) : 0, (*row)->value, txn, outcomes));
      ++summary.entries;
      if (!ParseLogRow((*row)->value)->body) ++summary.redacted;
    }
    if (!more) {
      ASSIGN_OR_RETURN(const auto head, meta.Get(txn, kHeadKey));
      TRY(verifier.Finish(head));
      if (summary.entries != total)
        return base::Fail(base::ErrorCode::kDamaged, "the log ends after entry " + std::to_string(summary.entries) + ", but " +
                                                         std::to_string(total) + " were written");
    }
    if (progress) progress(summary.entries, total);
  }
  summary.head = verifier.head();
  return summary;
}

}  // namespace cybercheck::store
