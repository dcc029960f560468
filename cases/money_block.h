// SPDX-License-Identifier: Apache-2.0
// Sums of money of a block of cases as they are stored: most fit in four bytes, and of what holds came to most are nothing. The
// shortest form that holds them all is taken.
//
//   form u8 · 0 · cases u16 · then
//   0 wide     8 bytes a case
//   1 narrow   4 bytes a case, 0xffffffff: -1
//   2 sparse   of what is not 0: the places of cases in the block, u16 each and rising, then 8 bytes each
//   little-endian: they are read where they lie
//
// Pure; views live as long as the bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace cybercheck::cases {

class MoneyBlock {
 public:
  MoneyBlock() = default;
  static base::Result<MoneyBlock> Read(std::string_view bytes);  // kDamaged; any bytes are safe
  static std::string Write(const std::vector<int64_t>& satang);  // at most 65,535

  size_t count() const noexcept { return count_; }
  bool is_sparse() const noexcept { return form_ == Form::kSparse; }
  std::vector<int64_t> Values() const;

  // each(case's place in the block, satang) in order; of a sparse block only of what is not 0.
  template <class Each>
  void ForEach(Each&& each) const noexcept;

 private:
  enum class Form : uint8_t { kWide, kNarrow, kSparse };
  template <class Value>
  static Value At(const char* values, size_t i) noexcept {
    Value value;
    std::memcpy(&value, values + i * sizeof(Value), sizeof(Value));
    return value;
  }

  Form form_ = Form::kWide;
  size_t count_ = 0, stored_ = 0;
  const char* places_ = nullptr;  // of a sparse block
  const char* values_ = nullptr;
};

template <class Each>
void MoneyBlock::ForEach(Each&& each) const noexcept {
  switch (form_) {
    case Form::kWide:
      for (size_t i = 0; i < stored_; ++i) each(i, At<int64_t>(values_, i));
      break;
    case Form::kNarrow:
      for (size_t i = 0; i < stored_; ++i) {
        const int64_t satang = At<uint32_t>(values_, i);
        each(i, satang == UINT32_MAX ? -1 : satang);
      }
      break;
    case Form::kSparse:
      for (size_t i = 0; i < stored_; ++i) each(size_t{At<uint16_t>(places_, i)}, At<int64_t>(values_, i));
      break;
  }
}

}  // namespace cybercheck::cases
