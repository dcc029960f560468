// SPDX-License-Identifier: Apache-2.0
#include "ingest/network_keys.h"

#include <charconv>
#include <chrono>

#include "ingest/reporter_voice.h"
#include "ingest/thai_date.h"

namespace cybercheck::ingest {
namespace {

namespace chrono = std::chrono;

constexpr std::string_view kPrefix = "net_";

// "2026-11"; not ok when it is none.
chrono::year_month MonthNamed(std::string_view text) {
  int year = 0;
  unsigned month = 0;
  const char* const end = text.data() + text.size();
  if (text.size() != 7 || text[4] != '-' || std::from_chars(text.data(), text.data() + 4, year).ptr != text.data() + 4 ||
      std::from_chars(text.data() + 5, end, month).ptr != end)
    return chrono::year_month();
  return chrono::year(year) / chrono::month(month);
}

int64_t DayOf(int64_t unix_s) { return (unix_s + kThailandS) / 86400; }

// When the month ends in Thailand, unix seconds.
int64_t EndOf(chrono::year_month month) {
  const chrono::sys_days next = (month + chrono::months(1)) / chrono::day(1);
  return int64_t{next.time_since_epoch().count()} * 86400 - kThailandS;
}

}  // namespace

std::vector<std::string> ExpiredNetworkKeys(const std::vector<std::string>& names, int64_t now_s) {
  std::vector<std::string> expired;
  for (const std::string& name : names) {
    if (!name.starts_with(kPrefix)) continue;
    const chrono::year_month month = MonthNamed(std::string_view(name).substr(kPrefix.size()));
    if (month.ok() && EndOf(month) + int64_t{kNetworkKeyDays} * 86400 < now_s) expired.push_back(name);
  }
  return expired;
}

base::Result<std::unique_ptr<NetworkKeys>> NetworkKeys::Open(Secrets secrets, int64_t now_s) {
  std::unique_ptr<NetworkKeys> keys(new NetworkKeys(std::move(secrets)));
  const std::lock_guard lock(keys->mutex_);
  TRY(keys->Turn(now_s));
  return keys;
}

base::Result<void> NetworkKeys::Turn(int64_t now_s) {
  const std::string month = MonthOf(now_s), next = MonthOf(EndOf(MonthNamed(month)));
  std::erase_if(keys_, [&](const auto& key) { return key.first != month && key.first != next; });
  for (const std::string& name : {month, next}) {
    if (keys_.contains(name)) continue;
    ASSIGN_OR_RETURN(keys_[name], secrets_.get(std::string(kPrefix) + name));
  }
  ASSIGN_OR_RETURN(const std::vector<std::string> names, secrets_.names(kPrefix));
  const std::vector<std::string> expired = ExpiredNetworkKeys(names, now_s);
  if (!expired.empty()) TRY(secrets_.destroy(expired));
  turned_day_ = DayOf(now_s);
  return {};
}

base::Result<std::string> NetworkKeys::Voice(std::string_view address, int64_t now_s) {
  const std::string month = MonthOf(now_s);
  const std::lock_guard lock(mutex_);
  // Once a day for what has expired; and on the first of a month its key is there, and the one after it is made.
  if (keys_.empty() || keys_.begin()->first != month || DayOf(now_s) != turned_day_) TRY(Turn(now_s));
  return NetworkVoice(keys_.begin()->second, address);
}

}  // namespace cybercheck::ingest
