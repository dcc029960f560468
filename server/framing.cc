// SPDX-License-Identifier: Apache-2.0
#include "server/framing.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <algorithm>
#include <array>
#include <bit>

#include "base/utf8.h"

namespace cybercheck::server {
namespace {

using base::ErrorCode;

enum CharClass : uint8_t { kFieldName = 1, kPathChar = 2, kQueryChar = 4 };

constexpr std::array<uint8_t, 256> MakeClasses() {
  std::array<uint8_t, 256> classes{};
  for (int c = '0'; c <= '9'; ++c) classes[c] = kFieldName | kPathChar | kQueryChar;
  for (int c = 'a'; c <= 'z'; ++c) classes[c] = classes[c - 32] = kFieldName | kPathChar | kQueryChar;
  // RFC 3986 section 3.3: pchar, and "/"; but not "%", which is followed up (ReadTarget).
  for (char c : std::string_view("-._~!$&'()*+,;=:@/")) classes[static_cast<uint8_t>(c)] |= kPathChar | kQueryChar;
  // Section 3.4 adds "?"; the rest is what browsers leave as it is in a query (WHATWG URL, query percent-encode set).
  for (char c : std::string_view("?[]{}|^`")) classes[static_cast<uint8_t>(c)] |= kQueryChar;
  classes['-'] |= kFieldName;
  return classes;
}
constexpr auto kClasses = MakeClasses();

bool Is(char c, CharClass cls) { return (kClasses[static_cast<uint8_t>(c)] & cls) != 0; }
bool IsHexDigit(char c) { return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'f'); }
char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 32) : c; }

// `lower` is lower case.
bool EqualsNoCase(std::string_view text, std::string_view lower) {
  return text.size() == lower.size() &&
         std::equal(text.begin(), text.end(), lower.begin(), [](char a, char b) { return Lower(a) == b; });
}

std::string_view Trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// Offset of the first byte that is a control character, or size.
size_t FirstControl(std::string_view bytes, size_t at) {
#ifdef __SSE2__
  const __m128i limit = _mm_set1_epi8(0x1f), del = _mm_set1_epi8(0x7f);
  for (; at + 16 <= bytes.size(); at += 16) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes.data() + at));
    const __m128i low = _mm_cmpeq_epi8(_mm_min_epu8(block, limit), block);
    const unsigned mask = static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(low, _mm_cmpeq_epi8(block, del))));
    if (mask != 0) return at + static_cast<size_t>(std::countr_zero(mask));
  }
#endif
  for (; at < bytes.size(); ++at) {
    const auto c = static_cast<uint8_t>(bytes[at]);
    if (c < 0x20 || c == 0x7f) break;
  }
  return at;
}

std::optional<Refusal> ReadTarget(std::string_view target) {
  if (target.empty()) return Refusal{ErrorCode::kBadRequest, "the request line has no target"};
  if (target[0] != '/') return Refusal{ErrorCode::kBadRequest, "the target must be in origin form: it begins with '/'"};
  CharClass allowed = kPathChar;
  const char* const end = target.data() + target.size();
  for (const char* at = target.data(); at != end; ++at) {
    if (Is(*at, allowed)) continue;  // nearly every character
    if (*at == '?') {
      allowed = kQueryChar;
      continue;
    }
    if (*at != '%') return Refusal{ErrorCode::kBadRequest, "the target holds a character that must be percent-encoded"};
    if (end - at < 3 || !IsHexDigit(at[1]) || !IsHexDigit(at[2]))
      return Refusal{ErrorCode::kBadRequest, "the target holds a % that is not followed by two hexadecimal digits"};
    if (allowed == kPathChar && at[1] == '0' && at[2] == '0') return Refusal{ErrorCode::kBadRequest, "the path holds %00"};
  }
  return std::nullopt;
}

std::optional<Method> MethodNamed(std::string_view name) {
  for (Method method :
       {Method::kGet, Method::kPost, Method::kHead, Method::kOptions, Method::kPut, Method::kDelete, Method::kPatch})
    if (name == Name(method)) return method;
  return std::nullopt;
}

