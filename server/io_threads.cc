// SPDX-License-Identifier: Apache-2.0
#include "server/io_threads.h"

#include <sys/resource.h>

#include <algorithm>
#include <thread>

#include "server/control_routes.h"
#include "server/listener.h"

namespace cybercheck::server {
namespace {

constexpr unsigned kFilesForOthers = 512;  // tables, log, control connections
constexpr unsigned kControlConnectionsMax = 64;
constexpr int64_t kLookMs = 20;

// Raises the limit of open files as far as it goes, and bounds the connections by it.
unsigned ConnectionsMax(const Config& config) {
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return config.connections_max;
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
  ::getrlimit(RLIMIT_NOFILE, &files);
  const rlim_t room = files.rlim_cur > 2 * kFilesForOthers ? files.rlim_cur - kFilesForOthers : files.rlim_cur / 2;
  return static_cast<unsigned>(std::min<rlim_t>(config.connections_max, room));
}

}  // namespace

base::Result<void> IoThreads::Open(const Config& config, Services& services, RequestLog& log) {
  ASSIGN_OR_RETURN(ListenAddress address, ParseListenAddress(config.listen));
  const unsigned count = config.threads != 0 ? config.threads : std::max(1u, std::thread::hardware_concurrency());
  const unsigned each_max = std::max(1u, ConnectionsMax(config) / count);

  std::vector<base::FileDescriptor> listeners;
  for (unsigned i = 0; i < count; ++i) {
    ASSIGN_OR_RETURN(listeners.emplace_back(), ListenTcp(address));
    // The first finds a free port where none was named; the others share it.
    ASSIGN_OR_RETURN(address.port, BoundPort(listeners.front()));
  }
  ASSIGN_OR_RETURN(base::FileDescriptor control, ListenControl(config.data));
  address_ = (address.v6 ? "[" + address.host + "]" : address.host) + ":" + std::to_string(address.port);
  hosts_ = ServedHosts(config, address, address.port);
  trusted_ = IpPrefixes(config.trusted_proxies);
  control_hosts_ = {std::string(kControlHost)};

  const SessionRules rules{
      .routes = PublicRoutes(), .hosts = hosts_, .control = false, .requests_max = config.requests_max, .trusted = &trusted_};
  for (base::FileDescriptor& listener : listeners) {
    ASSIGN_OR_RETURN(auto thread,
                     IoThread::Make(std::move(listener), {.rules = rules, .connections_max = each_max}, services, &log));
    threads_.push_back(std::move(thread));
  }
  lapse_timer_.emplace(services);
  const SessionRules control_rules{.routes = ControlRoutes(), .hosts = control_hosts_, .control = true};
  ASSIGN_OR_RETURN(auto thread, IoThread::Make(std::move(control),
                                               {.rules = control_rules,
                                                .connections_max = kControlConnectionsMax,
                                                .check_peer = true,
                                                .on_tick = [this](int64_t now_s) { lapse_timer_->Tick(now_s); }},
                                               services, &log));
  threads_.push_back(std::move(thread));
  for (size_t i = 0; i < threads_.size(); ++i)
    services.metrics.push_back({&threads_[i]->metrics(), i + 1 == threads_.size() ? ControlRoutes() : PublicRoutes()});
  return {};
}

void IoThreads::Start() {
  for (auto& thread : threads_) thread->Start();
}

bool IoThreads::Drain(const Signals& signals, int64_t ms_max) {
  for (auto& thread : threads_) thread->Drain();
  const auto finished = [this] {
    return std::all_of(threads_.begin(), threads_.end(), [](const auto& thread) { return thread->finished(); });
  };
  const int64_t until_us = SteadyUs() + ms_max * 1000;
  while (!finished() && SteadyUs() < until_us)
    if (signals.WaitFor(kLookMs) == Signals::Asked::kEnd) break;
  const bool drained = finished();
  for (auto& thread : threads_) thread->Stop();
  for (auto& thread : threads_) thread->Join();
  return drained;
}

}  // namespace cybercheck::server
