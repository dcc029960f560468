// SPDX-License-Identifier: Apache-2.0
// The body of an attachment_add entry: a file that was sealed and synced before the entry was made (store/attachments.h). Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/sha256.h"
#include "event/sealed.h"

namespace cybercheck::event {

struct AttachmentAdd {
  std::string id;                 // 32 hex digits; the file's name
  uint64_t subject = 0;           // whose key seals it
  std::string media_type;         // "image/png", "image/jpeg", "application/pdf": by content
  uint64_t bytes = 0;             // before sealing
  base::Digest sealed_digest{};   // SHA-256 of the sealed file
  std::optional<Sealed> capture;  // JSON object: url as seen, at, by, tool
};

std::string EncodeAttachmentAdd(const AttachmentAdd& add, std::string_view request = {});
base::Result<AttachmentAdd> DecodeAttachmentAdd(std::string_view body);  // kDamaged names the member

}  // namespace cybercheck::event
