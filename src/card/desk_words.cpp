#include "card/desk_words.hpp"

#include <algorithm>
#include <array>

namespace usher::card {

namespace {

using ticket::StatusClass;

/// Empty for `other`, which keeps the desk's word.
std::string_view status_word(StatusClass meaning, Language language) {
    const bool italian = language == Language::it;
    switch (meaning) {
    case StatusClass::open:
        return italian ? "Aperto" : "Open";
    case StatusClass::answered:
        return italian ? "Risposto" : "Answered";
    case StatusClass::customer_reply:
        return italian ? "Risposta cliente" : "Customer-Reply";
    case StatusClass::on_hold:
        return italian ? "In attesa" : "On Hold";
    case StatusClass::in_progress:
        return italian ? "In lavorazione" : "In Progress";
    case StatusClass::closed:
        return italian ? "Chiuso" : "Closed";
    case StatusClass::other:
        return {};
    }
    return {};
}

// The desk's hues, made readable on white and on dark grey alike: the desk's own black for "Answered" is not.
std::string_view status_colour(StatusClass meaning) {
    switch (meaning) {
    case StatusClass::open:
        return "#6b8e00";
    case StatusClass::answered:
        return "#4a86b8";
    case StatusClass::customer_reply:
        return "#e8590c";
    case StatusClass::on_hold:
        return "#5b73c4";
    case StatusClass::in_progress:
        return "#d9363e";
    case StatusClass::closed:
        return "#808080";
    case StatusClass::other:
        return "#7a7f87";
    }
    return "#7a7f87";
}

struct Priority {
    std::string_view english;
    std::string_view italian;
};

constexpr std::array priorities{Priority{"Low", "Bassa"}, Priority{"Medium", "Media"}, Priority{"High", "Alta"}};

bool same_word(std::string_view left, std::string_view right) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::ranges::equal(left, right, {}, lower, lower);
}

} // namespace

Status shown_status(std::string desk_word, Language language) {
    Status status;
    status.meaning = ticket::status_class(desk_word);
    status.colour = status_colour(status.meaning);
    status.text = status_word(status.meaning, language);
    if (status.text.empty()) {
        status.text = desk_word.empty() ? "\u2014" : desk_word;
    }
    status.raw = std::move(desk_word);
    return status;
}

std::string shown_priority(std::string_view desk_word, Language language) {
    for (const auto& priority : priorities) {
        if (same_word(desk_word, priority.english) || same_word(desk_word, priority.italian)) {
            return std::string(language == Language::it ? priority.italian : priority.english);
        }
    }
    return std::string(desk_word);
}

} // namespace usher::card
