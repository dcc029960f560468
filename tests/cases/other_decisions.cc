// SPDX-License-Identifier: Apache-2.0
#include "tests/cases/other_decisions.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "event/appeal.h"
#include "event/body_redact.h"
#include "event/feed_observed.h"
#include "event/report_submit.h"
#include "store/log.h"

namespace cybercheck::cases {
namespace {

using event::Entry;
using event::EntryType;
using event::Outcome;

constexpr EntryType kOwned[] = {EntryType::kFeedObserved, EntryType::kReportSubmit, EntryType::kReportWithdraw,
                                EntryType::kReviewDecide, EntryType::kReviewUndo,   EntryType::kAppealOpen,
                                EntryType::kAppealMove};

bool IsOwn(EntryType type) { return std::find(std::begin(kOwned), std::end(kOwned), type) != std::end(kOwned); }

Outcome Accepted(std::string result) { return {0, true, {}, std::move(result)}; }
Outcome Refused(std::string code, std::string result = {}) { return {0, false, std::move(code), std::move(result)}; }

std::string QueueJson(QueuePlace place) {
  return place.seq == 0 ? "" : "\"queue\":[" + std::to_string(place.seq) + "," + std::to_string(place.row) + "]";
}

std::string ArrayJson(const std::vector<size_t>& numbers) {
  std::string out = "[";
  for (const size_t number : numbers) out.append(out.size() > 1 ? "," : "").append(std::to_string(number));
  return out + "]";
}

}  // namespace

std::span<const EntryType> OtherDecisions::Owns() const { return kOwned; }

base::Result<void> OtherDecisions::Open(store::Environment& environment, store::WriteTxn& txn) {
  ASSIGN_OR_RETURN(outcomes_, store::Outcomes::Open(environment, txn));
  ASSIGN_OR_RETURN(const store::Log log, store::Log::Open(environment, txn));
  for (uint64_t seq = 1;; ++seq) {
    ASSIGN_OR_RETURN(const auto entry, log.Read(txn, seq));
    if (!entry) return {};
    if (!IsOwn(entry->header.type)) continue;
    past_.push_back(*entry);
    if (entry->body) DecideNow(*entry);
  }
}

base::Result<Outcome> OtherDecisions::Decide(const Entry& entry, store::WriteTxn&) {
  past_.push_back(entry);
  if (!entry.body) return Accepted({});
  Outcome outcome = DecideNow(entry);
  outcome.seq = entry.header.seq;
  return outcome;
}

base::Result<void> OtherDecisions::Observe(const Entry& entry, const Outcome&, store::WriteTxn& txn) {
  if (entry.header.type != EntryType::kBodyRedact) return {};
  ASSIGN_OR_RETURN(const event::BodyRedact redact, event::DecodeBodyRedact(*entry.body));
  known_.clear();
  proposed_.clear();
  for (Entry& past : past_) {
    if (past.header.seq == redact.seq) past.body.reset();
    if (!past.body) continue;
    Outcome outcome = DecideNow(past);
    outcome.seq = past.header.seq;
    TRY(outcomes_.Replace(txn, past.header.id, outcome));
  }
  return {};
}

Outcome OtherDecisions::DecideNow(const Entry& entry) {
  switch (entry.header.type) {
    case EntryType::kReportSubmit:
      return Accepted(DecideReports(entry));
    case EntryType::kFeedObserved:
      return Accepted(DecideFeed(entry));
    case EntryType::kReviewDecide:
      return DecideReview(entry);
    case EntryType::kReviewUndo: {
      const auto undo = event::DecodeReviewUndo(*entry.body);
      Known& known = known_[undo->key];
      if (known.decided_by != undo->seq) return Refused("not_found");
      known.listed = known.cleared = false;
      known.decided_by = 0;
      return Accepted("{" + QueueJson(known.queue) + "}");
    }
    case EntryType::kAppealOpen: {
      const auto open = event::DecodeAppealOpen(*entry.body);
      Known& known = known_[open->key];
      if (known.appeal != 0) return entry.header.version < 2 ? Refused("wrong_state") : Accepted("{}");
      known.appeal = entry.header.seq;
      return Accepted("{}");
    }
    case EntryType::kAppealMove: {
      const auto move = event::DecodeAppealMove(*entry.body);
      Known& known = known_[move->key];
      if (known.appeal != move->appeal) return Refused("wrong_state");
      if (move->to == event::AppealState::kInReview) return Accepted("{}");
      known.appeal = 0;
      if (move->to == event::AppealState::kUpheld) return Accepted("{}");
      known.cleared = true;
      known.listed = false;
      return Accepted("{" + QueueJson(std::exchange(known.queue, {})) + "}");
    }
    default:
      return Accepted("{\"withdrawn\":1}");
  }
}

std::string OtherDecisions::DecideReports(const Entry& entry) {
  const auto submit = event::DecodeReportSubmit(*entry.body);
  std::string before;
  std::vector<size_t> queued;
  uint16_t row = 0;
  for (const event::Report& report : submit->reports)
    for (const event::ReportIndicator& indicator : report.indicators) {
      Known& known = known_[indicator.key];
      const bool is_new = !std::exchange(known.reported, true);
      before += is_new ? 'n' : known.appeal != 0 ? 'a' : known.listed ? 'l' : known.cleared ? 'c' : 'k';
      if (indicator.counts && !known.listed && known.queue.seq == 0) {
        known.queue = {entry.header.seq, row};
        queued.push_back(row);
      }
      ++row;
    }
  return "{\"before\":\"" + before + "\",\"queued\":" + ArrayJson(queued) + "}";
}

std::string OtherDecisions::DecideFeed(const Entry& entry) {
  const auto feed = event::DecodeFeedObserved(*entry.body);
  std::vector<size_t> requeued;
  for (size_t row = 0; row < feed->rows.size(); ++row) {
    Known& known = known_[feed->rows[row].key];
    if (feed->rows[row].withdrawn || !known.cleared || known.queue.seq != 0) continue;
    known.queue = {entry.header.seq, static_cast<uint16_t>(row)};
    requeued.push_back(row);
  }
  std::string json = "{\"imported\":0,\"merged\":" + std::to_string(feed->rows.size());
  if (!requeued.empty()) json += ",\"requeued\":" + ArrayJson(requeued);
  return json + "}";
}

std::string OtherDecisions::ItemJson(const Entry& entry, const event::ReviewDecide& decide, const indicator::Key& key,
                                     std::string& code) {
  const auto with = [&code](QueuePlace place) {
    const std::string queue = QueueJson(place);
    return "{\"code\":\"" + code + "\"" + (queue.empty() ? "" : "," + queue) + "}";
  };
  if (!known_[key].reported) {
    code = "not_found";
    return with({});
  }
  Known& known = known_[key];
  if (key.form.starts_with("shared") && decide.decision == event::ReviewDecision::kList) {
    const auto [by, first] = proposed_.emplace(key, entry.header.actor);
    if (first || by->second == entry.header.actor) {
      code = "second_needed";
      return with(known.queue);
    }
    proposed_.erase(by);
  }
  if (decide.decision != event::ReviewDecision::kNeedsMore) {
    known.listed = decide.decision == event::ReviewDecision::kList;
    known.cleared = decide.decision == event::ReviewDecision::kClear;
    known.decided_by = entry.header.seq;
  }
  return with(std::exchange(known.queue, {}));
}

Outcome OtherDecisions::DecideReview(const Entry& entry) {
  const auto decide = event::DecodeReviewDecide(*entry.body);
  std::string json = "{\"rows\":[", first_code;
  bool any = false;
  for (size_t i = 0; i < decide->items.size(); ++i) {
    std::string code;
    if (i != 0) json += ',';
    json += ItemJson(entry, *decide, decide->items[i].key, code);
    any |= code.empty() || code == "second_needed";
    if (i == 0) first_code = code;
  }
  json += "]}";
  return any ? Accepted(json) : Refused(first_code, json);
}

}  // namespace cybercheck::cases
