#include "mention/words.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <stdexcept>

#include "mention/characters.hpp"
#include "usher/mention/matcher.hpp"

namespace usher::mention {

namespace {

constexpr auto npos = std::string_view::npos;

struct Word {
    std::size_t begin = 0;
    std::array<char, Phrases::longest_word> small{};
    std::size_t length = 0; ///< 0: no word, or too long a one.
    [[nodiscard]] std::string_view text() const { return {small.data(), length}; }
};

/// The word that ends at `end`, in small letters.
Word word_ending_at(std::string_view text, std::size_t floor, std::size_t end) {
    Word word{.begin = end};
    while (word.begin > floor) {
        const auto last = character_before(text, word.begin);
        if (!is_word(last.value) || last.value == '_') {
            break;
        }
        if (end - word.begin + last.size > word.small.size()) {
            return word;
        }
        word.begin -= last.size;
    }
    for (auto at = word.begin; at < end;) {
        const auto next = character_at(text, at);
        // A small Latin-1 letter has the lead byte of its capital, C3; nothing else changes but ASCII.
        std::copy_n(text.data() + at, next.size, word.small.data() + word.length);
        if (next.size == 1) {
            word.small[word.length] = lower_ascii(text[at]);
        } else if (next.size == 2 && lower(next.value) != next.value) {
            word.small[word.length + 1] = static_cast<char>(0x80U | (lower(next.value) & 0x3FU));
        }
        word.length += next.size;
        at += next.size;
    }
    return word;
}

/// The words of a phrase, last first.
std::vector<std::string> words_of(std::string_view phrase, std::string_view what) {
    std::vector<std::string> words;
    auto end = phrase.size();
    while (end > 0) {
        const auto word = word_ending_at(phrase, 0, end);
        const auto last = character_before(phrase, end);
        if (word.length > 0) {
            words.emplace_back(word.text());
            end = word.begin;
        } else if (is_blank(last.value) || last.value == '-' || last.value == '_') {
            end -= last.size;
        } else {
            break;
        }
    }
    if (words.empty() || end > 0) {
        throw std::invalid_argument(
            "\"" + std::string(phrase) + "\" cannot be one of the " + std::string(what) +
            "; they are words or phrases of at most 40 letters a word, such as \"pull request\"");
    }
    return words;
}

std::size_t slot(char last) {
    return is_ascii(last) ? static_cast<std::size_t>(lower_ascii(last)) : 0;
}

std::size_t before_separator(std::string_view text, std::size_t floor, std::size_t end) {
    const auto begin = before_blanks(text, floor, end);
    const bool joined = begin == end && end > floor && (text[end - 1] == '-' || text[end - 1] == '_');
    return joined ? end - 1 : begin;
}

/// A word of at most eight letters as a number, which compares faster. Built from its end.
constexpr std::size_t longest_label = 8;
constexpr std::uint64_t with_letter_before(std::uint64_t word, char letter) {
    return word << 8U | static_cast<std::uint64_t>(static_cast<unsigned char>(lower_ascii(letter)));
}
constexpr std::uint64_t packed(std::string_view word) {
    std::uint64_t number = 0;
    for (auto i = word.size(); i-- > 0;) {
        number = with_letter_before(number, word[i]);
    }
    return number;
}

bool is_whole_label(std::uint64_t word) {
    return word == packed("id") || word == packed("number") || word == packed("numero");
}

bool is_abbreviation(std::uint64_t word) {
    return word == packed("n") || word == packed("no") || word == packed("nr") || word == packed("num") ||
           word == packed("nro");
}

} // namespace

Phrases::Phrases(const std::vector<std::string>& phrases, std::string_view what) {
    for (const auto& phrase : phrases) {
        auto words = words_of(phrase, what);
        auto& ending = endings_.at(slot(words.front().back()));
        ending.lengths |= 1ULL << words.front().size();
        ending.phrases.push_back(std::move(words));
    }
    for (auto& ending : endings_) {
        std::ranges::sort(ending.phrases); // Of two with the same last words the shorter comes first.
    }
}

std::size_t Phrases::begin_before(std::string_view text, std::size_t floor, std::size_t end) const {
    if (end <= floor) {
        return npos;
    }
    const auto& ending = endings_[slot(text[end - 1])];
    if (ending.lengths == 0) {
        return npos;
    }
    const auto last = word_ending_at(text, floor, end);
    if (last.length == 0 || (ending.lengths >> last.length & 1U) == 0) {
        return npos;
    }
    for (const auto& words : ending.phrases) {
        if (words.front() != last.text()) {
            continue;
        }
        auto begin = last.begin;
        bool same = true;
        for (std::size_t i = 1; same && i < words.size(); ++i) {
            const auto before = before_separator(text, floor, begin);
            const auto word = word_ending_at(text, floor, before);
            same = before < begin && word.length > 0 && word.text() == words[i];
            begin = word.begin;
        }
        if (same) {
            return begin;
        }
    }
    return npos;
}

std::size_t label_before(std::string_view text, std::size_t floor, std::size_t end) {
    constexpr std::string_view numero_sign = "\xE2\x84\x96";
    const auto ends_with = [&](std::size_t at, std::string_view sign) {
        return at >= floor + sign.size() && text.substr(at - sign.size(), sign.size()) == sign;
    };

    // What all of them end with: most words of a text do not.
    static constexpr Bytes last_bytes("dmnorDMNOR.\x96\xB0\xBA");
    if (end <= floor || !last_bytes.contains(text[end - 1])) {
        return npos;
    }
    auto at = end;
    const bool dot = ends_with(at, ".");
    at -= dot ? 1 : 0;
    if (ends_with(at, numero_sign)) {
        return at - numero_sign.size();
    }
    const bool ring = ends_with(at, "\xC2\xB0") || ends_with(at, "\xC2\xBA");
    if (ring) {
        at -= 2;
        at -= ends_with(at, ".") ? 1 : 0; // n.°
    }
    auto begin = at;
    std::uint64_t word = 0;
    while (begin > floor && is_ascii_letter(text[begin - 1])) {
        if (at - begin == longest_label) {
            return npos;
        }
        --begin;
        word = with_letter_before(word, text[begin]);
    }
    if (word == packed("ro") && ends_with(begin, ".") && begin >= floor + 2 && lower_ascii(text[begin - 2]) == 'n') {
        begin -= 2; // n.ro
        word = packed("nro");
    }
    const bool known = ring ? word == packed("n") : is_abbreviation(word) || (!dot && is_whole_label(word));
    const bool own_word = begin <= floor || !word_before(text, begin);
    return known && own_word ? begin : npos;
}

std::vector<std::string> default_keywords() {
    return {"ticket", "tickets"};
}

std::vector<std::string> default_foreign_kinds() {
    return {
        // clang-format off
        "order", "orders", "ordine", "ordini", "PO", "POs", "purchase order", "purchase orders",
        "invoice", "invoices", "fattura", "fatture", "proforma", "proformas", "pro forma", "quote", "quotes", "preventivo", "preventivi",
        "PR", "PRs", "pull request", "pull requests", "MR", "MRs", "merge request", "merge requests",
        "issue", "issues", "bug", "bugs", "build", "builds", "pipeline", "pipelines", "job", "jobs", "run", "runs", "commit", "commits",
        "customer", "customers", "client", "clients", "cliente", "clienti", "account", "accounts",
        "contract", "contracts", "contratto", "contratti", "service", "services", "servizio", "servizi",
        "server", "servers", "VPS", "host", "hosts", "node", "nodes", "nodo", "nodi", "domain", "domains", "dominio", "domini",
        "product", "products", "prodotto", "prodotti", "transaction", "transactions", "transazione", "transazioni",
        "payment", "payments", "pagamento", "pagamenti", "bonifico", "bonifici",
        "colour", "colours", "color", "colors", "colore", "colori", "background", "backgrounds", "sfondo", "sfondi",
        // clang-format on
    };
}

} // namespace usher::mention
