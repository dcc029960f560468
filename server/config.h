// SPDX-License-Identifier: Apache-2.0
// What a server is told: defaults < TOML file < environment (CYBERCHECK_SECTION__KEY) < command line. docs/http.md lists every
// setting; deploy/cybercheck.toml shows them with their defaults. Plain values; nothing here is secret.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace cybercheck::server {

enum class AccessLog : uint8_t { kOff, kSample, kOn };  // kSample: one request in 128, and every refused one

// So many in so long; at once, if need be. Written "600/1m" (s, m, h, d), or "off".
struct RateSetting {
  uint64_t quota = 0;  // 0: not limited
  int64_t window_s = 1;
  friend bool operator==(const RateSetting&, const RateSetting&) = default;
};

struct Config {
  // [server]
  std::string data;                       // the data directory
  std::string listen = "127.0.0.1:8080";  // ADDR:PORT, [V6]:PORT; port 0: any free one
  unsigned threads = 0;                   // 0: one a core
  std::vector<std::string>
      hosts;           // Host fields served; empty: the listen address, 127.0.0.1, [::1], localhost, each with the port
  bool limits = true;  // rate limits and look-up budgets
  std::vector<std::string> trusted_proxies;  // addresses or prefixes whose word on the client's address is taken
  std::string tls_certificate, tls_key;      // refused for now: TLS belongs to a proxy in front

  // [connections]
  unsigned connections_max = 16384;         // also bounded by the process' limit of open files
  uint64_t requests_max = 10'000'000;       // on one connection
  int64_t head_s_max = 5;                   // from a request's first byte to the end of its head
  int64_t body_s_max = 5;                   // and one second more for every 64 KiB of body
  int64_t idle_s_max = 15;                  // between requests
  int64_t write_s_max = 10;                 // for the client to take what was written; one second more for every 64 KiB
  int64_t drain_s_max = 8;                  // from SIGTERM until connections are cut
  uint64_t buffered_bytes_max = 256 << 20;  // of all connections together; above it bodies are answered 503

  // [limits]: requests of one token, one app install, all installs behind one address, one address (IPv6: /64), one network
  // (/24, /48). Look-ups are distinct phone numbers, accounts and PromptPay ids asked about.
  RateSetting check_token{6000, 60}, check_install{120, 60}, check_installs{12'000, 60}, check_address{600, 60},
      check_network{6000, 60};
  RateSetting report_token{6000, 60}, report_install{60, 3600}, report_installs{3000, 3600}, report_address{120, 60},
      report_network{600, 60};
  RateSetting officer_token{600, 60}, officer_address{60, 60}, officer_network{600, 60};
  RateSetting issue_address{300, 3600}, issue_network{3000, 3600};  // install tokens
  int64_t app_token_days = 400;                                     // after which an install asks for a new one; 0: never
  RateSetting lookup_token{36'000, 3600}, lookup_install{120, 3600}, lookup_installs{150'000, 3600}, lookup_address{1000, 3600},
      lookup_network{5000, 3600};
  RateSetting code_address{20, 3600}, code_network{200, 3600};  // tracking codes that are none

  // [reviews]
  int64_t clear_days = 365;         // until a clear is looked at again, where the officer names no day; 0: never
  int64_t appeal_working_days = 3;  // within which an appeal is to be decided; Monday to Friday

  // [holds]: the clocks of the decree (cases/hold_clock.h), in seconds, and the steps of giving money back, in their order
  int64_t hold_victim_s = 72 * 3600, hold_complaint_s = 7 * 86400, hold_detected_s = 7 * 86400;
  std::vector<std::string> returned_stages{"reported", "announced", "claimed", "paid"};

  // [releases]: how what everybody may read is protected (docs/releases.md)
  int64_t release_threshold = 10, release_dominance_percent = 70, release_satang_rounding = 100'000;

  // [notify]: who victims' notices are handed to (server/notice_target.h); neither: nobody
  std::vector<std::string> notify_command;  // a program and its arguments
  std::string notify_url;                   // https://…
  std::string notify_ca_file;               // whose certificates are trusted; empty: the system's
  std::string notify_bearer_file;           // what Authorization: Bearer says; empty: nothing
  int64_t notify_at_once = 4;               // so many are handed over side by side
  int64_t notify_timeout_s = 10;            // for one try
  int64_t notify_retry_s = 10;              // until it is tried again, then twice as long, up to an hour
  int64_t notify_tries_max = 72;            // after which it is given up: about three days
  int64_t notify_keep_days = 30;            // after which one that nobody took expires; 0: never

  // [log]
  AccessLog access_log = AccessLog::kOff;
  bool client_address = false;  // whether request log lines name the peer's address

  // [retention]: days after which people are erased (cases/subjects.h names the classes); 0: kept. Read by `keys retain`.
  int64_t keep_tip = 0, keep_online = 0, keep_hotline = 0, keep_station = 0, keep_patrol = 0, keep_appeal = 0,
          keep_attachment = 0, keep_note = 0, keep_case = 0;

  // [files]: empty: what ships with the binary
  std::string policy, official_register, shared_hosts, patterns, taxonomy, stations;
};

// One setting from the command line: its dotted name ("server.listen") and its value as text.
using Setting = std::pair<std::string, std::string>;

// Reads `file` (empty: none), then the environment through `environment` (NAME=value strings, as environ holds them), then
// `settings`, and validates the whole. Errors: kBadConfig with file and line, variable or flag; kIo.
base::Result<Config> LoadConfig(const std::string& file, const char* const* environment, const std::vector<Setting>& settings);

// What the values mean together: TLS or trusted_proxies off loopback, limits off only on loopback or behind a proxy, ranges.
base::Result<void> Validate(const Config& config);

struct ListenAddress {
  std::string host;  // without brackets
  uint16_t port = 0;
  bool v6 = false;
  bool loopback = false;
};
// "127.0.0.1:8080", "[::1]:8080", "localhost:8080". Errors: kBadConfig.
base::Result<ListenAddress> ParseListenAddress(const std::string& text);

// The Host fields served, lower case: `config.hosts`, or the defaults for `bound_port`.
std::vector<std::string> ServedHosts(const Config& config, const ListenAddress& address, uint16_t bound_port);

}  // namespace cybercheck::server
