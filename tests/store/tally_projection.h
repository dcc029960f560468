// SPDX-License-Identifier: Apache-2.0
// A small real projection: for every key named in feed_observed rows, how often and when last. Refuses the source "refused".
// Takes a redacted entry's rows back.
#pragma once

#include "event/big_endian.h"
#include "event/body_redact.h"
#include "event/feed_observed.h"
#include "store/log.h"
#include "store/projection.h"

namespace cybercheck::store {

inline constexpr TableId kTallyTable{"tally", 200, /*recent=*/true};

class TallyProjection final : public Projection {
 public:
  std::span<const event::EntryType> Owns() const override {
    static constexpr event::EntryType kOwned[] = {event::EntryType::kFeedObserved};
    return kOwned;
  }
  base::Result<void> Open(Environment& environment, WriteTxn& txn) override {
    ASSIGN_OR_RETURN(table_, environment.OpenTable(txn, kTallyTable));
    ASSIGN_OR_RETURN(Log log, Log::Open(environment, txn));
    log_ = log;
    return {};
  }
  base::Result<event::Outcome> Decide(const event::Entry& entry, WriteTxn&) override {
    event::Outcome outcome;
    outcome.accepted = true;
    if (!entry.body) return outcome;
    ASSIGN_OR_RETURN(const event::FeedObserved feed, event::DecodeFeedObserved(*entry.body));
    if (feed.source == "refused") {
      outcome.accepted = false;
      outcome.code = "source_refused";
      return outcome;
    }
    outcome.result = "{\"rows\":" + std::to_string(feed.rows.size()) + "}";
    return outcome;
  }
  base::Result<void> Observe(const event::Entry& entry, const event::Outcome&, WriteTxn& txn) override {
    if (!entry.body) return {};
    if (entry.header.type == event::EntryType::kFeedObserved) return AddRows(*entry.body, +1, txn);
    ASSIGN_OR_RETURN(const event::BodyRedact redact, event::DecodeBodyRedact(*entry.body));
    ASSIGN_OR_RETURN(const auto target, log_->Read(txn, redact.seq));
    return target && target->body ? AddRows(*target->body, -1, txn) : base::Result<void>();
  }

 private:
  base::Result<void> AddRows(const std::string& body, int sign, WriteTxn& txn) {
    ASSIGN_OR_RETURN(const event::FeedObserved feed, event::DecodeFeedObserved(body));
    for (const event::FeedRow& row : feed.rows) {
      const std::string key = row.key.ToString();
      ASSIGN_OR_RETURN(const auto before, table_.Get(txn, key));
      const uint64_t count = (before ? event::U64At(*before, 0) : 0) + static_cast<uint64_t>(static_cast<int64_t>(sign));
      if (count == 0) {
        ASSIGN_OR_RETURN(const bool deleted, table_.Delete(txn, key));
        static_cast<void>(deleted);
        continue;
      }
      std::string value;
      event::AppendU64(value, count);
      TRY(table_.Put(txn, key, value));
    }
    return {};
  }

  Table table_;
  std::optional<Log> log_;
};

// An entry with `rows` rows; the same numbers give the same id and, but for the salt, the same body.
inline event::Draft TallyDraft(uint64_t number, size_t rows = 3, const std::string& source = "test") {
  event::FeedObserved feed;
  feed.source = source;
  for (size_t i = 0; i < rows; ++i) {
    event::FeedRow row;
    row.key = {indicator::Kind::kUrl, "host" + std::to_string((number * 7 + i) % 1000) + ".example/" + std::to_string(i)};
    row.observed_s = static_cast<int64_t>(1'700'000'000 + number);
    feed.rows.push_back(row);
  }
  event::Draft draft;
  draft.id = base::Sha256("tally" + source + std::to_string(number));
  draft.time_ms = static_cast<int64_t>(1'700'000'000'000 + number);
  draft.type = event::EntryType::kFeedObserved;
  draft.actor = "import:" + source;
  draft.body = event::EncodeFeedObserved(feed);
  return draft;
}

}  // namespace cybercheck::store
