// SPDX-License-Identifier: Apache-2.0
#include "server/response.h"

#include <charconv>
#include <cstdio>
#include <ctime>

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

}  // namespace

void Response::Clear() noexcept {
  status = 200;
  content_type = kJson;
  body.clear();
  asset = etag = allow = {};
  retry_after_s = 0;
  store = cors = preflight = false;
}

void Response::Refuse(const base::Error& error) {
  const bool any_origin = cors;
  Clear();
  cors = any_origin;
  status = base::Describe(error.code).http_status;
  content_type = kProblemJson;
  if (status == 503 || status == 429) retry_after_s = 1;
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
    case 204:
      return "No Content";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
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
  if (response.status == 200 && response.cors && response.content_type.data() == kJson.data()) {
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
    if (!response.allow.empty()) AppendField("Allow", response.allow, out);
    if (response.cors) AppendField("Access-Control-Allow-Origin", "*", out);
    if (response.preflight) {
      AppendField("Access-Control-Allow-Methods", response.allow, out);
      AppendField("Access-Control-Allow-Headers", "content-type", out);
      AppendField("Access-Control-Max-Age", "86400", out);
    }
    if (response.retry_after_s > 0) {
      out.append("Retry-After: ");
      AppendNumber(static_cast<uint64_t>(response.retry_after_s), out);
      out.append("\r\n");
    }
  }
  if (!framing.keep_alive)
    out.append("Connection: close\r\n");
  else if (!framing.http_1_1)
    out.append("Connection: keep-alive\r\n");
  if (!bodyless) {
    out.append("Content-Length: ");
    AppendNumber(body.size(), out);
    out.append("\r\n");
  }
  out.append("\r\n");
  if (!bodyless && !framing.head_only) out.append(body);
}

}  // namespace cybercheck::server
