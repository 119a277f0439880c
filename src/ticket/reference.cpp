#include "usher/ticket/reference.hpp"

#include <cstddef>

namespace usher::ticket {

namespace {

constexpr std::string_view id_prefix = "id:";

bool starts_with_id_prefix(std::string_view text) {
    return text.size() >= id_prefix.size() && (text[0] == 'i' || text[0] == 'I') &&
           (text[1] == 'd' || text[1] == 'D') && text[2] == ':';
}

std::string_view without_leading_blanks(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    return first == std::string_view::npos ? std::string_view{} : text.substr(first);
}

} // namespace

std::string to_string(const Reference& reference) {
    if (const auto* id = std::get_if<TicketId>(&reference)) {
        return std::string(id_prefix) + id->text();
    }
    return std::get<TicketNumber>(reference).text();
}

std::optional<Reference> parse_reference(std::string_view text) {
    const auto start = without_leading_blanks(text);
    if (starts_with_id_prefix(start)) {
        if (const auto id = TicketId::parse(start.substr(id_prefix.size()))) {
            return *id;
        }
        return std::nullopt;
    }
    if (const auto number = TicketNumber::parse(start)) {
        return *number;
    }
    return std::nullopt;
}

} // namespace usher::ticket
