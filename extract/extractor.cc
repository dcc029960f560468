// SPDX-License-Identifier: Apache-2.0
#include "extract/extractor.h"

#include <string>

#include "base/utf8.h"
#include "extract/account_scanner.h"
#include "extract/findings.h"
#include "extract/folded_text.h"
#include "extract/handle_scanner.h"
#include "extract/phone_scanner.h"
#include "extract/promptpay_scanner.h"
#include "extract/sender_scanner.h"
#include "extract/url_scanner.h"

namespace cybercheck::extract {

struct Extractor::Patterns {
  UrlScanner urls;
  PromptpayScanner promptpay;
  PhoneScanner phones;
  AccountScanner accounts{phones};
  HandleScanner handles;
  SenderScanner senders;
};

Extractor::Extractor() : patterns_(std::make_unique<const Patterns>()) {}
Extractor::~Extractor() = default;

base::Result<std::vector<Found>> Extractor::Extract(std::string_view text) const {
  if (text.size() > kTextBytesMax)
    return base::Fail(base::ErrorCode::kValueTooLong, "at most " + std::to_string(kTextBytesMax) + " bytes of text");
  if (!base::IsValidUtf8(text)) return base::Fail(base::ErrorCode::kInvalidUtf8);
  const FoldedText folded(text);
  Findings findings(folded);
  // From the surest to the vaguest: what one takes, the next does not see.
  patterns_->promptpay.ScanQrTexts(findings);
  patterns_->urls.Scan(findings);
  patterns_->phones.ScanDialCodes(findings);
  patterns_->senders.Scan(findings);
  patterns_->promptpay.ScanLabelled(findings);
  patterns_->handles.Scan(findings);
  patterns_->accounts.Scan(findings);
  patterns_->phones.ScanPhones(findings);
  return findings.Finish();
}

}  // namespace cybercheck::extract
