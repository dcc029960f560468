// SPDX-License-Identifier: Apache-2.0
// PromptPay ids: what a QR code says (EMV text), and a phone, citizen, tax or wallet number that the text calls พร้อมเพย์.
// Immutable, thread-safe.
#pragma once

#include <re2/re2.h>

#include "extract/findings.h"

namespace cybercheck::extract {

class PromptpayScanner {
 public:
  PromptpayScanner();
  void ScanQrTexts(Findings& findings) const;
  void ScanLabelled(Findings& findings) const;

 private:
  bool TryNumber(Findings& findings, size_t begin) const;

  RE2 qr_text_;
  RE2 label_;
};

}  // namespace cybercheck::extract
