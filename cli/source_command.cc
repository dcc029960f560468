// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <memory>

#include "base/clock.h"
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/progress_bar.h"
#include "cli/steady_clock.h"
#include "cli/stored_data.h"
#include "cli/terminal.h"
#include "cli/write_target.h"
#include "event/feed_observed.h"
#include "indicator/url_expressions.h"
#include "ingest/feed_submitter.h"
#include "lookup/source_keys.h"

namespace cybercheck::cli {
namespace {

constexpr size_t kRecordsAStep = 50'000;
constexpr size_t kInFlightMax = 4;

struct Withdrawn {
  uint64_t records = 0, keys = 0;
};

// One row takes back all that the source has said of the key so far; what is derived from its page goes with it.
event::FeedRow RowOf(lookup::SourceKeys::Named named) {
  event::FeedRow row;
  row.promotes_host = named.key.kind == indicator::Kind::kUrl && indicator::HostExpression(named.key.form) != named.key.form;
  row.key = std::move(named.key);
  row.observed_s = named.last_s;
  row.category = static_cast<uint8_t>(named.category);
  row.withdrawn = true;
  return row;
}

base::Result<Withdrawn> Withdraw(const SourceWithdrawCommand& command, Terminal& terminal) {
  // Opened to look first, so that a name mistyped makes no directory.
  std::unique_ptr<store::Environment> stored;
  std::vector<std::string> warnings;
  std::unique_ptr<WriteTarget> target;
  if (!store::DataDirectory::IsOwned(command.data)) {
    ASSIGN_OR_RETURN(const std::unique_ptr<store::Environment> there, OpenStoredData(command.data));
    TRY(lookup::SourceKeys::Open(*there, command.source));
  }
  ASSIGN_OR_RETURN(target, WriteTarget::Open(command.data, "", warnings));
  for (const std::string& warning : warnings) terminal.Warning(warning);
  if (target->opened() == nullptr) {
    ASSIGN_OR_RETURN(stored, OpenStoredData(command.data));
  }
  store::Environment& data = stored ? *stored : target->opened()->directory().data();
  ASSIGN_OR_RETURN(lookup::SourceKeys keys, lookup::SourceKeys::Open(data, command.source));

  const base::SystemClock clock;
  std::map<wire::SourceClass, std::unique_ptr<ingest::FeedSubmitter>> submitters;
  ProgressBar bar(terminal, command.source, !command.quiet && !command.common.json);
  Withdrawn withdrawn;
  std::vector<lookup::SourceKeys::Named> found;
  for (bool more = true; more;) {
    ASSIGN_OR_RETURN(more, keys.Next(kRecordsAStep, found));
    for (lookup::SourceKeys::Named& named : found) {
      std::unique_ptr<ingest::FeedSubmitter>& submitter = submitters[named.source_class];
      if (!submitter)
        submitter = std::make_unique<ingest::FeedSubmitter>(target->sequencer(), clock, command.source,
                                                            static_cast<uint8_t>(named.source_class), kInFlightMax);
      event::FeedRow row = RowOf(std::move(named));
      TRY(submitter->Add(row));
      ++withdrawn.keys;
    }
    bar.Show({keys.records_read(), keys.records_total(), withdrawn.keys, /*in_records=*/true}, SteadyMs());
  }
  withdrawn.records = keys.records_read();
  for (auto& [source_class, submitter] : submitters) {
    TRY(submitter->Finish());
    for (const auto& [code, rows] : submitter->totals().refused)
      return base::Fail(base::ErrorCode::kBadRequest, Grouped(rows) + " rows were refused: " + code);
  }
  return withdrawn;
}

}  // namespace

int Run(const SourceWithdrawCommand& command, Terminal& terminal) {
  const base::Result<Withdrawn> withdrawn = Withdraw(command, terminal);
  if (withdrawn.has_error()) {
    terminal.Error(withdrawn.error());
    return kExitError;
  }
  if (command.common.json)
    terminal.Out("{\"source\":\"" + command.source + "\",\"records\":" + std::to_string(withdrawn->records) +
                 ",\"withdrawn\":" + std::to_string(withdrawn->keys) + "}\n");
  else
    terminal.Out(Grouped(withdrawn->keys) + std::string(terminal.Pick(" indicators withdrawn, of ", " รายการถูกถอน จาก ")) +
                 Grouped(withdrawn->records) + std::string(terminal.Pick(" looked at\n", " รายการที่ตรวจ\n")));
  return kExitOk;
}

}  // namespace cybercheck::cli
