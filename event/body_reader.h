// SPDX-License-Identifier: Apache-2.0
// Reads one object of an entry's body, member by member as they come, without a tree of them in memory: for the bodies that come
// by the thousand (feed_observed, report_submit). The others use body_members.h. As strict: what its layout does not have, a
// member that stands twice too, is refused by name. Only for event's own sources.
//
//   BodyReader body(json, "report_submit", kNames);
//   TRY(body.Read([&](size_t which) { return which == kCanon ? body.Integer(1, 65535, out.canon) : …; }));
//   TRY(body.Needs({kCanon}));
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_reader.h"
#include "base/result.h"
#include "event/sealed.h"
#include "indicator/key.h"

namespace cybercheck::event {

class BodyReader {
 public:
  static constexpr size_t kNoIndex = SIZE_MAX;

  // The body of an entry of this type. `names`: at most 32. All must outlive it.
  BodyReader(base::JsonReader& json, std::string_view type, std::span<const std::string_view> names)
      : json_(json), inside_(nullptr), name_(type), index_(kNoIndex), names_(names) {}
  // An object in the present member of another; `index` where that is an array.
  BodyReader(const BodyReader& inside, size_t index, std::span<const std::string_view> names)
      : json_(inside.json_), inside_(&inside), name_(inside.names_[inside.which_]), index_(index), names_(names) {}

  // Calls `on_member` with the number of each member's name, as they come; it reads the value. "salt" and "request", which stand
  // in every body, are passed over.
  template <class OnMember>
  base::Result<void> Read(const OnMember& on_member) {
    TRY(Enter());
    for (;;) {
      ASSIGN_OR_RETURN(const bool more, Next());
      if (!more) return {};
      TRY(on_member(which_));
    }
  }
  base::Result<void> Needs(std::initializer_list<size_t> members) const;  // that they were there
  base::Result<void> End() const;                                         // nothing follows the body

  // The value of the present member.
  base::Result<void> Text(size_t bytes_min, size_t bytes_max, std::string& out);
  base::Result<void> Texts(size_t count_max, size_t bytes_max, std::vector<std::string>& out);
  base::Result<void> Boolean(bool& out);
  base::Result<void> Key(indicator::Key& out);
  base::Result<void> SealedText(std::optional<Sealed>& out);
  template <class Number>
  base::Result<void> Integer(int64_t low, int64_t high, Number& out) {
    int64_t number = 0;
    if (!json_.Integer(number) || number < low || number > high) return Wrong();
    out = static_cast<Number>(number);
    return {};
  }
  // An array of at most `count_max` elements, each read by `on_element`, which is given its number.
  template <class OnElement>
  base::Result<void> Array(size_t count_max, const OnElement& on_element) {
    if (!json_.EnterArray()) return Wrong();
    for (size_t index = 0;; ++index) {
      if (!json_.NextElement()) return json_.error() ? base::Result<void>(Wrong()) : base::Result<void>();
      if (index == count_max) return Wrong();
      TRY(on_element(index));
    }
  }

  base::Error Wrong() const;  // the present member is unknown, doubled, missing or of the wrong type

 private:
  base::Result<void> Enter();
  base::Result<bool> Next();  // to the next member; false at the object's end
  std::string Where() const;
  base::Error Wrong(std::string_view member) const;

  base::JsonReader& json_;
  const BodyReader* inside_;
  std::string_view name_;
  size_t index_;
  std::span<const std::string_view> names_;
  size_t which_ = 0;
  uint32_t seen_ = 0;
};

}  // namespace cybercheck::event
