#include "card/lines.hpp"

#include "usher/text/desk_text.hpp"
#include "usher/text/entities.hpp"

namespace usher::card {

namespace {

std::size_t occurrences(std::string_view text, std::string_view mark) {
    std::size_t count = 0;
    for (auto at = text.find(mark); at != std::string_view::npos; at = text.find(mark, at + mark.size())) {
        ++count;
    }
    return count;
}

} // namespace

std::string Lines::read(std::string_view raw, std::size_t max_characters) {
    auto shown = text::read_desk_line(raw, max_characters, mark_);
    // Somebody may have typed the mark: only what was not there before stands for a secret.
    if (const auto marks = occurrences(shown, mark_); marks > 0) {
        const auto typed = occurrences(text::decode_entities(raw), mark_);
        redactions_ += marks > typed ? marks - typed : 0;
    }
    return shown;
}

} // namespace usher::card
