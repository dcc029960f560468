// SPDX-License-Identifier: Apache-2.0
#include "base/json_reader.h"

#include <charconv>

#include "base/check.h"
#include "base/json_bytes.h"
#include "base/utf8.h"

namespace cybercheck::base {

JsonReader::JsonReader(std::string_view text, std::string& scratch) : text_(text), scratch_(scratch) {
  scratch_.clear();
  // Unescaping never lengthens, so views into scratch stay where they are.
  scratch_.reserve(text.size());
  if (const size_t invalid = FirstInvalidUtf8(text); invalid != text.size()) {
    at_ = invalid;
    Fail(ErrorCode::kInvalidUtf8, "the body is not UTF-8");
  }
}

bool JsonReader::Fail(ErrorCode code, const char* what) {
  if (!error_) error_ = Error{code, std::string(what) + " at byte " + std::to_string(at_)};
  return false;
}

bool JsonReader::WrongType() {
  if (error_) return false;
  if (at_ == text_.size()) return Fail(ErrorCode::kBadRequest, "the body is not JSON: it ends too early,");
  wrong_type_ = true;
  return Fail(ErrorCode::kBadRequest, "the value has another type");
}

void JsonReader::SkipSpaces() {
  while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\r' || text_[at_] == '\t')) ++at_;
}

bool JsonReader::Open(char bracket) {
  if (error_) return false;
  SkipSpace();
  if (at_ == text_.size() || text_[at_] != bracket) return WrongType();
  ++at_;
  first_ = true;
  return true;
}

bool JsonReader::EnterObject() { return Open('{'); }
bool JsonReader::EnterArray() { return Open('['); }

bool JsonReader::NextMember(std::string_view& name) {
  if (error_) return false;
  SkipSpace();
  if (at_ < text_.size() && text_[at_] == '}') {
    ++at_;
    first_ = false;
    return false;
  }
  if (!first_) {
    if (at_ == text_.size() || text_[at_] != ',') return Fail(ErrorCode::kBadRequest, "the body is not JSON: expected , or }");
    ++at_;
    SkipSpace();
  }
  first_ = false;
  if (at_ == text_.size() || text_[at_] != '"')
    return Fail(ErrorCode::kBadRequest, "the body is not JSON: expected a member name");
  if (!String(name)) return false;
  SkipSpace();
  if (at_ == text_.size() || text_[at_] != ':') return Fail(ErrorCode::kBadRequest, "the body is not JSON: expected :");
  ++at_;
  return true;
}

bool JsonReader::NextElement() {
  if (error_) return false;
  SkipSpace();
  if (at_ < text_.size() && text_[at_] == ']') {
    // "[1,]" is caught by the element that is then missing.
    ++at_;
    first_ = false;
    return false;
  }
  if (!first_) {
    if (at_ == text_.size() || text_[at_] != ',') return Fail(ErrorCode::kBadRequest, "the body is not JSON: expected , or ]");
    ++at_;
  }
  first_ = false;
  return true;
}

bool JsonReader::HexQuad(uint32_t& out) {
  if (text_.size() - at_ < 4) return Fail(ErrorCode::kBadRequest, "the body is not JSON: a \\u escape is cut short");
  const auto [end, failure] = std::from_chars(text_.data() + at_, text_.data() + at_ + 4, out, 16);
  if (failure != std::errc{} || end != text_.data() + at_ + 4)
    return Fail(ErrorCode::kBadRequest, "the body is not JSON: a \\u escape is not hexadecimal");
  at_ += 4;
  return true;
}

bool JsonReader::Escape() {
  if (at_ == text_.size()) return Fail(ErrorCode::kBadRequest, "the body is not JSON: a string does not end");
  const char c = text_[at_++];
  switch (c) {
    case '"':
    case '\\':
    case '/':
      scratch_ += c;
      return true;
    case 'b':
      scratch_ += '\b';
      return true;
    case 'f':
      scratch_ += '\f';
      return true;
    case 'n':
      scratch_ += '\n';
      return true;
    case 'r':
      scratch_ += '\r';
      return true;
    case 't':
      scratch_ += '\t';
      return true;
    case 'u':
      break;
    default:
      --at_;
      return Fail(ErrorCode::kBadRequest, "the body is not JSON: an escape is not known");
  }
  uint32_t unit = 0;
  if (!HexQuad(unit)) return false;
  if (unit >= 0xDC00 && unit <= 0xDFFF) return Fail(ErrorCode::kBadRequest, "a surrogate stands alone");
  if (unit >= 0xD800 && unit <= 0xDBFF) {
    uint32_t low = 0;
    if (text_.substr(at_, 2) != "\\u") return Fail(ErrorCode::kBadRequest, "a surrogate stands alone");
    at_ += 2;
    if (!HexQuad(low)) return false;
    if (low < 0xDC00 || low > 0xDFFF) return Fail(ErrorCode::kBadRequest, "a surrogate stands alone");
    unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
  }
  AppendUtf8(scratch_, unit);
  return true;
}

bool JsonReader::String(std::string_view& out) {
  if (error_) return false;
  SkipSpace();
  if (at_ == text_.size() || text_[at_] != '"') return WrongType();
  const size_t begin = ++at_;
  at_ = FirstJsonSpecial(text_, at_);
  if (at_ == text_.size() || text_[at_] != '"') return StringInScratch(begin, out);
  out = text_.substr(begin, at_ - begin);
  ++at_;
  return true;
}

bool JsonReader::StringInScratch(size_t begin, std::string_view& out) {
  const size_t unescaped = scratch_.size();
  while (true) {
    if (at_ == text_.size()) return Fail(ErrorCode::kBadRequest, "the body is not JSON: a string does not end");
    const char c = text_[at_];
    if (c != '"' && c != '\\') return Fail(ErrorCode::kBadRequest, "a control character must be escaped");
    scratch_.append(text_, begin, at_ - begin);
    ++at_;
    if (c == '"') break;
    if (!Escape()) return false;
    begin = at_;
    at_ = FirstJsonSpecial(text_, at_);
  }
  CHECK(scratch_.size() <= text_.size());
  out = std::string_view(scratch_).substr(unescaped);
  return true;
}

bool JsonReader::Integer(int64_t& out) {
  if (error_) return false;
  SkipSpace();
  const bool negative = at_ < text_.size() && text_[at_] == '-';
  const size_t digit = at_ + negative;
  if (digit >= text_.size() || text_[digit] < '0' || text_[digit] > '9') return WrongType();
  const auto [end, failure] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), out);
  const size_t stop = static_cast<size_t>(end - text_.data());
  const bool leading_zero = text_[digit] == '0' && stop > digit + 1;
  const bool fraction = stop < text_.size() && (text_[stop] == '.' || (text_[stop] | 32) == 'e');
  if (failure != std::errc{} || leading_zero || fraction) return Fail(ErrorCode::kBadRequest, "a number is not a 64-bit integer");
  at_ = stop;
  return true;
}

bool JsonReader::Boolean(bool& out) {
  if (error_) return false;
  SkipSpace();
  out = text_.substr(at_).starts_with("true");
  if (!out && !text_.substr(at_).starts_with("false")) return WrongType();
  at_ += out ? 4 : 5;
  return true;
}

bool JsonReader::Null() {
  if (error_) return false;
  SkipSpace();
  if (!text_.substr(at_).starts_with("null")) return false;
  at_ += 4;
  return true;
}

bool JsonReader::AtEnd() {
  if (error_) return false;
  SkipSpace();
  return at_ == text_.size() || Fail(ErrorCode::kBadRequest, "the body is not JSON: something follows it");
}

}  // namespace cybercheck::base
