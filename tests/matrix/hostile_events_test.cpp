#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include <nlohmann/json.hpp>

#include "matrix/errors.hpp"
#include "matrix/events.hpp"
#include "matrix/invitations.hpp"
#include "matrix/sync_batch.hpp"
#include "usher/net/json.hpp"

// Whatever a homeserver sends, the readers give an answer and never an exception.

using namespace usher;
using namespace usher::matrix;
using nlohmann::json;

namespace {

const Ourselves self{"@usher:hs.test", "hs.test", "Usher"};

json any_value(std::mt19937& random) {
    switch (random() % 9) {
    case 0:
        return nullptr;
    case 1:
        return random() % 2 == 0;
    case 2:
        return static_cast<std::int64_t>(random()) - 2147483648LL;
    case 3:
        return 18446744073709551615ULL;
    case 4:
        return 1.5;
    case 5:
        return std::string("!ticket \xFF\xFE 516757");
    case 6:
        return json::array({1, "x", json::object()});
    case 7:
        return {{"event_id", 5}, {"rel_type", "m.replace"}};
    default:
        return std::string(2'000, '>');
    }
}

/// Replaces, removes or adds something somewhere.
void mutate(json& value, std::mt19937& random) {
    if (value.is_structured() && !value.empty() && random() % 4 != 0) {
        auto child = value.begin();
        std::advance(child, static_cast<std::ptrdiff_t>(random() % value.size()));
        if (random() % 6 == 0) {
            value.erase(child);
        } else {
            mutate(*child, random);
        }
        return;
    }
    value = any_value(random);
}

void read_everything(const json& answer) {
    const auto batch = read_sync(answer);
    if (!batch) {
        return;
    }
    for (const bool direct : {false, true}) {
        Surroundings around{"!room:hs.test", direct, false, "!ticket", std::nullopt};
        for (const auto& room : batch->joined) {
            for (const auto* events : {&room.timeline, &room.state}) {
                for (const auto& event : *events) {
                    (void)read_event(event, self, around);
                }
            }
        }
    }
    for (const auto& invite : batch->invites) {
        (void)allowed(read_invitation(invite, self.user), {{"@anna:hs.test"}, {"hs.test"}, {}});
    }
}

std::vector<json> samples() {
    std::vector<json> found;
    for (const auto& file : std::filesystem::directory_iterator(USHER_TEST_DATA "/sync")) {
        std::ifstream stream(file.path());
        found.push_back(json::parse(stream));
    }
    return found;
}

} // namespace

TEST_CASE("a homeserver's own answers are read") {
    REQUIRE(samples().size() >= 5);
    for (const auto& sample : samples()) {
        CHECK(read_sync(sample));
        read_everything(sample);
    }
}

TEST_CASE("mutated answers do no harm") {
    std::mt19937 random(20261124);
    for (int round = 0; round < 400; ++round) {
        for (auto sample : samples()) {
            for (auto times = 1 + random() % 8; times > 0; --times) {
                mutate(sample, random);
            }
            CHECK_NOTHROW(read_everything(sample));
        }
    }
}

TEST_CASE("an answer without a token is none") {
    CHECK_FALSE(read_sync(json::object()));
    CHECK_FALSE(read_sync(json::array()));
    CHECK_FALSE(read_sync({{"next_batch", 5}}));
    CHECK(read_sync({{"next_batch", "s1"}, {"rooms", "none"}}));
}

TEST_CASE("an error is classified by its status and its word") {
    const runtime::WallTime now{};
    const auto error = [&](int status, std::string body, std::vector<net::Header> headers = {}) {
        return read_error({status, std::move(headers), std::move(body)}, now);
    };
    CHECK(error(401, R"({"errcode":"M_UNKNOWN_TOKEN","soft_logout":true})").kind == ErrorClass::token);
    CHECK(error(401, R"({"errcode":"M_UNKNOWN_TOKEN","soft_logout":true})").soft_logout);
    CHECK(error(403, R"({"errcode":"M_FORBIDDEN"})").kind == ErrorClass::refused);
    CHECK(error(413, R"({"errcode":"M_TOO_LARGE"})").kind == ErrorClass::refused);
    CHECK(error(502, "<html>").kind == ErrorClass::unreachable);
    CHECK(error(502, "<html>").code == "http_502");
    CHECK(error(404, "not found").kind == ErrorClass::unreachable);
    CHECK(error(404, R"({"errcode":"M_NOT_FOUND"})").kind == ErrorClass::refused);
    CHECK(error(500, R"({"errcode":"M_UNKNOWN"})").kind == ErrorClass::broken_off);
    CHECK(error(400, R"({"error":"invalid_grant"})").code == "invalid_grant");
    CHECK(error(400, R"({"errcode":"M_ x<secret>"})").code == "M__x_secret_");
}

TEST_CASE("of two hints how long to wait the longer one counts") {
    const auto error = [](std::string body, std::vector<net::Header> headers) {
        return read_error({429, std::move(headers), std::move(body)}, runtime::WallTime{});
    };
    using std::chrono::milliseconds;
    CHECK(error(R"({"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":3804})", {{"retry-after", "4"}}).retry_after ==
          milliseconds{4000});
    CHECK(error(R"({"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":9000})", {{"retry-after", "4"}}).retry_after ==
          milliseconds{9000});
    CHECK(error(R"({"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":99999999999})", {}).retry_after ==
          milliseconds{900'000});
    CHECK_FALSE(error(R"({"errcode":"M_LIMIT_EXCEEDED"})", {}).retry_after);
}

TEST_CASE("a send that may have been done is repeated, because its transaction id makes that harmless") {
    CHECK(std::holds_alternative<chat::NotSent>(
        to_post_result({ErrorClass::broken_off, "broken_off", std::nullopt, false, 0})));
    CHECK(std::holds_alternative<chat::NotSent>(
        to_post_result({ErrorClass::token, "M_UNKNOWN_TOKEN", std::nullopt, false, 0})));
    CHECK(std::holds_alternative<chat::Rejected>(
        to_post_result({ErrorClass::refused, "M_FORBIDDEN", std::nullopt, false, 0})));
}

TEST_CASE("only who is on a list may invite") {
    const InviteRules rules{{"@anna:hs.test"}, {"friends.test"}, {"!open:hs.test"}};

    CHECK(allowed({"!r", "@anna:hs.test", false}, rules));
    CHECK(allowed({"!r", "@ben:friends.test", false}, rules));
    CHECK(allowed({"!open:hs.test", "@eve:evil.test", false}, rules));
    CHECK_FALSE(allowed({"!r", "@ben:hs.test", false}, rules));
    CHECK_FALSE(allowed({"!r", "@anna:hs.test.evil.test", false}, rules));
    CHECK_FALSE(allowed({"!r", "", false}, rules));
    CHECK_FALSE(allowed({"", "", false}, {}));
}

TEST_CASE("ids are encoded for a path") {
    CHECK(path_part("!r/a:hs.test") == "%21r%2Fa%3Ahs.test");
    CHECK(path_part("$e?x#y%") == "%24e%3Fx%23y%25");
}
