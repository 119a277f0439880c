#include <algorithm>
#include <array>
#include <optional>

#include "text/codepoints.hpp"
#include "text/secret_lines.hpp"
#include "text/secret_pairs.hpp"
#include "text/secret_scan.hpp"
#include "text/secret_value.hpp"
#include "text/secret_verdict.hpp"
#include "text/secret_vocabulary.hpp"
#include "text/secret_word_edges.hpp"

namespace usher::text {

namespace {

constexpr auto npos = std::string_view::npos;
constexpr std::size_t farthest_value = 100; // Bytes between the word and where its value may begin.
constexpr std::size_t most_words = 6;
constexpr std::size_t most_words_between_lines = 2;

/// "impostata la password a X": the preposition is no further word.
bool is_leading_preposition(std::string_view word) {
    constexpr auto prepositions =
        std::to_array<std::string_view>({"a", "as", "con", "da", "e", "from", "in", "to", "with"});
    return std::ranges::find(prepositions, word) != prepositions.end();
}

/// Reads on from a word such as "password" to the value it announces, if it announces one.
class NamedSecret {
public:
    NamedSecret(SecretScan& scan, const Keyword& keyword, std::size_t start)
        : scan_(scan), keyword_(keyword), start_(start), at_(start + keyword.word.size()),
          begins_line_(begins_line(scan, identifier_begin(scan, start))) {}

