#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <sstream>

#include "config/files.hpp"

// config/usher.toml and docs/configuration.md are part of the product: they have to tell the truth.

using namespace usher;
using namespace usher::config;
using namespace usher::config::tests;
using testing::contains;

namespace {

std::string read(const std::string& path) {
    std::ifstream file(std::string(USHER_SOURCE_DIR) + "/" + path, std::ios::binary);
    REQUIRE(file);
    return {std::istreambuf_iterator<char>(file), {}};
}
std::string example() {
    return read("config/usher.toml");
}

/// The example with every line that matches `pattern` ("#" and what follows it directly) brought to life.
std::string with_lines(const std::regex& pattern) {
    std::istringstream lines(example());
    std::string text;
    for (std::string line; std::getline(lines, line);) {
        text += (std::regex_search(line, pattern) ? line.substr(1) : line) + "\n";
    }
    return text;
}

const std::regex shown_default("^#[a-z_]+ *=");
const std::regex shown_example("^#    (\\[|[a-z_]+ *=)");

/// Every key that the parser knows in a section, from its own words about an unknown one.
std::set<std::string> known_keys(const std::string& section) {
    const auto found = errors(section + "zzzzzzzzzzzzzzzzzzzzzzzzzzzz = 1\n");
    std::set<std::string> keys;
    for (const auto& sentence : found) {
        const auto at = sentence.find("Known here: ");
        if (at == std::string::npos) {
            continue;
        }
        std::istringstream list(sentence.substr(at + 12));
        for (std::string key; list >> key;) {
            keys.insert(key.substr(0, key.size() - 1));
        }
    }
    return keys;
}

} // namespace

TEST_CASE("the example configuration is ready to run") {
    const auto config = good(example(), Need::run);

    CHECK(config.keliweb);
    CHECK(config.slack);
    CHECK(config.policy.conversations.empty());
}

TEST_CASE("the defaults that the example shows are the defaults") {
    const auto plain = good(example(), Need::run);
    const auto shown = good(with_lines(shown_default), Need::run);

    CHECK(shown.language == plain.language);
    CHECK(shown.time_zone == plain.time_zone);
    CHECK(shown.keliweb->url == plain.keliweb->url);
    CHECK(shown.keliweb->time_zone == plain.keliweb->time_zone);
    CHECK(shown.keliweb->users == plain.keliweb->users);
    CHECK(shown.slack->api_url == plain.slack->api_url);
    CHECK(shown.slack->command == plain.slack->command);
    CHECK(shown.mention.digits == plain.mention.digits);
    CHECK(shown.mention.bare == plain.mention.bare);
    CHECK(shown.window == plain.window);
    CHECK(shown.place == plain.place);
    CHECK(shown.policy.users == plain.policy.users);
    CHECK(shown.policy.admins == plain.policy.admins);
    CHECK(shown.store_path == plain.store_path);
    CHECK(shown.audit.max_size == plain.audit.max_size);
    CHECK(shown.audit.keep == plain.audit.keep);
    CHECK(shown.ops.listen == plain.ops.listen);
}

TEST_CASE("the examples that the example shows are right, but for those that stand for something else") {
    const auto found = errors(with_lines(shown_example), Need::run);

    // The token stands instead of the four of the login; notes say themselves what they need.
    REQUIRE(found.size() == 4);
    for (const auto& sentence : found) {
        CHECK(contains(sentence, "stands beside access_token"));
    }
}

TEST_CASE("every key is in the example and in the documentation") {
    const auto shown = example();
    const auto documented = read("docs/configuration.md");
    int seen = 0;
    for (const std::string section : {"", "[keliweb]\n", "[slack]\n", "[matrix]\n", "[mention]\n", "[access]\n",
                                      "[[conversation]]\n", "[store]\n", "[audit]\n", "[ops]\n"}) {
        const auto keys = known_keys(section);
        CHECK_FALSE(keys.empty());
        for (const auto& key : keys) {
            CAPTURE(section);
            CAPTURE(key);
            CHECK(std::regex_search(shown, std::regex("(^|\\n)#? *\\[*" + key + "\\]* *(=|\\n)")));
            CHECK(contains(documented, key));
            ++seen;
        }
    }
    CHECK(seen > 40);
}

TEST_CASE("the example cut off anywhere is read or refused, and never repeats what it would have hidden") {
    const auto whole = example();
    for (std::size_t length = 0; length < whole.size(); length += 7) {
        for (const auto& sentence : errors(whole.substr(0, length), Need::run)) {
            CHECK_FALSE(sentence.empty());
        }
    }
}
