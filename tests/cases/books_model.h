// SPDX-License-Identifier: Apache-2.0
// What the books should say, made the slow and obvious way: one pass over the log and its outcomes with maps, nothing kept from
// before. And the comparison with what the reading functions say.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "cases/appeal_row.h"
#include "cases/attachment.h"
#include "cases/claim.h"
#include "cases/queue_row.h"
#include "cases/report_row.h"
#include "tests/cases/cases_world.h"

namespace cybercheck::cases {

struct BooksModel {
  struct Waiting {
    QueuePlace place;
    QueueWhy why{};
    int64_t since_s = 0;
    uint16_t report = 0;
    std::string account;  // key text; empty: none
  };
  std::map<event::ReportRef, ReportRow> reports;
  std::map<event::EntryId, uint64_t> seqs;
  std::map<std::string, Waiting> queue;  // by key text
  std::map<std::string, Claim> claims;
  std::map<uint64_t, AppealRow> appeals;
  std::map<uint64_t, int64_t> erased;  // subject -> when
  std::map<std::string, Attachment> attachments;
  std::map<uint64_t, uint64_t> notes;  // seq -> subject

  static BooksModel Of(CasesWorld& world);
  void ExpectSame(CasesWorld& world, int64_t now_s) const;

 private:
  void Apply(const event::Entry& entry, const event::Outcome& outcome);
  void ApplyReports(const event::Entry& entry, const event::Outcome& outcome);
  void ApplyFeed(const event::Entry& entry, const event::Outcome& outcome);
  void ApplyReview(const event::Entry& entry, const event::Outcome& outcome);
  void Evidence(const std::string& key, bool queued, Waiting entered);
  void ExpectSameQueue(CasesWorld& world, int64_t now_s) const;
  void ExpectSameAppeals(CasesWorld& world, int64_t now_s) const;
  void ExpectSameFigures(CasesWorld& world, int64_t now_s) const;
  void ExpectSameSubjects(CasesWorld& world) const;
};

}  // namespace cybercheck::cases
