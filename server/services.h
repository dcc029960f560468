// SPDX-License-Identifier: Apache-2.0
// What handlers may use. Services are shared by all threads and outlive them; a Worker belongs to one I/O thread and holds what
// that thread reuses from request to request, so that answering allocates nothing in steady state.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "cases/projection.h"
#include "extract/extractor.h"
#include "ingest/guard.h"
#include "ingest/network_keys.h"
#include "ingest/stations.h"
#include "ingest/taxonomy.h"
#include "ingest/tip_caps.h"
#include "lookup/engine.h"
#include "lookup/projection.h"
#include "server/case_turns.h"
#include "server/check_body.h"
#include "server/config.h"
#include "server/denials.h"
#include "server/limits.h"
#include "server/metrics.h"
#include "server/policy_watch.h"
#include "server/preparers.h"
#include "server/request_log.h"
#include "server/response.h"
#include "server/router.h"
#include "store/access_log.h"
#include "store/data_directory.h"
#include "store/key_ring.h"
#include "store/local_sequencer.h"

namespace cybercheck::server {

class Notifier;

enum class Readiness : uint8_t { kStarting, kReady, kDraining };

// Named secrets of `keys` (store/secrets.h), 32 bytes each, read once at start.
struct Secrets {
  std::vector<uint8_t> requests{};       // the `request` member of entries
  std::vector<uint8_t> reporters{};      // pseudonyms of people and networks that report
  std::vector<uint8_t> receipts{};       // receipt codes
  std::vector<uint8_t> persons{};        // blind indexes of people, phones, payers of cases
  std::vector<uint8_t> tracking{};       // tracking codes
  std::vector<uint8_t> app_tokens{};     // install tokens
  std::vector<uint8_t> promptpay_nid{};  // national ids
  std::vector<uint8_t> releases{};       // the seed of the key that signs releases
  // Errors: those of DataDirectory::Secret.
  static base::Result<Secrets> Read(store::DataDirectory& directory);
};

struct Services {
  const Config& config;
  const base::Clock& clock;
  store::DataDirectory& directory;
  store::KeyRing& key_ring;
  lookup::LookupProjection& projection;
  cases::CasesProjection& cases;
  store::LocalSequencer& sequencer;
  const lookup::Engine& engine;
  const extract::Extractor& extractor;
  const Secrets& secrets;
  // Null or empty where a command answers its own questions.
  store::AccessLog* access_log = nullptr;
  Preparers* preparers = nullptr;
  Limits* limits = nullptr;  // null: limits are off
  Denials* denials = nullptr;
  const PolicyWatch* policy_watch = nullptr;
  std::function<ingest::Guard()> guard{};                               // the one in force; any thread
  std::function<std::shared_ptr<const ingest::Taxonomy>()> taxonomy{};  // likewise
  const ingest::Stations* stations = nullptr;
  ingest::NetworkKeys* network_keys = nullptr;
  ingest::TipCaps* tip_caps = nullptr;
  std::function<base::Result<std::vector<std::string>>()> reload{};  // names of what changed
  int64_t started_s = 0;
  std::atomic<Readiness> readiness{Readiness::kStarting};
  std::atomic<uint64_t> buffered_bytes{0};  // of all connections together
  struct Source {
    const WorkerMetrics* metrics;
    std::span<const Route> routes;  // what its route numbers mean
  };
  std::vector<Source> metrics{};  // one a thread; filled before any thread runs
  const RequestLog* request_log = nullptr;
  const Notifier* notifier = nullptr;
  CaseTurns case_turns{};
};

// Microseconds of the clock that never jumps.
int64_t SteadyUs() noexcept;

class Worker {
 public:
  // `services` may be null for handlers that need none (tests of the session).
  Worker(Services* services, RequestLog* request_log) : services_(services), log_(request_log) {}

  Services& services() { return *services_; }
  bool has_services() const { return services_ != nullptr; }
  WorkerMetrics& metrics() { return metrics_; }
  RequestLog::Lines& log() { return log_; }

  // The read transaction of this batch, begun when first asked for. Errors: kUnavailable, kIo.
  base::Result<lookup::Engine::Session*> Reading();
  // One batch: what one read brought. Between the two nothing suspends.
  void BeginBatch(int64_t wall_s, int64_t steady_us) noexcept {
    now_s = wall_s;
    batch_began_us_ = steady_us;
    date.Update(wall_s);
  }
  void EndBatch() noexcept {
    if (reading_) session_->End();
    reading_ = false;
  }
  int64_t MicrosecondsInBatch() const noexcept;
  int64_t steady_ns() const { return batch_began_us_ * 1000; }  // when the batch began, by the clock that never jumps

  // Whether the caller may know about one more number, by its id; counts it. Always, where limits are off.
  Limits::Admission AskAbout(std::string_view id, const Caller& caller) noexcept {
    if (services_->limits == nullptr) return {};
    const Limits::Admission asked = services_->limits->Ask(caller, id, steady_ns());
    if (!asked.allowed) metrics_.lookups_limited.Add();
    return asked;
  }
  // The tokens in force may be looked at until the guard is gone.
  [[nodiscard]] base::EpochReader::Guard EnterTokens() {
    if (!tokens_) tokens_.emplace(services_->cases.domain());
    return tokens_->Enter();
  }

  // Reused from request to request.
  Response response;
  DateField date;
  CheckBody check_body;
  wire::Answer answer;
  std::string scratch;
  std::string bank;      // of the caller's token
  unsigned streams = 0;  // answers without an end that this thread is giving
  int64_t now_s = 0;

 private:
  Services* services_;
  RequestLog::Lines log_;
  WorkerMetrics metrics_;
  std::optional<lookup::Engine::Session> session_;
  std::optional<base::EpochReader> tokens_;
  int64_t batch_began_us_ = 0;
  bool reading_ = false;
};

}  // namespace cybercheck::server
