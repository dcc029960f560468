// SPDX-License-Identifier: Apache-2.0
#include "event/entry.h"

#include <algorithm>
#include <array>

#include "base/check.h"
#include "base/hex.h"
#include "base/random.h"
#include "event/big_endian.h"

namespace cybercheck::event {
namespace {

constexpr std::string_view kMagic = "CCE1";
constexpr size_t kFixedBytes = 125;

struct TypeName {
  EntryType type;
  std::string_view name;
};
constexpr TypeName kTypeNames[] = {
    {EntryType::kFeedObserved, "feed_observed"},
    {EntryType::kPolicySet, "policy_set"},
    {EntryType::kRegisterSet, "register_set"},
    {EntryType::kSharedHostsSet, "shared_hosts_set"},
    {EntryType::kPatternsSet, "patterns_set"},
    {EntryType::kTaxonomySet, "taxonomy_set"},
    {EntryType::kBodyRedact, "body_redact"},
    {EntryType::kReportSubmit, "report_submit"},
    {EntryType::kReportWithdraw, "report_withdraw"},
    {EntryType::kReviewDecide, "review_decide"},
    {EntryType::kReviewUndo, "review_undo"},
    {EntryType::kAppealOpen, "appeal_open"},
    {EntryType::kAppealMove, "appeal_move"},
    {EntryType::kReviewClaim, "review_claim"},
    {EntryType::kTokenCreate, "token_create"},
    {EntryType::kTokenRevoke, "token_revoke"},
    {EntryType::kSubjectErase, "subject_erase"},
    {EntryType::kAttachmentAdd, "attachment_add"},
    {EntryType::kCaseFile, "case_file"},
    {EntryType::kCaseAmend, "case_amend"},
    {EntryType::kCaseMove, "case_move"},
    {EntryType::kCaseNote, "case_note"},
    {EntryType::kCaseLink, "case_link"},
    {EntryType::kCaseCode, "case_code"},
    {EntryType::kControlTotal, "control_total"},
    {EntryType::kTransferRelease, "transfer_release"},
    {EntryType::kHoldOpen, "hold_open"},
    {EntryType::kHoldAnswer, "hold_answer"},
    {EntryType::kHoldMove, "hold_move"},
    {EntryType::kReleaseAsk, "release_ask"},
    {EntryType::kReleaseMove, "release_move"},
    {EntryType::kNoticeSent, "notice_sent"},
    {EntryType::kReleasePublish, "release_publish"},
    {EntryType::kTargetSet, "target_set"},
    {EntryType::kBulletinNote, "bulletin_note"},
};

template <size_t N>
void AppendBytes(std::string& out, const std::array<uint8_t, N>& bytes) {
  out.append(reinterpret_cast<const char*>(bytes.data()), N);
}

base::Digest DigestAt(std::string_view bytes, size_t at) {
  base::Digest digest;
  std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), digest.size(), reinterpret_cast<char*>(digest.data()));
  return digest;
}

}  // namespace

std::string_view Name(EntryType type) noexcept {
  for (const TypeName& row : kTypeNames)
    if (row.type == type) return row.name;
  return "unknown";
}

std::optional<EntryType> EntryTypeNamed(std::string_view name) noexcept {
  for (const TypeName& row : kTypeNames)
    if (row.name == name) return row.type;
  return std::nullopt;
}

std::string EncodeHeader(const Header& header) {
  CHECK(header.actor.size() <= kActorBytesMax);
  std::string out;
  out.reserve(kFixedBytes + header.actor.size());
  out += kMagic;
  AppendU64(out, header.seq);
  AppendBytes(out, header.id);
  AppendU64(out, static_cast<uint64_t>(header.time_ms));
  AppendU16(out, static_cast<uint16_t>(header.type));
  AppendU16(out, header.version);
  AppendU32(out, header.rules);
  AppendBytes(out, header.prev);
  AppendBytes(out, header.body_hash);
  out.push_back(static_cast<char>(header.actor.size()));
  out += header.actor;
  return out;
}

base::Result<Header> DecodeHeader(std::string_view bytes) {
  const auto damaged = [](const char* what) {
    return base::Fail(base::ErrorCode::kDamaged, std::string("entry header: ") + what);
  };
  if (bytes.size() < kFixedBytes) return damaged("too short");
  if (bytes.substr(0, 3) != kMagic.substr(0, 3)) return damaged("no CCE mark");
  if (bytes[3] != kMagic[3]) return base::Fail(base::ErrorCode::kNewerVersion, "entry header of another layout");
  const size_t actor_bytes = static_cast<uint8_t>(bytes[kFixedBytes - 1]);
  if (actor_bytes > kActorBytesMax || bytes.size() != kFixedBytes + actor_bytes) return damaged("length and actor disagree");
  Header header;
  header.seq = U64At(bytes, 4);
  header.id = DigestAt(bytes, 12);
  header.time_ms = static_cast<int64_t>(U64At(bytes, 44));
  header.type = static_cast<EntryType>(U16At(bytes, 52));
  header.version = U16At(bytes, 54);
  header.rules = U32At(bytes, 56);
  header.prev = DigestAt(bytes, 60);
  header.body_hash = DigestAt(bytes, 92);
  header.actor = bytes.substr(kFixedBytes);
  return header;
}

base::Digest HashOf(const Header& header) { return base::Sha256(EncodeHeader(header)); }

std::string BeginBody(std::string_view request) {
  std::array<uint8_t, 16> salt;
  base::FillRandom(salt);
  std::string body = "{\"salt\":\"" + base::HexEncode(salt) + '"';
  if (!request.empty()) {
    CHECK(request.size() == 64);
    body.append(",\"request\":\"").append(request) += '"';
  }
  return body;
}

std::string EncodeOutcome(const Outcome& outcome) {
  CHECK(outcome.code.size() <= 255);
  std::string out;
  AppendU64(out, outcome.seq);
  out.push_back(outcome.accepted ? 1 : 0);
  out.push_back(static_cast<char>(outcome.code.size()));
  out += outcome.code;
  out += outcome.result;
  return out;
}

base::Result<Outcome> DecodeOutcome(std::string_view bytes) {
  const auto damaged = [] { return base::Fail(base::ErrorCode::kDamaged, "outcome: not the documented layout"); };
  if (bytes.size() < 10 || static_cast<uint8_t>(bytes[8]) > 1) return damaged();
  const size_t code_bytes = static_cast<uint8_t>(bytes[9]);
  if (bytes.size() < 10 + code_bytes) return damaged();
  Outcome outcome;
  outcome.seq = U64At(bytes, 0);
  outcome.accepted = bytes[8] == 1;
  outcome.code = bytes.substr(10, code_bytes);
  outcome.result = bytes.substr(10 + code_bytes);
  return outcome;
}

}  // namespace cybercheck::event
