// SPDX-License-Identifier: Apache-2.0
#include "cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "base/utf8.h"

namespace cybercheck::cli {
namespace {

std::string_view Variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view() : std::string_view(value);
}

// POSIX: the first of these that is set and not empty decides the language of messages.
Language LanguageOfEnvironment() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"})
    if (std::string_view value = Variable(name); !value.empty()) return LanguageOfLocale(value);
  return Language::kEnglish;
}

std::string_view Sequence(Colour colour) {
  switch (colour) {
    case Colour::kNone: return "";
    case Colour::kRed: return "\x1b[1;31m";
    case Colour::kYellow: return "\x1b[33m";
    case Colour::kGreen: return "\x1b[32m";
    case Colour::kCyan: return "\x1b[36m";
    case Colour::kBold: return "\x1b[1m";
    case Colour::kDim: return "\x1b[2m";
  }
  return "";
}

}  // namespace

Terminal::Terminal() : err_is_terminal_(::isatty(STDERR_FILENO) == 1), language_(LanguageOfEnvironment()) {
  out_colour_ = ::isatty(STDOUT_FILENO) == 1 && Variable("NO_COLOR").empty() && Variable("TERM") != "dumb";
}

void Terminal::Out(std::string_view bytes) {
  if (std::fwrite(bytes.data(), 1, bytes.size(), stdout) != bytes.size()) out_failed_ = true;
}

void Terminal::Err(std::string_view bytes) { std::fwrite(bytes.data(), 1, bytes.size(), stderr); }

void Terminal::Error(const base::Error& error) {
  const base::ErrorRow& row = base::Describe(error.code);
  std::string text(Pick(row.title_en, row.title_th));
  if (!error.detail.empty()) text += " " + error.detail;
  text += " [" + std::string(row.name) + "]";
  Error(text);
}

void Terminal::Error(std::string_view text) {
  Err(std::string(Pick("cybercheck: error: ", "cybercheck: ผิดพลาด: ")) + Printable(text) + "\n");
}

void Terminal::Warning(std::string_view text) {
  Err(std::string(Pick("cybercheck: warning: ", "cybercheck: คำเตือน: ")) + Printable(text) + "\n");
}

std::string Terminal::Paint(Colour colour, std::string_view text) const {
  std::string printable = Printable(text);
  if (!out_colour_ || colour == Colour::kNone) return printable;
  return std::string(Sequence(colour)) + printable + "\x1b[0m";
}

int Terminal::err_columns() const {
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 80;
}

bool Terminal::FinishOutput() {
  errno = 0;
  if (std::fflush(stdout) != 0) out_failed_ = true;
  if (out_failed_) Error(std::string("standard output could not be written: ") + std::strerror(errno == 0 ? EIO : errno));
  return !out_failed_;
}

Language LanguageOfLocale(std::string_view locale) noexcept {
  if (locale.substr(0, 2) != "th") return Language::kEnglish;
  return locale.size() == 2 || locale[2] == '_' || locale[2] == '-' || locale[2] == '.' || locale[2] == '@' ? Language::kThai
                                                                                                         : Language::kEnglish;
}

std::string Printable(std::string_view text) {
  std::string printable;
  printable.reserve(text.size());
  for (size_t at = 0; at < text.size();) {
    const base::CodePoint point = base::DecodeUtf8(text, at);
    const bool bidirectional = (point.value >= 0x202A && point.value <= 0x202E) || (point.value >= 0x2066 && point.value <= 0x2069);
    const bool control = (point.value < 0x20 && point.value != '\n') || (point.value >= 0x7F && point.value < 0xA0);
    if (point.size == 0 || control || bidirectional)
      base::AppendUtf8(printable, 0xFFFD);
    else
      printable.append(text.substr(at, point.size));
    at += point.size == 0 ? 1 : point.size;
  }
  return printable;
}

}  // namespace cybercheck::cli
