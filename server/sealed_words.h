// SPDX-License-Identifier: Apache-2.0
// What somebody wrote for officers to read (a reason, a note, who they are), sealed under a key of its own and bound to the entry
// it stands in; and the code by which whoever wrote it is known again.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "event/entry.h"
#include "event/sealed.h"
#include "server/services.h"

namespace cybercheck::server {

// nullopt: nothing was written. May block for one commit of `keys` (store/key_ring.h). Errors: kStorageFull, kIo.
base::Result<std::optional<event::Sealed>> SealWritten(const std::string& text, const event::EntryId& entry, Services& services);

// Whether the receipt code sent is that of thing `number` of the entry; one that is none takes the same work.
bool IsReceiptCode(std::string_view sent, const event::EntryId& entry, uint16_t number, const Secrets& secrets);

}  // namespace cybercheck::server
