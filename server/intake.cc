// SPDX-License-Identifier: Apache-2.0
#include "server/intake.h"

#include "base/hex.h"
#include "cases/attachment.h"
#include "ingest/reporter_voice.h"
#include "server/check_body.h"
#include "server/keyers.h"

namespace cybercheck::server {
namespace {

using base::ErrorCode;
using base::Fail;
using event::Role;

constexpr unsigned kOfficers = kStaff | Bit(Role::kAdmin);
constexpr unsigned kIntakeAndOfficers = kOfficers | Bit(Role::kIntake);

base::Result<void> Need(unsigned roles, Role role, const char* what) {
  if ((roles & Bit(role)) != 0) return {};
  return Fail(role == Role::kAnonymous ? ErrorCode::kUnauthorized : ErrorCode::kForbidden, what);
}

}  // namespace

base::Result<void> MayReport(Role role, const ingest::RawReport& report) {
  switch (report.channel) {
    case event::Channel::kTip:
      break;
    case event::Channel::kPatrol:
      TRY(Need(kOfficers, role, "source: patrol needs an officer's token"));
      break;
    case event::Channel::kOnline:
    case event::Channel::kHotline:
    case event::Channel::kStation:
      TRY(Need(kIntakeAndOfficers, role, "source: online, hotline and station need an intake system's or an officer's token"));
      break;
  }
  if (report.reporter)
    TRY(Need(kIntakeAndOfficers, role, "reporter: who somebody is can be told by an intake system or an officer only"));
  return {};
}

Limits::Admission AskAboutAll(std::span<const event::ReportIndicator> indicators, const Caller& caller, Services& services) {
  Limits::Admission asked;
  if (services.limits == nullptr) return asked;
  for (const auto& indicator : indicators) {
    if (!IsPersonal(indicator.key.kind)) continue;
    asked = services.limits->Ask(caller, base::HexEncode(indicator::IndexKey(indicator.key)), SteadyUs() * 1000);
    if (!asked.allowed) break;
  }
  return asked;
}

Intake::Intake(Services& services, const Caller& caller)
    : services_(services),
      caller_(caller),
      now_s_(services.clock.NowS()),
      guard_(services.guard()),
      taxonomy_(services.taxonomy()),
      resolver_({.guard = guard_,
                 .taxonomy = *taxonomy_,
                 .extractor = services.extractor,
                 .key_national_id = KeyNationalIdOf(services),
                 .key_person = KeyPersonOf(services),
                 .seal = [&services](std::string_view plain, const ingest::ReportPlace& place) -> base::Result<event::Sealed> {
                   ASSIGN_OR_RETURN(const uint64_t subject, services.key_ring.NewSubject());
                   return services.key_ring.Seal(subject, plain, store::AboutReport(place.entry, place.number));
                 },
                 .key_digest = [&services](const base::Digest& digest) -> base::Result<std::string> {
                   return base::HexEncode(base::HmacSha256(services.secrets.requests, base::HexEncode(digest)));
                 },
                 .caps = services.tip_caps}) {}

base::Result<void> Intake::FindSender() {
  if (sender_) return {};
  if (SenderIsKnown(caller_)) {
    sender_ = {.voice = ingest::TokenVoice(caller_.token), .anonymous = false};
    return {};
  }
  ASSIGN_OR_RETURN(std::string voice, services_.network_keys->Voice(caller_.address, now_s_));
  sender_ = {.voice = std::move(voice), .anonymous = true};
  return {};
}

std::optional<ingest::ReportFault> Intake::CheckAttachments(const ingest::RawReport& raw) const {
  if (raw.attachments.empty()) return std::nullopt;
  const auto txn = services_.directory.data().BeginRead();
  if (txn.has_error()) return ingest::ReportFault{"", txn.error()};
  for (size_t i = 0; i < raw.attachments.size(); ++i) {
    const auto found = cases::AttachmentOf(services_.cases.tables(), *txn, raw.attachments[i]);
    if (found.has_error()) return ingest::ReportFault{"", found.error()};
    if (!*found)
      return ingest::ReportFault{"attachments[" + std::to_string(i) + "]",
                                 Fail(ErrorCode::kBadRequest, "there is no such attachment")};
  }
  return std::nullopt;
}

std::optional<ingest::ReportFault> Intake::Resolve(const ingest::RawReport& raw, const ingest::ReportPlace& place,
                                                   event::Report& out) {
  if (auto found = FindSender(); found.has_error()) return ingest::ReportFault{"", std::move(found).error()};
  if (auto fault = CheckAttachments(raw)) return fault;
  return resolver_.Resolve(raw, *sender_, place, now_s_, out);
}

Limits::Admission Intake::AskAbout(const event::Report& report) const {
  return AskAboutAll(report.indicators, caller_, services_);
}

}  // namespace cybercheck::server
