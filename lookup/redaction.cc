// SPDX-License-Identifier: Apache-2.0
#include "lookup/redaction.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "event/body_redact.h"
#include "indicator/url_expressions.h"
#include "lookup/appeal_applier.h"
#include "lookup/case_applier.h"
#include "lookup/evidence_list.h"
#include "lookup/feed_applier.h"
#include "lookup/report_applier.h"
#include "lookup/review_applier.h"
#include "lookup/rules_set.h"
#include "lookup/rules_table.h"
#include "lookup/source_table.h"
#include "lookup/submitters.h"
#include "store/outcomes.h"

namespace cybercheck::lookup {
namespace {

using event::Entry;
using event::EntryType;
using indicator::KeyBytes;
using indicator::Kind;

// What is made again.
struct Affected {
  std::set<KeyBytes> keys, hosts;
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

// Reports bring nothing to a host, but one that names it whole has its record made again, with what feeds brought to it.
Affected KeysOf(const event::ReportSubmit& submit) {
  Affected affected;
  for (const event::Report& report : submit.reports) {
    for (const event::ReportIndicator& indicator : report.indicators) {
      const KeyBytes key = indicator::IndexKey(indicator.key);
      affected.keys.insert(key);
      if (indicator.key.kind == Kind::kUrl && indicator::HostExpression(indicator.key.form) == indicator.key.form)
        affected.hosts.insert(key);
    }
  }
  return affected;
}

// What the entry named; nothing when it was refused, and put nothing into the tables.
std::optional<Affected> AffectedBy(const Entry& target) {
  if (target.header.type == EntryType::kFeedObserved) {
    const auto feed = event::DecodeFeedObserved(*target.body);
    return feed ? std::optional(KeysOf(*feed)) : std::nullopt;
  }
  const auto submit = event::DecodeReportSubmit(*target.body);
  return submit && ReportApplier::RefusalOf(*submit).empty() ? std::optional(KeysOf(*submit)) : std::nullopt;
}

// Of what is affected; the rest of the log tells whether the actor submitted it in another entry.
base::Result<void> ForgetSubmitters(const Entry& target, const LookupTables& tables, store::WriteTxn& txn,
                                    const Affected& affected) {
  if (target.header.type != EntryType::kReportSubmit) return {};
  for (const KeyBytes& key : affected.keys) TRY(ForgetSubmitter(tables, txn, key, target.header.actor, target.header.seq));
  return {};
}

base::Result<void> TakeAway(const LookupTables& tables, store::WriteTxn& txn, const Affected& affected) {
  Record record;
  std::vector<EvidenceRef> refs;
  for (const KeyBytes& key : affected.keys) {
    TRY(tables.proposals.Delete(txn, AsBytes(key)));
    ASSIGN_OR_RETURN(const auto bytes, tables.records.Get(txn, AsBytes(key)));
    if (!bytes) continue;
    TRY(DecodeRecord(*bytes, record));
    refs.clear();
    TRY(WalkEvidence(tables.evidence, txn, key, record.head, [&](EvidenceRef ref, const Evidence&) {
      refs.push_back(ref);
      return true;
    }));
    for (const EvidenceRef ref : refs) TRY(tables.evidence.Delete(txn, EvidenceKey(ref)));
    tables.tallied->Add(GroupOf(static_cast<indicator::Kind>(key[0]), record), -1);
    TRY(tables.records.Delete(txn, AsBytes(key)));
  }
  for (const KeyBytes& host : affected.hosts) TRY(tables.hosts.Delete(txn, AsBytes(host)));
  return {};
}

// How many rows of each entry were the first of their source to name one of these keys: what outcomes call "imported".
using ImportedBySeq = std::map<uint64_t, int64_t>;

base::Result<ImportedBySeq> CountImported(const LookupTables& tables, const store::WriteTxn& txn,
                                          const std::set<KeyBytes>& keys) {
  ImportedBySeq imported;
  Record record;
  for (const KeyBytes& key : keys) {
    ASSIGN_OR_RETURN(const auto bytes, tables.records.Get(txn, AsBytes(key)));
    if (!bytes) continue;
    TRY(DecodeRecord(*bytes, record));
    std::map<uint16_t, uint64_t> first_seq;  // of each source; the walk goes back in time, so the last word stays
    TRY(WalkEvidence(tables.evidence, txn, key, record.head, [&](EvidenceRef ref, const Evidence& evidence) {
      first_seq[evidence.observation.source] = ref.seq;
      return true;
    }));
    for (const auto& [source, seq] : first_seq)
      if (source != kDerivedSource && source != kPeople) ++imported[seq];
  }
  return imported;
}

// Applies the log again where it names what was taken away, and corrects what outcomes told of it.
class Redo {
 public:
  Redo(const LookupTables& tables, const store::Log& log, const store::Outcomes& outcomes, store::WriteTxn& txn,
       const NewKey& new_key, const Affected& affected, uint64_t gone)
      : tables_(tables), log_(log), outcomes_(outcomes), txn_(txn), new_key_(new_key), affected_(affected) {
    scope_.gone = gone;
  }

