// SPDX-License-Identifier: Apache-2.0
#include "server/request.h"

namespace cybercheck::server {

std::string_view Name(Method method) noexcept {
  static constexpr std::string_view kNames[kMethodCount] = {"GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH"};
  return kNames[static_cast<size_t>(method)];
}

std::string_view MediaType(ContentType type) noexcept {
  static constexpr std::string_view kNames[] = {"",
                                                "application/json",
                                                "application/x-ndjson",
                                                "image/png",
                                                "image/jpeg",
                                                "application/pdf",
                                                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                                                ""};
  return kNames[static_cast<size_t>(type)];
}

std::string Caller::actor() const {
  if (control) return "cli";
  return token.empty() ? "anon" : "tok:" + std::string(token);
}

RequestCopy::RequestCopy(const Request& request) : request_(request) {
  std::string_view* const views[] = {
      &request_.path,         &request_.query,       &request_.body,           &request_.if_none_match, &request_.idempotency_key,
      &request_.receipt_code, &request_.purpose,     &request_.last_event_id,  &request_.params[0],     &request_.params[1],
      &request_.caller.token, &request_.caller.bank, &request_.caller.install, &request_.caller.address};
  size_t bytes = 0;
  for (const std::string_view* view : views) bytes += view->size();
  bytes_.reserve(bytes);  // so that appending moves nothing
  for (std::string_view* view : views) {
    const size_t at = bytes_.size();
    bytes_.append(*view);
    *view = std::string_view(bytes_).substr(at);
  }
}

}  // namespace cybercheck::server
