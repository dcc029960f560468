// SPDX-License-Identifier: Apache-2.0
#include "server/notice_target.h"

namespace cybercheck::server {

base::Result<std::unique_ptr<NoticeTarget>> MakeNoticeTarget(const Config& config) {
  if (!config.notify_command.empty()) return MakeNoticeCommand(config);
  if (!config.notify_url.empty()) return MakeNoticePost(config);
  return std::unique_ptr<NoticeTarget>();
}

}  // namespace cybercheck::server
