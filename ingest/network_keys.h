// SPDX-License-Identifier: Apache-2.0
// The keys under which the networks of anonymous senders become voices: one a month (UTC+7), made a month ahead, destroyed when
// its month has been over for 90 days, which is looked at once a day. From then on nobody can tell which network a voice was, not
// even by trying them all. Thread-safe. Voice blocks for one commit of `keys` a month, for the key of the month that comes next.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace cybercheck::ingest {

inline constexpr int kNetworkKeyDays = 90;

class NetworkKeys {
 public:
  // The named secrets of `keys` (store/data_directory.h).
  struct Secrets {
    std::function<base::Result<std::vector<uint8_t>>(std::string_view name)> get;  // made on first use
    std::function<base::Result<std::vector<std::string>>(std::string_view prefix)> names;
    std::function<base::Result<void>(const std::vector<std::string>& names)> destroy;  // their bytes too
  };
  // Errors: those of the secrets.
  static base::Result<std::unique_ptr<NetworkKeys>> Open(Secrets secrets, int64_t now_s);

  // "net:<32 hex>" of the sender's network this month. Errors: those of the secrets.
  base::Result<std::string> Voice(std::string_view address, int64_t now_s);

 private:
  explicit NetworkKeys(Secrets secrets) : secrets_(std::move(secrets)) {}
  base::Result<void> Turn(int64_t now_s);

  const Secrets secrets_;
  std::mutex mutex_;  // guards what follows
  int64_t turned_day_ = -1;
  std::map<std::string, std::vector<uint8_t>, std::less<>> keys_;  // by month: this one and the next
};

// The names of `names` ("net_2026-11") whose month has been over for more than kNetworkKeyDays.
std::vector<std::string> ExpiredNetworkKeys(const std::vector<std::string>& names, int64_t now_s);

}  // namespace cybercheck::ingest
