#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "usher/card/card.hpp"
#include "usher/ticket/reference.hpp"

namespace usher::slack {

/// The buttons of a card. Open is a link; Slack reports its press all the same, and that is only acknowledged.
inline constexpr std::string_view refresh_action = "usher_refresh";
inline constexpr std::string_view all_replies_action = "usher_all_replies";
inline constexpr std::string_view share_action = "usher_share";
inline constexpr std::string_view hide_action = "usher_hide";
inline constexpr std::string_view list_action = "usher_list";
inline constexpr std::string_view open_action = "usher_open";

/// What a button has to know so that any process can serve it: which ticket, which view. No personal data.
struct ButtonValue {
    ticket::Reference reference;
    card::View view = card::View::summary;
};

/// `v1|card|516757`.
std::string to_button_value(const ButtonValue& value);
/// The opposite; nothing for anything that is not exactly that, because the value comes from outside.
std::optional<ButtonValue> parse_button_value(std::string_view text);

} // namespace usher::slack
