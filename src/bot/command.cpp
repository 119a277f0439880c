#include "usher/bot/command.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <ranges>
#include <span>
#include <tuple>
#include <utility>

#include "bot/settings_command.hpp"
#include "usher/mention/link.hpp"

namespace usher::bot {

namespace {

using store::Ask;

constexpr auto npos = std::string_view::npos;
constexpr std::size_t most_why_lines = 20;
constexpr std::size_t most_links = 20;
constexpr std::string_view ticket_page = "viewticket.php";

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f';
}
bool is_word(char c) {
    return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z');
}

bool same_word(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, lower, lower);
}
bool is_one_of(std::string_view word, std::span<const std::string_view> words) {
    return std::ranges::any_of(words, [&](std::string_view other) { return same_word(word, other); });
}

/// Drops what stands around an argument: any of `signs` at both ends.
std::string_view stripped(std::string_view text, std::span<const std::string_view> signs) {
    for (bool again = true; again;) {
        again = false;
        for (const auto sign : signs) {
            if (!sign.empty() && text.starts_with(sign)) {
                text.remove_prefix(sign.size());
                again = true;
            }
            if (!sign.empty() && text.ends_with(sign)) {
                text.remove_suffix(sign.size());
                again = true;
            }
        }
    }
    return text;
}

constexpr std::array<std::string_view, 9> blanks{" ",        "\t",           "\n",           "\r",          "\v",
                                                 "\xC2\xA0", "\xE2\x80\xAF", "\xE2\x80\x8B", "\xEF\xBB\xBF"};
constexpr std::array<std::string_view, 28> decoration{" ",  "\t", "\n", "\r", "\xC2\xA0", "\xE2\x80\xAF",
                                                      "(",  ")",  "[",  "]",  "<",        ">",
                                                      "\"", "'",  "`",  "*",  "_",        "~",
                                                      ".",  ",",  ";",  ":",  "!",        "?",
                                                      "“",  "”",  "«",  "»"};

std::string_view trimmed(std::string_view text) {
    return stripped(text, blanks);
}

std::pair<std::string_view, std::string_view> split_first(std::string_view text) {
    const auto end = std::ranges::find_if(text, is_blank) - text.begin();
    const auto word = text.substr(0, static_cast<std::size_t>(end));
    return {word, trimmed(text.substr(word.size()))};
}

std::pair<std::string_view, std::string_view> split_last(std::string_view text) {
    auto begin = text.size();
    while (begin > 0 && !is_blank(text[begin - 1])) {
        --begin;
    }
    return {trimmed(text.substr(0, begin)), text.substr(begin)};
}

bool asks_for_help(std::string_view text) {
    constexpr std::array<std::string_view, 5> words{"help", "aiuto", "?", "--help", "-h"};
    return text.empty() || is_one_of(text, words);
}

bool asks_why(std::string_view word) {
    constexpr std::array<std::string_view, 5> words{"why", "perché", "perchè", "perche", "perche'"};
    return is_one_of(word, words);
}

std::optional<card::View> view_of(std::string_view word) {
    constexpr std::array<std::string_view, 2> full{"full", "tutto"};
    constexpr std::array<std::string_view, 3> last{"last", "ultima", "ultimo"};
    if (is_one_of(word, full)) {
        return card::View::full;
    }
    return is_one_of(word, last) ? std::optional(card::View::last) : std::nullopt;
}

/// `see:https://…` without what is in front of the scheme.
std::string_view from_scheme(std::string_view url) {
    auto scheme = std::min(url.find("://"), url.size());
    while (scheme > 0 && scheme < url.size() && is_word(url[scheme - 1])) {
        --scheme;
    }
    return scheme < url.size() ? url.substr(scheme) : url;
}

