// `link_shared`: somebody sent, or is writing, a message with links to one of the app's domains.
// Source: https://docs.slack.dev/reference/events/link_shared
#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "slack/event_payloads.hpp"
#include "slack/link_place.hpp"
#include "slack/payload_parts.hpp"
#include "usher/mention/link.hpp"
#include "usher/net/json.hpp"

namespace usher::slack {

using nlohmann::json;

namespace {

constexpr std::size_t most_links = 20;

std::vector<std::string> urls_of(const json& event) {
    std::vector<std::string> urls;
    const auto* links = net::member(event, "links");
    if (links == nullptr || !links->is_array()) {
        return urls;
    }
    for (const auto& link : *links) {
        auto url = net::text_member(link, "url");
        if (urls.size() < most_links && is_shared_url(url) && std::ranges::find(urls, url) == urls.end()) {
            urls.push_back(std::move(url));
        }
    }
    return urls;
}

/// The message and the tickets it links to, because an edited message comes again with other links. Never the links
/// themselves: a key is kept for days, and a link may open its ticket to anybody.
std::string message_key(const LinkPlace& place, const std::vector<std::string>& urls) {
    constexpr std::size_t enough = 200;
    auto key = place.channel + '/' + place.ts;
    for (const auto& url : urls) {
        const auto link = mention::read_ticket_link(url, {});
        if (link && key.size() + link->number.size() < enough) {
            key += '/' + link->number;
        }
    }
    return key;
}

/// Docs and the wire do not agree how the channel of the composer is called, nor that it has an unfurl id of its own.
std::optional<LinkPlace> place_of(const json& event) {
    LinkPlace place;
    place.channel = net::text_member(event, "channel");
    if (place.channel.empty()) {
        place.channel = net::text_member(event, "channel_id");
    }
    place.ts = net::text_member(event, "message_ts");
    const auto source = net::text_member(event, "source");
    if (source == "composer" || (source.empty() && place.channel == composer_channel)) {
        place.unfurl_id = net::text_member(event, "unfurl_id");
        if (place.unfurl_id.empty()) {
            place.unfurl_id = std::exchange(place.ts, {});
        }
        return is_unfurl_id(place.unfurl_id) ? std::optional(std::move(place)) : std::nullopt;
    }
    if (place.channel == composer_channel || !is_slack_id(place.channel) || !is_timestamp(place.ts)) {
        return std::nullopt;
    }
    return place;
}

} // namespace

void read_link_shared(const json& payload, const json& event, const Reading& reading, Envelope& envelope) {
    envelope.kind = "link";
    if (written_by_a_bot(event, reading)) {
        envelope.ignored = "by_a_bot";
        return;
    }
    auto place = place_of(event);
    auto user = net::text_member(event, "user");
    if (!place || !is_slack_id(user)) {
        envelope.ignored = "incomplete";
        return;
    }
    const auto urls = urls_of(event);
    if (urls.empty()) {
        envelope.ignored = "no_links";
        return;
    }
    chat::Event found;
    found.source = chat::Source::link;
    found.person = person_of(reading, author_team(event), std::move(user));
    found.conversation = conversation_of(reading, place->composing() ? std::string(composer_channel) : place->channel);
    add_key(found, "event_id", net::text_member(payload, "event_id"));
    // Where the composer's message will be sent is not said, so it is not known who will read it.
    const auto shared = net::flag_member(payload, "is_ext_shared_channel");
    if (place->composing()) {
        add_key(found, "composer", place->unfurl_id);
    } else {
        add_key(found, "link", message_key(*place, urls));
        found.message = identity::MessageId{place->ts};
        found.asked_at = time_of(place->ts);
        auto thread = net::text_member(event, "thread_ts");
        if (is_timestamp(thread) && thread != place->ts) {
            found.thread = identity::ThreadId{std::move(thread)};
        }
        if (shared == false) {
            found.outsiders = identity::Outsiders::absent;
        }
    }
    if (shared == true || found.person.tenant != reading.self.team) {
        found.outsiders = identity::Outsiders::present;
    }
    for (const auto& url : urls) {
        place->url = url;
        found.links.push_back({url, {to_handle(*place), reading.now + handle_life}});
    }
    envelope.event = std::move(found);
}

std::optional<chat::ReplyHandle> handle_below_link(const json& payload, const Reading& reading) {
    const auto& container = object_member(payload, "container");
    const auto& unfurl = object_member(payload, "app_unfurl");
    LinkPlace place;
    place.channel = net::text_member(container, "channel_id");
    if (place.channel.empty()) {
        place.channel = net::text_member(object_member(payload, "channel"), "id");
    }
    place.ts = net::text_member(container, "message_ts");
    place.url = net::text_member(container, "app_unfurl_url");
    if (place.url.empty()) {
        place.url = net::text_member(unfurl, "app_unfurl_url");
    }
    auto handle = reply_handle(payload, reading);
    if (!is_slack_id(place.channel) || !is_timestamp(place.ts) || !is_shared_url(place.url)) {
        return handle;
    }
    if (handle) {
        place.response_url = handle->url.reveal();
    }
    const auto link = mention::read_ticket_link(place.url, {});
    return chat::ReplyHandle{to_handle(place), reading.now + handle_life, !link || !link->discloses_key};
}

} // namespace usher::slack
