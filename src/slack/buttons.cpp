#include "slack/buttons.hpp"

namespace usher::slack {

namespace {
constexpr std::string_view version = "v1|";
constexpr std::size_t longest = 80; // Version, view and the longest reference, with room.
} // namespace

std::string to_button_value(const ButtonValue& value) {
    return std::string(version) + std::string(card::name(value.view)) + '|' + ticket::to_string(value.reference);
}

std::optional<ButtonValue> parse_button_value(std::string_view text) {
    if (text.size() > longest || !text.starts_with(version)) {
        return std::nullopt;
    }
    text.remove_prefix(version.size());
    const auto bar = text.find('|');
    if (bar == std::string_view::npos) {
        return std::nullopt;
    }
    const auto view = card::parse_view(text.substr(0, bar));
    const auto reference = ticket::parse_reference(text.substr(bar + 1));
    if (!view || !reference) {
        return std::nullopt;
    }
    return ButtonValue{*reference, *view};
}

} // namespace usher::slack
