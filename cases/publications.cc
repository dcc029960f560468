// SPDX-License-Identifier: Apache-2.0
#include "cases/publications.h"

#include "base/be_bytes.h"
#include "base/error.h"
#include "base/hex.h"
#include "base/sha256.h"
#include "cases/bangkok_calendar.h"
#include "cases/row_text.h"
#include "store/signature.h"

namespace cybercheck::cases {
namespace {

using base::ErrorCode;
using event::Entry;
using event::Outcome;

Outcome Refused(const Entry& entry, std::string_view code) { return {entry.header.seq, false, std::string(code), {}}; }
Outcome Accepted(const Entry& entry) { return {entry.header.seq, true, {}, "{}"}; }

template <int kBytes>
std::string Number(uint64_t value) {
  std::string out;
  base::AppendBe<kBytes>(value, out);
  return out;
}

std::string FromHex(std::string_view hex) {
  std::string bytes(hex.size() / 2, '\0');
  if (!base::HexDecode(hex, {reinterpret_cast<uint8_t*>(bytes.data()), bytes.size()})) bytes.clear();
  return bytes;
}

// Whether digest and signature are the document's.
bool IsGenuine(const event::ReleasePublish& release) {
  return base::HexEncode(base::Sha256(release.document)) == release.digest &&
         store::IsSignedBy(FromHex(release.key), release.document, FromHex(release.signature));
}

std::string TargetKey(uint32_t fiscal_year, std::string_view name) { return Number<4>(fiscal_year).append(name); }

template <class Body>
base::Result<Told<Body>> ReadTold(const Tables& tables, const store::ReadTxn& txn, uint64_t seq,
                                  base::Result<Body> (*decode)(std::string_view)) {
  ASSIGN_OR_RETURN(const auto entry, tables.log->Read(txn, seq));
  if (!entry || !entry->body) return base::Fail(ErrorCode::kDamaged, "entry " + std::to_string(seq) + " is missing");
  ASSIGN_OR_RETURN(Body body, decode(*entry->body));
  return Told<Body>{seq, entry->header.time_ms / 1000, entry->header.actor, std::move(body)};
}

base::Result<Publication> DecodePublication(std::string_view key_bytes, std::string_view bytes) {
  base::ByteReader key(key_bytes), value(bytes);
  Publication row;
  row.number = key.Take<8>();
  row.seq = value.Take<8>();
  const uint64_t kind = value.Take<1>();
  row.from = static_cast<uint32_t>(value.Take<4>());
  row.to = static_cast<uint32_t>(value.Take<4>());
  if (!key.AtEnd() || !value.AtEnd() || kind >= event::kReleaseKindCount) return BadRow("publications");
  row.kind = static_cast<event::ReleaseKind>(kind);
  return row;
}

}  // namespace

base::Result<Outcome> DecideReleasePublish(const Entry& entry, const Tables& tables, store::WriteTxn& txn) {
  const auto release = event::DecodeReleasePublish(*entry.body);
  if (release.has_error() || !IsGenuine(*release)) return Refused(entry, "bad_body");
  uint64_t last = 0;
  {
    ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn, tables.publications));
    ASSIGN_OR_RETURN(const auto row, cursor.Last());
    if (row) {
      ASSIGN_OR_RETURN(const Publication newest, DecodePublication(row->key, row->value));
      last = newest.number;
    }
  }
  if (release->number != last + 1) return Refused(entry, base::Describe(ErrorCode::kConflict).name);
  std::string value = Number<8>(entry.header.seq);
  base::AppendBe<1>(static_cast<uint8_t>(release->kind), value);
  base::AppendBe<4>(release->from, value);
  base::AppendBe<4>(release->to, value);
  TRY(tables.publications.Append(txn, Number<8>(release->number), value));
  return Accepted(entry);
}

