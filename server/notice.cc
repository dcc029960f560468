// SPDX-License-Identifier: Apache-2.0
#include "server/notice.h"

#include "cases/case_history.h"
#include "cases/case_ids.h"
#include "cases/case_store.h"
#include "indicator/canonical.h"
#include "ingest/case_resolver.h"
#include "server/case_words.h"
#include "server/json_members.h"

namespace cybercheck::server {
namespace {

using base::ErrorCode;

constexpr size_t kEmailBytesMax = 254;
constexpr std::string_view kPhonePrefix = "+";

constexpr wire::Words kChanged = {"Your case has a new state: ", "สถานะคดีของท่านเปลี่ยนเป็น: "};
constexpr wire::Words kUnit = {" Unit: ", " หน่วยงาน: "};
constexpr wire::Words kPhone = {", telephone ", " โทร "};
constexpr wire::Words kSentence = {". ", " "};

// E.164 as a key has it; empty: none that can be dialled from everywhere.
std::string PhoneOf(const std::string& told) {
  indicator::Canonical canonical;
  if (told.empty() || indicator::Canonicalize(indicator::Kind::kPhone, told, canonical).has_error()) return {};
  return canonical.key.form.starts_with(kPhonePrefix) ? canonical.key.form : std::string();
}

// What is plainly an address, and nothing else.
std::string EmailOf(const std::string& told) {
  const size_t at = told.find('@');
  const bool plain =
      told.size() <= kEmailBytesMax && at != std::string::npos && at > 0 && at + 1 < told.size() &&
      told.find('@', at + 1) == std::string::npos && told.find('.', at) != std::string::npos &&
      told.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@._%+-") == std::string::npos;
  return plain ? told : std::string();
}

base::Result<std::string> Contacts(const event::Complaint& complaint, store::KeyRing& keys) {
  std::string out;
  for (const event::Victim& victim : complaint.victims) {
    if (!victim.sealed) continue;
    const auto opened = keys.Open(*victim.sealed, ingest::kAboutVictim);
    if (opened.has_error() && opened.error().code == ErrorCode::kErased) continue;
    TRY(opened);
    ASSIGN_OR_RETURN(const ingest::SealedIdentity who, ingest::SealedIdentity::Parse(*opened));
    const std::string phone = PhoneOf(who.identity.phone), email = EmailOf(who.identity.email);
    if (phone.empty() && email.empty()) continue;
    if (!out.empty()) out += ',';
    std::string one = "{";
    if (!phone.empty()) AppendMember("phone", phone, one);
    if (!email.empty()) AppendMember("email", email, one);
    out.append(one).append("}");
  }
  return out;
}

std::string TextOf(const CaseWords& words, std::string_view unit, std::string_view phone,
                   std::string_view wire::Words::*language) {
  std::string text(kChanged.*language);
  text.append(words.state.*language).append(" ").append(words.next_step.*language);
  text.append(kUnit.*language).append(unit).append(kPhone.*language).append(phone);
  text.append(kSentence.*language).append(NoFeeWords().*language);
  return text;
}

}  // namespace

void AppendUnit(const std::string& code, const ingest::Stations* stations, std::string& out) {
  const ingest::Station* station = stations == nullptr ? nullptr : stations->Find(code);
  out += '{';
  AppendMember("code", code, out);
  AppendMember("name_th", station != nullptr ? std::string_view(station->name_th) : Hotline().name.th, out);
  AppendMember("name_en", station != nullptr ? std::string_view(station->name_en) : Hotline().name.en, out);
  AppendMember("phone", station != nullptr ? std::string_view(station->phone) : Hotline().phone, out);
  out += '}';
}

base::Result<std::optional<Notice>> NoticeOf(const cases::OutboxRow& row, Services& services) {
  const cases::Tables& tables = services.cases.tables();
  ASSIGN_OR_RETURN(const store::ReadTxn txn, services.directory.data().BeginRead());
  ASSIGN_OR_RETURN(const auto told, cases::ReadCase(tables, txn, row.of));
  if (!told || !told->verified) return std::optional<Notice>();
  const auto complaint = cases::FoldCase(tables, txn, row.of);
  if (complaint.has_error() && complaint.error().code == ErrorCode::kBodyRedacted) return std::optional<Notice>();
  TRY(complaint);
  ASSIGN_OR_RETURN(const std::string to, Contacts(*complaint, services.key_ring));
  if (to.empty()) return std::optional<Notice>();
  ASSIGN_OR_RETURN(const auto move, tables.log->Read(txn, row.seq));
  if (!move) return base::Fail(ErrorCode::kDamaged, "a notice of an entry that is not there");
  ASSIGN_OR_RETURN(const std::string id, cases::CaseIdOf(tables, txn, row.of));

  Notice notice{id + "-" + std::to_string(row.seq), "{"};
  std::string& out = notice.json;
  AppendMember("id", notice.id, out);
  AppendMember("case", id, out);
  AppendMember("state", event::Name(row.to), out);
  AppendTime("at", move->header.time_ms / 1000, out);
  BeginMember("to", out);
  out.append("[").append(to).append("]");
  BeginMember("unit", out);
  AppendUnit(told->station, services.stations, out);
  const ingest::Station* station = services.stations == nullptr ? nullptr : services.stations->Find(told->station);
  const auto text = [&](std::string_view wire::Words::*language) {
    const std::string_view name = station == nullptr             ? Hotline().name.*language
                                  : language == &wire::Words::th ? std::string_view(station->name_th)
                                                                 : std::string_view(station->name_en);
    return TextOf(WordsOf(row.to), name, station == nullptr ? Hotline().phone : std::string_view(station->phone), language);
  };
  BeginMember("texts", out);
  out += '{';
  AppendMember("th", text(&wire::Words::th), out);
  AppendMember("en", text(&wire::Words::en), out);
  out.append("}}");
  return std::optional<Notice>(std::move(notice));
}

}  // namespace cybercheck::server
