// SPDX-License-Identifier: Apache-2.0
// Whom a command asks: the server that owns the data directory (through its control socket), a remote server (--url), or this
// process, which then opens the directory itself. All speak the same requests and answers, so a command is written once.
// Not thread-safe.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "cli/http_client.h"

namespace cybercheck::cli {

class Asker {
 public:
  virtual ~Asker() = default;
  // A refusal (status 4xx, 5xx) is a response. Errors: kUnavailable.
  virtual base::Result<HttpResponse> Post(std::string_view target, std::string_view json) = 0;
  virtual base::Result<HttpResponse> Get(std::string_view target) = 0;
  // A remote server: public routes only, with its limits on items and without --as-of.
  virtual bool is_remote() const { return false; }
};

// `url` when it is not empty, else the owner of `data`, else this process.
// Errors: kBadRequest (url), and those of DataDirectory::Open.
base::Result<std::unique_ptr<Asker>> OpenAsker(const std::string& data, const std::string& url);

// Over an HttpClient.
std::unique_ptr<Asker> AskOverHttp(HttpClient client, bool is_remote);
// In this process.
base::Result<std::unique_ptr<Asker>> AskHere(const std::string& data);

}  // namespace cybercheck::cli
