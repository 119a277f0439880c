#include <algorithm>

#include <nlohmann/json.hpp>

#include "matrix/events.hpp"
#include "matrix/wire_text.hpp"
#include "usher/net/json.hpp"

namespace usher::matrix {

using nlohmann::json;

namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) {
        text.remove_prefix(1);
    }
    while (!text.empty() && is_blank(text.back())) {
        text.remove_suffix(1);
    }
    return text;
}

/// What follows `word` in `text`, if it begins with it, whatever the case of ASCII letters.
std::optional<std::string_view> after(std::string_view text, std::string_view word) {
    if (word.empty() || text.size() < word.size() ||
        !std::ranges::equal(text.substr(0, word.size()), word, {}, lower, lower)) {
        return std::nullopt;
    }
    return text.substr(word.size());
}

/// `!ticket N`, and what clients make of `/ticket N`: Element strips one slash of two, others send both.
std::optional<std::string_view> arguments_of_command(std::string_view text, std::string_view command) {
    const auto word = command.substr(std::min(command.find_first_not_of("!/"), command.size()));
    for (const std::string_view prefix : {"!", "/", "//"}) {
        const auto rest = after(text, prefix);
        const auto arguments = rest ? after(*rest, word) : std::nullopt;
        if (arguments && (arguments->empty() || is_blank(arguments->front()))) {
            return trimmed(*arguments);
        }
    }
    const auto arguments = after(text, command);
    const bool ends = arguments && (arguments->empty() || is_blank(arguments->front()));
    return ends ? std::optional(trimmed(*arguments)) : std::nullopt;
}

bool mentions(const json& content, const std::string& user) {
    const auto* mentioned = net::member(content, "m.mentions");
    const auto* users = mentioned == nullptr ? nullptr : net::member(*mentioned, "user_ids");
    return users != nullptr && users->is_array() &&
           std::ranges::any_of(*users, [&](const json& id) { return id.is_string() && id == user; });
}

/// `@usher:example.org: 516757`, `usher, 516757`. A bare name is one only before a colon or a comma, unless the message
/// says by itself that it means the bot: "usher is down" is no question.
std::optional<std::string_view> said_to(std::string_view text, const Ourselves& self, bool mentioned) {
    const auto local = self.user.substr(0, self.user.find(':'));
    const auto shown_name = self.name.empty() ? std::string() : "@" + self.name;
    const std::string_view bare_local = std::string_view(local).substr(local.empty() ? 0 : 1);
    for (const auto& [name, bare] : std::initializer_list<std::pair<std::string_view, bool>>{
             {self.user, false}, {shown_name, false}, {self.name, true}, {local, false}, {bare_local, true}}) {
        const auto rest = after(text, name);
        if (!rest) {
            continue;
        }
        if (!rest->empty() && (rest->front() == ':' || rest->front() == ',')) {
            return trimmed(rest->substr(1));
        }
        if ((!bare || mentioned) && (rest->empty() || is_blank(rest->front()))) {
            return trimmed(*rest);
        }
    }
    return std::nullopt;
}

/// Clients mention whoever is replied to, which alone asks nothing: the text has to name the bot, or link to it.
bool links_to(const json& content, const std::string& user) {
    const auto html = net::text_member(content, "formatted_body");
    auto encoded = user;
    if (encoded.starts_with('@')) {
        encoded.replace(0, 1, "%40");
    }
    return html.find("matrix.to/#/" + user) != std::string::npos ||
           html.find("matrix.to/#/" + encoded) != std::string::npos;
}

/// The text without the bot's name in the middle of it.
std::string without_name(std::string_view text, const Ourselves& self) {
    std::string rest(text);
    for (const auto& name : {self.user, self.name}) {
        const auto at = name.empty() ? std::string::npos : rest.find(name);
        if (at != std::string::npos) {
            rest.erase(at, name.size());
            break;
        }
    }
    return std::string(trimmed(rest));
}

} // namespace

std::optional<Question> read_question(const json& content, const Ourselves& self, const Surroundings& around) {
    // An emote tells what somebody does; it asks nothing.
    const auto text = net::text_member(content, "msgtype") == "m.text" ? plain_text(content) : std::nullopt;
    if (!text) {
        return std::nullopt;
    }
    const auto said = trimmed(*text);
    if (const auto arguments = arguments_of_command(said, around.command)) {
        return Question{chat::Source::command, std::string(*arguments)};
    }
    const bool mentioned = mentions(content, self.user);
    if (const auto argument = said_to(said, self, mentioned)) {
        const auto command = arguments_of_command(*argument, around.command);
        return Question{chat::Source::mention, std::string(command.value_or(*argument))};
    }
    if (mentioned && links_to(content, self.user)) {
        return Question{chat::Source::mention, without_name(said, self)};
    }
    if (around.direct && !said.empty()) {
        return Question{chat::Source::direct_message, std::string(said)};
    }
    return std::nullopt;
}

} // namespace usher::matrix
