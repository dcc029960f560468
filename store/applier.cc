// SPDX-License-Identifier: Apache-2.0
#include "store/applier.h"

#include "base/check.h"
#include "event/big_endian.h"

namespace cybercheck::store {
namespace {

constexpr uint16_t kVersionNewest = 1;  // of every body layout there is
constexpr size_t kSaltBytes = 42;       // {"salt":"<32 digits>"

std::string_view KeyOf(const event::EntryId& id) { return {reinterpret_cast<const char*>(id.data()), id.size()}; }

// Two bodies say the same when they differ in nothing but the salt.
bool SameCommand(std::string_view a, std::string_view b) {
  return a.size() == b.size() && a.size() >= kSaltBytes && a.substr(kSaltBytes) == b.substr(kSaltBytes);
}

}  // namespace

base::Result<Applier> Applier::Open(Environment& environment, std::vector<Projection*> projections) {
  Applier applier(environment, std::move(projections));
  ASSIGN_OR_RETURN(WriteTxn txn, environment.BeginWrite());
  ASSIGN_OR_RETURN(applier.meta_, environment.OpenTable(txn, kMetaTable));
  ASSIGN_OR_RETURN(applier.outcomes_, environment.OpenTable(txn, kOutcomesTable));
  ASSIGN_OR_RETURN(applier.counts_, environment.OpenTable(txn, kCountsTable));
  ASSIGN_OR_RETURN(Log log, Log::Open(environment, txn));
  applier.log_ = log;
  ASSIGN_OR_RETURN(const auto format, applier.meta_.Get(txn, "format"));
  if (!format) {
    std::string value;
    event::AppendU32(value, kStoreFormat);
    TRY(applier.meta_.Put(txn, "format", value));
  } else if (format->size() != 4) {
    return base::Fail(base::ErrorCode::kDamaged, "table meta: format is not a number");
  } else if (const uint32_t found = event::U32At(*format, 0); found > kStoreFormat) {
    return base::Fail(base::ErrorCode::kNewerVersion, "the data has layout " + std::to_string(found) + ", this program knows " + std::to_string(kStoreFormat));
  }
  ASSIGN_OR_RETURN(applier.seq_, log.LastSeq(txn));
  if (applier.seq_ != 0) {
    ASSIGN_OR_RETURN(const auto last, log.Read(txn, applier.seq_));
    CHECK(last.has_value());
    applier.hash_ = event::HashOf(last->header);
  }
  for (Projection* projection : applier.projections_) {
    TRY(projection->Open(environment, txn));
    for (event::EntryType type : projection->Owns()) CHECK(applier.owners_.emplace(type, projection).second);
  }
  TRY(applier.BeforeCommit(txn));
  TRY(txn.Commit());
  applier.Committed();
  return applier;
}

base::Result<std::optional<Sequencer::Reply>> Applier::Known(const event::Draft& draft, WriteTxn& txn) {
  ASSIGN_OR_RETURN(const auto stored, outcomes_.Get(txn, KeyOf(draft.id)));
  if (!stored) return std::optional<Sequencer::Reply>();
  ASSIGN_OR_RETURN(event::Outcome outcome, event::DecodeOutcome(*stored));
  ASSIGN_OR_RETURN(const auto before, log_->Read(txn, outcome.seq));
  if (!before) return base::Fail(base::ErrorCode::kDamaged, "an outcome names entry " + std::to_string(outcome.seq) + ", which is not in the log");
  if (before->header.type != draft.type || (before->body && !SameCommand(*before->body, draft.body)))
    return base::Fail(base::ErrorCode::kConflict, "this id was used for entry " + std::to_string(outcome.seq));
  return std::optional<Sequencer::Reply>(Sequencer::Reply{std::move(outcome), true});
}

base::Result<Sequencer::Reply> Applier::Submit(const event::Draft& draft, WriteTxn& txn) {
  ASSIGN_OR_RETURN(auto known, Known(draft, txn));
  if (known) return std::move(*known);
  event::Entry entry;
  entry.header = {seq_ + 1, draft.id, draft.time_ms, draft.type, draft.version, draft.rules, draft.actor, hash_, base::Sha256(draft.body)};
  entry.body = draft.body;
  ASSIGN_OR_RETURN(event::Outcome outcome, Replay(entry, txn));
  return Sequencer::Reply{std::move(outcome), false};
}

base::Result<event::Outcome> Applier::Replay(const event::Entry& entry, WriteTxn& txn) {
  if (entry.header.seq != seq_ + 1 || entry.header.prev != hash_)
    return base::Fail(base::ErrorCode::kDamaged, "entry " + std::to_string(entry.header.seq) + " does not follow entry " + std::to_string(seq_));
  const std::string header = event::EncodeHeader(entry.header);
  TRY(log_->table().Append(txn, SeqKey(entry.header.seq), entry.body ? EncodeLogRow(header, *entry.body) : EncodeRedactedLogRow(header)));
  ASSIGN_OR_RETURN(event::Outcome outcome, Apply(entry, txn));
  outcome.seq = entry.header.seq;
  TRY(outcomes_.Put(txn, KeyOf(entry.header.id), event::EncodeOutcome(outcome)));
  seq_ = entry.header.seq;
  hash_ = base::Sha256(header);
  return outcome;
}

base::Result<event::Outcome> Applier::Apply(const event::Entry& entry, WriteTxn& txn) {
  const bool redacts = entry.header.type == event::EntryType::kBodyRedact;
  const auto owner = owners_.find(entry.header.type);
  if ((!redacts && owner == owners_.end()) || entry.header.version > kVersionNewest || entry.header.rules > event::kRulesCurrent)
    return base::Fail(base::ErrorCode::kNewerVersion, "entry " + std::to_string(entry.header.seq) + " (" + std::string(event::Name(entry.header.type)) + ", type " +
                                                          std::to_string(static_cast<int>(entry.header.type)) + ", version " +
                                                          std::to_string(entry.header.version) + ") is of a newer program");
  if (redacts) return Redact(entry, txn);
  ASSIGN_OR_RETURN(event::Outcome outcome, owner->second->Decide(entry, txn));
  if (!outcome.accepted) return outcome;
  for (Projection* projection : projections_) TRY(projection->Observe(entry, outcome, txn));
  return outcome;
}

base::Result<void> Applier::BeforeCommit(WriteTxn& txn) {
  for (const Table& table : environment_->tables()) {
    TRY(NameInMeta(txn, table));
    if (table.id().number == kCountsTable.number) continue;
    ASSIGN_OR_RETURN(const uint64_t count, table.Count(txn));
    std::string key, value;
    event::AppendU16(key, table.id().number);
    event::AppendU64(value, count);
    ASSIGN_OR_RETURN(const auto before, counts_.Get(txn, key));
    if (!before || *before != value) TRY(counts_.Put(txn, key, value));
  }
  for (Projection* projection : projections_) projection->BeforeCommit();
  return {};
}

base::Result<void> Applier::NameInMeta(WriteTxn& txn, const Table& table) {
  if (!named_.insert(table.id().number).second) return {};
  std::string number;
  event::AppendU16(number, table.id().number);
  return meta_.Put(txn, kTableNamePrefix + std::string(table.id().name), number);
}

void Applier::Committed() {
  committed_seq_ = seq_;
  committed_hash_ = hash_;
  for (Projection* projection : projections_) projection->Committed();
}

void Applier::Aborted() {
  named_.clear();
  seq_ = committed_seq_;
  hash_ = committed_hash_;
  for (Projection* projection : projections_) projection->Aborted();
}

}  // namespace cybercheck::store
