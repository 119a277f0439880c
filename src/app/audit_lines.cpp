#include "app/audit_lines.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

#include "usher/net/json.hpp"

namespace usher::app {

namespace {

constexpr std::pair<const char*, std::string AuditLine::*> members[] = {
    {"ts", &AuditLine::ts},
    {"platform", &AuditLine::platform},
    {"tenant", &AuditLine::tenant},
    {"conversation", &AuditLine::conversation},
    {"person", &AuditLine::person},
    {"person_tenant", &AuditLine::person_tenant},
    {"action", &AuditLine::action},
    {"ticket", &AuditLine::ticket},
    {"number", &AuditLine::number},
    {"view", &AuditLine::view},
    {"audience", &AuditLine::audience},
    {"level", &AuditLine::level},
    {"decision", &AuditLine::decision},
    {"reason", &AuditLine::reason},
};

/// `2026-03-02T14:00:00.123Z` and nothing else: in this form the order of texts is the order of time.
bool is_time(std::string_view text) {
    constexpr std::string_view form = "0000-00-00T00:00:00.000Z";
    return std::ranges::equal(text, form,
                              [](char c, char wanted) { return wanted == '0' ? c >= '0' && c <= '9' : c == wanted; });
}

bool same_ticket(const ticket::Reference& wanted, const AuditLine& line) {
    if (const auto* number = std::get_if<ticket::TicketNumber>(&wanted)) {
        return number->same_as(line.ticket) || (!line.number.empty() && number->same_as(line.number));
    }
    return line.ticket == ticket::to_string(wanted);
}

/// Whether `wanted` is one of the ways to write an id; an empty one admits everything.
bool is_one_of(std::string_view wanted, std::initializer_list<std::string_view> ways) {
    return wanted.empty() || std::ranges::find(ways, wanted) != ways.end();
}

/// As JSON writes a string in ASCII, without the quotes around it.
std::string plain(const std::string& text) {
    if (text.empty()) {
        return "-";
    }
    const auto quoted = nlohmann::json(text).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
    return quoted.substr(1, quoted.size() - 2);
}

using Row = std::array<std::string, 10>;

Row row_of(const AuditLine& line) {
    const auto ticket = line.number.empty() ? line.ticket : line.ticket + " (" + line.number + ")";
    return {plain(line.ts),       plain(line.decision),   plain(line.level),
            plain(ticket),        plain(line.view),       plain(line.action),
            plain(line.audience), plain(person_of(line)), plain(conversation_of(line)),
            plain(line.reason)};
}

} // namespace

std::optional<AuditLine> read_audit_line(std::string_view text) {
    const auto object = net::parse_json(text);
    if (!object || !object->is_object()) {
        return std::nullopt;
    }
    AuditLine line;
    for (const auto& [key, target] : members) {
        const auto* value = net::member(*object, key);
        if (value == nullptr) {
            continue;
        }
        if (!value->is_string()) {
            return std::nullopt;
        }
        line.*target = value->get<std::string>();
    }
    return is_time(line.ts) && !line.decision.empty() ? std::optional(std::move(line)) : std::nullopt;
}

std::string person_of(const AuditLine& line) {
    if (line.platform == "matrix") {
        return "matrix:" + line.person;
    }
    return line.platform + ":" + (line.person_tenant.empty() ? line.tenant : line.person_tenant) + ":" + line.person;
}

std::string conversation_of(const AuditLine& line) {
    return line.platform + ":" + line.conversation;
}

bool AuditFilter::admits(const AuditLine& line) const {
    return (!ticket || same_ticket(*ticket, line)) && is_one_of(person, {line.person, person_of(line)}) &&
           is_one_of(conversation, {line.conversation, conversation_of(line)}) &&
           is_one_of(decision, {line.decision}) && is_one_of(level, {line.level}) &&
           (since.empty() || line.ts >= since) && (until.empty() || line.ts < until);
}

std::string audit_table(const std::vector<AuditLine>& lines) {
    std::vector<Row> rows{
        {"TIME", "DECISION", "LEVEL", "TICKET", "VIEW", "ACTION", "TO", "PERSON", "CONVERSATION", "REASON"}};
    rows.reserve(lines.size() + 1);
    std::ranges::transform(lines, std::back_inserter(rows), row_of);
    std::array<std::size_t, std::tuple_size_v<Row>> widths{};
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            widths.at(i) = std::max(widths.at(i), row.at(i).size());
        }
    }
    std::string table;
    for (const auto& row : rows) {
        for (std::size_t i = 0; i + 1 < row.size(); ++i) {
            table += row.at(i);
            table.append(widths.at(i) - row.at(i).size() + 2, ' ');
        }
        table += row.back() + "\n";
    }
    return table;
}

} // namespace usher::app
