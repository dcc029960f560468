// SPDX-License-Identifier: Apache-2.0
// The JSON of a complaint: the body of POST /v1/cases, member `set` of an amendment, `transfers` told behind those there are.
// Strict as server/report_body.h: whatever is unknown, repeated, mistyped, oversized or out of its range is named with its place.
// Which members must be there is the resolver's to say. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/raw_complaint.h"
#include "server/object_reader.h"

namespace cybercheck::server {

inline constexpr size_t kComplaintBodyBytesMax = 512 << 10;

// `now_s`: what has not happened yet cannot be told (a clock may be five minutes ahead). `out` is overwritten; unspecified on
// error. Errors: kBadRequest, kInvalidUtf8, kUnknownMember, kMissingMember, kUnknownKind, kTooManyItems, kValueTooLong.
base::Result<void> DecodeComplaintBody(std::string_view json, int64_t now_s, ingest::RawComplaint& out);

struct AmendmentBody {
  ingest::RawComplaint set;
  std::string reason;
};
// {"set":{…},"reason":"…"}; both are needed.
base::Result<void> DecodeAmendmentBody(std::string_view json, int64_t now_s, AmendmentBody& out);

struct TransfersBody {
  std::vector<ingest::RawTransfer> transfers;
  std::string reason;
};
// {"transfers":[…],"reason":"…"}; the reason may be absent.
base::Result<void> DecodeTransfersBody(std::string_view json, int64_t now_s, TransfersBody& out);

inline constexpr size_t kCaseReasonBytesMax = 4096;

}  // namespace cybercheck::server
