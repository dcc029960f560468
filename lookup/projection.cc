// SPDX-License-Identifier: Apache-2.0
#include "lookup/projection.h"

#include <array>
#include <optional>

#include "base/check.h"
#include "lookup/appeal_applier.h"
#include "lookup/case_applier.h"
#include "lookup/feed_applier.h"
#include "lookup/live_filter.h"
#include "lookup/redaction.h"
#include "lookup/report_applier.h"
#include "lookup/review_applier.h"
#include "lookup/rules_set.h"
#include "lookup/rules_table.h"
#include "lookup/source_table.h"
#include "store/outcomes.h"

namespace cybercheck::lookup {
namespace {

using base::ErrorCode;
using event::Entry;
using event::EntryType;
using event::Outcome;

constexpr std::array kOwned = {EntryType::kFeedObserved,   EntryType::kPolicySet,      EntryType::kRegisterSet,
                               EntryType::kSharedHostsSet, EntryType::kPatternsSet,    EntryType::kTaxonomySet,
                               EntryType::kReportSubmit,   EntryType::kReportWithdraw, EntryType::kReviewDecide,
                               EntryType::kReviewUndo,     EntryType::kAppealOpen,     EntryType::kAppealMove};

Outcome Refused(const Entry& entry, std::string_view code) { return {entry.header.seq, false, std::string(code), {}}; }
Outcome Accepted(const Entry& entry, std::string result) { return {entry.header.seq, true, {}, std::move(result)}; }

}  // namespace

struct LookupProjection::State {
  mutable base::EpochDomain domain;
  LiveFilter filter{domain};
  base::Published<Rules> published{domain};
  std::optional<Rules> staged;  // what the batch at hand makes of the rules
  LookupTables tables;
  store::Table rules_table;
  std::optional<store::Log> log;
  FilterRows* rows = nullptr;
  store::Environment* environment = nullptr;
  std::atomic<uint64_t> records{0};
  uint64_t records_committed = 0;
  NewKey new_key;
  OnPolicy on_policy;

  const Rules& InForce() const { return staged ? *staged : *published.Get(); }