std::optional<Refusal> ReadRequestLine(std::string_view line, Head& out) {
  const size_t first = line.find(' ');
  const size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last || first == 0)
    return Refusal{ErrorCode::kBadRequest, "the request line is not METHOD SP TARGET SP VERSION"};
  const auto method = MethodNamed(line.substr(0, first));
  if (!method) return Refusal{ErrorCode::kBadRequest, "the method is not one of GET, HEAD, POST, OPTIONS, PUT, DELETE, PATCH"};
  const std::string_view version = line.substr(last + 1);
  if (version != "HTTP/1.1" && version != "HTTP/1.0")
    return Refusal{ErrorCode::kBadRequest, "the version is not HTTP/1.1 or HTTP/1.0"};
  out.method = *method;
  out.http_1_1 = version.back() == '1';
  out.keep_alive = out.http_1_1;
  out.target = line.substr(first + 1, last - first - 1);
  return ReadTarget(out.target);
}

// The fields that mean something here; each may stand once.
enum Field : unsigned {
  kNone,
  kHost,
  kContentLength,
  kTransferEncoding,
  kContentType,
  kContentEncoding,
  kConnection,
  kExpect,
  kTrailer,
  kIfNoneMatch,
  kAuthorization,
  kIdempotencyKey,
  kReceiptCode,
  kPurpose,
  kLastEventId,
  kAccept,
  kAcceptEncoding,
  kForwardedFor,
};

Field FieldNamed(std::string_view name) {
  switch (name.size()) {
    case 4:
      return EqualsNoCase(name, "host") ? kHost : kNone;
    case 6:
      return EqualsNoCase(name, "accept") ? kAccept : EqualsNoCase(name, "expect") ? kExpect : kNone;
    case 7:
      return EqualsNoCase(name, "trailer") ? kTrailer : kNone;
    case 10:
      return EqualsNoCase(name, "connection") ? kConnection : kNone;
    case 12:
      return EqualsNoCase(name, "content-type") ? kContentType : EqualsNoCase(name, "receipt-code") ? kReceiptCode : kNone;
    case 13:
      return EqualsNoCase(name, "if-none-match")   ? kIfNoneMatch
             : EqualsNoCase(name, "authorization") ? kAuthorization
             : EqualsNoCase(name, "last-event-id") ? kLastEventId
                                                   : kNone;
    case 14:
      return EqualsNoCase(name, "content-length") ? kContentLength : kNone;
    case 15:
      return EqualsNoCase(name, "idempotency-key")   ? kIdempotencyKey
             : EqualsNoCase(name, "x-forwarded-for") ? kForwardedFor
             : EqualsNoCase(name, "accept-encoding") ? kAcceptEncoding
                                                     : kNone;
    case 16:
      return EqualsNoCase(name, "content-encoding")   ? kContentEncoding
             : EqualsNoCase(name, "x-access-purpose") ? kPurpose
                                                      : kNone;
    case 17:
      return EqualsNoCase(name, "transfer-encoding") ? kTransferEncoding : kNone;
    default:
      return kNone;
  }
}

// Whether a list of codings names gzip, and not with a weight of 0.
bool TakesGzip(std::string_view list) {
  while (!list.empty()) {
    const size_t comma = std::min(list.find(','), list.size());
    const std::string_view coding = list.substr(0, comma);
    list.remove_prefix(std::min(comma + 1, list.size()));
    const size_t semicolon = std::min(coding.find(';'), coding.size());
    if (!EqualsNoCase(Trim(coding.substr(0, semicolon)), "gzip")) continue;
    const std::string_view weight = Trim(coding.substr(std::min(semicolon + 1, coding.size())));
    return weight.empty() || weight.find_first_of("123456789") != std::string_view::npos;
  }
  return false;
}

std::optional<Refusal> ReadConnection(std::string_view value, Head& out) {
  while (!value.empty()) {
    const size_t comma = std::min(value.find(','), value.size());
    const std::string_view token = Trim(value.substr(0, comma));
    value.remove_prefix(std::min(comma + 1, value.size()));
    if (EqualsNoCase(token, "close"))
      out.keep_alive = false;
    else if (EqualsNoCase(token, "keep-alive") && !out.http_1_1)
      out.keep_alive = true;
    else if (FieldNamed(token) != kNone)
      return Refusal{ErrorCode::kBadRequest, "Connection names a field that frames the request"};
  }
  return std::nullopt;
}

