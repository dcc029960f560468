// SPDX-License-Identifier: Apache-2.0
// Makes reports that hold what must never be found in the clear:  sealed_reports DIRECTORY REPORTED_AT < TEXTS
// Each line of standard input is the text of one report and stands in a document attached to it. A line of JSON for each:
//   {"id":"<public id>","subject":7,"attachment":"<32 hex>","attachment_subject":8}
#include <cstdio>
#include <cstdlib>
#include <iostream>

#include "base/hex.h"
#include "base/random.h"
#include "cli/opened_directory.h"
#include "event/attachment_add.h"
#include "event/report_submit.h"
#include "indicator/key.h"
#include "store/attachments.h"
#include "wire/verdict.h"

using namespace cybercheck;

namespace {

base::Result<event::Outcome> Submit(cli::OpenedDirectory& opened, event::EntryType type, const event::EntryId& id,
                                    std::string body) {
  event::Draft draft;
  draft.id = id;
  draft.time_ms = opened.clock().NowMs();
  draft.type = type;
  draft.actor = "anon";
  draft.body = std::move(body);
  ASSIGN_OR_RETURN(auto reply, opened.sequencer().SubmitAndWait(std::move(draft)));
  if (!reply.outcome.accepted) return base::Fail(base::ErrorCode::kConflict, "refused: " + reply.outcome.code);
  return std::move(reply.outcome);
}

event::EntryId RandomId() {
  event::EntryId id;
  base::FillRandom(id);
  return id;
}

base::Result<void> Make(cli::OpenedDirectory& opened, const std::string& text, int64_t reported_s) {
  store::KeyRing& ring = opened.key_ring();
  store::Attachments attachments(store::DataDirectory::AttachmentsPath(opened.directory().path()), ring);
  ASSIGN_OR_RETURN(const uint64_t file_subject, ring.NewSubject());
  ASSIGN_OR_RETURN(const auto added, attachments.Add(file_subject, "%PDF-1.7\n" + text + "\ntrailer<<>>\nstartxref\n9\n%%EOF\n"));
  event::AttachmentAdd add;
  add.id = added.id;
  add.subject = file_subject;
  add.media_type = added.media_type;
  add.bytes = added.bytes;
  add.sealed_digest = added.sealed_digest;
  TRY(Submit(opened, event::EntryType::kAttachmentAdd, RandomId(), event::EncodeAttachmentAdd(add)));

  const event::EntryId id = RandomId();
  event::Report report;
  report.source_class = static_cast<uint8_t>(wire::SourceClass::kTip);
  report.reporter = "net:" + std::string(32, '7');
  report.reported_s = reported_s;
  report.attachments = {added.id};
  ASSIGN_OR_RETURN(const uint64_t subject, ring.NewSubject());
  ASSIGN_OR_RETURN(report.sealed, ring.Seal(subject, "{\"text\":\"" + text + "\"}", store::AboutReport(id, 0)));
  report.indicators.emplace_back().key = *indicator::ParseKey("phone:+66670000009");
  event::ReportSubmit submit;
  submit.reports.push_back(std::move(report));
  TRY(Submit(opened, event::EntryType::kReportSubmit, id, event::EncodeReportSubmit(submit)));
  std::printf("{\"id\":\"%s\",\"subject\":%llu,\"attachment\":\"%s\",\"attachment_subject\":%llu}\n",
              base::HexEncode(std::span(id).first(16)).c_str(), static_cast<unsigned long long>(subject), added.id.c_str(),
              static_cast<unsigned long long>(file_subject));
  return {};
}

base::Result<void> MakeAll(const std::string& path, int64_t reported_s) {
  ASSIGN_OR_RETURN(const auto opened, cli::OpenedDirectory::Open(path, false));
  for (std::string text; std::getline(std::cin, text);) TRY(Make(*opened, text, reported_s));
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  const auto made = MakeAll(argv[1], std::strtoll(argv[2], nullptr, 10));
  if (made.has_error()) std::fprintf(stderr, "%s\n", base::ToString(made.error()).c_str());
  return made.has_error() ? 3 : 0;
}
