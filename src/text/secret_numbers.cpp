#include <algorithm>
#include <array>
#include <vector>

#include "text/codepoints.hpp"
#include "text/secret_scan.hpp"

namespace usher::text {

namespace {

constexpr std::size_t shortest_card = 13;
constexpr std::size_t longest_card = 19;

struct Group {
    std::size_t begin = 0;
    std::size_t end = 0;
    char separator = '\0'; ///< Behind it: ' ', '-', '.', '\n', or none.
};

struct Prefix {
    int first;
    int last;
    std::size_t shortest;
    std::size_t longest;
};

// Leading four digits and lengths of the networks in use. Source: ISO/IEC 7812 ranges as the networks publish them.
constexpr auto prefixes = std::to_array<Prefix>({
    {2200, 2204, 16, 19},                                                                   // Mir
    {2221, 2720, 16, 16},                                                                   // Mastercard
    {3000, 3059, 14, 19}, {3095, 3095, 14, 19}, {3600, 3699, 14, 19}, {3800, 3999, 14, 19}, // Diners
    {3400, 3499, 15, 15}, {3700, 3799, 15, 15},                                             // American Express
    {3528, 3589, 16, 19},                                                                   // JCB
    {4000, 4999, 16, 16}, {4000, 4999, 13, 13}, {4000, 4999, 19, 19},                       // Visa
    {5018, 5018, 13, 19}, {5020, 5020, 13, 19}, {5038, 5038, 13, 19},                       // Maestro
    {5100, 5599, 16, 16},                                                                   // Mastercard
    {5600, 5899, 13, 19}, {6011, 6011, 16, 19}, {6200, 6299, 16, 19}, // Maestro, Discover, UnionPay
    {6304, 6304, 13, 19}, {6390, 6390, 13, 19}, {6440, 6599, 16, 19}, {6759, 6763, 13, 19},
    {9792, 9792, 16, 16}, // Troy
});

bool is_network(std::string_view digits) {
    int lead = 0;
    for (const char c : digits.substr(0, 4)) {
        lead = lead * 10 + (c - '0');
    }
    return std::ranges::any_of(prefixes, [&](const Prefix& prefix) {
        return lead >= prefix.first && lead <= prefix.last && digits.size() >= prefix.shortest &&
               digits.size() <= prefix.longest;
    });
}

bool passes_luhn(std::string_view digits) {
    int sum = 0;
    bool twice = false;
    for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit) {
        int value = *digit - '0';
        if (twice) {
            value = value * 2 > 9 ? value * 2 - 9 : value * 2;
        }
        sum += value;
        twice = !twice;
    }
    return sum % 10 == 0;
}

/// Length of a blank between groups of digits, U+00A0 and U+202F included.
std::size_t blank_at(const SecretScan& scan, std::size_t i) {
    const auto rest = scan.text().substr(i);
    if (rest.starts_with(' ') || rest.starts_with('\t')) {
        return 1;
    }
    return rest.starts_with("\xC2\xA0") ? 2 : rest.starts_with("\xE2\x80\xAF") ? 3 : 0;
}

/// Length of a dash of any width.
std::size_t dash_at(const SecretScan& scan, std::size_t i) {
    if (scan.at(i) == '-') {
        return 1;
    }
    const auto rest = scan.text().substr(std::min(i, scan.text().size()));
    const bool general = rest.size() > 2 && rest.starts_with("\xE2\x80") && rest[2] >= '\x90' && rest[2] <= '\x95';
    return general || rest.starts_with("\xE2\x88\x92") ? 3 : 0;
}

/// The separator behind a group that ends at `i`, and where the next group begins; at most two blanks, or blanks around
/// one dash.
std::size_t over_separator(const SecretScan& scan, std::size_t i, char& separator) {
    separator = ' ';
    std::size_t blanks = 0;
    auto at = i;
    for (auto length = blank_at(scan, at); length > 0 && blanks < 3; length = blank_at(scan, at)) {
        at += length;
        ++blanks;
    }
    if (scan.at(at) == '\n') {
        separator = '\n';
        ++at;
    } else if (const auto dash = dash_at(scan, at);
               dash > 0 || (blanks == 0 && std::string_view("./_").contains(scan.at(at)) && scan.at(at) != '\0')) {
        separator = dash > 0 ? '-' : scan.at(at);
        at += dash > 0 ? dash : 1;
        for (auto length = blank_at(scan, at); length > 0 && separator == '-' && blanks < 3;
             length = blank_at(scan, at)) {
            at += length;
            ++blanks;
        }
    }
    return at > i && blanks < 3 && is_digit(scan.at(at)) ? at : i;
}

/// Whether groups are sized as on a card: 4-4-4-4, with a shorter or three-digit tail, or 4-6-5 and 4-6-4.
bool grouped_like_card(const std::vector<Group>& groups, std::size_t from, std::size_t to) {
    const auto size = [&](std::size_t i) { return groups[i].end - groups[i].begin; };
    if (to - from == 1) {
        return true;
    }
    if (to - from == 3 && size(from) == 4 && size(from + 1) == 6) {
        return size(from + 2) == 4 || size(from + 2) == 5;
    }
    for (auto i = from; i < to; ++i) {
        const bool last = i + 1 == to;
        if (last ? size(i) > 4 : size(i) != 4) {
            return false;
        }
    }
    return to - from >= 4;
}

bool plausible_grouping(const std::vector<Group>& groups, std::size_t from, std::size_t to) {
    const auto line_ends = std::count_if(groups.begin() + static_cast<std::ptrdiff_t>(from),
                                         groups.begin() + static_cast<std::ptrdiff_t>(to) - 1,
                                         [](const Group& group) { return group.separator == '\n'; });
    if (line_ends > 1) {
        return false; // A column of numbers.
    }
    if (grouped_like_card(groups, from, to)) {
        return true;
    }
    // Somebody's own grouping counts only if nothing else is in the run.
    const bool whole = from == 0 && to == groups.size() && to - from <= 5;
    return whole && std::ranges::all_of(groups, [](const Group& group) {
               return group.end - group.begin >= 3 &&
                      std::string_view("./_\n").find(group.separator) == std::string_view::npos;
           });
}

/// "visa4111...", "carta_4111..."
bool follows_card_word(const SecretScan& scan, std::size_t i) {
    constexpr auto words = std::to_array<std::string_view>({"amex", "card", "carta", "maestro", "mastercard", "visa"});
    auto before = scan.lower().substr(0, i);
    while (before.ends_with('_') || before.ends_with('-')) {
        before.remove_suffix(1);
    }
    return std::ranges::any_of(words, [before](std::string_view word) { return before.ends_with(word); });
}

bool joins(char c) {
    return c == '-' || c == '_' || c == '.' || c == ',';
}

bool touches_word(const SecretScan& scan, const Group& first, const Group& last) {
    const char before = scan.before(first.begin);
    const char after = scan.at(last.end);
    const bool divided = first.begin != last.begin; // Nothing but a card is grouped like one.
    const char behind = scan.at(last.end + 1);
    const bool joined_before = joins(before) && is_alnum(scan.before(first.begin - 1)) &&
                               !(divided && is_letter(scan.before(first.begin - 1)));
    const bool joined_after = joins(after) && is_alnum(behind) && last.separator == '\0' &&
                              !((divided || after == '.') && is_letter(behind)); // A file name.
    const bool inside = (is_alnum(before) || joined_before) && !follows_card_word(scan, first.begin);
    return inside || before == '+' || is_alnum(after) || joined_after;
}

bool is_joint(char separator) {
    return separator == '-' || separator == '.';
}

/// "12/27 123": the date and code that are written behind a card's number.
void report_card_code(SecretScan& scan, std::size_t i) {
    const auto over = [&scan](std::size_t at, std::string_view signs) {
        for (std::size_t skipped = 0; skipped < 4 && scan.at(at) != '\0' && signs.contains(scan.at(at)); ++skipped) {
            ++at;
        }
        return at;
    };
    const auto digits = [&scan](std::size_t at) {
        std::size_t count = 0;
        while (count < 5 && is_digit(scan.at(at + count))) {
            ++count;
        }
        return count;
    };
    const auto month = over(i, " ,;-|/\n");
    const auto slash = month + digits(month);
    const auto year = digits(slash + 1);
    if (slash - month > 2 || slash == month || scan.at(slash) != '/' || (year != 2 && year != 4)) {
        return;
    }
    const auto code = over(slash + 1 + year, " ,;-|/\n");
    const auto size = digits(code);
    if ((size == 3 || size == 4) && !is_alnum(scan.at(code + size))) {
        scan.report(code, code + size, Secret::Kind::card_number);
    }
}

void find_in_run(SecretScan& scan, const std::vector<Group>& groups) {
    for (std::size_t from = 0; from < groups.size(); ++from) {
        std::string digits;
        for (auto to = from; to < groups.size() && digits.size() < longest_card; ++to) {
            digits += scan.text().substr(groups[to].begin, groups[to].end - groups[to].begin);
            const bool length = digits.size() >= shortest_card && digits.size() <= longest_card;
            if (!length || !is_network(digits) || !passes_luhn(digits) || !plausible_grouping(groups, from, to + 1)) {
                continue;
            }
            const bool inside = (from > 0 && is_joint(groups[from - 1].separator)) ||
                                (to + 1 < groups.size() && is_joint(groups[to].separator));
            if (!inside && !touches_word(scan, groups[from], groups[to])) {
                scan.report(groups[from].begin, groups[to].end, Secret::Kind::card_number);
                report_card_code(scan, groups[to].end);
                from = to;
                break;
            }
        }
    }
}

struct Country {
    std::string_view code;
    std::size_t length;
};

// Source: SWIFT IBAN registry.
constexpr auto countries = std::to_array<Country>({
    {"ad", 24}, {"ae", 23}, {"al", 28}, {"at", 20}, {"az", 28}, {"ba", 20}, {"be", 16}, {"bg", 22}, {"bh", 22},
    {"bi", 27}, {"br", 29}, {"by", 28}, {"ch", 21}, {"cr", 22}, {"cy", 28}, {"cz", 24}, {"de", 22}, {"dj", 27},
    {"dk", 18}, {"do", 28}, {"ee", 20}, {"eg", 29}, {"es", 24}, {"fi", 18}, {"fk", 18}, {"fo", 18}, {"fr", 27},
    {"gb", 22}, {"ge", 22}, {"gi", 23}, {"gl", 18}, {"gr", 27}, {"gt", 28}, {"hr", 21}, {"hu", 28}, {"ie", 22},
    {"il", 23}, {"iq", 23}, {"is", 26}, {"it", 27}, {"jo", 30}, {"kw", 30}, {"kz", 20}, {"lb", 28}, {"lc", 32},
    {"li", 21}, {"lt", 20}, {"lu", 20}, {"lv", 21}, {"ly", 25}, {"mc", 27}, {"md", 24}, {"me", 22}, {"mk", 19},
    {"mn", 20}, {"mr", 27}, {"mt", 31}, {"mu", 30}, {"ni", 28}, {"nl", 18}, {"no", 15}, {"om", 23}, {"pk", 24},
    {"pl", 28}, {"ps", 29}, {"pt", 25}, {"qa", 29}, {"ro", 24}, {"rs", 22}, {"ru", 33}, {"sa", 24}, {"sc", 31},
    {"sd", 18}, {"se", 24}, {"si", 19}, {"sk", 24}, {"sm", 27}, {"so", 23}, {"st", 25}, {"sv", 28}, {"tl", 23},
    {"tn", 24}, {"tr", 26}, {"ua", 29}, {"va", 22}, {"vg", 24}, {"xk", 20}, {"ye", 30},
});

std::size_t iban_length(std::string_view lower) {
    const auto* const found = std::ranges::find(countries, lower.substr(0, 2), &Country::code);
    return found == countries.end() ? 0 : found->length;
}

bool passes_mod_97(std::string_view lower) {
    std::string rotated(lower.substr(4));
    rotated += lower.substr(0, 4);
    int remainder = 0;
    for (const char c : rotated) {
        const int value = is_digit(c) ? c - '0' : c - 'a' + 10;
        remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
    }
    return remainder == 1;
}

/// Where an IBAN that starts at `i` ends, or `i`. Its groups may be separated by blanks, dashes, dots or one line end.
std::size_t iban_end(const SecretScan& scan, std::size_t i) {
    const auto length = iban_length(scan.lower().substr(i));
    std::string compact;
    auto at = i;
    while (compact.size() < length) {
        const char c = scan.lower()[std::min(at, scan.lower().size() - 1)];
        if (at < scan.text().size() && is_alnum(c)) {
            compact.push_back(c);
            ++at;
            continue;
        }
        auto next = at;
        for (std::size_t skipped = 0; skipped < 2; ++skipped) {
            const auto blank = blank_at(scan, next);
            const bool sign = scan.at(next) == '-' || scan.at(next) == '.' || scan.at(next) == '\n';
            next += blank > 0 ? blank : sign ? 1 : 0;
        }
        if (next == at || !is_alnum(scan.at(next))) {
            return i;
        }
        at = next;
    }
    const bool check_digits = length > 0 && is_digit(compact[2]) && is_digit(compact[3]);
    return check_digits && !is_alnum(scan.at(at)) && passes_mod_97(compact) ? at : i;
}

} // namespace

