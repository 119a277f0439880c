#include "app/card_json.hpp"

#include <date/date.h>
#include <nlohmann/json.hpp>

#include "usher/card/words.hpp"
#include "usher/text/rich_text.hpp"

namespace usher::app {

namespace {

using nlohmann::ordered_json;

ordered_json known(const std::string& text) {
    return text.empty() ? ordered_json(nullptr) : ordered_json(text);
}

ordered_json known(const std::optional<card::Time>& time) {
    return time ? ordered_json(date::format("%FT%TZ", *time)) : ordered_json(nullptr);
}

const char* who(ticket::WaitingOn on) {
    switch (on) {
    case ticket::WaitingOn::us:
        return "us";
    case ticket::WaitingOn::client:
        return "client";
    case ticket::WaitingOn::nobody:
        return "nobody";
    }
    return "nobody";
}

ordered_json to_object(const ticket::Waiting& waiting) {
    ordered_json object;
    object["on"] = who(waiting.on);
    if (waiting.since) {
        object["since"] = known(waiting.since);
    }
    return object;
}

ordered_json to_object(const card::CardReply& reply) {
    ordered_json object;
    object["author"] = reply.author;
    object["role"] = reply.role == ticket::Role::staff ? "staff" : "client";
    object["at"] = known(reply.at);
    object["text"] = text::plain(reply.body);
    object["redactions"] = reply.body.redactions;
    object["attachments"] = reply.attachments;
    return object;
}

/// In English whatever the card's language: this is for programs.
ordered_json service_name(const std::optional<ticket::Service>& service) {
    if (!service) {
        return nullptr;
    }
    const bool domain = service->kind == ticket::Service::Kind::domain;
    const auto kind = card::word(domain ? card::Word::domain : card::Word::service, card::Language::en);
    return std::string(kind) + " " + service->id;
}

} // namespace

std::string to_json(const card::Card& card) {
    const bool internal = card.level >= card::Level::internal;
    const bool full = card.level >= card::Level::full;
    auto object = ordered_json::object();
    if (card.level >= card::Level::minimal) {
        object["number"] = card.number;
        if (internal) {
            object["id"] = known(card.id);
        }
        object["subject"] = card.subject;
        object["status"] = known(card.status.raw);
        if (internal) {
            object["priority"] = known(card.priority_raw);
        }
        object["department"] = known(card.department);
        object["opened"] = known(card.opened);
        object["last_reply"] = known(card.last_reply);
        if (internal) {
            object["service"] = service_name(card.service);
            object["opened_by_staff"] = card.opened_by_staff;
        }
        object["waiting"] = to_object(card.waiting);
    }
    if (internal) {
        object["reply_count"] = card.reply_count.value_or(0);
        object["replies"] = ordered_json::array();
        for (const auto& reply : card.replies) {
            object[reply.note ? "notes" : "replies"].push_back(to_object(reply));
        }
    }
    if (full) {
        object["email"] = known(card.email);
        object["cc"] = card.cc;
    }
    object["level"] = policy::name(card.level);
    return object.dump(2, ' ', false, ordered_json::error_handler_t::replace);
}

} // namespace usher::app
