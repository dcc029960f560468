// SPDX-License-Identifier: Apache-2.0
// Between a decoded report and its entry: who may send what, whose voice it is, and the resolver with the lists in force. Made
// for one request on a preparing thread (keys may have to be made durable); one thread at a time.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>

#include "ingest/report_resolver.h"
#include "server/limits.h"
#include "server/request.h"
#include "server/services.h"

namespace cybercheck::server {

// Tips are everybody's; online, hotline and station need an intake system's or an officer's token, patrol an officer's, and so
// does `reporter` an intake system's. Errors, naming the member: kForbidden; kUnauthorized where there is no token at all.
base::Result<void> MayReport(event::Role role, const ingest::RawReport& report);

// The answer to a report or complaint tells the verdict of every number in it: they count as looked up, or reports would be the
// way around the budget. Any thread.
Limits::Admission AskAboutAll(std::span<const event::ReportIndicator> indicators, const Caller& caller, Services& services);

class Intake {
 public:
  // `services` and `caller` must outlive it.
  Intake(Services& services, const Caller& caller);

  // Whose voice it is needs no look at the keys of networks.
  static bool SenderIsKnown(const Caller& caller) { return caller.role != event::Role::kAnonymous && !caller.token.empty(); }

  // As ReportResolver::Resolve; also that the attachments are there.
  std::optional<ingest::ReportFault> Resolve(const ingest::RawReport& raw, const ingest::ReportPlace& place, event::Report& out);
  // An answer tells the verdict of every number in a report: they count as looked up, or reports would be the way around the
  // budget. Stops at the first number that is one too many.
  Limits::Admission AskAbout(const event::Report& report) const;

 private:
  base::Result<void> FindSender();
  std::optional<ingest::ReportFault> CheckAttachments(const ingest::RawReport& raw) const;

  Services& services_;
  const Caller& caller_;
  const int64_t now_s_;
  const ingest::Guard guard_;
  const std::shared_ptr<const ingest::Taxonomy> taxonomy_;
  ingest::ReportResolver resolver_;
  std::optional<ingest::ReportSender> sender_;
};

}  // namespace cybercheck::server
