// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/line_reader.h"
#include "cli/terminal.h"
#include "cli/value_line.h"
#include "indicator/canonical.h"
#include "indicator/url_expressions.h"
#include "wire/answer.h"

namespace cybercheck::cli {
namespace {

using indicator::Canonical;

// Appends ,"name":["…",…] of those `alsos` that stand in `relation`.
void AppendAlsos(const Canonical& canonical, Canonical::Relation relation, std::string_view name, std::string& out) {
  bool first = true;
  for (const Canonical::Also& also : canonical.Alsos()) {
    if (also.relation != relation) continue;
    out += first ? ",\"" + std::string(name) + "\":[" : ",";
    wire::AppendJsonString(also.key.ToString(), out);
    first = false;
  }
  if (!first) out += ']';
}

void AppendCanonical(const Canonical& canonical, std::string& out) {
  out += "{\"key\":";
  wire::AppendJsonString(indicator::PrintableKey(canonical), out);
  if (!canonical.sensitive) {
    AppendAlsos(canonical, Canonical::Relation::kWorst, "also", out);
    AppendAlsos(canonical, Canonical::Relation::kHint, "hints", out);
  }
  if (!canonical.visitable) out += ",\"visitable\":false";
  if (canonical.truncated) out += ",\"truncated\":true";
  if (canonical.opaque) out += ",\"opaque\":true";
  if (canonical.unlistable) out += ",\"unlistable\":true";
  if (canonical.from_abroad) out += ",\"from_abroad\":true";
  if (canonical.userinfo) out += ",\"userinfo\":true";
  if (canonical.refanged) out += ",\"refanged\":true";
  if (!canonical.extension.empty()) {
    out += ",\"extension\":";
    wire::AppendJsonString(canonical.extension, out);
  }
}

// The key of one reading of a value. Where another reading is a person's national id, its digits stand in this one too (an account number
// has room for them) and are left out here as there.
std::string PrintableAmong(const Canonical& candidate, const std::vector<Canonical>& candidates) {
  constexpr std::string_view kNationalId = "nid:";
  std::string key = indicator::PrintableKey(candidate);
  for (const Canonical& other : candidates) {
    if (!other.sensitive || !other.key.form.starts_with(kNationalId)) continue;
    const std::string_view digits = std::string_view(other.key.form).substr(kNationalId.size());
    if (const size_t at = key.find(digits); !digits.empty() && at != std::string::npos) key.replace(at, digits.size(), "*");
  }
  return key;
}

class Canonicalizer {
 public:
  Canonicalizer(const CanonicalizeCommand& command, Terminal& terminal) : command_(command), terminal_(terminal) {}

  void One(std::string_view kind_name, std::string_view value, bool cut) {
    line_.clear();
    const base::Result<void> done = cut ? base::Fail(base::ErrorCode::kValueTooLong, "a value has at most 1048576 bytes")
                                        : Append(kind_name.empty() ? std::string_view(command_.kind) : kind_name, value);
    if (done.has_error()) {
      any_error_ = true;
      line_.clear();
      wire::AppendItemError(done.error(), line_);
    }
    line_ += '\n';
    terminal_.Out(line_);
  }

  bool any_error() const { return any_error_; }

 private:
  base::Result<void> Append(std::string_view kind_name, std::string_view value) {
    if (!kind_name.empty() && kind_name != "auto") {
      const std::optional<indicator::Kind> kind = indicator::KindNamed(kind_name);
      if (!kind) return base::Fail(base::ErrorCode::kUnknownKind, "kinds are phone, url, line, tiktok, facebook, account, promptpay, sms_sender");
      TRY(indicator::Canonicalize(*kind, value, canonical_));
      AppendCanonical(canonical_, line_);
      AppendExpressions(canonical_);
    } else {
      TRY(indicator::CanonicalizeAuto(value, candidates_));
      AppendCanonical(candidates_.front(), line_);
      AppendExpressions(candidates_.front());
      if (candidates_.size() > 1) {
        line_ += ",\"candidates\":[";
        for (const Canonical& candidate : candidates_) {
          if (&candidate != &candidates_.front()) line_ += ',';
          wire::AppendJsonString(PrintableAmong(candidate, candidates_), line_);
        }
        line_ += ']';
      }
    }
    line_ += '}';
    return {};
  }

  void AppendExpressions(const Canonical& canonical) {
    if (!command_.expressions || canonical.key.kind != indicator::Kind::kUrl) return;
    line_ += ",\"expressions\":[";
    bool first = true;
    for (const std::string_view expression : indicator::UrlExpressions(canonical.key.form)) {
      if (!first) line_ += ',';
      first = false;
      wire::AppendJsonString(expression, line_);
    }
    line_ += ']';
  }

  const CanonicalizeCommand& command_;
  Terminal& terminal_;
  Canonical canonical_;
  std::vector<Canonical> candidates_;
  std::string line_;
  bool any_error_ = false;
};

}  // namespace

int Run(const CanonicalizeCommand& command, Terminal& terminal) {
  Canonicalizer canonicalizer(command, terminal);
  for (const std::string& value : command.values) canonicalizer.One("", value, false);
  if (!command.values.empty()) return canonicalizer.any_error() ? kExitError : kExitOk;
  LineReader lines(STDIN_FILENO, indicator::kValueBytesMax + 64, [] { std::fflush(stdout); });
  for (;;) {
    base::Result<std::optional<LineReader::Line>> line = lines.Next();
    if (line.has_error()) {
      terminal.Error(line.error());
      return kExitError;
    }
    if (!*line) break;
    const ValueLine parsed = ParseValueLine((*line)->text, /*with_as_of=*/false);
    canonicalizer.One(parsed.kind, parsed.value, (*line)->cut);
  }
  return kExitOk;  // as import: the input was read to its end, and every line has its answer
}

}  // namespace cybercheck::cli
