// SPDX-License-Identifier: Apache-2.0
// Who notices are handed to: a program of the operator's, or an HTTPS server. Neither knows of cases; both get the document of
// server/notice.h, and may get one more than once: its `id` tells.
//
//   command  started with its arguments, no shell between; the document on its standard input, what it prints thrown away,
//            what it says on standard error shown. Of the environment it gets PATH, HOME, LANG, LC_ALL, TZ. Exit 0: taken. When
//            its time is over, it and what it started are killed
//   url      POST, Content-Type application/json, Idempotency-Key the notice's id, Authorization as notify.bearer_file says; the
//            server's certificate verified for its name. Any 2xx: taken; a redirection is not followed
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "base/result.h"
#include "server/config.h"
#include "server/notice.h"
#include "server/notice_url.h"

namespace cybercheck::server {

class NoticeTarget {
 public:
  virtual ~NoticeTarget() = default;
  // Returns once it is taken; the error says why it was not, and nothing of what it says. Blocks for notify.timeout_s at most,
  // and a second after `stop` is set. Any thread, several at once.
  virtual base::Result<void> Send(const Notice& notice, const std::atomic<bool>& stop) = 0;
};

// Null: notices are not sent. Errors, with what is wrong in [notify]: kBadConfig, kIo.
base::Result<std::unique_ptr<NoticeTarget>> MakeNoticeTarget(const Config& config);

// The two. server/notice_command.cc, server/notice_post.cc.
base::Result<std::unique_ptr<NoticeTarget>> MakeNoticeCommand(const Config& config);
base::Result<std::unique_ptr<NoticeTarget>> MakeNoticePost(const Config& config);

inline constexpr int64_t kNoticeLastMs = 1000;  // for one under way when the server ends

}  // namespace cybercheck::server
