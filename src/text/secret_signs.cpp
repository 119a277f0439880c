// What a NamedSecret does at the signs between the word and its value, and at the end of the line.

#include <algorithm>

#include "text/codepoints.hpp"
#include "text/secret_lines.hpp"
#include "text/secret_named.hpp"
#include "text/secret_word_edges.hpp"

namespace usher::text {

namespace {

constexpr auto npos = std::string_view::npos;
constexpr std::size_t most_words_between_lines = 2;

} // namespace

std::size_t NamedSecret::element() {
    done_ = true;
    accept(read_value(scan_, at_), is_password() ? Announced::by_dash : Announced::by_sign);
    return at_;
}

bool NamedSecret::is_dash() const {
    const auto rest = scan_.text().substr(at_);
    return rest.starts_with("- ") || rest.starts_with("->") || rest.starts_with(">>") ||
           rest.starts_with("\xE2\x80\x93") || rest.starts_with("\xE2\x80\x94") || rest.starts_with("\xE2\x86\x92");
}

bool NamedSecret::is_leader() const {
    const auto rest = scan_.text().substr(at_);
    return rest.starts_with("...") || rest.starts_with("__") || rest.starts_with("\xE2\x80\xA6");
}

std::size_t NamedSecret::behind_leader() const {
    auto i = at_;
    while (scan_.at(i) == '.' || scan_.at(i) == '_' || scan_.text().substr(i).starts_with("\xE2\x80\xA6")) {
        i += is_not_ascii(scan_.at(i)) ? 3 : 1;
    }
    return i;
}

void NamedSecret::encoded() {
    done_ = true;
    const auto begin = at_ + 3;
    auto value = read_value(scan_, begin);
    const auto next = scan_.lower().substr(begin, value.end - begin).find("%26");
    value.end = next == std::string_view::npos ? value.end : begin + next;
    value.next = next == std::string_view::npos ? value.next : value.end;
    accept(value, Announced::by_sign);
}

std::size_t NamedSecret::assigned() {
    done_ = true;
    const auto behind_equals = scan_.text().find_first_not_of('=', at_);
    const bool compared =
        scan_.text().substr(at_).starts_with("==") && (behind_equals == npos || scan_.at(behind_equals) != '>');
    while (scan_.at(at_) != '\0' && std::string_view(":=>~ \t").find(scan_.at(at_)) != std::string_view::npos) {
        ++at_;
    }
    over_emphasis();
    if (!is_tag()) {
        at_ = behind_tags(scan_, at_);
    }
    if (scan_.at(at_) == '\n') {
        below(true);
        return at_;
    }
    if (folds_lines()) {
        at_ = scan_.text().find('\n', at_);
        below(true);
        return at_;
    }
    if (scan_.at(at_) == '|') {
        cell(); // "Password: | x"
        if (scan_.at(at_) == '\n') {
            below(true); // YAML
        }
        return at_;
    }
    if (scan_.at(at_) == '{' && quote_at(scan_, at_ + 1) > 0) {
        return at_; // An object that has its own names.
    }
    if (is_bracketed_placeholder(scan_, at_)) {
        return at_;
    }
    if ((keyword_.named == Named::phrase && phrase()) || letter_groups() || whole_line()) {
        return at_;
    }
    const auto value = read_value(scan_, at_);
    if (compared && !value.quoted) {
        return at_; // "if ($password === $other)"
    }
    if (accept(value, copula_ ? Announced::by_copula : Announced::by_sign)) {
        return at_;
    }
    const auto word = scan_.lower().substr(value.begin, value.end - value.begin);
    if (!value.quoted && !direct_only_ && (is_copula(word) || is_filler_of_copula(word))) {
        copula_ = true; // "Password: è ...", "Authorization: Bearer ..."
        done_ = false;
        at_ = value.next;
    } else if (!value.quoted && !direct_only_ && !key_quoted_ && value.next > at_ && is_everyday_word(word)) {
        talk_ = true; // "password errata: ho messo ..."
        done_ = false;
        words_ = std::max<std::size_t>(words_, 1);
        at_ = value.next;
    }
    return at_;
}

void NamedSecret::over_emphasis() {
    const auto closes = [this](std::string_view mark) {
        return scan_.text().substr(at_).starts_with(mark) && is_space(scan_.at(at_ + mark.size()));
    };
    while (closes("**") || closes("__")) {
        at_ += 2;
        while (is_blank(scan_.at(at_))) {
            ++at_;
        }
    }
}

bool NamedSecret::folds_lines() const {
    const auto sign = scan_.at(at_) == '|' ? at_ + 1 : at_;
    const bool folding = sign > at_ || scan_.before(at_) == '>';
    return folding && (scan_.at(sign) == '-' || scan_.at(sign) == '+') && scan_.at(sign + 1) == '\n';
}

bool NamedSecret::report_up_to(std::size_t end) {
    if (end <= at_) {
        return false;
    }
    scan_.report(at_, end, Secret::Kind::password);
    at_ = end;
    return true;
}

bool NamedSecret::phrase() {
    return report_up_to(end_of_passphrase(scan_, at_));
}

bool NamedSecret::letter_groups() {
    return is_password() && report_up_to(end_of_letter_groups(scan_, at_));
}

bool NamedSecret::whole_line() {
    const bool talk = is_bare_secret() && is_upper(scan_.at(at_)); // "Secret: Santa and his elves"
    const bool line = begins_line(scan_, start_) || (begins_line_ && is_blank(scan_.before(at_)));
    if (!is_password() || direct_only_ || key_quoted_ || words_ > services_ || is_option() || talk ||
        !(line || follows_article(scan_, start_))) {
        return false;
    }
    const auto end = end_of_whole_line(scan_, at_);
    const auto words = scan_.text().substr(at_, end - std::min(at_, end));
    return (words_ == 0 || std::ranges::any_of(words, is_digit)) && report_up_to(end);
}

void NamedSecret::cell() {
    ++at_;
    while (is_blank(scan_.at(at_))) {
        ++at_;
    }
    done_ = true;
    if (scan_.at(at_) != '\n' && scan_.at(at_) != '\0') {
        const auto value = read_value(scan_, at_);
        if (scan_.before(value.next) != ':') { // Another heading.
            accept(value, Announced::by_cell);
        }
    }
}

void NamedSecret::dashed() {
    done_ = true;
    while (scan_.at(at_) == '-' || scan_.at(at_) == '>' || is_blank(scan_.at(at_)) || is_not_ascii(scan_.at(at_))) {
        ++at_;
    }
    if (scan_.at(at_) != '\n' && scan_.at(at_) != '\0') {
        accept(read_value(scan_, at_), Announced::by_dash);
    }
}

void NamedSecret::bracket() {
    if (accept(read_value(scan_, at_), Announced::by_neighbour)) {
        return;
    }
    const auto inside = scan_.text().substr(at_, 60);
    const auto close = inside.find(scan_.at(at_) == '(' ? ')' : ']');
    const bool same_line =
        close != std::string_view::npos && inside.substr(0, close).find('\n') == std::string_view::npos;
    done_ = done_ || !same_line;
    at_ += same_line ? close + 1 : 1;
}

void NamedSecret::comma() {
    ++at_;
    while (is_blank(scan_.at(at_))) {
        ++at_;
    }
    if (key_quoted_) {
        done_ = true;
        const auto value = read_value(scan_, at_);
        if (value.quoted && scan_.at(value.next) != ':') {
            accept(value, Announced::by_sign);
        }
        return;
    }
    const bool in_list = !is_blank(scan_.before(at_)) && words_ == 0; // CSV
    if (in_list && !is_space(scan_.at(at_)) && accept(read_value(scan_, at_), Announced::by_neighbour)) {
        return;
    }
    words_ += 1;
    after_comma_ = true;
}

void NamedSecret::quotation() {
    const auto value = read_value(scan_, at_);
    const auto how = copula_ ? Announced::by_copula : key_quoted_ ? Announced::by_sign : Announced::by_neighbour;
    if (!accept(value, how)) {
        ++words_;
        at_ = std::max(value.next, at_ + 1);
        done_ = done_ || copula_;
    }
}

void NamedSecret::below(bool announced) {
    auto i = at_;
    for (int line_ends = 0; is_space(scan_.at(i)) || scan_.at(i) == '>'; ++i) {
        line_ends += scan_.at(i) == '\n' ? 1 : 0;
        if (line_ends > 2) {
            return;
        }
    }
    if (scan_.at(i) == '\0') {
        return;
    }
    const auto value = read_value(scan_, i);
    const auto raw_end = scan_.before(value.next);
    const auto token = scan_.lower().substr(value.begin, value.end - value.begin);
    auto rest = value.next;
    while (is_blank(scan_.at(rest))) {
        ++rest;
    }
    const bool alone = scan_.at(rest) == '\n' || scan_.at(rest) == '\0';
    const auto look = look_of(scan_.text().substr(value.begin, value.end - value.begin));
    const bool unmistakable = look == Look::opaque && is_strong(token);
    if (raw_end == ':' || is_keyword(token) || is_user_word(token) || words_ > most_words_between_lines ||
        (!alone && !unmistakable)) {
        return;
    }
    accept(value, announced ? Announced::by_line : Announced::by_bare_line);
}

} // namespace usher::text
