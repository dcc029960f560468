// SPDX-License-Identifier: Apache-2.0
// One complaint as it was told to one as it is entered: accounts and indicators canonical, what stands in the narrative found,
// the guard asked, people keyed and sealed. Everything that needs the outside world is decided here.
//
//   transfers    from  the victim's own account, unless it is said to be another's or money is told to have come there: it is
//                      sealed with who the victim is, and leaves `payer`, its blind index
//                to    of what left the victim also an indicator
//   indicators   given -> receivers -> found in the narrative, as of reports (ingest/report_resolver.h); the victims' own numbers
//                never. No cap is asked: what nobody vouches for weighs nothing until an officer has seen who tells it
//   victims      age, sex, province, nationality for figures; who they are in one box each, under a key of their own
//   narrative    under the first victim's key
//
// Stateless between calls but for what it reuses; one thread at a time.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "event/case_file.h"
#include "ingest/raw_complaint.h"
#include "ingest/report_resolver.h"

namespace cybercheck::ingest {

// What boxes of a case are bound to beside their subject's key: they are carried from entry to entry as the case is told anew.
inline constexpr std::string_view kAboutVictim = "case victim";
inline constexpr std::string_view kAboutNarrative = "case narrative";

// What is sealed of a victim: {"name":…,"national_id":…,…,"accounts":["004:1234567890"]}. Errors of Parse: kDamaged.
struct SealedIdentity {
  RawIdentity identity;
  std::vector<std::string> accounts;  // the victim's own, as money nodes are written

  bool empty() const { return identity.empty() && accounts.empty(); }
  std::string ToJson() const;
  static base::Result<SealedIdentity> Parse(std::string_view json);
};

// 32 hex digits, equal for equal persons (by national or juristic id), phones, accounts, and nothing else. Errors: those of
// PersonVoice and of canonicalizing a phone.
base::Result<std::string> BlindPerson(std::span<const uint8_t> secret, std::string_view id);
base::Result<std::string> BlindPhone(std::span<const uint8_t> secret, std::string_view phone);
std::string BlindPayer(std::span<const uint8_t> secret, const event::MoneyNode& node);

// An address on a chain, as money's places are called: those that write hexadecimal or bech32 do not tell letters' case apart,
// all others do.
std::string CryptoName(std::string_view text);

class CaseResolver {
 public:
  struct Parts {
    const Guard& guard;
    const Taxonomy& taxonomy;
    const extract::Extractor& extractor;
    NationalIdKeyer key_national_id;
    PersonKeyer key_person;           // the voice of who a national id names
    std::span<const uint8_t> people;  // secret of the blind indexes
    std::function<base::Result<uint64_t>()> new_subject;
    std::function<base::Result<event::Sealed>(uint64_t subject, std::string_view plain, std::string_view about)> seal;
    std::function<base::Result<std::string>(const event::Sealed& sealed, std::string_view about)> open;
  };
  explicit CaseResolver(Parts parts);

  // Who files: "tok:<token id>" stands for somebody unnamed; empty for the public itself, which nobody vouches for.
  struct Filer {
    std::string voice;
    bool verified = false;
  };
  // nullopt: `out` is the complaint; its code is the caller's. Seals last, so a refused complaint uses no key. Storage errors
  // have no place.
  std::optional<ReportFault> File(const RawComplaint& raw, const Filer& filer, int64_t now_s, event::Complaint& out);
  // `complaint`, the case as it is told, comes to be told as `raw` has it. Lists replace lists; a victim's members stand in the
  // place of that victim's. Indicators that only `raw`'s transfers and narrative name are added behind those there are.
  std::optional<ReportFault> Amend(const RawComplaint& raw, int64_t now_s, event::Complaint& complaint);
  // As Amend with transfers behind those there are; `added`: they alone, canonical.
  std::optional<ReportFault> AddTransfers(const std::vector<RawTransfer>& raw, int64_t now_s, event::Complaint& complaint,
                                          std::vector<event::Transfer>& added);

 private:
  std::optional<ReportFault> Resolve(const RawComplaint& raw, int64_t now_s, event::Complaint& out);
  std::optional<ReportFault> TakeMembers(const RawComplaint& raw, event::Complaint& out);
  std::optional<ReportFault> TakeVictims(const RawComplaint& raw, event::Complaint& out);
  void Forget(std::string RawIdentity::*member, size_t number, event::Complaint& out);
  std::optional<ReportFault> TakeTransfers(const std::vector<RawTransfer>& raw, const std::vector<event::Transfer>& standing,
                                           std::vector<event::Transfer>& out);
  std::optional<ReportFault> TakeIndicators(const RawComplaint& raw, int64_t now_s, event::Complaint& out);
  base::Result<event::MoneyNode> Read(const RawMoneyNode& raw);
  base::Result<void> OpenVictims(const event::Complaint& complaint);
  base::Result<void> Seal(const RawComplaint& raw, event::Complaint& out);

  Parts parts_;
  ReportResolver indicators_;
  indicator::Canonical canonical_;
  std::vector<SealedIdentity> identities_;  // of the complaint in hand, by victim
  std::vector<SealedIdentity> sealed_as_;   // what their boxes hold
  std::vector<std::string> paid_from_;      // the victim's own accounts that transfers name
};

// The object of members that an amendment sets (event::ComplaintMembers): those `raw` tells, as `complaint` has them.
// `before`: the case as it was told; what changed because of them is set too.
std::string MembersToSet(const RawComplaint& raw, const event::Complaint& before, const event::Complaint& complaint);

}  // namespace cybercheck::ingest
