// SPDX-License-Identifier: Apache-2.0
#include "ingest/rules_sync.h"

#include <boost/json.hpp>

#include "base/hex.h"
#include "lookup/projection.h"

namespace cybercheck::ingest {
namespace {

uint64_t ReadU64(std::string_view bytes) {
  uint64_t value = 0;
  for (size_t i = 0; i < 8; ++i) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
}

// seq u64, content (docs/store_format.md, table `rules`).
struct Row {
  uint64_t seq;
  std::string content;
};
base::Result<std::optional<Row>> ReadRow(store::Environment& data, RulesKind kind) {
  ASSIGN_OR_RETURN(const store::ReadTxn txn, data.BeginRead());
  const auto table = data.OpenTable(txn, lookup::kRulesTable);
  if (table.has_error()) {
    if (table.error().code == base::ErrorCode::kNotFound) return std::optional<Row>();
    return table.error();
  }
  ASSIGN_OR_RETURN(const auto value, table->Get(txn, Name(kind)));
  if (!value) return std::optional<Row>();
  if (value->size() < 8) return base::Fail(base::ErrorCode::kDamaged, "rules: a row is too short");
  return std::optional<Row>({ReadU64(*value), std::string(value->substr(8))});
}

base::Result<base::Digest> ReadDigest(const event::Entry& entry) {
  const auto damaged = [&] {
    return base::Fail(base::ErrorCode::kDamaged, "entry " + std::to_string(entry.header.seq) + " has no digest");
  };
  if (!entry.body) return damaged();
  boost::system::error_code broken;
  const boost::json::value body = boost::json::parse(*entry.body, broken);
  if (broken || !body.is_object()) return damaged();
  const boost::json::value* member = body.get_object().if_contains("digest");
  base::Digest digest;
  if (member == nullptr || !member->is_string() || !base::HexDecode(member->get_string(), digest)) return damaged();
  return digest;
}

event::EntryId IdOf(RulesKind kind, const base::Digest& digest, uint64_t replaced_seq) {
  return base::Sha256("rules:" + std::string(Name(kind)) + ":" + base::HexEncode(digest) + ":" + std::to_string(replaced_seq));
}

}  // namespace

base::Result<std::optional<std::string>> ReadContentInForce(store::Environment& data, RulesKind kind) {
  ASSIGN_OR_RETURN(auto row, ReadRow(data, kind));
  if (!row) return std::optional<std::string>();
  return std::optional<std::string>(std::move(row->content));
}

base::Result<RulesInForce> ReadRulesInForce(store::Environment& data, store::Sequencer& sequencer) {
  RulesInForce in_force;
  for (const RulesKind kind : kAllRules) {
    ASSIGN_OR_RETURN(const auto row, ReadRow(data, kind));
    if (!row) continue;
    ASSIGN_OR_RETURN(const std::vector<event::Entry> entries, sequencer.ReadFrom(row->seq, 1));
    if (entries.empty() || entries[0].header.seq != row->seq || entries[0].header.type != EntryTypeOf(kind))
      return base::Fail(base::ErrorCode::kDamaged, "rules: " + std::string(Name(kind)) + " names an entry that does not set it");
    ASSIGN_OR_RETURN(const base::Digest digest, ReadDigest(entries[0]));
    in_force[static_cast<size_t>(kind)] = InForce{row->seq, digest};
  }
  return in_force;
}

base::Result<std::vector<RulesChange>> SyncRules(store::Sequencer& sequencer, const RulesInForce& in_force,
                                                 const std::vector<RulesContent>& files, const std::string& actor,
                                                 const base::Clock& clock) {
  std::vector<RulesChange> changes;
  for (const RulesContent& file : files) {
    const auto& now = in_force[static_cast<size_t>(file.kind)];
    if (now && now->digest == file.digest) continue;
    event::Draft draft;
    draft.id = IdOf(file.kind, file.digest, now ? now->seq : 0);
    draft.time_ms = clock.NowMs();
    draft.type = EntryTypeOf(file.kind);
    draft.actor = actor;
    draft.body = event::BeginBody() + ",\"digest\":\"" + base::HexEncode(file.digest) +
                 "\",\"file\":" + boost::json::serialize(boost::json::string(file.file.data(), file.file.size())) +
                 ",\"content\":" + file.json + "}";
    if (draft.body.size() > event::kBodyBytesMax)
      return base::Fail(base::ErrorCode::kBadConfig, file.file + " is too large for one entry");
    ASSIGN_OR_RETURN(const store::Sequencer::Reply reply, sequencer.SubmitAndWait(std::move(draft)));
    if (!reply.outcome.accepted)
      return base::Fail(base::ErrorCode::kBadConfig, file.file + " was refused: " + reply.outcome.code);
    changes.push_back({file.kind, reply.outcome.seq});
  }
  return changes;
}

}  // namespace cybercheck::ingest
