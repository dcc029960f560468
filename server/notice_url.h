// SPDX-License-Identifier: Apache-2.0
// Where notices are posted to: https://HOST[:PORT][/PATH[?QUERY]], or http:// where the host is this machine's own loopback.
// Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace cybercheck::server {

struct NoticeUrl {
  bool tls = true;
  std::string host;       // a name or an address, without brackets
  std::string port;       // in digits
  std::string authority;  // as a Host field says it
  std::string target;     // begins with '/'
};
// Errors: kBadConfig; it begins with "notify.url".
base::Result<NoticeUrl> ParseNoticeUrl(std::string_view text);

}  // namespace cybercheck::server
