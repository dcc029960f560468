// SPDX-License-Identifier: Apache-2.0
#include "cases/attachment_scrub.h"

#include <map>
#include <set>

#include "base/hex.h"
#include "cases/attachment.h"
#include "store/attachments.h"
#include "store/data_directory.h"
#include "store/erasures.h"

namespace cybercheck::cases {
namespace {

using Named = std::map<std::string, Attachment>;  // by id

base::Result<Named> ReadNamed(store::Environment& data) {
  Named named;
  ASSIGN_OR_RETURN(const store::ReadTxn txn, data.BeginRead());
  const auto table = data.OpenTable(txn, kAttachmentsTable);
  if (table.has_error() && table.error().code == base::ErrorCode::kNotFound) return named;
  TRY(table);
  ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn, *table));
  ASSIGN_OR_RETURN(auto row, cursor.First());
  while (row) {
    ASSIGN_OR_RETURN(Attachment attachment, DecodeAttachment(row->value));
    named.emplace(base::HexEncode({reinterpret_cast<const uint8_t*>(row->key.data()), row->key.size()}), std::move(attachment));
    ASSIGN_OR_RETURN(row, cursor.Next());
  }
  return named;
}

// Written before a key is destroyed and a file removed, so whoever is missed below stands here.
base::Result<std::set<uint64_t>> ReadErased(const std::string& directory) {
  std::set<uint64_t> erased;
  ASSIGN_OR_RETURN(const auto erasures, store::ReadErasures(directory + "/" + store::kErasuresFile));
  for (const store::Erasure& erasure : erasures) erased.insert(erasure.subject);
  return erased;
}

}  // namespace

base::Result<AttachmentScrub> ScrubAttachments(store::Environment& data, const std::string& directory, int64_t now_s) {
  const std::string files = store::DataDirectory::AttachmentsPath(directory);
  AttachmentScrub report;
  ASSIGN_OR_RETURN(const Named named, ReadNamed(data));
  std::vector<std::pair<std::string, base::Error>> wrong;
  std::vector<std::string> there;
  for (const auto& [id, attachment] : named) {
    const auto checked = store::Attachments::Check(files, id, attachment.sealed_digest);
    if (checked.has_error() && checked.error().code == base::ErrorCode::kIo) return checked.error();
    if (checked.has_error())
      wrong.emplace_back(id, checked.error());
    else
      there.push_back(id);
  }
  // Read after the files: a server may have erased people meanwhile.
  ASSIGN_OR_RETURN(const std::set<uint64_t> erased, ReadErased(directory));
  for (const std::string& id : there) {
    if (erased.contains(named.at(id).subject))
      report.orphans.push_back(id);
    else
      ++report.files;
  }
  for (const auto& [id, error] : wrong) {
    const bool missing = error.code == base::ErrorCode::kNotFound;
    if (erased.contains(named.at(id).subject)) {
      if (!missing) report.orphans.push_back(id);
      continue;
    }
    if (report.problems.size() == kAttachmentProblemsMax) break;
    report.problems.push_back("attachment " + id + (missing ? ": the file is missing" : ": " + error.detail));
  }
  const auto is_named = [&named](const std::string& id) -> base::Result<bool> { return named.contains(id); };
  ASSIGN_OR_RETURN(const auto orphans, store::Attachments::Orphans(files, is_named, now_s));
  report.orphans.insert(report.orphans.end(), orphans.begin(), orphans.end());
  return report;
}

}  // namespace cybercheck::cases
