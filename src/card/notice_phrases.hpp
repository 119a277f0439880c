#pragma once

#include <string_view>
#include <vector>

#include "usher/card/notice.hpp"

namespace usher::card {

/// One sentence or list item of a notice in both languages; see `phrase` for the notation. Names: `{command}`,
/// `{ticket}` (a phrase such as "ticket 516757"), `{reference}`, `{until}`, `{mention}`.
struct Phrase {
    enum class Shape : std::uint8_t { paragraph, item };
    Shape shape = Shape::paragraph;
    std::string_view english;
    std::string_view italian;
};

/// What decides between the variants of a notice.
struct NoticeFacts {
    bool by_id = false;         ///< The reference is an internal id.
    bool could_be_id = false;   ///< The reference is a number that would also do as an id.
    bool knows_until = false;   ///< `until` is set.
    bool slash_command = false; ///< The command word is a slash command, which does not work in threads.
    bool knows_mention = false; ///< `bot_mention` is set.
    bool knows_reference = false;
    bool too_many = false;     ///< Tickets for a list.
    bool some_missing = false; ///< Of the tickets for a list.
    bool may_change = false;   ///< The asker may change settings.
    bool all_changed = false;  ///< Everything that was set in chat is undone.
};

/// The phrases of every kind of notice but `why`, in order.
std::vector<Phrase> phrases_for(NoticeKind kind, const NoticeFacts& facts);

/// In whatever notice answers a message that discloses a ticket's access key.
Phrase access_key_warning();

/// What a rule or a reason of `/ticket why` means, in words; empty for an unknown code.
std::string_view why_words(std::string_view code, Language language);

} // namespace usher::card
