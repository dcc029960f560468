// SPDX-License-Identifier: Apache-2.0
#include "store/attachments.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <set>

#include "base/clock.h"
#include "base/file.h"
#include "store/data_directory.h"
#include "store/media_type.h"
#include "tests/store/temp_directory.h"

namespace cybercheck::store {
namespace {

using base::ErrorCode;
using namespace std::string_literals;

std::string Be32(uint32_t n) {
  return {static_cast<char>(n >> 24), static_cast<char>(n >> 16), static_cast<char>(n >> 8), static_cast<char>(n)};
}
std::string Chunk(const std::string& type, const std::string& data) {
  return Be32(static_cast<uint32_t>(data.size())) + type + data + "CRC.";
}
std::string Png(const std::string& pixels = "pixels") {
  return "\x89PNG\r\n\x1a\n"s + Chunk("IHDR", Be32(1) + Be32(1) + "\x08\x02\0\0\0"s) + Chunk("IDAT", pixels) + Chunk("IEND", "");
}
std::string Segment(char marker, const std::string& data) {
  const size_t length = data.size() + 2;
  return "\xFF"s + marker + static_cast<char>(length >> 8) + static_cast<char>(length) + data;
}
std::string Jpeg() {
  return "\xFF\xD8"s + Segment('\xE0', "JFIF") + Segment('\xC0', "\x08\0\x01\0\x01\x01\x01\x11\0"s) + Segment('\xDA', "scan") +
         "data\xFF\xD9"s;
}
std::string Pdf() { return "%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\nstartxref\n9\n%%EOF\n"; }

TEST(MediaTypeTest, WholeFilesAreKnownByContent) {
  EXPECT_EQ(MediaTypeOf(Png()), "image/png");
  EXPECT_EQ(MediaTypeOf(Jpeg()), "image/jpeg");
  EXPECT_EQ(MediaTypeOf(Jpeg() + "what a camera adds"), "image/jpeg");
  EXPECT_EQ(MediaTypeOf(Pdf()), "application/pdf");
}

TEST(MediaTypeTest, OthersAndPartsAreNot) {
  for (const std::string& other : {""s, "GIF89a......"s, "<svg/>"s, "<html>"s, "PK\x03\x04"s, "MZ"s, Png() + "<script>",
                                   "x" + Png(), " " + Pdf(), "%PDF-1.7\nno trailer"s, "\x89PNG\r\n\x1a\n"s, "\xFF\xD8\xFF"s})
    EXPECT_EQ(MediaTypeOf(other), "") << other.size();
  for (const std::string& whole : {Png(), Jpeg()})
    for (size_t size = 0; size < whole.size(); ++size) EXPECT_EQ(MediaTypeOf(whole.substr(0, size)), "") << size;
}

class AttachmentsTest : public testing::Test {
 protected:
  AttachmentsTest() {
    DataDirectoryOptions options;
    options.create = true;
    data_directory_ = DataDirectory::Open(temporary_.path() + "/d", options).value();
    ring_ = KeyRing::Open(*data_directory_).value();
    attachments_ = std::make_unique<Attachments>(temporary_.path() + "/d/attachments", *ring_);
    subject_ = ring_->NewSubject().value();
  }
  std::string PathOf(const std::string& id) const { return attachments_->directory() + "/" + id.substr(0, 2) + "/" + id; }

  TempDirectory temporary_;
  std::unique_ptr<DataDirectory> data_directory_;
  std::unique_ptr<KeyRing> ring_;
  std::unique_ptr<Attachments> attachments_;
  uint64_t subject_ = 0;
};

TEST_F(AttachmentsTest, GivesBackWhatWasAdded) {
  EXPECT_TRUE(attachments_->List()->empty());
  const auto added = attachments_->Add(subject_, Png("unique pixels")).value();
  EXPECT_EQ(added.media_type, "image/png");
  EXPECT_EQ(added.bytes, Png("unique pixels").size());
  EXPECT_EQ(attachments_->Read(added.id, subject_, added.sealed_digest).value(), Png("unique pixels"));
  const std::string raw = base::ReadFile(PathOf(added.id)).value();
  EXPECT_EQ(raw.find("unique pixels"), std::string::npos);
  EXPECT_EQ(base::Sha256(raw), added.sealed_digest);
  struct stat info {};
  ASSERT_EQ(stat(PathOf(added.id).c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  EXPECT_NE(attachments_->Add(subject_, Png("unique pixels"))->id, added.id);
  EXPECT_EQ(attachments_->List()->size(), 2u);
}

TEST_F(AttachmentsTest, RefusesWhatItDoesNotTake) {
  EXPECT_EQ(attachments_->Add(subject_, "<svg/>").error().code, ErrorCode::kUnsupportedMediaType);
  EXPECT_EQ(attachments_->Add(subject_, std::string(kAttachmentBytesMax + 1, 'x')).error().code, ErrorCode::kBodyTooLarge);
  EXPECT_TRUE(attachments_->Add(subject_, Png(std::string(kAttachmentBytesMax - Png("").size(), 'x'))));
}

TEST_F(AttachmentsTest, OthersIdsAndBytesAreRefused) {
  const auto added = attachments_->Add(subject_, Png()).value();
  const std::string absent(32, '0');
  for (const std::string& id : {absent, ""s, "../../master.key"s, added.id + "0"})
    EXPECT_EQ(attachments_->Read(id, subject_, added.sealed_digest).error().code, ErrorCode::kNotFound) << id;
  EXPECT_EQ(attachments_->Read(added.id, subject_, {}).error().code, ErrorCode::kDamaged);
  EXPECT_EQ(attachments_->Read(added.id, ring_->NewSubject().value(), added.sealed_digest).error().code, ErrorCode::kDamaged);
  std::string raw = base::ReadFile(PathOf(added.id)).value();
  raw[raw.size() / 2] = static_cast<char>(raw[raw.size() / 2] ^ 1);
  ASSERT_TRUE(base::ReplaceFile(PathOf(added.id), raw, 0600));
  EXPECT_EQ(attachments_->Read(added.id, subject_, added.sealed_digest).error().code, ErrorCode::kDamaged);
  EXPECT_EQ(attachments_->Read(added.id, subject_, base::Sha256(raw)).error().code, ErrorCode::kDamaged);
}

TEST_F(AttachmentsTest, AnErasedSubjectsFilesDoNotOpen) {
  const auto added = attachments_->Add(subject_, Png()).value();
  ASSERT_TRUE(ring_->Erase(std::vector{subject_}));
  EXPECT_EQ(attachments_->Read(added.id, subject_, added.sealed_digest).error().code, ErrorCode::kErased);
  EXPECT_EQ(attachments_->Add(subject_, Png()).error().code, ErrorCode::kNotFound);
}

TEST_F(AttachmentsTest, OrphansAreOldAndUnnamed) {
  const std::string named = attachments_->Add(subject_, Png())->id, unnamed = attachments_->Add(subject_, Png())->id;
  const auto is_named = [&](const std::string& id) -> base::Result<bool> { return id == named; };
  const int64_t now_s = base::SystemClock().NowS();
  EXPECT_TRUE(Attachments::Orphans(attachments_->directory(), is_named, now_s)->empty());
  EXPECT_EQ(Attachments::Orphans(attachments_->directory(), is_named, now_s + 7200).value(), std::vector{unnamed});
  ASSERT_TRUE(attachments_->Remove(unnamed));
  ASSERT_TRUE(attachments_->Remove(unnamed));
  EXPECT_EQ(attachments_->List().value(), std::vector{named});
}

}  // namespace
}  // namespace cybercheck::store
