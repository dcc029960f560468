// SPDX-License-Identifier: Apache-2.0
#include "ingest/sample_loader.h"

#include <algorithm>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace cybercheck::ingest {
namespace {

constexpr size_t kInFlightMax = 16000;  // a Sequencer's queue takes a few more

// Complaints that joined a case, from {"joined":[[…],…]}: each is an array in the array.
uint64_t JoinedIn(std::string_view result) {
  constexpr std::string_view kBegin = "\"joined\":[";
  const size_t at = result.find(kBegin);
  if (at == std::string_view::npos) return 0;
  uint64_t arrays = 0;
  int depth = 1;
  for (size_t i = at + kBegin.size(); i < result.size() && depth > 0; ++i) {
    if (result[i] == '[' && depth++ == 1) ++arrays;
    if (result[i] == ']') --depth;
  }
  return arrays;
}

struct Flight {
  std::mutex mutex;
  std::condition_variable changed;
  size_t in_flight = 0;
  std::vector<std::pair<uint64_t, uint64_t>> numbers;  // place, entry: not told to the stream yet
  std::optional<base::Error> error;                    // the first
  SampleReport report;

  void Done(const base::Result<store::Sequencer::Reply>& reply, uint64_t place, bool wanted, event::EntryType type) {
    const std::lock_guard lock(mutex);
    --in_flight;
    if (reply.has_error()) {
      if (!error) error = reply.error();
    } else {
      const event::Outcome& outcome = reply->outcome;
      ++report.entries;
      report.entries_known += reply->replayed;
      if (!outcome.accepted)
        ++report.refused[std::string(Name(type)) + ": " + outcome.code];
      else if (type == event::EntryType::kCaseFile)
        report.joined += JoinedIn(outcome.result);
      if (wanted) numbers.emplace_back(place, outcome.seq);
    }
    changed.notify_all();
  }
};

}  // namespace

base::Result<void> LoadSample(SampleStream& stream, store::Sequencer& sequencer, const SampleProgress& progress,
                              SampleReport& report) {
  const auto flight = std::make_shared<Flight>();
  std::unique_lock lock(flight->mutex);
  const auto take = [&]() -> base::Result<void> {
    for (const auto& [place, seq] : flight->numbers) stream.Entered(place, seq);
    flight->numbers.clear();
    flight->report.cases = stream.cases();
    flight->report.complaints = stream.complaints();
    report = flight->report;
    if (flight->error) return *flight->error;
    return {};
  };
  const auto wait = [&](size_t in_flight_max) { flight->changed.wait(lock, [&] { return flight->in_flight <= in_flight_max; }); };

  base::Result<void> result;
  SampleStream::Item item;
  while (result.has_value()) {
    wait(kInFlightMax - 1);
    result = take();
    if (result.has_error()) break;
    const SampleStream::State state = stream.Next(item);
    if (state == SampleStream::State::kEnd) break;
    if (state == SampleStream::State::kWaits) {
      wait(flight->in_flight - 1);  // something is under way: what it waits for
      continue;
    }
    ++flight->in_flight;
    lock.unlock();
    const uint64_t place = item.place;
    const bool wanted = item.wanted;
    const event::EntryType type = item.draft.type;
    sequencer.Submit(
        std::move(item.draft), store::Priority::kBulk,
        [flight, place, wanted, type](base::Result<store::Sequencer::Reply> reply) { flight->Done(reply, place, wanted, type); });
    const bool go_on = progress == nullptr || progress(report);
    lock.lock();
    if (!go_on) {
      wait(0);
      result = take();
      report.stopped = true;
      return result;
    }
  }
  wait(0);
  const base::Result<void> last = take();
  return result.has_error() ? result : last;
}

}  // namespace cybercheck::ingest
