#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace usher::matrix {

/// The whole event may have 65,536 bytes, an edit holds body and formatted body twice each, and encryption makes four
/// bytes of three: so each may have this many. Source: https://spec.matrix.org/v1.19/client-server-api/#size-limits
inline constexpr std::size_t max_text = 11'500;
inline constexpr std::size_t max_url = 1'000; ///< A longer ticket link would crowd out the ticket.

/// Bytes of a text as a JSON string, without its quotes.
std::size_t wire_size(std::string_view text);
/// HTML's five escapes: no tag, entity or attribute of the text is left.
std::string escape(std::string_view text);
/// Valid UTF-8 on one line, at most `max` bytes after escaping, with "…" if anything was cut. Reads no more of a huge
/// text than it needs.
std::string one_line(std::string_view text, std::size_t max);

/// Whether a URL may be made a link: http, https or mailto, printable, not too long, and none that a Matrix client
/// would draw as a mention of a person or a room.
bool is_linkable(std::string_view url);

/// Stands, invisible, inside what clients would otherwise draw as a mention.
inline constexpr std::string_view word_joiner = "\u2060";
/// Where a word joiner has to go so that no client sees a mention in the text: `@room`, user and room ids, aliases,
/// links to matrix.to. In ascending order. Element X looks for them in any text, and servers without intentional
/// mentions alert the room at `@room`.
std::vector<std::size_t> mention_breaks(std::string_view text);

} // namespace usher::matrix
