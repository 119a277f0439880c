#pragma once

#include <optional>
#include <string>
#include <vector>

#include "usher/card/card.hpp"

namespace usher::card {

/// Everything Usher says that is no card.
enum class NoticeKind : std::uint8_t {
    help,           ///< What can be asked, with the command's real name.
    not_understood, ///< A command nobody could mean: shows the right form.
    foreign_link,   ///< A link to somebody else's desk.
    looking_up,     ///< The placeholder.
    still_trying,   ///< The placeholder once the desk is known not to answer: until when Usher keeps trying.
    gave_up,        ///< The final apology.
    not_found,
    refused_by_desk, ///< The desk may not show it, or its owner or department is not allowed here.
    too_large,
    broken_text,        ///< The desk cannot encode the ticket.
    desk_misconfigured, ///< The operator has to mend the desk's credentials.
    user_not_listed,
    outsiders_present,
    level_none,
    encrypted_room,  ///< Messages here cannot be read, and so not answered.
    only_in_private, ///< Answers here are for the asker alone, and the platform has no such messages.
    rate_limited,    ///< Polite; says when to try again.
    not_stored,      ///< The question could not be written down and will not be answered.
    why,             ///< The explanation of `/ticket why`.
    ticket_list,     ///< The tickets that a message names, where they are too many for a card each.
    link_preview,    ///< Below a link in a message that is still being written: nothing of the ticket.
    may_not_share,   ///< A private answer may not be shown to the conversation.
    gone,            ///< A press on something that is no longer known.
    settings,        ///< What holds in the conversation, and why.
    setting_changed,
    settings_unclear, ///< How settings are changed, for somebody who tried.
    not_admin
};

/// One ticket of a list: what every level shows of it.
struct TicketLine {
    std::string number;
    std::string link; ///< May be empty.
    std::string status;
    std::string subject;
    bool operator==(const TicketLine&) const = default;
};

/// One finding of `/ticket why`, for example {"#516757", "R1", true} or {"#4711", "digits", false}.
struct WhyLine {
    std::string text;
    std::string rule;
    bool accepted = false;
    bool operator==(const WhyLine&) const = default;
};

/// What a notice needs to be put into words.
struct Notice {
    NoticeKind kind = NoticeKind::help;
    Language language = Language::en;
    std::string command = "/ticket"; ///< The platform's own command word.
    std::string bot_mention;         ///< How to mention the bot in a thread, for help; may be empty.
    std::string reference;           ///< Ticket number or `id:N`, where one is meant.
    std::optional<Time> until;       ///< still_trying: give-up time; rate_limited: when to ask again.
    std::string time_zone = "Europe/Rome";
    bool link_discloses_key = false; ///< The asker pasted a link with an access key: warn.
    std::vector<WhyLine> why;
    std::vector<TicketLine> tickets;       ///< ticket_list; empty: only how many there are.
    std::size_t mentioned = 0;             ///< ticket_list: how many the message names.
    Offers offers;                         ///< ticket_list.
    std::vector<policy::Holding> holdings; ///< settings: all; setting_changed: what holds now of what was changed.
    identity::ConversationFacts facts;     ///< settings.
    bool may_change = false;               ///< settings: the asker is one of those who may.
    bool operator==(const Notice&) const = default;
};

/// The notice as rich text; command examples are code spans.
text::RichText compose(const Notice& notice);

} // namespace usher::card
