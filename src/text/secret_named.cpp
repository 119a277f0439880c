#include "text/secret_named.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "text/codepoints.hpp"
#include "text/secret_lines.hpp"
#include "text/secret_pairs.hpp"
#include "text/secret_word_edges.hpp"

namespace usher::text {

namespace {

constexpr std::size_t farthest_value = 100; // Bytes between the word and where its value may begin.
constexpr std::size_t most_words = 6;

/// "impostata la password a X": the preposition is no further word.
bool is_leading_preposition(std::string_view word) {
    constexpr auto prepositions =
        std::to_array<std::string_view>({"a", "as", "con", "da", "e", "from", "in", "to", "with"});
    return std::ranges::find(prepositions, word) != prepositions.end();
}

} // namespace

NamedSecret::NamedSecret(SecretScan& scan, const Keyword& keyword, std::size_t start)
    : scan_(scan), keyword_(keyword), start_(start), at_(start + keyword.word.size()),
      begins_line_(begins_line(scan, identifier_begin(scan, start))) {}

std::size_t NamedSecret::run() {
    const auto edge = edge_behind(scan_, at_);
    at_ = edge.end;
    word_end_ = edge.end;
    direct_only_ = edge.identifier;
    if (!edge.names) {
        return at_;
    }
    const auto limit = at_ + farthest_value;
    over_closing_quotes();
    over_abbreviation();
    if (scan_.at(at_) == '<' && dressed()) {
        return at_;
    }
    if (scan_.at(at_) == '>' && (is_tag() || key_quoted_)) {
        ++at_; // <password>value</password>, <entry key="password">value</entry>
        return is_tag() ? assigned() : element();
    }
    if (const auto value = behind_value_label(scan_, at_); value > 0) {
        at_ = value;
        return assigned();
    }
    if (is_option() && is_blank(scan_.at(at_))) {
        return assigned(); // --password value
    }
    if (is_blank(scan_.at(at_)) && is_introduced(scan_, start_) && follows_at_once()) {
        return at_;
    }
    while (at_ < limit && !done_) {
        step();
    }
    return at_;
}

bool NamedSecret::follows_at_once() {
    auto begin = at_;
    while (is_blank(scan_.at(begin))) {
        ++begin;
    }
    const auto value = read_value(scan_, begin);
    const auto word = scan_.lower().substr(value.begin, value.end - value.begin);
    const bool talk = ends_search(word) || is_benign_suffix(word) || is_copula(word) || is_keyword(word);
    return value.begin < value.end && !talk && accept(value, Announced::by_copula);
}

bool NamedSecret::is_tag() const {
    auto begin = identifier_begin(scan_, start_);
    if (scan_.before(begin) == ':') {
        begin = identifier_begin(scan_, begin - 1);
    }
    return scan_.before(begin) == '<';
}

bool NamedSecret::is_bare_secret() const {
    const char before = scan_.before(start_);
    const bool named = follows_owner_of_secret(scan_, start_);
    const bool alone = !is_alnum(before) && before != '_' && before != '-';
    return keyword_.word.starts_with("secret") && keyword_.word.size() <= 7 && !key_quoted_ && !direct_only_ &&
           !named && (alone || refers_to_secret(scan_, start_));
}

bool NamedSecret::is_option() const {
    return scan_.text().substr(0, start_).ends_with("--");
}

bool NamedSecret::dressed() {
    const auto behind = behind_tags(scan_, at_);
    const bool cells = scan_.lower().substr(at_, behind - at_).contains("><");
    at_ = behind;
    word_end_ = behind;
    return cells && scan_.at(at_) != '\0' && accept(read_value(scan_, at_), Announced::by_cell);
}

void NamedSecret::over_abbreviation() {
    constexpr std::size_t longest = 5;
    const char next = scan_.at(at_ + 1);
    const bool short_form = is_password() && keyword_.word.size() <= longest && is_blank(next);
    if (scan_.at(at_) == '.' && (next == ':' || next == '=' || short_form)) {
        ++at_;
    }
}

void NamedSecret::over_closing_quotes() {
    while (true) {
        const auto quote = quote_at(scan_, at_);
        if (quote > 0 && scan_.before(start_) != '\0' && !is_space(scan_.before(start_))) {
            key_quoted_ = true;
            at_ += quote;
        } else if (scan_.at(at_) == ']' || scan_.at(at_) == '}' || scan_.at(at_) == '*' || scan_.at(at_) == '\\') {
            ++at_;
        } else {
            return;
        }
    }
}

void NamedSecret::step() {
    while (is_blank(scan_.at(at_))) {
        ++at_;
    }
    const char c = scan_.at(at_);
    if (c == '\n') {
        done_ = true;
        if (copula_ ? scan_.before(at_) == ':' : words_ == 0 && begins_line(scan_, start_)) {
            below(copula_);
        }
    } else if (c == ':' || c == '=') {
        assigned();
    } else if (words_ == 0 && scan_.lower().substr(at_).starts_with("%3d")) {
        encoded();
    } else if (words_ == 0 && is_leader()) {
        at_ = behind_leader();
        assigned();
    } else if (c == '|') {
        cell();
    } else if (is_dash()) {
        dashed();
    } else if (c == '(' || c == '[') {
        bracket();
    } else if (c == ',') {
        comma();
    } else if (c == ';' && words_ == 0 && !is_space(scan_.at(at_ + 1 + (is_blank(scan_.at(at_ + 1)) ? 1 : 0))) &&
               scan_.before(start_) != '=') {
        at_ += is_blank(scan_.at(at_ + 1)) ? 2 : 1;
        done_ = true;
        accept(read_value(scan_, at_), Announced::by_neighbour);
    } else if (c == '\0' || std::string_view("?!.;)>").find(c) != std::string_view::npos) {
        done_ = true;
    } else if (quote_at(scan_, at_) > 0) {
        quotation();
    } else {
        token();
    }
}

bool NamedSecret::is_password() const {
    return keyword_.named == Named::password || keyword_.named == Named::short_word;
}

void NamedSecret::token() {
    const auto begin = at_;
    const bool attached = begin == word_end_ && scan_.at(begin) != '/'; // "pass@example.org"
    if (attached) {
        done_ = true;
        return;
    }
    auto end = begin;
    while (!is_space(scan_.at(end)) && scan_.at(end) != '\0' && end - begin < judged_length) {
        ++end;
    }
    auto raw = scan_.lower().substr(begin, end - begin);
    const auto sign = copula_ ? std::string_view::npos : raw.find_first_of(":=|(");
    const bool labelled =
        sign != std::string_view::npos && sign > 0 && std::ranges::none_of(raw.substr(0, sign), is_digit);
    if (labelled) {
        raw = raw.substr(0, sign);
        end = begin + sign;
    }
    if (labelled && key_quoted_ && scan_.at(end) == '=' && raw != "value") {
        done_ = true; // Another attribute: <input name="password" id="x">
        return;
    }
    const auto last = raw.find_last_not_of(".,;:?!");
    const auto word = raw.substr(0, last == std::string_view::npos ? 0 : last + 1);
    const bool clause_ends = word.size() != raw.size();
    const auto next = following_word(scan_, end);
    const bool sets = (word == "reset" || word == "resets") && (next == "to" || next == "a");
    const bool sort = labelled && word == "type"; // "password type: text"
    if ((is_copula(word) || sets) && !clause_ends && !direct_only_ && !sort) {
        copula_ = true;
        at_ = end;
        return;
    }
    if (copula_) {
        after_copula(word, begin, end);
        return;
    }
    if (direct_only_ || (words_ > 0 && is_keyword(word))) {
        done_ = true;
        return;
    }
    if (!labelled && accept(read_value(scan_, begin), Announced::by_neighbour)) {
        return;
    }
    talk_ = talk_ || ends_search(word);
    services_ += is_service_word(word) ? 1 : 0;
    const bool leads = words_ == 0 && !leading_ && is_leading_preposition(word);
    const bool attribute_name = key_quoted_ && labelled && word == "value"; // <property name="password" value="x">
    words_ += leads || is_qualifier(word) || attribute_name ? 0 : 1;
    leading_ = leading_ || leads;
    at_ = end;
    const bool only_comma = clause_ends && raw.ends_with(',');
    after_comma_ = after_comma_ || only_comma;
    done_ = words_ > most_words || (clause_ends && !only_comma);
}

void NamedSecret::after_copula(std::string_view word, std::size_t begin, std::size_t end) {
    if (is_filler_of_copula(word) && fillers_++ < most_words) {
        at_ = end;
        return;
    }
    done_ = true;
    at_ = begin;
    if (keyword_.named != Named::phrase || !phrase()) {
        accept(read_value(scan_, begin), Announced::by_copula);
    }
}

bool NamedSecret::accept(const Value& value, Announced how) {
    // "la password non è ...": only what can be nothing else.
    const auto announced = talk_ ? Announced::in_talk : how;
    Announcement announcement{keyword_.named, announced, words_, after_comma_};
    announcement.begins_line = begins_line_ && !direct_only_ && !key_quoted_ && !refers_to_secret(scan_, start_);
    announcement.bare_secret = is_bare_secret();
    announcement.plural = keyword_.word == "tokens";
    announcement.service = services_ > 0 && words_ == services_;
    announcement.dated = follows_change(scan_, start_);
    if (!is_secret_value(scan_, value, announcement)) {
        return false;
    }
    at_ = std::max(report_value(scan_, value, kind_of(keyword_.named)), at_);
    done_ = true;
    further_words(value, announced);
    if (keyword_.named == Named::pin) {
        at_ = report_like_values(scan_, value, at_);
    }
    at_ = report_second_value(scan_, at_, kind_of(keyword_.named));
    return true;
}

void NamedSecret::further_words(const Value& value, Announced announced) {
    const bool apart = is_blank(scan_.before(value.begin));
    if (!is_password() || announced != Announced::by_sign || words_ > 0 || key_quoted_ || !begins_line_ || !apart ||
        is_option()) {
        return;
    }
    const auto look = look_of(scan_.text().substr(value.begin, value.end - value.begin));
    const auto end = look == Look::word || look == Look::camel ? end_with_further_words(scan_, value) : value.end;
    if (end > value.end) {
        scan_.report(value.begin, end, Secret::Kind::password);
        at_ = std::max(at_, end);
    }
}

void find_named_secrets(SecretScan& scan) {
    for (std::size_t i = 0; i < scan.text().size();) {
        const auto keyword = is_letter(scan.at(i)) ? keyword_at(scan.lower().substr(i)) : std::nullopt;
        if (!keyword || !may_start_at(scan, i, *keyword)) {
            ++i;
            continue;
        }
        const auto behind = i + keyword->word.size();
        if (const auto end = report_pair_behind(scan, i, *keyword); end > behind) {
            i = end;
            continue;
        }
        report_value_before(scan, i, *keyword);
        i = std::max(behind, NamedSecret(scan, *keyword, i).run());
    }
    find_credentials(scan);
}

} // namespace usher::text
