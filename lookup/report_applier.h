// SPDX-License-Identifier: Apache-2.0
// Writes what people report into records and evidence, and takes it back. A function of the tables and the entry: the same code
// runs when an entry is first applied, when the log is replayed, and when a redaction makes records again. Lives for one entry,
// inside the applier's write transaction. A report changes one record an indicator; one an officer made writes a random page besides
// (lookup/submitters.h).
//
// An indicator enters the review queue with the first report that counts after it left, unless it is listed (or merged). It
// leaves when no report that came since counts any more.
#pragma once

#include <set>
#include <vector>

#include "event/report_submit.h"
#include "event/report_withdraw.h"
#include "lookup/record_rows.h"
#include "store/log.h"

namespace cybercheck::lookup {

class ReportApplier {
 public:
  // All references must outlive it.
  ReportApplier(const LookupTables& tables, store::WriteTxn& txn, const NewKey& new_key)
      : tables_(tables), txn_(txn), rows_(tables, txn, new_key) {}

  // Why decoded reports cannot be applied: a code, or "" when they can.
  static std::string_view RefusalOf(const event::ReportSubmit& submit);

  // What an officer submits in person; what a hotline's or station's system submits is nobody's own work.
  static bool IsOwnWork(const event::Header& header, const event::Report& report);

  // What was known of each indicator before, one letter each, and the rows that entered the review queue. As JSON: the result of
  // the outcome.
  //   n nothing · k evidence · l listed · c cleared · a under appeal
  struct Told {
    std::string before;
    std::vector<uint16_t> queued;
    std::string ToJson() const;
    static base::Result<Told> Parse(std::string_view result);  // kDamaged
  };
  // `scope` null: the entry is new, and evidence is appended. Else only rows within it are written, and the letters of all others
  // are '-'.
  base::Result<Told> Submit(const event::Header& header, const event::ReportSubmit& submit, const Scope* scope = nullptr);

  // How many of the reports there are, whose evidence no longer counts; the places in the review queue that were left for it, in
  // order. As JSON: the result of the outcome; `left` stands there only when there are any.
  struct Withdrawn {
    uint64_t reports = 0;
    std::vector<EvidenceRef> left;
    std::string ToJson() const;
    static base::Result<Withdrawn> Parse(std::string_view result);  // kDamaged
  };
  base::Result<Withdrawn> Withdraw(const event::Header& header, const event::ReportWithdraw& withdraw, const store::Log& log,
                                   const Scope* scope = nullptr);

 private:
  base::Result<char> SubmitOne(const event::Header& header, const event::Report& report, const event::ReportIndicator& indicator,
                               uint16_t number, bool counts, Told& told);
  // Whether evidence that came since the record entered the queue still asks for a review.
  base::Result<bool> StillWaits() const;
  base::Result<void> TakeBack(const indicator::Key& key, EvidenceRef ref, std::set<indicator::Key>& changed);

  const LookupTables& tables_;
  store::WriteTxn& txn_;
  RecordRows rows_;
  const Scope* scope_ = nullptr;
  RecordRow row_;
  std::string buffer_;
};

}  // namespace cybercheck::lookup
