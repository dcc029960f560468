// SPDX-License-Identifier: Apache-2.0
// The text of a Thai payment QR code: EMV tag-length-value, a checksum at its end. Thread-safe, allocates nothing.
//
//   000201 010211 29 37 0016A000000677010111 01130066812345678 5303764 5802TH 6304 823E
//                 |  |  |                    |                                |    | CRC-16 of all before
//                 |  |  00: application      01: the receiver                 63 04
//                 |  37 bytes
//                 29: credit transfer (30: bill payment)
// Sources: EMVCo, "QR Code Specification for Payment Systems, Merchant-Presented Mode"; Bank of Thailand, "Thai QR Payment Standard".
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"

namespace cybercheck::indicator {

// Views into the text. Which members are set says what is paid: exactly one of the first four.
struct EmvReceiver {
  std::string_view mobile;       // 0066812345678
  std::string_view national_id;  // 13 digits
  std::string_view ewallet;      // 15 digits
  std::string_view biller;       // 15 digits
  std::string_view reference;    // of a bill, may be empty
};

// Whether `text` begins as every such text does.
bool IsEmvText(std::string_view text) noexcept;

// Errors: kEmvFormat, kEmvChecksum, kNotAPromptpayId (a payment code of another scheme).
base::Result<EmvReceiver> ReadEmv(std::string_view text);

// CRC-16/CCITT-FALSE: polynomial 0x1021, initial 0xFFFF.
uint16_t Crc16(std::string_view bytes) noexcept;

}  // namespace cybercheck::indicator
