// SPDX-License-Identifier: Apache-2.0
#include "ingest/case_resolver.h"

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "base/hex.h"
#include "base/sha256.h"
#include "ingest/provinces.h"
#include "ingest/reporter_voice.h"
#include "ingest/stations.h"

namespace cybercheck::ingest {
namespace {

namespace json = boost::json;

using base::ErrorCode;
using base::Fail;
using event::Complaint;
using event::MoneyNode;
using event::MoneyNodeKind;
using event::Transfer;
using indicator::Kind;

constexpr size_t kBlindBytes = event::kBlindIndexDigits / 2;

// Members of a sealed identity, in the order in which they are written.
constexpr std::pair<std::string_view, std::string RawIdentity::*> kIdentityMembers[] = {
    {"name", &RawIdentity::name},
    {"national_id", &RawIdentity::national_id},
    {"juristic_id", &RawIdentity::juristic_id},
    {"passport", &RawIdentity::passport},
    {"phone", &RawIdentity::phone},
    {"email", &RawIdentity::email},
    {"line", &RawIdentity::line},
    {"address", &RawIdentity::address},
    {"other", &RawIdentity::other}};

// ISO 3166-1 alpha-2, all that are assigned.
constexpr std::string_view kCountries =
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF "
    "CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH "
    "GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW "
    "KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG "
    "NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN "
    "SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT "
    "ZA ZM ZW";

bool IsCountry(std::string_view code) {
  if (code.size() != 2 || code[0] < 'A' || code[0] > 'Z' || code[1] < 'A' || code[1] > 'Z') return false;
  for (size_t at = 0; at < kCountries.size(); at += 3)
    if (kCountries.substr(at, 2) == code) return true;
  return false;
}

std::string Keyed(std::span<const uint8_t> secret, const std::string& what) {
  const base::Digest digest = base::HmacSha256(secret, what);
  return base::HexEncode(std::span(digest).first<kBlindBytes>());
}

std::string Indexed(std::string_view member, size_t index) { return std::string(member) + "[" + std::to_string(index) + "]"; }

ReportFault Fault(std::string place, base::Error error) { return {std::move(place), std::move(error)}; }

std::string_view Trimmed(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return lower;
}

// Of which somebody is the owner: a victim pays from such a one.
bool IsOwned(MoneyNodeKind kind) {
  return kind == MoneyNodeKind::kAccount || kind == MoneyNodeKind::kPromptpay || kind == MoneyNodeKind::kWallet ||
         kind == MoneyNodeKind::kCrypto;
}

// The place's member that says it.
std::string NodePlace(const std::string& place, const RawMoneyNode& raw, const base::Error& error) {
  if (raw.kind == MoneyNodeKind::kAccount)
    return place + (error.code == ErrorCode::kBankMissing || error.code == ErrorCode::kBankUnknown ? ".bank" : ".account");
  return place + (raw.kind == MoneyNodeKind::kPromptpay ? ".promptpay" : ".name");
}

bool Has(const std::vector<event::ReportIndicator>& indicators, const indicator::Key& key) {
  return std::any_of(indicators.begin(), indicators.end(), [&key](const auto& one) { return one.key == key; });
}

}  // namespace

std::string CryptoName(std::string_view text) {
  const std::string lower = Lower(text);
  return lower.starts_with("0x") || lower.starts_with("bc1") || lower.starts_with("tb1") ? lower : std::string(text);
}

std::string SealedIdentity::ToJson() const {
  json::object object;
  for (const auto& [name, member] : kIdentityMembers)
    if (!(identity.*member).empty()) object.emplace(json::string_view(name.data(), name.size()), identity.*member);
  if (!accounts.empty()) object.emplace("accounts", json::array(accounts.begin(), accounts.end()));
  return json::serialize(object);
}

base::Result<SealedIdentity> SealedIdentity::Parse(std::string_view text) {
  boost::system::error_code broken;
  const json::value value = json::parse({text.data(), text.size()}, broken);
  const json::object* object = broken ? nullptr : value.if_object();
  if (object == nullptr) return Fail(ErrorCode::kDamaged, "a sealed identity is no object");
  SealedIdentity out;
  for (const auto& [name, member] : kIdentityMembers) {
    const json::value* text_of = object->if_contains(json::string_view(name.data(), name.size()));
    if (text_of != nullptr && text_of->is_string()) out.identity.*member = text_of->get_string();
  }
  const json::value* accounts = object->if_contains("accounts");
  if (accounts != nullptr && accounts->is_array())
    for (const json::value& account : accounts->get_array())
      if (account.is_string()) out.accounts.emplace_back(account.get_string());
  return out;
}

base::Result<std::string> BlindPerson(std::span<const uint8_t> secret, std::string_view id) {
  ASSIGN_OR_RETURN(const std::string digits, NationalIdDigits(id));
  return Keyed(secret, "id:" + digits);
}

base::Result<std::string> BlindPhone(std::span<const uint8_t> secret, std::string_view phone) {
  indicator::Canonical canonical;
  TRY(indicator::Canonicalize(Kind::kPhone, phone, canonical));
  return Keyed(secret, canonical.key.ToString());
}

std::string BlindPayer(std::span<const uint8_t> secret, const MoneyNode& node) {
  return Keyed(secret, "payer:" + node.ToString());
}

CaseResolver::CaseResolver(Parts parts)
    : parts_(std::move(parts)),
      indicators_({.guard = parts_.guard,
                   .taxonomy = parts_.taxonomy,
                   .extractor = parts_.extractor,
                   .key_national_id = parts_.key_national_id,
                   .key_person = parts_.key_person,
                   // The narrative is sealed with its case, not with what was found in it.
                   .seal = [](std::string_view, const ReportPlace&) -> base::Result<event::Sealed> { return event::Sealed(); },
                   .caps = nullptr}) {}

std::optional<ReportFault> CaseResolver::File(const RawComplaint& raw, const Filer& filer, int64_t now_s, Complaint& out) {
  out = Complaint();
  if (!raw.channel) return Fault("", Fail(ErrorCode::kMissingMember, "channel is missing"));
  if (!raw.reported_s) return Fault("", Fail(ErrorCode::kMissingMember, "reported_at is missing"));
  const bool told = (raw.transfers && !raw.transfers->empty()) || (raw.indicators && !raw.indicators->empty());
  if (!told) return Fault("", Fail(ErrorCode::kMissingMember, "a complaint needs a transfer or an indicator"));
  out.verified = filer.verified;
  out.voice = filer.voice;
  identities_.clear();
  sealed_as_.clear();
  return Resolve(raw, now_s, out);
}

std::optional<ReportFault> CaseResolver::Amend(const RawComplaint& raw, int64_t now_s, Complaint& complaint) {
  if (auto opened = OpenVictims(complaint); opened.has_error()) return Fault("", std::move(opened).error());
  return Resolve(raw, now_s, complaint);
}

std::optional<ReportFault> CaseResolver::AddTransfers(const std::vector<RawTransfer>& raw, int64_t now_s, Complaint& complaint,
                                                      std::vector<Transfer>& added) {
  if (auto opened = OpenVictims(complaint); opened.has_error()) return Fault("", std::move(opened).error());
  if (complaint.transfers.size() + raw.size() > event::kCaseTransfersMax)
    return Fault("transfers", Fail(ErrorCode::kTooManyItems, "a case has at most 20000 transfers"));
  paid_from_.clear();
  if (auto fault = TakeTransfers(raw, complaint.transfers, added)) return fault;
  std::vector<Transfer> standing = std::move(complaint.transfers);
  complaint.transfers = added;
  RawComplaint told;
  told.transfers = raw;
  auto fault = TakeIndicators(told, now_s, complaint);
  complaint.transfers = std::move(standing);
  complaint.transfers.insert(complaint.transfers.end(), added.begin(), added.end());
  if (fault) return fault;
  if (auto sealed = Seal(told, complaint); sealed.has_error()) return Fault("", std::move(sealed).error());
  return std::nullopt;
}

std::optional<ReportFault> CaseResolver::Resolve(const RawComplaint& raw, int64_t now_s, Complaint& out) {
  paid_from_.clear();
  if (auto fault = TakeMembers(raw, out)) return fault;
  if (auto fault = TakeVictims(raw, out)) return fault;
  if (raw.transfers) {
    std::vector<Transfer> transfers;
    if (auto fault = TakeTransfers(*raw.transfers, {}, transfers)) return fault;
    out.transfers = std::move(transfers);
  }
  if (auto fault = TakeIndicators(raw, now_s, out)) return fault;
  if (auto sealed = Seal(raw, out); sealed.has_error()) return Fault("", std::move(sealed).error());
  return std::nullopt;
}

std::optional<ReportFault> CaseResolver::TakeMembers(const RawComplaint& raw, Complaint& out) {
  if (raw.channel) out.channel = *raw.channel;
  if (raw.kind) out.kind = *raw.kind;
  if (raw.reported_s) out.reported_s = *raw.reported_s;
  if (raw.occurred_s) out.occurred_s = *raw.occurred_s;
  if (raw.damage_satang) out.damage_satang = *raw.damage_satang;
  if (raw.category) out.category = static_cast<uint8_t>(*raw.category);
  if (raw.contact) out.contact = *raw.contact;
  if (raw.case_type) {
    if (!raw.case_type->empty() && !parts_.taxonomy.HasCaseType(*raw.case_type))
      return Fault("case_type", Fail(ErrorCode::kBadRequest, "must be a code of the taxonomy: goods, job, loan …"));
    out.case_type = *raw.case_type;
  }
  if (raw.station) {
    if (!raw.station->empty() && !IsStationCode(*raw.station))
      return Fault("station", Fail(ErrorCode::kBadRequest, "a unit's code has 1 to 16 letters, digits, points, hyphens"));
    out.station = *raw.station;
  }
  for (size_t i = 0; i < event::kExternalIdCount; ++i)
    if (raw.external_ids[i]) out.external_ids[i] = std::string(Trimmed(*raw.external_ids[i]));
  return std::nullopt;
}

std::optional<ReportFault> CaseResolver::TakeVictims(const RawComplaint& raw, Complaint& out) {
  if (!raw.victims) return std::nullopt;
  out.victims.resize(raw.victims->size());
  identities_.resize(raw.victims->size());
  sealed_as_.resize(raw.victims->size());
  for (size_t i = 0; i < out.victims.size(); ++i) {
    const RawVictim& told = (*raw.victims)[i];
    event::Victim& victim = out.victims[i];
    const std::string place = raw.one_victim ? "victim" : Indexed("victims", i);
    if (told.kind) victim.kind = *told.kind;
    if (told.age) victim.age = *told.age;
    if (told.sex) victim.sex = *told.sex;
    if (told.province) {
      victim.province = told.province->empty() ? 0 : ProvinceNamed(*told.province);
      if (victim.province == 0 && !told.province->empty())
        return Fault(place + ".province", Fail(ErrorCode::kBadRequest, "must be a province's two digits (10 to 96) or its name"));
    }
    if (told.nationality) {
      if (!told.nationality->empty() && !IsCountry(*told.nationality))
        return Fault(place + ".nationality", Fail(ErrorCode::kBadRequest, "must be two capital letters of ISO 3166-1: TH"));
      victim.nationality = *told.nationality;
    }
    if (!told.identity) continue;
    for (const auto& [name, member] : kIdentityMembers)
      if (!((*told.identity).*member).empty()) identities_[i].identity.*member = (*told.identity).*member;
    for (const auto member : told.identity->forgotten) Forget(member, i, out);
    const RawIdentity& identity = *told.identity;
    if (!identity.phone.empty()) {
      auto phone = BlindPhone(parts_.people, identity.phone);
      if (phone.has_error()) return Fault(place + ".identity.phone", std::move(phone).error());
      victim.phone = std::move(*phone);
    }
    const bool juristic = identity.national_id.empty() && !identity.juristic_id.empty();
    const std::string& id = juristic ? identity.juristic_id : identity.national_id;
    if (juristic && !told.kind) victim.kind = event::VictimKind::kJuristic;
    if (id.empty()) continue;
    const std::string id_place = place + (juristic ? ".identity.juristic_id" : ".identity.national_id");
    auto person = BlindPerson(parts_.people, id);
    if (person.has_error()) return Fault(id_place, std::move(person).error());
    victim.person = std::move(*person);
    // Two cases count as two only for two different people: only of who is named is it known.
    if (i != 0 && out.voice.starts_with("per:")) continue;
    auto voice = parts_.key_person(id);
    if (voice.has_error()) return Fault(id_place, std::move(voice).error());
    out.voice = std::move(*voice);
  }
  return std::nullopt;
}

void CaseResolver::Forget(std::string RawIdentity::*member, size_t number, Complaint& out) {
  (identities_[number].identity.*member).clear();
  event::Victim& victim = out.victims[number];
  if (member == &RawIdentity::phone) victim.phone.clear();
  if (member != &RawIdentity::national_id && member != &RawIdentity::juristic_id) return;
  // Who it is was known by that: nobody is sure any more, so the case says no more than a complaint.
  victim.person.clear();
  if (out.voice.starts_with("per:")) out.voice.clear();
}

base::Result<MoneyNode> CaseResolver::Read(const RawMoneyNode& raw) {
  MoneyNode node{raw.kind, {}};
  if (raw.kind == MoneyNodeKind::kAccount) {
    canonical_.Clear();
    TRY(indicator::Canonicalize(Kind::kAccount, raw.bank.empty() ? raw.name : raw.bank + " " + raw.name, canonical_));
    if (canonical_.unlistable) return Fail(ErrorCode::kBankMissing);
    node.name = canonical_.key.form;
  } else if (raw.kind == MoneyNodeKind::kPromptpay) {
    canonical_.Clear();
    TRY(indicator::Canonicalize(Kind::kPromptpay, raw.name, canonical_));
    if (canonical_.sensitive) TRY(parts_.key_national_id(canonical_));
    node.name = canonical_.key.form;
  } else {
    node.name = raw.kind == MoneyNodeKind::kCrypto ? CryptoName(Trimmed(raw.name)) : std::string(Trimmed(raw.name));
  }
  if (node.name.size() > event::kMoneyNameBytesMax) return Fail(ErrorCode::kValueTooLong, "at most 128 bytes");
  if (!event::ParseMoneyNode(node.ToString())) return Fail(ErrorCode::kEmptyValue);
  return node;
}

std::optional<ReportFault> CaseResolver::TakeTransfers(const std::vector<RawTransfer>& raw, const std::vector<Transfer>& standing,
                                                       std::vector<Transfer>& out) {
  out.clear();
  // Where money is told to have come: what leaves from there has not left the victim.
  std::vector<MoneyNode> receivers;
  for (const Transfer& transfer : standing) receivers.push_back(transfer.to);
  for (size_t i = 0; i < raw.size(); ++i) {
    auto node = Read(raw[i].to);
    if (node.has_error()) {
      std::string place = NodePlace(Indexed("transfers", i) + ".to", raw[i].to, node.error());
      return Fault(std::move(place), std::move(node).error());
    }
    Transfer& transfer = out.emplace_back();
    transfer.satang = raw[i].satang;
    transfer.at_s = raw[i].at_s;
    transfer.reference = raw[i].reference;
    if (raw[i].to.owner == RawMoneyNode::Owner::kVictim) {  // it came back
      if (node->kind != MoneyNodeKind::kVictim) paid_from_.push_back(node->ToString());
      continue;
    }
    transfer.to = std::move(*node);
    receivers.push_back(transfer.to);
  }
  std::sort(receivers.begin(), receivers.end());
  for (size_t i = 0; i < raw.size(); ++i) {
    if (!raw[i].from || raw[i].from->kind == MoneyNodeKind::kVictim) continue;
    const RawMoneyNode& from = *raw[i].from;
    auto node = Read(from);
    if (node.has_error()) {
      std::string place = NodePlace(Indexed("transfers", i) + ".from", from, node.error());
      return Fault(std::move(place), std::move(node).error());
    }
    const bool others = from.owner == RawMoneyNode::Owner::kOther || !IsOwned(node->kind) ||
                        std::binary_search(receivers.begin(), receivers.end(), *node);
    if (others && from.owner != RawMoneyNode::Owner::kVictim) {
      out[i].from = std::move(*node);
      continue;
    }
    out[i].payer = BlindPayer(parts_.people, *node);
    paid_from_.push_back(node->ToString());
  }
  std::sort(paid_from_.begin(), paid_from_.end());
  paid_from_.erase(std::unique(paid_from_.begin(), paid_from_.end()), paid_from_.end());
  return std::nullopt;
}

std::optional<ReportFault> CaseResolver::TakeIndicators(const RawComplaint& raw, int64_t now_s, Complaint& out) {
  RawReport told;
  told.channel = event::Channel::kHotline;  // reports and complaints resolve alike
  if (raw.indicators) told.indicators = *raw.indicators;
  const size_t given = told.indicators.size();
  if (raw.transfers) {
    for (const Transfer& transfer : out.transfers) {
      if (transfer.from.kind != MoneyNodeKind::kVictim || told.indicators.size() >= event::kReportIndicatorsMax) continue;
      const bool account = transfer.to.kind == MoneyNodeKind::kAccount;
      if (!account && transfer.to.kind != MoneyNodeKind::kPromptpay) continue;
      told.indicators.push_back({account ? Kind::kAccount : Kind::kPromptpay, transfer.to.name});
    }
  }
  if (raw.narrative) told.text = *raw.narrative;
  if (raw.indicators) out.indicators.clear();
  if (told.indicators.empty() && told.text.empty()) return std::nullopt;
  std::vector<std::string> own = paid_from_;
  for (const SealedIdentity& person : identities_) {
    if (!person.identity.phone.empty()) told.own.push_back({Kind::kPhone, person.identity.phone});
    if (!person.identity.line.empty()) told.own.push_back({Kind::kLine, person.identity.line});
    own.insert(own.end(), person.accounts.begin(), person.accounts.end());
  }
  for (const std::string& account : own) {
    if (const auto key = indicator::ParseKey(account)) told.own.push_back({key->kind, key->form});
  }
  event::Report report;
  if (auto fault = indicators_.Resolve(told, {}, {}, now_s, report)) {
    for (size_t i = given; i < told.indicators.size(); ++i)
      if (fault->place == Indexed("indicators", i) + ".value") fault->place = "transfers";
    return fault;
  }
  for (event::ReportIndicator& one : report.indicators)
    if (!Has(out.indicators, one.key) && out.indicators.size() < event::kReportIndicatorsMax)
      out.indicators.push_back(std::move(one));
  return std::nullopt;
}

base::Result<void> CaseResolver::OpenVictims(const Complaint& complaint) {
  identities_.assign(complaint.victims.size(), {});
  sealed_as_.assign(complaint.victims.size(), {});
  for (size_t i = 0; i < complaint.victims.size(); ++i) {
    if (!complaint.victims[i].sealed) continue;
    const auto opened = parts_.open(*complaint.victims[i].sealed, kAboutVictim);
    if (opened.has_error() && opened.error().code == ErrorCode::kErased) continue;  // told anew, under a key of its own
    TRY(opened);
    ASSIGN_OR_RETURN(identities_[i], SealedIdentity::Parse(*opened));
    sealed_as_[i] = identities_[i];
  }
  return {};
}

base::Result<void> CaseResolver::Seal(const RawComplaint& raw, Complaint& out) {
  // Under the key there is; where it was destroyed, under a new one.
  const auto seal = [this](const std::optional<event::Sealed>& before, std::string_view plain,
                           std::string_view about) -> base::Result<event::Sealed> {
    if (before) {
      auto sealed = parts_.seal(before->subject, plain, about);
      if (sealed || (sealed.error().code != ErrorCode::kNotFound && sealed.error().code != ErrorCode::kErased)) return sealed;
    }
    ASSIGN_OR_RETURN(const uint64_t subject, parts_.new_subject());
    return parts_.seal(subject, plain, about);
  };
  if (!paid_from_.empty()) {
    if (out.victims.empty()) {
      out.victims.resize(1);
      identities_.resize(1);
      sealed_as_.resize(1);
    }
    std::vector<std::string>& accounts = identities_[0].accounts;
    for (const std::string& account : paid_from_)
      if (std::find(accounts.begin(), accounts.end(), account) == accounts.end()) accounts.push_back(account);
  }
  for (size_t i = 0; i < out.victims.size(); ++i) {
    const std::string plain = identities_[i].ToJson();
    if (plain == sealed_as_[i].ToJson()) continue;
    if (identities_[i].empty()) {
      out.victims[i].sealed.reset();
      continue;
    }
    ASSIGN_OR_RETURN(out.victims[i].sealed, seal(out.victims[i].sealed, plain, kAboutVictim));
  }
  if (!raw.narrative) return {};
  if (raw.narrative->empty()) {
    out.narrative.reset();
    return {};
  }
  const bool whose = !out.victims.empty() && out.victims[0].sealed;
  ASSIGN_OR_RETURN(out.narrative, seal(whose ? out.victims[0].sealed : out.narrative, *raw.narrative, kAboutNarrative));
  return {};
}

std::string MembersToSet(const RawComplaint& raw, const Complaint& before, const Complaint& complaint) {
  // What is told is set even where it says what stands: another may set it otherwise in the meantime.
  Complaint other = before;
  const auto differ = [](auto& there, const auto& here, auto unlike) {
    if (there == here) there = std::move(unlike);
  };
  const auto differ_text = [&differ](std::string& there, const std::string& here) { differ(there, here, here + "."); };
  if (raw.channel)
    differ(other.channel, complaint.channel,
           complaint.channel == event::CaseChannel::kOnline ? event::CaseChannel::kHotline : event::CaseChannel::kOnline);
  if (raw.kind)
    differ(other.kind, complaint.kind,
           complaint.kind == event::ComplaintKind::kOnlineCase ? event::ComplaintKind::kDisposed
                                                               : event::ComplaintKind::kOnlineCase);
  if (raw.reported_s) differ(other.reported_s, complaint.reported_s, complaint.reported_s + 1);
  if (raw.occurred_s) differ(other.occurred_s, complaint.occurred_s, complaint.occurred_s + 1);
  if (raw.damage_satang) differ(other.damage_satang, complaint.damage_satang, complaint.damage_satang + 1);
  if (raw.category) differ(other.category, complaint.category, static_cast<uint8_t>(complaint.category + 1));
  if (raw.contact)
    differ(
        other.contact, complaint.contact,
        complaint.contact == event::ContactChannel::kUnknown ? event::ContactChannel::kOther : event::ContactChannel::kUnknown);
  if (raw.case_type) differ_text(other.case_type, complaint.case_type);
  if (raw.station) differ_text(other.station, complaint.station);
  for (size_t i = 0; i < event::kExternalIdCount; ++i)
    if (raw.external_ids[i]) differ_text(other.external_ids[i], complaint.external_ids[i]);
  if (raw.victims) differ(other.victims, complaint.victims, std::vector<event::Victim>(complaint.victims.size() + 1));
  if (raw.narrative && !complaint.narrative) differ(other.narrative, complaint.narrative, std::optional(event::Sealed{}));
  if (raw.transfers) differ(other.transfers, complaint.transfers, std::vector<Transfer>(complaint.transfers.size() + 1));
  if (raw.indicators) other.indicators.assign(complaint.indicators.size() + 1, {});
  return event::ComplaintMembers(complaint, other);
}

}  // namespace cybercheck::ingest
