// SPDX-License-Identifier: Apache-2.0
#include "event/attachment_add.h"

#include "base/hex.h"
#include "event/body_members.h"
#include "event/entry.h"

namespace cybercheck::event {

std::string EncodeAttachmentAdd(const AttachmentAdd& add, std::string_view request) {
  std::string out = BeginBody(request);
  AppendText("id", add.id, out);
  AppendNumber("subject", static_cast<int64_t>(add.subject), out);
  AppendText("media_type", add.media_type, out);
  AppendNumber("bytes", static_cast<int64_t>(add.bytes), out);
  AppendText("sealed_digest", base::HexEncode(add.sealed_digest), out);
  AppendSealed("capture", add.capture, out);
  return out + "}";
}

base::Result<AttachmentAdd> DecodeAttachmentAdd(std::string_view body) {
  ASSIGN_OR_RETURN(const auto root, ParseBody(body, "attachment_add", 3));
  const BodyMembers members(root.get_object(), "attachment_add");
  TRY(members.AllKnown({"id", "subject", "media_type", "bytes", "sealed_digest", "capture"}));
  AttachmentAdd add;
  std::string digest;
  TRY(members.Text("id", 32, add.id, true));
  TRY(members.Integer("subject", 1, INT64_MAX, add.subject, true));
  TRY(members.Text("media_type", 32, add.media_type, true));
  TRY(members.Integer("bytes", 1, INT64_MAX, add.bytes, true));
  TRY(members.Text("sealed_digest", 64, digest, true));
  TRY(members.SealedText("capture", add.capture));
  if (add.id.size() != 32 || add.id.find_first_not_of("0123456789abcdef") != std::string::npos) return members.Wrong("id");
  if (!base::HexDecode(digest, add.sealed_digest)) return members.Wrong("sealed_digest");
  return add;
}

}  // namespace cybercheck::event
