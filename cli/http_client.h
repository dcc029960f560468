// SPDX-License-Identifier: Apache-2.0
// One HTTP/1.1 connection to one server, over TCP or over a local stream socket; blocking, with a deadline for each exchange.
// A kept connection that the server has closed is opened again once. Not thread-safe; movable.
// Errors everywhere: kUnavailable (cannot connect, broken off, or late), kBadRequest (no address of this kind).
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace cybercheck::cli {

struct HttpResponse {
  unsigned status = 0;
  std::string content_type;
  std::string body;
};

class HttpClient {
 public:
  // Nothing is sent before the first exchange.
  static HttpClient OverSocket(std::string path, std::string host);
  // "http://HOST[:PORT][/PREFIX]"; the prefix precedes every target. https is refused: this program carries no TLS client.
  static base::Result<HttpClient> OverTcp(std::string_view url);

  HttpClient(HttpClient&&) noexcept;
  HttpClient& operator=(HttpClient&&) noexcept;
  ~HttpClient();

  base::Result<HttpResponse> Get(std::string_view target);
  // `retry_safe`: sending `json` twice does what sending it once does.
  base::Result<HttpResponse> PostJson(std::string_view target, std::string_view json, bool retry_safe = true);
  // A body of another type; sending it twice does what sending it once does.
  base::Result<HttpResponse> Post(std::string_view target, std::string_view content_type, std::string_view body);

 private:
  struct Connection;
  explicit HttpClient(std::unique_ptr<Connection> connection);
  std::unique_ptr<Connection> connection_;
};

// What a refusal says: the `code` and `detail` of problem+json as an Error, or kUnavailable with the status.
base::Error ProblemOf(const HttpResponse& response);

}  // namespace cybercheck::cli
