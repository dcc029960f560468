// SPDX-License-Identifier: Apache-2.0
#include "lookup/seen_name.h"

#include <algorithm>
#include <iterator>
#include <string>

#include "base/utf8.h"
#include "indicator/punycode.h"

namespace cybercheck::lookup {
namespace {

struct Alike {
  char32_t code_point;
  char letter;
};

struct AlikeRow {
  char letter;
  std::u32string_view code_points;
};

// Folded letters of four scripts below U+2000 whose base is the ASCII letter, or looks like it in lower or upper case: UTS #39
// confusables and canonical decompositions of Unicode 15; seen_name_test.cc finds the same in ICU.
constexpr AlikeRow kAlikeRows[] = {
    {'a', U"àáâãäåāăąǎǟǡǻȁȃȧɑάαаӑӓḁạảấầẩẫậắằẳẵặἀἁἂἃἄἅἆἇὰᾰᾱᾶ"},
    {'b', U"βвḃḅḇ"},
    {'c', U"çćĉċčсᴄḉ"},
    {'d', U"ďԁḋḍḏḑḓ"},
    {'e', U"èéêëēĕėęěȅȇȩέεеѐёҽӗḕḗḙḛḝẹẻẽếềểễệἐἑἒἓἔἕὲ"},
    {'f', U"ϝքḟẝ"},
    {'g', U"ĝğġģƍǧǵɡԍցᶃḡ"},
    {'h', U"ĥȟήηнһհḣḥḧḩḫẖἠἡἢἣἤἥἦἧὴῆ"},
    {'i', U"ìíîïĩīĭįıǐȉȋɩɪΐίιϊіїӏḭḯỉịἰἱἲἳἴἵἶἷὶῐῑῒῖῗ"},
    {'j', U"ĵǰʝϳј"},
    {'k', U"ķǩκкќḱḳḵ"},
    {'l', U"ĺļľǀḷḹḻḽ"},
    {'m', U"μϻмḿṁṃ"},
    {'n', U"ñńņňǹոռṅṇṉṋ"},
    {'o', U"òóôõöōŏőơǒǫǭȍȏȫȭȯȱοσόоӧօᴏᴑṍṏṑṓọỏốồổỗộớờởỡợὀὁὂὃὄὅὸ"},
    {'p', U"ρрṕṗῤῥ"},
    {'q', U"ԛգզ"},
    {'r', U"ŕŗřȑȓʀгѓᴦṙṛṝṟ"},
    {'s', U"śŝşšƽșѕտṡṣṥṧṩ"},
    {'t', U"ţťțτтṫṭṯṱẗ"},
    {'u',
     U"ùúûüũūŭůűųưǔǖǘǚǜȕȗʋΰυϋύսᴜṳṵṷṹṻụủứừửữựὐὑὒὓὔὕὖὗὺῠῡῢῦ"
     U"ῧ"},
    {'v', U"νѵѷᴠṽṿ"},
    {'w', U"ŵɯѡԝաᴡẁẃẅẇẉẘ"},
    {'x', U"χхẋẍ"},
    {'y', U"ýÿŷȳɣʏγуўүӯӱӳᶌẏẙỳỵỷỹỿ"},
    {'z', U"źżžζᴢẑẓẕ"},
};

constexpr size_t CountAlike() {
  size_t count = 0;
  for (const AlikeRow& row : kAlikeRows) count += row.code_points.size();
  return count;
}

// By code point.
constexpr auto kAlike = [] {
  std::array<Alike, CountAlike()> all{};
  size_t size = 0;
  for (const AlikeRow& row : kAlikeRows)
    for (const char32_t c : row.code_points) all[size++] = {c, row.letter};
  std::ranges::sort(all, {}, &Alike::code_point);
  return all;
}();

// What an ASCII character is seen as.
constexpr auto kSeenAs = [] {
  std::array<std::array<char, 2>, 128> all{};
  for (size_t c = 0; c < all.size(); ++c) all[c][0] = static_cast<char>(c);
  for (char c = 'A'; c <= 'Z'; ++c) all[static_cast<size_t>(c)][0] = static_cast<char>(c + 32);
  constexpr std::string_view kFrom = "01i3458", kTo = "olleasb";
  static_assert(kFrom.size() == kTo.size());
  for (size_t i = 0; i < kFrom.size(); ++i) all[static_cast<size_t>(kFrom[i])][0] = kTo[i];
  all['I'] = {'l', 0};
  all['m'] = all['M'] = {'r', 'n'};
  all['w'] = all['W'] = {'v', 'v'};
  all['-'] = {0, 0};
  return all;
}();

}  // namespace

char LetterSeenIn(char32_t code_point) noexcept {
  const auto* const found = std::ranges::lower_bound(kAlike, code_point, {}, &Alike::code_point);
  return found != kAlike.end() && found->code_point == code_point ? found->letter : '\0';
}

void SeenName::Add(std::string_view seen) noexcept {
  const size_t room = std::min(seen.size(), bytes_.size() - size_);
  std::copy_n(seen.data(), room, bytes_.data() + size_);
  size_ += room;
}

// Written without a branch a letter: every check of a URL comes by here.
void SeenName::AddAscii(std::string_view text) noexcept {
  size_t size = size_;
  for (const char c : text) {
    if (size + 2 > bytes_.size()) break;
    const auto& seen = kSeenAs[static_cast<unsigned char>(c) & 127];
    bytes_[size] = seen[0];
    size += seen[0] != 0;
    bytes_[size] = seen[1];
    size += seen[1] != 0;
  }
  size_ = size;
}

void SeenName::AddCodePoint(char32_t code_point) {
  if (const char letter = code_point < 0x80 ? static_cast<char>(code_point) : LetterSeenIn(code_point); letter != 0) {
    AddAscii(std::string_view(&letter, 1));
    return;
  }
  thread_local std::string bytes;
  bytes.clear();
  base::AppendUtf8(bytes, code_point);
  Add(bytes);
}

SeenName SeenName::OfHost(std::string_view host) {
  SeenName name;
  while (!host.empty()) {
    const size_t end = std::min(host.find('.'), host.size());
    const std::string_view label = host.substr(0, end);
    thread_local std::u32string shown;
    if (label.starts_with("xn--") && indicator::DecodePunycode(label.substr(4), shown)) {
      for (const char32_t c : shown) name.AddCodePoint(c);
    } else {
      name.AddAscii(label);
    }
    if (end < host.size()) name.Add(".");
    host.remove_prefix(std::min(end + 1, host.size()));
  }
  return name;
}

SeenName SeenName::OfText(std::string_view text) {
  SeenName name;
  for (size_t at = 0; at < text.size();) {
    const base::CodePoint c = base::DecodeUtf8(text, at);
    if (c.size == 0) {
      name.Add(text.substr(at++, 1));
      continue;
    }
    name.AddCodePoint(c.value);
    at += c.size;
  }
  return name;
}

}  // namespace cybercheck::lookup
