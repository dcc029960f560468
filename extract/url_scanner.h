// SPDX-License-Identifier: Apache-2.0
// URLs in running text, with and without a scheme; e-mail addresses are taken out of the way, they are no indicators.
//
//   คลิกhttps://bad.example/a?b=1).ด่วน          a scheme is believed on any host that has a dot
//        scheme   host        path   | end: closing bracket that nothing opened, sentence mark, Thai text
//
//   สมัครcutt.ly/x                             without one, the last label must be able to be a top-level domain
//
// A path is ASCII (and letters of scripts that space their words); it ends where Thai follows. Immutable, thread-safe.
#pragma once

#include <re2/re2.h>

#include "extract/findings.h"
#include "extract/host_run.h"

namespace cybercheck::extract {

class UrlScanner {
 public:
  UrlScanner();
  void Scan(Findings& findings) const;

 private:
  void ScanEmails(Findings& findings) const;
  void ScanSchemes(Findings& findings, bool embedded) const;
  void ScanBareHosts(Findings& findings) const;
  bool IsBelievable(std::string_view text, const HostRun& host, bool has_path) const;

  RE2 email_;
  RE2 scheme_;
  RE2 handle_label_;  // a platform's name right before what may be a handle
};

}  // namespace cybercheck::extract
