// SPDX-License-Identifier: Apache-2.0
#include "cases/token_table.h"

#include <algorithm>

#include "cases/row_text.h"

namespace cybercheck::cases {
namespace {

bool StandsBefore(const Token& token, std::string_view id) noexcept { return token.id < id; }

}  // namespace

void EncodeToken(const Token& token, std::string& out) {
  out.assign(reinterpret_cast<const char*>(token.digest.data()), token.digest.size());
  for (const int64_t time_s : {token.created_s, token.expires_s, token.revoked_s})
    base::AppendBe<8>(static_cast<uint64_t>(time_s), out);
  AppendRowText(event::Name(token.role), out);
  AppendRowText(token.name, out);
  AppendRowText(token.bank, out);
}

base::Result<Token> DecodeToken(std::string_view id, std::string_view bytes) {
  base::ByteReader reader(bytes);
  Token token;
  token.id = id;
  const std::string_view digest = reader.TakeBytes(token.digest.size());
  std::copy(digest.begin(), digest.end(), token.digest.begin());
  token.created_s = static_cast<int64_t>(reader.Take<8>());
  token.expires_s = static_cast<int64_t>(reader.Take<8>());
  token.revoked_s = static_cast<int64_t>(reader.Take<8>());
  const auto role = event::RoleNamed(TakeRowText(reader));
  token.name = TakeRowText(reader);
  token.bank = TakeRowText(reader);
  if (!reader.AtEnd() || !role || !event::IsTokenId(id)) return BadRow("tokens");
  token.role = *role;
  return token;
}

const Token* Tokens::Find(std::string_view id) const noexcept {
  const auto at = std::lower_bound(tokens_.begin(), tokens_.end(), id, StandsBefore);
  return at != tokens_.end() && at->id == id ? &*at : nullptr;
}

void Tokens::Put(Token token) {
  const auto at = std::lower_bound(tokens_.begin(), tokens_.end(), token.id, StandsBefore);
  if (at != tokens_.end() && at->id == token.id)
    *at = std::move(token);
  else
    tokens_.insert(at, std::move(token));
}

}  // namespace cybercheck::cases
