// SPDX-License-Identifier: Apache-2.0
// Where a command writes: results to standard output, everything about the run (progress, warnings, errors) to standard error.
// Colour and redrawn lines appear only where the stream is a terminal; NO_COLOR and TERM=dumb switch colour off.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace cybercheck::cli {

enum class Language { kEnglish, kThai };

enum class Colour { kNone, kRed, kYellow, kGreen, kCyan, kBold, kDim };

class Terminal {
 public:
  // Looks at the standard streams and the environment.
  Terminal();

  // `bytes` as they are. A failed write (full disk, closed pipe) is remembered: see FinishOutput.
  void Out(std::string_view bytes);
  void Err(std::string_view bytes);
  // "cybercheck: error: …" on standard error, with the error's sentence in the language of the run.
  void Error(const base::Error& error);
  void Error(std::string_view text);
  void Warning(std::string_view text);

  // `text` between colour sequences where standard output takes them; control characters in it are shown, never sent.
  std::string Paint(Colour colour, std::string_view text) const;

  bool err_is_terminal() const { return err_is_terminal_; }
  int err_columns() const;  // width of the terminal; 80 when it does not say
  Language language() const { return language_; }
  void SetLanguage(Language language) { language_ = language; }
  std::string_view Pick(std::string_view english, std::string_view thai) const {
    return language_ == Language::kThai ? thai : english;
  }

  // Flushes; false when standard output did not take everything, after saying so.
  bool FinishOutput();

 private:
  bool out_colour_ = false;
  bool err_is_terminal_ = false;
  bool out_failed_ = false;
  Language language_ = Language::kEnglish;
};

// "th", "th_TH.UTF-8" and the like are Thai; everything else is English.
Language LanguageOfLocale(std::string_view locale) noexcept;

// Control characters become U+FFFD, so that no value can move the cursor or recolour what follows.
std::string Printable(std::string_view text);

}  // namespace cybercheck::cli