/// Every link to a ticket page in a text, ours or not, with or without a scheme.
std::vector<mention::TicketLink> ticket_links(std::string_view text, const std::vector<std::string>& hosts) {
    constexpr std::string_view around = " \t\r\n<>\"`|()[]";
    std::vector<mention::TicketLink> links;
    for (auto at = text.find(ticket_page); at != npos && links.size() < most_links; at = text.find(ticket_page, at)) {
        auto begin = text.find_last_of(around, at);
        begin = begin == npos ? 0 : begin + 1;
        const auto end = std::min(text.find_first_of(around, at), text.size());
        const auto url = from_scheme(text.substr(begin, end - begin));
        auto link = mention::read_ticket_link(url, hosts);
        if (!link && url.find("://") == npos) {
            link = mention::read_ticket_link("https://" + std::string(url), hosts);
        }
        if (link) {
            links.push_back(std::move(*link));
        }
        at = end;
    }
    return links;
}

std::vector<card::WhyLine> explain(const mention::Matcher& matcher, std::string_view text) {
    const auto explanation = matcher.explain(text);
    std::vector<std::pair<std::size_t, card::WhyLine>> found;
    found.reserve(explanation.matches.size() + explanation.rejected.size());
    for (const auto& match : explanation.matches) {
        found.emplace_back(match.offset, card::WhyLine{match.number, std::string(mention::code(match.rule)), true});
    }
    for (const auto& rejected : explanation.rejected) {
        found.emplace_back(rejected.offset,
                           card::WhyLine{rejected.text, std::string(mention::name(rejected.reason)), false});
    }
    std::ranges::sort(found, {}, [](const auto& line) { return line.first; });
    std::vector<card::WhyLine> lines;
    for (auto& line : found | std::views::take(most_why_lines)) {
        lines.push_back(std::move(line.second));
    }
    return lines;
}

/// Skips `ticket`, `n.`, `numero`, `#` … in front of a number.
std::string_view without_announcement(std::string_view text) {
    constexpr std::array<std::string_view, 2> keywords{"tickets", "ticket"};
    // The longer of two that begin alike first. `id` announces a number only after `ticket`.
    constexpr std::array<std::string_view, 11> labels{"numero", "number", "num.", "num", "nr.", "nr",
                                                      "no.",    "no",     "n°",   "nº",  "n."};
    const auto skip = [&](std::string_view word) {
        const bool there = text.size() > word.size() && same_word(text.substr(0, word.size()), word) &&
                           (!is_word(word.back()) || !is_word(text[word.size()])) && text[word.size()] != '-';
        if (there) {
            text = trimmed(text.substr(word.size()));
        }
        return there;
    };
    const bool keyword = std::ranges::any_of(keywords, skip);
    if (!std::ranges::any_of(labels, skip) && keyword) {
        skip("id");
    }
    return stripped(text, std::array<std::string_view, 4>{":", "#", " ", "\xC2\xA0"});
}

/// What somebody may type who means one number with blanks inside: "AAA - 111 - 2013", "CFB 250177"; no sentence.
bool looks_like_spaced_number(std::string_view text, const mention::Matcher& matcher) {
    std::size_t whole_numbers = 0;
    std::string_view word;
    while (!text.empty()) {
        std::tie(word, text) = split_first(text);
        const bool has_digit = std::ranges::any_of(word, is_digit);
        const bool small = std::ranges::any_of(word, [](char c) { return c >= 'a' && c <= 'z'; });
        if (small && !has_digit) {
            return false;
        }
        whole_numbers += matcher.is_number(word) ? 1 : 0;
    }
    return whole_numbers <= 1 && std::ranges::any_of(word, is_digit);
}

/// The whole argument as one number. `spaced`: also one with blanks inside that the configured shape does not know.
std::optional<ticket::TicketNumber> single_number(std::string_view argument, const mention::Matcher& matcher,
                                                  bool spaced) {
    const auto text = without_announcement(stripped(argument, decoration));
    auto number = ticket::TicketNumber::parse(text);
    if (!number || std::ranges::none_of(number->text(), is_digit)) {
        return std::nullopt;
    }
    const bool is_one = std::ranges::none_of(text, is_blank) || matcher.is_number(text) ||
                        (spaced && looks_like_spaced_number(text, matcher));
    return is_one ? number : std::nullopt;
}