void find_card_numbers(SecretScan& scan) {
    const auto text = scan.text();
    for (std::size_t i = 0; i < text.size();) {
        if (!is_digit(text[i])) {
            ++i;
            continue;
        }
        std::vector<Group> groups;
        while (true) {
            auto end = i;
            while (is_digit(scan.at(end))) {
                ++end;
            }
            char separator = '\0';
            const auto next = over_separator(scan, end, separator);
            groups.push_back({i, end, next == end ? '\0' : separator});
            i = next;
            if (next == end) {
                break;
            }
        }
        find_in_run(scan, groups);
        ++i;
    }
}

void find_ibans(SecretScan& scan) {
    const auto text = scan.text();
    for (std::size_t i = 0; i + 15 <= text.size(); ++i) {
        const bool starts = !is_alnum(scan.before(i)) || scan.lower().substr(0, i).ends_with("iban");
        const bool candidate = starts && is_letter(text[i]) && is_letter(text[i + 1]) && !is_letter(text[i + 2]);
        if (!candidate || iban_length(scan.lower().substr(i)) == 0) {
            continue;
        }
        const auto end = iban_end(scan, i);
        if (end > i) {
            scan.report(i, end, Secret::Kind::iban);
            i = end;
        }
    }
}

} // namespace usher::text
