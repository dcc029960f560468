// SPDX-License-Identifier: Apache-2.0
#include "server/service.h"

#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <mutex>
#include <optional>

#include "base/clock.h"
#include "base/file.h"
#include "ingest/network_keys.h"
#include "ingest/rules_sync.h"
#include "ingest/shipped.h"
#include "ingest/stations.h"
#include "ingest/tip_caps.h"
#include "ingest/tips_of_today.h"
#include "lookup/filter_rows.h"
#include "server/control_routes.h"
#include "server/intake_lists.h"
#include "server/io_threads.h"
#include "server/listener.h"
#include "server/notice_target.h"
#include "server/notifier.h"
#include "server/policy_watch.h"
#include "server/services.h"
#include "server/signals.h"
#include "server/stop_guard.h"

namespace cybercheck::server {
namespace {

ingest::RulesPaths PathsOf(const Config& config) {
  return {config.policy, config.official_register, config.shared_hosts, config.patterns, config.taxonomy};
}

// Enters the files that differ from what is in force; the names of those.
base::Result<std::vector<std::string>> SyncFiles(const Config& config, store::DataDirectory& directory,
                                                 store::Sequencer& sequencer, const base::Clock& clock) {
  ASSIGN_OR_RETURN(const auto files, ingest::ReadRules(PathsOf(config), clock.NowS()));
  for (const auto& file : files)
    for (const std::string& warning : file.warnings) std::fprintf(stderr, "cybercheck: %s\n", warning.c_str());
  ASSIGN_OR_RETURN(const auto in_force, ingest::ReadRulesInForce(directory.data(), sequencer));
  ASSIGN_OR_RETURN(const auto changes, ingest::SyncRules(sequencer, in_force, files, "config", clock));
  std::vector<std::string> names;
  for (const auto& change : changes) names.emplace_back(ingest::Name(change.kind));
  return names;
}

base::Result<ingest::Stations> ReadStations(const Config& config) {
  if (config.stations.empty()) return ingest::Stations::Parse("stations.tsv", ingest::ShippedStations());
  ASSIGN_OR_RETURN(const std::string text, base::ReadFile(config.stations));
  return ingest::Stations::Parse(config.stations, text);
}

ingest::NetworkKeys::Secrets NetworkSecretsOf(store::DataDirectory& directory) {
  return {.get = [&directory](std::string_view name) { return directory.Secret(name); },
          .names = [&directory](std::string_view prefix) { return directory.SecretNames(prefix); },
          .destroy = [&directory](const std::vector<std::string>& names) { return directory.DestroySecrets(names); }};
}

// A core file would hold keys, what people wrote, and what is asked about; systemd is not the only one to start this.
void WriteNoCore() {
  const rlimit none{.rlim_cur = 0, .rlim_max = 0};
  ::setrlimit(RLIMIT_CORE, &none);
}

constexpr unsigned kPreparers = 2;  // one may wait for the disk while the other works
constexpr size_t kPreparingMax = 4096;
constexpr int64_t kLastMs = 5000;  // for what is under way once the connections are gone

}  // namespace

base::Result<std::vector<std::string>> CheckConfig(const Config& config) {
  TRY(Validate(config));
  TRY(ReadStations(config));
  TRY(MakeNoticeTarget(config));
  ASSIGN_OR_RETURN(const auto files, ingest::ReadRules(PathsOf(config), base::SystemClock().NowS()));
  std::vector<std::string> warnings;
  for (const auto& file : files) warnings.insert(warnings.end(), file.warnings.begin(), file.warnings.end());
  return warnings;
}

base::Result<int> Serve(const Config& config) {
  TRY(Validate(config));
  if (config.data.empty()) return base::Fail(base::ErrorCode::kBadConfig, "server.data: name the data directory (--data DIR)");
  WriteNoCore();
  const Signals signals;
  std::optional<StopGuard> stop_guard;  // outlives all that a stop may wait for
  const base::SystemClock clock;

  // The data: the open check fills the filter, the log's projections open on what it passed.
  lookup::FilterRows filter_rows;
  store::DataDirectoryOptions options;
  options.create = true;
  options.on_row = [&filter_rows](store::TableId table, std::string_view key, std::string_view value) {
    filter_rows.OnRow(table, key, value);
  };
  ASSIGN_OR_RETURN(const auto directory, store::DataDirectory::Open(config.data, std::move(options)));
  ASSIGN_OR_RETURN(const auto key_ring, store::KeyRing::Open(*directory));
  lookup::LookupProjection projection;
  projection.UseFilterRows(&filter_rows);
  PolicyWatch policy_watch(directory->data(), clock);
  projection.WhenPolicyChanges(
      [&policy_watch](const lookup::Policy& before, const lookup::Rules& after) { policy_watch.Changed(before, after); });
  cases::CasesProjection cases;
  ASSIGN_OR_RETURN(auto sequencer, store::LocalSequencer::Open(directory->data(), {&projection, &cases}, {}));
  filter_rows.Release();

  // What is known beside the records: the files, entered as commands like everything else.
  std::mutex reloading;
  IntakeLists lists;
  ASSIGN_OR_RETURN(const ingest::Stations stations, ReadStations(config));
  const auto reload = [&]() -> base::Result<std::vector<std::string>> {
    const std::lock_guard lock(reloading);
    ASSIGN_OR_RETURN(auto changed, SyncFiles(config, *directory, *sequencer, clock));
    TRY(lists.Read(directory->data()));
    return changed;
  };
  TRY(reload());

  // The check path, what writes need, and the threads that serve both.
  ASSIGN_OR_RETURN(const Secrets secrets, Secrets::Read(*directory));
  const lookup::Engine engine(directory->data(), projection, clock, secrets.promptpay_nid);
  const extract::Extractor extractor;
  ASSIGN_OR_RETURN(const auto network_keys, ingest::NetworkKeys::Open(NetworkSecretsOf(*directory), clock.NowS()));
  ingest::TipCaps tip_caps;
  TRY(ingest::CountTipsOfToday(directory->data(), clock.NowS(), tip_caps));
  ASSIGN_OR_RETURN(auto access_log, store::AccessLog::Open(store::DataDirectory::AccessLogPath(config.data), clock));
  std::optional<Preparers> preparers(std::in_place, kPreparers, kPreparingMax);
  Denials denials(*access_log);
  std::optional<Limits> limits;
  if (config.limits) limits.emplace(config);
  Services services{.config = config,
                    .clock = clock,
                    .directory = *directory,
                    .key_ring = *key_ring,
                    .projection = projection,
                    .cases = cases,
                    .sequencer = *sequencer,
                    .engine = engine,
                    .extractor = extractor,
                    .secrets = secrets,
                    .access_log = access_log.get(),
                    .preparers = &*preparers,
                    .limits = limits ? &*limits : nullptr,
                    .denials = &denials,
                    .policy_watch = &policy_watch,
                    .guard = [&lists] { return lists.guard(); },
                    .taxonomy = [&lists] { return lists.taxonomy(); },
                    .stations = &stations,
                    .network_keys = network_keys.get(),
                    .tip_caps = &tip_caps,
                    .reload = reload,
                    .started_s = clock.NowS()};
  ASSIGN_OR_RETURN(auto notice_target, MakeNoticeTarget(config));
  RequestLog log(config.access_log, STDERR_FILENO);
  services.request_log = &log;
  IoThreads threads;
  TRY(threads.Open(config, services, log));
  std::optional<Notifier> notifier(std::in_place, services, std::move(notice_target));
  services.notifier = &*notifier;
  services.readiness = Readiness::kReady;
  threads.Start();
  std::printf("cybercheck: serving on http://%s with %zu threads, control at %s\n", threads.address().c_str(),
              threads.public_count(), store::DataDirectory::ControlSocketPath(config.data).c_str());
  std::fflush(stdout);

  while (signals.Wait() == Signals::Asked::kReload) {
    if (const auto changed = reload(); changed.has_error())
      std::fprintf(stderr, "cybercheck: not reloaded: %s\n", base::ToString(changed.error()).c_str());
  }

  // In reverse: readers first, then the writers, whose last answers may still name a connection.
  services.readiness = Readiness::kDraining;
  stop_guard.emplace(signals, config.drain_s_max * 1000 + kLastMs);
  const bool drained = threads.Drain(signals, config.drain_s_max * 1000);
  stop_guard->ObeySignals();
  RemoveControl(config.data);
  notifier.reset();
  preparers.reset();
  access_log.reset();
  sequencer.reset();
  return drained ? kExitDrained : kExitForced;
}

}  // namespace cybercheck::server
