// SPDX-License-Identifier: Apache-2.0
// A strict pull reader of JSON (RFC 8259) for bodies whose members are known: of requests, and of entries. It reads in place: strings without escapes
// are views into the text, others into `scratch`; nothing else is allocated. The caller says what it expects next, so depth is
// bounded by the caller's own nesting and no value is ever skipped unread.
//
// A method that returns false has failed or reached the end of its object or array; error() tells which (engaged: failed).
// Refused: control characters, unpaired surrogates, numbers that are no int64, anything after the value.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace cybercheck::base {

class JsonReader {
 public:
  // `scratch` is cleared; views into it live as long as it is unchanged. Both must outlive the reader. Checks that text is UTF-8.
  JsonReader(std::string_view text, std::string& scratch);

  bool EnterObject();
  // The next member's name; then its value must be read. False at the object's end, which is consumed.
  bool NextMember(std::string_view& name);
  bool EnterArray();
  // True when another element follows, which must be read. False at the array's end, which is consumed.
  bool NextElement();
  bool String(std::string_view& out);
  bool Integer(int64_t& out);
  bool Boolean(bool& out);
  // Whether the value is null, which is then read; else nothing is.
  bool Null();
  // Only white space is left.
  bool AtEnd();

  const std::optional<Error>& error() const { return error_; }
  // The value that could not be read had another type than asked for, at its first byte: the caller names the member.
  bool wrong_type() const { return wrong_type_; }

 private:
  bool Fail(ErrorCode code, const char* what);
  bool WrongType();
  void SkipSpace() {
    if (at_ == text_.size() || text_.data()[at_] > ' ') return;  // hardly anybody sends any
    SkipSpaces();
  }
  void SkipSpaces();
  bool Open(char bracket);
  // The rest of a string that begins at `begin` and needs more than a view; `at_` stands where that was seen.
  bool StringInScratch(size_t begin, std::string_view& out);
  bool Escape();  // at the byte after the backslash; appends to scratch
  bool HexQuad(uint32_t& out);

  std::string_view text_;
  std::string& scratch_;
  size_t at_ = 0;
  bool first_ = false;  // the next member or element is the first of its object or array
  bool wrong_type_ = false;
  std::optional<Error> error_;
};

}  // namespace cybercheck::base
