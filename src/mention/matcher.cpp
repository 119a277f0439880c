#include "usher/mention/matcher.hpp"

#include <algorithm>
#include <array>

#include "mention/characters.hpp"
#include "mention/reading.hpp"
#include "mention/url.hpp"

namespace usher::mention {

namespace {

std::vector<std::string> checked_hosts(const std::vector<std::string>& hosts) {
    std::vector<std::string> checked;
    checked.reserve(hosts.size());
    for (const auto& host : hosts) {
        checked.push_back(checked_host(host));
    }
    return checked;
}

} // namespace

Matcher::Matcher(const Options& options)
    : rules_(std::make_unique<const Rules>(Rules{
          .shape = Shape(options.digits, options.mask),
          .keywords = Phrases(options.keywords.empty() ? default_keywords() : options.keywords, "keywords"),
          .foreign_kinds =
              Phrases(options.foreign_kinds.empty() ? default_foreign_kinds() : options.foreign_kinds, "foreign kinds"),
          .hosts = checked_hosts(options.hosts),
          .bare = options.bare})) {}

Matcher::~Matcher() = default;
Matcher::Matcher(Matcher&&) noexcept = default;
Matcher& Matcher::operator=(Matcher&&) noexcept = default;

Explanation Matcher::explain(std::string_view neutral_text) const {
    return explain(neutral_text, rules_->bare);
}

Explanation Matcher::explain(std::string_view neutral_text, bool bare) const {
    // Most messages have no digit at all.
    return std::ranges::any_of(neutral_text, is_digit) ? read(*rules_, neutral_text, bare) : Explanation{};
}

bool Matcher::is_number(std::string_view text) const {
    return rules_->shape.is_number(text);
}

std::string_view code(Rule rule) {
    static constexpr std::array<std::string_view, 6> codes{"R1", "R2", "R3", "R4", "R5", "bare"};
    return codes.at(static_cast<std::size_t>(rule));
}

std::string_view name(Reason reason) {
    static constexpr std::array<std::string_view, 8> names{"digits", "edge",    "foreign-kind", "code",
                                                           "quote",  "spoiler", "foreign-link", "bare"};
    return names.at(static_cast<std::size_t>(reason));
}

} // namespace usher::mention
