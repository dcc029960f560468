// SPDX-License-Identifier: Apache-2.0
#include "ingest/feed_submitter.h"

#include <boost/json.hpp>
#include <optional>

#include "base/check.h"
#include "ingest/entries_under_way.h"

namespace cybercheck::ingest {
namespace {

constexpr size_t kRowOverheadBytes = 96;  // member names, numbers, quotes

// Bytes of a JSON string, at least.
size_t JsonBytes(std::string_view text) {
  size_t bytes = text.size();
  for (const char c : text) bytes += c == '"' || c == '\\' ? 1 : static_cast<unsigned char>(c) < 0x20 ? 5 : 0;
  return bytes;
}

void UpdateNumber(base::Sha256Stream& hash, uint64_t number) {
  uint8_t bytes[8];
  for (int i = 7; i >= 0; --i, number >>= 8) bytes[i] = static_cast<uint8_t>(number);
  hash.Update(std::span<const uint8_t>(bytes));
}
void UpdateText(base::Sha256Stream& hash, std::string_view text) {
  UpdateNumber(hash, text.size());
  hash.Update(text);
}

// {"imported":n,"merged":n} of an outcome; nullopt when it is something else.
std::optional<std::pair<uint64_t, uint64_t>> ReadCounts(std::string_view result) {
  boost::system::error_code broken;
  const boost::json::value value = boost::json::parse({result.data(), result.size()}, broken);
  if (broken || !value.is_object()) return std::nullopt;
  const auto number = [&](const char* name) -> std::optional<uint64_t> {
    const boost::json::value* member = value.get_object().if_contains(name);
    if (member == nullptr || !member->is_int64() || member->get_int64() < 0) return std::nullopt;
    return static_cast<uint64_t>(member->get_int64());
  };
  const auto imported = number("imported"), merged = number("merged");
  if (!imported || !merged) return std::nullopt;
  return std::pair{*imported, *merged};
}

}  // namespace

struct FeedSubmitter::Waiting {
  event::Draft draft;
  uint64_t rows;
};

struct FeedSubmitter::Flight {
  EntriesUnderWay<Waiting> entries;
  Totals totals;

  base::Result<void> Count(const base::Result<store::Sequencer::Reply>& reply, uint64_t rows) {
    if (reply.has_error()) return reply.error();
    const event::Outcome& outcome = reply->outcome;
    if (!outcome.accepted) {
      totals.refused[outcome.code] += rows;
      return {};
    }
    const auto counts = ReadCounts(outcome.result);
    if (!counts || counts->first + counts->second != rows)
      return base::Fail(base::ErrorCode::kInternal, "an entry's outcome does not count its rows");
    ++totals.entries;
    totals.entries_replayed += reply->replayed;
    totals.imported += reply->replayed ? 0 : counts->first;
    totals.merged += reply->replayed ? rows : counts->second;
    return {};
  }
};

FeedSubmitter::FeedSubmitter(store::Sequencer& sequencer, const base::Clock& clock, std::string source, uint8_t source_class,
                             size_t in_flight_max)
    : sequencer_(sequencer), clock_(clock), in_flight_max_(in_flight_max), flight_(std::make_shared<Flight>()) {
  CHECK(in_flight_max > 0);
  batch_.source = std::move(source);
  batch_.source_class = source_class;
}

FeedSubmitter::~FeedSubmitter() { flight_->entries.WaitForAll(); }

base::Result<void> FeedSubmitter::Add(event::FeedRow& row) {
  const size_t bytes = kRowOverheadBytes + JsonBytes(row.key.form) + JsonBytes(row.submitted);
  if (!batch_.rows.empty() && batch_bytes_ + bytes > event::kFeedBodyBytesMax) TRY(Submit());
  batch_.rows.push_back(std::move(row));
  batch_bytes_ += bytes;
  return batch_.rows.size() < event::kFeedRowsMax ? base::Result<void>{} : Submit();
}

base::Result<void> FeedSubmitter::Submit() {
  TRY(WaitUntil(in_flight_max_ - 1));
  event::Draft draft;
  draft.id = FeedEntryId(batch_);
  draft.time_ms = clock_.NowMs();
  draft.type = event::EntryType::kFeedObserved;
  draft.actor = "import:" + batch_.source;
  draft.body = event::EncodeFeedObserved(batch_);
  const uint64_t rows = batch_.rows.size();
  batch_.rows.clear();
  batch_bytes_ = 0;
  Send(std::move(draft), rows);
  return {};
}

void FeedSubmitter::Send(event::Draft draft, uint64_t rows) {
  flight_->entries.Begin();
  Waiting kept{draft, rows};  // a full queue does not give it back
  sequencer_.Submit(std::move(draft), store::Priority::kBulk,
                    [flight = flight_, kept = std::move(kept)](base::Result<store::Sequencer::Reply> reply) mutable {
                      flight->entries.End(reply, std::move(kept),
                                          [&](const auto& of, const Waiting& entry) { return flight->Count(of, entry.rows); });
                    });
}

base::Result<void> FeedSubmitter::WaitUntil(size_t in_flight_max) {
  return flight_->entries.WaitUntil(in_flight_max, [this](Waiting kept) { Send(std::move(kept.draft), kept.rows); });
}

base::Result<void> FeedSubmitter::Finish() {
  if (!batch_.rows.empty()) TRY(Submit());
  return WaitUntil(0);
}

FeedSubmitter::Totals FeedSubmitter::totals() const {
  const std::lock_guard lock(flight_->entries.mutex());
  return flight_->totals;
}

event::EntryId FeedEntryId(const event::FeedObserved& feed) {
  base::Sha256Stream hash;
  UpdateText(hash, "feed");
  UpdateText(hash, feed.source);
  UpdateNumber(hash, feed.source_class);
  UpdateNumber(hash, feed.canon);
  UpdateNumber(hash, feed.rows.size());
  for (const event::FeedRow& row : feed.rows) {
    UpdateNumber(hash, static_cast<uint64_t>(row.key.kind));
    UpdateText(hash, row.key.form);
    UpdateNumber(hash, static_cast<uint64_t>(row.observed_s));
    UpdateNumber(hash, row.category);
    UpdateNumber(hash, static_cast<uint64_t>(row.promotes_host) | static_cast<uint64_t>(row.withdrawn) << 1);
    UpdateText(hash, row.submitted);
  }
  return hash.Finish();
}

}  // namespace cybercheck::ingest
