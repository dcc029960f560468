// SPDX-License-Identifier: Apache-2.0
// Writes code_points.cc from the ICU it is built with (the checked-in file: ICU 72, Unicode 15). Run it only to move to a newer Unicode
// on purpose; that raises kCanonVersion.
//   g++ -std=c++20 -O1 generate.cc -o /tmp/generate $(pkg-config --libs icu-uc) && /tmp/generate > code_points.cc
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/uniset.h>
#include <unicode/uvernum.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

namespace {

constexpr UChar32 kEnd = 0x110000;
constexpr int kBlockBits = 7;
constexpr unsigned kItself = 0, kNothing = 1, kDisallowed = 2;

void Check(bool ok, const char* what) {
  if (ok) return;
  std::fprintf(stderr, "generate: %s\n", what);
  std::exit(1);
}

const icu::Normalizer2& Normalizer(const char* name) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* normalizer = icu::Normalizer2::getInstance(nullptr, name, UNORM2_COMPOSE, status);
  Check(U_SUCCESS(status), name);
  return *normalizer;
}

std::string Utf8(const icu::UnicodeString& text) {
  std::string utf8;
  text.toUTF8String(utf8);
  return utf8;
}

// Texts of mappings, each once, behind a byte of length.
class TextPool {
 public:
  unsigned Place(const std::string& text) {
    if (text.empty()) return kNothing;
    auto [entry, added] = places_.try_emplace(text, 0u);
    if (added) {
      Check(text.size() < 256, "a mapping is too long");
      bytes_.push_back(static_cast<char>(text.size()));
      entry->second = static_cast<unsigned>(bytes_.size());
      bytes_ += text;
      Check(bytes_.size() < 65536, "too many mappings");
    }
    return entry->second;
  }
  const std::string& bytes() const { return bytes_; }

 private:
  std::map<std::string, unsigned> places_;
  std::string bytes_ = std::string(3, '\0');  // places 0 to 2 mean something else
};

using Traits = std::array<unsigned, 7>;  // in the order of CodePointTraits

unsigned Mapping(UChar32 c, const icu::Normalizer2& normalizer, TextPool& pool) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::UnicodeString mapped = normalizer.normalize(icu::UnicodeString(c), status);
  Check(U_SUCCESS(status), "normalize");
  if (mapped == icu::UnicodeString(c) && c != 0xFFFD) return kItself;
  if (mapped.indexOf(static_cast<UChar32>(0xFFFD)) >= 0) return kDisallowed;
  return pool.Place(Utf8(mapped));
}

Traits TraitsOf(UChar32 c, TextPool& pool) {
  static const icu::Normalizer2 &uts46 = Normalizer("uts46"), &casefold = Normalizer("nfkc_cf"), &nfc = Normalizer("nfc");
  if (c >= 0xD800 && c <= 0xDFFF) return {kDisallowed, kItself, kItself, 0, 0, 0, 0};
  unsigned decomposition = kItself;
  const bool hangul = c >= 0xAC00 && c <= 0xD7A3;
  icu::UnicodeString decomposed;
  if (!hangul && nfc.getDecomposition(c, decomposed)) decomposition = pool.Place(Utf8(decomposed));
  unsigned fold = Mapping(c, casefold, pool);
  if (c == 0xFFFD) fold = kItself;
  return {Mapping(c, uts46, pool),
          fold,
          decomposition,
          nfc.getCombiningClass(c),
          static_cast<unsigned>(u_charDirection(c)),
          static_cast<unsigned>(u_getIntPropertyValue(c, UCHAR_JOINING_TYPE)),
          (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0 ? 1u : 0u};
}

// Numbers, as many as fit on each line.
class Rows {
 public:
  void Put(const std::string& cell) {
    if (line_.size() + cell.size() + 2 > 130) Flush();
    line_ += (line_.empty() ? "    " : " ") + cell + ",";
  }
  void Flush() {
    if (!line_.empty()) std::printf("%s\n", line_.c_str());
    line_.clear();
  }

 private:
  std::string line_;
};

std::string Hex(unsigned value) {
  char text[16];
  std::snprintf(text, sizeof text, "0x%X", value);
  return text;
}

}  // namespace