  base::Result<Outcome> DecideFeed(const Entry& entry, store::WriteTxn& txn);
  base::Result<Outcome> DecideSet(const Entry& entry, store::WriteTxn& txn);
  base::Result<Outcome> DecideReport(const Entry& entry, store::WriteTxn& txn);
  base::Result<Outcome> DecideWithdrawal(const Entry& entry, store::WriteTxn& txn);
  base::Result<Outcome> DecideReview(const Entry& entry, store::WriteTxn& txn);
  base::Result<Outcome> DecideUndo(const Entry& entry, store::WriteTxn& txn);
  base::Result<Outcome> DecideAppeal(const Entry& entry, store::WriteTxn& txn);
};

LookupProjection::LookupProjection() : state_(std::make_unique<State>()) {
  state_->new_key = [state = state_.get()](indicator::Kind kind, std::string_view form) {
    state->filter.Add(kind, form);
    state->records.fetch_add(1, std::memory_order_relaxed);
  };
}

LookupProjection::~LookupProjection() = default;

void LookupProjection::UseFilterRows(FilterRows* rows) { state_->rows = rows; }

void LookupProjection::WhenPolicyChanges(OnPolicy on_policy) { state_->on_policy = std::move(on_policy); }

std::span<const EntryType> LookupProjection::Owns() const { return kOwned; }

base::Result<void> LookupProjection::Open(store::Environment& environment, store::WriteTxn& txn) {
  state_->environment = &environment;
  LookupTables& tables = state_->tables;
  ASSIGN_OR_RETURN(tables.records, environment.OpenTable(txn, kRecordsTable));
  ASSIGN_OR_RETURN(tables.evidence, environment.OpenTable(txn, kEvidenceTable));
  ASSIGN_OR_RETURN(tables.sources, environment.OpenTable(txn, kSourcesTable));
  ASSIGN_OR_RETURN(tables.hosts, environment.OpenTable(txn, kHostsTable));
  ASSIGN_OR_RETURN(tables.submitters, environment.OpenTable(txn, kSubmittersTable));
  ASSIGN_OR_RETURN(tables.proposals, environment.OpenTable(txn, kProposalsTable));
  ASSIGN_OR_RETURN(tables.case_evidence, environment.OpenTable(txn, kCaseEvidenceTable));
  ASSIGN_OR_RETURN(tables.record_tally, environment.OpenTable(txn, kRecordTallyTable));
  ASSIGN_OR_RETURN(state_->rules_table, environment.OpenTable(txn, kRulesTable));
  ASSIGN_OR_RETURN(store::Log log, store::Log::Open(environment, txn));
  state_->log = log;
  ASSIGN_OR_RETURN(Rules rules, ReadRules(state_->rules_table, txn));
  state_->published.Replace(std::make_unique<const Rules>(std::move(rules)));
  ASSIGN_OR_RETURN(const uint64_t records, tables.records.Count(txn));
  state_->records.store(records, std::memory_order_relaxed);
  state_->records_committed = records;
  FilterRows* rows = std::exchange(state_->rows, nullptr);
  return state_->filter.Build(environment, txn, tables.records, rows);
}

base::Result<Outcome> LookupProjection::Decide(const Entry& entry, store::WriteTxn& txn) {
  if (entry.header.type == EntryType::kFeedObserved) return state_->DecideFeed(entry, txn);
  if (entry.header.type == EntryType::kReportSubmit && !entry.body) return Accepted(entry, {});  // says nothing any more
  // No other body can be redacted.
  if (!entry.body) return base::Fail(ErrorCode::kDamaged, "entry " + std::to_string(entry.header.seq) + ": its body is missing");
  switch (entry.header.type) {
    case EntryType::kReportSubmit:
      return state_->DecideReport(entry, txn);
    case EntryType::kReportWithdraw:
      return state_->DecideWithdrawal(entry, txn);
    case EntryType::kReviewDecide:
      return state_->DecideReview(entry, txn);
    case EntryType::kReviewUndo:
      return state_->DecideUndo(entry, txn);
    case EntryType::kAppealOpen:
    case EntryType::kAppealMove:
      return state_->DecideAppeal(entry, txn);
    default:
      return state_->DecideSet(entry, txn);
  }
}

base::Result<Outcome> LookupProjection::State::DecideFeed(const Entry& entry, store::WriteTxn& txn) {
  const auto source = SourceOfActor(entry.header.actor);
  if (!source) return Refused(entry, "source_mismatch");
  // A redacted entry does this much, and so a refused one must as well: sources then keep their numbers in every replay.
  ASSIGN_OR_RETURN(const auto number, NumberOfSource(tables.sources, txn, *source));
  if (!entry.body) return Accepted(entry, {});
  const auto decoded = event::DecodeFeedObserved(*entry.body);
  if (decoded.has_error()) return Refused(entry, "bad_body");
  const event::FeedObserved& feed = *decoded;
  if (!number) return Refused(entry, "too_many_sources");
  if (const std::string_view code = FeedApplier::RefusalOf(*source, feed); !code.empty()) return Refused(entry, code);
  FeedApplier applier(tables, txn, InForce().policy, new_key);
  ASSIGN_OR_RETURN(const auto counts, applier.Apply(entry.header.seq, entry.header.time_ms / 1000, *number, feed));
  return Accepted(entry, counts.ToJson());
}

base::Result<Outcome> LookupProjection::State::DecideSet(const Entry& entry, store::WriteTxn& txn) {
  const auto set = DecodeRulesSet(*entry.body);
  if (set.has_error()) return Refused(entry, "bad_body");
  Rules next = InForce();
  if (const auto changed = ChangeRules(entry.header.type, entry.header.seq, set->content, next); !changed)
    return Refused(entry, base::Describe(changed.error().code).name);
  TRY(WriteRules(rules_table, txn, entry.header.type, entry.header.seq, set->content));
  staged = std::move(next);
  return Accepted(entry, "{}");
}

base::Result<Outcome> LookupProjection::State::DecideReport(const Entry& entry, store::WriteTxn& txn) {
  const auto decoded = event::DecodeReportSubmitOnce(*entry.body);
  if (decoded.has_error()) return Refused(entry, "bad_body");
  const auto& submit = *decoded;
  if (const std::string_view code = ReportApplier::RefusalOf(*submit); !code.empty()) return Refused(entry, code);
  ASSIGN_OR_RETURN(const auto told, ReportApplier(tables, txn, new_key).Submit(entry.header, *submit));
  return Accepted(entry, told.ToJson());
}

base::Result<Outcome> LookupProjection::State::DecideWithdrawal(const Entry& entry, store::WriteTxn& txn) {
  const auto withdraw = event::DecodeReportWithdraw(*entry.body);
  if (withdraw.has_error()) return Refused(entry, "bad_body");
  ASSIGN_OR_RETURN(const auto withdrawn, ReportApplier(tables, txn, new_key).Withdraw(entry.header, *withdraw, *log));
  return withdrawn.reports == 0 ? Refused(entry, "not_found") : Accepted(entry, withdrawn.ToJson());
}

base::Result<Outcome> LookupProjection::State::DecideReview(const Entry& entry, store::WriteTxn& txn) {
  const auto decide = event::DecodeReviewDecide(*entry.body);
  if (decide.has_error()) return Refused(entry, "bad_body");
  if (const std::string_view code = ReviewApplier::RefusalOf(*decide); !code.empty()) return Refused(entry, code);
  ASSIGN_OR_RETURN(const auto told, ReviewApplier(tables, txn, new_key, InForce(), *log).Decide(entry.header, *decide));
  Outcome outcome = Accepted(entry, told.ToJson());
  outcome.accepted = told.accepted;
  if (!told.accepted) outcome.code = told.items.front().code;
  return outcome;
}

base::Result<Outcome> LookupProjection::State::DecideUndo(const Entry& entry, store::WriteTxn& txn) {
  const auto undo = event::DecodeReviewUndo(*entry.body);
  if (undo.has_error()) return Refused(entry, "bad_body");
  ASSIGN_OR_RETURN(const auto undone, ReviewApplier(tables, txn, new_key, InForce(), *log).Undo(*undo));
  return undone.done ? Accepted(entry, QueueJson(undone.queue)) : Refused(entry, "not_found");
}

base::Result<Outcome> LookupProjection::State::DecideAppeal(const Entry& entry, store::WriteTxn& txn) {
  AppealApplier applier(tables, txn, new_key, *log);
  if (entry.header.type == EntryType::kAppealOpen) {
    const auto open = event::DecodeAppealOpen(*entry.body);
    if (open.has_error()) return Refused(entry, "bad_body");
    ASSIGN_OR_RETURN(const std::string_view refusal, applier.Open(entry.header, *open));
    return refusal.empty() ? Accepted(entry, "{}") : Refused(entry, refusal);
  }
  const auto move = event::DecodeAppealMove(*entry.body);
  if (move.has_error()) return Refused(entry, "bad_body");
  ASSIGN_OR_RETURN(const auto moved, applier.Move(entry.header, *move));
  return moved.refusal.empty() ? Accepted(entry, QueueJson(moved.queue)) : Refused(entry, moved.refusal);
}

base::Result<void> LookupProjection::Observe(const Entry& entry, const Outcome& outcome, store::WriteTxn& txn) {
  switch (entry.header.type) {
    case EntryType::kBodyRedact:
      TRY(ApplyRedaction(entry, *state_->environment, state_->tables, txn, state_->new_key));
      break;
    case EntryType::kCaseFile:
    case EntryType::kCaseAmend:
    case EntryType::kCaseMove: {
      if (!entry.body) return {};
      CaseEvidenceBook book(state_->tables.case_evidence, txn);
      TRY(CaseApplier(state_->tables, txn, state_->new_key, book).Apply(entry, outcome.result));
      break;
    }
    default:
      return {};
  }
  // Records may have left.
  ASSIGN_OR_RETURN(const uint64_t records, state_->tables.records.Count(txn));
  state_->records.store(records, std::memory_order_relaxed);
  return {};
}

base::Result<std::string_view> LookupProjection::WhyBodyStays(const Entry& target, store::WriteTxn& txn) {
  if (target.header.type != EntryType::kReportSubmit) return std::string_view();
  ASSIGN_OR_RETURN(const store::Outcomes outcomes, store::Outcomes::Open(*state_->environment, txn));
  return WhyReportStays(target, *state_->log, outcomes, txn);
}

base::Result<void> LookupProjection::BeforeCommit(store::WriteTxn& txn) {
  TRY(state_->tables.tallied->Flush(state_->tables.record_tally, txn));
  state_->filter.BeforeCommit();
  return {};
}

void LookupProjection::Committed() {
  if (state_->staged) {
    const Policy before = state_->published.Get()->policy;
    if (state_->on_policy && before != state_->staged->policy) state_->on_policy(before, *state_->staged);
    state_->published.Replace(std::make_unique<const Rules>(std::move(*state_->staged)));
  }
  state_->staged.reset();
  state_->records_committed = state_->records.load(std::memory_order_relaxed);
  state_->filter.Committed();
  state_->domain.Reclaim();
}

void LookupProjection::Aborted() {
  state_->staged.reset();
  state_->tables.tallied->Clear();
  state_->records.store(state_->records_committed, std::memory_order_relaxed);
}

const Filter* LookupProjection::filter() const noexcept { return state_->filter.Get(); }
const Rules* LookupProjection::rules() const noexcept { return state_->published.Get(); }
const store::Table& LookupProjection::record_tally() const noexcept { return state_->tables.record_tally; }
base::EpochDomain& LookupProjection::domain() const noexcept { return state_->domain; }

LookupProjection::Stats LookupProjection::stats() const noexcept {
  base::EpochReader reader(state_->domain);
  const auto guard = reader.Enter();
  const Filter* filter = state_->filter.Get();
  if (filter == nullptr) return {};
  return {state_->records.load(std::memory_order_relaxed), filter->keys(), filter->capacity(), filter->bytes(),
          state_->filter.rebuilds()};
}

}  // namespace cybercheck::lookup
