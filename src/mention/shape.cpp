#include "mention/shape.hpp"

#include <algorithm>
#include <stdexcept>

#include "mention/characters.hpp"

namespace usher::mention {

namespace {

constexpr int most_digits = 12;
constexpr std::size_t longest_number = 32; // ticket::TicketNumber takes no more
constexpr std::size_t longest_id = 10;
constexpr std::string_view no_break_space = "\xC2\xA0";

[[noreturn]] void refuse(std::string_view mask, std::string_view why) {
    throw std::invalid_argument("the ticket mask \"" + std::string(mask) + "\" " + std::string(why));
}

bool letter_matches(char c, bool upper, bool exact_case) {
    if (!is_ascii_letter(c)) {
        return false;
    }
    return !exact_case || (c >= 'A' && c <= 'Z') == upper;
}

} // namespace

Shape::Shape(int digits, std::string_view mask) {
    if (!mask.empty()) {
        parse(mask);
        check(mask);
        return;
    }
    if (digits < 1 || digits > most_digits) {
        throw std::invalid_argument("ticket numbers of " + std::to_string(digits) +
                                    " digits are not possible; digits must be 1 to 12");
    }
    digits_ = static_cast<std::size_t>(digits);
    elements_.assign(digits_, {Kind::digit});
}

void Shape::parse(std::string_view mask) {
    for (std::size_t i = 0; i < mask.size(); ++i) {
        const char c = mask[i];
        if (c != '%') {
            if (!is_digit(c) && !is_ascii_letter(c) && c != '-' && c != ' ') {
                refuse(mask, "has a character that ticket numbers cannot have; letters, digits, dashes and blanks can "
                             "stand around %A %a %n %y %m %d %i");
            }
            elements_.push_back({Kind::literal, c});
            continue;
        }
        const char code = i + 1 < mask.size() ? mask[++i] : '\0';
        switch (code) {
        case 'A':
            elements_.push_back({Kind::upper});
            break;
        case 'a':
            elements_.push_back({Kind::lower});
            break;
        case 'n':
            elements_.push_back({Kind::digit});
            break;
        case 'y':
            elements_.insert(elements_.end(), 4, {Kind::digit});
            break;
        case 'm':
        case 'd':
            elements_.insert(elements_.end(), 2, {Kind::digit});
            break;
        case 'i':
            elements_.push_back({Kind::id});
            break;
        default:
            refuse(mask, "has an unknown code; known are %A %a (letters), %n (a digit), %y %m %d (the date) and %i "
                         "(the ticket id)");
        }
    }
}

void Shape::check(std::string_view mask) const {
    const auto is_id = [](const Element& element) { return element.kind == Kind::id; };
    const auto is_number_part = [](const Element& element) {
        return element.kind == Kind::digit || element.kind == Kind::id;
    };
    const auto is_filler = [](const Element& element) {
        return element.kind == Kind::literal && (element.literal == ' ' || element.literal == '-');
    };
    const auto ids = std::ranges::count_if(elements_, is_id);
    if (ids > 1) {
        refuse(mask, "has %i more than once");
    }
    if (std::ranges::none_of(elements_, is_number_part)) {
        refuse(mask, "has no digit (%n %y %m %d %i), so every word would be a ticket number");
    }
    if (is_filler(elements_.front()) || is_filler(elements_.back())) {
        refuse(mask, "must begin and end with a letter or a digit");
    }
    if (elements_.size() + static_cast<std::size_t>(ids) * (longest_id - 1) > longest_number) {
        refuse(mask, "makes numbers longer than 32 characters");
    }
}

std::size_t Shape::match(std::string_view text, std::size_t at, bool exact_case) const {
    if (digits_ == 0) {
        return match_from(0, text, at, exact_case);
    }
    if (at > text.size() || text.size() - at < digits_) {
        return npos;
    }
    return std::ranges::all_of(text.substr(at, digits_), is_digit) ? at + digits_ : npos;
}

std::size_t Shape::match_from(std::size_t element, std::string_view text, std::size_t at, bool exact_case) const {
    for (; element < elements_.size(); ++element) {
        if (at >= text.size()) {
            return npos;
        }
        const auto& wanted = elements_[element];
        const char c = text[at];
        bool fits = false;
        switch (wanted.kind) {
        case Kind::literal:
            if (wanted.literal == ' ' && text.substr(at, no_break_space.size()) == no_break_space) {
                at += no_break_space.size();
                continue;
            }
            fits = exact_case ? c == wanted.literal : lower_ascii(c) == lower_ascii(wanted.literal);
            break;
        case Kind::upper:
            fits = letter_matches(c, true, exact_case);
            break;
        case Kind::lower:
            fits = letter_matches(c, false, exact_case);
            break;
        case Kind::digit:
            fits = is_digit(c);
            break;
        case Kind::id: {
            std::size_t length = 0;
            while (length < longest_id && at + length < text.size() && is_digit(text[at + length])) {
                ++length;
            }
            for (; length > 0; --length) {
                // Deepens once at most: a mask has one %i.
                const auto end = match_from(element + 1, text, at + length, exact_case);
                if (end != npos) {
                    return end;
                }
            }
            return npos;
        }
        }
        if (!fits) {
            return npos;
        }
        ++at;
    }
    return at;
}

std::size_t Shape::fewest_digits() const {
    return static_cast<std::size_t>(std::ranges::count_if(elements_, [](const Element& element) {
        return element.kind == Kind::digit || element.kind == Kind::id || is_digit(element.literal);
    }));
}

bool Shape::starts_with_digit() const {
    const auto& first = elements_.front();
    return first.kind == Kind::digit || first.kind == Kind::id ||
           (first.kind == Kind::literal && is_digit(first.literal));
}

std::string as_number(std::string_view written) {
    if (written.find(no_break_space.front()) == std::string_view::npos) {
        return std::string(written);
    }
    std::string number;
    for (std::size_t i = 0; i < written.size(); ++i) {
        if (written.substr(i, no_break_space.size()) == no_break_space) {
            number += ' ';
            ++i;
        } else {
            number += written[i];
        }
    }
    return number;
}

} // namespace usher::mention