int main() {
  TextPool pool;
  std::map<Traits, unsigned> numbers;
  std::vector<Traits> traits;
  std::map<std::vector<unsigned>, unsigned> block_numbers;
  std::vector<unsigned> blocks;
  Rows rows;

  std::vector<std::vector<unsigned>> distinct;
  for (UChar32 start = 0; start < kEnd; start += 1 << kBlockBits) {
    std::vector<unsigned> block;
    for (UChar32 c = start; c < start + (1 << kBlockBits); ++c) {
      const Traits row = TraitsOf(c, pool);
      const auto [entry, added] = numbers.try_emplace(row, static_cast<unsigned>(traits.size()));
      if (added) traits.push_back(row);
      block.push_back(entry->second);
    }
    const auto [entry, added] = block_numbers.try_emplace(block, static_cast<unsigned>(distinct.size()));
    if (added) distinct.push_back(block);
    blocks.push_back(entry->second);
  }
  Check(distinct.size() <= 65536 && traits.size() <= 65536, "the tables' integers are too small");

  std::printf(
      "// SPDX-License-Identifier: Apache-2.0\n// Written by generate.cc from ICU %s (Unicode %s). Do not edit.\n"
      "#include \"indicator/tables/code_points.h\"\n\n// clang-format off\nnamespace cybercheck::indicator::tables {\n\n",
      U_ICU_VERSION, U_UNICODE_VERSION);
  std::printf("const uint16_t kBlocks[] = {\n");
  for (unsigned block : blocks) rows.Put(std::to_string(block));
  rows.Flush();
  std::printf("};\n\nconst uint16_t kIndexes[] = {\n");
  for (const auto& block : distinct)
    for (unsigned index : block) rows.Put(std::to_string(index));
  rows.Flush();
  std::printf("};\n\nconst CodePointTraits kTraits[] = {\n");
  for (const Traits& row : traits) {
    std::string cell = "{";
    for (size_t i = 0; i < row.size(); ++i) cell += (i ? "," : "") + std::to_string(row[i]);
    rows.Put(cell + "}");
  }
  rows.Flush();
  std::printf("};\n\nconst char kTexts[] =\n");
  const std::string& bytes = pool.bytes();
  for (size_t at = 0; at < bytes.size(); at += 30) {
    std::string line;
    for (unsigned char byte : bytes.substr(at, 30)) {
      char octal[8];
      std::snprintf(octal, sizeof octal, "\\%03o", byte);
      line += octal;
    }
    std::printf("    \"%s\"\n", line.c_str());
  }
  std::printf("    ;\n\nconst Composition kCompositions[] = {\n");

  const icu::Normalizer2& nfc = Normalizer("nfc");
  std::map<std::pair<UChar32, UChar32>, UChar32> pairs;
  for (UChar32 c = 0; c < kEnd; ++c) {
    icu::UnicodeString raw;
    if ((c >= 0xAC00 && c <= 0xD7A3) || !nfc.getRawDecomposition(c, raw) || raw.countChar32() != 2) continue;
    const UChar32 first = raw.char32At(0), second = raw.char32At(raw.moveIndex32(0, 1));
    if (nfc.composePair(first, second) == c) pairs[{first, second}] = c;
  }
  for (const auto& [pair, composed] : pairs)
    rows.Put("{" + Hex(static_cast<unsigned>(pair.first)) + "," + Hex(static_cast<unsigned>(pair.second)) + "," +
             Hex(static_cast<unsigned>(composed)) + "}");
  rows.Flush();
  std::printf("};\n\nconst size_t kCompositionCount = %zu;\n\n}  // namespace cybercheck::indicator::tables\n", pairs.size());
  std::fprintf(stderr, "%zu blocks, %zu traits, %zu bytes of text, %zu compositions: %zu bytes\n", distinct.size(), traits.size(),
               bytes.size(), pairs.size(), blocks.size() * 2 + distinct.size() * (2u << kBlockBits) + traits.size() * 10 + bytes.size() + pairs.size() * 12);
  return 0;
}
