#include "usher/policy/policy.hpp"

namespace usher::policy {

std::string_view name(Level level) {
    switch (level) {
    case Level::none:
        return "none";
    case Level::minimal:
        return "minimal";
    case Level::internal:
        return "internal";
    case Level::full:
        return "full";
    }
    return "none";
}

std::optional<Level> parse_level(std::string_view word) {
    for (const auto level : {Level::none, Level::minimal, Level::internal, Level::full}) {
        if (word == name(level)) {
            return level;
        }
    }
    return std::nullopt;
}

std::string_view code(Language language) {
    switch (language) {
    case Language::en:
        return "en";
    case Language::it:
        return "it";
    }
    return "en";
}

std::optional<Language> parse_language(std::string_view word) {
    for (const auto language : {Language::en, Language::it}) {
        if (word == code(language)) {
            return language;
        }
    }
    return std::nullopt;
}

std::string_view name(Denial denial) {
    switch (denial) {
    case Denial::user_not_listed:
        return "user_not_listed";
    case Denial::outsiders_present:
        return "outsiders_present";
    case Denial::level_none:
        return "level_none";
    case Denial::unfurls_off:
        return "unfurls_off";
    case Denial::unsure:
        return "unsure";
    }
    return "level_none";
}

} // namespace usher::policy
