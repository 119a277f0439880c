#include "text/secret_value.hpp"

#include <algorithm>
#include <array>

#include "text/codepoints.hpp"
#include "text/secret_vocabulary.hpp"

namespace usher::text {

namespace {

constexpr std::size_t longest_quotation = 128;

struct QuotePair {
    std::string_view open;
    std::string_view close;
};

constexpr auto quote_pairs = std::to_array<QuotePair>({
    {"\"", "\""},
    {"'", "'"},
    {"`", "`"},
    {"\xE2\x80\x9C", "\xE2\x80\x9D"}, // “ ”
    {"\xE2\x80\x9E", "\xE2\x80\x9C"}, // „ “
    {"\xE2\x80\x9D", "\xE2\x80\x9D"}, // ” ”
    {"\xC2\xAB", "\xC2\xBB"},         // « »
    {"\xE2\x80\x98", "\xE2\x80\x99"}, // ‘ ’
    {"\xE2\x80\x99", "\xE2\x80\x99"}, // ’ ’
});

const QuotePair* quote_pair_at(const SecretScan& scan, std::size_t i) {
    const auto rest = scan.text().substr(std::min(i, scan.text().size()));
    const auto* const found =
        std::ranges::find_if(quote_pairs, [rest](const QuotePair& pair) { return rest.starts_with(pair.open); });
    return found == quote_pairs.end() ? nullptr : found;
}

bool names_value_at(const SecretScan& scan, std::size_t i) {
    auto end = i;
    while (end - i < 40 && (is_alnum(scan.at(end)) || scan.at(end) == '_' || scan.at(end) == '-')) {
        ++end;
    }
    return end > i && scan.at(end) == '=';
}

/// Where an unquoted value ends although no blank follows: in lists such as `a=1;b=2`, in addresses and in XML.
bool ends_value(const SecretScan& scan, std::size_t i) {
    const char c = scan.at(i);
    if (is_space(c) || c == '\0') {
        return true;
    }
    if (c == '&') {
        return names_value_at(scan, i + 1) || scan.lower().substr(i).starts_with("&amp;");
    }
    if (c == ';' || c == ',') {
        return names_value_at(scan, i + 1);
    }
    return c == '<' && (scan.at(i + 1) == '/' || is_letter(scan.at(i + 1)));
}

std::size_t without_sentence_end(const SecretScan& scan, std::size_t begin, std::size_t end) {
    const auto has = [&](char c) {
        return scan.text().substr(begin, end - begin - 1).find(c) != std::string_view::npos;
    };
    while (end > begin) {
        const char c = scan.before(end);
        const bool bracket =
            (c == ')' && !has('(')) || (c == ']' && !has('[')) || (c == '}' && !has('{')) || (c == '>' && !has('<'));
        if (bracket || std::string_view(".,;:\"'`").find(c) != std::string_view::npos) {
            --end;
            continue;
        }
        const auto token = scan.text().substr(begin, end - begin);
        const auto foreign = std::ranges::find_if(quote_pairs, [token](const QuotePair& pair) {
            return is_not_ascii(pair.close.front()) && token.ends_with(pair.close);
        });
        if (foreign == quote_pairs.end()) {
            break;
        }
        end -= foreign->close.size();
    }
    return end;
}

bool is_letter_or_foreign(char c) {
    return is_letter(c) || is_not_ascii(c);
}

/// "get_password()", "$_POST['password']", "os.environ[...]": where a program gets it from.
bool is_code(std::string_view token) {
    constexpr auto sources =
        std::to_array<std::string_view>({"$_", "$this->", "os.", "process.env", "ENV[", "getenv(", "env(", "input(",
                                         "prompt(", "required|", "nullable|", "string|"});
    if (std::ranges::any_of(sources, [token](std::string_view source) { return token.starts_with(source); })) {
        return true;
    }
    const auto call = std::min(token.find("()"), token.find("($"));
    return call != std::string_view::npos && call > 0 && std::ranges::all_of(token.substr(0, call), [](char c) {
               return is_letter(c) || c == '_' || c == '.' || c == ':';
           });
}

bool is_placeholder(std::string_view token) {
    if (token.empty() || token.find_first_not_of("*.xX-_#?=/\\<>()[]{}:;,|+~!") == std::string_view::npos) {
        return true;
    }
    if (token.size() == 2 && token.front() == '%' && is_letter(token.back())) {
        return true; // "%s"
    }
    if (lowered(token.substr(0, 5)) == "your_" || lowered(token.substr(0, 5)) == "your-") {
        return true;
    }
    std::string_view core = token;
    if (core.starts_with("\xE2\x80\xA2")) {
        return true; // Bullets, as password fields show them.
    }
    if (core.starts_with("{{") || core.starts_with("${") || core.starts_with("%(") || core.starts_with("<%")) {
        return true;
    }
    if (core.size() > 2 && (core.front() == '$' || core.front() == '%')) {
        core.remove_prefix(1);
        core = core.ends_with('%') ? core.substr(0, core.size() - 1) : core;
        return std::ranges::all_of(core, [](char c) { return is_upper(c) || c == '_'; });
    }
    return false;
}

bool is_host(std::string_view token) {
    const auto dot = token.rfind('.');
    if (dot == std::string_view::npos || dot == 0 || token.size() - dot < 3) {
        return false;
    }
    const auto labels = token.substr(0, token.find_first_of(":/"));
    return std::ranges::all_of(labels, [](char c) { return is_alnum(c) || c == '-' || c == '.'; }) &&
           std::ranges::all_of(token.substr(dot + 1), is_letter);
}

bool is_address(std::string_view token) {
    if (token.find("://") != std::string_view::npos || token.starts_with("www.") || token.starts_with("mailto:")) {
        return true;
    }
    if (token.front() == '/' && token.find('/', 1) != std::string_view::npos) {
        return true;
    }
    const auto at = token.find('@');
    if (at != std::string_view::npos) {
        return at > 0 && is_host(token.substr(at + 1));
    }
    return is_host(token);
}

bool is_number(std::string_view token) {
    const bool digit = std::ranges::any_of(token, is_digit);
    return digit && std::ranges::all_of(token, [](char c) {
               return is_digit(c) || std::string_view("/:.,-+%()").find(c) != std::string_view::npos;
           });
}

/// The quotation mark that is neither quoted by a backslash nor an apostrophe inside a word.
std::size_t closing_quote(std::string_view line, std::string_view mark) {
    const bool apostrophe = mark == "'" || mark == "\xE2\x80\x99";
    auto close = line.find(mark);
    while (close != std::string_view::npos && close > 0) {
        const auto behind = close + mark.size();
        const bool inside = apostrophe && behind < line.size() && is_letter(line[behind]) && is_letter(line[close - 1]);
        const auto next = line.find(mark, behind);
        if ((line[close - 1] != '\\' && !inside) || next == std::string_view::npos) {
            break;
        }
        close = next;
    }
    return close;
}

} // namespace

Value read_value(const SecretScan& scan, std::size_t i) {
    const auto text = scan.text();
    if (const auto* const pair = quote_pair_at(scan, i)) {
        const auto begin = i + pair->open.size();
        const auto line = text.substr(begin, std::min(longest_quotation, text.substr(begin).find('\n')));
        const auto close = closing_quote(line, pair->close);
        if (close != std::string_view::npos && close > 0) {
            const auto inside = line.substr(0, close);
            const auto first = std::min(inside.find_first_not_of(' '), inside.size());
            const auto last = inside.find_last_not_of(' ');
            const auto end = last == std::string_view::npos ? close : last + 1;
            return {begin + std::min(first, end), begin + end, begin + close + pair->close.size(), true};
        }
        i = begin;
    } else if (std::string_view("([{<").find(scan.at(i)) != std::string_view::npos &&
               !scan.text().substr(i).starts_with("{{")) {
        ++i;
    }
    auto end = i;
    while (end - i < judged_length && !ends_value(scan, end)) {
        ++end;
    }
    const auto trimmed_end = without_sentence_end(scan, i, end);
    return {i, trimmed_end, std::max(end, i), false};
}

std::size_t report_value(SecretScan& scan, const Value& value, Secret::Kind kind) {
    auto end = value.end;
    auto next = value.next;
    if (!value.quoted && value.next - value.begin >= judged_length) {
        while (!ends_value(scan, next)) {
            ++next;
        }
        end = next;
    }
    scan.report(value.begin, end, kind);
    return next;
}

Look look_of(std::string_view token) {
    while (!token.empty() && (token.back() == '!' || token.back() == '?')) {
        token.remove_suffix(1);
    }
    if (is_placeholder(token) || is_code(token)) {
        return Look::nothing;
    }
    if (std::ranges::all_of(token, is_digit)) {
        return Look::digits;
    }
    if (is_number(token)) {
        return Look::number;
    }
    const auto lower = lowered(token);
    if (is_everyday_word(lower)) {
        return Look::everyday;
    }
    if (is_address(lower)) {
        return Look::address;
    }
    const bool elided =
        token.find('\'') != std::string_view::npos || token.find("\xE2\x80\x99") != std::string_view::npos;
    const bool letters = std::ranges::all_of(token, [](char c) {
        return is_letter_or_foreign(c) || c == '-' || c == '\'' || c == '.' || c == '/' || c == ',' || c == ';' ||
               c == ')';
    });
    if (letters) {
        if (elided) {
            return Look::everyday; // "dell'utente", "don't"
        }
        const auto inner = token.substr(1);
        const bool shouted = std::ranges::none_of(token, is_lower);
        return !shouted && std::ranges::any_of(inner, is_upper) ? Look::camel : Look::word;
    }
    return Look::opaque;
}

bool is_opaque_symbol(char c) {
    return std::string_view("!@#$%^&*+=?~|\\{}[]<>").find(c) != std::string_view::npos;
}

bool has_opaque_symbol(std::string_view token) {
    const auto last = token.find_last_not_of("!?");
    const auto core = token.substr(0, last == std::string_view::npos ? 0 : last + 1);
    return std::ranges::any_of(core, is_opaque_symbol);
}

bool ends_sentence(const SecretScan& scan, std::size_t i) {
    while (is_blank(scan.at(i))) {
        ++i;
    }
    const char c = scan.at(i);
    return c == '\0' || c == '\n' || std::string_view(".,;!)]|\"").find(c) != std::string_view::npos;
}

std::string_view following_word(const SecretScan& scan, std::size_t i) {
    while (is_blank(scan.at(i))) {
        ++i;
    }
    auto end = i;
    while (is_letter_or_foreign(scan.at(end)) && end - i < 32) {
        ++end;
    }
    return scan.lower().substr(std::min(i, scan.lower().size()), end - i);
}

std::size_t quote_at(const SecretScan& scan, std::size_t i) {
    for (const QuotePair& pair : quote_pairs) {
        const auto rest = scan.text().substr(std::min(i, scan.text().size()));
        if (rest.starts_with(pair.open)) {
            return pair.open.size();
        }
        if (rest.starts_with(pair.close)) {
            return pair.close.size();
        }
    }
    return 0;
}

} // namespace usher::text
