#include "sandbox/links.hpp"

#include <algorithm>
#include <utility>

#include "sandbox/composer.hpp"
#include "sandbox/message_json.hpp"
#include "sandbox/payloads.hpp"

namespace usher::sandbox {

namespace {

constexpr std::string_view kComposer = "COMPOSER";
constexpr std::size_t kMostEvents = 50; // Of one message that is edited again and again.

std::string host_of(std::string_view url) {
    const auto start = url.find("://");
    if (start == std::string_view::npos) {
        return "";
    }
    url.remove_prefix(start + 3);
    std::string host(url.substr(0, url.find_first_of("/?#:")));
    std::ranges::transform(host, host.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return host;
}

bool on_domain(std::string_view url) {
    const auto host = host_of(url);
    return host == kUnfurlDomain || host.ends_with("." + std::string(kUnfurlDomain));
}

bool contains(const std::vector<std::string>& list, std::string_view text) {
    return std::ranges::find(list, text) != list.end();
}

void collect(const Json& value, std::vector<std::string>& urls) {
    if (value.is_object() && text_of(value, "type") == "link") {
        auto url = text_of(value, "url");
        if (on_domain(url) && !contains(urls, url)) {
            urls.push_back(std::move(url));
        }
    } else if (value.is_structured()) {
        for (const auto& part : value) {
            collect(part, urls);
        }
    }
}

Json link_list(const std::vector<std::string>& urls) {
    Json list = Json::array();
    for (const auto& url : urls) {
        list.push_back({{"domain", kUnfurlDomain}, {"url", url}});
    }
    return list;
}

std::string message_place(std::string_view channel, std::string_view ts) {
    return std::string(channel) + "/" + std::string(ts);
}

} // namespace

std::vector<std::string> shared_urls(const Json& blocks) {
    std::vector<std::string> urls;
    collect(blocks, urls);
    return urls;
}

void merge_unfurls(Json& attachments, const Json& unfurls, Ids& ids) {
    if (!attachments.is_array()) {
        attachments = Json::array();
    }
    for (const auto& [url, unfurl] : unfurls.items()) {
        Json attachment = unfurl;
        attachment["from_url"] = url;
        attachment["app_unfurl_url"] = url;
        attachment["is_app_unfurl"] = true;
        attachment["app_id"] = kApp;
        attachment["bot_id"] = kBot;
        const auto same = std::ranges::find_if(
            attachments, [&](const Json& other) { return text_of(other, "app_unfurl_url") == url; });
        if (same == attachments.end()) {
            attachments.push_back(std::move(attachment));
        } else {
            *same = std::move(attachment);
        }
    }
    complete_attachments(attachments, ids);
}

void keep_unfurls(Json& attachments, const std::vector<std::string>& urls) {
    if (!attachments.is_array()) {
        return;
    }
    Json kept = Json::array();
    for (auto& attachment : attachments) {
        if (!flag_of(attachment, "is_app_unfurl") || contains(urls, text_of(attachment, "app_unfurl_url"))) {
            kept.push_back(std::move(attachment));
        }
    }
    attachments = kept.empty() ? Json() : std::move(kept);
}

void Links::posted(const Message& message, const Channel& channel) {
    announce(message, channel, shared_urls(message.blocks));
}

void Links::changed(const Message& message, const Message& before, const Channel& channel) {
    const auto known = shared_urls(before.blocks);
    auto urls = shared_urls(message.blocks);
    std::erase_if(urls, [&](const auto& url) { return contains(known, url); });
    announce(message, channel, std::move(urls));
}

void Links::announce(const Message& message, const Channel& channel, std::vector<std::string> urls) {
    const auto* person = parts_.workspace.directory().person(message.user);
    if (urls.empty() || message.by_bot() || message.tombstone || person == nullptr || person->bot) {
        return;
    }
    const auto known = id_of_message_.find(message_place(channel.id, message.ts));
    const auto unfurl_id =
        known != id_of_message_.end() ? known->second : channel.id + "." + message.ts + "." + parts_.ids.hex(64);
    Json event = {{"type", "link_shared"},
                  {"channel", channel.id},
                  {"is_bot_user_member", channel.has_bot()},
                  {"user", message.user},
                  {"message_ts", message.ts},
                  {"unfurl_id", unfurl_id},
                  {"source", "conversations_history"},
                  {"links", link_list(urls)},
                  {"user_locale", person->locale},
                  {"event_ts", parts_.workspace.next_ts()}};
    if (!message.thread_ts.empty()) {
        event["thread_ts"] = message.thread_ts;
    }
    auto key = deliver(std::move(event), channel, *person);
    auto& events = shared(unfurl_id, channel.id, message.ts).events;
    if (events.size() >= kMostEvents) {
        events.erase(events.begin());
    }
    events.push_back({std::move(key), std::move(urls)});
}

Links::Composed Links::compose(const std::string& text, const Person& person) {
    auto urls = shared_urls(sandbox::compose(text, parts_.workspace.directory(), "").blocks);
    if (urls.empty()) {
        return {};
    }
    const auto unfurl_id = parts_.ids.secret(32);
    Json event = {{"type", "link_shared"},    {"user", person.id},           {"channel", kComposer},
                  {"message_ts", unfurl_id},  {"unfurl_id", unfurl_id},      {"source", "composer"},
                  {"links", link_list(urls)}, {"user_locale", person.locale}};
    Channel nowhere;
    nowhere.id = std::string(kComposer);
    auto key = deliver(std::move(event), nowhere, person);
    shared(unfurl_id, "", "").events.push_back({key, std::move(urls)});
    return {std::move(key), unfurl_id};
}

std::string Links::deliver(Json event, const Channel& channel, const Person& person) {
    auto key = parts_.ids.event();
    parts_.hub.deliver({.kind = Outbound::Kind::event,
                        .payload = dump(event_payload(std::move(event), channel, key, parts_.clock.now())),
                        .key = key,
                        .channel = channel.id,
                        .person = person.id});
    return key;
}

Links::Shared& Links::shared(const std::string& unfurl_id, std::string channel, std::string ts) {
    const auto found = by_id_.find(unfurl_id);
    if (found != by_id_.end()) {
        return found->second;
    }
    if (order_.size() >= kMost) {
        const auto oldest = by_id_.extract(order_.front());
        id_of_message_.erase(message_place(oldest.mapped().channel, oldest.mapped().ts));
        order_.pop_front();
    }
    order_.push_back(unfurl_id);
    if (!channel.empty()) {
        id_of_message_[message_place(channel, ts)] = unfurl_id;
    }
    auto& made = by_id_[unfurl_id];
    made.channel = std::move(channel);
    made.ts = std::move(ts);
    return made;
}

const Links::Shared* Links::find(const Place& place, std::string& error) const {
    const auto by_id = [&](const std::string& unfurl_id) {
        const auto found = by_id_.find(unfurl_id);
        return found == by_id_.end() ? nullptr : &found->second;
    };
    if (!place.unfurl_id.empty()) {
        const auto* found = by_id(place.unfurl_id);
        const bool right = found != nullptr && found->channel.empty() == (place.source == "composer");
        error = right ? "" : "invalid_unfurl_id";
        return right ? found : nullptr;
    }
    const auto* message = parts_.workspace.find(place.channel, place.ts);
    if (message == nullptr || message->tombstone || message->ephemeral()) {
        error = "cannot_find_message";
        return nullptr;
    }
    const auto known = id_of_message_.find(message_place(place.channel, place.ts));
    const auto* found = known == id_of_message_.end() ? nullptr : by_id(known->second);
    error = found == nullptr ? "cannot_unfurl_message" : "";
    return found;
}

std::string Links::check(const Shared& shared, const Json& unfurls) const {
    const auto* message = parts_.workspace.find(shared.channel, shared.ts);
    const auto linked = message == nullptr ? std::vector<std::string>() : shared_urls(message->blocks);
    for (const auto& [url, unused] : unfurls.items()) {
        const auto names = [&](const Event& event) { return contains(event.urls, url); };
        if (std::ranges::none_of(shared.events, names) || (message != nullptr && !contains(linked, url))) {
            return "cannot_unfurl_message";
        }
        const bool acknowledged = std::ranges::any_of(
            shared.events, [&](const Event& event) { return names(event) && parts_.hub.was_acknowledged(event.key); });
        if (!acknowledged) {
            return "cannot_unfurl_url";
        }
    }
    return "";
}

std::string Links::attach(const Place& place, const Json& unfurls) {
    std::string error;
    const auto* found = find(place, error);
    if (found == nullptr) {
        return error;
    }
    const auto* message = parts_.workspace.find(found->channel, found->ts);
    if (!found->channel.empty() && (message == nullptr || message->tombstone)) {
        return "cannot_find_message";
    }
    if (error = check(*found, unfurls); !error.empty()) {
        return error;
    }
    if (message == nullptr) {
        auto& stored = by_id_.find(place.unfurl_id)->second;
        merge_unfurls(stored.attachments, unfurls, parts_.ids);
        return "";
    }
    Message changed = *message;
    merge_unfurls(changed.attachments, unfurls, parts_.ids);
    parts_.workspace.change(std::move(changed));
    return "";
}

std::string Links::key_of(std::string_view channel, std::string_view ts) const {
    const auto known = id_of_message_.find(message_place(channel, ts));
    const auto found = known == id_of_message_.end() ? by_id_.end() : by_id_.find(known->second);
    return found == by_id_.end() ? "" : found->second.events.back().key;
}

Json Links::composed(const std::string& unfurl_id) const {
    const auto found = by_id_.find(unfurl_id);
    return found == by_id_.end() || !found->second.channel.empty() ? Json() : found->second.attachments;
}

} // namespace usher::sandbox
