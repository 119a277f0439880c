#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "usher/store/store.hpp"

namespace usher::store {

// How values stand in the database: words, so that a row can be read by a person and an unknown one is recognised as
// such.
std::string_view name(Answer::State state);
std::optional<Ask::Verb> parse_verb(std::string_view word);
std::optional<chat::Source> parse_source(std::string_view word);
std::optional<Answer::State> parse_state(std::string_view word);
std::optional<identity::Platform> parse_platform(std::string_view word);

/// One line a candidate: `+R1<tab>#516757`.
std::string encode(const std::vector<card::WhyLine>& lines);
std::vector<card::WhyLine> decode_why(std::string_view text);
/// One number a line.
std::string encode(const std::vector<ticket::TicketNumber>& tickets);
std::vector<ticket::TicketNumber> decode_tickets(std::string_view text);

} // namespace usher::store
