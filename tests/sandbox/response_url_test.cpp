#include <doctest/doctest.h>

#include "sandbox/bench.hpp"

namespace usher::sandbox {

namespace {

/// The response URL's path out of the command that the app was sent.
std::string path_of(const Json& envelope) {
    return envelope["payload"]["response_url"].get<std::string>().substr(std::string_view("http://127.0.0.1:1").size());
}

struct Asked : Bench {
    KeptLine line;
    std::string path;
    Asked() {
        connect(line);
        say("/ticket 516757");
        path = path_of(line.sent.back());
    }
    ResponseUrls::Answer respond(const Json& body) { return urls.use(path, dump(body)); }
};

} // namespace

TEST_CASE("a response is private unless it says otherwise") {
    Asked asked;

    asked.respond({{"text", "for you"}});

    CHECK(asked.last().ephemeral_to == kMainPerson);
}

TEST_CASE("a public response shows the command that it answers, once") {
    Asked asked;

    asked.respond({{"text", "one"}, {"response_type", "in_channel"}});
    asked.respond({{"text", "two"}, {"response_type", "in_channel"}});

    const auto& messages = asked.workspace.messages(kMainChannel);
    REQUIRE(messages.size() == 3);
    CHECK(messages[0].text == "/ticket 516757");
    CHECK(messages[1].text == "one");
    CHECK_FALSE(messages[1].ephemeral());
}

TEST_CASE("the sixth use is refused") {
    Asked asked;
    for (int i = 0; i < 5; ++i) {
        CHECK(asked.respond({{"text", "again"}}).status == 200);
    }

    const auto sixth = asked.respond({{"text", "too much"}});

    CHECK(sixth.status == 404);
    CHECK(sixth.body["error"] == "used_url");
    CHECK(asked.workspace.messages(kMainChannel).size() == 5);
}

TEST_CASE("after thirty minutes it is over") {
    Asked asked;
    asked.pass(std::chrono::minutes{30} - std::chrono::milliseconds{1});
    CHECK(asked.respond({{"text", "just in time"}}).status == 200);

    asked.pass(std::chrono::milliseconds{1});

    CHECK(asked.respond({{"text", "late"}}).status == 404);
}

TEST_CASE("replacing keeps the message and its audience") {
    Asked asked;
    asked.respond({{"text", "looking"}});
    const auto ts = asked.last().ts;

    asked.respond({{"text", "found"}, {"replace_original", "true"}, {"response_type", "in_channel"}});

    CHECK(asked.workspace.messages(kMainChannel).size() == 1);
    CHECK(asked.last().ts == ts);
    CHECK(asked.last().text == "found");
    CHECK(asked.last().ephemeral_to == kMainPerson);
}

TEST_CASE("deleting takes the last response away") {
    Asked asked;
    asked.respond({{"text", "looking"}});

    asked.respond({{"delete_original", "true"}});

    CHECK(asked.workspace.messages(kMainChannel).empty());
}

TEST_CASE("a response in blocks that Slack would not take is refused") {
    Asked asked;

    const auto answer = asked.respond({{"blocks", Json::array({{{"type", "nonsense"}}})}});

    CHECK(answer.status == 400);
    CHECK(answer.body["error"] == "invalid_blocks");
}

TEST_CASE("a response needs no membership of the bot") {
    Asked asked;
    asked.say("/ticket 516757", "C0BILLING1");

    const auto answer = asked.urls.use(path_of(asked.line.sent.back()), R"({"text":"hi"})");

    CHECK(answer.status == 200);
    CHECK(asked.last("C0BILLING1").text == "hi");
}

TEST_CASE("an unknown path and a broken body are told apart") {
    Asked asked;

    CHECK(asked.urls.use("/respond/T/guess", "{}").status == 404);
    CHECK(asked.urls.use(asked.path, "not json").status == 400);
}

TEST_CASE("a pressed button's response URL replaces the message that carries the button") {
    Asked asked;
    const auto posted = asked.call("chat.postMessage", Json::parse(R"({"channel":"C0SUPPORT1","text":"card","blocks":[
        {"type":"actions","elements":[{"type":"button","action_id":"go","text":{"type":"plain_text","text":"Refresh"}}]}]})"));
    const auto ts = posted["ts"].get<std::string>();
    asked.client.press(
        {.channel = std::string(kMainChannel), .person = std::string(kMainPerson), .thread_ts = "", .text = ""}, ts,
        "Refresh", "");

    asked.urls.use(path_of(asked.line.sent.back()), R"({"text":"new card","replace_original":true})");

    CHECK(asked.workspace.find(kMainChannel, ts)->text == "new card");
}

} // namespace usher::sandbox
