// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdio>

#include "cases/figures.h"
#include "cases/outbox.h"
#include "cases/queue.h"
#include "server/handlers.h"
#include "server/notifier.h"
#include "server/services.h"

namespace cybercheck::server {
namespace {

std::string Labels(std::string_view name, std::string_view value) {
  return "{" + std::string(name) + "=\"" + std::string(value) + "\"}";
}

uint64_t Sum(const Services& services, Counter WorkerMetrics::*counter) {
  uint64_t sum = 0;
  for (const auto& source : services.metrics) sum += (source.metrics->*counter).value();
  return sum;
}

void AddRequests(const Services& services, MetricsText& text) {
  for (const auto& source : services.metrics) {
    // Threads of one listener count the same routes: the first adds all of its kind.
    const auto same = [&source](const Services::Source& other) { return other.routes.data() == source.routes.data(); };
    if (&source != &*std::find_if(services.metrics.begin(), services.metrics.end(), same)) continue;
    for (size_t route = 0; route < kRoutesCounted; ++route) {
      for (size_t column = 0; column <= kCountedStatuses.size(); ++column) {
        uint64_t sum = 0;
        for (const auto& other : services.metrics)
          if (same(other)) sum += other.metrics->requests[route][column].value();
        if (sum == 0) continue;
        const std::string_view path = route < source.routes.size() ? source.routes[route].path : "none";
        const std::string listener = source.routes.data() == ControlRoutes().data() ? "control" : "public";
        const std::string status = column < kCountedStatuses.size() ? std::to_string(kCountedStatuses[column]) : "other";
        text.Add("cybercheck_http_requests_total", "counter", "Requests answered.",
                 "{listener=\"" + listener + "\",route=\"" + std::string(path) + "\",status=\"" + status + "\"}",
                 static_cast<double>(sum));
      }
    }
  }
}

void AddChecks(const Services& services, MetricsText& text) {
  for (size_t kind = 0; kind < kKindsCounted; ++kind) {
    for (size_t verdict = 0; verdict < kVerdictsCounted; ++verdict) {
      uint64_t sum = 0;
      for (const auto& source : services.metrics) sum += source.metrics->checks[kind][verdict].value();
      if (sum == 0) continue;
      const std::string_view kind_name =
          kind == 0 ? std::string_view("none") : indicator::Name(static_cast<indicator::Kind>(kind));
      const std::string_view verdict_name =
          verdict + 1 == kVerdictsCounted ? std::string_view("error") : wire::Name(static_cast<wire::Verdict>(verdict));
      text.Add("cybercheck_checks_total", "counter", "Indicators checked, by kind and verdict.",
               "{kind=\"" + std::string(kind_name) + "\",verdict=\"" + std::string(verdict_name) + "\"}",
               static_cast<double>(sum));
    }
  }
}

void AddLimited(const Services& services, MetricsText& text) {
  static constexpr std::string_view kNames[kLimitClassesCounted] = {"token", "check", "report", "officer", "issue"};
  for (size_t i = 0; i < kLimitClassesCounted; ++i) {
    uint64_t sum = 0;
    for (const auto& source : services.metrics) sum += source.metrics->limited[i].value();
    text.Add("cybercheck_http_limited_total", "counter", "Requests refused: over a rate.", Labels("class", kNames[i]),
             static_cast<double>(sum));
  }
}

void AddTips(const Services& services, MetricsText& text) {
  using Cap = ingest::TipCaps::Cap;
  if (services.tip_caps == nullptr) return;
  for (const auto& [cap, name] : {std::pair(Cap::kNetwork, "network"), std::pair(Cap::kIndicator, "indicator"),
                                  std::pair(Cap::kOfNetwork, "whole_network")})
    text.Add("cybercheck_tips_capped_total", "counter",
             "Indicators of anonymous tips that were kept and do not count: over a day's cap.", Labels("by", name),
             static_cast<double>(services.tip_caps->capped(cap)));
}

// What waits for officers. Storage that cannot be read leaves them out: the other figures are needed then most.
void AddWork(const Services& services, int64_t now_s, MetricsText& text) {
  const auto txn = services.directory.data().BeginRead();
  if (txn.has_error()) return;
  const cases::Tables& tables = services.cases.tables();
  if (const auto length = cases::QueueLength(tables, *txn))
    text.Add("cybercheck_review_queue_indicators", "gauge", "Indicators that wait for an officer's decision.", "",
             static_cast<double>(*length));
  if (const auto waiting = cases::OutboxLength(tables, *txn))
    text.Add("cybercheck_notices_waiting", "gauge", "Moves of cases that their victims were not told of yet.", "",
             static_cast<double>(*waiting));
  if (const auto appeals = cases::CountAppeals(tables, *txn, now_s)) {
    text.Add("cybercheck_appeals_open", "gauge", "Appeals that are not decided.", "", static_cast<double>(appeals->open));
    text.Add("cybercheck_appeals_overdue", "gauge", "Of those, how many are past the time within which they are to be decided.",
             "", static_cast<double>(appeals->overdue));
  }
}

void AddTimes(const Services& services, MetricsText& text) {
  static constexpr std::string_view kName = "cybercheck_http_request_seconds",
                                    kHelp = "From bytes received to answer ready, averaged over what one read brought.";
  uint64_t below = 0;
  for (size_t i = 0; i <= kTimeBoundsUs.size(); ++i) {
    for (const auto& source : services.metrics) below += source.metrics->times[i].value();
    char bound[32] = "+Inf";
    if (i < kTimeBoundsUs.size()) std::snprintf(bound, sizeof bound, "%g", kTimeBoundsUs[i] / 1e6);
    if (i == 0) text.Declare(kName, "histogram", kHelp);
    text.Sample(std::string(kName) + "_bucket", Labels("le", bound), static_cast<double>(below));
  }
  text.Sample(std::string(kName) + "_sum", "", static_cast<double>(Sum(services, &WorkerMetrics::time_sum_us)) / 1e6);
  text.Sample(std::string(kName) + "_count", "", static_cast<double>(below));
}

}  // namespace

void MetricsPage(const Request&, Worker& worker, Response& response) {
  Services& services = worker.services();
  MetricsText text(response.body);
  const auto sum = [&services](Counter WorkerMetrics::*counter) { return static_cast<double>(Sum(services, counter)); };
  text.Add("cybercheck_build_info", "gauge", "1, with the version as a label.", Labels("version", CYBERCHECK_VERSION), 1);
  text.Add("cybercheck_start_time_seconds", "gauge", "When the server started, unix time.", "",
           static_cast<double>(services.started_s));
  text.Add("cybercheck_ready", "gauge", "1 while /readyz answers 200.", "",
           services.readiness.load() == Readiness::kReady ? 1 : 0);
  AddRequests(services, text);
  AddTimes(services, text);
  AddChecks(services, text);
  text.Add("cybercheck_http_refused_total", "counter", "Requests refused by the framing policy, a size limit or a deadline.", "",
           sum(&WorkerMetrics::refused));
  AddLimited(services, text);
  AddTips(services, text);
  text.Add("cybercheck_lookups_limited_total", "counter", "Look-ups refused: too many different numbers.", "",
           sum(&WorkerMetrics::lookups_limited));
  text.Add("cybercheck_http_denials_total", "counter", "Requests without a valid token, or whose role does not suffice.", "",
           sum(&WorkerMetrics::denials));
  text.Add("cybercheck_denials_unrecorded_total", "counter", "Denials without a token beyond what the access log records.", "",
           sum(&WorkerMetrics::denials_unrecorded));
  text.Add("cybercheck_http_timeouts_total", "counter", "Connections closed because a deadline passed.", "",
           sum(&WorkerMetrics::timeouts));
  text.Add("cybercheck_http_overloads_total", "counter", "Bodies refused for want of buffer space.", "",
           sum(&WorkerMetrics::overloads));
  text.Add("cybercheck_http_received_bytes_total", "counter", "Bytes received.", "", sum(&WorkerMetrics::bytes_in));
  text.Add("cybercheck_http_sent_bytes_total", "counter", "Bytes sent.", "", sum(&WorkerMetrics::bytes_out));
  text.Add("cybercheck_connections", "gauge", "Connections open.", "", sum(&WorkerMetrics::connections_open));
  text.Add("cybercheck_connections_total", "counter", "Connections accepted.", "", sum(&WorkerMetrics::connections_opened));
  text.Add("cybercheck_connections_refused_total", "counter", "Connections closed at once: too many.", "",
           sum(&WorkerMetrics::connections_refused));
  text.Add("cybercheck_buffered_bytes", "gauge", "Bytes held for slow connections.", "",
           static_cast<double>(services.buffered_bytes.load()));
  if (services.request_log != nullptr)
    text.Add("cybercheck_log_lines_dropped_total", "counter", "Access log lines dropped because stderr was slow.", "",
             static_cast<double>(services.request_log->dropped()));

  const auto lookup = services.projection.stats();
  text.Add("cybercheck_indicators", "gauge", "Indicators with a record.", "", static_cast<double>(lookup.records));
  text.Add("cybercheck_filter_keys", "gauge", "Keys in the filter.", "", static_cast<double>(lookup.filter_keys));
  text.Add("cybercheck_filter_bytes", "gauge", "Memory of the filter.", "", static_cast<double>(lookup.filter_bytes));
  text.Add("cybercheck_filter_rebuilds_total", "counter", "Times the filter was built anew.", "",
           static_cast<double>(lookup.filter_rebuilds));
  if (services.policy_watch != nullptr) {
    const PolicyWatch::Figures policy = services.policy_watch->figures();
    text.Add("cybercheck_policy_changes_total", "counter", "Changes of the policy since the start whose effect is known.", "",
             static_cast<double>(policy.changes));
    text.Add("cybercheck_policy_moved_verdicts", "gauge", "Verdicts that the last change of the policy moved.", "",
             static_cast<double>(policy.moved));
    text.Add("cybercheck_policy_judged_verdicts", "gauge", "Verdicts that there were to be moved.", "",
             static_cast<double>(policy.judged));
  }
  AddWork(services, worker.now_s, text);
  if (services.notifier != nullptr) {
    const Notifier::Figures notices = services.notifier->figures();
    text.Add("cybercheck_notices_sent_total", "counter", "Notices that were taken by who sends them on.", "",
             static_cast<double>(notices.sent));
    text.Add("cybercheck_notices_failed_total", "counter", "Tries that were not taken.", "", static_cast<double>(notices.failed));
    text.Add("cybercheck_notices_given_up_total", "counter",
             "Notices nobody could be told of: tried too often, too old, or no "
             "victim to be reached.",
             "", static_cast<double>(notices.given_up));
  }
  const auto log = services.sequencer.stats();
  text.Add("cybercheck_log_applied_seq", "gauge", "Sequence number of the last entry applied.", "",
           static_cast<double>(services.sequencer.applied_seq()));
  text.Add("cybercheck_log_entries_total", "counter", "Entries applied since the start.", "", static_cast<double>(log.entries));
  text.Add("cybercheck_log_commits_total", "counter", "Commits since the start.", "", static_cast<double>(log.batches));
  text.Add("cybercheck_log_refused_total", "counter", "Entries refused since the start.", "", static_cast<double>(log.refused));
  text.Add("cybercheck_log_replayed_total", "counter", "Entries submitted again, answered from the stored outcome.", "",
           static_cast<double>(log.replayed));
  text.Add("cybercheck_log_storage_full_total", "counter", "Entries not written because the storage was full.", "",
           static_cast<double>(log.storage_full));
  text.Add("cybercheck_log_queue_entries", "gauge", "Entries waiting for the applier.", "", static_cast<double>(log.queued));
  const auto usage = services.directory.data().usage();
  text.Add("cybercheck_store_map_bytes", "gauge", "Size limit of the data environment.", "",
           static_cast<double>(usage.map_bytes));
  text.Add("cybercheck_store_used_bytes", "gauge", "Bytes used in the data environment.", "",
           static_cast<double>(usage.used_bytes));
  text.Add("cybercheck_store_file_bytes", "gauge", "Size of the data file.", "", static_cast<double>(usage.file_bytes));
  text.Add("cybercheck_store_reader_lag_transactions", "gauge", "Commits that the oldest reader lags behind.", "",
           static_cast<double>(usage.last_txn - std::min(usage.oldest_reader_txn, usage.last_txn)));
  response.content_type = "text/plain; version=0.0.4; charset=utf-8";
}

}  // namespace cybercheck::server
