#include "usher/secret/source.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "testing/contains.hpp"

using usher::secret::read;
using usher::secret::Source;
using usher::testing::contains;

namespace {

class Folder {
public:
    Folder() {
        std::string pattern = std::filesystem::temp_directory_path() / "usher-secret-XXXXXX";
        path_ = ::mkdtemp(pattern.data());
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    [[nodiscard]] std::string path() const { return path_; }
    std::string write(const std::string& name, std::string_view text) const {
        std::ofstream(path_ + "/" + name, std::ios::binary) << text;
        return path_ + "/" + name;
    }

private:
    std::string path_;
};

/// A variable of the environment for the time of a test.
class Variable {
public:
    Variable(const char* name, const char* value) : name_(name) { ::setenv(name, value, 1); }
    ~Variable() { ::unsetenv(name_); }
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;

private:
    const char* name_;
};

Source file(std::string path) {
    return {Source::Kind::file, std::move(path)};
}
Source environment(std::string name) {
    return {Source::Kind::environment, std::move(name)};
}
Source credential(std::string name) {
    return {Source::Kind::credential, std::move(name)};
}

std::string value_of(const Source& source) {
    const auto secret = read(source);
    REQUIRE_MESSAGE(secret, secret.error());
    return std::string(secret->reveal());
}
std::string refusal(const Source& source) {
    const auto secret = read(source);
    REQUIRE_FALSE(secret);
    return secret.error();
}

constexpr std::string_view canary = "canary-4711";

} // namespace

TEST_CASE("a file's secret is its content without one line end") {
    const Folder folder;

    CHECK(value_of(file(folder.write("plain", "xoxb-1"))) == "xoxb-1");
    CHECK(value_of(file(folder.write("unix", "xoxb-1\n"))) == "xoxb-1");
    CHECK(value_of(file(folder.write("windows", "xoxb-1\r\n"))) == "xoxb-1");
}

TEST_CASE("blanks belong to a secret") {
    const Folder folder;

    CHECK(value_of(file(folder.write("blanks", " pass word \n"))) == " pass word ");
}

TEST_CASE("a secret may be 64 KiB long and no longer") {
    const Folder folder;

    CHECK(value_of(file(folder.write("most", std::string(65536, 'x')))).size() == 65536);
    CHECK(contains(refusal(file(folder.write("more", std::string(65537, 'x')))), "larger than 64 KiB"));
}

TEST_CASE("what can be no token or password is refused with what to do, and never repeated") {
    const Folder folder;
    const std::string value(canary);
    const struct {
        const char* name;
        std::string content;
        const char* words;
    } cases[] = {{"empty", "", "is empty"},
                 {"line", "\n", "is empty"},
                 {"lines", value + "\n" + value + "\n", "more than one line"},
                 {"two-ends", value + "\n\n", "more than one line"},
                 {"return", value + "\r" + value, "more than one line"},
                 {"nul", value + std::string(1, '\0') + value, "zero byte"}};
    for (const auto& [name, content, words] : cases) {
        CAPTURE(name);
        const auto path = folder.write(name, content);

        const auto sentence = refusal(file(path));

        CHECK(contains(sentence, words));
        CHECK(contains(sentence, path));
        CHECK_FALSE(contains(sentence, canary));
    }
}

TEST_CASE("a file that does not exist is named") {
    const auto sentence = refusal(file("/nowhere/token"));

    CHECK(contains(sentence, "/nowhere/token does not exist"));
    CHECK(contains(sentence, "Create it"));
}

TEST_CASE("a folder is no secret") {
    const Folder folder;

    CHECK(contains(refusal(file(folder.path())), "is a directory"));
}

TEST_CASE("a file without permission says whose permission is missing" *
          doctest::skip(::geteuid() == 0) /* root may read everything */) {
    const Folder folder;
    const auto path = folder.write("closed", canary);
    ::chmod(path.c_str(), 0);

    CHECK(contains(refusal(file(path)), "may not be read by the user that Usher runs as"));
}

TEST_CASE("a pipe without a writer does not stop the start") {
    const Folder folder;
    const auto path = folder.path() + "/pipe";
    REQUIRE(::mkfifo(path.c_str(), 0600) == 0);

    CHECK(contains(refusal(file(path)), "is empty"));
}

TEST_CASE("a name that no file can have is refused") {
    CHECK(contains(refusal(file("")), "no usable name"));
    CHECK(contains(refusal(file(std::string("a\0b", 3))), "no usable name"));
}

TEST_CASE("a variable of the environment is read") {
    const Variable variable("USHER_TEST_SECRET", "xoxb-1");

    CHECK(value_of(environment("USHER_TEST_SECRET")) == "xoxb-1");
}

TEST_CASE("a variable that is not set or empty is named") {
    const Variable variable("USHER_TEST_SECRET", "");

    CHECK(contains(refusal(environment("USHER_TEST_SECRET")), "USHER_TEST_SECRET is empty"));
    CHECK(contains(refusal(environment("USHER_TEST_NOTHING")), "USHER_TEST_NOTHING is not set"));
    CHECK(contains(refusal(environment("")), "is not set"));
}

TEST_CASE("a credential is read from systemd's folder") {
    const Folder folder;
    folder.write("keliweb_password", "pass\n");
    const Variable variable("CREDENTIALS_DIRECTORY", folder.path().c_str());

    CHECK(value_of(credential("keliweb_password")) == "pass");
}

TEST_CASE("a credential outside systemd says how to get one") {
    CHECK(contains(refusal(credential("keliweb_password")), "LoadCredential=keliweb_password:"));
}

TEST_CASE("a credential's name cannot lead out of systemd's folder") {
    const Folder folder;
    const Variable variable("CREDENTIALS_DIRECTORY", folder.path().c_str());

    for (const auto* name : {"../etc/passwd", "a/b", "..", ".", ""}) {
        CHECK(contains(refusal(credential(name)), "a name that systemd does not allow"));
    }
}
