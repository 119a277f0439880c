#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include <set>
#include <string>

#include "testing/process.hpp"

using nlohmann::json;
using usher::testing::Folder;
using usher::testing::Process;
using usher::testing::usher_binary;

namespace {

json manifest_of(const std::string& config) {
    const Folder folder;
    folder.write("usher.toml", config);
    Process process({usher_binary(), "manifest", "--config", folder.file("usher.toml")});
    const int exit = process.wait();
    REQUIRE_MESSAGE(exit == 0, process.errors());
    return json::parse(process.output());
}

std::set<std::string> strings(const json& list) {
    std::set<std::string> all;
    for (const auto& one : list) {
        CHECK(all.insert(one.get<std::string>()).second);
    }
    return all;
}

std::size_t characters(const json& text) {
    std::size_t count = 0;
    for (const char c : text.get<std::string>()) {
        count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1U : 0U;
    }
    return count;
}

} // namespace

TEST_CASE("the manifest is for Socket Mode: no address has to be reachable from outside") {
    const auto manifest = manifest_of("");
    const auto& settings = manifest.at("settings");

    CHECK(settings.at("socket_mode_enabled") == true);
    CHECK(settings.at("interactivity").at("is_enabled") == true);
    CHECK(settings.at("token_rotation_enabled") == false);
    CHECK(manifest.dump().find("http") == std::string::npos);
}

TEST_CASE("the manifest subscribes to messages and mentions only, and may read what those need") {
    const auto manifest = manifest_of("");

    CHECK(strings(manifest.at("settings").at("event_subscriptions").at("bot_events")) ==
          std::set<std::string>{"app_mention", "message.channels", "message.groups", "message.im"});
    const auto scopes = strings(manifest.at("oauth_config").at("scopes").at("bot"));
    for (const auto* scope : {"commands", "chat:write", "app_mentions:read", "im:history", "channels:read",
                              "groups:read", "im:read", "mpim:read", "channels:history", "groups:history"}) {
        CHECK_MESSAGE(scopes.contains(scope), scope);
    }
    CHECK_FALSE(scopes.contains("chat:write.public"));
    CHECK_FALSE(scopes.contains("users:read.email"));
    CHECK_FALSE(manifest.at("oauth_config").at("scopes").contains("user"));
}

TEST_CASE("links to the desk get cards: the manifest names its domains and asks for the scopes") {
    const auto manifest = manifest_of("[mention]\nhosts = [\"desk.example\", \"clienti.desk.example\"]\n");

    CHECK(manifest.at("features").at("unfurl_domains") == json::array({"desk.example", "clienti.desk.example"}));
    CHECK(strings(manifest.at("settings").at("event_subscriptions").at("bot_events")).contains("link_shared"));
    const auto scopes = strings(manifest.at("oauth_config").at("scopes").at("bot"));
    CHECK(scopes.contains("links:read"));
    CHECK(scopes.contains("links:write"));
}

TEST_CASE("without a desk's domain nobody's links are asked for") {
    for (const auto* config : {"", "[mention]\nhosts = [\"localhost\", \"127.0.0.1\"]\n"}) {
        CAPTURE(config);
        const auto manifest = manifest_of(config);
        CHECK_FALSE(manifest.at("features").contains("unfurl_domains"));
        CHECK(manifest.dump().find("link") == std::string::npos);
    }
}

TEST_CASE("Slack takes five domains") {
    const auto manifest = manifest_of("[mention]\nhosts = [\"a.example\", \"b.example\", \"c.example\", \"d.example\", "
                                      "\"e.example\", \"f.example\"]\n");

    CHECK(manifest.at("features").at("unfurl_domains") ==
          json::array({"a.example", "b.example", "c.example", "d.example", "e.example"}));
}

TEST_CASE("direct messages can be written to the bot") {
    const auto home = manifest_of("").at("features").at("app_home");

    CHECK(home.at("messages_tab_enabled") == true);
    CHECK(home.at("messages_tab_read_only_enabled") == false);
}

TEST_CASE("the slash command is the configured one, in the configured language") {
    const std::string tokens = "[slack]\napp_token = { env = \"A\" }\nbot_token = { env = \"B\" }\n";

    const auto usual = manifest_of("").at("features").at("slash_commands").at(0);
    const auto own = manifest_of("language = \"it\"\n" + tokens + "command = \"/assistenza\"\n")
                         .at("features")
                         .at("slash_commands")
                         .at(0);

    CHECK(usual.at("command") == "/ticket");
    CHECK(own.at("command") == "/assistenza");
    CHECK(own.at("description") != usual.at("description"));
}

TEST_CASE("the menu of a message has the shortcut, in the configured language") {
    const auto shortcuts = manifest_of("").at("features").at("shortcuts");
    const auto italian = manifest_of("language = \"it\"\n").at("features").at("shortcuts");

    REQUIRE(shortcuts.size() == 1);
    CHECK(shortcuts.at(0).at("name") == "Show ticket");
    CHECK(shortcuts.at(0).at("type") == "message");
    CHECK(shortcuts.at(0).at("callback_id") == "usher_show_ticket");
    CHECK(italian.at(0).at("name") == "Mostra ticket");
    CHECK(italian.at(0).at("callback_id") == "usher_show_ticket");
    CHECK(italian.at(0).at("description") != shortcuts.at(0).at("description"));
    for (const auto& shortcut : {shortcuts.at(0), italian.at(0)}) {
        CHECK(characters(shortcut.at("name")) <= 24);
        CHECK(characters(shortcut.at("description")) <= 150);
    }
}

TEST_CASE("the manifest keeps Slack's limits, with the longest command too") {
    // Source: https://docs.slack.dev/reference/app-manifest
    const std::string longest = "/" + std::string(31, 'a');
    const auto manifest = manifest_of(
        "[slack]\napp_token = { env = \"A\" }\nbot_token = { env = \"B\" }\ncommand = \"" + longest + "\"\n");

    const auto& display = manifest.at("display_information");
    CHECK(characters(display.at("name")) <= 35);
    CHECK(characters(display.at("description")) <= 140);
    const auto& features = manifest.at("features");
    CHECK(characters(features.at("bot_user").at("display_name")) <= 80);
    const auto& command = features.at("slash_commands").at(0);
    CHECK(command.at("command") == longest);
    CHECK(characters(command.at("command")) <= 32);
    CHECK(characters(command.at("description")) <= 2000);
    CHECK(characters(command.at("usage_hint")) <= 1000);
    CHECK(manifest.at("_metadata").at("major_version") == 2);
}

TEST_CASE("a configuration that cannot be read gives no manifest") {
    const Folder folder;
    folder.write("usher.toml", "langage = 1\n");
    Process process({usher_binary(), "manifest", "--config", folder.file("usher.toml")});

    CHECK(process.wait() == 2);
    CHECK(process.output().empty());
    CHECK(process.errors().find("usher.toml:1:1: unknown key") != std::string::npos);
}
