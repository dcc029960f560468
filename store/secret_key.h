// SPDX-License-Identifier: Apache-2.0
// 32 secret bytes, overwritten when they go. A value; not printed anywhere.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace cybercheck::store {

class SecretKey {
 public:
  static constexpr size_t kBytes = 32;

  SecretKey() = default;                       // zeros, to be filled
  explicit SecretKey(std::string_view bytes);  // exactly kBytes
  SecretKey(const SecretKey&) = default;
  SecretKey& operator=(const SecretKey&) = default;
  ~SecretKey();
  static SecretKey Random();

  std::span<uint8_t, kBytes> bytes() { return bytes_; }
  std::span<const uint8_t, kBytes> bytes() const { return bytes_; }
  std::string_view view() const { return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()}; }

 private:
  std::array<uint8_t, kBytes> bytes_{};
};

}  // namespace cybercheck::store
