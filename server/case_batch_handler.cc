// SPDX-License-Identifier: Apache-2.0
// POST /v1/cases:batch (server/batch_rows.h): what an intake system has gathered, a complaint a line as POST /v1/cases takes it.
#include "server/batch_rows.h"
#include "server/case_intake.h"
#include "server/complaint_body.h"
#include "server/filed_answer.h"
#include "server/handlers.h"
#include "server/intake.h"
#include "server/json_members.h"
#include "server/write_identity.h"

namespace cybercheck::server {
namespace {

using base::ErrorCode;
using base::Fail;

// Of all rows together: what one entry may have the applier do.
constexpr size_t kBatchTransfersMax = 4096;

base::Result<void> TakeRow(std::string_view line, const Caller& caller, Services& services, CaseIntake& intake,
                           const event::EntryId& id, size_t& transfers, event::CaseFile& file, Limits::Admission& asked) {
  if (line.size() > kComplaintBodyBytesMax)
    return Fail(ErrorCode::kBodyTooLarge, "a row has at most " + std::to_string(kComplaintBodyBytesMax) + " bytes");
  ingest::RawComplaint raw;
  TRY(DecodeComplaintBody(line, intake.now_s(), raw));
  TRY(MayFile(caller, raw));
  const size_t count = raw.transfers ? raw.transfers->size() : 0;
  if (transfers + count > kBatchTransfersMax)
    return Fail(ErrorCode::kTooManyItems, "the rows before it have " + std::to_string(kBatchTransfersMax) +
                                              " transfers together; send it in another batch");
  event::Complaint complaint;
  if (auto fault = intake.resolver().File(raw, intake.filer(), intake.now_s(), complaint))
    return ingest::ErrorOf(std::move(*fault));
  asked = AskAboutAll(complaint.indicators, caller, services);
  if (!asked.allowed) return Fail(ErrorCode::kTooManyRequests);
  complaint.code = DigestOfCode(TrackingCodeOf(services.secrets, id, static_cast<uint16_t>(file.complaints.size())));
  transfers += count;
  file.complaints.push_back(std::move(complaint));
  return {};
}

base::Result<event::Draft> MakeEntry(const Request& request, Services& services, Batch& batch) {
  event::Draft draft;
  draft.id = EntryIdOf(request);
  draft.time_ms = services.clock.NowMs();
  draft.type = event::EntryType::kCaseFile;
  draft.actor = request.caller.actor();
  event::CaseFile file;
  CaseIntake intake(services, request.caller);
  size_t transfers = 0;
  TRY(TakeRows(request.body, batch, [&](std::string_view line) {
    return TakeRow(line, request.caller, services, intake, draft.id, transfers, file, batch.asked);
  }));
  batch.taken = file.complaints.size();
  if (file.complaints.empty()) return Fail(ErrorCode::kBadRequest, "no row could be taken");
  draft.body = event::EncodeCaseFile(file, RequestKeyOf(services.secrets, request));
  if (draft.body.size() > event::kBodyBytesMax) {
    batch.whole = false;
    return Fail(ErrorCode::kBodyTooLarge, "the rows together are too large for one entry; send fewer at a time");
  }
  return draft;
}

base::Result<void> AppendRows(Batch& batch, const store::Sequencer::Reply& reply, Worker& worker, std::string& out) {
  ASSIGN_OR_RETURN(const FiledComplaints filed, ReadFiled(reply.outcome, worker));
  if (!batch.Match(filed.file.complaints.size()))
    return Fail(ErrorCode::kConflict,
                "the lists in force have changed since the batch was entered; find its complaints by what they tell");
  size_t number = 0;
  for (const Batch::Row& row : batch.rows) {
    if (row.error) {
      AppendRowError(row, out);
      continue;
    }
    out += '{';
    AppendMember("row", row.line, out);
    TRY(AppendFiled(filed, number++, true, worker, out));
    out += '\n';
  }
  return {};
}

}  // namespace

base::Result<Submission> DecodeCaseBatch(const Request& request, Worker& worker) {
  TRY(CountRows(request.body, event::kComplaintsMax));
  return SubmitRows(request, worker, MakeEntry, AppendRows);
}

}  // namespace cybercheck::server