  base::Result<void> Apply(const Entry& past) {
    switch (past.header.type) {
      case EntryType::kPolicySet:
      case EntryType::kRegisterSet:
      case EntryType::kSharedHostsSet:
        // One that was refused then is refused now.
        if (const auto set = DecodeRulesSet(*past.body))
          static_cast<void>(ChangeRules(past.header.type, past.header.seq, set->content, rules_));
        return {};
      case EntryType::kFeedObserved:
        return Feed(past);
      case EntryType::kReportSubmit:
        return Report(past);
      case EntryType::kReportWithdraw:
        return Withdrawal(past);
      case EntryType::kReviewDecide:
        return Review(past);
      case EntryType::kReviewUndo: {
        const auto undo = event::DecodeReviewUndo(*past.body);
        if (undo.has_error()) return {};
        ASSIGN_OR_RETURN(const auto again, ReviewApplier(tables_, txn_, new_key_, rules_, log_).Undo(*undo, &scope_));
        return again.skipped || !again.done ? base::Result<void>() : Tell(past, QueueJson(again.queue));
      }
      case EntryType::kAppealOpen: {
        const auto open = event::DecodeAppealOpen(*past.body);
        if (open) TRY(AppealApplier(tables_, txn_, new_key_, log_).Open(past.header, *open, &scope_));
        return {};
      }
      case EntryType::kAppealMove: {
        const auto move = event::DecodeAppealMove(*past.body);
        if (move.has_error()) return {};
        ASSIGN_OR_RETURN(const auto again, AppealApplier(tables_, txn_, new_key_, log_).Move(past.header, *move, &scope_));
        return again.skipped || !again.refusal.empty() ? base::Result<void>() : Tell(past, QueueJson(again.queue));
      }
      case EntryType::kCaseFile:
      case EntryType::kCaseAmend:
      case EntryType::kCaseMove: {
        ASSIGN_OR_RETURN(const event::Outcome outcome, OutcomeOf(past));
        if (!outcome.accepted) return {};
        return CaseApplier(tables_, txn_, new_key_, cases_).Apply(past, outcome.result, &scope_);
      }
      default:
        return {};
    }
  }

  // Entries whose rows were merged only because the redacted one had named their keys first, have imported them now.
  base::Result<void> CorrectCounts(const ImportedBySeq& before, const ImportedBySeq& after, uint64_t target_seq) {
    for (const auto& [seq, count] : after) {
      const auto known = before.find(seq);
      const int64_t more = count - (known == before.end() ? 0 : known->second);
      if (more == 0 || seq == target_seq) continue;
      ASSIGN_OR_RETURN(const auto entry, log_.Read(txn_, seq));
      if (!entry)
        return base::Fail(base::ErrorCode::kDamaged, "evidence names entry " + std::to_string(seq) + ", which is not in the log");
      ASSIGN_OR_RETURN(event::Outcome outcome, OutcomeOf(*entry));
      ASSIGN_OR_RETURN(FeedApplier::Counts counts, FeedApplier::ParseCounts(outcome.result));
      counts.imported += static_cast<uint64_t>(more);
      counts.merged -= static_cast<uint64_t>(more);
      TRY(Tell(*entry, outcome, counts.ToJson()));
    }
    return {};
  }

 private:
  bool IsAffected(const indicator::Key& key) const { return affected_.keys.contains(indicator::IndexKey(key)); }

