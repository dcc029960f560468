// SPDX-License-Identifier: Apache-2.0
#include "cases/attachment.h"

#include <algorithm>
#include <array>

#include "base/hex.h"
#include "cases/row_text.h"

namespace cybercheck::cases {

void EncodeAttachment(const Attachment& attachment, std::string& out) {
  out.clear();
  base::AppendBe<8>(attachment.seq, out);
  base::AppendBe<8>(static_cast<uint64_t>(attachment.added_s), out);
  base::AppendBe<8>(attachment.subject, out);
  base::AppendBe<8>(attachment.bytes, out);
  out.append(reinterpret_cast<const char*>(attachment.sealed_digest.data()), attachment.sealed_digest.size());
  base::AppendBe<8>(attachment.report.seq, out);
  base::AppendBe<2>(attachment.report.report, out);
  out.append(attachment.media_type);
}

base::Result<Attachment> DecodeAttachment(std::string_view bytes) {
  base::ByteReader reader(bytes);
  Attachment attachment;
  attachment.seq = reader.Take<8>();
  attachment.added_s = static_cast<int64_t>(reader.Take<8>());
  attachment.subject = reader.Take<8>();
  attachment.bytes = reader.Take<8>();
  const std::string_view digest = reader.TakeBytes(attachment.sealed_digest.size());
  std::copy(digest.begin(), digest.end(), attachment.sealed_digest.begin());
  attachment.report.seq = reader.Take<8>();
  attachment.report.report = static_cast<uint16_t>(reader.Take<2>());
  if (!reader.good()) return BadRow("attachments");
  attachment.media_type = reader.TakeBytes(reader.left());
  return attachment;
}

std::string AttachmentKey(std::string_view id) {
  std::array<uint8_t, 16> bytes;
  if (!base::HexDecode(id, bytes)) return {};
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

base::Result<std::optional<Attachment>> AttachmentOf(const Tables& tables, const store::ReadTxn& txn, std::string_view id) {
  const std::string key = AttachmentKey(id);
  if (key.empty()) return std::optional<Attachment>();
  ASSIGN_OR_RETURN(const auto bytes, tables.attachments.Get(txn, key));
  if (!bytes) return std::optional<Attachment>();
  ASSIGN_OR_RETURN(Attachment attachment, DecodeAttachment(*bytes));
  return std::optional<Attachment>(std::move(attachment));
}

}  // namespace cybercheck::cases