ContentType ReadContentType(std::string_view value) {
  const size_t semicolon = std::min(value.find(';'), value.size());
  const std::string_view name = Trim(value.substr(0, semicolon));
  for (const ContentType type :
       {ContentType::kJson, ContentType::kNdjson, ContentType::kPng, ContentType::kJpeg, ContentType::kPdf, ContentType::kXlsx}) {
    if (!EqualsNoCase(name, MediaType(type))) continue;
    if (semicolon == value.size()) return type;
    // Text may say that it is UTF-8; pictures take no parameter.
    const std::string_view parameter = Trim(value.substr(semicolon + 1));
    const bool utf_8 = EqualsNoCase(parameter, "charset=utf-8") || EqualsNoCase(parameter, "charset=\"utf-8\"");
    return utf_8 && (type == ContentType::kJson || type == ContentType::kNdjson) ? type : ContentType::kOther;
  }
  return ContentType::kOther;
}

// One of the fields that say who asks and why.
std::optional<Refusal> ReadText(std::string_view value, size_t bytes_max, bool utf_8, const char* detail, std::string_view& out) {
  const bool plain = std::all_of(value.begin(), value.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
  if (value.empty() || value.size() > bytes_max || (!plain && !(utf_8 && base::IsValidUtf8(value))))
    return Refusal{ErrorCode::kBadRequest, detail};
  out = value;
  return std::nullopt;
}

std::optional<Refusal> ReadContentLength(std::string_view value, Head& out) {
  if (value.empty() || value.size() > kContentLengthDigitsMax ||
      !std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; }))
    return Refusal{ErrorCode::kBadRequest, "Content-Length must be 1 to 19 digits"};
  for (char c : value) out.content_length = out.content_length * 10 + static_cast<uint64_t>(c - '0');
  return std::nullopt;
}

}  // namespace

HeadScan::State HeadScan::Refuse(ErrorCode code, const char* detail) noexcept {
  refusal_ = {code, detail};
  return State::kRefused;
}

HeadScan::State HeadScan::Feed(std::string_view all) noexcept {
  // One byte past the limit is enough to know that it is exceeded.
  const std::string_view bytes = all.substr(0, kHeadBytesMax + 1);
  while (true) {
    scanned_ = FirstControl(bytes, scanned_);
    if (lines_ == 0 && scanned_ > kRequestLineBytesMax)
      return Refuse(ErrorCode::kTargetTooLong, "the request line is longer than 16384 bytes");
    if (scanned_ + 2 > kHeadBytesMax) return Refuse(ErrorCode::kHeadTooLarge, "the head is longer than 32768 bytes");
    if (scanned_ == bytes.size()) return State::kMore;
    const char c = bytes[scanned_];
    if (c == '\t') {
      ++scanned_;
      continue;
    }
    if (c == '\n') return Refuse(ErrorCode::kBadRequest, "a line feed stands without a carriage return");
    if (c != '\r') return Refuse(ErrorCode::kBadRequest, "the head holds a control character");
    if (scanned_ + 1 == bytes.size()) return State::kMore;
    if (bytes[scanned_ + 1] != '\n') return Refuse(ErrorCode::kBadRequest, "a carriage return stands without a line feed");
    const bool empty = scanned_ == line_begin_;
    scanned_ += 2;
    line_begin_ = scanned_;
    if (empty)
      return lines_ == 0 ? Refuse(ErrorCode::kBadRequest, "an empty line stands before the request line") : State::kWhole;
    if (++lines_ > kFieldsMax + 1) return Refuse(ErrorCode::kHeadTooLarge, "the head has more than 64 fields");
  }
}

