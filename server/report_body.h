// SPDX-License-Identifier: Apache-2.0
// The JSON of one report: the body of POST /v1/reports, a row of POST /v1/reports:batch, a line of a JSON Lines file. Strict: an
// unknown, repeated, missing, mistyped or oversized member refuses the report and is named with its place
// ("indicators[3].value must be a string"). Nothing is understood here but names and times. Pure.
#pragma once

#include <optional>
#include <string_view>

#include "base/result.h"
#include "ingest/raw_report.h"

namespace cybercheck::server {

inline constexpr size_t kReportBodyBytesMax = 256 << 10;
inline constexpr size_t kReportBatchBytesMax = 8 << 20;  // of up to event::kReportsMax

// `out` is overwritten; unspecified on error. `now_s`: what has not happened yet cannot be reported (a clock may be five minutes
// ahead). `channel`: what a report is that names no source; nullopt: it must name one. Errors: kBadRequest, kInvalidUtf8,
// kUnknownMember, kMissingMember, kUnknownKind, kTooManyItems, kValueTooLong.
base::Result<void> DecodeReportBody(std::string_view json, int64_t now_s, std::optional<event::Channel> channel,
                                    ingest::RawReport& out);

}  // namespace cybercheck::server
