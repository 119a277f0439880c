#include "sandbox/ticket_shelf.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "sandbox/assets.hpp"
#include "sandbox/desk_time.hpp"
#include "sandbox/synthetic_tickets.hpp"

namespace usher::sandbox {

namespace {

constexpr std::string_view kRelative = "now-";

std::string lower(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return result;
}

std::chrono::minutes unit(char letter) {
    switch (letter) {
    case 'd':
        return std::chrono::days{1};
    case 'h':
        return std::chrono::hours{1};
    default:
        return std::chrono::minutes{1};
    }
}

/// `3d4h10m`
std::chrono::minutes duration(std::string_view text) {
    std::chrono::minutes total{0};
    while (!text.empty()) {
        int count = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
        if (error != std::errc{} || end == text.data() + text.size()) {
            break;
        }
        total += count * unit(*end);
        text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
    }
    return total;
}

void set_dates(Json& value, runtime::WallTime now) {
    if (value.is_string()) {
        const auto& text = value.get_ref<const std::string&>();
        if (text.starts_with(kRelative)) {
            value = desk_time(now - duration(std::string_view(text).substr(kRelative.size())));
        }
    } else if (value.is_structured()) {
        for (auto& part : value) {
            set_dates(part, now);
        }
    }
}

} // namespace

TicketShelf::TicketShelf() {
    for (const auto& asset : assets()) {
        if (!asset.name.starts_with("tickets/")) {
            continue;
        }
        auto ticket = parse_json(asset.bytes);
        if (!ticket || text_of(*ticket, "tid").empty()) {
            throw std::logic_error("not a ticket: " + std::string(asset.name));
        }
        auto number = lower(text_of(*ticket, "tid"));
        const auto* id = member(*ticket, "ticketid");
        numbers_[id != nullptr && id->is_string() ? id->get<std::string>() : dump(id == nullptr ? Json() : *id)] =
            number;
        tickets_[std::move(number)] = std::move(*ticket);
    }
}

std::optional<Json> TicketShelf::by_number(std::string_view number, runtime::WallTime now) const {
    const auto found = tickets_.find(lower(number));
    auto ticket = found != tickets_.end() ? std::optional<Json>(found->second) : synthetic_ticket(number);
    if (ticket) {
        set_dates(*ticket, now);
    }
    return ticket;
}

std::optional<Json> TicketShelf::by_id(std::string_view id, runtime::WallTime now) const {
    const auto found = numbers_.find(std::string(id));
    if (found != numbers_.end()) {
        return by_number(found->second, now);
    }
    return is_synthetic_id(id) ? by_number(id, now) : std::nullopt;
}

} // namespace usher::sandbox