/// The first ticket that a sentence names. What is announced goes before what is not.
std::optional<ticket::TicketNumber> number_in_sentence(std::string_view text, const mention::Matcher& matcher) {
    for (const bool bare : {false, true}) {
        const auto explanation = matcher.explain(text, bare);
        if (!explanation.matches.empty()) {
            return ticket::TicketNumber::parse(explanation.matches.front().number);
        }
    }
    return std::nullopt;
}

Ask show(ticket::Reference reference) {
    Ask ask;
    ask.verb = Ask::Verb::show;
    ask.reference = std::move(reference);
    return ask;
}

Ask only(Ask::Verb verb) {
    Ask ask;
    ask.verb = verb;
    return ask;
}

/// `id:1`, `ID: 1`. Says `id` as well if what follows is none: an id is never taken for a number.
bool says_id(std::string_view argument, std::optional<ticket::TicketId>& id) {
    if (argument.size() < 3 || !same_word(argument.substr(0, 2), "id") || is_word(argument[2]) || argument[2] == '-') {
        return false;
    }
    auto rest = trimmed(argument.substr(2));
    if (rest.starts_with(':')) {
        rest.remove_prefix(1);
        id = ticket::TicketId::parse(trimmed(rest));
    }
    return true;
}

Ask parse_reference(std::string_view argument, const CommandContext& context) {
    // What was said to others names tickets as sentences do, and never means an id.
    const bool said_to_us = context.source != chat::Source::shortcut;
    std::optional<ticket::TicketId> id;
    if (said_to_us && says_id(stripped(argument, decoration), id)) {
        return id ? show(*id) : only(Ask::Verb::not_understood);
    }
    const auto links = ticket_links(argument, context.hosts);
    // In a sentence said to the bot a blank rarely belongs to the number; typed after a command it may.
    const bool typed = context.source == chat::Source::command;
    auto number = said_to_us && links.empty() ? single_number(argument, context.matcher, typed) : std::nullopt;
    if (!number) {
        number = number_in_sentence(argument, context.matcher);
    }
    if (!number && said_to_us && links.empty()) {
        number = single_number(argument, context.matcher, true);
    }
    if (number) {
        return show(std::move(*number));
    }
    for (const auto& link : links) {
        if (auto linked = link.ours ? ticket::TicketNumber::parse(link.number) : std::nullopt) {
            return show(std::move(*linked));
        }
    }
    const bool foreign = std::ranges::any_of(links, [](const auto& link) { return !link.ours; });
    return only(foreign ? Ask::Verb::foreign_link : Ask::Verb::not_understood);
}

Ask about_ticket(std::string_view argument, const CommandContext& context) {
    auto ask = parse_reference(argument, context);
    ask.link_discloses_key =
        std::ranges::any_of(ticket_links(argument, context.hosts), [](const auto& link) { return link.discloses_key; });
    return ask;
}

} // namespace

Ask parse_command(std::string_view text, const CommandContext& context) {
    auto argument = trimmed(text);
    if (context.source == chat::Source::shortcut) {
        return about_ticket(argument, context); // Words like `help` and `full` were not said to us.
    }
    if (asks_for_help(argument)) {
        return only(Ask::Verb::help);
    }
    const auto [first, after_first] = split_first(argument);
    const auto [before_last, last] = split_last(argument);
    if (asks_why(first) || asks_why(last)) {
        const auto asked = asks_why(first) ? after_first : before_last;
        if (asked.empty()) {
            return only(Ask::Verb::help);
        }
        auto why = only(Ask::Verb::why);
        why.why = explain(context.matcher, asked);
        return why;
    }
    if (auto settings = parse_settings_command(argument)) {
        return std::move(*settings);
    }
    auto view = view_of(last);
    if (view) {
        argument = before_last;
    } else {
        view = view_of(first);
        argument = view ? after_first : argument;
    }
    auto ask = about_ticket(argument, context);
    ask.view = view.value_or(card::View::summary);
    return ask;
}

} // namespace usher::bot
