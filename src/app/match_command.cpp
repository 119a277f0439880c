#include "app/match_command.hpp"

#include <expected>
#include <istream>
#include <optional>
#include <ostream>
#include <stdexcept>

#include <nlohmann/json.hpp>

#include "app/input_line.hpp"
#include "usher/config/config.hpp"
#include "usher/mention/matcher.hpp"

namespace usher::app {

namespace {

using Json = nlohmann::ordered_json;

constexpr int done = 0;
constexpr int failed = 1;
constexpr int usage = 2;

/// The message that a line carries, or why it carries none.
std::expected<std::string, std::string> message_of(InputLine line, bool json) {
    if (line.too_long) {
        return std::unexpected("the line is longer than 1 MiB");
    }
    const auto first = line.text.find_first_not_of(" \t");
    if (!json || first == std::string::npos) {
        return std::move(line.text);
    }
    // Anything but a string is refused unparsed: no deep nesting can be built up.
    if (line.text[first] != '"') {
        return std::unexpected(
            "the line is no JSON string; with --json every line is one, such as \"who owns #516757?\"");
    }
    const auto parsed = Json::parse(line.text, nullptr, false);
    if (!parsed.is_string()) {
        return std::unexpected("the line is no valid JSON string");
    }
    return parsed.get<std::string>();
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
    if (arguments.wire != "neutral") {
        err << "usher match: --wire " << arguments.wire
            << " is not available yet; give the text of each message as people read it (--wire neutral)\n";
        return usage;
    }
    const auto matcher = make_matcher(arguments.config, err);
    if (!matcher) {
        return usage;
    }
    int result = done;
    auto& source = *in.rdbuf();
    while (auto line = next_line(source, max_match_line)) {
        const auto message = message_of(std::move(*line), arguments.json);
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
