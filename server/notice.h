// SPDX-License-Identifier: Apache-2.0
// What a victim is told when their case moves: a JSON document for whoever can send a message to a telephone. It names nobody and
// holds no link: a message with one looks like what scammers send. What it says is words of server/case_words.h.
//
//   {"id":"<case id>-<number of the move>","case":"<case id>","state":"accepted","at":"2026-11-26T03:00:00Z",
//    "to":[{"phone":"+66812345678","email":"somchai@mail.example"}],"unit":{"code":"…","name_th":"…","name_en":"…","phone":"…"},
//    "texts":{"th":"…","en":"…"}}
//
// `id` is the same however often it is sent. `to` holds the victims that can be reached, opened from their boxes for this moment.
#pragma once

#include <optional>
#include <string>

#include "cases/outbox.h"
#include "server/services.h"

namespace cybercheck::server {

struct Notice {
  std::string id, json;
};
// nullopt: there is nobody to tell: no victim is known, none left a telephone or address, all were erased, or nobody has seen who
// filed the case, so that the telephone may be a stranger's. Errors: kDamaged, kIo.
base::Result<std::optional<Notice>> NoticeOf(const cases::OutboxRow& row, Services& services);

// Adds {"code":"…","name_th":"…","name_en":"…","phone":"…"} of a unit, the hotline's where nothing is known of it.
void AppendUnit(const std::string& code, const ingest::Stations* stations, std::string& out);

}  // namespace cybercheck::server
