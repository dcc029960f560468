// SPDX-License-Identifier: Apache-2.0
// Operating errors: what can go wrong while the program is right. One table (error.cc) maps each code to its stable name
// (the `code` member of answers), its HTTP status and one sentence in English and Thai. "Not listed" is a value, not an error.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace cybercheck::base {

enum class ErrorCode : uint8_t {
  // Input that is no indicator. Status 400 where the whole request is one such value; inside a batch they stand in its place.
  kEmptyValue,
  kValueTooLong,
  kInvalidUtf8,
  kUnknownKind,
  kNotAnIndicator,  // `auto` found no kind that fits
  kNotAPhone,
  kPhoneTooShort,
  kPhoneTooLong,
  kPhoneMasked,
  kUnsupportedScheme,
  kEmptyHost,
  kInvalidHost,
  kInvalidPort,
  kNotALineId,
  kNotATiktokHandle,
  kNotAFacebookName,
  kReservedName,  // a path of the platform itself (facebook.com/help), not somebody's account
  kNotAnAccount,
  kBankMissing,
  kBankUnknown,
  kAccountLength,
  kAccountMasked,
  kNotAPromptpayId,
  kNationalIdChecksum,
  kEmvFormat,
  kEmvChecksum,
  kNotASenderName,
  // Requests.
  kBadRequest,  // framing, not JSON, wrong types: detail names the member
  kUnknownMember,
  kMissingMember,
  kTooManyItems,
  kBodyTooLarge,
  kHeadTooLarge,
  kTargetTooLong,
  kUnsupportedMediaType,
  kNotFound,
  kMethodNotAllowed,
  kRequestTimeout,
  kTooManyRequests,
  kUnauthorized,  // the route needs a token, or the one sent is not known, expired or revoked
  kForbidden,     // the token's role may not do this
  kIdempotencyKeyMissing,
  kIdempotencyKeyBad,  // not 1 to 128 printable characters; anonymous: not a UUID
  kOwnWork,            // nobody reviews what they submitted themselves
  kOwnDecision,        // nobody lists again what they cleared, or decides the appeal against their own decision
  kSecondNeeded,       // another officer must say the same
  kWrongState,         // the thing is not in a state in which this can be done
  kOverloaded,
  kMisdirected,  // a Host this server does not serve
  // Configuration and input files.
  kBadConfig,
  kBadPolicy,
  kBadRegister,
  kBadFeed,
  kBadEncoding,
  kGuarded,  // a public suffix, shared host or shortener is never listed as a whole
  // Storage.
  kIo,  // the operating system's error text is in detail
  kStorageFull,
  kDamaged,       // a checksum, order or chain does not hold
  kForeignFile,   // not a data directory of this program
  kNewerVersion,  // data or entry written by a newer version
  kInUse,         // another process owns the directory
  kUnavailable,
  kBodyRedacted,
  kErased,    // the subject it was sealed for has been erased
  kConflict,  // same id, other bytes
  kInternal,
};

struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string detail;  // what was wrong, where, and what to do; never a queried value
};

struct ErrorRow {
  ErrorCode code;
  std::string_view name;  // stable, snake_case
  int http_status;
  std::string_view title_en;
  std::string_view title_th;
};

// Never fails; the reference lives as long as the program.
const ErrorRow& Describe(ErrorCode code) noexcept;

// "name: detail", for terminals and logs.
std::string ToString(const Error& error);

}  // namespace cybercheck::base
