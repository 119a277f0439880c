#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace usher::mention {

/// The address with everything percent-encoded that would end it in the middle of a text.
std::string unbroken(std::string_view url);

/// Writes the neutral chat text that `Matcher` reads, from pieces whose meaning a platform tells by itself (rich text,
/// HTML). Whatever the pieces hold, no mark in one of them opens or closes code, a spoiler, a quotation or a link in
/// another: what was code stays code, and a link's label stays the link's. Where that cannot be written down, because
/// people use the same marks as characters, "(code)" or "(spoiler)" stands for the piece.
class NeutralText {
public:
    /// What a piece of text is.
    enum class As : std::uint8_t { text, code, code_block, spoiler };

    /// Somebody's words, or code; line ends are kept.
    void write(As as, std::string_view text);
    /// A word of its own for something that names no ticket, such as "@user".
    void word(std::string_view word);
    /// A link with its label, unless that only repeats the address. What is no `scheme://…` stands as "(link)".
    void link(As as, std::string_view url, std::string_view label);
    /// Ends the line, unless nothing is on it.
    void line_end();
    /// From here on all lines are quoted, or no longer.
    void quote(bool quoted);

    /// At most some four times as long as all that was written; linear.
    [[nodiscard]] std::string take();

private:
    struct Piece {
        As as = As::text;
        bool quoted = false;
        bool apart = false; ///< With a blank on both sides.
        bool line_end = false;
        std::string text;
    };
    void add(As as, bool apart, std::string text);

    std::vector<Piece> pieces_;
    bool quoted_ = false;
};

} // namespace usher::mention
