// SPDX-License-Identifier: Apache-2.0
#include "server/config.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

namespace cybercheck::server {
namespace {

class ConfigTest : public testing::Test {
 protected:
  ConfigTest() {
    char name[] = "/tmp/cybercheck_config_XXXXXX";
    path_ = ::mkdtemp(name);
    file_ = path_ + "/c.toml";
  }
  ~ConfigTest() override {
    ::unlink(file_.c_str());
    ::rmdir(path_.c_str());
  }
  void Write(const std::string& text) { std::ofstream(file_) << text; }
  std::string ErrorOf(const std::string& text) {
    Write(text);
    const auto config = LoadConfig(file_, nullptr, {});
    return config.has_value() ? "ok" : base::ToString(config.error());
  }
  std::string path_, file_;
};

TEST_F(ConfigTest, LaterSourcesWin) {
  Write("[server]\nlisten = \"127.0.0.1:1\"\nthreads = 1\nlimits = false\n[log]\naccess = \"sample\"\n");
  const char* environment[] = {"PATH=/bin", "CYBERCHECK_SERVER__LISTEN=127.0.0.1:2", "CYBERCHECK_SERVER__THREADS=2",
                               "CYBERCHECK_BINARY=x", nullptr};
  const auto config = LoadConfig(file_, environment, {{"server.threads", "3"}, {"server.hosts", "a.example,b.example:80"}});
  ASSERT_TRUE(config.has_value()) << base::ToString(config.error());
  EXPECT_EQ(config->listen, "127.0.0.1:2");
  EXPECT_EQ(config->threads, 3u);
  EXPECT_FALSE(config->limits);
  EXPECT_EQ(config->access_log, AccessLog::kSample);
  EXPECT_EQ(config->hosts, (std::vector<std::string>{"a.example", "b.example:80"}));
}

TEST_F(ConfigTest, TheCommentedDefaultsAreTheDefaults) {
  // Every commented setting of the shipped file is one, with its value as it would be without the file.
  std::ifstream shipped(CYBERCHECK_SOURCE_DIR "/deploy/cybercheck.toml");
  std::string uncommented;
  int settings = 0;
  for (std::string line; std::getline(shipped, line);) {
    const bool setting = line.starts_with("# ") && line.find(" = ") != std::string::npos;
    settings += setting;
    uncommented += (setting ? line.substr(2) : line) + "\n";
  }
  EXPECT_GE(settings, 20);
  Write(uncommented);
  const auto config = LoadConfig(file_, nullptr, {});
  ASSERT_TRUE(config.has_value()) << base::ToString(config.error());
  const Config defaults;
  EXPECT_EQ(config->listen, defaults.listen);
  EXPECT_EQ(config->connections_max, defaults.connections_max);
  EXPECT_EQ(config->requests_max, defaults.requests_max);
  EXPECT_EQ(config->head_s_max, defaults.head_s_max);
  EXPECT_EQ(config->body_s_max, defaults.body_s_max);
  EXPECT_EQ(config->idle_s_max, defaults.idle_s_max);
  EXPECT_EQ(config->write_s_max, defaults.write_s_max);
  EXPECT_EQ(config->drain_s_max, defaults.drain_s_max);
  EXPECT_EQ(config->buffered_bytes_max, defaults.buffered_bytes_max);
  EXPECT_EQ(config->access_log, defaults.access_log);
  EXPECT_EQ(config->limits, defaults.limits);
}

TEST_F(ConfigTest, MistakesAreNamedWithTheirLine) {
  EXPECT_NE(ErrorOf("[server]\nlisten = \"127.0.0.1:1\"\nlisen = \"x\"\n").find("c.toml:3: server.lisen is not a setting"),
            std::string::npos);
  EXPECT_NE(ErrorOf("[sever]\nlisten = \"x\"\n").find("[sever] is not a section"), std::string::npos);
  EXPECT_NE(ErrorOf("listen = \"x\"\n").find("c.toml:1: listen must be a table"), std::string::npos);
  EXPECT_NE(ErrorOf("[server]\nthreads = \"many\"\n").find("c.toml:2: server.threads has a value of another type"),
            std::string::npos);
  EXPECT_NE(ErrorOf("[server]\nthreads = 1000\n").find("a number from 0 to 256"), std::string::npos);
  EXPECT_NE(ErrorOf("[server]\nhosts = [1]\n").find("another type"), std::string::npos);
  EXPECT_NE(ErrorOf("[server\n").find("c.toml:1: "), std::string::npos);
  EXPECT_NE(ErrorOf("[log]\naccess = \"loud\"\n").find("off, sample or on"), std::string::npos);
  EXPECT_NE(ErrorOf("[server]\ntls_key = \"k\"\n").find("TLS is not built in"), std::string::npos);
  EXPECT_NE(ErrorOf("[server]\nlisten = \"0.0.0.0:80\"\n").find("trusted_proxies"), std::string::npos);
  EXPECT_NE(ErrorOf("[server]\nlisten = \"192.0.2.1:80\"\nlimits = false\n").find("server.limits"), std::string::npos);
  EXPECT_NE(ErrorOf("[server]\nlisten = \"0.0.0.0:80\"\ntrusted_proxies = [\"10.0.0.0/8\"]\n").find("server.hosts"),
            std::string::npos);
  EXPECT_NE(ErrorOf("[server]\ntrusted_proxies = [\"10.0.0.0/33\"]\n").find("not an address or prefix"), std::string::npos);
  EXPECT_EQ(ErrorOf("[server]\nlisten = \"0.0.0.0:80\"\ntrusted_proxies = [\"10.0.0.0/8\", \"fd00::/8\"]\nhosts = "
                    "[\"check.example\"]\nlimits = false\n"),
            "ok");
  const char* environment[] = {"CYBERCHECK_SERVER__LISEN=x", nullptr};
  EXPECT_NE(base::ToString(LoadConfig("", environment, {}).error()).find("CYBERCHECK_SERVER__LISEN"), std::string::npos);
  EXPECT_NE(base::ToString(LoadConfig("", nullptr, {{"server.threads", "x"}}).error()).find("--threads"), std::string::npos);
  EXPECT_EQ(LoadConfig(path_ + "/none.toml", nullptr, {}).error().code, base::ErrorCode::kIo);
}

TEST_F(ConfigTest, ListenAddresses) {
  EXPECT_TRUE(ParseListenAddress("127.0.0.1:8080")->loopback);
  EXPECT_TRUE(ParseListenAddress("localhost:0")->loopback);
  EXPECT_TRUE(ParseListenAddress("[::1]:8080")->v6);
  EXPECT_FALSE(ParseListenAddress("192.0.2.1:80")->loopback);
  for (const char* bad : {"", ":", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:8x", "::1:80",
                          "[::1]", "example.com:80", "[127.0.0.1]:80", "999.0.0.1:80"})
    EXPECT_TRUE(ParseListenAddress(bad).has_error()) << bad;
}

TEST_F(ConfigTest, HostsServed) {
  const auto hosts = ServedHosts(Config{}, *ParseListenAddress("127.0.0.2:0"), 8080);
  EXPECT_EQ(hosts, (std::vector<std::string>{"127.0.0.2:8080", "127.0.0.1:8080", "localhost:8080", "[::1]:8080"}));
  Config named;
  named.hosts = {"Check.Example"};
  EXPECT_EQ(ServedHosts(named, *ParseListenAddress("127.0.0.1:80"), 80), std::vector<std::string>{"check.example"});
}

}  // namespace
}  // namespace cybercheck::server
