// SPDX-License-Identifier: Apache-2.0
#include "server/sealed_words.h"

#include "cases/receipt_code.h"

namespace cybercheck::server {

base::Result<std::optional<event::Sealed>> SealWritten(const std::string& text, const event::EntryId& entry, Services& services) {
  if (text.empty()) return std::optional<event::Sealed>();
  ASSIGN_OR_RETURN(const uint64_t subject, services.key_ring.NewSubject());
  ASSIGN_OR_RETURN(event::Sealed sealed, services.key_ring.Seal(subject, text, store::AboutReport(entry, 0)));
  return std::optional(std::move(sealed));
}

bool IsReceiptCode(std::string_view sent, const event::EntryId& entry, uint16_t number, const Secrets& secrets) {
  const cases::ReceiptCode right = cases::ReceiptCodeOf(secrets.receipts, entry, number);
  const auto code = cases::ParseReceiptCode(sent);
  return cases::SameReceiptCode(code.value_or(cases::ReceiptCode{}), right) && code.has_value();
}

}  // namespace cybercheck::server
