// SPDX-License-Identifier: Apache-2.0
// What whoever filed complaints is told of each: its id and tracking code, the case that counts it, its holds, what is known of
// its indicators now. Read after the commit.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "event/case_file.h"
#include "event/entry.h"
#include "server/services.h"

namespace cybercheck::server {

struct FiledComplaints {
  uint64_t seq = 0;
  event::EntryId id{};
  event::CaseFile file;
  std::vector<std::optional<event::CaseRef>> joined;  // of each complaint, the case it joined; nullopt: it opened its own

  std::string IdOf(size_t number) const;
};
// Of an accepted case_file. Errors: kBodyRedacted, kDamaged, kIo.
base::Result<FiledComplaints> ReadFiled(const event::Outcome& outcome, Worker& worker);

// Goes on in an object that has begun, and ends it. `vouched`: whether it joined a case, and what is held there, is no business
// of somebody nobody knows. Errors: kDamaged, kIo.
base::Result<void> AppendFiled(const FiledComplaints& filed, size_t number, bool vouched, Worker& worker, std::string& out);

}  // namespace cybercheck::server
