// SPDX-License-Identifier: Apache-2.0
#include "cases/money_block.h"

#include <algorithm>

#include "cases/row_text.h"

namespace cybercheck::cases {
namespace {

constexpr size_t kHeaderBytes = 4, kPlaceBytes = 2, kWideBytes = 8, kNarrowBytes = 4;

template <class Value>
void Append(Value value, std::string& out) {
  char bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);
  out.append(bytes, sizeof value);
}

}  // namespace

base::Result<MoneyBlock> MoneyBlock::Read(std::string_view bytes) {
  if (bytes.size() < kHeaderBytes || bytes[1] != 0) return BadRow("case_columns");
  MoneyBlock block;
  block.form_ = static_cast<Form>(bytes[0]);
  block.count_ = block.stored_ = At<uint16_t>(bytes.data(), 1);
  bytes.remove_prefix(kHeaderBytes);
  block.values_ = bytes.data();
  switch (block.form_) {
    case Form::kWide:
      if (bytes.size() != block.count_ * kWideBytes) return BadRow("case_columns");
      return block;
    case Form::kNarrow:
      if (bytes.size() != block.count_ * kNarrowBytes) return BadRow("case_columns");
      return block;
    case Form::kSparse:
      block.stored_ = bytes.size() / (kPlaceBytes + kWideBytes);
      if (bytes.size() % (kPlaceBytes + kWideBytes) != 0) return BadRow("case_columns");
      block.places_ = bytes.data();
      block.values_ = bytes.data() + block.stored_ * kPlaceBytes;
      for (size_t i = 0; i < block.stored_; ++i) {
        const size_t place = At<uint16_t>(block.places_, i);
        if (place >= block.count_ || (i != 0 && place <= At<uint16_t>(block.places_, i - 1))) return BadRow("case_columns");
      }
      return block;
  }
  return BadRow("case_columns");
}

std::string MoneyBlock::Write(const std::vector<int64_t>& satang) {
  const auto fits = [](int64_t value) { return value >= -1 && value < UINT32_MAX; };
  const auto some = static_cast<size_t>(std::ranges::count_if(satang, [](int64_t value) { return value != 0; }));
  Form form = std::ranges::all_of(satang, fits) ? Form::kNarrow : Form::kWide;
  const size_t dense = satang.size() * (form == Form::kNarrow ? kNarrowBytes : kWideBytes);
  if (some * (kPlaceBytes + kWideBytes) < dense) form = Form::kSparse;

  std::string out;
  out.reserve(kHeaderBytes + dense);
  out += static_cast<char>(form);
  out += '\0';
  Append(static_cast<uint16_t>(satang.size()), out);
  if (form == Form::kSparse) {
    for (size_t i = 0; i < satang.size(); ++i)
      if (satang[i] != 0) Append(static_cast<uint16_t>(i), out);
    for (const int64_t value : satang)
      if (value != 0) Append(value, out);
  } else if (form == Form::kNarrow) {
    for (const int64_t value : satang) Append(static_cast<uint32_t>(value), out);
  } else {
    for (const int64_t value : satang) Append(value, out);
  }
  return out;
}

std::vector<int64_t> MoneyBlock::Values() const {
  std::vector<int64_t> satang(count_);
  ForEach([&](size_t place, int64_t value) { satang[place] = value; });
  return satang;
}

}  // namespace cybercheck::cases
