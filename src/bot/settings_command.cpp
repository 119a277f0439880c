#include "bot/settings_command.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

namespace usher::bot {

namespace {

using store::Ask;

constexpr std::size_t longest = 200;
constexpr std::size_t most_words = 6;

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::vector<std::string> words_of(std::string_view text) {
    constexpr std::string_view between = " \t\r\n=:`";
    std::vector<std::string> words;
    while (words.size() <= most_words) {
        const auto begin = std::min(text.find_first_not_of(between), text.size());
        text.remove_prefix(begin);
        if (text.empty()) {
            break;
        }
        const auto end = std::min(text.find_first_of(between), text.size());
        words.emplace_back(text.substr(0, end));
        std::ranges::transform(words.back(), words.back().begin(), lower);
        text.remove_prefix(end);
    }
    return words;
}

using Synonym = std::pair<std::string_view, std::string_view>;

template <std::size_t N>
std::string_view canonical(const std::array<Synonym, N>& table, std::string_view word) {
    const auto found = std::ranges::find(table, word, &Synonym::first);
    return found == table.end() ? word : found->second;
}

constexpr std::array<std::string_view, 5> opening{"channel", "canale", "room", "stanza", "settings"};

constexpr std::array<Synonym, 10> names{{{"unfurls", "unfurl"},
                                         {"previews", "unfurl"},
                                         {"anteprime", "unfurl"},
                                         {"livello", "level"},
                                         {"lingua", "language"},
                                         {"lang", "language"},
                                         {"answer", "answers"},
                                         {"reply", "replies"},
                                         {"risposte", "replies"},
                                         {"unfurl-level", "unfurl_level"}}};

constexpr std::array<Synonym, 21> values{{{"yes", "on"},
                                          {"true", "on"},
                                          {"sì", "on"},
                                          {"si", "on"},
                                          {"no", "off"},
                                          {"false", "off"},
                                          {"english", "en"},
                                          {"inglese", "en"},
                                          {"italian", "it"},
                                          {"italiano", "it"},
                                          {"nessuno", "none"},
                                          {"minimo", "minimal"},
                                          {"interno", "internal"},
                                          {"completo", "full"},
                                          {"privato", "private"},
                                          {"public", "conversation"},
                                          {"conversazione", "conversation"},
                                          {"default", "reset"},
                                          {"inherit", "reset"},
                                          {"ripristina", "reset"},
                                          {"predefinito", "reset"}}};

Ask only(Ask::Verb verb) {
    Ask ask;
    ask.verb = verb;
    return ask;
}

Ask change(policy::SettingChange change) {
    auto ask = only(Ask::Verb::change_settings);
    ask.change = std::move(change);
    return ask;
}

} // namespace

std::optional<Ask> parse_settings_command(std::string_view text) {
    if (text.size() > longest) {
        return std::nullopt;
    }
    auto words = words_of(text);
    if (words.empty() || std::ranges::find(opening, words.front()) == opening.end()) {
        return std::nullopt;
    }
    words.erase(words.begin());
    if (words.empty() || (words.size() == 1 && (words.front() == "show" || words.front() == "settings"))) {
        return only(Ask::Verb::settings);
    }
    if (words.front() == "set") {
        words.erase(words.begin());
    }
    if (words.size() == 1 && canonical(values, words.front()) == "reset") {
        return change({});
    }
    // `unfurl level minimal` is `unfurl_level minimal`.
    if (words.size() == 3 && canonical(names, words[0]) == "unfurl" && canonical(names, words[1]) == "level") {
        words = {"unfurl_level", words[2]};
    }
    if (words.size() != 2) {
        return only(Ask::Verb::settings_unclear);
    }
    const auto setting = policy::parse_setting(canonical(names, words[0]));
    auto value = std::string(canonical(values, words[1]));
    if (value == "reset") {
        value.clear();
    }
    const policy::SettingChange wanted{setting, std::move(value)};
    return setting && policy::is_valid(wanted) ? change(wanted) : only(Ask::Verb::settings_unclear);
}

} // namespace usher::bot
