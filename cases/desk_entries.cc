// SPDX-License-Identifier: Apache-2.0
#include "cases/desk_entries.h"

#include <boost/json.hpp>

#include "base/error.h"
#include "cases/attachment.h"
#include "cases/case_book.h"
#include "cases/claim.h"
#include "cases/erasure.h"
#include "event/access_token.h"
#include "event/attachment_add.h"
#include "event/review.h"
#include "event/subject_erase.h"

namespace cybercheck::cases {
namespace {

using base::ErrorCode;
using event::Entry;
using event::Outcome;

constexpr std::string_view kBadBody = "bad_body";
constexpr std::string_view kClaimed = "claimed";

Outcome Refused(const Entry& entry, std::string_view code, std::string result = {}) {
  return {entry.header.seq, false, std::string(code), std::move(result)};
}
Outcome Refused(const Entry& entry, ErrorCode code) { return Refused(entry, base::Describe(code).name); }
Outcome Accepted(const Entry& entry, std::string result) { return {entry.header.seq, true, {}, std::move(result)}; }

int64_t TimeOf(const Entry& entry) { return entry.header.time_ms / 1000; }

std::string Count(std::string_view name, uint64_t count) {
  return "{\"" + std::string(name) + "\":" + std::to_string(count) + "}";
}

}  // namespace

base::Result<Outcome> DecideClaim(const Entry& entry, const Tables& tables, store::WriteTxn& txn) {
  const auto decoded = event::DecodeReviewClaim(*entry.body);
  if (decoded.has_error()) return Refused(entry, kBadBody);
  const int64_t now_s = TimeOf(entry);
  for (const indicator::Key& key : decoded->keys) {
    ASSIGN_OR_RETURN(const auto bytes, tables.claims.Get(txn, KeyOf(indicator::IndexKey(key))));
    if (!bytes) continue;
    ASSIGN_OR_RETURN(const Claim claim, DecodeClaim(*bytes));
    if (claim.IsOver(now_s) || claim.actor == entry.header.actor) continue;
    const boost::json::object holder{{"key", key.ToString()}, {"holder", claim.actor}, {"until", claim.until_s}};
    return Refused(entry, kClaimed, boost::json::serialize(holder));
  }
  const Claim claim{now_s, decoded->until_s, entry.header.actor};
  const bool released = claim.IsOver(now_s);
  std::string value;
  EncodeClaim(claim, value);
  uint64_t count = 0;
  for (const indicator::Key& key : decoded->keys) {
    const indicator::KeyBytes index_key = indicator::IndexKey(key);
    bool changed = true;
    if (released) {
      ASSIGN_OR_RETURN(changed, tables.claims.Delete(txn, KeyOf(index_key)));
    } else {
      TRY(tables.claims.Put(txn, KeyOf(index_key), value));
    }
    count += changed;
  }
  return Accepted(entry, Count(released ? "released" : "claimed", count));
}

base::Result<Outcome> DecideTokenCreate(const Entry& entry, const Tables& tables, store::WriteTxn& txn,
                                        const TokenChanged& changed) {
  const auto decoded = event::DecodeTokenCreate(*entry.body);
  if (decoded.has_error()) return Refused(entry, kBadBody);
  ASSIGN_OR_RETURN(const auto known, tables.tokens.Get(txn, decoded->token));
  if (known) return Refused(entry, ErrorCode::kConflict);
  Token token{decoded->token, decoded->digest, decoded->role, decoded->name, decoded->bank, TimeOf(entry), decoded->expires_s, 0};
  std::string value;
  EncodeToken(token, value);
  TRY(tables.tokens.Put(txn, token.id, value));
  changed(std::move(token));
  return Accepted(entry, "{}");
}

base::Result<Outcome> DecideTokenRevoke(const Entry& entry, const Tables& tables, store::WriteTxn& txn,
                                        const TokenChanged& changed) {
  const auto decoded = event::DecodeTokenRevoke(*entry.body);
  if (decoded.has_error()) return Refused(entry, kBadBody);
  ASSIGN_OR_RETURN(const auto known, tables.tokens.Get(txn, decoded->token));
  if (!known) return Refused(entry, ErrorCode::kNotFound);
  ASSIGN_OR_RETURN(Token token, DecodeToken(decoded->token, *known));
  if (token.revoked_s != 0) return Refused(entry, ErrorCode::kWrongState);
  token.revoked_s = TimeOf(entry);
  std::string value;
  EncodeToken(token, value);
  TRY(tables.tokens.Put(txn, token.id, value));
  changed(std::move(token));
  return Accepted(entry, "{}");
}

base::Result<Outcome> DecideErase(const Entry& entry, const Tables& tables, store::WriteTxn& txn) {
  const auto decoded = event::DecodeSubjectErase(*entry.body);
  if (decoded.has_error()) return Refused(entry, kBadBody);
  std::string value;
  EncodeErasure({entry.header.seq, TimeOf(entry), decoded->ground}, value);
  uint64_t erased = 0;
  for (const uint64_t subject : decoded->subjects) {
    const std::string key = SubjectKey(subject);
    ASSIGN_OR_RETURN(const auto known, tables.erased.Get(txn, key));
    if (known) continue;
    TRY(tables.erased.Put(txn, key, value));
    ++erased;
  }
  TRY(ForgetPeople(decoded->subjects, tables, txn));
  return Accepted(entry, Count("erased", erased));
}

base::Result<Outcome> DecideAttachment(const Entry& entry, const Tables& tables, store::WriteTxn& txn) {
  const auto decoded = event::DecodeAttachmentAdd(*entry.body);
  if (decoded.has_error()) return Refused(entry, kBadBody);
  const std::string key = AttachmentKey(decoded->id);
  ASSIGN_OR_RETURN(const auto known, tables.attachments.Get(txn, key));
  if (known) return Refused(entry, ErrorCode::kConflict);
  const Attachment attachment{entry.header.seq,   TimeOf(entry), decoded->subject, decoded->bytes, decoded->sealed_digest, {},
                              decoded->media_type};
  std::string value;
  EncodeAttachment(attachment, value);
  TRY(tables.attachments.Put(txn, key, value));
  return Accepted(entry, "{}");
}

}  // namespace cybercheck::cases
