// SPDX-License-Identifier: Apache-2.0
#include "cli/command_line.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

namespace cybercheck::cli {
namespace {

constexpr const char* kCommandNames[] = {
    "serve", "check", "scan", "canonicalize", "import", "export", "sample", "stats_reconcile", "source_withdraw", "log_dump", "log_verify", "log_replay", "log_redact", "policy_show", "policy_check", "policy_set", "policy_try",
    "token_create", "token_list", "token_revoke", "audit_verify", "audit_export", "audit_expire",
    "subject_erase", "keys_list", "keys_rotate", "keys_retain", "backup", "restore", "scrub", "version"};
static_assert(std::size(kCommandNames) == std::variant_size_v<Command>);

std::vector<std::string> Words(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

template <class T>
T Parsed(std::vector<std::string> arguments) {
  const ParsedCommandLine parsed = ParseCommandLine(std::move(arguments));
  EXPECT_TRUE(parsed.command) << parsed.message;
  return std::get<T>(parsed.command.value());
}

TEST(CommandLine, Rows) {
  std::ifstream file(CYBERCHECK_SOURCE_DIR "/tests/vectors/command_line.tsv");
  ASSERT_TRUE(file);
  int rows = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("#")) continue;
    const size_t one = line.find('\t'), two = line.find('\t', one + 1);
    ASSERT_NE(two, std::string::npos) << line;
    const std::string wanted = line.substr(one + 1, two - one - 1), contains = line.substr(two + 1);
    const ParsedCommandLine parsed = ParseCommandLine(Words(line.substr(0, one)));
    ++rows;
    if (parsed.command) {
      EXPECT_EQ(kCommandNames[parsed.command->index()], wanted) << line;
    } else {
      EXPECT_EQ(std::to_string(parsed.exit_code), wanted) << line << "\n" << parsed.message;
      EXPECT_NE(parsed.message.find(contains), std::string::npos) << line << "\n" << parsed.message;
    }
  }
  EXPECT_GE(rows, 60);
}

TEST(CommandLine, ValuesArriveAsTheyWereWritten) {
  const std::vector<std::string> values = {"[::1]", "[a,b]", "", "a b", "@shop", "http://[::1]/", "[]", "\xff\xfe", "--", "-5"};
  std::vector<std::string> arguments = {"check", "--json", "--"};
  arguments.insert(arguments.end(), values.begin(), values.end());
  EXPECT_EQ(Parsed<CheckCommand>(arguments).values, values);
  EXPECT_EQ(Parsed<CheckCommand>({"check", "[::1]", "--json", "[a,b]"}).values, (std::vector<std::string>{"[::1]", "[a,b]"}));
  EXPECT_EQ(Parsed<ScanCommand>({"scan", "[x]"}).text, "[x]");
  EXPECT_EQ(Parsed<CanonicalizeCommand>({"canonicalize", "[::1]"}).values.front(), "[::1]");
}

TEST(CommandLine, OptionsStandAnywhere) {
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{"check", "--data", "d", "--json", "--as-of", "T", "a", "b"},
                                                    {"check", "a", "b", "--data", "d", "--json", "--as-of", "T"},
                                                    {"check", "a", "--data=d", "--json", "b", "--as-of=T"}}) {
    const auto check = Parsed<CheckCommand>(arguments);
    EXPECT_EQ(check.values, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(check.data, "d");
    EXPECT_EQ(check.as_of, "T");
    EXPECT_TRUE(check.common.json);
  }
}

TEST(CommandLine, ServeHandsItsOptionsOn) {
  const auto serve = Parsed<ServeCommand>({"serve", "--listen", "127.0.0.1:0", "--data", "d", "--check-config"});
  EXPECT_EQ(serve.settings, (std::vector<std::pair<std::string, std::string>>{{"server.data", "d"}, {"server.listen", "127.0.0.1:0"}}));
  EXPECT_TRUE(serve.check_config);
  EXPECT_EQ(serve.config, "");
}

TEST(CommandLine, ScanReadsStandardInputUnlessThereIsText) {
  EXPECT_TRUE(Parsed<ScanCommand>({"scan"}).from_stdin);
  EXPECT_TRUE(Parsed<ScanCommand>({"scan", "-"}).from_stdin);
  EXPECT_FALSE(Parsed<ScanCommand>({"scan", "text"}).from_stdin);
  EXPECT_FALSE(Parsed<ScanCommand>({"scan", ""}).from_stdin);
}

TEST(CommandLine, DirectoryComesFromTheEnvironment) {
  ::setenv("CYBERCHECK_DATA", "/somewhere", 1);
  EXPECT_EQ(Parsed<CheckCommand>({"check", "1"}).data, "/somewhere");
  EXPECT_EQ(Parsed<CheckCommand>({"check", "1", "--data", "d"}).data, "d");
  EXPECT_EQ(Parsed<CheckCommand>({"check", "1", "--url", "http://h"}).url, "http://h");
  ::unsetenv("CYBERCHECK_DATA");
  EXPECT_EQ(Parsed<CheckCommand>({"check", "1"}).data, "data");
}

}  // namespace
}  // namespace cybercheck::cli
