// SPDX-License-Identifier: Apache-2.0
#include "ingest/sample_lines.h"

#include "base/timestamp.h"
#include "ingest/sample_marks.h"
#include "ingest/sample_random.h"
#include "ingest/sample_tables.h"
#include "wire/answer.h"

namespace cybercheck::ingest {
namespace {

using event::MoneyNodeKind;

// Members of one object, in order.
class Members {
 public:
  explicit Members(std::string& out) : out_(out) { out_ += '{'; }
  void Text(std::string_view name, std::string_view text) {
    if (text.empty()) return;
    Begin(name);
    wire::AppendJsonString(text, out_);
  }
  void Number(std::string_view name, int64_t number) {
    Begin(name);
    out_ += std::to_string(number);
  }
  void Time(std::string_view name, int64_t at_s) {
    if (at_s != 0) Text(name, base::FormatTime(at_s));
  }
  std::string& Begin(std::string_view name) {
    if (out_.back() != '{') out_ += ',';
    return out_.append("\"").append(name).append("\":");
  }
  void End() { out_ += '}'; }

 private:
  std::string& out_;
};

void AppendNode(const event::MoneyNode& node, std::string_view own_account, std::string& out) {
  Members members(out);
  if (node.kind == MoneyNodeKind::kVictim || node.kind == MoneyNodeKind::kAccount) {
    const std::string_view form = node.kind == MoneyNodeKind::kVictim ? own_account : std::string_view(node.name);
    members.Text("bank", form.substr(0, 3));
    members.Text("account", form.substr(4));
  } else {
    members.Text(Name(node.kind), node.name.substr(node.kind == MoneyNodeKind::kPromptpay ? node.name.find(':') + 1 : 0));
  }
  members.End();
}

std::string_view StoryOf(std::string_view case_type) {
  if (case_type == "goods" || case_type == "goods_syndicate") return "สั่งซื้อสินค้าทางออนไลน์ โอนเงินแล้วไม่ได้รับของ ติดต่อผู้ขายไม่ได้";
  if (case_type == "job") return "ถูกชวนทำงานเสริมออนไลน์ ให้โอนเงินสำรองก่อน แล้วถอนคืนไม่ได้";
  if (case_type == "loan") return "ขอกู้เงินออนไลน์ ถูกให้โอนค่าดำเนินการหลายครั้ง ไม่ได้รับเงินกู้";
  if (case_type == "investment" || case_type == "digital_asset" || case_type == "ponzi")
    return "ถูกชวนลงทุน ได้กำไรช่วงแรก ต่อมาถอนเงินไม่ได้";
  if (case_type == "call_center" || case_type == "remote_control") return "มีผู้โทรอ้างเป็นเจ้าหน้าที่ ข่มขู่ให้โอนเงินเพื่อตรวจสอบ";
  if (case_type == "romance") return "รู้จักทางออนไลน์ ถูกหลอกให้รักแล้วขอให้โอนเงิน";
  return "ถูกหลอกลวงทางออนไลน์";
}

}  // namespace

SampleLines::SampleLines(const SampleOptions& options, const SampleLineOptions& lines) : world_(options), lines_(lines) {}

bool SampleLines::Next(std::string& out) {
  const bool more = next_ < world_.calendar().cases();
  if (!again_.empty() && (!more || again_.top().at_s < world_.calendar().ReportedAt(next_))) {
    const Again again = again_.top();
    again_.pop();
    Append(again.number, again.complaint, out);
    return true;
  }
  if (!more) return false;
  SampleCase sample = world_.Case(next_++);
  Append(sample.number, sample.complaint, out);
  uint32_t copy = 0;
  for (SampleStep& step : sample.steps)
    if (auto* complaint = std::get_if<event::Complaint>(&step.body))
      again_.push({complaint->reported_s, sample.number, ++copy, std::move(*complaint)});
  return true;
}

void SampleLines::Append(uint32_t number, const event::Complaint& complaint, std::string& out) {
  ++complaints_;
  Members body(out);
  body.Text("channel", Name(complaint.channel));
  if (complaint.kind != event::ComplaintKind::kOnlineCase) body.Text("kind", Name(complaint.kind));
  body.Text("case_type", complaint.case_type);
  if (complaint.contact != event::ContactChannel::kUnknown) body.Text("contact_channel", Name(complaint.contact));
  body.Time("occurred_at", complaint.occurred_s);
  body.Time("reported_at", complaint.reported_s);
  body.Text("station", complaint.station);
  if (complaint.damage_satang != event::kDamageUnknown) body.Number("damage_satang", complaint.damage_satang);

  Members ids(body.Begin("external_ids"));
  for (size_t i = 0; i < event::kExternalIdCount; ++i)
    ids.Text(Name(static_cast<event::ExternalId>(i)), complaint.external_ids[i]);
  ids.End();

  body.Begin(complaint.victims.size() == 1 ? "victim" : "victims") += complaint.victims.size() == 1 ? "" : "[";
  for (size_t i = 0; i < complaint.victims.size(); ++i) {
    const event::Victim& victim = complaint.victims[i];
    if (i > 0) out += ',';
    Members told(out);
    if (victim.kind != event::VictimKind::kPerson) told.Text("kind", Name(victim.kind));
    if (victim.age != event::kAgeUnknown) told.Number("age", victim.age);
    if (victim.sex != event::Sex::kUnknown) told.Text("sex", Name(victim.sex));
    if (victim.province != 0) told.Text("province", std::to_string(victim.province));
    told.Text("nationality", victim.nationality);
    if (lines_.identities && !victim.person.empty()) {
      // By the blind index, so that the same person has the same name and number in every case.
      const uint64_t who = SampleMix(0, victim.person, 0);
      Members identity(told.Begin("identity"));
      identity.Text("name", SampleName(who));
      identity.Text("national_id", SampleNationalId(who));
      if (!victim.phone.empty()) identity.Text("phone", "0" + SamplePhone(who).substr(3));
      identity.End();
    }
    told.End();
  }
  if (complaint.victims.size() > 1) out += ']';

  body.Begin("indicators") += '[';
  for (const event::ReportIndicator& indicator : complaint.indicators) {
    if (out.back() != '[') out += ',';
    Members told(out);
    told.Text("kind", Name(indicator.key.kind));
    told.Text("value", indicator.key.form.substr(
                           indicator.key.kind == indicator::Kind::kPromptpay ? indicator.key.form.find(':') + 1 : 0));
    told.End();
  }
  out += ']';

  // The same account for the same payer.
  SampleRandom random(world_.seed(), "own account",
                      complaint.transfers.empty() ? number : SampleMix(0, complaint.transfers.front().payer, number));
  const std::string own = SampleAccount(SampleBanks()[random.Pick(SampleBankWeights())], random.Below(10'000'000));
  body.Begin("transfers") += '[';
  for (const event::Transfer& transfer : complaint.transfers) {
    if (out.back() != '[') out += ',';
    Members told(out);
    AppendNode(transfer.from, own, told.Begin("from"));
    AppendNode(transfer.to, own, told.Begin("to"));
    told.Number("amount_satang", transfer.satang);
    told.Time("at", transfer.at_s);
    told.Text("reference", transfer.reference);
    told.End();
  }
  out += ']';
  body.Text("narrative", "(ข้อมูลตัวอย่าง) " + std::string(StoryOf(complaint.case_type)));
  body.End();
  out += '\n';
}

}  // namespace cybercheck::ingest
