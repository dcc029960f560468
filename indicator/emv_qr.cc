// SPDX-License-Identifier: Apache-2.0
#include "indicator/emv_qr.h"

#include <algorithm>

namespace cybercheck::indicator {
namespace {

using base::ErrorCode;
using base::Fail;

constexpr std::string_view kTransferApplication = "A000000677010111";
constexpr std::string_view kBillApplication = "A000000677010112";
constexpr size_t kEmvBytesMax = 1024;  // a QR code the standard allows has 512

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool AllDigits(std::string_view text, size_t size) { return text.size() == size && std::all_of(text.begin(), text.end(), IsDigit); }

struct Field {
  std::string_view tag, value;
};

// Takes the next field off the front of `text`.
base::Result<Field> Next(std::string_view& text) {
  if (text.size() < 4 || !std::all_of(text.begin(), text.begin() + 4, IsDigit)) return Fail(ErrorCode::kEmvFormat, "a field's tag or length is cut");
  const size_t size = static_cast<size_t>((text[2] - '0') * 10 + (text[3] - '0'));
  if (text.size() < 4 + size) return Fail(ErrorCode::kEmvFormat, "a field is longer than the text");
  const Field field{text.substr(0, 2), text.substr(4, size)};
  text.remove_prefix(4 + size);
  return field;
}

int HexDigit(char c) {
  if (IsDigit(c)) return c - '0';
  c = static_cast<char>(c | 32);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// The receiver in the template of tag 29 or 30; nothing set when it belongs to another application.
base::Result<void> ReadTemplate(std::string_view text, EmvReceiver& receiver) {
  std::string_view application, first, second, third;
  while (!text.empty()) {
    ASSIGN_OR_RETURN(const Field field, Next(text));
    if (field.tag == "00") application = field.value;
    if (field.tag == "01") first = field.value;
    if (field.tag == "02") second = field.value;
    if (field.tag == "03") third = field.value;
  }
  if (application == kBillApplication) {
    if (!AllDigits(first, 15) && !AllDigits(first, 13)) return Fail(ErrorCode::kEmvFormat, "a biller has 15 digits");
    receiver.biller = first;
    receiver.reference = second;
    return {};
  }
  if (application != kTransferApplication) return {};
  if (!first.empty()) {
    if (!AllDigits(first, 13)) return Fail(ErrorCode::kEmvFormat, "a mobile number is 0066 and 9 digits");
    receiver.mobile = first;
  } else if (!second.empty()) {
    if (!AllDigits(second, 13)) return Fail(ErrorCode::kEmvFormat, "a national id has 13 digits");
    receiver.national_id = second;
  } else if (!third.empty()) {
    if (!AllDigits(third, 15)) return Fail(ErrorCode::kEmvFormat, "an e-wallet has 15 digits");
    receiver.ewallet = third;
  }
  return {};
}

bool IsSet(const EmvReceiver& receiver) {
  return !receiver.mobile.empty() || !receiver.national_id.empty() || !receiver.ewallet.empty() || !receiver.biller.empty();
}

}  // namespace

bool IsEmvText(std::string_view text) noexcept { return text.starts_with("000201"); }

base::Result<EmvReceiver> ReadEmv(std::string_view text) {
  if (!IsEmvText(text) || text.size() > kEmvBytesMax) return Fail(ErrorCode::kEmvFormat, "starts with 000201");
  EmvReceiver receiver;
  for (std::string_view rest = text; !rest.empty();) {
    const std::string_view before = text.substr(0, text.size() - rest.size());
    ASSIGN_OR_RETURN(const Field field, Next(rest));
    if (field.tag == "63") {
      if (field.value.size() != 4 || !rest.empty()) return Fail(ErrorCode::kEmvFormat, "the checksum is the last field, of 4 digits");
      int crc = 0;
      for (const char c : field.value) crc = HexDigit(c) < 0 ? -1 : crc < 0 ? crc : crc * 16 + HexDigit(c);
      if (crc != Crc16(text.substr(0, before.size() + 4))) return Fail(ErrorCode::kEmvChecksum);
      if (!IsSet(receiver)) return Fail(ErrorCode::kNotAPromptpayId, "a payment code of another scheme");
      return receiver;
    }
    if ((field.tag == "29" || field.tag == "30") && !IsSet(receiver)) TRY(ReadTemplate(field.value, receiver));
  }
  return Fail(ErrorCode::kEmvFormat, "no checksum");
}

uint16_t Crc16(std::string_view bytes) noexcept {
  uint32_t crc = 0xFFFF;
  for (const char byte : bytes) {
    crc ^= static_cast<uint32_t>(static_cast<unsigned char>(byte)) << 8;
    for (int bit = 0; bit < 8; ++bit) crc = (crc << 1) ^ ((crc & 0x8000) != 0 ? 0x1021U : 0U);
    crc &= 0xFFFF;
  }
  return static_cast<uint16_t>(crc);
}

}  // namespace cybercheck::indicator
