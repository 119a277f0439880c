#include <algorithm>

#include "usher/policy/policy.hpp"

namespace usher::policy {

namespace {

constexpr std::size_t longest_native = 255; // https://spec.matrix.org/latest/appendices/#common-identifier-format

// Channel names can be changed by anybody and do not match: only ids are accepted.
bool is_slack_id(std::string_view native) {
    const auto allowed = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); };
    return std::ranges::all_of(native, allowed);
}

bool is_matrix_room(std::string_view native) {
    const auto blank_or_control = [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F; };
    if (native.size() < 2 || std::ranges::any_of(native, blank_or_control)) {
        return false;
    }
    // Room ids have had no server part since room version 12; an alias always has one.
    return native.front() == '!' || (native.front() == '#' && native.find(':') != std::string_view::npos);
}

bool is_native(identity::Platform platform, std::string_view native) {
    if (native.empty() || native.size() > longest_native) {
        return false;
    }
    return platform == identity::Platform::slack ? is_slack_id(native) : is_matrix_room(native);
}

} // namespace

std::optional<Pattern> Pattern::parse(std::string_view text) {
    if (text == "*") {
        return Pattern{};
    }
    for (const auto platform : {identity::Platform::slack, identity::Platform::matrix}) {
        const auto prefix = std::string(identity::name(platform)) + ":";
        if (!text.starts_with(prefix)) {
            continue;
        }
        const auto native = text.substr(prefix.size());
        if (native == "*") {
            return Pattern{.kind = Kind::platform, .platform = platform, .native = {}};
        }
        if (is_native(platform, native)) {
            return Pattern{.kind = Kind::exact, .platform = platform, .native = std::string(native)};
        }
    }
    return std::nullopt;
}

} // namespace usher::policy
