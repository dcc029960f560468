// SPDX-License-Identifier: Apache-2.0
// A case in hand, for who keeps the book: what it was and what it becomes. Write puts the difference of the two into every table
// that tells of it, so a case amended twenty times stands as one told rightly at once. Lives for one entry, on the applier's
// thread; only for cases' own sources (it includes Boost.JSON). Errors are the storage's.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <vector>

#include "cases/case_index.h"
#include "cases/case_row.h"
#include "cases/tables.h"
#include "event/case_file.h"
#include "event/entry.h"

namespace cybercheck::cases {

// Numbers of wire::SourceClass, which this room does not see: received, and accepted by an officer.
inline constexpr uint8_t kNoClass = 0, kComplaintClass = 6, kCaseClass = 7;

class CaseDesk {
 public:
  // All references must outlive it.
  CaseDesk(const event::Entry& entry, event::CaseRef of, const Tables& tables, store::WriteTxn& txn)
      : header_(entry.header), of_(of), tables_(tables), txn_(txn) {}

  // False: there is no such case. `told`: what it tells is read too.
  base::Result<bool> Read(bool told);
  // Reads what it tells, where that was not asked for.
  base::Result<void> Tell();
  bool IsTold() const { return told_before_.has_value(); }

  CaseRow now;
  event::Complaint complaint;  // where it was read, or of a new case

  event::CaseRef of() const { return of_; }

  // `told`: the complaint is new or may have changed. `released`: transfers of it that somebody has released elsewhere.
  base::Result<void> Write(bool told, const std::vector<event::Transfer>& released = {});

  // {"case":[17,0],"class":6,"voice":"…","at":…,"category":1,"keys":["…"]}: what its evidence is from now on.
  boost::json::object Evidence() const;
  boost::json::object EvidenceClass() const;  // without all but the class

 private:
  base::Result<void> WriteIndex();
  // By whom the case would be found, of people whose keys were destroyed: a case into which theirs is merged is not found by
  // them.
  base::Result<std::vector<IndexRow>> ErasedRows() const;
  // Whether another case is called so; one that was rejected gives its names away.
  base::Result<bool> IsTaken(const IndexRow& external_id) const;
  base::Result<void> WriteMoney(const std::vector<event::Transfer>& released);
  base::Result<void> WriteTallies(bool told);

  const event::Header& header_;
  event::CaseRef of_;
  const Tables& tables_;
  store::WriteTxn& txn_;
  std::optional<CaseRow> before_;
  std::optional<event::Complaint> told_before_;
};

}  // namespace cybercheck::cases