  base::Result<void> Feed(const Entry& past) {
    const auto source = SourceOfActor(past.header.actor);
    if (!source) return {};
    const auto feed = event::DecodeFeedObserved(*past.body);
    if (feed.has_error() || !FeedApplier::RefusalOf(*source, *feed).empty()) return {};
    ASSIGN_OR_RETURN(const auto number, NumberOfSource(tables_.sources, txn_, *source));
    if (!number) return {};
    ASSIGN_OR_RETURN(const auto counts, FeedApplier(tables_, txn_, rules_.policy, new_key_)
                                            .Apply(past.header.seq, past.header.time_ms / 1000, *number, *feed, &scope_));
    if (std::ranges::none_of(feed->rows, [&](const event::FeedRow& row) { return IsAffected(row.key); })) return {};
    ASSIGN_OR_RETURN(const event::Outcome outcome, OutcomeOf(past));
    ASSIGN_OR_RETURN(FeedApplier::Counts told, FeedApplier::ParseCounts(outcome.result));
    Replace(told.requeued, counts.requeued, [&](uint16_t row) { return IsAffected(feed->rows.at(row).key); });
    return Tell(past, outcome, told.ToJson());
  }

  base::Result<void> Report(const Entry& past) {
    const auto submit = event::DecodeReportSubmit(*past.body);
    if (submit.has_error() || !ReportApplier::RefusalOf(*submit).empty()) return {};
    ASSIGN_OR_RETURN(const auto again, ReportApplier(tables_, txn_, new_key_).Submit(past.header, *submit, &scope_));
    if (again.before.find_first_not_of('-') == std::string::npos) return {};
    ASSIGN_OR_RETURN(const event::Outcome outcome, OutcomeOf(past));
    ASSIGN_OR_RETURN(ReportApplier::Told told, ReportApplier::Told::Parse(outcome.result));
    if (told.before.size() != again.before.size())
      return base::Fail(base::ErrorCode::kDamaged, "an outcome tells of other indicators than its entry names");
    Replace(told.queued, again.queued, [&](uint16_t row) { return again.before.at(row) != '-'; });
    for (size_t i = 0; i < told.before.size(); ++i)
      if (again.before[i] != '-') told.before[i] = again.before[i];
    return Tell(past, outcome, told.ToJson());
  }

  base::Result<void> Withdrawal(const Entry& past) {
    const auto withdraw = event::DecodeReportWithdraw(*past.body);
    if (withdraw.has_error()) return {};
    ASSIGN_OR_RETURN(event::Outcome outcome, OutcomeOf(past));
    if (!outcome.accepted) return {};
    ASSIGN_OR_RETURN(auto again, ReportApplier(tables_, txn_, new_key_).Withdraw(past.header, *withdraw, log_, &scope_));
    if (again.reports == 0) {  // it took back what is gone now, and nothing else
      outcome.accepted = false;
      outcome.code = "not_found";
      outcome.result.clear();
      return outcomes_.Replace(txn_, past.header.id, outcome);
    }
    ASSIGN_OR_RETURN(const auto told, ReportApplier::Withdrawn::Parse(outcome.result));
    for (const EvidenceRef place : told.left) {
      ASSIGN_OR_RETURN(const auto bytes, tables_.evidence.Get(txn_, EvidenceKey(place)));
      if (!bytes) continue;  // it was the redacted entry's
      ASSIGN_OR_RETURN(const Evidence evidence, DecodeEvidence(*bytes));
      if (!affected_.keys.contains(evidence.key)) again.left.push_back(place);
    }
    std::ranges::sort(again.left, {}, [](EvidenceRef place) { return std::pair(place.seq, place.row); });
    return Tell(past, outcome, again.ToJson());
  }

  base::Result<void> Review(const Entry& past) {
    const auto decide = event::DecodeReviewDecide(*past.body);
    if (decide.has_error() || !ReviewApplier::RefusalOf(*decide).empty()) return {};
    ASSIGN_OR_RETURN(auto again, ReviewApplier(tables_, txn_, new_key_, rules_, log_).Decide(past.header, *decide, &scope_));
    if (std::ranges::all_of(again.items, &ReviewApplier::Item::skipped)) return {};
    ASSIGN_OR_RETURN(const event::Outcome outcome, OutcomeOf(past));
    ASSIGN_OR_RETURN(auto told, ReviewApplier::Told::Parse(outcome.result));
    if (told.size() != again.items.size())
      return base::Fail(base::ErrorCode::kDamaged, "an outcome tells of other indicators than its entry names");
    for (size_t i = 0; i < told.size(); ++i)
      if (again.items[i].skipped) again.items[i] = told[i];
    return Tell(past, outcome, again.ToJson());
  }

  // Of these rows, those that are affected are now the others.
  template <class IsAffectedRow>
  static void Replace(std::vector<uint16_t>& rows, const std::vector<uint16_t>& now, IsAffectedRow affected) {
    std::erase_if(rows, affected);
    rows.insert(rows.end(), now.begin(), now.end());
    std::ranges::sort(rows);
  }

