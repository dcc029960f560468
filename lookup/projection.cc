// SPDX-License-Identifier: Apache-2.0
#include "lookup/projection.h"

#include <array>
#include <functional>
#include <optional>

#include "base/check.h"
#include "lookup/be_bytes.h"
#include "lookup/feed_applier.h"
#include "lookup/live_filter.h"
#include "lookup/redaction.h"
#include "lookup/rules_set.h"
#include "lookup/rules_table.h"
#include "lookup/source_table.h"

namespace cybercheck::lookup {
namespace {

using base::ErrorCode;
using event::Entry;
using event::EntryType;
using event::Outcome;

constexpr std::array kOwned = {EntryType::kFeedObserved,   EntryType::kPolicySet,   EntryType::kRegisterSet,
                               EntryType::kSharedHostsSet, EntryType::kPatternsSet, EntryType::kTaxonomySet};

Outcome Refused(const Entry& entry, std::string code) { return {entry.header.seq, false, std::move(code), {}}; }

}  // namespace

struct LookupProjection::State {
  mutable base::EpochDomain domain;
  LiveFilter filter{domain};
  base::Published<Rules> published{domain};
  std::optional<Rules> staged;  // what the batch at hand makes of the rules
  FeedTables tables;
  store::Table rules_table;
  FilterRows* rows = nullptr;
  store::Environment* environment = nullptr;
  std::atomic<uint64_t> records{0};
  uint64_t records_committed = 0;
  std::function<void(indicator::Kind, std::string_view)> new_key;

  const Rules& InForce() const { return staged ? *staged : *published.Get(); }

  base::Result<Outcome> DecideFeed(const Entry& entry, store::WriteTxn& txn);
  base::Result<Outcome> DecideSet(const Entry& entry, store::WriteTxn& txn);
};

LookupProjection::LookupProjection() : state_(std::make_unique<State>()) {
  state_->new_key = [state = state_.get()](indicator::Kind kind, std::string_view form) {
    state->filter.Add(kind, form);
    state->records.fetch_add(1, std::memory_order_relaxed);
  };
}

LookupProjection::~LookupProjection() = default;

void LookupProjection::UseFilterRows(FilterRows* rows) { state_->rows = rows; }

std::span<const EntryType> LookupProjection::Owns() const { return kOwned; }

base::Result<void> LookupProjection::Open(store::Environment& environment, store::WriteTxn& txn) {
  state_->environment = &environment;
  FeedTables& tables = state_->tables;
  ASSIGN_OR_RETURN(tables.records, environment.OpenTable(txn, kRecordsTable));
  ASSIGN_OR_RETURN(tables.evidence, environment.OpenTable(txn, kEvidenceTable));
  ASSIGN_OR_RETURN(tables.sources, environment.OpenTable(txn, kSourcesTable));
  ASSIGN_OR_RETURN(tables.hosts, environment.OpenTable(txn, kHostsTable));
  ASSIGN_OR_RETURN(state_->rules_table, environment.OpenTable(txn, kRulesTable));
  ASSIGN_OR_RETURN(Rules rules, ReadRules(state_->rules_table, txn));
  state_->published.Replace(std::make_unique<const Rules>(std::move(rules)));
  ASSIGN_OR_RETURN(const uint64_t records, tables.records.Count(txn));
  state_->records.store(records, std::memory_order_relaxed);
  state_->records_committed = records;
  FilterRows* rows = std::exchange(state_->rows, nullptr);
  return state_->filter.Build(environment, txn, tables.records, rows);
}

base::Result<Outcome> LookupProjection::Decide(const Entry& entry, store::WriteTxn& txn) {
  return entry.header.type == EntryType::kFeedObserved ? state_->DecideFeed(entry, txn) : state_->DecideSet(entry, txn);
}

base::Result<Outcome> LookupProjection::State::DecideFeed(const Entry& entry, store::WriteTxn& txn) {
  const auto source = SourceOfActor(entry.header.actor);
  if (!source) return Refused(entry, "source_mismatch");
  // A redacted entry does this much, and so a refused one must as well: sources then keep their numbers in every replay.
  ASSIGN_OR_RETURN(const auto number, NumberOfSource(tables.sources, txn, *source));
  if (!entry.body) return Outcome{entry.header.seq, true, {}, {}};
  const auto decoded = event::DecodeFeedObserved(*entry.body);
  if (decoded.has_error()) return Refused(entry, "bad_body");
  const event::FeedObserved& feed = *decoded;
  if (!number) return Refused(entry, "too_many_sources");
  if (const std::string_view code = FeedApplier::RefusalOf(*source, feed); !code.empty())
    return Refused(entry, std::string(code));
  FeedApplier applier(tables, txn, InForce().policy, new_key);
  ASSIGN_OR_RETURN(const auto counts, applier.Apply(entry.header.seq, *number, feed));
  return Outcome{entry.header.seq, true, {}, counts.ToJson()};
}

base::Result<Outcome> LookupProjection::State::DecideSet(const Entry& entry, store::WriteTxn& txn) {
  if (!entry.body)
    return base::Fail(ErrorCode::kDamaged, "entry " + std::to_string(entry.header.seq) + ": the body of a set is missing");
  const auto set = DecodeRulesSet(*entry.body);
  if (set.has_error()) return Refused(entry, "bad_body");
  Rules next = InForce();
  if (const auto changed = ChangeRules(entry.header.type, entry.header.seq, set->content, next); !changed)
    return Refused(entry, std::string(base::Describe(changed.error().code).name));
  TRY(WriteRules(rules_table, txn, entry.header.type, entry.header.seq, set->content));
  staged = std::move(next);
  return Outcome{entry.header.seq, true, {}, "{}"};
}

base::Result<void> LookupProjection::Observe(const Entry& entry, const Outcome&, store::WriteTxn& txn) {
  if (entry.header.type != EntryType::kBodyRedact) return {};
  TRY(ApplyRedaction(entry, *state_->environment, state_->tables, txn, state_->new_key));
  ASSIGN_OR_RETURN(const uint64_t records, state_->tables.records.Count(txn));
  state_->records.store(records, std::memory_order_relaxed);
  return {};
}

void LookupProjection::BeforeCommit() { state_->filter.BeforeCommit(); }

void LookupProjection::Committed() {
  if (state_->staged) state_->published.Replace(std::make_unique<const Rules>(std::move(*state_->staged)));
  state_->staged.reset();
  state_->records_committed = state_->records.load(std::memory_order_relaxed);
  state_->filter.Committed();
  state_->domain.Reclaim();
}

void LookupProjection::Aborted() {
  state_->staged.reset();
  state_->records.store(state_->records_committed, std::memory_order_relaxed);
}

const Filter* LookupProjection::filter() const noexcept { return state_->filter.Get(); }
const Rules* LookupProjection::rules() const noexcept { return state_->published.Get(); }
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
