#include <set>
#include <string>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "app/card_json.hpp"
#include "testing/tickets.hpp"
#include "usher/card/card.hpp"

namespace {

using namespace usher;
using namespace usher::card;
using namespace usher::testing;
using nlohmann::json;

json object_of(const ticket::Ticket& ticket, Level level, View view = View::summary, Language language = Language::en) {
    Options options;
    options.level = level;
    options.view = view;
    options.language = language;
    options.now = at(2026, 11, 24, 14, 32);
    return json::parse(app::to_json(build(ticket, options)));
}

std::set<std::string> keys_of(const json& object) {
    std::set<std::string> keys;
    for (const auto& item : object.items()) {
        keys.insert(item.key());
    }
    return keys;
}

TEST_CASE("each level has exactly its own fields") {
    std::set<std::string> keys{"number", "subject", "status", "department", "opened", "last_reply", "waiting", "level"};
    CHECK(keys_of(object_of(the_sample_ticket().build(), Level::minimal)) == keys);

    keys.insert({"id", "priority", "service", "opened_by_staff", "reply_count", "replies"});
    CHECK(keys_of(object_of(the_sample_ticket().build(), Level::internal)) == keys);

    keys.insert({"email", "cc"});
    CHECK(keys_of(object_of(the_sample_ticket().build(), Level::full)) == keys);
}

TEST_CASE("the documented ticket is told as documented") {
    const auto object = object_of(the_sample_ticket().build(), Level::full);

    CHECK(object["number"] == "516757");
    CHECK(object["id"] == "1");
    CHECK(object["subject"] == "This is a sample ticket");
    CHECK(object["status"] == "Closed");
    CHECK(object["priority"] == "Medium");
    CHECK(object["department"] == "Sample Support Department");
    CHECK(object["opened"] == "2016-01-01T05:26:29Z");
    CHECK(object["last_reply"] == "2016-01-01T05:30:16Z");
    CHECK(object["service"].is_null());
    CHECK(object["opened_by_staff"] == false);
    CHECK(object["waiting"] == json{{"on", "nobody"}});
    CHECK(object["reply_count"] == 2);
    CHECK(object["email"] == "testuser@whmcs.com");
    CHECK(object["cc"] == json::array());
    CHECK(object["level"] == "full");
    REQUIRE(object["replies"].size() == 2);
    CHECK(object["replies"][0]["author"] == "Demo Admin");
    CHECK(object["replies"][0]["role"] == "staff");
    CHECK(object["replies"][0]["at"] == "2016-01-01T05:27:01Z");
    CHECK(object["replies"][0]["text"].get<std::string>().find("This is the first ticket reply by an admin user!") !=
          std::string::npos);
    CHECK(object["replies"][0]["redactions"] == 0);
    CHECK(object["replies"][0]["attachments"] == json::array());
    CHECK(object["replies"][1]["author"] == "Cynthia Reilly");
    CHECK(object["replies"][1]["role"] == "client");
}

TEST_CASE("the opening post is among the replies only where the view shows it") {
    CHECK(object_of(the_sample_ticket().build(), Level::internal, View::full)["replies"].size() == 3);
    CHECK(object_of(the_sample_ticket().build(), Level::internal, View::last)["replies"].size() == 1);
}

TEST_CASE("who has to act is told with the time since when") {
    const auto ticket = a_ticket().with_reply("Hello?").build();

    CHECK(object_of(ticket, Level::minimal)["waiting"] == json{{"on", "us"}, {"since", "2026-11-24T09:00:00Z"}});
    CHECK(object_of(a_ticket().with_staff_reply("Done").build(), Level::minimal)["waiting"]["on"] == "client");
}

TEST_CASE("the desk's words and the service are the same in every language") {
    const auto ticket = a_ticket().status("Customer-Reply").service(ticket::Service::Kind::domain, "34").build();

    const auto object = object_of(ticket, Level::internal, View::summary, Language::it);

    CHECK(object["status"] == "Customer-Reply");
    CHECK(object["priority"] == "Medium");
    CHECK(object["service"] == "Domain 34");
    CHECK(object_of(a_ticket().service(ticket::Service::Kind::service, "12").build(), Level::internal)["service"] ==
          "Service 12");
}

TEST_CASE("what the desk did not tell is null, not invented") {
    const auto object = object_of(ticket::Ticket{}, Level::full);

    for (const auto* key : {"id", "status", "priority", "department", "opened", "last_reply", "service", "email"}) {
        CAPTURE(key);
        CHECK(object[key].is_null());
    }
    CHECK(object["waiting"] == json{{"on", "us"}});
}

} // namespace
