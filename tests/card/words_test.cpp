#include "usher/card/words.hpp"

#include <vector>

#include <doctest/doctest.h>

namespace {

using namespace usher::card;
using namespace std::chrono;

constexpr auto en = Language::en;
constexpr auto it = Language::it;

TEST_CASE("every word exists in both languages") {
    for (auto index = 0; index <= static_cast<int>(Word::last_reply_by); ++index) {
        CAPTURE(index);
        CHECK_FALSE(word(static_cast<Word>(index), en).empty());
        CHECK_FALSE(word(static_cast<Word>(index), it).empty());
    }
}

TEST_CASE("an age has at most two units, and none that is nothing") {
    struct Row {
        seconds duration;
        const char* english;
        const char* italian;
    };
    const std::vector<Row> table{
        {seconds{-1}, "now", "adesso"},
        {seconds::min(), "now", "adesso"},
        {seconds{0}, "now", "adesso"},
        {seconds{59}, "now", "adesso"},
        {minutes{1}, "1 m", "1 min"},
        {minutes{12} + seconds{59}, "12 m", "12 min"},
        {minutes{60}, "1 h", "1 h"},
        {hours{5} + minutes{12}, "5 h 12 m", "5 h 12 min"},
        {hours{23} + minutes{59} + seconds{59}, "23 h 59 m", "23 h 59 min"},
        {days{1}, "1 d", "1 g"},
        {days{3} + hours{4} + minutes{59}, "3 d 4 h", "3 g 4 h"},
        {days{13} + hours{23}, "13 d 23 h", "13 g 23 h"},
        {days{14} + hours{23}, "14 d", "14 g"},
        {days{365}, "365 d", "365 g"},
        {days{366}, "1 y", "1 anno"},
        {years{1} + months{1}, "1 y 1 mo", "1 anno 1 mese"},
        {years{10} + months{11}, "10 y 11 mo", "10 anni 11 mesi"},
    };
    for (const auto& row : table) {
        CAPTURE(row.english);
        CHECK(age(row.duration, en) == row.english);
        CHECK(age(row.duration, it) == row.italian);
    }
    CHECK_FALSE(age(seconds::max(), en).empty());
}

TEST_CASE("how long ago something was is told in its largest unit") {
    CHECK(ago(hours{2} + minutes{50}, en) == "2 h ago");
    CHECK(ago(hours{2} + minutes{50}, it) == "2 h fa");
    CHECK(ago(minutes{1}, en) == "1 m ago");
    CHECK(ago(days{45}, it) == "45 g fa");
    CHECK(ago(years{1}, it) == "1 anno fa");
    CHECK(ago(years{2}, en) == "2 y ago");
    CHECK(ago(seconds{5}, en) == "now");
    CHECK(ago(hours{-3}, it) == "adesso");
}

TEST_CASE("counts agree with their nouns") {
    CHECK(reply_count(0, en) == "no replies");
    CHECK(reply_count(1, en) == "1 reply");
    CHECK(reply_count(2, en) == "2 replies");
    CHECK(reply_count(0, it) == "nessuna risposta");
    CHECK(reply_count(1, it) == "1 risposta");
    CHECK(reply_count(2, it) == "2 risposte");
    CHECK(earlier_replies(1, en) == "1 earlier reply");
    CHECK(earlier_replies(3, en) == "3 earlier replies");
    CHECK(earlier_replies(1, it) == "1 risposta precedente");
    CHECK(earlier_replies(3, it) == "3 risposte precedenti");
    CHECK(redaction_note(1, en) == "1 secret removed");
    CHECK(redaction_note(2, en) == "2 secrets removed");
    CHECK(redaction_note(1, it) == "1 dato segreto rimosso");
    CHECK(redaction_note(2, it) == "2 dati segreti rimossi");
}

TEST_CASE("large numbers are grouped as the language does") {
    CHECK(more_characters(1, en) == "1 more character");
    CHECK(more_characters(999, en) == "999 more characters");
    CHECK(more_characters(1'234, en) == "1,234 more characters");
    CHECK(more_characters(1'234'567, en) == "1,234,567 more characters");
    CHECK(more_characters(1, it) == "un altro carattere");
    CHECK(more_characters(1'234, it) == "altri 1.234 caratteri");
}

Card a_card_waiting_on(usher::ticket::WaitingOn on, std::optional<seconds> waited, Language language) {
    Card card;
    card.language = language;
    card.as_of = sys_days{year{2026} / 11 / 24};
    card.waiting.on = on;
    if (waited) {
        card.waiting.since = card.as_of - *waited;
    }
    return card;
}

TEST_CASE("the waiting line says who has to act and for how long") {
    using usher::ticket::WaitingOn;
    const auto long_ago = hours{5} + minutes{12};

    CHECK(waiting_line(a_card_waiting_on(WaitingOn::us, long_ago, en)) == "Waiting on us 5 h 12 m");
    CHECK(waiting_line(a_card_waiting_on(WaitingOn::us, long_ago, it)) == "In attesa di noi da 5 h 12 min");
    CHECK(waiting_line(a_card_waiting_on(WaitingOn::client, long_ago, en)) == "Waiting on the client 5 h 12 m");
    CHECK(waiting_line(a_card_waiting_on(WaitingOn::client, long_ago, it)) == "In attesa del cliente da 5 h 12 min");
    CHECK(waiting_line(a_card_waiting_on(WaitingOn::nobody, std::nullopt, en)) == "Nobody has to answer");
    CHECK(waiting_line(a_card_waiting_on(WaitingOn::nobody, std::nullopt, it)) == "Nessuno deve rispondere");
}

TEST_CASE("the waiting line has no age if it is unknown, less than a minute or in the future") {
    using usher::ticket::WaitingOn;

    CHECK(waiting_line(a_card_waiting_on(WaitingOn::us, std::nullopt, en)) == "Waiting on us");
    CHECK(waiting_line(a_card_waiting_on(WaitingOn::us, seconds{59}, en)) == "Waiting on us");
    CHECK(waiting_line(a_card_waiting_on(WaitingOn::us, -hours{2}, it)) == "In attesa di noi");
}

TEST_CASE("a view is read from the word it is named by, and from nothing else") {
    for (const auto view : {View::summary, View::full, View::last}) {
        CHECK(parse_view(name(view)) == view);
    }
    CHECK(name(View::summary) == "card");
    CHECK(name(View::full) == "full");
    CHECK(name(View::last) == "last");
    for (const auto* other : {"", "summary", "Full", "latest"}) {
        CHECK_FALSE(parse_view(other));
    }
}

} // namespace
