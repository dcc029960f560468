// SPDX-License-Identifier: Apache-2.0
// Big-endian integers of 1 to 8 bytes in stored values: AppendBe appends, ByteReader takes from the front and turns bad once
// when bytes run out (then everything reads as 0).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace cybercheck::base {

template <int kBytes>
void AppendBe(uint64_t value, std::string& out) {
  char bytes[kBytes];
  for (int i = kBytes - 1; i >= 0; --i, value >>= 8) bytes[i] = static_cast<char>(value & 0xff);
  out.append(bytes, kBytes);
}

class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}

  template <int kBytes>
  uint64_t Take() noexcept {
    if (bytes_.size() < kBytes) {
      Spoil();
      return 0;
    }
    uint64_t value = 0;
    for (int i = 0; i < kBytes; ++i) value = value << 8 | static_cast<unsigned char>(bytes_[static_cast<size_t>(i)]);
    bytes_.remove_prefix(kBytes);
    return value;
  }
  std::string_view TakeBytes(size_t count) noexcept {
    if (bytes_.size() < count) {
      Spoil();
      return {};
    }
    const std::string_view taken = bytes_.substr(0, count);
    bytes_.remove_prefix(count);
    return taken;
  }
  size_t left() const noexcept { return bytes_.size(); }
  bool good() const noexcept { return good_; }
  bool AtEnd() const noexcept { return good_ && bytes_.empty(); }

 private:
  void Spoil() noexcept {
    good_ = false;
    bytes_ = {};
  }
  std::string_view bytes_;
  bool good_ = true;
};

}  // namespace cybercheck::base
