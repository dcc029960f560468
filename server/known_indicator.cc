// SPDX-License-Identifier: Apache-2.0
#include "server/known_indicator.h"

#include "base/hex.h"
#include "lookup/record.h"
#include "server/json_members.h"
#include "server/services.h"

namespace cybercheck::server {

using base::ErrorCode;
using base::Fail;

base::Result<indicator::Key> IndicatorOfId(std::string_view id, Worker& worker) {
  indicator::KeyBytes bytes{};
  if (!base::HexDecode(id, bytes) || !indicator::IsKind(bytes[0]))
    return Fail(ErrorCode::kBadRequest, "an indicator's id is the 34 hexadecimal digits of an answer");
  store::Environment& data = worker.services().directory.data();
  ASSIGN_OR_RETURN(const store::ReadTxn txn, data.BeginRead());
  ASSIGN_OR_RETURN(const store::Table records, data.OpenTable(txn, lookup::kRecordsTable));
  ASSIGN_OR_RETURN(const auto record, records.Get(txn, {reinterpret_cast<const char*>(bytes.data()), bytes.size()}));
  if (!record) return Fail(ErrorCode::kNotFound, "nothing is known of an indicator of this id; report it first");
  return indicator::Key{static_cast<indicator::Kind>(bytes[0]), std::string(lookup::FormOfRecord(*record))};
}

std::string PrintableKeyOf(const indicator::Key& key) {
  if (key.kind == indicator::Kind::kPromptpay && key.form.starts_with("nid:")) return "promptpay:nid:*";
  return key.ToString();
}

base::Result<void> AppendIndicator(const indicator::Key& key, Worker& worker, std::string& out) {
  ASSIGN_OR_RETURN(lookup::Engine::Session * session, worker.Reading());
  indicator::Canonical canonical;
  canonical.key = key;
  TRY(worker.services().engine.Check(*session, canonical, {}, worker.answer));
  out += '{';
  AppendMember("id", worker.answer.id, out);
  AppendMember("key", worker.answer.key, out);
  AppendMember("verdict", wire::Name(worker.answer.verdict), out);
  AppendMember("score", worker.answer.score, out);
  if (worker.answer.under_review) AppendMember("under_review", true, out);
  out += '}';
  return {};
}

}  // namespace cybercheck::server
