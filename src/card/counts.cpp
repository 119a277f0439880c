#include <algorithm>

#include <fmt/format.h>

#include "usher/card/words.hpp"

namespace usher::card {

namespace {

/// "1,234" in English, "1.234" in Italian.
std::string grouped(std::size_t count, Language language) {
    auto digits = std::to_string(count);
    const char separator = language == Language::it ? '.' : ',';
    for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3) {
        digits.insert(digits.begin() + at, separator);
    }
    return digits;
}

/// A number and its noun, in the number's own form.
struct Noun {
    std::string_view one;
    std::string_view many;
};

std::string counted(std::size_t count, const Noun& english, const Noun& italian, Language language) {
    const auto& noun = language == Language::it ? italian : english;
    return fmt::format("{} {}", grouped(count, language), count == 1 ? noun.one : noun.many);
}

} // namespace

std::string reply_count(std::size_t count, Language language) {
    if (count == 0) {
        return language == Language::it ? "nessuna risposta" : "no replies";
    }
    return counted(count, {"reply", "replies"}, {"risposta", "risposte"}, language);
}

std::string more_characters(std::size_t count, Language language) {
    if (language == Language::it) {
        return count == 1 ? "un altro carattere" : fmt::format("altri {} caratteri", grouped(count, language));
    }
    return fmt::format("{} more {}", grouped(count, language), count == 1 ? "character" : "characters");
}

std::string earlier_replies(std::size_t count, Language language) {
    return counted(count, {"earlier reply", "earlier replies"}, {"risposta precedente", "risposte precedenti"},
                   language);
}

std::string folded_note(Language language) {
    return language == Language::it ? "testo citato e firma nascosti" : "quoted text and signature hidden";
}

std::string redaction_note(std::size_t count, Language language) {
    return counted(count, {"secret removed", "secrets removed"}, {"dato segreto rimosso", "dati segreti rimossi"},
                   language);
}

std::string waiting_line(const Card& card) {
    if (card.waiting.on == ticket::WaitingOn::nobody) {
        return std::string(word(Word::waiting_on_nobody, card.language));
    }
    const auto who = card.waiting.on == ticket::WaitingOn::us ? Word::waiting_on_us : Word::waiting_on_client;
    std::string line(word(who, card.language));
    if (card.waiting.since) {
        const auto waited = card.as_of - *card.waiting.since;
        if (waited >= std::chrono::minutes{1}) {
            line += card.language == Language::it ? " da " : " ";
            line += age(waited, card.language);
        }
    }
    return line;
}

} // namespace usher::card