std::optional<Refusal> ReadHead(std::string_view head, std::span<const std::string> hosts, Head& out) noexcept {
  out = Head{};
  head.remove_suffix(2);  // the empty line
  size_t end = head.find('\r');
  if (auto refusal = ReadRequestLine(head.substr(0, end), out)) return refusal;
  head.remove_prefix(end + 2);

  unsigned seen = 0;
  std::string_view host;
  for (; !head.empty(); head.remove_prefix(end + 2)) {
    end = head.find('\r');
    const std::string_view line = head.substr(0, end);
    if (line[0] == ' ' || line[0] == '\t') return Refusal{ErrorCode::kBadRequest, "a field is folded over lines"};
    size_t colon = 0;
    while (colon < line.size() && Is(line[colon], kFieldName)) ++colon;
    if (colon == 0 || colon == line.size() || line[colon] != ':')
      return Refusal{ErrorCode::kBadRequest, "a field is not NAME: value, its name of letters, digits and hyphens"};
    const Field field = FieldNamed(line.substr(0, colon));
    if (field == kNone) continue;
    if (field == kAccept) {  // may stand several times
      out.accepts_events |= line.find("text/event-stream", colon) != std::string_view::npos;
      continue;
    }
    if (field == kAcceptEncoding) {  // so may this
      out.accepts_gzip |= TakesGzip(line.substr(colon + 1));
      continue;
    }
    if ((seen & (1u << field)) != 0) return Refusal{ErrorCode::kBadRequest, "a field that may stand once stands twice"};
    seen |= 1u << field;
    const std::string_view value = Trim(line.substr(colon + 1));
    switch (field) {
      case kHost:
        host = value;
        break;
      case kContentType:
        out.content_type = ReadContentType(value);
        break;
      case kIfNoneMatch:
        out.if_none_match = value;
        break;
      case kAuthorization:
        if (auto refusal = ReadText(value, kAuthorizationBytesMax, false,
                                    "Authorization must be 1 to 512 printable ASCII characters", out.authorization))
          return refusal;
        break;
      case kIdempotencyKey:
        if (auto refusal = ReadText(value, kIdempotencyKeyBytesMax, false,
                                    "Idempotency-Key must be 1 to 128 printable ASCII characters", out.idempotency_key))
          return refusal;
        break;
      case kReceiptCode:
        if (auto refusal = ReadText(value, kReceiptCodeBytesMax, false, "Receipt-Code must be 1 to 64 printable ASCII characters",
                                    out.receipt_code))
          return refusal;
        break;
      case kPurpose:
        if (auto refusal =
                ReadText(value, kPurposeBytesMax, true, "X-Access-Purpose must be 1 to 512 bytes of UTF-8", out.purpose))
          return refusal;
        break;
      case kLastEventId:
        if (auto refusal = ReadText(value, kLastEventIdBytesMax, false,
                                    "Last-Event-ID must be 1 to 64 printable ASCII characters", out.last_event_id))
          return refusal;
        break;
      case kForwardedFor:
        if (auto refusal = ReadText(value, kForwardedForBytesMax, false,
                                    "X-Forwarded-For must be 1 to 1024 printable ASCII characters", out.forwarded_for))
          return refusal;
        break;
      case kContentLength:
        if (auto refusal = ReadContentLength(value, out)) return refusal;
        break;
      case kConnection:
        if (auto refusal = ReadConnection(value, out)) return refusal;
        break;
      case kTransferEncoding:
        return Refusal{ErrorCode::kBadRequest, "Transfer-Encoding is not accepted on this route; send Content-Length"};
      case kTrailer:
        return Refusal{ErrorCode::kBadRequest, "trailers are not accepted"};
      case kContentEncoding:
        return Refusal{ErrorCode::kUnsupportedMediaType, "Content-Encoding is not accepted in requests"};
      case kExpect:
        if (!EqualsNoCase(value, "100-continue"))
          return Refusal{ErrorCode::kBadRequest, "Expect takes 100-continue and nothing else"};
        out.expects_continue = out.http_1_1;
        break;
      case kNone:
      case kAccept:
      case kAcceptEncoding:
        break;
    }
  }
  if ((seen & (1u << kHost)) == 0) return Refusal{ErrorCode::kBadRequest, "there is no Host field"};
  if (std::none_of(hosts.begin(), hosts.end(), [host](const std::string& served) {
        return host == served || EqualsNoCase(host, served);  // most clients send lower case
      }))
    return Refusal{ErrorCode::kMisdirected, "the Host field names none of the hosts this server is configured for"};
  if (out.method != Method::kPost && out.content_length != 0)
    return Refusal{ErrorCode::kBadRequest, "only a POST carries a body"};
  return std::nullopt;
}

}  // namespace cybercheck::server
