// SPDX-License-Identifier: Apache-2.0
#include "server/response.h"

#include <charconv>
#include <cstdio>
#include <ctime>

#include "server/request.h"
#include "wire/answer.h"

namespace cybercheck::server {
namespace {

// Every field of an ordinary check answer but Date and Content-Length, so that the hot path appends one string.
constexpr std::string_view kCheckHead =
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
    "Access-Control-Allow-Origin: *\r\nDate: ";
// Scripts and styles come from the service itself only; nothing may frame it.
constexpr std::string_view kPageFields =
    "Content-Security-Policy: default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'\r\n"
    "Referrer-Policy: no-referrer\r\nX-Frame-Options: DENY\r\nCross-Origin-Opener-Policy: same-origin\r\n";

void AppendNumber(uint64_t number, std::string& out) {
  char digits[20];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

void AppendField(std::string_view name, std::string_view value, std::string& out) {
  out.append(name).append(": ").append(value).append("\r\n");
}

void AppendMethods(std::string_view name, unsigned methods, std::string& out) {
  out.append(name).append(":");
  for (size_t i = 0, written = 0; i < kMethodCount; ++i)
    if ((methods & (1u << i)) != 0) out.append(written++ == 0 ? " " : ", ").append(Name(static_cast<Method>(i)));
  out.append("\r\n");
}

void AppendRateLimit(const RateLimitState& state, std::string& out) {
  out.append("RateLimit-Policy: \"").append(state.policy).append("\";q=");
  AppendNumber(state.quota, out);
  out.append(";w=");
  AppendNumber(state.window_s, out);
  out.append("\r\nRateLimit: \"").append(state.policy).append("\";r=");
  AppendNumber(state.remaining, out);
  out.append(";t=");
  AppendNumber(state.reset_s, out);
  out.append("\r\n");
}

}  // namespace

void Response::Clear() noexcept {
  status = 200;
  content_type = kMediaJson;
  body.clear();
  asset = etag = {};
  location.clear();
  disposition.clear();
  next.clear();
  stream = nullptr;
  rate_limit = {};
  allow = 0;
  retry_after_s = 0;
  packs = packed = store = cors = preflight = replayed = challenge = false;
}

void Response::Refuse(const base::Error& error) {
  const bool any_origin = cors;
  const RateLimitState state = rate_limit;
  Clear();
  cors = any_origin;
  rate_limit = state;
  status = base::Describe(error.code).http_status;
  content_type = kProblemJson;
  if (status == 503 || status == 429) retry_after_s = 1;
  challenge = status == 401;
  wire::AppendProblem(error, body);
}

void DateField::Update(int64_t unix_s) noexcept {
  if (unix_s == unix_s_) return;
  unix_s_ = unix_s;
  static constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::time_t time = unix_s;
  std::tm utc{};
  gmtime_r(&time, &utc);
  std::snprintf(text_, sizeof text_, "%s, %02d %s %04d %02d:%02d:%02d GMT", kDays[utc.tm_wday], utc.tm_mday % 100,
                kMonths[utc.tm_mon], (utc.tm_year + 1900) % 10000, utc.tm_hour, utc.tm_min, utc.tm_sec);
}

std::string_view StatusText(int status) noexcept {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 503:
      return "Service Unavailable";
    case 507:
      return "Insufficient Storage";
    default:
      return "Status";
  }
}

void AppendResponse(const Response& response, ResponseFraming framing, const DateField& date, std::string& out) {
  const std::string_view body = response.bytes();
  const bool bodyless = response.status == 204 || response.status == 304;
  if (response.status == 200 && response.cors && !response.store && !response.replayed && response.location.empty() &&
      response.content_type.data() == kMediaJson.data()) {
    out.append(kCheckHead).append(date.text()).append("\r\n");
  } else {
    out.append("HTTP/1.1 ");
    AppendNumber(static_cast<uint64_t>(response.status), out);
    out.append(" ").append(StatusText(response.status)).append("\r\n");
    AppendField("Date", date.text(), out);
    if (!bodyless) AppendField("Content-Type", response.content_type, out);
    AppendField("Cache-Control", response.store ? "no-cache" : "no-store", out);
    AppendField("X-Content-Type-Options", "nosniff", out);
    out.append(kPageFields);
    if (!response.etag.empty()) AppendField("ETag", response.etag, out);
    if (response.packs) AppendField("Vary", "Accept-Encoding", out);
    if (response.packed && !bodyless) AppendField("Content-Encoding", "gzip", out);
    if (!response.location.empty()) AppendField("Location", response.location, out);
    if (!response.next.empty()) AppendField("Link", "<" + response.next + ">; rel=\"next\"", out);
    if (!response.disposition.empty()) AppendField("Content-Disposition", response.disposition, out);
    if (response.allow != 0) AppendMethods("Allow", response.allow, out);
    if (response.challenge) AppendField("WWW-Authenticate", "Bearer", out);
    if (response.replayed) AppendField("Idempotency-Replayed", "true", out);
    if (response.cors) AppendField("Access-Control-Allow-Origin", "*", out);
    if (response.preflight) {
      AppendMethods("Access-Control-Allow-Methods", response.allow, out);
      AppendField("Access-Control-Allow-Headers", "authorization, content-type, idempotency-key, receipt-code", out);
      AppendField("Access-Control-Max-Age", "86400", out);
    }
    if (response.retry_after_s > 0) {
      out.append("Retry-After: ");
      AppendNumber(static_cast<uint64_t>(response.retry_after_s), out);
      out.append("\r\n");
    }
  }
  if (!response.rate_limit.policy.empty()) {
    AppendRateLimit(response.rate_limit, out);
    if (response.cors)
      AppendField("Access-Control-Expose-Headers", "RateLimit, RateLimit-Policy, Retry-After, Location, Idempotency-Replayed",
                  out);
  }
  if (!framing.keep_alive)
    out.append("Connection: close\r\n");
  else if (!framing.http_1_1)
    out.append("Connection: keep-alive\r\n");
  if (!bodyless && !response.stream) {
    out.append("Content-Length: ");
    AppendNumber(body.size(), out);
    out.append("\r\n");
  }
  out.append("\r\n");
  if (!bodyless && !framing.head_only) out.append(body);
}

}  // namespace cybercheck::server
