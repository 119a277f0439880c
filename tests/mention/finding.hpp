#pragma once

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "usher/mention/matcher.hpp"

namespace usher::testing {

inline mention::Options default_options() {
    mention::Options options;
    options.hosts = {"my.keliweb.example"};
    return options;
}

inline const mention::Matcher& default_matcher() {
    static const mention::Matcher matcher(default_options());
    return matcher;
}

/// "516757 R1, 902347 R5": what a matcher finds, on one line.
inline std::string found(std::string_view text, const mention::Matcher& matcher = default_matcher()) {
    std::string line;
    for (const auto& match : matcher.explain(text).matches) {
        line += (line.empty() ? "" : ", ") + match.number + " " + std::string(mention::code(match.rule));
    }
    return line;
}

/// "#516757 edge, #4711 digits": what it rejects.
inline std::string rejected(std::string_view text, const mention::Matcher& matcher = default_matcher()) {
    std::string line;
    for (const auto& rejection : matcher.explain(text).rejected) {
        line += (line.empty() ? "" : ", ") + rejection.text + " " + std::string(mention::name(rejection.reason));
    }
    return line;
}

/// A text and what must come of it.
struct Row {
    std::string_view text;
    std::string_view expected;
};

inline void check_found(const std::vector<Row>& rows, const mention::Matcher& matcher = default_matcher()) {
    for (const auto& row : rows) {
        CAPTURE(row.text);
        CHECK(found(row.text, matcher) == row.expected);
    }
}

inline void check_rejected(const std::vector<Row>& rows, const mention::Matcher& matcher = default_matcher()) {
    for (const auto& row : rows) {
        CAPTURE(row.text);
        CHECK(found(row.text, matcher).empty());
        CHECK(rejected(row.text, matcher) == row.expected);
    }
}

} // namespace usher::testing
