// SPDX-License-Identifier: Apache-2.0
#include "ingest/sample_marks.h"

#include <algorithm>

namespace cybercheck::ingest {
namespace {

constexpr uint64_t kTenMillion = 10'000'000;

// A permutation of the numbers below ten million that leaves neighbours far apart.
constexpr uint64_t Scattered(uint64_t number) noexcept { return (number % kTenMillion * 7'368'787 + 1'234'577) % kTenMillion; }

std::string Digits(uint64_t number, size_t digits) {
  std::string out(digits, '0');
  for (size_t i = digits; i-- > 0 && number > 0; number /= 10) out[i] = static_cast<char>('0' + number % 10);
  return out;
}

std::string Word(uint64_t number) {
  constexpr char kLetters[] = "0123456789abcdefghijklmnopqrstuvwxyz";
  std::string out;
  for (uint64_t left = Scattered(number) + 36 * 36 * 36; left > 0; left /= 36) out += kLetters[left % 36];
  return out;
}

constexpr std::string_view kFirstNames[] = {"มานะ", "มานี",  "ปิติ",   "ชูใจ",  "วีระ",   "ดวงแก้ว",
                                            "สมคิด", "เพชร", "สีเทา", "จันทร", "สมชาย", "สมหญิง"};
constexpr std::string_view kSurnames[] = {"ตัวอย่าง", "สมมุติ", "นามสมมุติ", "ทดสอบ"};

}  // namespace

std::string SampleAccount(const SampleBank& bank, uint64_t number) {
  return std::string(bank.code) + ":" + std::string(bank.digits - 7, '0') + Digits(Scattered(number), 7);
}
std::string SamplePhone(uint64_t number) { return "+6669" + Digits(Scattered(number + 4'000'037), 7); }
std::string SampleHost(uint64_t number) { return "sample-" + Word(number) + (number % 4 == 0 ? ".test" : ".example"); }
std::string SampleLine(uint64_t number) { return "sample_" + Word(number); }
std::string SampleFacebook(uint64_t number) { return "sample" + Word(number); }
std::string SampleTiktok(uint64_t number) { return "sample." + Word(number); }
std::string SampleThing(std::string_view what, uint64_t number) {
  return std::string(kSamplePrefix).append(what).append("-").append(Word(number));
}

std::string SampleStation(const SampleProvince& province, uint32_t station) {
  return std::string(kSamplePrefix) + Digits(province.code, 2) + "-" + Digits(station, 3);
}

std::string SampleExternalId(event::ExternalId kind, uint64_t data, uint32_t number, uint32_t copy) {
  constexpr char kLetters[event::kExternalIdCount] = {'B', 'T', 'A', 'C', 'N'};
  std::string out = std::string(kSamplePrefix) + Word(data) + "-" + kLetters[static_cast<size_t>(kind)] + std::to_string(number);
  if (copy > 0) out += "-" + std::to_string(copy + 1);
  return out;
}

std::string SampleNationalId(uint64_t number) {
  std::string digits = "90000" + Digits(Scattered(number), 7);
  uint32_t sum = 0;
  for (size_t i = 0; i < digits.size(); ++i) sum += static_cast<uint32_t>(digits[i] - '0') * static_cast<uint32_t>(13 - i);
  return digits + static_cast<char>('0' + (11 - sum % 11) % 10);
}

std::string SampleName(uint64_t number) {
  const uint64_t scattered = Scattered(number);
  return std::string(kFirstNames[scattered % std::size(kFirstNames)]) + " " +
         std::string(kSurnames[scattered / 16 % std::size(kSurnames)]);
}

bool IsSampleKey(const indicator::Key& key) noexcept {
  const std::string_view form = key.form;
  switch (key.kind) {
    case indicator::Kind::kPhone:
      return form.starts_with("+6669") && form.size() == 12;
    case indicator::Kind::kAccount:
      return form.size() > 7 && form.substr(3).starts_with(":000");
    case indicator::Kind::kPromptpay:
      return form.starts_with("mobile:+6669");
    case indicator::Kind::kUrl: {
      const std::string_view host = form.substr(0, form.find('/'));
      return host.starts_with("sample-") && (host.ends_with(".example") || host.ends_with(".test"));
    }
    case indicator::Kind::kLine:
      return form.starts_with("sample_") || form.starts_with("@sample_");
    case indicator::Kind::kFacebook:
      return form.starts_with("sample");
    case indicator::Kind::kTiktok:
      return form.starts_with("sample.");
    default:
      return false;
  }
}

}  // namespace cybercheck::ingest
