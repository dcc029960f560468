// SPDX-License-Identifier: Apache-2.0
// Routes that exist only on DIR/control.sock (0600; the peer runs as the owner or as root). HTTP/1.1, Host: localhost, the same
// framing as everywhere; POST bodies are application/json. Refusals are problem+json with the `code` of base/error.h.
//
//   POST /control/entries   {"type":"feed_observed","version":1,"id":"<64 hex>","time_ms":1,"rules":1,"actor":"import:x",
//                            "priority":"bulk"|"interactive","body":"{\"salt\":…}"}     body: the exact bytes in a string
//                           -> 200 {"seq":7,"accepted":true,"code":"","result":{…}|null,"replayed":false}
//                              `version`, `rules`, `priority` may be absent (1, current, interactive)
//                              storage_full 507, overloaded 503, unavailable 503 (fate unknown: the same id again), conflict 422
//   POST /control/check     as POST /v1/check, no look-up budget, and "as_of":"2026-11-20T03:00:00Z"; POST /v1/check and
//                           /v1/scan answer here too, and for an import POST /v1/cases:workbook and /v1/holds:workbook
//   GET  /control/log?from=1&count=100
//                           -> 200 {"applied_seq":9,"entries":[{"seq","id","time_ms","type","version","rules","actor","prev",
//                              "body_hash","body":"…"|null}]}    null: redacted. At most 1,000, fewer when they would exceed
//                              16 MiB: ask again from the next
//   GET  /control/status    -> 200 {"version","pid","ready","uptime_s","applied_seq","queued","entries","batches","refused",
//                              "replayed","storage":{"map_bytes","used_bytes","file_bytes","last_txn","oldest_reader_txn"},
//                              "connections"}
//   POST /control/key_national_id  {"digits":"1101700230708"} -> 200 {"form":"nid:<32 hex>"}: the form under which an importer
//                              writes a person's PromptPay id into an entry, so that no body of an entry holds the digits
//   GET  /control/tokens    -> 200 {"tokens":[{"id","role","name","bank"?,"created_at","expires_at":…|null,"revoked_at":…|null,
//                              "state":"active"|"expired"|"revoked"}]}
//   POST /control/key_person   {"national_id":"…"} -> 200 {"voice":"per:<32 hex>"}: what a verified person is counted by
//   POST /control/key_digest   {"digest":"<64 hex>"} -> 200 {"key":"<64 hex>"}: a digest nobody can try out, to name an entry
//   POST /control/seal_report  {"entry":"<64 hex>","plain":"…"} -> 200 {"subject":7,"box":"<base64>"}: for report 0 of that entry
//   POST /control/reload    {} -> 200 {"changed":["policy",…],"applied_seq":9}; files that are not valid: 400, nothing changes
//   POST /control/subjects/erase  {"subjects":[7,8],"report":"<id>","case":"<id>","appeal":"<id>","ground":"request"|"retention"}
//                           -> 200 {"erased":[7,8],"seq":9}: their keys are destroyed, their sealed files removed, an entry
//                              tells so; again is no error
//   GET  /control/keys      -> 200 {"secrets","subjects","subjects_destroyed"}: how many; never a key
//   POST /control/keys/rotate  {"new_key":"/path"} -> 200 as above: a new master key, made here where no file is named
//   POST /control/keys/copy {} -> 200 {"copy":"/…/keys.copy/data.mdb","master_key_file":"/…"}: a copy of `keys`, for a backup to
//                              take away
//   POST /control/keys/retain  {"tip":365,…,"dry_run":1} -> 200 {"classes":{"tip":{"kept_days","uses","due","oldest_at"},…},
//                              "subjects_due","erased"}: erases those due, at most 100,000 a call
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace cybercheck::server {

inline constexpr std::string_view kControlHost = "localhost";
inline constexpr std::string_view kControlEntries = "/control/entries";
inline constexpr std::string_view kControlCheck = "/control/check";
inline constexpr std::string_view kControlLog = "/control/log";
inline constexpr std::string_view kControlStatus = "/control/status";
inline constexpr std::string_view kControlKeyNationalId = "/control/key_national_id";
inline constexpr std::string_view kControlTokens = "/control/tokens";
inline constexpr std::string_view kControlKeyPerson = "/control/key_person";
inline constexpr std::string_view kControlKeyDigest = "/control/key_digest";
inline constexpr std::string_view kControlSealReport = "/control/seal_report";
inline constexpr std::string_view kControlEraseSubjects = "/control/subjects/erase";
inline constexpr std::string_view kControlKeys = "/control/keys";
inline constexpr std::string_view kControlRotateKeys = "/control/keys/rotate";
inline constexpr std::string_view kControlCopyKeys = "/control/keys/copy";
inline constexpr std::string_view kControlRetain = "/control/keys/retain";
inline constexpr std::string_view kControlReload = "/control/reload";

// An 8 MiB entry body, each byte escaped as \u00XX at worst.
inline constexpr size_t kControlBodyBytesMax = size_t{50} << 20;
inline constexpr size_t kControlEraseMax = 100'000;  // subjects
inline constexpr int64_t kRetentionDaysMax = 36'500;
inline constexpr size_t kControlLogEntriesMax = 1000;
inline constexpr size_t kControlLogBytesMax = size_t{16} << 20;

}  // namespace cybercheck::server
