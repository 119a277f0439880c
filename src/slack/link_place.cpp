#include "slack/link_place.hpp"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "slack/event_payloads.hpp"
#include "usher/net/json.hpp"

namespace usher::slack {

using nlohmann::json;

namespace {

constexpr std::size_t longest_unfurl_id = 256;

bool printable(std::string_view text) {
    return std::ranges::none_of(text, [](char c) { return (c >= '\0' && c <= ' ') || c == '\x7f'; });
}

} // namespace

bool is_shared_url(std::string_view url) {
    return (url.starts_with("https://") || url.starts_with("http://")) && url.size() <= longest_shared_url &&
           printable(url);
}

bool is_unfurl_id(std::string_view id) {
    return !id.empty() && id.size() <= longest_unfurl_id && printable(id);
}

secret::Secret to_handle(const LinkPlace& place) {
    json object = {{"url", place.url}};
    if (place.composing()) {
        object["unfurl_id"] = place.unfurl_id;
        object["source"] = "composer";
    } else {
        object["channel"] = place.channel;
        object["ts"] = place.ts;
    }
    if (!place.response_url.empty()) {
        object["response_url"] = place.response_url;
    }
    return secret::Secret(net::dump_json(object));
}

std::optional<LinkPlace> link_place(const secret::Secret& handle) {
    if (!handle.reveal().starts_with('{')) {
        return std::nullopt;
    }
    const auto object = net::parse_json(handle.reveal());
    if (!object) {
        return std::nullopt;
    }
    LinkPlace place{net::text_member(*object, "channel"), net::text_member(*object, "ts"),
                    net::text_member(*object, "unfurl_id"), net::text_member(*object, "url"),
                    net::text_member(*object, "response_url")};
    const bool complete =
        place.composing() ? is_unfurl_id(place.unfurl_id) : is_slack_id(place.channel) && is_timestamp(place.ts);
    if (!complete || !is_shared_url(place.url)) {
        return std::nullopt;
    }
    return place;
}

} // namespace usher::slack
