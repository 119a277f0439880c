#pragma once

#include <cstddef>
#include <optional>
#include <streambuf>
#include <string>

namespace usher::app {

/// A line of somebody's input, cut where it is too long.
struct InputLine {
    std::string text;
    bool too_long = false;
};

/// The next line without its line end; nothing at the end of input. The last line may lack its line end.
inline std::optional<InputLine> next_line(std::streambuf& in, std::size_t longest) {
    using Traits = std::streambuf::traits_type;
    if (Traits::eq_int_type(in.sgetc(), Traits::eof())) {
        return std::nullopt;
    }
    InputLine line;
    for (auto next = in.sbumpc(); !Traits::eq_int_type(next, Traits::eof()); next = in.sbumpc()) {
        const char c = Traits::to_char_type(next);
        if (c == '\n') {
            break;
        }
        if (line.text.size() < longest) {
            line.text += c;
        } else {
            line.too_long = true;
        }
    }
    if (line.text.ends_with('\r')) {
        line.text.pop_back();
    }
    return line;
}

} // namespace usher::app
