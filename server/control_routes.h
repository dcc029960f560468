// SPDX-License-Identifier: Apache-2.0
// Routes that exist only on DIR/control.sock (0600; the peer runs as the owner or as root). HTTP/1.1, Host: localhost, the same
// framing as everywhere; POST bodies are application/json. Refusals are problem+json with the `code` of base/error.h.
//
//   POST /control/entries   {"type":"feed_observed","version":1,"id":"<64 hex>","time_ms":1,"rules":1,"actor":"import:x",
//                            "priority":"bulk"|"interactive","body":"{\"salt\":…}"}          body: the exact bytes, as a JSON
//                            string
//                           -> 200 {"seq":7,"accepted":true,"code":"","result":{…}|null,"replayed":false}
//                              `version`, `rules`, `priority` may be absent (1, current, interactive)
//                              storage_full 507, overloaded 503, unavailable 503 (fate unknown: the same id again), conflict 422
//   POST /control/check     as POST /v1/check, no look-up budget, and "as_of":"2026-11-20T03:00:00Z" (POST /v1/check and /v1/scan
//   answer here too) GET  /control/log?from=1&count=100
//                           -> 200
//                           {"applied_seq":9,"entries":[{"seq","id","time_ms","type","version","rules","actor","prev","body_hash",
//                              "body":"…"|null}]}    null: redacted. At most 1,000, fewer when they would exceed 16 MiB: ask
//                              again from the next
//   GET  /control/status    -> 200
//   {"version","pid","ready","uptime_s","applied_seq","queued","entries","batches","refused","replayed",
//                              "storage":{"map_bytes","used_bytes","file_bytes","last_txn","oldest_reader_txn"},"connections"}
//   POST /control/key_national_id  {"digits":"1101700230708"} -> 200 {"form":"nid:<32 hex>"}: the form under which an importer
//                              writes a person's PromptPay id into an entry, so that no body of an entry holds the digits
//   GET  /control/tokens    -> 200 {"tokens":[{"id","role","name","bank"?,"created_at","expires_at":…|null,"revoked_at":…|null,
//                              "state":"active"|"expired"|"revoked"}]}
//   POST /control/key_person   {"national_id":"…"} -> 200 {"voice":"per:<32 hex>"}        what a verified person is counted by
//   POST /control/key_digest   {"digest":"<64 hex>"} -> 200 {"key":"<64 hex>"}           a digest nobody can try out, to name an
//   entry POST /control/seal_report  {"entry":"<64 hex>","plain":"…"} -> 200 {"subject":7,"box":"<base64>"}    for report 0 of
//   that entry POST /control/reload    {} -> 200 {"changed":["policy",…],"applied_seq":9}; files that are not valid: 400 and
//   nothing changes
#pragma once

#include <cstddef>
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
inline constexpr std::string_view kControlReload = "/control/reload";

// An 8 MiB entry body, each byte escaped as \u00XX at worst.
inline constexpr size_t kControlBodyBytesMax = size_t{50} << 20;
inline constexpr size_t kControlLogEntriesMax = 1000;
inline constexpr size_t kControlLogBytesMax = size_t{16} << 20;

}  // namespace cybercheck::server