base::Result<Outcome> DecideTargetSet(const Entry& entry, const Tables& tables, store::WriteTxn& txn) {
  const auto target = event::DecodeTargetSet(*entry.body);
  if (target.has_error()) return Refused(entry, "bad_body");
  const std::string key = TargetKey(target->fiscal_year, target->name);
  if (target->dropped) {
    ASSIGN_OR_RETURN(const bool was_there, tables.targets.Delete(txn, key));
    return was_there ? Accepted(entry) : Refused(entry, base::Describe(ErrorCode::kNotFound).name);
  }
  TRY(tables.targets.Put(txn, key, Number<8>(entry.header.seq)));
  return Accepted(entry);
}

base::Result<Outcome> DecideBulletinNote(const Entry& entry, const Tables& tables, store::WriteTxn& txn) {
  const auto note = event::DecodeBulletinNote(*entry.body);
  if (note.has_error() || WeekOfDay(note->week) != note->week) return Refused(entry, "bad_body");
  TRY(tables.bulletin_notes.Put(txn, Number<4>(note->week) + Number<8>(entry.header.seq), ""));
  return Accepted(entry);
}

base::Result<std::vector<Publication>> ReadPublications(const Tables& tables, const store::ReadTxn& txn) {
  std::vector<Publication> rows;
  ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn, tables.publications));
  ASSIGN_OR_RETURN(auto row, cursor.First());
  while (row) {
    ASSIGN_OR_RETURN(rows.emplace_back(), DecodePublication(row->key, row->value));
    ASSIGN_OR_RETURN(row, cursor.Next());
  }
  return rows;
}

base::Result<std::optional<Told<event::ReleasePublish>>> ReadRelease(const Tables& tables, const store::ReadTxn& txn,
                                                                     uint64_t number) {
  const std::string key = Number<8>(number);
  ASSIGN_OR_RETURN(const auto value, tables.publications.Get(txn, key));
  if (!value) return std::optional<Told<event::ReleasePublish>>();
  ASSIGN_OR_RETURN(const Publication row, DecodePublication(key, *value));
  ASSIGN_OR_RETURN(auto told, ReadTold<event::ReleasePublish>(tables, txn, row.seq, event::DecodeReleasePublish));
  return std::optional(std::move(told));
}

base::Result<std::vector<Told<event::TargetSet>>> ReadTargets(const Tables& tables, const store::ReadTxn& txn,
                                                              uint32_t fiscal_year) {
  std::vector<Told<event::TargetSet>> targets;
  const std::string prefix = Number<4>(fiscal_year);
  ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn, tables.targets));
  ASSIGN_OR_RETURN(auto row, cursor.SeekAtLeast(prefix));
  while (row && row->key.starts_with(prefix)) {
    base::ByteReader value(row->value);
    const uint64_t seq = value.Take<8>();
    if (!value.AtEnd()) return BadRow("targets");
    ASSIGN_OR_RETURN(targets.emplace_back(), ReadTold<event::TargetSet>(tables, txn, seq, event::DecodeTargetSet));
    ASSIGN_OR_RETURN(row, cursor.Next());
  }
  return targets;
}

base::Result<std::optional<Told<event::BulletinNote>>> ReadBulletinNote(const Tables& tables, const store::ReadTxn& txn,
                                                                        uint32_t week) {
  const std::string prefix = Number<4>(week);
  uint64_t last = 0;
  ASSIGN_OR_RETURN(store::Cursor cursor, store::Cursor::Open(txn, tables.bulletin_notes));
  ASSIGN_OR_RETURN(auto row, cursor.SeekAtLeast(prefix));
  while (row && row->key.starts_with(prefix)) {
    base::ByteReader key(row->key.substr(prefix.size()));
    last = key.Take<8>();
    if (!key.AtEnd()) return BadRow("bulletin_notes");
    ASSIGN_OR_RETURN(row, cursor.Next());
  }
  if (last == 0) return std::optional<Told<event::BulletinNote>>();
  ASSIGN_OR_RETURN(auto told, ReadTold<event::BulletinNote>(tables, txn, last, event::DecodeBulletinNote));
  return std::optional(std::move(told));
}

}  // namespace cybercheck::cases
