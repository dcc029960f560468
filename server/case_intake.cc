// SPDX-License-Identifier: Apache-2.0
#include "server/case_intake.h"

#include "base/hex.h"
#include "ingest/reporter_voice.h"
#include "server/keyers.h"

namespace cybercheck::server {
namespace {

using base::ErrorCode;
using base::Fail;

base::Result<void> NeedIntake(const Caller& caller, const char* what) {
  if (IsIntake(caller)) return {};
  return Fail(caller.role == event::Role::kAnonymous ? ErrorCode::kUnauthorized : ErrorCode::kForbidden, what);
}

}  // namespace

base::Result<void> MayFile(const Caller& caller, const ingest::RawComplaint& complaint) {
  if (complaint.channel && *complaint.channel != event::CaseChannel::kOnline)
    TRY(NeedIntake(caller, "channel: hotline, station and bank need an intake system's or an officer's token"));
  if (complaint.HasExternalIds())
    TRY(NeedIntake(caller, "external_ids: what other systems call a case is told by an intake system or an officer only"));
  return {};
}

CaseIntake::CaseIntake(Services& services, const Caller& caller)
    : caller_(caller),
      now_s_(services.clock.NowS()),
      guard_(services.guard()),
      taxonomy_(services.taxonomy()),
      resolver_({.guard = guard_,
                 .taxonomy = *taxonomy_,
                 .extractor = services.extractor,
                 .key_national_id = KeyNationalIdOf(services),
                 .key_person = KeyPersonOf(services),
                 .people = services.secrets.persons,
                 .new_subject = [&services] { return services.key_ring.NewSubject(); },
                 .seal = [&services](uint64_t subject, std::string_view plain,
                                     std::string_view about) { return services.key_ring.Seal(subject, plain, about); },
                 .open = [&services](const event::Sealed& sealed,
                                     std::string_view about) { return services.key_ring.Open(sealed, about); }}) {}

ingest::CaseResolver::Filer CaseIntake::filer() const {
  if (!IsIntake(caller_)) return {};
  return {.voice = caller_.token.empty() ? std::string() : ingest::TokenVoice(caller_.token), .verified = true};
}

cases::ReceiptCode TrackingCodeOf(const Secrets& secrets, const event::EntryId& entry, uint16_t number, uint32_t issue) {
  return cases::ReceiptCodeOf(secrets.tracking, entry, number, issue);
}

std::string DigestOfCode(const cases::ReceiptCode& code) {
  const base::Digest digest = base::Sha256({reinterpret_cast<const char*>(code.data()), code.size()});
  return base::HexEncode(std::span(digest).first<event::kBlindIndexDigits / 2>());
}

}  // namespace cybercheck::server
