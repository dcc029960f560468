// SPDX-License-Identifier: Apache-2.0
#include "bench/synthetic_directory.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <filesystem>
#include <mutex>
#include <optional>

#include "base/clock.h"
#include "base/file.h"
#include "bench/synthetic.h"
#include "cli/write_target.h"
#include "event/feed_observed.h"
#include "indicator/canonical.h"
#include "store/meta.h"

namespace cybercheck::bench {
namespace {

constexpr uint64_t kRowsAnEntry = 1000;
constexpr uint64_t kInFlightMax = 16;

using Clock = std::chrono::steady_clock;

// The rows [begin, end), keys made by the product's own canonicalization.
base::Result<event::FeedObserved> Rows(uint64_t begin, uint64_t end, int64_t observed_s) {
  event::FeedObserved feed;
  feed.source = "bench";
  indicator::Canonical canonical;
  for (uint64_t i = begin; i < end; ++i) {
    const bool phone = i % 2 == 0;
    TRY(indicator::Canonicalize(phone ? indicator::Kind::kPhone : indicator::Kind::kUrl, phone ? SyntheticPhone(i) : SyntheticUrl(i), canonical));
    event::FeedRow row;
    row.key = canonical.key;
    row.observed_s = observed_s;
    row.promotes_host = !phone;
    feed.rows.push_back(std::move(row));
  }
  return feed;
}

// Counts entries on their way, and keeps the first error.
struct Flight {
  std::mutex mutex;
  std::condition_variable changed;
  uint64_t in_flight = 0, replayed = 0;
  std::optional<base::Error> error;
};

}  // namespace

base::Result<LoadReport> LoadSynthetic(const std::string& directory, uint64_t count) {
  const auto begin = Clock::now();
  const std::string any_marker = directory + "/loaded-" + std::to_string(count);
  const std::string marker = any_marker + "-layout-" + std::to_string(store::kStoreFormatOldest);
  LoadReport report;
  if (base::ReadFile(marker).has_value()) return report;
  // Loaded by another version of this program.
  if (base::ReadFile(any_marker).has_value()) std::filesystem::remove_all(directory);
  std::vector<std::string> warnings;
  ASSIGN_OR_RETURN(const auto target, cli::WriteTarget::Open(directory, "", warnings));
  // Every run of a load must give the same entries, so the time is written down once.
  const std::string time_file = directory + "/observed";
  base::Result<std::string> observed = base::ReadFile(time_file);
  if (observed.has_error()) {
    observed = std::to_string(base::SystemClock().NowS() - 3600);
    TRY(base::ReplaceFile(time_file, *observed));
  }
  const int64_t observed_s = std::stoll(*observed);
  Flight flight;
  for (uint64_t first = 0; first < count; first += kRowsAnEntry) {
    const uint64_t last = std::min(count, first + kRowsAnEntry);
    ASSIGN_OR_RETURN(const event::FeedObserved feed, Rows(first, last, observed_s));
    event::Draft draft;
    draft.id = base::Sha256("bench " + std::to_string(first) + " " + std::to_string(last) + " " + *observed);
    draft.time_ms = observed_s * 1000;
    draft.type = event::EntryType::kFeedObserved;
    draft.actor = "import:bench";
    draft.body = event::EncodeFeedObserved(feed);
    {
      std::unique_lock lock(flight.mutex);
      flight.changed.wait(lock, [&] { return flight.in_flight < kInFlightMax || flight.error; });
      if (flight.error) break;
      ++flight.in_flight;
    }
    ++report.entries;
    target->sequencer().Submit(std::move(draft), store::Priority::kBulk, [&flight](base::Result<store::Sequencer::Reply> reply) {
      const std::lock_guard lock(flight.mutex);
      --flight.in_flight;
      if (reply.has_error() && !flight.error) flight.error = reply.error();
      if (reply.has_value() && !reply->outcome.accepted && !flight.error) flight.error = base::Fail(base::ErrorCode::kBadFeed, reply->outcome.code);
      if (reply.has_value() && reply->replayed) ++flight.replayed;
      flight.changed.notify_all();
    });
    if (first % 100'000 == 0 && ::isatty(STDERR_FILENO) == 1) {
      const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
      std::fprintf(stderr, "\rloading %llu of %llu, %.0f s", static_cast<unsigned long long>(first), static_cast<unsigned long long>(count), seconds);
    }
  }
  {
    std::unique_lock lock(flight.mutex);
    flight.changed.wait(lock, [&] { return flight.in_flight == 0; });
    report.replayed = flight.replayed;
  }
  if (::isatty(STDERR_FILENO) == 1) std::fprintf(stderr, "\r\x1b[K");
  if (flight.error) return *flight.error;
  TRY(base::ReplaceFile(marker, "done\n"));
  report.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  return report;
}

}  // namespace cybercheck::bench
