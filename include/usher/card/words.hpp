#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "usher/card/card.hpp"

namespace usher::card {

/// The fixed words on a card, in the reader's language ("Waiting on us", "In attesa di noi"). One catalogue for every
/// renderer.
enum class Word : std::uint8_t {
    status,
    priority,
    department,
    opened,
    last_reply,
    replies,
    service,
    domain,
    client,
    email,
    cc,
    waiting_on_us,
    waiting_on_client,
    waiting_on_nobody,
    staff,
    client_role,
    internal_note,
    opened_by_staff,
    opening_post,
    attachments,
    attachments_removed,
    refresh,
    all_replies,
    open,
    share,
    hide,
    show_list,
    as_of,
    no_subject,
    removed_secret,
    ticket,
    last_reply_by
};
std::string_view word(Word word, Language language);
/// What the author of a post is, or the post itself if it is a note: "Staff", "Client", "Internal note".
std::string_view role_word(const CardReply& reply, Language language);

/// "5 h 12 m", "3 d 4 h", "12 m", "now": an age of at most two units, in the reader's language.
std::string age(std::chrono::seconds duration, Language language);
/// "2 h ago" / "2 h fa", or "now" / "adesso".
std::string ago(std::chrono::seconds duration, Language language);
/// "24/11/2026 14:32" (it) or "24 Nov 2026 14:32" (en) in the card's zone; survives gaps and doubled hours.
std::string date_time(Time time, std::string_view zone, Language language);
/// "14:32".
std::string clock_time(Time time, std::string_view zone);
/// Whether the zone is in the system's time zone database.
bool known_zone(std::string_view zone);

/// "3 replies" / "1 reply" / "no replies".
std::string reply_count(std::size_t count, Language language);
/// "1,234 more characters" / "altri 1.234 caratteri".
std::string more_characters(std::size_t count, Language language);
/// "3 earlier replies" / "3 risposte precedenti".
std::string earlier_replies(std::size_t count, Language language);
/// "quoted text and signature hidden" and the like, for folded tails.
std::string folded_note(Language language);
/// "2 secrets removed".
std::string redaction_note(std::size_t count, Language language);
/// "Waiting on us 5 h 12 m": the line that says who has to act; "Closed" words for nobody.
std::string waiting_line(const Card& card);

} // namespace usher::card
