#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace usher::mention {

/// What counts as a ticket number in running text, and around which words. Mirrors `[mention]` of the configuration.
struct Options {
    int digits = 6;    ///< 1 to 12; ignored if `mask` is set.
    std::string mask;  ///< WHMCS mask (`%A %a %n %y %m %d %i`), for example `CFB-%n%n%n%n%n%n`; empty: digits.
    bool bare = false; ///< Also numbers that nothing announces.
    std::vector<std::string> hosts;    ///< Hosts whose `…/viewticket.php?tid=` links are ours.
    std::vector<std::string> keywords; ///< Empty: `default_keywords()`.
    std::vector<std::string>
        foreign_kinds; ///< Words that make a following `#number` something else. Empty: `default_foreign_kinds()`.
};

/// The words of the rule as shipped.
std::vector<std::string> default_keywords();
std::vector<std::string> default_foreign_kinds();

/// Which part of the rule accepted a number: R1 hash, R2 keyword, R3 mail subject (a keyword inside brackets), R4 own
/// link, R5 list.
enum class Rule : std::uint8_t { hash, keyword, subject, link, list, bare };
/// "R1" … "R5", "bare".
std::string_view code(Rule rule);

struct Match {
    std::string number; ///< As written, leading zeros kept.
    Rule rule = Rule::hash;
    std::size_t offset = 0; ///< Byte offset of the number in the text.
};

/// Why a thing that looks like a reference is none.
enum class Reason : std::uint8_t {
    digits,       ///< Not the configured shape.
    edge,         ///< Glued to something on its left or right.
    foreign_kind, ///< Announced as an order, an invoice, a pull request …
    code,         ///< In inline or fenced code.
    quote,        ///< On a quoted line.
    spoiler,      ///< Between `||`.
    foreign_link, ///< Inside a URL that is not a link to our desk.
    bare          ///< A number that nothing announces.
};
/// "digits", "edge", "foreign-kind", "code", "quote", "spoiler", "foreign-link", "bare".
std::string_view name(Reason reason);

struct Rejection {
    std::string text; ///< The candidate as written, `#` included.
    Reason reason = Reason::bare;
    std::size_t offset = 0;
};

/// Every candidate of a text and what became of it. A number appears once, in the order of first mention.
struct Explanation {
    std::vector<Match> matches;
    std::vector<Rejection> rejected;
};

/// The rule of docs/matching.md over neutral chat text. Immutable after construction, safe to share between threads.
class Matcher {
public:
    /// Throws std::invalid_argument with a sentence for the operator if the options make no sense (mask, digits, host).
    explicit Matcher(const Options& options);
    ~Matcher();
    Matcher(Matcher&&) noexcept;
    Matcher& operator=(Matcher&&) noexcept;

    /// Linear in the length of the text, for any bytes. At most `max_candidates` matches and as many rejections are
    /// kept.
    [[nodiscard]] Explanation explain(std::string_view neutral_text) const;
    /// The same rule with bare numbers on or off, whatever the options say (a conversation may decide for itself).
    [[nodiscard]] Explanation explain(std::string_view neutral_text, bool bare) const;

    /// Whether the whole text is one number of the configured shape; the case of letters does not count.
    [[nodiscard]] bool is_number(std::string_view text) const;

    static constexpr std::size_t max_candidates = 200;

    struct Rules; ///< The options, checked and made ready.

private:
    std::unique_ptr<const Rules> rules_;
};

/// The ticket number that a link to one of `hosts` carries (`https://host/…/viewticket.php?tid=516757&c=…`), without
/// anything else of the link; empty if the URL is no such link. The access key is never returned.
std::string number_in_link(std::string_view url, const std::vector<std::string>& hosts);

} // namespace usher::mention
