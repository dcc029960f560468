// SPDX-License-Identifier: Apache-2.0
// One case as it now stands: what is counted, listed and told of it. What was filed and what was amended stands in the log
// (cases/case_history.h folds it); whatever tells who somebody is stands nowhere but in sealed boxes there.
//
// Table `cases`, (seq u64, number u16) of the complaint that opened it ->
//   0        1        2      3       4        5          6         7     8     9          10       11       12      14
//   +--------+--------+------+-------+--------+----------+---------+-----+-----+----------+--------+--------+-------+-------+
//   | ver 1  | state  | kind | flags | contact| category | outcome | age | sex | province | victim | channel| vict- | com-  |
//   |        |        |      |       |        |          |         |     |     |          | kind   |        | ims 16| pl. 16|
//   +--------+--------+------+-------+--------+----------+---------+-----+-----+----------+--------+--------+-------+-------+
//   16 issue u32 · 20 transfers u32 · 24 ordinal u32 · 28 reported u64 · occurred · accepted · closed · since · complained (u64
//   each, unix seconds, 0: not, or unknown) · 76 damage · requested · held · frozen · returned (i64 each, satang; damage -1:
//   unknown) · 116 into: seq u64, number u16 (merged) · class u8 · previous state u8 · then texts, each with its length: case
//   type, station, assignee, nationality, crime case no., voice
//
//   age, sex, province, nationality, victim kind  of the first victim · flags  1 verified, 2 filed by the public itself
//   class  wire::SourceClass its evidence is counted in; 0: it counts for nothing
//   previous state  where a reopened case came from
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "event/case_file.h"
#include "event/case_work.h"

namespace cybercheck::cases {

struct CaseRow {
  event::CaseState state{};
  event::CaseState before{};  // the state it was in before this one
  event::ComplaintKind kind{};
  event::CaseChannel channel{};  // of the complaint that opened it
  bool verified = false;
  bool by_public = false;  // filed without a credential
  event::ContactChannel contact{};
  uint8_t category = 0;
  event::CaseOutcome outcome{};
  uint8_t age = event::kAgeUnknown;
  event::Sex sex{};
  uint8_t province = 0;
  event::VictimKind victim_kind{};
  uint16_t victims = 0;
  uint16_t complaints = 0;  // that tell of it, the first counted
  uint32_t issue = 0;       // of its tracking code
  uint32_t transfers = 0;
  uint32_t ordinal = 0;  // how many cases were opened before it: its place in columns (cases/case_columns.h)
  int64_t reported_s = 0, occurred_s = 0, accepted_s = 0, closed_s = 0;
  int64_t since_s = 0;  // when it came into its state
  // Of a case that a bank's complaint opened: when police were first told of it; 0: not yet. (Of all others reported_s says it.)
  int64_t complained_s = 0;
  int64_t damage_satang = event::kDamageUnknown;
  // Of its holds, never mixed. held: what is held now and what was frozen or returned since is not in it any more.
  int64_t requested_satang = 0, held_satang = 0, frozen_satang = 0, returned_satang = 0;
  event::CaseRef into;
  uint8_t evidence_class = 0;
  std::string case_type, station, assignee, nationality, crime_case_no, voice;

  // When police were told, by whatever channel; 0: only a bank was.
  int64_t police_told_s() const noexcept { return channel == event::CaseChannel::kBank ? complained_s : reported_s; }
  friend bool operator==(const CaseRow&, const CaseRow&) = default;
};

inline constexpr size_t kCaseKeyBytes = 10;
std::string CaseKey(event::CaseRef ref);
base::Result<event::CaseRef> DecodeCaseKey(std::string_view bytes);  // kDamaged; what stands behind the 10 bytes is left
void EncodeCaseRow(const CaseRow& row, std::string& out);
base::Result<CaseRow> DecodeCaseRow(std::string_view bytes);  // kDamaged; any bytes are safe

}  // namespace cybercheck::cases
