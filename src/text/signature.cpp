#include "text/signature.hpp"

#include <algorithm>

#include "text/codepoints.hpp"
#include "text/mail_phrases.hpp"

namespace usher::text {

namespace {

constexpr std::size_t most_signature_lines = 15;
constexpr std::size_t most_card_lines = 8;
constexpr std::size_t most_disclaimer_lines = 12;

using Lines = std::vector<Line>;

/// Indices of the last lines that are not blank, last first.
std::vector<std::size_t> last_texts(const Lines& lines, std::size_t most) {
    std::vector<std::size_t> found;
    for (auto i = lines.size(); i > 0 && found.size() < most; --i) {
        if (!lines[i - 1].blank()) {
            found.push_back(i - 1);
        }
    }
    return found;
}

bool is_prose(const Line& line) {
    return line.plain && !line.quoted && !line.marked;
}

std::size_t with_rule_above(const Lines& lines, std::size_t i) {
    auto before = i;
    while (before > 0 && lines[before - 1].blank()) {
        --before;
    }
    const bool rule = before > 0 && lines[before - 1].plain &&
                      (is_rule_line(lines[before - 1].text) || lines[before - 1].text == "--");
    return rule ? before - 1 : i;
}

/// "-- " and what follows it.
std::size_t start_after_dashes(const Lines& lines) {
    for (const auto i : last_texts(lines, most_signature_lines + 1)) {
        if (lines[i].plain && !lines[i].quoted && (lines[i].text == "--" || lines[i].text == "\xE2\x80\x94")) {
            return i;
        }
        if (!is_prose(lines[i]) || is_question(lines[i].text)) {
            break;
        }
    }
    return lines.size();
}

std::size_t start_of_device_line(const Lines& lines) {
    const auto last = last_texts(lines, 1);
    return !last.empty() && is_prose(lines[last[0]]) && is_device_line(lines[last[0]].text)
               ? with_rule_above(lines, last[0])
               : lines.size();
}

std::size_t start_of_disclaimer(const Lines& lines) {
    auto start = lines.size();
    for (const auto i : last_texts(lines, most_disclaimer_lines)) {
        if (!is_prose(lines[i])) {
            break;
        }
        if (is_disclaimer(lines[i].text)) {
            start = i;
        }
    }
    return start == lines.size() ? start : with_rule_above(lines, start);
}

/// "Cordiali saluti" and the few lines of a business card below it.
std::size_t start_of_closing(const Lines& lines) {
    bool card = true;      // Every line so far may be part of a business card.
    bool contacts = false; // One of them can hardly be anything else.
    bool named = false;    // The line below the closing is a name.
    std::size_t below = 0;
    for (const auto i : last_texts(lines, most_card_lines + 1)) {
        const auto& line = lines[i];
        if (!is_prose(line)) {
            return lines.size();
        }
        const auto closing = closing_in(line.text);
        if (closing == Closing::strong) {
            return card ? i : lines.size();
        }
        if (closing == Closing::weak && card && named && contacts) {
            return i;
        }
        named = is_name(line.text);
        contacts = contacts || is_contact(line.text);
        const bool first_name = below == 0 && line.text.find(' ') == std::string::npos && is_title("X" + line.text);
        card = card && (named || is_contact(line.text) || is_title(line.text) || is_rule_line(line.text) || first_name);
        ++below;
        if (!card) {
            return lines.size();
        }
    }
    return lines.size();
}

} // namespace

std::size_t start_of_signature(const Lines& lines) {
    for (const auto search : {start_of_disclaimer, start_of_device_line, start_after_dashes, start_of_closing}) {
        if (const auto start = search(lines); start < lines.size()) {
            return start;
        }
    }
    return lines.size();
}

} // namespace usher::text
