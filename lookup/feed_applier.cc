// SPDX-License-Identifier: Apache-2.0
#include "lookup/feed_applier.h"

#include <algorithm>

#include "indicator/url_expressions.h"
#include "lookup/decisions.h"
#include "lookup/evidence_list.h"
#include "lookup/json_members.h"

namespace cybercheck::lookup {
namespace {

using indicator::KeyBytes;
using indicator::Kind;

// While a host goes on being named, its derivation is renewed once a day: a row of evidence for each page would say no more.
constexpr int64_t kDerivedAgainS = 86400;

}  // namespace

std::string_view FeedApplier::RefusalOf(std::string_view source, const event::FeedObserved& feed) {
  if (feed.source != source) return "source_mismatch";
  if (feed.canon != indicator::kCanonVersion) return "canon_version";
  const auto source_class = static_cast<wire::SourceClass>(feed.source_class);
  if (source_class != wire::SourceClass::kFeed && source_class != wire::SourceClass::kSample) return "bad_feed";
  if (feed.rows.size() > event::kFeedRowsMax) return "bad_feed";
  // A row past these bounds would not fit the tables.
  for (const event::FeedRow& row : feed.rows)
    if (row.observed_s < 0 || row.observed_s > kTimeMaxS || row.category > static_cast<uint8_t>(wire::Category::kOtherIllegal) ||
        row.key.form.empty() || row.key.form.size() > kFormBytesMax)
      return "bad_feed";
  return "";
}

std::string FeedApplier::Counts::ToJson() const {
  std::string json = "{\"imported\":" + std::to_string(imported) + ",\"merged\":" + std::to_string(merged);
  if (!requeued.empty()) AppendRows("requeued", requeued, json);
  return json + "}";
}

base::Result<FeedApplier::Counts> FeedApplier::ParseCounts(std::string_view result) {
  constexpr auto kCode = base::ErrorCode::kDamaged;
  ASSIGN_OR_RETURN(const auto value, ParseContent(result, kCode, "outcome"));
  const Members members(value.get_object(), kCode, "outcome");
  int64_t imported = 0, merged = 0;
  TRY(members.Integer("imported", 0, INT64_MAX, imported));
  TRY(members.Integer("merged", 0, INT64_MAX, merged));
  Counts counts{static_cast<uint64_t>(imported), static_cast<uint64_t>(merged), {}};
  TRY(members.Rows("requeued", counts.requeued));
  return counts;
}

base::Result<FeedApplier::Counts> FeedApplier::Apply(uint64_t seq, int64_t time_s, uint16_t source,
                                                     const event::FeedObserved& feed, const Scope* scope) {
  Counts counts;
  scope_ = scope;
  time_s_ = time_s;
  derived_.clear();
  for (size_t i = 0; i < feed.rows.size(); ++i) {
    const event::FeedRow& row = feed.rows[i];
    const auto number = static_cast<uint16_t>(i);
    const KeyBytes key = indicator::IndexKey(row.key);
    const Observation observation{source, static_cast<wire::SourceClass>(feed.source_class),
                                  static_cast<wire::Category>(row.category), row.withdrawn, row.observed_s};
    Effect effect = Effect::kNothing;
    if (scope_ == nullptr || scope_->key(key)) {
      ASSIGN_OR_RETURN(effect, ApplyOne(key, row.key.kind, row.key.form, observation, {seq, number}));
      ++(effect == Effect::kImported ? counts.imported : counts.merged);
      if (requeued_) counts.requeued.push_back(number);
    } else {
      ASSIGN_OR_RETURN(const bool brought, BroughtEvidence({seq, number}));
      if (brought) effect = Effect::kMerged;
    }
    if (effect != Effect::kNothing && row.promotes_host && row.key.kind == Kind::kUrl) TRY(Promote(row, key, number));
  }
  // After all rows, so that evidence grows in the order of its keys.
  for (const Derived& derived : derived_) {
    const auto row = static_cast<uint16_t>(kDerivedRowBit | derived.row);
    TRY(ApplyOne(indicator::IndexKey(Kind::kUrl, derived.form), Kind::kUrl, derived.form, derived.observation, {seq, row}));
  }
  return counts;
}

base::Result<FeedApplier::Effect> FeedApplier::ApplyOne(const KeyBytes& key, Kind kind, std::string_view form,
                                                        const Observation& observation, EvidenceRef ref) {
  requeued_ = false;
  ASSIGN_OR_RETURN(const bool own, rows_.Load(key, kind, form, row_));
  if (!own) return Effect::kNothing;
  Record& record = row_.record;

  Effect effect = Effect::kImported;
  const auto slots = record.slots();
  const auto same = std::find_if(slots.begin(), slots.end(), [&](const Slot& slot) { return SameVoice(slot, observation); });
  if (same != slots.end()) {
    Novelty novelty = NoveltyOf(*same, observation);
    if (novelty == Novelty::kAskEvidence) {
      std::vector<Slot> known;
      ASSIGN_OR_RETURN(const bool duplicate, FindInEvidence(key, observation, known));
      novelty = duplicate ? Novelty::kDuplicate : Novelty::kNew;
    }
    if (novelty == Novelty::kDuplicate) return Effect::kNothing;
    Slot slot = *same;
    AddToSlot(observation, slot);
    PlaceSlot(slot, record);
    effect = Effect::kMerged;
  } else {
    Slot slot = SlotOf(observation);
    if (record.more_sources) {
      std::vector<Slot> known;
      ASSIGN_OR_RETURN(const bool duplicate, FindInEvidence(key, observation, known));
      if (duplicate) return Effect::kNothing;
      if (!known.empty()) {
        slot = known.front();
        AddToSlot(observation, slot);
        effect = Effect::kMerged;
      }
    }
    PlaceSlot(slot, record);
  }

  // What a feed says against a cleared key counts for nothing, and somebody looks at it again.
  requeued_ =
      !observation.withdrawn && observation.source != kDerivedSource && record.queue.seq == 0 && IsCleared(record, time_s_);
  if (requeued_) record.queue = ref;
  TRY(rows_.AddEvidence(observation, ref, row_, scope_ == nullptr));
  TRY(rows_.Store(row_));
  return effect;
}

base::Result<bool> FeedApplier::BroughtEvidence(EvidenceRef ref) const {
  ASSIGN_OR_RETURN(const auto bytes, tables_.evidence.Get(txn_, EvidenceKey(ref)));
  return bytes.has_value();
}

base::Result<bool> FeedApplier::FindInEvidence(const KeyBytes& key, const Observation& observation, std::vector<Slot>& slots) {
  bool duplicate = false;
  fold_.Clear();
  TRY(WalkEvidence(tables_.evidence, txn_, key, row_.record.head, [&](EvidenceRef, const Evidence& row) {
    const Observation& known = row.observation;
    if (known.source != observation.source) return true;
    fold_.Add(known);
    duplicate |= known.observed_s == observation.observed_s && known.withdrawn == observation.withdrawn;
    return true;
  }));
  slots = fold_.slots();
  return duplicate;
}

base::Result<void> FeedApplier::Promote(const event::FeedRow& row, const KeyBytes& key, uint16_t row_number) {
  const std::string_view form = indicator::HostExpression(row.key.form);
  if (form == row.key.form || (policy_.promote_rows == 0 && !row.withdrawn)) return {};
  const KeyBytes host_key = indicator::IndexKey(Kind::kUrl, form);
  if (scope_ != nullptr && !scope_->host(host_key)) return {};
  ASSIGN_OR_RETURN(const auto bytes, tables_.hosts.Get(txn_, AsBytes(host_key)));
  HostRow host;
  if (bytes) {
    ASSIGN_OR_RETURN(host, HostRow::Decode(*bytes));
    if (host.form != form) return {};
  } else {
    host.form = form;
  }
  Observation observation{kDerivedSource, wire::SourceClass::kDerived, static_cast<wire::Category>(row.category), row.withdrawn,
                          0};
  if (row.withdrawn) {
    if (!host.Forget(key, row.observed_s)) return {};
    if (host.derived_s != 0 && !host.ReachedAt(policy_)) {
      observation.observed_s = host.derived_s;  // takes back what was derived up to then
      derived_.push_back({std::string(form), observation, row_number});
      host.derived_s = 0;
    }
  } else {
    host.See(key, row.observed_s, policy_);
    const auto reached_s = host.ReachedAt(policy_);
    if (reached_s && (host.derived_s == 0 || *reached_s >= host.derived_s + kDerivedAgainS)) {
      observation.observed_s = *reached_s;
      derived_.push_back({std::string(form), observation, row_number});
      host.derived_s = *reached_s;
    }
  }
  host.Encode(buffer_);
  return tables_.hosts.Put(txn_, AsBytes(host_key), buffer_);
}

}  // namespace cybercheck::lookup
