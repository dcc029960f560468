// SPDX-License-Identifier: Apache-2.0
#include "lookup/redaction.h"

#include <map>
#include <set>
#include <vector>

#include "event/body_redact.h"
#include "indicator/url_expressions.h"
#include "lookup/evidence_list.h"
#include "lookup/rules_set.h"
#include "lookup/rules_table.h"
#include "lookup/source_table.h"
#include "store/applier.h"

namespace cybercheck::lookup {
namespace {

using event::Entry;
using event::EntryType;
using indicator::KeyBytes;
using indicator::Kind;

std::string_view Bytes(const KeyBytes& key) { return {reinterpret_cast<const char*>(key.data()), key.size()}; }

// What is made again.
struct Affected {
  std::set<KeyBytes> keys, hosts;
  std::map<KeyBytes, Record> decided;  // the decisions of records taken away; forms stand in `forms`
  std::map<KeyBytes, std::string> forms;
};

Affected KeysOf(const event::FeedObserved& feed) {
  Affected affected;
  for (const event::FeedRow& row : feed.rows) {
    affected.keys.insert(indicator::IndexKey(row.key));
    if (row.key.kind != Kind::kUrl) continue;
    const KeyBytes host = indicator::IndexKey(Kind::kUrl, indicator::HostExpression(row.key.form));
    affected.keys.insert(host);
    affected.hosts.insert(host);
  }
  return affected;
}

base::Result<void> TakeAway(const FeedTables& tables, store::WriteTxn& txn, Affected& affected) {
  Record record;
  std::vector<EvidenceRef> refs;
  for (const KeyBytes& key : affected.keys) {
    ASSIGN_OR_RETURN(const auto bytes, tables.records.Get(txn, Bytes(key)));
    if (!bytes) continue;
    TRY(DecodeRecord(*bytes, record));
    if (record.decision_count != 0) {
      affected.decided[key] = record;
      affected.forms[key] = record.form;
    }
    refs.clear();
    TRY(WalkEvidence(tables.evidence, txn, key, record.head, [&](EvidenceRef ref, const Evidence&) {
      refs.push_back(ref);
      return true;
    }));
    for (const EvidenceRef ref : refs) TRY(tables.evidence.Delete(txn, EvidenceKey(ref)));
    TRY(tables.records.Delete(txn, Bytes(key)));
  }
  for (const KeyBytes& host : affected.hosts) TRY(tables.hosts.Delete(txn, Bytes(host)));
  return {};
}

base::Result<void> PutDecisionsBack(const FeedTables& tables, store::WriteTxn& txn, const Affected& affected) {
  std::string value;
  for (const auto& [key, decided] : affected.decided) {
    Record record;
    record.form = affected.forms.at(key);
    ASSIGN_OR_RETURN(const auto bytes, tables.records.Get(txn, Bytes(key)));
    if (bytes) TRY(DecodeRecord(*bytes, record));
    record.decision_count = decided.decision_count;
    record.decision_array = decided.decision_array;
    EncodeRecord(record, value);
    TRY(tables.records.Put(txn, Bytes(key), value));
  }
  return {};
}

// How many rows of each entry were the first of their source to name one of these keys: what outcomes call "imported".
using ImportedBySeq = std::map<uint64_t, int64_t>;

base::Result<ImportedBySeq> CountImported(const FeedTables& tables, const store::WriteTxn& txn, const std::set<KeyBytes>& keys) {
  ImportedBySeq imported;
  Record record;
  for (const KeyBytes& key : keys) {
    ASSIGN_OR_RETURN(const auto bytes, tables.records.Get(txn, Bytes(key)));
    if (!bytes) continue;
    TRY(DecodeRecord(*bytes, record));
    std::map<uint16_t, uint64_t> first_seq;  // of each source; the walk goes back in time, so the last word stays
    TRY(WalkEvidence(tables.evidence, txn, key, record.head, [&](EvidenceRef ref, const Evidence& evidence) {
      first_seq[evidence.observation.source] = ref.seq;
      return true;
    }));
    for (const auto& [source, seq] : first_seq)
      if (source != kDerivedSource) ++imported[seq];
  }
  return imported;
}

// Entries whose rows were merged only because the redacted one had named their keys first, have imported them now.
base::Result<void> CorrectOutcomes(const store::Log& log, const store::Table& outcomes, store::WriteTxn& txn,
                                   const ImportedBySeq& before, const ImportedBySeq& after, uint64_t target_seq) {
  for (const auto& [seq, count] : after) {
    const auto known = before.find(seq);
    const int64_t more = count - (known == before.end() ? 0 : known->second);
    if (more == 0 || seq == target_seq) continue;
    ASSIGN_OR_RETURN(const auto entry, log.Read(txn, seq));
    if (!entry)
      return base::Fail(base::ErrorCode::kDamaged, "evidence names entry " + std::to_string(seq) + ", which is not in the log");
    const std::string_view id(reinterpret_cast<const char*>(entry->header.id.data()), entry->header.id.size());
    ASSIGN_OR_RETURN(const auto bytes, outcomes.Get(txn, id));
    if (!bytes) return base::Fail(base::ErrorCode::kDamaged, "entry " + std::to_string(seq) + " has no outcome");
    ASSIGN_OR_RETURN(event::Outcome outcome, event::DecodeOutcome(*bytes));
    ASSIGN_OR_RETURN(FeedApplier::Counts counts, FeedApplier::ParseCounts(outcome.result));
    counts.imported += static_cast<uint64_t>(more);
    counts.merged -= static_cast<uint64_t>(more);
    outcome.result = counts.ToJson();
    TRY(outcomes.Put(txn, id, event::EncodeOutcome(outcome)));
  }
  return {};
}

}  // namespace

base::Result<void> ApplyRedaction(const Entry& entry, store::Environment& environment, const FeedTables& tables,
                                  store::WriteTxn& txn, const std::function<void(Kind, std::string_view)>& new_key) {
  if (!entry.body) return base::Fail(base::ErrorCode::kDamaged, "a redaction without body");
  ASSIGN_OR_RETURN(const event::BodyRedact redact, event::DecodeBodyRedact(*entry.body));
  const uint64_t target_seq = redact.seq;
  ASSIGN_OR_RETURN(const store::Log log, store::Log::Open(environment, txn));
  ASSIGN_OR_RETURN(const store::Table outcomes, environment.OpenTable(txn, store::kOutcomesTable));
  ASSIGN_OR_RETURN(const auto target, log.Read(txn, target_seq));
  if (!target || target->header.type != EntryType::kFeedObserved || !target->body) return {};
  const auto redacted = event::DecodeFeedObserved(*target->body);
  if (redacted.has_error()) return {};  // was refused, and put nothing into the tables
  Affected affected = KeysOf(*redacted);
  ASSIGN_OR_RETURN(const ImportedBySeq before, CountImported(tables, txn, affected.keys));
  TRY(TakeAway(tables, txn, affected));

  Rules rules;
  const FeedApplier::Scope scope{[&](const KeyBytes& key) { return affected.keys.contains(key); },
                                 [&](const KeyBytes& host) { return affected.hosts.contains(host); }};
  for (uint64_t seq = 1; seq < entry.header.seq; ++seq) {
    if (seq == target_seq) continue;
    ASSIGN_OR_RETURN(const auto past, log.Read(txn, seq));
    if (!past || !past->body) continue;
    if (past->header.type == EntryType::kPolicySet) {
      // One that was refused then is refused now.
      if (const auto set = DecodeRulesSet(*past->body))
        static_cast<void>(ChangeRules(EntryType::kPolicySet, seq, set->content, rules));
    }
    const auto source = SourceOfActor(past->header.actor);
    if (past->header.type != EntryType::kFeedObserved || !source) continue;
    const auto feed = event::DecodeFeedObserved(*past->body);
    if (feed.has_error() || !FeedApplier::RefusalOf(*source, *feed).empty()) continue;
    ASSIGN_OR_RETURN(const auto number, NumberOfSource(tables.sources, txn, *source));
    if (!number) continue;
    TRY(FeedApplier(tables, txn, rules.policy, new_key).Apply(seq, *number, *feed, &scope));
  }
  TRY(PutDecisionsBack(tables, txn, affected));
  ASSIGN_OR_RETURN(const ImportedBySeq after, CountImported(tables, txn, affected.keys));
  return CorrectOutcomes(log, outcomes, txn, before, after, target_seq);
}

}  // namespace cybercheck::lookup
