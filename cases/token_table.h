// SPDX-License-Identifier: Apache-2.0
// Credentials as readers see them: an immutable snapshot of all, published whole when a commit changed one (base/epoch.h). The
// digest is SHA-256 of the token as its holder sends it; the token itself is stored nowhere.
//
// Table `tokens`, id (16 hex digits) ->
//   0          32         40         48         56   57
//   +----------+----------+----------+----------+----+------+----+------+----+------+
//   | digest   | created  | expires  | revoked  | n  | role | n  | name | n  | bank |   times: u64 unix seconds, 0: never
//   +----------+----------+----------+----------+----+------+----+------+----+------+
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/sha256.h"
#include "event/access_token.h"

namespace cybercheck::cases {

struct Token {
  std::string id;  // 16 hex digits, not secret
  base::Digest digest{};
  event::Role role = event::Role::kPartner;
  std::string name;  // of the post or system that holds it
  std::string bank;  // partner: bank code; may be empty
  int64_t created_s = 0;
  int64_t expires_s = 0;  // 0: never
  int64_t revoked_s = 0;  // 0: not

  bool IsInForce(int64_t now_s) const noexcept { return revoked_s == 0 && (expires_s == 0 || now_s < expires_s); }
  friend bool operator==(const Token&, const Token&) = default;
};

void EncodeToken(const Token& token, std::string& out);
base::Result<Token> DecodeToken(std::string_view id, std::string_view bytes);  // kDamaged; any bytes are safe

class Tokens {
 public:
  // Null: there is none of this id. Revoked and expired ones are found: IsInForce tells. The pointer lives as long as the
  // snapshot.
  const Token* Find(std::string_view id) const noexcept;
  std::span<const Token> all() const noexcept { return tokens_; }  // by id
  void Put(Token token);                                           // replaces the one of the same id

 private:
  std::vector<Token> tokens_;
};

}  // namespace cybercheck::cases
