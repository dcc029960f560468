// SPDX-License-Identifier: Apache-2.0
#include "tests/ingest/service.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <fstream>
#include <sstream>

#include "base/check.h"
#include "base/hex.h"
#include "ingest/rules_sync.h"
#include "ingest/shipped.h"
#include "tests/ingest/memory_file.h"

namespace cybercheck::ingest {

Service::Service(int64_t now_s, const store::LocalSequencerOptions& sequencer_options,
                 const store::EnvironmentOptions& environment_options)
    : clock(now_s * 1000) {
  std::string path = (std::filesystem::temp_directory_path() / "cybercheck-ingest-XXXXXX").string();
  CHECK(::mkdtemp(path.data()) != nullptr);
  path_ = path;
  std::filesystem::create_directory(path_ + "/data");
  auto opened = store::Environment::Open(path_ + "/data", environment_options);
  if (opened.has_error()) ADD_FAILURE() << base::ToString(opened.error());
  environment = std::move(*opened);
  auto started = store::LocalSequencer::Open(*environment, {&projection, &cases}, sequencer_options);
  if (started.has_error()) ADD_FAILURE() << base::ToString(started.error());
  sequencer = std::move(*started);
  const auto content = ParseRules(RulesKind::kSharedHosts, "shared_hosts.tsv", ShippedSharedHosts(), now_s);
  CHECK(content.has_value());
  guard.emplace(*Guard::Make(content->json));
}

Service::~Service() {
  sequencer.reset();
  environment.reset();
  std::filesystem::remove_all(path_);
}

base::Result<ImportReport> Service::Import(std::string_view bytes, ImportOptions options) {
  const base::FileDescriptor file = MemoryFile(bytes);
  return Import(file.get(), std::move(options));
}

base::Result<ImportReport> Service::Import(int fd, ImportOptions options) {
  ASSIGN_OR_RETURN(RejectFile rejects, RejectFile::Open(RejectsPath()));
  Importer importer(*sequencer, *guard, clock, std::move(options), &rejects);
  auto report = importer.Run(fd);
  if (report.has_value()) {
    EXPECT_EQ(report->imported + report->merged + report->rejected + report->rows_left, report->rows_read);
    EXPECT_EQ(rejects.rows(), report->rejected);
    uint64_t reasons = 0;
    for (const auto& [reason, count] : report->rejected_by_reason) {
      EXPECT_FALSE(reason.empty());
      reasons += count;
    }
    EXPECT_EQ(reasons, report->rejected);
  }
  return report;
}

std::string Service::Rejects() const {
  std::ifstream file(RejectsPath());
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string Service::Digest() {
  base::Sha256Stream hash;
  auto txn = environment->BeginRead();
  CHECK(txn.has_value());
  for (const store::TableId id : {lookup::kRecordsTable, lookup::kEvidenceTable, lookup::kSourcesTable, lookup::kHostsTable}) {
    hash.Update(std::string_view(id.name));
    auto table = environment->OpenTable(*txn, id);
    CHECK(table.has_value());
    auto cursor = store::Cursor::Open(*txn, *table);
    CHECK(cursor.has_value());
    for (auto row = cursor->First(); row.has_value() && row->has_value(); row = cursor->Next()) {
      hash.Update(std::to_string((*row)->key.size()))
          .Update((*row)->key)
          .Update(std::to_string((*row)->value.size()))
          .Update((*row)->value);
    }
  }
  return base::HexEncode(hash.Finish());
}

void Service::SetShippedRules() {
  const auto files = ReadRules({}, clock.NowS());
  ASSERT_TRUE(files.has_value()) << base::ToString(files.error());
  const auto changes = SyncRules(*sequencer, {}, *files, "config", clock);
  ASSERT_TRUE(changes.has_value()) << base::ToString(changes.error());
  ASSERT_EQ(changes->size(), kAllRules.size());
}

ImportOptions Options(FeedFormat format) {
  ImportOptions options;
  options.format = format;
  options.source = "test";
  options.observed_s = 1700000000;
  return options;
}

}  // namespace cybercheck::ingest
