// SPDX-License-Identifier: Apache-2.0
// One report as it was sent to one report as it is entered: keys canonical, what stands in text and redirects found, the guard
// and the caps asked, the voice keyed, free text and everything about people sealed. Everything that needs the outside world is
// decided here.
//
//   indicators given -> redirects -> found in the text     one list, each key once, at most 100: the text's last are dropped
//   first
//
// An indicator that would list a whole shared host, that nothing can be stored under (an account without its bank) or that is
// over a cap is kept with counts = false. One that is no indicator of its kind refuses the report. The sender's own numbers are
// never reported by what the text says; national ids found in text are left alone, because they are as likely the writer's.
// Stateless between calls but for what it reuses; one thread at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "event/entry.h"
#include "event/report_submit.h"
#include "extract/extractor.h"
#include "ingest/evidence_form.h"
#include "ingest/raw_report.h"
#include "ingest/row_resolver.h"
#include "ingest/taxonomy.h"
#include "ingest/text_digest.h"
#include "ingest/tip_caps.h"

namespace cybercheck::ingest {

// Who sends.
struct ReportSender {
  std::string voice;       // ingest/reporter_voice.h; a verified person's own voice stands before it
  bool anonymous = false;  // tips are capped by network and indicator
};

// Where a report is entered: its number in the entry of that id.
struct ReportPlace {
  event::EntryId entry{};
  uint16_t number = 0;
};

struct ReportFault {
  std::string place;  // "indicators[3].value", "case_type"; empty: the report as a whole, or the storage
  base::Error error;
};

// Seals a report's text for a subject of its own (store/key_ring.h), here or by who keeps the keys.
using ReportSealer = std::function<base::Result<event::Sealed>(std::string_view plain, const ReportPlace& place)>;
// A verified person's voice (ingest/reporter_voice.h), here or by who keeps the secret.
using PersonKeyer = std::function<base::Result<std::string>(std::string_view national_id)>;

class ReportResolver {
 public:
  struct Parts {
    const Guard& guard;
    const Taxonomy& taxonomy;
    const extract::Extractor& extractor;
    NationalIdKeyer key_national_id;
    PersonKeyer key_person;
    ReportSealer seal;
    DigestKeyer key_digest{};  // empty: texts are not compared
    TipCaps* caps = nullptr;   // null: nothing is capped
  };
  explicit ReportResolver(Parts parts) : parts_(std::move(parts)) {}

  // nullopt: `out` is the report. Seals last, so a refused report uses no key. Storage errors (kStorageFull, kIo …) have no
  // place.
  std::optional<ReportFault> Resolve(const RawReport& raw, const ReportSender& sender, const ReportPlace& place, int64_t now_s,
                                     event::Report& out);

 private:
  void NoteOwnNumbers(const RawReport& raw);
  std::optional<ReportFault> TakeGiven(const RawReport& raw, event::Report& out);
  std::optional<ReportFault> TakeRedirects(const RawReport& raw, event::Report& out);
  void TakeText(const RawReport& raw, event::Report& out);
  base::Result<void> Read(const RawIndicator& raw);  // into canonical_
  base::Result<bool> KeyPersonal();                  // canonical_'s national id; true: it was one
  bool IsOwn(const indicator::Canonical& canonical) const;
  void Add(const indicator::Canonical& canonical, std::string_view written, bool personal, event::ReportIndicator::Origin origin,
           event::Report& out);
  void ApplyCaps(const ReportSender& sender, const ReportPlace& place, int64_t now_s, event::Report& out);
  base::Result<void> Seal(const RawReport& raw, const ReportPlace& place, event::Report& out);

  Parts parts_;
  indicator::Canonical canonical_;
  std::vector<indicator::Canonical> candidates_;
  std::vector<indicator::Key> own_;
  EvidenceForm form_;
};

// What is sealed of a report: {"text":…,"note":…,"contact":{…},"reporter":{"name":…,"phone":…}}; empty when there is nothing.
std::string SealedText(const RawReport& raw);

// "place: detail", the place put before what the error says.
base::Error ErrorOf(ReportFault fault);

}  // namespace cybercheck::ingest
