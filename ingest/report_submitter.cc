// SPDX-License-Identifier: Apache-2.0
#include "ingest/report_submitter.h"

#include "base/check.h"
#include "ingest/entries_under_way.h"

namespace cybercheck::ingest {
struct ReportSubmitter::Waiting {
  event::Draft draft;
  Row row;
};

struct ReportSubmitter::Flight {
  EntriesUnderWay<Waiting> entries;
  Totals totals;
  std::vector<Refusal> refusals;

  base::Result<void> Count(const base::Result<store::Sequencer::Reply>& reply, Waiting&& kept) {
    if (reply.has_error() && reply.error().code != base::ErrorCode::kConflict) return reply.error();
    if (reply.has_value() && reply->outcome.accepted) {
      ++(reply->replayed ? totals.merged : totals.imported);
      return {};
    }
    ++totals.refused;
    refusals.push_back({std::move(kept.row), reply.has_error() ? "changed" : reply->outcome.code});
    return {};
  }
};

ReportSubmitter::ReportSubmitter(store::Sequencer& sequencer, size_t in_flight_max)
    : sequencer_(sequencer), in_flight_max_(in_flight_max), flight_(std::make_shared<Flight>()) {
  CHECK(in_flight_max > 0);
}

ReportSubmitter::~ReportSubmitter() { flight_->entries.WaitForAll(); }

base::Result<void> ReportSubmitter::Submit(event::Draft draft, Row row) {
  TRY(WaitUntil(in_flight_max_ - 1));
  Send({std::move(draft), std::move(row)});
  return {};
}

void ReportSubmitter::Send(Waiting waiting) {
  flight_->entries.Begin();
  event::Draft draft = waiting.draft;  // a full queue does not give it back
  sequencer_.Submit(std::move(draft), store::Priority::kBulk,
                    [flight = flight_, kept = std::move(waiting)](base::Result<store::Sequencer::Reply> reply) mutable {
                      flight->entries.End(reply, std::move(kept),
                                          [&](const auto& of, Waiting&& row) { return flight->Count(of, std::move(row)); });
                    });
}

base::Result<void> ReportSubmitter::WaitUntil(size_t in_flight_max) {
  return flight_->entries.WaitUntil(in_flight_max, [this](Waiting kept) { Send(std::move(kept)); });
}

base::Result<void> ReportSubmitter::Finish() { return WaitUntil(0); }

std::vector<ReportSubmitter::Refusal> ReportSubmitter::TakeRefusals() {
  const std::lock_guard lock(flight_->entries.mutex());
  return std::exchange(flight_->refusals, {});
}

ReportSubmitter::Totals ReportSubmitter::totals() const {
  const std::lock_guard lock(flight_->entries.mutex());
  return flight_->totals;
}

}  // namespace cybercheck::ingest
