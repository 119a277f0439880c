#include "keliweb/tokens.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <utility>

#include "keliweb/ascii.hpp"

namespace usher::keliweb {

namespace {

using Json = nlohmann::json;
using std::chrono::seconds;

constexpr seconds usual_lifetime{3600}; // What the desk's documentation says.
constexpr seconds longest_lifetime{std::chrono::hours{24 * 366}};

/// Takes a text out of the document; empty if it is none.
std::string take_text(Json& object, const char* key) {
    const auto member = object.find(key);
    if (member == object.end() || !member->is_string()) {
        return {};
    }
    return std::move(member->get_ref<std::string&>());
}

seconds lifetime_of(const Json& object) {
    const auto member = object.find("expires_in");
    double lifetime = 0;
    if (member != object.end() && member->is_number()) {
        lifetime = member->get<double>();
    } else if (member != object.end() && member->is_string()) {
        const auto& text = member->get_ref<const std::string&>();
        std::from_chars(text.data(), text.data() + text.size(), lifetime);
    }
    if (!(lifetime >= 1)) {
        return usual_lifetime;
    }
    return seconds{static_cast<std::int64_t>(std::min(lifetime, static_cast<double>(longest_lifetime.count())))};
}

Json parse_object(std::string_view text) {
    auto document = Json::parse(text, nullptr, false);
    return document.is_object() ? document : Json(nullptr);
}

/// The server's own words for what went wrong, lower case: for comparing, never for showing.
struct Complaint {
    std::string error;
    std::string details; ///< `hint`, `error_description` and `message`.
    [[nodiscard]] bool mentions(std::string_view words) const { return details.find(words) != std::string::npos; }
};

Complaint read_complaint(Json document) {
    if (!document.is_object()) {
        return {};
    }
    Complaint complaint;
    complaint.error = lowered(take_text(document, "error"));
    for (const auto* key : {"hint", "error_description", "message"}) {
        complaint.details += lowered(take_text(document, key)) + "\n";
    }
    return complaint;
}

TokenAnswer rejection(Grant grant, const Complaint& complaint) {
    using What = TokenRejected::What;
    if (complaint.error == "invalid_client" || complaint.mentions("client authentication failed")) {
        return TokenRejected{.what = What::client, .reason = "client_rejected"};
    }
    if (complaint.error == "server_error" || complaint.error == "temporarily_unavailable") {
        return TokenMissed{.may_have_acted = false, .retry_after = {}, .reason = "token_server_error"};
    }
    if (grant == Grant::refresh) {
        return TokenRejected{.what = What::refresh_token, .reason = "refresh_rejected"};
    }
    if (complaint.error == "unauthorized_client" || complaint.error == "unsupported_grant_type") {
        return TokenRejected{.what = What::request, .reason = "grant_not_allowed"};
    }
    const bool says_credentials = complaint.error == "invalid_credentials" || complaint.error == "invalid_grant" ||
                                  complaint.mentions("user credentials were incorrect");
    if (says_credentials) {
        return TokenRejected{.what = What::credentials, .reason = "credentials_rejected"};
    }
    return TokenRejected{.what = What::request, .reason = "token_request_refused"};
}

TokenAnswer granted(Json document) {
    TokenGranted answer;
    answer.access = secret::Secret(take_text(document, "access_token"));
    answer.refresh = secret::Secret(take_text(document, "refresh_token"));
    answer.lifetime = lifetime_of(document);
    const bool sendable = std::ranges::none_of(answer.access.reveal(), [](char c) { return c <= ' ' || c == '\x7F'; });
    if (answer.access.empty() || !sendable) {
        return TokenMissed{.may_have_acted = true, .retry_after = {}, .reason = "token_bad_answer"};
    }
    return answer;
}

} // namespace

secret::Secret encode(const TokenPair& pair) {
    Json document = Json::object();
    document["access_token"] = std::string(pair.access.reveal());
    document["refresh_token"] = std::string(pair.refresh.reveal());
    document["expires_at"] = pair.expires_at.time_since_epoch().count();
    return secret::Secret(document.dump(-1, ' ', false, Json::error_handler_t::replace));
}

std::optional<TokenPair> decode_token_pair(const secret::Secret& stored) {
    auto document = parse_object(stored.reveal());
    if (!document.is_object()) {
        return std::nullopt;
    }
    TokenPair pair;
    pair.access = secret::Secret(take_text(document, "access_token"));
    pair.refresh = secret::Secret(take_text(document, "refresh_token"));
    const auto expires_at = document.find("expires_at");
    if (pair.access.empty() || expires_at == document.end() || !expires_at->is_number_integer()) {
        return std::nullopt;
    }
    pair.expires_at = runtime::WallTime{runtime::milliseconds{expires_at->get<std::int64_t>()}};
    return pair;
}

std::string token_storage_name(std::string_view url, std::string_view client_id, std::string_view user) {
    // FNV-1a, 64 bits: the same in every build, and it keeps the client's e-mail address out of a name that logs may
    // show.
    std::uint64_t hash = 0xCBF29CE484222325U;
    for (const auto part : {url, client_id, user}) {
        for (const char c : part) {
            hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
        }
        hash = (hash ^ 0x1FU) * 0x100000001B3U; // So that "a","bc" and "ab","c" differ.
    }
    std::string name = "keliweb:";
    for (int shift = 60; shift >= 0; shift -= 4) {
        name += "0123456789abcdef"[(hash >> static_cast<unsigned>(shift)) & 0xFU];
    }
    return name;
}

TokenAnswer read_token_answer(Grant grant, net::HttpResponse response, runtime::WallTime now) {
    const auto retry_after = net::retry_after(response, std::chrono::floor<seconds>(now));
    const auto status = response.status;
    const secret::Secret body(std::move(response.body));
    if (status == 429) {
        return TokenMissed{.may_have_acted = false, .retry_after = retry_after, .reason = "token_rate_limited"};
    }
    if (status >= 500 || status == 408) {
        // Most likely nothing happened; if it did, the next try is rejected and the password is used.
        return TokenMissed{.may_have_acted = false, .retry_after = retry_after, .reason = "token_server_error"};
    }
    if (status >= 200 && status < 300) {
        auto document = parse_object(body.reveal());
        if (!document.is_object()) {
            return TokenMissed{.may_have_acted = true, .retry_after = {}, .reason = "token_bad_answer"};
        }
        return granted(std::move(document));
    }
    if (status == 404 || status == 405 || (status >= 300 && status < 400)) {
        return TokenRejected{.what = TokenRejected::What::request, .reason = "no_token_endpoint"};
    }
    return rejection(grant, read_complaint(parse_object(body.reveal())));
}

TokenAnswer read_token_failure(const net::HttpFailure& failure) {
    switch (failure.kind) {
    case net::HttpFailure::Kind::not_sent:
        return TokenMissed{.may_have_acted = false, .retry_after = {}, .reason = "token_unreachable"};
    case net::HttpFailure::Kind::ambiguous:
        return TokenMissed{.may_have_acted = true, .retry_after = {}, .reason = "token_answer_lost"};
    case net::HttpFailure::Kind::too_large:
        return TokenMissed{.may_have_acted = true, .retry_after = {}, .reason = "token_bad_answer"};
    case net::HttpFailure::Kind::refused:
        break;
    }
    return TokenRejected{.what = TokenRejected::What::request, .reason = "url_not_allowed"};
}

} // namespace usher::keliweb
