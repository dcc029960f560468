// SPDX-License-Identifier: Apache-2.0
// Whose keys seal what, since when: what retention chooses from by class and age. Erased subjects are left out. One subject may
// be told of several times: once for each thing sealed under its key. Pure function of a snapshot; any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cases/tables.h"
#include "event/case_file.h"

namespace cybercheck::cases {

// The classes of retention: reports by channel, appeals (requests to have a held account back are that too), files,
// officers' notes, cases.
enum class SubjectClass : uint8_t { kTip, kOnline, kHotline, kStation, kPatrol, kAppeal, kAttachment, kNote, kCase };
inline constexpr size_t kSubjectClassCount = 9;
std::string_view Name(SubjectClass subject_class) noexcept;  // "tip" … "patrol", "appeal", "attachment", "note", "case"
std::optional<SubjectClass> SubjectClassNamed(std::string_view name) noexcept;

struct SubjectUse {
  uint64_t subject = 0;
  SubjectClass subject_class{};
  // When it was last of use: reports and files, received; notes, written; appeals, decided, and cases, ended; 0 while open.
  int64_t since_s = 0;
  uint64_t seq = 0;  // of the entry that holds it; of a case, that opened it
};

// Errors: kDamaged, kIo, and what `each` returns.
base::Result<void> WalkSubjects(const Tables& tables, const store::ReadTxn& txn,
                                const std::function<base::Result<void>(const SubjectUse&)>& each);

// Whose keys seal what was ever told of a case: victims and narratives of all its complaints, of amendments, of cases merged into
// it. Errors: kDamaged, kIo.
base::Result<std::vector<uint64_t>> SubjectsOfCase(const Tables& tables, const store::ReadTxn& txn, event::CaseRef of);

}  // namespace cybercheck::cases
