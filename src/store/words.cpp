#include "store/words.hpp"

#include <algorithm>
#include <array>

namespace usher::store {

namespace {

template <class Value, std::size_t N>
std::string_view word_of(const std::array<std::pair<Value, std::string_view>, N>& table, Value value) {
    const auto found = std::ranges::find(table, value, &std::pair<Value, std::string_view>::first);
    return found == table.end() ? std::string_view{} : found->second;
}

template <class Value, std::size_t N>
std::optional<Value> value_of(const std::array<std::pair<Value, std::string_view>, N>& table, std::string_view word) {
    const auto found = std::ranges::find(table, word, &std::pair<Value, std::string_view>::second);
    return found == table.end() ? std::nullopt : std::optional(found->first);
}

using VerbWord = std::pair<Ask::Verb, std::string_view>;
using OutcomeWord = std::pair<Outcome, std::string_view>;
using SourceWord = std::pair<chat::Source, std::string_view>;
using StateWord = std::pair<Answer::State, std::string_view>;
using PlatformWord = std::pair<identity::Platform, std::string_view>;

constexpr std::array verbs{VerbWord{Ask::Verb::show, "show"},
                           VerbWord{Ask::Verb::help, "help"},
                           VerbWord{Ask::Verb::not_understood, "not_understood"},
                           VerbWord{Ask::Verb::foreign_link, "foreign_link"},
                           VerbWord{Ask::Verb::why, "why"},
                           VerbWord{Ask::Verb::rate_limited, "rate_limited"},
                           VerbWord{Ask::Verb::withdraw, "withdraw"},
                           VerbWord{Ask::Verb::unfurl, "unfurl"},
                           VerbWord{Ask::Verb::unfurl_list, "unfurl_list"},
                           VerbWord{Ask::Verb::unfurl_revision, "unfurl_revision"},
                           VerbWord{Ask::Verb::share, "share"},
                           VerbWord{Ask::Verb::hide, "hide"},
                           VerbWord{Ask::Verb::show_list, "show_list"},
                           VerbWord{Ask::Verb::link_preview, "link_preview"},
                           VerbWord{Ask::Verb::settings, "settings"},
                           VerbWord{Ask::Verb::change_settings, "change_settings"},
                           VerbWord{Ask::Verb::settings_unclear, "settings_unclear"}};
constexpr std::array outcomes{OutcomeWord{Outcome::shown, "shown"},
                              OutcomeWord{Outcome::not_found, "not_found"},
                              OutcomeWord{Outcome::refused, "refused"},
                              OutcomeWord{Outcome::unreadable, "unreadable"},
                              OutcomeWord{Outcome::misconfigured, "misconfigured"},
                              OutcomeWord{Outcome::gave_up, "gave_up"},
                              OutcomeWord{Outcome::told, "told"},
                              OutcomeWord{Outcome::withdrawn, "withdrawn"},
                              OutcomeWord{Outcome::overtaken, "overtaken"},
                              OutcomeWord{Outcome::hidden, "hidden"},
                              OutcomeWord{Outcome::changed, "changed"},
                              OutcomeWord{Outcome::undeliverable, "undeliverable"}};
constexpr std::array sources{SourceWord{chat::Source::command, "command"},
                             SourceWord{chat::Source::mention, "mention"},
                             SourceWord{chat::Source::direct_message, "direct_message"},
                             SourceWord{chat::Source::button, "button"},
                             SourceWord{chat::Source::message, "message"},
                             SourceWord{chat::Source::shortcut, "shortcut"},
                             SourceWord{chat::Source::link, "link"}};
constexpr std::array states{StateWord{Answer::State::intent, "intent"}, StateWord{Answer::State::sent, "sent"},
                            StateWord{Answer::State::dead, "dead"}, StateWord{Answer::State::hidden, "hidden"}};
constexpr std::array platforms{PlatformWord{identity::Platform::slack, "slack"},
                               PlatformWord{identity::Platform::matrix, "matrix"}};

} // namespace

std::string_view name(Ask::Verb verb) {
    return word_of(verbs, verb);
}
std::string_view name(Outcome outcome) {
    return word_of(outcomes, outcome);
}
std::string_view name(Answer::State state) {
    return word_of(states, state);
}

std::optional<Ask::Verb> parse_verb(std::string_view word) {
    return value_of(verbs, word);
}
std::optional<chat::Source> parse_source(std::string_view word) {
    return value_of(sources, word);
}
std::optional<Answer::State> parse_state(std::string_view word) {
    return value_of(states, word);
}
std::optional<identity::Platform> parse_platform(std::string_view word) {
    return value_of(platforms, word);
}

std::string encode(const std::vector<card::WhyLine>& lines) {
    std::string text;
    for (const auto& line : lines) {
        text += line.accepted ? '+' : '-';
        text += line.rule;
        text += '\t';
        for (const char byte : line.text) {
            text += byte == '\t' || byte == '\n' ? ' ' : byte;
        }
        text += '\n';
    }
    return text;
}

std::vector<card::WhyLine> decode_why(std::string_view text) {
    std::vector<card::WhyLine> lines;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        const auto line = text.substr(0, end);
        const auto tab = line.find('\t');
        if (tab != std::string_view::npos && tab > 0) {
            lines.push_back(
                {std::string(line.substr(tab + 1)), std::string(line.substr(1, tab - 1)), line.front() == '+'});
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::string encode(const std::vector<ticket::TicketNumber>& tickets) {
    std::string text;
    for (const auto& ticket : tickets) {
        text += ticket.text() + "\n";
    }
    return text;
}

std::vector<ticket::TicketNumber> decode_tickets(std::string_view text) {
    std::vector<ticket::TicketNumber> tickets;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        if (auto ticket = ticket::TicketNumber::parse(text.substr(0, end))) {
            tickets.push_back(std::move(*ticket));
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return tickets;
}

} // namespace usher::store
