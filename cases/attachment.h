// SPDX-License-Identifier: Apache-2.0
// A sealed file that came with a report (the file: store/attachments.h), and the report that named it first.
//
// Table `attachments`, id (16 bytes) ->
//   0      8        16         24       32      64     72       74
//   +------+--------+----------+--------+--------+------+--------+------------+
//   | seq  | added  | subject  | bytes  | digest | seq  | report | media type |   all u64 but digest (SHA-256 of the sealed
//   | own  |        |          |        | 32     | of the report | (the rest) |   file) and report u16; seq 0: no report yet
//   +------+--------+----------+--------+--------+------+--------+------------+
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/sha256.h"
#include "cases/tables.h"
#include "event/report_withdraw.h"

namespace cybercheck::cases {

struct Attachment {
  uint64_t seq = 0;  // of its own entry
  int64_t added_s = 0;
  uint64_t subject = 0;  // whose key seals it
  uint64_t bytes = 0;    // before sealing
  base::Digest sealed_digest{};
  event::ReportRef report;  // seq 0: none has named it
  std::string media_type;
  friend bool operator==(const Attachment&, const Attachment&) = default;
};

void EncodeAttachment(const Attachment& attachment, std::string& out);
base::Result<Attachment> DecodeAttachment(std::string_view bytes);  // kDamaged; any bytes are safe

// The key of an id of 32 hex digits; empty when it is none.
std::string AttachmentKey(std::string_view id);

// nullopt: there is none of this id (32 hex digits). Errors: kDamaged, kIo.
base::Result<std::optional<Attachment>> AttachmentOf(const Tables& tables, const store::ReadTxn& txn, std::string_view id);

}  // namespace cybercheck::cases
