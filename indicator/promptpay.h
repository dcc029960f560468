// SPDX-License-Identifier: Apache-2.0
// PromptPay ids. Thread-safe; allocates only to grow `out`.
//
//   mobile:+66812345678     also the phone, as a hint
//   nid:1101700230708       13 digits, national or tax id, check digit verified: `sensitive` until KeyNationalId has run
//   nid:<32 hex digits>     that keyed form; taken as it is
//   ewallet:004999000000001 15 digits
//   biller:010753600031508[:REF1]  from a bill payment QR; with a reference, the biller alone is in also
//
// Read from digits, labels, promptpay.io links and the text of a payment QR (emv_qr.h), whose amount is ignored.
// Errors: kNotAPromptpayId, kNationalIdChecksum, kEmvFormat, kEmvChecksum.
#pragma once

#include <string_view>

#include "base/result.h"
#include "indicator/canonical.h"

namespace cybercheck::indicator {

base::Result<void> CanonicalizePromptpay(std::string_view value, Canonical& out);

}  // namespace cybercheck::indicator
