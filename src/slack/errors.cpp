#include "slack/errors.hpp"

#include <algorithm>
#include <array>

namespace usher::slack {

namespace {

using namespace std::string_view_literals;

/// A token that stopped working is looked at again after a minute: the operator may have mended the installation
/// meanwhile.
constexpr runtime::milliseconds stopped_retry{60'000};

constexpr auto stopped = std::to_array<std::string_view>(
    {"invalid_auth", "account_inactive", "token_revoked", "token_expired", "not_authed", "org_login_required",
     "team_access_not_granted", "missing_scope", "not_allowed_token_type", "ekm_access_denied", "accesslimited",
     "user_removed_from_team", "team_disabled", "two_factor_setup_required"});
constexpr auto wait = std::to_array<std::string_view>({"ratelimited", "rate_limited", "message_limit_exceeded"});
constexpr auto ambiguous = std::to_array<std::string_view>(
    {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org", "timeout"});
constexpr auto target = std::to_array<std::string_view>({"channel_not_found",
                                                         "not_in_channel",
                                                         "is_archived",
                                                         "is_inactive",
                                                         "restricted_action",
                                                         "restricted_action_read_only_channel",
                                                         "restricted_action_thread_only_channel",
                                                         "restricted_action_non_threadable_channel",
                                                         "restricted_action_thread_locked",
                                                         "no_permission",
                                                         "messages_tab_disabled",
                                                         "user_not_in_channel",
                                                         "cannot_reply_to_message",
                                                         "message_not_found",
                                                         "cannot_find_message",
                                                         "cannot_unfurl_message",
                                                         "cannot_find_service",
                                                         "cannot_prompt",
                                                         "cannot_auth_user",
                                                         "invalid_unfurl_id",
                                                         "cant_update_message",
                                                         "edit_window_closed",
                                                         "access_denied",
                                                         "block_mismatch",
                                                         "thread_not_found",
                                                         "user_not_found",
                                                         "cannot_find_channel",
                                                         "team_not_found",
                                                         "forbidden_team",
                                                         "slack_connect_blocked_file_type",
                                                         "external_channel_migrating",
                                                         "as_user_not_supported"});
constexpr auto our_bug = std::to_array<std::string_view>({"invalid_blocks",
                                                          "invalid_blocks_format",
                                                          "msg_blocks_too_long",
                                                          "msg_too_long",
                                                          "no_text",
                                                          "too_many_attachments",
                                                          "invalid_arguments",
                                                          "invalid_attachments",
                                                          "metadata_too_large",
                                                          "error_processing_metadata",
                                                          "attachment_payload_limit_exceeded",
                                                          "invalid_json",
                                                          "json_not_object",
                                                          "invalid_arg_name",
                                                          "invalid_array_arg",
                                                          "invalid_charset",
                                                          "invalid_form_data",
                                                          "invalid_post_type",
                                                          "missing_post_type",
                                                          "missing_argument",
                                                          "missing_args",
                                                          "cannot_parse_attachment",
                                                          "invalid_source",
                                                          "missing_channel",
                                                          "missing_source",
                                                          "missing_ts",
                                                          "missing_unfurl_id",
                                                          "missing_unfurls"});
/// Said as long as the event that shared the link is not acknowledged; for good, if an administrator blocks the domain.
constexpr auto not_yet = std::to_array<std::string_view>({"cannot_unfurl_url"});
constexpr auto too_late = std::to_array<std::string_view>(
    {"trigger_expired", "trigger_exchanged", "expired_url", "used_url", "expired_response_url"});

constexpr auto fatal = std::to_array<std::string_view>({"invalid_auth", "not_authed", "account_inactive",
                                                        "token_revoked", "token_expired", "not_allowed_token_type",
                                                        "missing_scope", "user_removed_from_team", "team_disabled"});
constexpr auto administrator =
    std::to_array<std::string_view>({"no_permission", "forbidden_team", "access_denied", "org_login_required",
                                     "team_access_not_granted", "ekm_access_denied", "accesslimited"});
constexpr auto kept_out = std::to_array<std::string_view>(
    {"channel_not_found", "not_in_channel", "is_archived", "is_inactive", "restricted_action",
     "restricted_action_read_only_channel", "restricted_action_thread_only_channel",
     "restricted_action_non_threadable_channel", "restricted_action_thread_locked", "no_permission",
     "messages_tab_disabled", "user_not_in_channel", "cannot_reply_to_message", "access_denied", "cant_update_message",
     "thread_not_found"});

template <std::size_t N>
bool holds(const std::array<std::string_view, N>& words, std::string_view word) {
    return std::ranges::find(words, word) != words.end();
}

} // namespace

ErrorClass classify(std::string_view error) {
    if (holds(stopped, error)) {
        return ErrorClass::stopped;
    }
    if (holds(wait, error)) {
        return ErrorClass::wait;
    }
    if (holds(not_yet, error)) {
        return ErrorClass::not_sent;
    }
    if (holds(ambiguous, error)) {
        return ErrorClass::ambiguous;
    }
    if (holds(target, error)) {
        return ErrorClass::target;
    }
    if (holds(our_bug, error) || error.starts_with("invalid_metadata")) {
        return ErrorClass::our_bug;
    }
    if (holds(too_late, error)) {
        return ErrorClass::too_late;
    }
    return ErrorClass::ambiguous;
}

bool is_fatal_for_token(std::string_view error) {
    return holds(fatal, error);
}
bool needs_administrator(std::string_view error) {
    return holds(administrator, error);
}

bool bot_is_kept_out(const ApiError& error) {
    return error.kind == ErrorClass::stopped || (error.kind == ErrorClass::target && holds(kept_out, error.code));
}

chat::PostResult to_post_result(const ApiError& error) {
    switch (error.kind) {
    case ErrorClass::stopped:
        return chat::NotSent{error.code, error.retry_after.value_or(stopped_retry)};
    case ErrorClass::wait:
    case ErrorClass::not_sent:
        return chat::NotSent{error.code, error.retry_after};
    case ErrorClass::ambiguous:
        return chat::Ambiguous{error.code};
    case ErrorClass::target:
    case ErrorClass::our_bug:
    case ErrorClass::too_late:
        return chat::Rejected{error.code};
    }
    return chat::Ambiguous{error.code};
}

std::string error_word(std::string_view word) {
    constexpr std::size_t longest = 64;
    std::string safe;
    for (const char c : word.substr(0, longest)) {
        const bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
        safe += kept ? c : '_';
    }
    return safe.empty() ? "unnamed_error" : safe;
}

} // namespace usher::slack
