#pragma once

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "testing/contains.hpp"
#include "usher/config/config.hpp"

namespace usher::config::tests {

inline const std::string desk = "[keliweb]\naccess_token = { env = \"T\" }\n";
inline const std::string slack = "[slack]\napp_token = { env = \"A\" }\nbot_token = { env = \"B\" }\n";

/// The configuration of a text that has to be right.
inline Config good(const std::string& text, Need need = Need::nothing) {
    auto parsed = parse(text, "usher.toml", need);
    std::string words;
    if (!parsed) {
        for (const auto& error : parsed.error()) {
            words += to_string(error, "usher.toml") + "\n";
        }
    }
    REQUIRE_MESSAGE(parsed, words);
    return std::move(*parsed);
}

/// The errors of a text, as an operator reads them.
inline std::vector<std::string> errors(const std::string& text, Need need = Need::nothing) {
    std::vector<std::string> words;
    if (const auto parsed = parse(text, "usher.toml", need); !parsed) {
        for (const auto& error : parsed.error()) {
            words.push_back(to_string(error, "usher.toml"));
        }
    }
    return words;
}

/// A file with one mistake, where it is, and words of the sentence that mends it.
struct Mistake {
    const char* text;
    const char* place; ///< "2:8", or empty if it has none.
    const char* what;
    const char* mend;
};

inline void check_mistake(const Mistake& mistake, Need need = Need::nothing) {
    CAPTURE(mistake.text);
    const auto found = errors(mistake.text, need);
    REQUIRE(found.size() == 1);
    const auto& sentence = found.front();
    CAPTURE(sentence);
    const std::string place = mistake.place;
    CHECK(sentence.starts_with("usher.toml:" + (place.empty() ? "" : place + ":") + " "));
    CHECK(testing::contains(sentence, mistake.what));
    CHECK(testing::contains(sentence, mistake.mend));
}

} // namespace usher::config::tests
