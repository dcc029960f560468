// SPDX-License-Identifier: Apache-2.0
#include "lookup/host_row.h"

#include <algorithm>

#include "lookup/be_bytes.h"

namespace cybercheck::lookup {
namespace {

constexpr int64_t kDayS = 86400;

uint64_t HashOf(const indicator::KeyBytes& row) {
  uint64_t hash = 0;
  for (size_t i = 1; i <= 8; ++i) hash = hash << 8 | row[i];
  return hash;
}

}  // namespace

base::Result<HostRow> HostRow::Decode(std::string_view bytes) {
  ByteReader reader(bytes);
  HostRow row;
  row.form = reader.TakeBytes(reader.Take<2>());
  const size_t count = reader.Take<1>();
  row.derived_s = static_cast<int64_t>(reader.Take<5>());
  for (size_t i = 0; i < count && reader.good(); ++i) {
    const uint64_t hash = reader.Take<8>();
    row.seen_.push_back({hash, static_cast<int64_t>(reader.Take<5>())});
  }
  if (!reader.AtEnd() || row.form.empty())
    return base::Fail(base::ErrorCode::kDamaged, "a row of hosts is not laid out as they are");
  return row;
}

void HostRow::Encode(std::string& out) const {
  out.clear();
  AppendBe<2>(form.size(), out);
  out.append(form);
  AppendBe<1>(seen_.size(), out);
  AppendBe<5>(static_cast<uint64_t>(derived_s), out);
  for (const Seen& seen : seen_) {
    AppendBe<8>(seen.hash, out);
    AppendBe<5>(static_cast<uint64_t>(seen.time_s), out);
  }
}

void HostRow::See(const indicator::KeyBytes& row, int64_t time_s, const Policy& policy) {
  const uint64_t hash = HashOf(row);
  const auto known = std::find_if(seen_.begin(), seen_.end(), [&](const Seen& seen) { return seen.hash == hash; });
  if (known == seen_.end())
    seen_.push_back({hash, time_s});
  else
    known->time_s = std::max(known->time_s, time_s);
  std::sort(seen_.begin(), seen_.end(),
            [](const Seen& a, const Seen& b) { return a.time_s != b.time_s ? a.time_s > b.time_s : a.hash < b.hash; });
  const size_t kept = size_t{2} * policy.promote_rows;
  if (seen_.size() > kept) seen_.resize(kept);
}

bool HostRow::Forget(const indicator::KeyBytes& row, int64_t time_s) {
  const uint64_t hash = HashOf(row);
  return std::erase_if(seen_, [&](const Seen& seen) { return seen.hash == hash && seen.time_s <= time_s; }) != 0;
}

std::optional<int64_t> HostRow::ReachedAt(const Policy& policy) const {
  const size_t rows = policy.promote_rows;
  if (rows == 0) return std::nullopt;
  for (size_t i = 0; i + rows <= seen_.size(); ++i)
    if (seen_[i].time_s - seen_[i + rows - 1].time_s <= policy.promote_days * kDayS) return seen_[i].time_s;
  return std::nullopt;
}

}  // namespace cybercheck::lookup
