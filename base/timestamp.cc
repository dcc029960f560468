// SPDX-License-Identifier: Apache-2.0
#include "base/timestamp.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>

namespace cybercheck::base {
namespace {

constexpr int64_t kLastSecond = 253402300799;  // 9999-12-31T23:59:59Z

// "00" to "99": a time is seven of these.
constexpr auto kPairs = [] {
  std::array<char, 200> pairs{};
  for (size_t i = 0; i < 100; ++i) {
    pairs[2 * i] = static_cast<char>('0' + i / 10);
    pairs[2 * i + 1] = static_cast<char>('0' + i % 10);
  }
  return pairs;
}();

void TwoDigits(unsigned value, char* out) noexcept { std::memcpy(out, kPairs.data() + 2 * value, 2); }

// Reads exactly `count` digits; -1 if there are fewer.
int Number(std::string_view text, size_t at, size_t count) {
  if (at + count > text.size()) return -1;
  int value = 0;
  for (size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

}  // namespace

void FormatTimeTo(int64_t unix_s, char* out) noexcept {
  using namespace std::chrono;
  unix_s = std::clamp<int64_t>(unix_s, 0, kLastSecond);
  const auto day_number = static_cast<int32_t>(unix_s / 86400);
  const auto of_day = static_cast<uint32_t>(unix_s % 86400);
  const year_month_day date{sys_days{days{day_number}}};
  const auto year = static_cast<unsigned>(static_cast<int>(date.year()));
  TwoDigits(year / 100, out);
  TwoDigits(year % 100, out + 2);
  out[4] = '-';
  TwoDigits(static_cast<unsigned>(date.month()), out + 5);
  out[7] = '-';
  TwoDigits(static_cast<unsigned>(date.day()), out + 8);
  out[10] = 'T';
  TwoDigits(of_day / 3600, out + 11);
  out[13] = ':';
  TwoDigits(of_day / 60 % 60, out + 14);
  out[16] = ':';
  TwoDigits(of_day % 60, out + 17);
  out[19] = 'Z';
}

std::string FormatTime(int64_t unix_s) {
  std::string text(20, ' ');
  FormatTimeTo(unix_s, text.data());
  return text;
}

Result<int64_t> ParseTimeMs(std::string_view text) {
  using namespace std::chrono;
  const auto bad = [] { return Fail(ErrorCode::kBadRequest, "a time is written as 2026-11-20T10:00:00+07:00"); };
  const int y = Number(text, 0, 4), mo = Number(text, 5, 2), d = Number(text, 8, 2);
  const int h = Number(text, 11, 2), mi = Number(text, 14, 2), s = Number(text, 17, 2);
  if (y < 1970 || mo < 0 || d < 0 || h < 0 || h > 23 || mi < 0 || mi > 59 || s < 0 || s > 60) return bad();
  if (text[4] != '-' || text[7] != '-' || text[13] != ':' || text[16] != ':') return bad();
  if (text[10] != 'T' && text[10] != 't' && text[10] != ' ') return bad();
  const year_month_day date{year{y}, month{static_cast<unsigned>(mo)}, day{static_cast<unsigned>(d)}};
  if (!date.ok()) return bad();
  size_t at = 19;
  int64_t ms = 0;
  if (at < text.size() && text[at] == '.') {
    const size_t start = ++at;
    for (int scale = 100; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, scale /= 10)
      ms += (text[at] - '0') * scale;
    if (at == start) return bad();
  }
  int64_t offset_s = 0;
  if (at < text.size() && (text[at] == 'Z' || text[at] == 'z')) {
    ++at;
  } else if (at < text.size() && (text[at] == '+' || text[at] == '-')) {
    const int oh = Number(text, at + 1, 2), om = Number(text, at + 4, 2);
    if (oh < 0 || oh > 23 || om < 0 || om > 59 || text[at + 3] != ':') return bad();
    offset_s = (text[at] == '-' ? -1 : 1) * (oh * 3600 + om * 60);
    at += 6;
  } else {
    return bad();
  }
  if (at != text.size()) return bad();
  const int64_t seconds_of_day = h * 3600 + mi * 60 + s;
  const int64_t unix_s = duration_cast<seconds>(sys_days{date}.time_since_epoch()).count() + seconds_of_day - offset_s;
  return unix_s * 1000 + ms;
}

}  // namespace cybercheck::base
