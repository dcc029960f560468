// SPDX-License-Identifier: Apache-2.0
#include "event/body_reader.h"

#include "base/base64.h"

namespace cybercheck::event {

std::string BodyReader::Where() const {
  std::string where = inside_ == nullptr ? "" : inside_->Where() + (inside_->inside_ == nullptr ? ": " : ".");
  where += name_;
  if (index_ != kNoIndex) where.append("[").append(std::to_string(index_)).append("]");
  return where;
}

// Where the text is no JSON at all, that is what is wrong.
base::Error BodyReader::Wrong(std::string_view member) const {
  if (const auto& error = json_.error(); error && !json_.wrong_type())
    return base::Fail(base::ErrorCode::kDamaged,
                      Where() + ": " + (member.empty() ? "" : "member '" + std::string(member) + "': ") + error->detail);
  return base::Fail(base::ErrorCode::kDamaged,
                    Where() + ": member '" + std::string(member) + "' is unknown, doubled, missing or of the wrong type");
}
base::Error BodyReader::Wrong() const { return Wrong(names_[which_]); }

base::Result<void> BodyReader::Enter() {
  if (json_.EnterObject()) return {};
  if (json_.error() && !json_.wrong_type()) return Wrong("");
  return base::Fail(base::ErrorCode::kDamaged, Where() + ": not a JSON object");
}

base::Result<bool> BodyReader::Next() {
  for (std::string_view name; json_.NextMember(name);) {
    // Writers keep the order of `names`.
    for (size_t tried = 0; tried < names_.size(); ++tried) {
      const size_t at = (which_ + tried) % names_.size();
      if (names_[at] != name) continue;
      which_ = at;
      if ((seen_ >> at & 1) != 0) return Wrong();
      seen_ |= uint32_t{1} << at;
      return true;
    }
    std::string_view left_out;
    if (inside_ != nullptr || (name != "salt" && name != "request") || !json_.String(left_out)) return Wrong(std::string(name));
  }
  if (json_.error()) return Wrong("");
  return false;
}

base::Result<void> BodyReader::Needs(std::initializer_list<size_t> members) const {
  for (const size_t member : members)
    if ((seen_ >> member & 1) == 0) return Wrong(names_[member]);
  return {};
}

base::Result<void> BodyReader::End() const {
  if (json_.AtEnd()) return {};
  return Wrong("");
}

base::Result<void> BodyReader::Text(size_t bytes_min, size_t bytes_max, std::string& out) {
  std::string_view text;
  if (!json_.String(text) || text.size() < bytes_min || text.size() > bytes_max) return Wrong();
  out = text;
  return {};
}

base::Result<void> BodyReader::Texts(size_t count_max, size_t bytes_max, std::vector<std::string>& out) {
  return Array(count_max, [&](size_t) { return Text(0, bytes_max, out.emplace_back()); });
}

base::Result<void> BodyReader::Boolean(bool& out) { return json_.Boolean(out) ? base::Result<void>() : Wrong(); }

base::Result<void> BodyReader::Key(indicator::Key& out) {
  std::string_view text;
  if (!json_.String(text)) return Wrong();
  auto key = indicator::ParseKey(text);
  if (!key) return Wrong();
  out = std::move(*key);
  return {};
}

base::Result<void> BodyReader::SealedText(std::optional<Sealed>& out) {
  enum : size_t { kSubject, kBox };
  static constexpr std::string_view kNames[] = {"subject", "box"};
  BodyReader members(*this, kNoIndex, kNames);
  Sealed sealed;
  const auto on_member = [&](size_t which) -> base::Result<void> {
    if (which == kSubject) return members.Integer(1, INT64_MAX, sealed.subject);
    std::string_view box;
    if (!json_.String(box) || box.empty() || box.size() > kSealedBytesMax * 2) return members.Wrong();
    auto bytes = base::Base64Decode(box);
    if (!bytes) return members.Wrong();
    sealed.box = std::move(*bytes);
    return {};
  };
  TRY(members.Read(on_member));
  TRY(members.Needs({kSubject, kBox}));
  out = std::move(sealed);
  return {};
}

}  // namespace cybercheck::event
