// SPDX-License-Identifier: Apache-2.0
// What is told to everybody about cases, and what is measured against it: the bodies of release_publish, target_set and
// bulletin_note entries (docs/event_format.md). Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace cybercheck::event {

// A release is of one of these and of no other days. Stored by name, in rows by number.
enum class ReleaseKind : uint8_t { kWeek, kMonth, kYear, kFiscalYear };
inline constexpr size_t kReleaseKindCount = 4;
std::string_view Name(ReleaseKind kind) noexcept;  // "week", "month", "year", "fiscal_year"
std::optional<ReleaseKind> ReleaseKindNamed(std::string_view name) noexcept;

inline constexpr size_t kReleaseDocumentBytesMax = 3 << 20;

// A release, whole: everything in it was computed before the entry was made, so that applying it again tells the same.
struct ReleasePublish {
  uint64_t number = 0;  // from 1, without gaps
  ReleaseKind kind{};
  uint32_t from = 0, to = 0;  // days since 1970-01-01 in Asia/Bangkok, both included
  std::string document;       // JSON, the very bytes that are signed
  std::string digest;         // SHA-256 of it, 64 hex digits
  std::string key;            // Ed25519 public key, 64 hex digits
  std::string signature;      // of the document, 128 hex digits
};

// What a figure should come to in a fiscal year (ตัวชี้วัด). What it does come to is computed and never told.
struct TargetSet {
  uint32_t fiscal_year = 0;  // Buddhist, the year it ends in
  std::string name;
  std::string formula;            // cases/target_formula.h
  std::string unit;               // "%", "cases"; for readers
  int64_t target_millionths = 0;  // 0.15 is 150000
  bool at_most = false;           // it is reached when no more than that comes; else no less
  std::string owner;              // the unit that answers for it; empty with `dropped`
  bool dropped = false;           // no longer pursued
};
inline constexpr size_t kTargetNameBytesMax = 300, kTargetFormulaBytesMax = 500, kTargetUnitBytesMax = 60,
                        kTargetOwnerBytesMax = 300;

// What a week's bulletin tells that no table knows. A later one of the same week takes its place.
struct BulletinNote {
  uint32_t week = 0;  // its Sunday, days since 1970-01-01
  std::optional<int64_t> people_saved, arrests;
  std::string warning;  // the warning of the week, for everybody's eyes
  std::string source;   // where this is known from
};
inline constexpr size_t kBulletinWarningBytesMax = 4000, kBulletinSourceBytesMax = 600;

std::string EncodeReleasePublish(const ReleasePublish& release, std::string_view request = {});
base::Result<ReleasePublish> DecodeReleasePublish(std::string_view body);  // kDamaged names the member
std::string EncodeTargetSet(const TargetSet& target, std::string_view request = {});
base::Result<TargetSet> DecodeTargetSet(std::string_view body);
std::string EncodeBulletinNote(const BulletinNote& note, std::string_view request = {});
base::Result<BulletinNote> DecodeBulletinNote(std::string_view body);

}  // namespace cybercheck::event
