#include "app/match_command.hpp"

#include <algorithm>
#include <array>
#include <expected>
#include <istream>
#include <optional>
#include <ostream>
#include <stdexcept>
#include <string_view>

#include <nlohmann/json.hpp>

#include "app/input_line.hpp"
#include "usher/config/config.hpp"
#include "usher/matrix/wire_text.hpp"
#include "usher/mention/matcher.hpp"
#include "usher/slack/wire_text.hpp"

namespace usher::app {

namespace {

using Json = nlohmann::ordered_json;

constexpr int done = 0;
constexpr int failed = 1;
constexpr int usage = 2;

using Message = std::expected<std::string, std::string>; ///< Neutral text, or why there is none.

/// What a platform's text or event says.
struct Wire {
    std::string_view name;
    Message (*of_text)(const std::string& text);
    Message (*of_event)(std::string_view json); ///< Null: there are no events, only texts.
};

constexpr auto wires = std::to_array<Wire>({
    {"neutral", [](const std::string& text) -> Message { return text; }, nullptr},
    {"slack", [](const std::string& text) -> Message { return slack::to_neutral_text(text); }, slack::neutral_text},
    {"matrix", [](const std::string& text) -> Message { return text; }, matrix::neutral_text},
});

Message message_in_json(const std::string& line, const Wire& wire) {
    const char first = line[line.find_first_not_of(" \t")];
    if (wire.of_event != nullptr && first == '{') {
        return wire.of_event(line);
    }
    // Anything but a string is refused unparsed: no deep nesting can be built up.
    if (first != '"') {
        return std::unexpected(wire.of_event != nullptr
                                   ? "the line is no JSON object; with --json and a wire every line is an event, such "
                                     "as {\"type\":…}, or a JSON string with its text"
                                   : "the line is no JSON string; with --json every line is one, such as \"who owns "
                                     "#516757?\"");
    }
    const auto parsed = Json::parse(line, nullptr, false);
    if (!parsed.is_string()) {
        return std::unexpected("the line is no valid JSON string");
    }
    return wire.of_text(parsed.get_ref<const std::string&>());
}

/// The message that a line carries, or why it carries none.
Message message_of(const InputLine& line, const Wire& wire, bool json) {
    if (line.too_long) {
        return std::unexpected("the line is longer than 1 MiB");
    }
    const bool blank = line.text.find_first_not_of(" \t") == std::string::npos;
    return json && !blank ? message_in_json(line.text, wire) : wire.of_text(line.text);
}

Json describe(const mention::Explanation& explanation) {
    Json tickets = Json::array();
    Json rules = Json::array();
    Json rejected = Json::array();
    for (const auto& match : explanation.matches) {
        tickets.push_back(match.number);
        rules.push_back(std::string(mention::code(match.rule)));
    }
    for (const auto& rejection : explanation.rejected) {
        rejected.push_back({{"text", rejection.text}, {"reason", std::string(mention::name(rejection.reason))}});
    }
    return {{"tickets", std::move(tickets)}, {"rules", std::move(rules)}, {"rejected", std::move(rejected)}};
}

std::optional<mention::Options> load_options(const std::string& file, std::ostream& err) {
    if (file.empty()) {
        return mention::Options{};
    }
    auto loaded = config::load(file, config::Need::nothing);
    if (!loaded) {
        for (const auto& error : loaded.error()) {
            err << config::to_string(error, file) << "\n";
        }
        return std::nullopt;
    }
    return std::move(loaded->mention);
}

std::optional<mention::Matcher> make_matcher(const std::string& config_file, std::ostream& err) {
    auto options = load_options(config_file, err);
    if (!options) {
        return std::nullopt;
    }
    try {
        return std::optional<mention::Matcher>(std::in_place, std::move(*options));
    } catch (const std::invalid_argument& problem) {
        err << config_file << ": [mention]: " << problem.what() << "\n";
        return std::nullopt;
    }
}

} // namespace

int run_match(const MatchArguments& arguments, std::istream& in, std::ostream& out, std::ostream& err) {
    const auto* wire = std::ranges::find(wires, arguments.wire, &Wire::name);
    if (wire == wires.end()) {
        err << "usher match: there is no wire " << arguments.wire << "; there are neutral, slack and matrix\n";
        return usage;
    }
    const auto matcher = make_matcher(arguments.config, err);
    if (!matcher) {
        return usage;
    }
    int result = done;
    auto& source = *in.rdbuf();
    while (const auto line = next_line(source, max_match_line)) {
        const auto message = message_of(*line, *wire, arguments.json);
        const Json answer = message ? describe(matcher->explain(*message)) : Json{{"error", message.error()}};
        result = message ? result : failed;
        out << answer.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
        // Somebody may be waiting for this answer before writing the next line.
        if (source.in_avail() <= 0 && !out.flush()) {
            break;
        }
    }
    out.flush();
    return out ? result : failed;
}

} // namespace usher::app
