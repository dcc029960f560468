// SPDX-License-Identifier: Apache-2.0
#include "store/applier.h"

#include "base/check.h"
#include "event/big_endian.h"
#include "event/body_head.h"

namespace cybercheck::store {
namespace {

// Of a body's layout.
uint16_t NewestVersion(event::EntryType type) {
  switch (type) {
    case event::EntryType::kReportSubmit:
    case event::EntryType::kReportWithdraw:
    case event::EntryType::kAppealOpen:
    case event::EntryType::kHoldAnswer:
      return 2;
    default:
      return 1;
  }
}

constexpr std::string_view kSaltBefore = "{\"salt\":\"";

bool BeginsWithSalt(std::string_view body) {
  return body.size() > event::kBodySaltBytes && body.starts_with(kSaltBefore) && body[event::kBodySaltBytes - 1] == '"' &&
         body.substr(kSaltBefore.size(), 32).find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::string_view BytesOf(const event::EntryId& id) { return {reinterpret_cast<const char*>(id.data()), id.size()}; }

// Two bodies say the same when they were made from the same request, or differ in nothing but the salt.
bool SameCommand(std::string_view a, std::string_view b) {
  if (const std::string_view request = event::RequestOf(a); !request.empty()) return request == event::RequestOf(b);
  return a.size() == b.size() && a.size() >= event::kBodySaltBytes &&
         a.substr(event::kBodySaltBytes) == b.substr(event::kBodySaltBytes);
}

}  // namespace

std::string EncodeHead(uint64_t seq, const base::Digest& hash) {
  std::string head = SeqKey(seq);
  head.append(reinterpret_cast<const char*>(hash.data()), hash.size());
  return head;
}

base::Error OlderLayout(uint32_t found) {
  return base::Fail(base::ErrorCode::kForeignFile,
                    "the data has layout " + std::to_string(found) + ", this program writes " + std::to_string(kStoreFormat) +
                        "; make it anew from its log: cybercheck log replay --data DIR --into NEWDIR");
}

base::Result<Applier> Applier::Open(Environment& environment, std::vector<Projection*> projections) {
  Applier applier(std::move(projections));
  ASSIGN_OR_RETURN(WriteTxn txn, environment.BeginWrite());
  ASSIGN_OR_RETURN(applier.meta_, environment.OpenTable(txn, kMetaTable));
  ASSIGN_OR_RETURN(applier.outcomes_, Outcomes::Open(environment, txn));
  ASSIGN_OR_RETURN(Log log, Log::Open(environment, txn));
  applier.log_ = log;
  ASSIGN_OR_RETURN(const auto format, applier.meta_.Get(txn, kFormatKey));
  const auto write_format = [&] {
    std::string value;
    event::AppendU32(value, kStoreFormat);
    return applier.meta_.Put(txn, kFormatKey, value);
  };
  if (!format) {
    TRY(write_format());
  } else if (format->size() != 4) {
    return base::Fail(base::ErrorCode::kDamaged, "table meta: format is not a number");
  } else if (const uint32_t found = event::U32At(*format, 0); found > kStoreFormat) {
    return base::Fail(base::ErrorCode::kNewerVersion,
                      "the data has layout " + std::to_string(found) + ", this program knows " + std::to_string(kStoreFormat));
  } else if (found < kStoreFormatOldest) {
    return OlderLayout(found);
  } else if (found < kStoreFormat) {
    TRY(write_format());
  }
  ASSIGN_OR_RETURN(applier.ids_, applier.outcomes_.ReadIds(txn));
  ASSIGN_OR_RETURN(applier.seq_, log.LastSeq(txn));
  if (applier.seq_ != 0) {
    ASSIGN_OR_RETURN(const auto last, log.Read(txn, applier.seq_));
    CHECK(last.has_value());
    applier.hash_ = event::HashOf(last->header);
    ASSIGN_OR_RETURN(const auto head, applier.meta_.Get(txn, kHeadKey));
    if (!head || *head != EncodeHead(applier.seq_, applier.hash_))
      return base::Fail(base::ErrorCode::kDamaged,
                        "entry " + std::to_string(applier.seq_) + " is not the last one that was written");
  }
  applier.committed_seq_ = applier.seq_;
  for (Projection* projection : applier.projections_) {
    projection->FindsEntriesBy(applier.ids_);
    TRY(projection->Open(environment, txn));
    for (event::EntryType type : projection->Owns()) CHECK(applier.owners_.emplace(type, projection).second);
  }
  TRY(applier.BeforeCommit(txn));
  TRY(txn.Commit());
  applier.Committed();
  return applier;
}

base::Result<std::optional<Sequencer::Reply>> Applier::Known(const event::Draft& draft, WriteTxn& txn) {
  ASSIGN_OR_RETURN(auto stored, outcomes_.Find(txn, *ids_, BytesOf(draft.id)));
  if (!stored) return std::optional<Sequencer::Reply>();
  event::Outcome& outcome = stored->outcome;
  ASSIGN_OR_RETURN(const auto before, log_->Read(txn, outcome.seq));
  if (!before)
    return base::Fail(base::ErrorCode::kDamaged,
                      "an outcome names entry " + std::to_string(outcome.seq) + ", which is not in the log");
  if (before->header.type != draft.type || (before->body && !SameCommand(*before->body, draft.body)))
    return base::Fail(base::ErrorCode::kConflict, "this id was used for entry " + std::to_string(outcome.seq));
  return std::optional<Sequencer::Reply>(Sequencer::Reply{std::move(outcome), true});
}

base::Result<Sequencer::Reply> Applier::Submit(const event::Draft& draft, WriteTxn& txn) {
  wrote_ = false;
  if (draft.body.size() > event::kBodyBytesMax || draft.actor.size() > event::kActorBytesMax || !BeginsWithSalt(draft.body))
    return base::Fail(base::ErrorCode::kBadRequest,
                      "an entry's body is JSON that begins with its salt, at most 8 MiB, its actor at most 128 bytes");
  if (!IsKnownType(draft.type, draft.version, draft.rules))
    return base::Fail(base::ErrorCode::kNewerVersion, "entries of type " + std::to_string(static_cast<int>(draft.type)) +
                                                          ", version " + std::to_string(draft.version) +
                                                          " are of a newer program than the one that owns the data");
  ASSIGN_OR_RETURN(auto known, Known(draft, txn));
  if (known) return std::move(*known);
  event::Entry entry;
  entry.header = {seq_ + 1,    draft.id, draft.time_ms,           draft.type, draft.version, draft.rules,
                  draft.actor, hash_,    base::Sha256(draft.body)};
  entry.body = draft.body;
  wrote_ = true;
  ASSIGN_OR_RETURN(event::Outcome outcome, Replay(entry, txn));
  return Sequencer::Reply{std::move(outcome), false};
}

base::Result<event::Outcome> Applier::Replay(const event::Entry& entry, WriteTxn& txn) {
  if (entry.header.seq != seq_ + 1 || entry.header.prev != hash_)
    return base::Fail(base::ErrorCode::kDamaged,
                      "entry " + std::to_string(entry.header.seq) + " does not follow entry " + std::to_string(seq_));
  const std::string header = event::EncodeHeader(entry.header);
  TRY(log_->table().Append(txn, SeqKey(entry.header.seq),
                           entry.body ? EncodeLogRow(header, *entry.body) : EncodeRedactedLogRow(header, entry.redacted_by)));
  ASSIGN_OR_RETURN(event::Outcome outcome, Apply(entry, txn));
  outcome.seq = entry.header.seq;
  TRY(outcomes_.Append(txn, entry.header.id, outcome));
  ids_->Add(BytesOf(entry.header.id), outcome.seq);
  seq_ = entry.header.seq;
  hash_ = base::Sha256(header);
  return outcome;
}

bool Applier::IsKnownType(event::EntryType type, uint16_t version, uint32_t rules) const {
  return (type == event::EntryType::kBodyRedact || owners_.contains(type)) && version >= 1 && version <= NewestVersion(type) &&
         rules >= 1 && rules <= event::kRulesCurrent;
}

base::Result<event::Outcome> Applier::Apply(const event::Entry& entry, WriteTxn& txn) {
  const event::Header& header = entry.header;
  if (!IsKnownType(header.type, header.version, header.rules))
    return base::Fail(base::ErrorCode::kNewerVersion, "entry " + std::to_string(header.seq) + " (" +
                                                          std::string(event::Name(header.type)) + ", type " +
                                                          std::to_string(static_cast<int>(header.type)) + ", version " +
                                                          std::to_string(header.version) + ") is of a newer program");
  if (header.type == event::EntryType::kBodyRedact) return Redact(entry, txn);
  ASSIGN_OR_RETURN(event::Outcome outcome, owners_.at(header.type)->Decide(entry, txn));
  // What became of an entry whose body is gone is forgotten with it; it must read the same whether it was redacted here or
  // before.
  if (!entry.body) outcome = Blank();
  if (!outcome.accepted) return outcome;
  for (Projection* projection : projections_) TRY(projection->Observe(entry, outcome, txn));
  return outcome;
}

event::Outcome Applier::Blank() {
  event::Outcome outcome;
  outcome.accepted = true;
  return outcome;
}

base::Result<void> Applier::BeforeCommit(WriteTxn& txn) {
  if (seq_ != committed_seq_) TRY(meta_.Put(txn, kHeadKey, EncodeHead(seq_, hash_)));
  for (Projection* projection : projections_) TRY(projection->BeforeCommit(txn));
  return {};
}

void Applier::Committed() {
  committed_seq_ = seq_;
  committed_hash_ = hash_;
  ids_->Committed();
  for (Projection* projection : projections_) projection->Committed();
}

void Applier::Aborted() {
  seq_ = committed_seq_;
  hash_ = committed_hash_;
  ids_->Aborted();
  for (Projection* projection : projections_) projection->Aborted();
}

}  // namespace cybercheck::store