    /// Where the search for the next word goes on.
    std::size_t run() {
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

private:
    /// "user mario password tigre", "con password tigre": no sign is needed.
    bool follows_at_once() {
        auto begin = at_;
        while (is_blank(scan_.at(begin))) {
            ++begin;
        }
        const auto value = read_value(scan_, begin);
        const auto word = scan_.lower().substr(value.begin, value.end - value.begin);
        const bool talk = ends_search(word) || is_benign_suffix(word) || is_copula(word) || is_keyword(word);
        return value.begin < value.end && !talk && accept(value, Announced::by_copula);
    }

    /// <password>, <wp:password>
    [[nodiscard]] bool is_tag() const {
        auto begin = identifier_begin(scan_, start_);
        if (scan_.before(begin) == ':') {
            begin = identifier_begin(scan_, begin - 1);
        }
        return scan_.before(begin) == '<';
    }

    std::size_t element() {
        done_ = true;
        accept(read_value(scan_, at_), is_password() ? Announced::by_dash : Announced::by_sign);
        return at_;
    }

    [[nodiscard]] bool is_bare_secret() const {
        const char before = scan_.before(start_);
        const bool named = follows_owner_of_secret(scan_, start_);
        const bool alone = !is_alnum(before) && before != '_' && before != '-';
        return keyword_.word.starts_with("secret") && keyword_.word.size() <= 7 && !key_quoted_ && !direct_only_ &&
               !named && (alone || refers_to_secret(scan_, start_));
    }

    [[nodiscard]] bool is_option() const { return scan_.text().substr(0, start_).ends_with("--"); }

    /// "psw.: tigre", "pass. Tigre99"
    void over_abbreviation() {
        constexpr std::size_t longest = 5;
        const char next = scan_.at(at_ + 1);
        const bool short_form = is_password() && keyword_.word.size() <= longest && is_blank(next);
        if (scan_.at(at_) == '.' && (next == ':' || next == '=' || short_form)) {
            ++at_;
        }
    }

    void over_closing_quotes() {
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

    void step() {
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

    [[nodiscard]] bool is_dash() const {
        const auto rest = scan_.text().substr(at_);
        return rest.starts_with("- ") || rest.starts_with("->") || rest.starts_with(">>") ||
               rest.starts_with("\xE2\x80\x93") || rest.starts_with("\xE2\x80\x94") || rest.starts_with("\xE2\x86\x92");
    }

    /// "Password ........ x", "Password____: x"
    [[nodiscard]] bool is_leader() const {
        const auto rest = scan_.text().substr(at_);
        return rest.starts_with("...") || rest.starts_with("__") || rest.starts_with("\xE2\x80\xA6");
    }

    [[nodiscard]] std::size_t behind_leader() const {
        auto i = at_;
        while (scan_.at(i) == '.' || scan_.at(i) == '_' || scan_.text().substr(i).starts_with("\xE2\x80\xA6")) {
            i += is_not_ascii(scan_.at(i)) ? 3 : 1;
        }
        return i;
    }

    /// "password%3Dtigre%26user..."
    void encoded() {
        done_ = true;
        const auto begin = at_ + 3;
        auto value = read_value(scan_, begin);
        const auto next = scan_.lower().substr(begin, value.end - begin).find("%26");
        value.end = next == std::string_view::npos ? value.end : begin + next;
        value.next = next == std::string_view::npos ? value.next : value.end;
        accept(value, Announced::by_sign);
    }

    std::size_t assigned() {
        done_ = true;
        const auto behind_equals = scan_.text().find_first_not_of('=', at_);
        const bool compared =
            scan_.text().substr(at_).starts_with("==") && (behind_equals == npos || scan_.at(behind_equals) != '>');
        while (scan_.at(at_) != '\0' && std::string_view(":=>~ \t").find(scan_.at(at_)) != std::string_view::npos) {
            ++at_;
        }
        over_emphasis();
        over_closing_tag();
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

    void over_emphasis() {
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

    /// "<b>Password:</b> x" where no markup is read.
    void over_closing_tag() {
        constexpr std::size_t longest = 12;
        const auto tag = scan_.text().substr(at_, longest);
        const auto end = tag.find('>');
        if (!tag.starts_with("</") || end == npos || is_tag()) {
            return;
        }
        at_ += end + 1;
        while (is_blank(scan_.at(at_))) {
            ++at_;
        }
    }

    /// YAML: the value stands below `>-` or `|-`.
    [[nodiscard]] bool folds_lines() const {
        const auto sign = scan_.at(at_) == '|' ? at_ + 1 : at_;
        const bool folding = sign > at_ || scan_.before(at_) == '>';
        return folding && (scan_.at(sign) == '-' || scan_.at(sign) == '+') && scan_.at(sign + 1) == '\n';
    }

    [[nodiscard]] bool is_password() const {
        return keyword_.named == Named::password || keyword_.named == Named::short_word;
    }

    bool report_up_to(std::size_t end) {
        if (end <= at_) {
            return false;
        }
        scan_.report(at_, end, Secret::Kind::password);
        at_ = end;
        return true;
    }

    bool phrase() { return report_up_to(end_of_passphrase(scan_, at_)); }

    bool letter_groups() { return is_password() && report_up_to(end_of_letter_groups(scan_, at_)); }

    /// "password: gatto sul tetto" on a line of its own.
    bool whole_line() {
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

    void cell() {
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

    void dashed() {
        done_ = true;
        while (scan_.at(at_) == '-' || scan_.at(at_) == '>' || is_blank(scan_.at(at_)) || is_not_ascii(scan_.at(at_))) {
            ++at_;
        }
        if (scan_.at(at_) != '\n' && scan_.at(at_) != '\0') {
            accept(read_value(scan_, at_), Announced::by_dash);
        }
    }

    /// "password (S3cret!)", or a remark: "password (FTP): ..."
    void bracket() {
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

    /// define('DB_PASSWORD', 'value'), or a new clause that may still say what the password is.
    void comma() {
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

    void quotation() {
        const auto value = read_value(scan_, at_);
        const auto how = copula_ ? Announced::by_copula : key_quoted_ ? Announced::by_sign : Announced::by_neighbour;
        if (!accept(value, how)) {
            ++words_;
            at_ = std::max(value.next, at_ + 1);
            done_ = done_ || copula_;
        }
    }

    void token() {
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

    void after_copula(std::string_view word, std::size_t begin, std::size_t end) {
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

    /// The value stands on the next line, alone on it.
    void below(bool announced) {
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

    bool accept(const Value& value, Announced how) {
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

    /// "Password: sunny day tomorrow"
    void further_words(const Value& value, Announced announced) {
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

    SecretScan& scan_;
    Keyword keyword_;
    std::size_t start_;
    std::size_t at_;
    bool begins_line_;         ///< The word, or the identifier it is part of.
    std::size_t word_end_ = 0; ///< Behind the word itself.
    std::size_t words_ = 0;
    std::size_t services_ = 0; ///< Those among the words that name a service.
    std::size_t fillers_ = 0;
    bool copula_ = false;
    bool direct_only_ = false;
    bool key_quoted_ = false;
    bool after_comma_ = false;
    bool leading_ = false; ///< A preposition stood right behind the word.
    bool talk_ = false;    ///< A word in between says that the talk is about passwords.
    bool done_ = false;
};

} // namespace

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
