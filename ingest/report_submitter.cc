// SPDX-License-Identifier: Apache-2.0
#include "ingest/report_submitter.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "base/check.h"

namespace cybercheck::ingest {
namespace {

constexpr int64_t kOverloadWaitMs = 20;  // only while nothing of ours is under way
constexpr int kOverloadTriesMax = 3000;  // a minute

}  // namespace

struct ReportSubmitter::Waiting {
  event::Draft draft;
  Row row;
};

struct ReportSubmitter::Flight {
  mutable std::mutex mutex;
  std::condition_variable changed;
  size_t in_flight = 0;
  Totals totals;
  std::vector<Refusal> refusals;
  std::optional<base::Error> error;  // the first
  std::vector<Waiting> again;        // answered kOverloaded

  void Refuse(Waiting&& kept, std::string reason) {
    ++totals.refused;
    refusals.push_back({std::move(kept.row), std::move(reason)});
  }
  void Done(const base::Result<store::Sequencer::Reply>& reply, Waiting&& kept) {
    const std::lock_guard lock(mutex);
    --in_flight;
    if (reply.has_value()) {
      if (!reply->outcome.accepted)
        Refuse(std::move(kept), reply->outcome.code);
      else
        ++(reply->replayed ? totals.merged : totals.imported);
    } else if (reply.error().code == base::ErrorCode::kConflict) {
      Refuse(std::move(kept), "changed");
    } else if (reply.error().code == base::ErrorCode::kOverloaded) {
      again.push_back(std::move(kept));
    } else if (!error) {
      error = reply.error();
    }
    changed.notify_all();
  }
};

ReportSubmitter::ReportSubmitter(store::Sequencer& sequencer, size_t in_flight_max)
    : sequencer_(sequencer), in_flight_max_(in_flight_max), flight_(std::make_shared<Flight>()) {
  CHECK(in_flight_max > 0);
}

ReportSubmitter::~ReportSubmitter() {
  std::unique_lock lock(flight_->mutex);
  flight_->changed.wait(lock, [this] { return flight_->in_flight == 0; });
}

base::Result<void> ReportSubmitter::Submit(event::Draft draft, Row row) {
  TRY(WaitUntil(in_flight_max_ - 1));
  Send({std::move(draft), std::move(row)});
  return {};
}

void ReportSubmitter::Send(Waiting waiting) {
  {
    const std::lock_guard lock(flight_->mutex);
    ++flight_->in_flight;
  }
  event::Draft draft = waiting.draft;  // a full queue does not give it back
  sequencer_.Submit(std::move(draft), store::Priority::kBulk,
                    [flight = flight_, kept = std::move(waiting)](base::Result<store::Sequencer::Reply> reply) mutable {
                      flight->Done(reply, std::move(kept));
                    });
}

base::Result<void> ReportSubmitter::WaitUntil(size_t in_flight_max) {
  int tries = 0;
  std::unique_lock lock(flight_->mutex);
  while (true) {
    flight_->changed.wait(lock, [&] { return flight_->in_flight <= in_flight_max; });
    if (flight_->error) return *flight_->error;
    if (flight_->again.empty()) return {};
    if (flight_->in_flight > 0) {  // room is made by our own entries being applied
      flight_->changed.wait(lock, [&] { return flight_->in_flight == 0; });
      continue;
    }
    if (++tries > kOverloadTriesMax) return base::Fail(base::ErrorCode::kOverloaded, "the queue stayed full for a minute");
    std::vector<Waiting> again = std::move(flight_->again);
    flight_->again.clear();
    lock.unlock();
    std::this_thread::sleep_for(std::chrono::milliseconds(kOverloadWaitMs));
    for (Waiting& waiting : again) Send(std::move(waiting));
    lock.lock();
  }
}

base::Result<void> ReportSubmitter::Finish() { return WaitUntil(0); }

std::vector<ReportSubmitter::Refusal> ReportSubmitter::TakeRefusals() {
  const std::lock_guard lock(flight_->mutex);
  return std::exchange(flight_->refusals, {});
}

ReportSubmitter::Totals ReportSubmitter::totals() const {
  const std::lock_guard lock(flight_->mutex);
  return flight_->totals;
}

}  // namespace cybercheck::ingest
