#include "slack/events.hpp"

#include <algorithm>
#include <charconv>

#include <nlohmann/json.hpp>

#include "slack/event_payloads.hpp"
#include "usher/net/json.hpp"

namespace usher::slack {

using nlohmann::json;

namespace {

constexpr std::size_t longest_envelope_id = 256;
constexpr std::size_t longest_url = 2'048;

Frame read_envelope(const json& frame, std::string_view type, const Reading& reading) {
    Envelope envelope;
    envelope.id = net::text_member(frame, "envelope_id");
    envelope.kind = "other";
    if (envelope.id.empty() || envelope.id.size() > longest_envelope_id) {
        return Malformed{"no_envelope_id"};
    }
    envelope.accepts_payload = net::flag_member(frame, "accepts_response_payload").value_or(false);
    const auto* payload = net::member(frame, "payload");
    if (payload == nullptr || !payload->is_object()) {
        envelope.ignored = "payload_not_an_object";
    } else if (type == "slash_commands") {
        read_command(*payload, reading, envelope);
    } else if (type == "events_api") {
        read_event_callback(*payload, reading, envelope);
    } else if (type == "interactive") {
        read_interaction(*payload, reading, envelope);
    } else {
        envelope.ignored = "unknown_type";
    }
    return envelope;
}

} // namespace

bool is_slack_id(std::string_view id) {
    constexpr std::size_t longest = 64;
    return !id.empty() && id.size() <= longest && std::ranges::all_of(id, [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
}

bool is_timestamp(std::string_view ts) {
    constexpr std::size_t longest = 32;
    const auto digit_or_dot = [](char c) { return (c >= '0' && c <= '9') || c == '.'; };
    return !ts.empty() && ts.size() <= longest && std::ranges::all_of(ts, digit_or_dot) &&
           std::ranges::count(ts, '.') <= 1 && ts.front() != '.' && ts.back() != '.';
}

std::optional<runtime::WallTime> time_of(std::string_view ts) {
    std::int64_t seconds = 0;
    const auto digits = ts.substr(0, ts.find('.'));
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), seconds);
    constexpr std::int64_t latest = 253'402'300'799; // The end of the year 9999.
    if (error != std::errc{} || end != digits.data() + digits.size() || seconds > latest) {
        return std::nullopt;
    }
    return runtime::WallTime{std::chrono::seconds{seconds}};
}

std::optional<chat::ReplyHandle> reply_handle(const json& payload, const Reading& reading) {
    auto url = net::text_member(payload, "response_url");
    if (url.empty() || url.size() > longest_url || !reading.hosts.allows_response(url)) {
        return std::nullopt;
    }
    return chat::ReplyHandle{secret::Secret(std::move(url)), reading.now + handle_life};
}

Frame read_frame(std::string_view text, const Ourselves& self, const HostRule& hosts, runtime::WallTime now) {
    const auto frame = net::parse_json(text);
    if (!frame) {
        return Malformed{"not_json"};
    }
    if (!frame->is_object()) {
        return Malformed{"not_an_object"};
    }
    const auto type = net::text_member(*frame, "type");
    if (type == "hello") {
        return Hello{net::number_member(*frame, "num_connections").value_or(0)};
    }
    if (type == "disconnect") {
        return Disconnect{net::text_member(*frame, "reason")};
    }
    return read_envelope(*frame, type, Reading{self, hosts, now});
}

} // namespace usher::slack
