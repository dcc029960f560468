// SPDX-License-Identifier: Apache-2.0
// SMS senders, where the text quotes them as such: "ผู้ส่ง: KBANK", "Sender: "Thai Post"". A number in place of a name is a phone's.
// Immutable, thread-safe.
#pragma once

#include <re2/re2.h>

#include "extract/findings.h"

namespace cybercheck::extract {

class SenderScanner {
 public:
  SenderScanner();
  void Scan(Findings& findings) const;

 private:
  RE2 label_;
};

}  // namespace cybercheck::extract
