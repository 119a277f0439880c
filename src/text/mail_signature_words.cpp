#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "text/codepoints.hpp"
#include "text/mail_phrases.hpp"
#include "text/secret_vocabulary.hpp"

namespace usher::text {

namespace {

constexpr std::size_t longest_closing = 100;
constexpr std::size_t longest_contact = 100;
constexpr std::size_t most_title_words = 6;

constexpr auto strong_words =
    std::to_array<std::string_view>({"cordialit\xC3\xA0", "cordialmente", "faithfully", "greetings", "ossequi",
                                     "regards", "saluti", "saluto", "sincerely", "wishes"});
constexpr auto weak_words =
    std::to_array<std::string_view>({"best", "cheers", "ciao", "giornata", "grazie", "lavoro", "ringrazio",
                                     "ringraziamenti", "serata", "thank", "thanks", "thx", "weekend"});
constexpr auto courtesy_words = std::to_array<std::string_view>({"a",
                                                                 "advance",
                                                                 "affettuosi",
                                                                 "all",
                                                                 "ancora",
                                                                 "and",
                                                                 "anticipatamente",
                                                                 "anticipo",
                                                                 "attendo",
                                                                 "attenzione",
                                                                 "attesa",
                                                                 "buon",
                                                                 "buona",
                                                                 "caro",
                                                                 "con",
                                                                 "cordiale",
                                                                 "cordiali",
                                                                 "cortese",
                                                                 "day",
                                                                 "della",
                                                                 "di",
                                                                 "disponibilit\xC3\xA0",
                                                                 "distinti",
                                                                 "e",
                                                                 "for",
                                                                 "gentile",
                                                                 "gentili",
                                                                 "good",
                                                                 "have",
                                                                 "help",
                                                                 "i",
                                                                 "il",
                                                                 "in",
                                                                 "kind",
                                                                 "kindest",
                                                                 "la",
                                                                 "loro",
                                                                 "l'attenzione",
                                                                 "many",
                                                                 "migliori",
                                                                 "mille",
                                                                 "mio",
                                                                 "molte",
                                                                 "much",
                                                                 "nice",
                                                                 "per",
                                                                 "pi\xC3\xB9",
                                                                 "porgo",
                                                                 "proseguimento",
                                                                 "resto",
                                                                 "riscontro",
                                                                 "sentiti",
                                                                 "so",
                                                                 "sua",
                                                                 "support",
                                                                 "tante",
                                                                 "the",
                                                                 "tutti",
                                                                 "tuo",
                                                                 "un",
                                                                 "una",
                                                                 "very",
                                                                 "vi",
                                                                 "vostra",
                                                                 "vostro",
                                                                 "warm",
                                                                 "warmest",
                                                                 "with",
                                                                 "you",
                                                                 "your",
                                                                 "yours",
                                                                 "truly",
                                                                 "vive",
                                                                 "vivi",
                                                                 "supporto",
                                                                 "la",
                                                                 "l'aiuto",
                                                                 "aiuto"});

std::vector<std::string_view> words_of(std::string_view text) {
    std::vector<std::string_view> words;
    std::size_t i = 0;
    while (i < text.size()) {
        while (i < text.size() &&
               (is_space(text[i]) || std::string_view(",.!;:-").find(text[i]) != std::string_view::npos)) {
            ++i;
        }
        const auto begin = i;
        while (i < text.size() && !is_space(text[i]) &&
               std::string_view(",!;:").find(text[i]) == std::string_view::npos) {
            ++i;
        }
        auto word = text.substr(begin, i - begin);
        while (word.ends_with('.')) {
            word.remove_suffix(1);
        }
        if (!word.empty()) {
            words.push_back(word);
        }
    }
    return words;
}

bool is_one_of(std::string_view word, const auto& list) {
    return std::ranges::find(list, word) != list.end();
}

bool is_particle(std::string_view word) {
    constexpr auto particles = std::to_array<std::string_view>(
        {"and", "d",  "da", "dal", "de",  "dei", "del", "dell", "della", "di", "e", "la",
         "le",  "lo", "of", "van", "von", "&",   "per", "al",   "alla",  "in", "il"});
    return is_one_of(word, particles);
}

bool starts_capital(std::string_view word) {
    return is_upper(word.front()) || is_not_ascii(word.front());
}

bool has_digit(std::string_view text) {
    return std::ranges::any_of(text, is_digit);
}

bool calls_for_reading(std::string_view lower) {
    constexpr auto words = std::to_array<std::string_view>({"urgente", "urgent", "asap", "help", "aiuto", "ps", "p.s",
                                                            "nb", "n.b", "attenzione", "warning", "down", "bug",
                                                            "offline", "importante", "important", "note", "nota"});
    return is_one_of(lower, words);
}

/// Whether the words are those of a sentence rather than of a business card.
bool says_something(const std::vector<std::string_view>& words) {
    return std::ranges::any_of(words, [](std::string_view word) {
        const auto lower = lowered(word);
        const bool initials = word.size() <= 3 && word.size() > 1 && std::ranges::all_of(word, is_upper); // "IT", "CEO"
        return !initials &&
               (calls_for_reading(lower) || (!is_particle(lower) && is_everyday_word(lower) && lower != "cliente"));
    });
}

bool is_phone(std::string_view line) {
    const auto digits = std::ranges::count_if(line, is_digit);
    const auto letters = std::ranges::count_if(line, is_letter);
    return digits >= 6 && letters <= 12;
}

bool begins_with_contact_label(std::string_view lower) {
    constexpr auto labels = std::to_array<std::string_view>(
        {"tel",       "cell", "mob",    "fax",     "phone", "ph.",    "ph:",    "email",   "e-mail",      "mail",
         "pec",       "web",  "www",    "sito",    "skype", "p.iva",  "p. iva", "p.i.",    "partita iva", "c.f.",
         "cod. fisc", "via ", "viale ", "piazza ", "p.zza", "corso ", "largo ", "strada ", "linkedin",    "http",
         "whatsapp",  "vat",  "m:",     "t:",      "f:",    "e:",     "w:",     "t.",      "m.",          "sede"});
    return std::ranges::any_of(labels, [lower](std::string_view label) { return lower.starts_with(label); });
}

} // namespace

Closing closing_in(std::string_view line) {
    if (line.empty() || line.size() > longest_closing || is_question(line) || has_digit(line)) {
        return Closing::none;
    }
    bool strong = false;
    bool weak = false;
    const auto lower = lowered(line);
    const auto words = words_of(lower);
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto word = words[i];
        strong = strong || is_one_of(word, strong_words);
        weak = weak || is_one_of(word, weak_words);
        if (is_one_of(word, strong_words) || is_one_of(word, weak_words) || is_one_of(word, courtesy_words)) {
            continue;
        }
        // "Cordiali saluti, Mario Rossi": the name on the same line.
        const auto rest = std::string_view(line).substr(static_cast<std::size_t>(word.data() - lower.data()));
        return strong && is_name(rest) ? Closing::strong : Closing::none;
    }
    return strong ? Closing::strong : weak ? Closing::weak : Closing::none;
}

