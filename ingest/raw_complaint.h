// SPDX-License-Identifier: Apache-2.0
// A complaint as somebody told it: members told apart and bounded, nothing understood yet. Made from a request
// (server/complaint_body.h); CaseResolver makes an event::Complaint of it. What is nullopt was not told: of a new complaint it is
// unknown, in an amendment it stays as it is. What an amendment says is unknown after all is an empty text, 0, or the enum's own
// word for it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "event/case_file.h"
#include "ingest/raw_report.h"
#include "wire/verdict.h"

namespace cybercheck::ingest {

inline constexpr size_t kNarrativeBytesMax = kReportTextBytesMax;
inline constexpr size_t kPlaceTextBytesMax = 256;  // of money
inline constexpr size_t kAddressBytesMax = 1024;

// Who a victim is. Only ever stored sealed; what is empty was not told.
struct RawIdentity {
  std::string name, national_id, juristic_id, passport, phone, email, line, address, other;
  std::vector<std::string RawIdentity::*> forgotten{};  // of an amendment: what is not so after all, and nothing takes its place
  bool empty() const {
    return name.empty() && national_id.empty() && juristic_id.empty() && passport.empty() && phone.empty() && email.empty() &&
           line.empty() && address.empty() && other.empty();
  }
};

struct RawVictim {
  std::optional<event::VictimKind> kind;
  std::optional<uint8_t> age;
  std::optional<event::Sex> sex;
  std::optional<std::string> province;     // two digits or a name
  std::optional<std::string> nationality;  // ISO 3166-1 alpha-2
  std::optional<RawIdentity> identity;
};

// Where money was or went: an account with its bank, or another kind of place with its name.
struct RawMoneyNode {
  enum class Owner : uint8_t { kUnsaid, kVictim, kOther };
  event::MoneyNodeKind kind = event::MoneyNodeKind::kVictim;  // kVictim: no place was named
  std::string bank, name;
  Owner owner{};
};

struct RawTransfer {
  std::optional<RawMoneyNode> from;  // nullopt: left the victim, nobody said by which account
  RawMoneyNode to;
  int64_t satang = 0;
  int64_t at_s = 0;  // 0: not told
  std::string reference;
};

struct RawComplaint {
  std::optional<event::CaseChannel> channel;
  std::optional<event::ComplaintKind> kind;
  std::optional<int64_t> reported_s, occurred_s, damage_satang;
  std::optional<wire::Category> category;
  std::optional<std::string> case_type, station, narrative;
  std::optional<event::ContactChannel> contact;
  std::array<std::optional<std::string>, event::kExternalIdCount> external_ids;
  std::optional<std::vector<RawVictim>> victims;
  bool one_victim = false;  // told as `victim`: what its places are called
  std::optional<std::vector<RawIndicator>> indicators;
  std::optional<std::vector<RawTransfer>> transfers;

  bool HasExternalIds() const {
    for (const auto& id : external_ids)
      if (id) return true;
    return false;
  }
};

}  // namespace cybercheck::ingest
