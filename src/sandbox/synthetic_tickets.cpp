#include "sandbox/synthetic_tickets.hpp"

#include <array>
#include <charconv>
#include <string>

#include <fmt/format.h>

namespace usher::sandbox {

namespace {

constexpr int kFirst = 900'000;
constexpr int kLast = 900'999;
constexpr int kHuge = 990'500;
constexpr int kHugeReplies = 500;

constexpr std::array kSubjects{"Backup of the shop failed last night",
                               "Certificate about to expire",
                               "Posta in uscita respinta",
                               "Please raise the memory limit",
                               "Nuovo dominio da trasferire",
                               "Cannot reach the control panel",
                               "Fattura del mese scorso",
                               "Slow pages since this morning"};
constexpr std::array kStatuses{"Open", "Answered", "Customer-Reply", "On Hold", "In Progress", "Closed"};
constexpr std::array kPriorities{"Low", "Medium", "High"};
constexpr std::array kClients{"Anna Greco", "Peter Novak", "Chiara Fontana", "Olivia Marsh", "Luca Serra"};
constexpr std::array kStaff{"Irene M.", "Paolo R.", "Night desk"};
constexpr std::array kSentences{
    "The nightly job stopped after eleven minutes and left no file behind.",
    "Abbiamo controllato i registri e non risulta alcun errore.",
    "Could you look at it again with the new settings?",
    "Il servizio risponde, ma le pagine restano lente.",
    "We moved the account to another node; the change is live.",
    "Grazie, provo subito e vi faccio sapere.",
    "Nothing changed on our side since the last release.",
};

template <class List>
std::string pick(const List& list, int number) {
    return list.at(static_cast<std::size_t>(number) % list.size());
}

std::string paragraph(int seed, std::size_t least) {
    std::string text;
    for (int i = 0; text.size() < least; ++i) {
        text += pick(kSentences, seed + i * 3);
        text += i % 4 == 3 ? "\r\n\r\n" : " ";
    }
    return text;
}

std::optional<int> number_of(std::string_view text) {
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool known = (number >= kFirst && number <= kLast) || number == kHuge;
    if (error != std::errc{} || end != text.data() + text.size() || text.size() != 6 || !known) {
        return std::nullopt;
    }
    return number;
}

Json reply(int number, int index, int count, std::size_t length) {
    const bool staff = index % 2 == 1;
    return {{"replyid", std::to_string(index == 0 ? 0 : number * 10 + index)},
            {"userid", std::to_string(40 + number % 60)},
            {"contactid", "0"},
            {"name", index == 0 ? pick(kClients, number) : ""},
            {"email", index == 0 ? "client@shop.example" : ""},
            {"requestor_name", staff ? pick(kStaff, number + index) : pick(kClients, number)},
            {"requestor_email", staff ? "" : "client@shop.example"},
            {"requestor_type", staff ? "Operator" : "Owner"},
            {"date", fmt::format("now-{}h{}m", (count - index) * 5, number % 60)},
            {"message", paragraph(number + index, length)},
            {"attachment", ""},
            {"attachments", Json::array({Json::array()})},
            {"attachments_removed", false},
            {"admin", staff ? pick(kStaff, number + index) : ""}};
}

} // namespace

bool is_synthetic_id(std::string_view id) {
    return number_of(id).has_value();
}

std::optional<Json> synthetic_ticket(std::string_view text) {
    const auto number = number_of(text);
    if (!number) {
        return std::nullopt;
    }
    const bool huge = *number == kHuge;
    const int count = huge ? kHugeReplies + 1 : 2 + *number % 5;
    Json replies = Json::array();
    for (int i = 0; i < count; ++i) {
        replies.push_back(reply(*number, i, count, huge ? 1'700 : 160));
    }
    const auto opened = replies.front()["date"];
    const auto last = replies.back()["date"];
    return Json{{"result", "success"},
                {"ticketid", std::to_string(*number)},
                {"tid", std::to_string(*number)},
                {"c", fmt::format("Qz{:06}", *number)},
                {"deptid", "2"},
                {"deptname", *number % 3 == 0 ? "Amministrazione" : "Supporto Tecnico"},
                {"userid", std::to_string(40 + *number % 60)},
                {"contactid", "0"},
                {"name", pick(kClients, *number)},
                {"email", "client@shop.example"},
                {"cc", ""},
                {"date", opened},
                {"subject", huge ? "A very long story" : pick(kSubjects, *number)},
                {"status", pick(kStatuses, *number)},
                {"priority", pick(kPriorities, *number)},
                {"admin", ""},
                {"lastreply", last},
                {"flag", "0"},
                {"service", *number % 4 == 0 ? fmt::format("S{}", *number % 100) : ""},
                {"replies", {{"reply", std::move(replies)}}},
                {"notes", Json::array()}};
}

} // namespace usher::sandbox
