#include "app/time_argument.hpp"

#include <date/date.h>

#include <sstream>

#include "usher/config/units.hpp"

namespace usher::app {

std::optional<ArgumentTime> parse_time(const std::string& text) {
    for (const char* format : {"%FT%TZ", "%FT%T%Ez"}) {
        std::istringstream stream(text);
        ArgumentTime time;
        stream >> date::parse(format, time);
        if (!stream.fail() && stream.peek() == std::istringstream::traits_type::eof()) {
            return time;
        }
    }
    return std::nullopt;
}

std::optional<ArgumentTime> parse_time_or_span(const std::string& text, ArgumentTime now) {
    if (const auto span = config::parse_duration(text)) {
        return now - *span;
    }
    return parse_time(text);
}

} // namespace usher::app
