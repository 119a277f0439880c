#include <algorithm>
#include <array>

#include "text/codepoints.hpp"
#include "text/secret_scan.hpp"

namespace usher::text {

namespace {

constexpr std::size_t longest_key =
    std::size_t{32} * 1024; // Generous for RSA 16384; beyond it the END belongs to something else.
constexpr std::size_t longest_label = 40;
constexpr std::size_t shortest_full_line = 20;

bool is_key_character(char c) {
    return is_alnum(c) || c == '+' || c == '/' || c == '=' || c == '\\';
}

struct Label {
    std::size_t begin = 0; ///< Of the dashes.
    std::size_t end = 0;   ///< Behind the dashes.
};

std::size_t back_over_dashes(const SecretScan& scan, std::size_t i) {
    while (scan.before(i) == '-' || is_not_ascii(scan.before(i))) {
        --i;
    }
    return i;
}

std::size_t over_dashes(const SecretScan& scan, std::size_t i) {
    while (scan.at(i) == '-' || is_not_ascii(scan.at(i))) {
        ++i;
    }
    return i;
}

/// `word` ("BEGIN " or "END ") at `at`, if a private key is what begins or ends there.
bool label_at(const SecretScan& scan, std::size_t at, std::string_view word, Label& out) {
    const auto rest = scan.text().substr(at + word.size(), longest_label);
    const auto line = rest.substr(0, rest.find_first_of("\n-"));
    const auto key = line.find("PRIVATE KEY");
    if (key == std::string_view::npos) {
        return false;
    }
    auto end = at + word.size() + key + std::string_view("PRIVATE KEY").size();
    if (scan.text().substr(end).starts_with(" BLOCK")) {
        end += std::string_view(" BLOCK").size();
    }
    out = {back_over_dashes(scan, at), over_dashes(scan, end)};
    return true;
}

bool is_header_word(std::string_view token) {
    constexpr auto headers = std::to_array<std::string_view>(
        {"Charset:", "Comment:", "DEK-Info:", "Hash:", "Private-MAC:", "Proc-Type:", "Version:"});
    return std::ranges::find(headers, token) != headers.end();
}

/// Whether a token can be a line (or the last line) of key material, given what stands around it.
bool is_material(std::string_view token, bool alone_on_line) {
    if (!std::ranges::all_of(token, is_key_character)) {
        return false;
    }
    if (token.size() >= shortest_full_line) {
        return true;
    }
    const bool plain_word = std::ranges::all_of(token, is_letter) && token.size() < 12;
    return alone_on_line && !plain_word;
}

struct Token {
    std::size_t begin = 0;
    std::size_t end = 0;
    bool alone = false;
};

Token next_token(const SecretScan& scan, std::size_t i) {
    const auto text = scan.text();
    while (i < text.size() && (is_space(text[i]) || text[i] == '>')) {
        ++i;
    }
    const auto begin = i;
    while (i < text.size() && !is_space(text[i])) {
        ++i;
    }
    auto left = begin;
    while (left > 0 && (is_blank(text[left - 1]) || text[left - 1] == '>')) {
        --left;
    }
    auto right = i;
    while (right < text.size() && is_blank(text[right])) {
        ++right;
    }
    const bool alone = (left == 0 || text[left - 1] == '\n') && (right >= text.size() || text[right] == '\n');
    return {begin, i, alone};
}

/// The end of the key material behind `from`, for a block whose END is missing.
std::size_t end_of_material(const SecretScan& scan, std::size_t from) {
    auto end = from;
    for (auto token = next_token(scan, from); token.begin < token.end; token = next_token(scan, token.end)) {
        const auto word = scan.text().substr(token.begin, token.end - token.begin);
        if (is_header_word(word)) {
            token.end = std::min(scan.text().find('\n', token.end), scan.text().size());
        } else if (!is_material(word, token.alone)) {
            break;
        }
        end = token.end;
    }
    return end;
}

/// The start of the key material before `to`, for a block whose BEGIN is missing.
std::size_t start_of_material(const SecretScan& scan, std::size_t to, std::size_t limit) {
    auto start = to;
    const auto text = scan.text();
    while (start > limit) {
        auto end = start;
        while (end > limit && (is_space(text[end - 1]) || text[end - 1] == '>')) {
            --end;
        }
        auto begin = end;
        while (begin > limit && !is_space(text[begin - 1])) {
            --begin;
        }
        const auto token = text.substr(begin, end - begin);
        const bool last = start == to && std::ranges::all_of(token, is_key_character) && token.size() > 3;
        if (token.empty() || (!last && (token.size() < shortest_full_line || !is_material(token, false)))) {
            break;
        }
        start = begin;
    }
    return start;
}

std::size_t find_label(const SecretScan& scan, std::string_view word, std::size_t from, Label& out) {
    for (auto at = scan.text().find(word, from); at != std::string_view::npos; at = scan.text().find(word, at + 1)) {
        if (label_at(scan, at, word, out)) {
            return at;
        }
    }
    return std::string_view::npos;
}

void find_pem(SecretScan& scan) {
    Label begin;
    Label end;
    std::size_t done = 0;
    auto next_end = find_label(scan, "END ", 0, end);
    for (auto at = find_label(scan, "BEGIN ", 0, begin);; at = find_label(scan, "BEGIN ", done, begin)) {
        while (next_end != std::string_view::npos && (at == std::string_view::npos || next_end < at)) {
            const auto start = start_of_material(scan, end.begin, done);
            if (start < end.begin) {
                scan.report(start, end.end, Secret::Kind::private_key);
            }
            done = std::max(done, end.end);
            next_end = find_label(scan, "END ", std::max(done, next_end + 1), end);
        }
        if (at == std::string_view::npos) {
            return;
        }
        Label other;
        const auto following = find_label(scan, "BEGIN ", begin.end, other);
        const bool closed = next_end != std::string_view::npos && next_end - at <= longest_key &&
                            (following == std::string_view::npos || next_end < following);
        const auto stop = closed ? end.end : end_of_material(scan, begin.end);
        if (stop > begin.end) {
            scan.report(begin.begin, stop, Secret::Kind::private_key);
        }
        done = std::max(stop, begin.end);
        if (closed) {
            next_end = find_label(scan, "END ", done, end);
        }
    }
}

/// PuTTY's own format: "Private-Lines: 8", that many lines, and a checksum.
void find_putty(SecretScan& scan) {
    constexpr std::string_view mark = "private-lines:";
    for (auto at = scan.lower().find(mark); at != std::string_view::npos; at = scan.lower().find(mark, at + 1)) {
        auto from = at + mark.size();
        while (is_blank(scan.at(from)) || is_digit(scan.at(from))) {
            ++from;
        }
        const auto end = end_of_material(scan, from);
        const auto begin = next_token(scan, from).begin;
        scan.report(begin, end, Secret::Kind::private_key);
    }
}

} // namespace

void find_private_keys(SecretScan& scan) {
    find_pem(scan);
    find_putty(scan);
}

} // namespace usher::text
