// SPDX-License-Identifier: Apache-2.0
// Canonicalization: any bytes in, one key or one named error out; the same input gives the same key in every release that has
// the same kCanonVersion. Canonicalizing a form of its own kind gives the same form (idempotent). Pure, thread-safe.
//
// No allocation for phones, accounts, handles and plain ASCII URLs beyond what `out` already holds: reuse one Canonical.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "indicator/key.h"

namespace cybercheck::indicator {

inline constexpr size_t kValueBytesMax = 1 << 20;  // any kind; a URL is cut at kUrlBytesMax and marked `truncated`
inline constexpr size_t kUrlBytesMax = 8192;

// A canonicalized value: its key, and what else a check must look at.
struct Canonical {
  // Other keys the same thing goes by, each looked up by a check, never stored under.
  // kWorst: counts for the verdict (an account's own URL). kHint: told as a related reason only (PromptPay <-> phone, the
  // domestic number behind a number shown for calls from abroad).
  enum class Relation : uint8_t { kWorst, kHint };
  struct Also {
    Key key;
    Relation relation = Relation::kWorst;
  };

  Key key;
  std::vector<Also> also;      // entries [0, also_count) are in use; the rest keep their buffers
  size_t also_count = 0;

  bool visitable = true;       // url: false where WHATWG finds no host and the lenient form was used
  bool truncated = false;      // url: cut at kUrlBytesMax; host expressions still hold
  bool opaque = false;         // a code only its platform can resolve (lin.ee/x, vt.tiktok.com/x): not listed = unresolvable
  bool unlistable = false;     // a form evidence is never stored under (an account without its bank)
  bool from_abroad = false;    // phone: +697/+698, shown by Thai operators for calls from abroad
  bool userinfo = false;       // url: had user:password@
  bool sensitive = false;      // promptpay: `form` is "nid:" + 13 digits, to be keyed (KeyNationalId) before it is looked up or stored
  bool refanged = false;       // url: written defanged (hxxp, [.])
  std::string extension;       // phone: digits after "ต่อ", "ext"; or the last number of a range

  void Clear() noexcept;                       // keeps buffers
  Also& AddAlso(Kind kind, Relation relation); // returns an entry with an empty form
  std::span<const Also> Alsos() const { return {also.data(), also_count}; }
};

// Canonicalizes `value` as `kind`. On error `out` is unspecified.
// A URL that names an account (line.me/ti/p/~x, facebook.com/x, tiktok.com/@x) gives the account's key and its URL in also;
// for every other kind `kind` is never second-guessed.
// Errors: those under "Input that is no indicator" in base/error.h; detail says what was wrong, and never repeats the value.
base::Result<void> Canonicalize(Kind kind, std::string_view value, Canonical& out);

// What a value of unknown kind may be, best guess first. `candidates` is resized to what was found; at least one, or an error
// (kNotAnIndicator, kEmptyValue, kInvalidUtf8, kValueTooLong, or what is wrong with the kind the value names or plainly has the
// form of: kPhoneMasked, kEmvChecksum, kNationalIdChecksum …). Ambiguity is kept: a 10-digit number that starts 0[689] is a phone,
// then a PromptPay id, then an account without its bank.
base::Result<void> CanonicalizeAuto(std::string_view value, std::vector<Canonical>& candidates);

// Whether it is looked up under a number that belongs to somebody, if only for a hint: a phone number, an account, a PromptPay id. Few enough
// exist that all of them could be asked about.
bool NamesNumber(const Canonical& canonical) noexcept;

// "phone:+66812345678", and "promptpay:nid:*" for a sensitive form: the only way a key is printed.
std::string PrintableKey(const Canonical& canonical);

// Replaces the digits of a sensitive form by HMAC-SHA-256(secret, digits), 32 hex digits, and clears `sensitive`.
// No effect on others.
void KeyNationalId(std::span<const uint8_t> secret, Canonical& canonical);

}  // namespace cybercheck::indicator