bool is_name(std::string_view line) {
    const auto words = words_of(line);
    if (words.empty() || words.size() > 5 || has_digit(line) || is_question(line) || line.ends_with(':') ||
        line.ends_with('!') || says_something(words)) {
        return false;
    }
    const bool full_stop = line.ends_with('.') && words.size() > 2;
    return !full_stop && std::ranges::all_of(words, [](std::string_view word) {
        return starts_capital(word) || is_particle(word);
    }) && starts_capital(words.front());
}

bool is_contact(std::string_view line) {
    const auto lower = lowered(line);
    const auto words = words_of(line);
    if (line.size() > longest_contact || is_question(line) || words.empty() ||
        calls_for_reading(lowered(words.front()))) {
        return false;
    }
    if (begins_with_contact_label(lower)) {
        return words.size() <= 12;
    }
    const bool address = lower.find('@') != std::string::npos || lower.find("www.") != std::string::npos ||
                         lower.find("http") != std::string::npos;
    if (address) {
        return words.size() <= 6 && !says_something(words);
    }
    // A postal code with a town, or a number with its prefix.
    const bool postal = words.size() <= 6 && words.front().size() == 5 && std::ranges::all_of(words.front(), is_digit);
    return is_phone(line) || (postal && !says_something(words));
}

bool is_title(std::string_view line) {
    const auto words = words_of(line);
    const bool company = line.ends_with("l.") || line.ends_with("A.") || line.ends_with("c.") || line.ends_with("d.") ||
                         line.ends_with("s.");
    return !words.empty() && words.size() <= most_title_words && !has_digit(line) && starts_capital(words.front()) &&
           !line.ends_with(':') && !line.ends_with('!') && !is_question(line) && (!line.ends_with('.') || company) &&
           !says_something(words);
}

} // namespace usher::text
