// SPDX-License-Identifier: Apache-2.0
#include "server/config.h"

#include <arpa/inet.h>
#include <toml++/toml.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>
#include <variant>

#include "base/file.h"
#include "event/hold.h"
#include "server/client_address.h"
#include "server/control_routes.h"
#include "server/notice_url.h"

namespace cybercheck::server {
namespace {

using base::ErrorCode;
using base::Fail;

constexpr int64_t kHoldClockMax = 366 * 86400;

// Any setting, told by where it is kept.
using Member = std::variant<std::string Config::*, unsigned Config::*, int64_t Config::*, uint64_t Config::*, bool Config::*,
                            std::vector<std::string> Config::*, AccessLog Config::*, RateSetting Config::*>;
struct Row {
  std::string_view name;
  Member member;
  int64_t min = 0, max = 0;  // numbers
};

const Row kRows[] = {
    {"server.data", &Config::data},
    {"server.listen", &Config::listen},
    {"server.threads", &Config::threads, 0, 256},
    {"server.hosts", &Config::hosts},
    {"server.limits", &Config::limits},
    {"server.trusted_proxies", &Config::trusted_proxies},
    {"server.tls_certificate", &Config::tls_certificate},
    {"server.tls_key", &Config::tls_key},
    {"connections.max", &Config::connections_max, 1, 1'000'000},
    {"connections.requests_max", &Config::requests_max, 1, INT64_MAX},
    {"connections.head_s_max", &Config::head_s_max, 1, 3600},
    {"connections.body_s_max", &Config::body_s_max, 1, 3600},
    {"connections.idle_s_max", &Config::idle_s_max, 1, 3600},
    {"connections.write_s_max", &Config::write_s_max, 1, 3600},
    {"connections.drain_s_max", &Config::drain_s_max, 1, 3600},
    {"connections.buffered_bytes_max", &Config::buffered_bytes_max, 1 << 20, int64_t{1} << 40},
    {"limits.check_token", &Config::check_token},
    {"limits.check_install", &Config::check_install},
    {"limits.check_installs", &Config::check_installs},
    {"limits.check_address", &Config::check_address},
    {"limits.check_network", &Config::check_network},
    {"limits.report_token", &Config::report_token},
    {"limits.report_install", &Config::report_install},
    {"limits.report_installs", &Config::report_installs},
    {"limits.report_address", &Config::report_address},
    {"limits.report_network", &Config::report_network},
    {"limits.officer_token", &Config::officer_token},
    {"limits.officer_address", &Config::officer_address},
    {"limits.officer_network", &Config::officer_network},
    {"limits.issue_address", &Config::issue_address},
    {"limits.issue_network", &Config::issue_network},
    {"limits.app_token_days", &Config::app_token_days, 0, 36'500},
    {"limits.lookup_token", &Config::lookup_token},
    {"limits.lookup_install", &Config::lookup_install},
    {"limits.lookup_installs", &Config::lookup_installs},
    {"limits.lookup_address", &Config::lookup_address},
    {"limits.lookup_network", &Config::lookup_network},
    {"limits.code_address", &Config::code_address},
    {"limits.code_network", &Config::code_network},
    {"reviews.clear_days", &Config::clear_days, 0, 36'500},
    {"reviews.appeal_working_days", &Config::appeal_working_days, 1, 365},
    {"holds.victim_s", &Config::hold_victim_s, 1, kHoldClockMax},
    {"holds.complaint_s", &Config::hold_complaint_s, 1, kHoldClockMax},
    {"holds.detected_s", &Config::hold_detected_s, 1, kHoldClockMax},
    {"holds.returned_stages", &Config::returned_stages},
    {"releases.threshold", &Config::release_threshold, 3, 1000},
    {"releases.dominance_percent", &Config::release_dominance_percent, 10, 100},
    {"releases.satang_rounding", &Config::release_satang_rounding, 1, 1'000'000'000},
    {"notify.command", &Config::notify_command},
    {"notify.url", &Config::notify_url},
    {"notify.ca_file", &Config::notify_ca_file},
    {"notify.bearer_file", &Config::notify_bearer_file},
    {"notify.at_once", &Config::notify_at_once, 1, 64},
    {"notify.timeout_s", &Config::notify_timeout_s, 1, 120},
    {"notify.retry_s", &Config::notify_retry_s, 1, 3600},
    {"notify.tries_max", &Config::notify_tries_max, 1, 10'000},
    {"notify.keep_days", &Config::notify_keep_days, 0, 36'500},
    {"log.access", &Config::access_log},
    {"log.client_address", &Config::client_address},
    {"retention.tip", &Config::keep_tip, 0, kRetentionDaysMax},
    {"retention.online", &Config::keep_online, 0, kRetentionDaysMax},
    {"retention.hotline", &Config::keep_hotline, 0, kRetentionDaysMax},
    {"retention.station", &Config::keep_station, 0, kRetentionDaysMax},
    {"retention.patrol", &Config::keep_patrol, 0, kRetentionDaysMax},
    {"retention.appeal", &Config::keep_appeal, 0, kRetentionDaysMax},
    {"retention.attachment", &Config::keep_attachment, 0, kRetentionDaysMax},
    {"retention.note", &Config::keep_note, 0, kRetentionDaysMax},
    {"retention.case", &Config::keep_case, 0, kRetentionDaysMax},
    {"files.policy", &Config::policy},
    {"files.official_register", &Config::official_register},
    {"files.shared_hosts", &Config::shared_hosts},
    {"files.patterns", &Config::patterns},
    {"files.taxonomy", &Config::taxonomy},
    {"files.stations", &Config::stations},
};

const Row* RowNamed(std::string_view name) {
  const auto found = std::find_if(std::begin(kRows), std::end(kRows), [name](const Row& row) { return row.name == name; });
  return found == std::end(kRows) ? nullptr : found;
}

std::vector<std::string> SplitList(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const size_t comma = std::min(text.find(','), text.size());
    if (comma > 0) out.emplace_back(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return out;
}

template <class Number>
bool SetNumber(const Row& row, std::string_view text, Number& out) {
  int64_t number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc{} || end != text.data() + text.size() || number < row.min || number > row.max) return false;
  out = static_cast<Number>(number);
  return true;
}

bool ReadRate(std::string_view text, RateSetting& out) {
  if (text == "off") {
    out = {};
    return true;
  }
  constexpr std::string_view kUnits = "smhd";
  constexpr int64_t kUnitSeconds[] = {1, 60, 3600, 86'400};
  const char* const end = text.data() + text.size();
  uint64_t quota = 0;
  int64_t window = 0;
  const auto [slash, bad_quota] = std::from_chars(text.data(), end, quota);
  if (bad_quota != std::errc{} || slash == end || *slash != '/') return false;
  const auto [unit, bad_window] = std::from_chars(slash + 1, end, window);
  if (bad_window != std::errc{} || unit + 1 != end) return false;
  const size_t which = kUnits.find(*unit);
  if (which == std::string_view::npos || quota < 1 || quota > 1'000'000'000 || window < 1 || window > 1000) return false;
  out = {quota, window * kUnitSeconds[which]};
  return true;
}

// `where` begins the message: a file and line, a variable, a flag.
base::Result<void> Set(Config& config, const Row& row, std::string_view text, const std::string& where) {
  const auto refuse = [&](const std::string& expected) {
    return Fail(ErrorCode::kBadConfig, where + ": " + std::string(row.name) + " must be " + expected);
  };
  const auto set = [&](auto member) -> base::Result<void> {
    auto& value = config.*member;
    using Value = std::remove_reference_t<decltype(value)>;
    if constexpr (std::is_same_v<Value, std::string>) {
      value = text;
    } else if constexpr (std::is_same_v<Value, std::vector<std::string>>) {
      value = SplitList(text);
    } else if constexpr (std::is_same_v<Value, bool>) {
      const bool on = text == "on" || text == "true" || text == "1", off = text == "off" || text == "false" || text == "0";
      if (!on && !off) return refuse("on or off");
      value = on;
    } else if constexpr (std::is_same_v<Value, AccessLog>) {
      if (text != "off" && text != "sample" && text != "on") return refuse("off, sample or on");
      value = text == "off" ? AccessLog::kOff : text == "on" ? AccessLog::kOn : AccessLog::kSample;
    } else if constexpr (std::is_same_v<Value, RateSetting>) {
      if (!ReadRate(text, value)) return refuse("off, or a rate: \"600/1m\" (s, m, h, d)");
    } else if (!SetNumber(row, text, value)) {
      return refuse("a number from " + std::to_string(row.min) + " to " + std::to_string(row.max));
    }
    return {};
  };
  return std::visit(set, row.member);
}

// A TOML value as the text a flag would have; nullopt when it has another type than the setting.
std::optional<std::string> TextOf(const toml::node& node, const Row& row) {
  const bool is_text = std::holds_alternative<std::string Config::*>(row.member) ||
                       std::holds_alternative<AccessLog Config::*>(row.member) ||
                       std::holds_alternative<RateSetting Config::*>(row.member);
  const bool is_list = std::holds_alternative<std::vector<std::string> Config::*>(row.member);
  const bool is_bool = std::holds_alternative<bool Config::*>(row.member);
  if (const auto* array = node.as_array(); array != nullptr && is_list) {
    std::string joined;
    for (const toml::node& element : *array) {
      const auto* text = element.as_string();
      if (text == nullptr || text->get().find(',') != std::string::npos) return std::nullopt;
      joined.append(joined.empty() ? "" : ",").append(text->get());
    }
    return joined;
  }
  if (const auto* text = node.as_string();
      text != nullptr && (is_text || (is_bool && (text->get() == "on" || text->get() == "off"))))
    return text->get();
  if (const auto* on = node.as_boolean(); on != nullptr && is_bool) return on->get() ? "on" : "off";
  if (const auto* number = node.as_integer(); number != nullptr && !is_text && !is_list && !is_bool)
    return std::to_string(number->get());
  return std::nullopt;
}

std::string At(const std::string& file, const toml::node& node) { return file + ":" + std::to_string(node.source().begin.line); }

base::Result<void> SetFromFile(Config& config, const std::string& file) {
  ASSIGN_OR_RETURN(const std::string text, base::ReadFile(file, size_t{1} << 20));
  toml::table root;
  try {
    root = toml::parse(text, file);
  } catch (const toml::parse_error& error) {
    return Fail(ErrorCode::kBadConfig,
                file + ":" + std::to_string(error.source().begin.line) + ": " + std::string(error.description()));
  }
  for (const auto& [section_key, section_node] : root) {
    const std::string section(section_key.str());
    const auto* table = section_node.as_table();
    if (table == nullptr)
      return Fail(ErrorCode::kBadConfig, At(file, section_node) + ": " + section + " must be a table, [" + section + "]");
    const bool known =
        std::any_of(std::begin(kRows), std::end(kRows), [&](const Row& row) { return row.name.starts_with(section + "."); });
    if (!known) return Fail(ErrorCode::kBadConfig, At(file, section_node) + ": [" + section + "] is not a section of this file");
    for (const auto& [key, node] : *table) {
      const std::string name = section + "." + std::string(key.str());
      const Row* row = RowNamed(name);
      if (row == nullptr) return Fail(ErrorCode::kBadConfig, At(file, node) + ": " + name + " is not a setting");
      const auto value = TextOf(node, *row);
      if (!value) return Fail(ErrorCode::kBadConfig, At(file, node) + ": " + name + " has a value of another type");
      TRY(Set(config, *row, *value, At(file, node)));
    }
  }
  return {};
}

// CYBERCHECK_SECTION__KEY=value. Variables of the prefix that hold no "__" belong to others (a credential's path, a test's
// switch).
base::Result<void> SetFromEnvironment(Config& config, const char* const* environment) {
  constexpr std::string_view kPrefix = "CYBERCHECK_";
  for (; environment != nullptr && *environment != nullptr; ++environment) {
    const std::string_view variable(*environment);
    const size_t equals = variable.find('='), separator = variable.find("__");
    if (!variable.starts_with(kPrefix) || equals == std::string_view::npos || separator > equals) continue;
    std::string name(variable.substr(kPrefix.size(), equals - kPrefix.size()));
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    name.replace(name.find("__"), 2, ".");
    const std::string where(variable.substr(0, equals));
    const Row* row = RowNamed(name);
    if (row == nullptr) return Fail(ErrorCode::kBadConfig, where + ": " + name + " is not a setting");
    TRY(Set(config, *row, variable.substr(equals + 1), where));
  }
  return {};
}

}  // namespace

base::Result<ListenAddress> ParseListenAddress(const std::string& text) {
  const auto refuse = [] {
    return Fail(ErrorCode::kBadConfig, "server.listen must be ADDRESS:PORT, [V6]:PORT or localhost:PORT");
  };
  const size_t colon = text.rfind(':');
  if (colon == std::string::npos || colon + 1 == text.size()) return refuse();
  ListenAddress out;
  out.host = text.substr(0, colon);
  const auto [end, failure] = std::from_chars(text.data() + colon + 1, text.data() + text.size(), out.port);
  if (failure != std::errc{} || end != text.data() + text.size()) return refuse();
  if (out.host == "localhost") out.host = "127.0.0.1";
  in_addr v4{};
  in6_addr v6{};
  if (inet_pton(AF_INET, out.host.c_str(), &v4) == 1) {
    out.loopback = (ntohl(v4.s_addr) >> 24) == 127;
    return out;
  }
  if (out.host.size() < 4 || out.host.front() != '[' || out.host.back() != ']') return refuse();
  out.host = out.host.substr(1, out.host.size() - 2);
  if (inet_pton(AF_INET6, out.host.c_str(), &v6) != 1) return refuse();
  out.v6 = true;
  out.loopback = IN6_IS_ADDR_LOOPBACK(&v6);
  return out;
}

base::Result<void> Validate(const Config& config) {
  ASSIGN_OR_RETURN(const ListenAddress address, ParseListenAddress(config.listen));
  if (!config.tls_certificate.empty() || !config.tls_key.empty())
    return Fail(ErrorCode::kBadConfig,
                "server.tls_certificate, server.tls_key: TLS is not built in yet; put a proxy that speaks it in front and name "
                "it in server.trusted_proxies");
  std::set<std::string_view> stages;
  for (const std::string& stage : config.returned_stages)
    if (stage.empty() || stage.size() > event::kStageBytesMax || !stages.insert(stage).second ||
        stage.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") != std::string::npos)
      return Fail(ErrorCode::kBadConfig, "holds.returned_stages: a step is a-z and _, at most 32 of them, and stands once");
  if (stages.empty()) return Fail(ErrorCode::kBadConfig, "holds.returned_stages: names no step");
  if (!config.notify_command.empty() && !config.notify_url.empty())
    return Fail(ErrorCode::kBadConfig, "notify.command, notify.url: notices go to one of them");
  if (!config.notify_command.empty() && !config.notify_command.front().starts_with('/'))
    return Fail(ErrorCode::kBadConfig, "notify.command: the program is named with its whole path");
  if (config.notify_url.empty() && (!config.notify_ca_file.empty() || !config.notify_bearer_file.empty()))
    return Fail(ErrorCode::kBadConfig, "notify.ca_file, notify.bearer_file: there is no notify.url");
  if (!config.notify_url.empty()) TRY(ParseNoticeUrl(config.notify_url));
  IpAddress ignored;
  for (const std::string& proxy : config.trusted_proxies)
    if (!PrefixBitsOf(proxy, ignored))
      return Fail(ErrorCode::kBadConfig, "server.trusted_proxies: " + proxy + " is not an address or prefix");
  if (!address.loopback && config.trusted_proxies.empty()) {
    return Fail(
        ErrorCode::kBadConfig,
        config.limits
            ? "server.listen: an address that is not loopback needs TLS in front of it: name that proxy in server.trusted_proxies"
            : "server.limits: off is only for loopback, or behind a proxy named in server.trusted_proxies");
  }
  if ((address.host == "0.0.0.0" || address.host == "::") && config.hosts.empty())
    return Fail(ErrorCode::kBadConfig, "server.hosts: listening on all addresses needs the names that are served");
  return {};
}

base::Result<Config> LoadConfig(const std::string& file, const char* const* environment, const std::vector<Setting>& settings) {
  Config config;
  if (!file.empty()) TRY(SetFromFile(config, file));
  TRY(SetFromEnvironment(config, environment));
  for (const auto& [name, value] : settings) {
    const Row* row = RowNamed(name);
    const std::string flag = "--" + name.substr(name.find('.') + 1);
    if (row == nullptr) return Fail(ErrorCode::kBadConfig, flag + ": " + name + " is not a setting");
    TRY(Set(config, *row, value, flag));
  }
  TRY(Validate(config));
  return config;
}

std::vector<std::string> ServedHosts(const Config& config, const ListenAddress& address, uint16_t bound_port) {
  std::vector<std::string> hosts = config.hosts;
  if (hosts.empty()) {
    const std::string port = ":" + std::to_string(bound_port);
    for (const std::string& name : {address.v6 ? "[" + address.host + "]" : address.host, std::string("127.0.0.1"),
                                    std::string("localhost"), std::string("[::1]")}) {
      hosts.push_back(name + port);
      if (bound_port == 80) hosts.push_back(name);
    }
  }
  for (std::string& host : hosts)
    std::transform(host.begin(), host.end(), host.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return hosts;
}

}  // namespace cybercheck::server
