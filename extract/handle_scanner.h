// SPDX-License-Identifier: Apache-2.0
// LINE ids, TikTok and Facebook names that a label introduces (their URLs are UrlScanner's), and SMS senders quoted as such.
//
//   แอดไลน์ badshop99   LINE: @ badshop   @bad.shop (ติ๊กต็อก)   เพจ: badshop   ผู้ส่ง: KBANK
//
// A word that merely follows the platform's name ("LINE Pay", "Facebook Live") is no handle: it needs the sign @, a colon, a word
// like ไอดี or แอด, or a digit or dot of its own. A display name of several words is none either: nobody can look it up.
// Immutable, thread-safe.
#pragma once

#include <re2/re2.h>

#include "extract/findings.h"

namespace cybercheck::extract {

class HandleScanner {
 public:
  HandleScanner();
  void ScanHandles(Findings& findings) const;
  void ScanSenders(Findings& findings) const;

 private:
  struct Platform {
    Platform(indicator::Kind kind, const char* label);
    indicator::Kind kind;
    RE2 label;
    RE2 label_after;
  };
  void ScanAfterLabel(const Platform& platform, Findings& findings) const;
  void ScanBeforeLabel(const Platform& platform, Findings& findings) const;

  Platform line_;
  Platform tiktok_;
  Platform facebook_;
  RE2 asks_;    // a word right before a label that asks to add somebody
  RE2 bridge_;  // what may stand between a label and its handle
  RE2 names_;   // in a bridge: a word or sign that announces an id
  RE2 call_before_;
  RE2 add_sign_;
  RE2 sender_;
};

}  // namespace cybercheck::extract
