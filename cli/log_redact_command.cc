// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/random.h"
#include "cli/command.h"
#include "cli/finish.h"
#include "cli/stored_data.h"
#include "cli/write_target.h"
#include "event/body_redact.h"
#include "store/data_directory.h"

namespace cybercheck::cli {
namespace {

constexpr size_t kReasonBytesMax = 256;

base::Error Explain(std::string_view refusal) {
  using base::ErrorCode;
  using base::Fail;
  if (refusal == "not_found") return Fail(ErrorCode::kNotFound, "there is no entry of this number");
  if (refusal == "already_redacted") return Fail(ErrorCode::kWrongState, "its body is gone already");
  if (refusal == "not_redactable") return Fail(ErrorCode::kWrongState, "only what a feed or a report said can be removed");
  if (refusal == "own_work")
    return Fail(ErrorCode::kWrongState, "its sender was refused a decision about what it named, because it is their own; that must stay explained");
  return Fail(ErrorCode::kConflict, "refused: " + std::string(refusal));
}

base::Result<void> Redact(const LogRedactCommand& command, Terminal& terminal) {
  if (command.reason.empty() || command.reason.size() > kReasonBytesMax)
    return base::Fail(base::ErrorCode::kBadRequest, "--reason takes 1 to 256 bytes");
  // Looked at first, so that a name mistyped makes no directory.
  if (!store::DataDirectory::IsOwned(command.data)) TRY(OpenStoredData(command.data));
  std::vector<std::string> warnings;
  ASSIGN_OR_RETURN(const std::unique_ptr<WriteTarget> target, WriteTarget::Open(command.data, "", warnings));
  for (const std::string& warning : warnings) terminal.Warning(warning);
  event::Draft draft;
  base::FillRandom(draft.id);
  draft.time_ms = base::SystemClock().NowMs();
  draft.type = event::EntryType::kBodyRedact;
  draft.actor = "cli";
  draft.body = event::EncodeBodyRedact({command.seq, command.reason});
  ASSIGN_OR_RETURN(const store::Sequencer::Reply reply, target->sequencer().SubmitAndWait(std::move(draft)));
  if (!reply.outcome.accepted) return Explain(reply.outcome.code);
  const std::string seq = std::to_string(command.seq);
  terminal.Out(command.common.json
                   ? "{\"redacted\":" + seq + ",\"by\":" + std::to_string(reply.outcome.seq) + "}\n"
                   : std::string(terminal.Pick("the body of entry ", "เนื้อหาของรายการ ")) + seq + std::string(terminal.Pick(" is gone\n", " ถูกลบแล้ว\n")));
  return {};
}

}  // namespace

int Run(const LogRedactCommand& command, Terminal& terminal) { return Finish(Redact(command, terminal), terminal); }

}  // namespace cybercheck::cli
