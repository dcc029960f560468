// SPDX-License-Identifier: Apache-2.0
// Between a decoded complaint and its entry: who may tell what, who vouches for it, and the resolver with the lists in force.
// Made for one request on a preparing thread (keys may have to be made durable); one thread at a time.
#pragma once

#include <memory>
#include <string>

#include "cases/receipt_code.h"
#include "ingest/case_resolver.h"
#include "server/request.h"
#include "server/services.h"

namespace cybercheck::server {

// Whether an intake system, or somebody who may do what it does.
inline bool IsIntake(const Caller& caller) {
  return caller.control || caller.role == event::Role::kAdmin || (kIntakes & Bit(caller.role)) != 0;
}

// Anybody files online; other channels, and the ids of other systems (they would join a stranger's case), are an intake system's
// or an officer's to tell. Errors, naming the member: kForbidden; kUnauthorized where there is no token at all.
base::Result<void> MayFile(const Caller& caller, const ingest::RawComplaint& complaint);

class CaseIntake {
 public:
  // `services` and `caller` must outlive it.
  CaseIntake(Services& services, const Caller& caller);

  ingest::CaseResolver& resolver() { return resolver_; }
  ingest::CaseResolver::Filer filer() const;
  int64_t now_s() const { return now_s_; }

 private:
  const Caller& caller_;
  const int64_t now_s_;
  const ingest::Guard guard_;
  const std::shared_ptr<const ingest::Taxonomy> taxonomy_;
  ingest::CaseResolver resolver_;
};

// The tracking code of complaint `number` of an entry, or of a case's later issue.
cases::ReceiptCode TrackingCodeOf(const Secrets& secrets, const event::EntryId& entry, uint16_t number, uint32_t issue = 0);
// What is stored of a code (event::Complaint::code): the first 16 bytes of its SHA-256, as hex.
std::string DigestOfCode(const cases::ReceiptCode& code);

}  // namespace cybercheck::server
