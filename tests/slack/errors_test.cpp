#include <doctest/doctest.h>

#include <string>
#include <variant>

#include "slack/errors.hpp"

using namespace usher;
using slack::ApiError;
using slack::ErrorClass;

TEST_CASE("Slack's errors fall into classes") {
    struct Row {
        const char* error;
        ErrorClass kind;
    };
    for (const auto& [error, kind] : {Row{"invalid_auth", ErrorClass::stopped},
                                      {"token_revoked", ErrorClass::stopped},
                                      {"missing_scope", ErrorClass::stopped},
                                      {"ratelimited", ErrorClass::wait},
                                      {"rate_limited", ErrorClass::wait},
                                      {"message_limit_exceeded", ErrorClass::wait},
                                      {"internal_error", ErrorClass::ambiguous},
                                      {"fatal_error", ErrorClass::ambiguous},
                                      {"service_unavailable", ErrorClass::ambiguous},
                                      {"request_timeout", ErrorClass::ambiguous},
                                      {"team_added_to_org", ErrorClass::ambiguous},
                                      {"channel_not_found", ErrorClass::target},
                                      {"not_in_channel", ErrorClass::target},
                                      {"is_archived", ErrorClass::target},
                                      {"restricted_action_read_only_channel", ErrorClass::target},
                                      {"message_not_found", ErrorClass::target},
                                      {"block_mismatch", ErrorClass::target},
                                      {"cannot_find_message", ErrorClass::target},
                                      {"cannot_unfurl_message", ErrorClass::target},
                                      {"invalid_unfurl_id", ErrorClass::target},
                                      {"cannot_unfurl_url", ErrorClass::not_sent},
                                      {"missing_unfurls", ErrorClass::our_bug},
                                      {"invalid_blocks", ErrorClass::our_bug},
                                      {"msg_blocks_too_long", ErrorClass::our_bug},
                                      {"invalid_metadata_schema", ErrorClass::our_bug},
                                      {"trigger_expired", ErrorClass::too_late},
                                      {"used_url", ErrorClass::too_late},
                                      {"an_error_of_next_year", ErrorClass::ambiguous},
                                      {"", ErrorClass::ambiguous}}) {
        CAPTURE(error);
        CHECK(slack::classify(error) == kind);
    }
}

TEST_CASE("only a closed list of errors ends the connection for good") {
    for (const auto* fatal :
         {"invalid_auth", "not_authed", "account_inactive", "token_revoked", "not_allowed_token_type"}) {
        CHECK(slack::is_fatal_for_token(fatal));
    }
    for (const auto* passing :
         {"internal_error", "fatal_error", "ratelimited", "unheard_of", "forbidden_team", "http_503", ""}) {
        CHECK_FALSE(slack::is_fatal_for_token(passing));
    }
}

TEST_CASE("what delivery hears says whether trying again is safe") {
    const auto result = [](ErrorClass kind) { return slack::to_post_result({kind, "word", std::nullopt}); };

    CHECK(std::holds_alternative<chat::NotSent>(result(ErrorClass::wait)));
    CHECK(std::holds_alternative<chat::NotSent>(result(ErrorClass::not_sent)));
    CHECK(std::get<chat::NotSent>(result(ErrorClass::stopped)).retry_after.has_value());
    CHECK(std::holds_alternative<chat::Ambiguous>(result(ErrorClass::ambiguous)));
    CHECK(std::holds_alternative<chat::Rejected>(result(ErrorClass::target)));
    CHECK(std::holds_alternative<chat::Rejected>(result(ErrorClass::our_bug)));
    CHECK(std::holds_alternative<chat::Rejected>(result(ErrorClass::too_late)));
}

TEST_CASE("a reply handle can help where the bot is kept out, not where the message is gone") {
    CHECK(slack::bot_is_kept_out({ErrorClass::target, "channel_not_found", {}}));
    CHECK(slack::bot_is_kept_out({ErrorClass::stopped, "missing_scope", {}}));
    CHECK_FALSE(slack::bot_is_kept_out({ErrorClass::target, "message_not_found", {}}));
    CHECK_FALSE(slack::bot_is_kept_out({ErrorClass::ambiguous, "internal_error", {}}));
}

TEST_CASE("an error word is safe to log whatever Slack sends") {
    CHECK(slack::error_word("channel_not_found") == "channel_not_found");
    CHECK(slack::error_word("Bad\nword <x>") == "_ad_word__x_");
    CHECK(slack::error_word(std::string(1'000, 'a')).size() == 64);
    CHECK(slack::error_word("") == "unnamed_error");
}