  base::Result<event::Outcome> OutcomeOf(const Entry& entry) const { return outcomes_.Of(entry.header, txn_); }
  base::Result<void> Tell(const Entry& entry, std::string result) {
    ASSIGN_OR_RETURN(const event::Outcome outcome, OutcomeOf(entry));
    return Tell(entry, outcome, std::move(result));
  }
  base::Result<void> Tell(const Entry& entry, const event::Outcome& outcome, std::string result) {
    if (outcome.result == result) return {};
    event::Outcome corrected = outcome;
    corrected.result = std::move(result);
    return outcomes_.Replace(txn_, entry.header.id, corrected);
  }

  const LookupTables& tables_;
  const store::Log& log_;
  const store::Outcomes& outcomes_;
  store::WriteTxn& txn_;
  const NewKey& new_key_;
  const Affected& affected_;
  Rules rules_;
  CaseEvidenceBook cases_;  // as it was when each entry was applied
  Scope scope_{[this](const KeyBytes& key) { return affected_.keys.contains(key); },
               [this](const KeyBytes& host) { return affected_.hosts.contains(host); }};
};

}  // namespace

base::Result<std::string_view> WhyReportStays(const Entry& target, const store::Log& log, const store::Outcomes& outcomes,
                                              const store::WriteTxn& txn) {
  constexpr std::string_view kOwnWork = "own_work";
  const auto submit = event::DecodeReportSubmit(*target.body);
  if (submit.has_error()) return std::string_view();
  std::set<indicator::Key> own;
  for (const event::Report& report : submit->reports)
    for (const event::ReportIndicator& indicator : report.indicators)
      if (indicator.counts && ReportApplier::IsOwnWork(target.header, report)) own.insert(indicator.key);
  if (own.empty()) return std::string_view();
  for (uint64_t seq = target.header.seq + 1;; ++seq) {
    ASSIGN_OR_RETURN(const auto past, log.Read(txn, seq));
    if (!past) return std::string_view();
    const bool decides = past->header.type == EntryType::kReviewDecide || past->header.type == EntryType::kAppealMove;
    if (!decides || !past->body || past->header.actor != target.header.actor) continue;
    ASSIGN_OR_RETURN(const event::Outcome outcome, outcomes.Of(past->header, txn));
    if (past->header.type == EntryType::kAppealMove) {
      const auto move = event::DecodeAppealMove(*past->body);
      if (move && outcome.code == kOwnWork && own.contains(move->key)) return kOwnWork;
      continue;
    }
    const auto decide = event::DecodeReviewDecide(*past->body);
    if (decide.has_error() || outcome.result.empty()) continue;
    ASSIGN_OR_RETURN(const auto items, ReviewApplier::Told::Parse(outcome.result));
    for (size_t i = 0; i < items.size() && i < decide->items.size(); ++i)
      if (items[i].code == kOwnWork && own.contains(decide->items[i].key)) return kOwnWork;
  }
}

base::Result<void> ApplyRedaction(const Entry& entry, store::Environment& environment, const LookupTables& tables,
                                  store::WriteTxn& txn, const NewKey& new_key) {
  if (!entry.body) return base::Fail(base::ErrorCode::kDamaged, "a redaction without body");
  ASSIGN_OR_RETURN(const event::BodyRedact redact, event::DecodeBodyRedact(*entry.body));
  const uint64_t target_seq = redact.seq;
  ASSIGN_OR_RETURN(const store::Log log, store::Log::Open(environment, txn));
  ASSIGN_OR_RETURN(const store::Outcomes outcomes, store::Outcomes::Open(environment, txn));
  ASSIGN_OR_RETURN(const auto target, log.Read(txn, target_seq));
  if (!target || !target->body) return {};
  const auto affected = AffectedBy(*target);
  if (!affected) return {};
  ASSIGN_OR_RETURN(const ImportedBySeq before, CountImported(tables, txn, affected->keys));
  TRY(TakeAway(tables, txn, *affected));
  TRY(ForgetSubmitters(*target, tables, txn, *affected));
  Redo redo(tables, log, outcomes, txn, new_key, *affected, target_seq);
  for (uint64_t seq = 1; seq < entry.header.seq; ++seq) {
    if (seq == target_seq) continue;
    ASSIGN_OR_RETURN(const auto past, log.Read(txn, seq));
    if (past && past->body) TRY(redo.Apply(*past));
  }
  ASSIGN_OR_RETURN(const ImportedBySeq after, CountImported(tables, txn, affected->keys));
  return redo.CorrectCounts(before, after, target_seq);
}

}  // namespace cybercheck::lookup
