// SPDX-License-Identifier: Apache-2.0
// The strict framing policy: which bytes are a request at all. Stands between the socket and the router; docs/http.md lists the
// rules. Pure functions over the bytes as received, so that a request means the same however the network cut it:
//
//   bytes -> HeadScan::Feed -> whole head -> ReadHead -> Head            -> ReadsAlike (server/request_parser.h) -> router
//                           -> more         (any rule broken) -> Refusal
//
// Every refusal ends the connection: after it, nobody knows where the next request would begin.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"
#include "server/request.h"

namespace cybercheck::server {

inline constexpr size_t kRequestLineBytesMax = 16 << 10;
inline constexpr size_t kHeadBytesMax = 32 << 10;
inline constexpr size_t kFieldsMax = 64;
inline constexpr size_t kContentLengthDigitsMax = 19;
// Of the values of Authorization, Idempotency-Key, Receipt-Code, X-Access-Purpose and X-Forwarded-For.
inline constexpr size_t kAuthorizationBytesMax = 512;
inline constexpr size_t kIdempotencyKeyBytesMax = 130;  // 128 and quotes
inline constexpr size_t kReceiptCodeBytesMax = 64;
inline constexpr size_t kPurposeBytesMax = 512;
inline constexpr size_t kLastEventIdBytesMax = 64;
inline constexpr size_t kForwardedForBytesMax = 1024;

struct Refusal {
  base::ErrorCode code;
  const char* detail;  // static; says which rule
};

// Finds the end of a head, incrementally: a byte is looked at once, however many reads it takes.
class HeadScan {
 public:
  enum class State : uint8_t { kMore, kWhole, kRefused };
  // `bytes` begin with the request and are those of the call before, and more. Refuses bare CR, bare LF, control bytes, an empty
  // first line, and what exceeds the limits above, as soon as it is seen.
  State Feed(std::string_view bytes) noexcept;
  size_t head_bytes() const { return line_begin_; }    // kWhole: with the empty line
  const Refusal& refusal() const { return refusal_; }  // kRefused

 private:
  State Refuse(base::ErrorCode code, const char* detail) noexcept;
  size_t scanned_ = 0;
  size_t line_begin_ = 0;
  uint32_t lines_ = 0;
  Refusal refusal_{};
};

// What a well-framed head says. Views point into the head.
struct Head {
  Method method = Method::kGet;
  std::string_view target;
  std::string_view if_none_match;
  std::string_view authorization;
  std::string_view idempotency_key;
  std::string_view receipt_code;
  std::string_view purpose;        // X-Access-Purpose: UTF-8
  std::string_view last_event_id;  // Last-Event-ID
  std::string_view forwarded_for;  // X-Forwarded-For
  uint64_t content_length = 0;
  ContentType content_type = ContentType::kNone;
  bool http_1_1 = true;
  bool keep_alive = true;
  bool expects_continue = false;
  bool accepts_events = false;  // Accept names text/event-stream
  bool accepts_gzip = false;    // Accept-Encoding takes gzip
};

// `head` is whole (HeadScan) and passed its checks; `hosts` are the Host fields served, lower case.
std::optional<Refusal> ReadHead(std::string_view head, std::span<const std::string> hosts, Head& out) noexcept;

}  // namespace cybercheck::server
