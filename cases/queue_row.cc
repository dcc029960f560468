// SPDX-License-Identifier: Apache-2.0
#include "cases/queue_row.h"

#include <algorithm>
#include <iterator>

#include "cases/row_text.h"

namespace cybercheck::cases {
namespace {

constexpr std::string_view kWhys[] = {"new", "requeued", "needs_more", "more_came", "undone", "second_needed"};
constexpr uint64_t kHasText = 0x80;

}  // namespace

std::string_view Name(QueueWhy why) noexcept { return kWhys[static_cast<size_t>(why)]; }

std::string QueueKey(QueuePlace place) {
  std::string key;
  base::AppendBe<8>(place.seq, key);
  base::AppendBe<2>(place.row, key);
  return key;
}

base::Result<QueuePlace> DecodeQueuePlace(std::string_view bytes) {
  base::ByteReader reader(bytes);
  const uint64_t seq = reader.Take<8>();
  const auto row = static_cast<uint16_t>(reader.Take<2>());
  if (!reader.AtEnd()) return BadRow("queue");
  return QueuePlace{seq, row};
}

void EncodeQueueRow(const QueueRow& row, std::string& out) {
  out.clear();
  const bool text = row.text != decltype(row.text){};
  base::AppendBe<1>(static_cast<uint8_t>(row.why) | (text ? kHasText : 0u), out);
  base::AppendBe<8>(static_cast<uint64_t>(row.since_s), out);
  base::AppendBe<2>(row.report, out);
  out.append(reinterpret_cast<const char*>(row.beside.data()), row.beside.size());
  if (text) out.append(reinterpret_cast<const char*>(row.text.data()), row.text.size());
  base::AppendBe<1>(static_cast<uint8_t>(row.key.kind), out);
  out.append(row.key.form);
}

base::Result<QueueRow> DecodeQueueRow(std::string_view bytes) {
  base::ByteReader reader(bytes);
  const uint64_t first = reader.Take<1>(), why = first & ~kHasText;
  QueueRow row;
  row.since_s = static_cast<int64_t>(reader.Take<8>());
  row.report = static_cast<uint16_t>(reader.Take<2>());
  const std::string_view beside = reader.TakeBytes(row.beside.size());
  std::copy(beside.begin(), beside.end(), row.beside.begin());
  if ((first & kHasText) != 0) {
    const std::string_view text = reader.TakeBytes(row.text.size());
    std::copy(text.begin(), text.end(), row.text.begin());
    if (row.text == decltype(row.text){}) return BadRow("queue");
  }
  const auto kind = static_cast<uint8_t>(reader.Take<1>());
  if (!reader.good() || why >= std::size(kWhys) || !indicator::IsKind(kind)) return BadRow("queue");
  row.why = static_cast<QueueWhy>(why);
  row.key.kind = static_cast<indicator::Kind>(kind);
  row.key.form = reader.TakeBytes(reader.left());
  return row;
}

}  // namespace cybercheck::cases
