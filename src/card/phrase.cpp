#include "card/phrase.hpp"

#include <algorithm>
#include <stdexcept>

namespace usher::card {

namespace {

const std::string& value_of(std::string_view name, const Values& values) {
    const auto found = std::ranges::find(values, name, &Value::first);
    if (found == values.end()) {
        throw std::logic_error("a phrase names an unknown value: " + std::string(name));
    }
    return found->second;
}

std::string filled_in(std::string_view pattern, const Values& values) {
    std::string result;
    while (!pattern.empty()) {
        const auto open = pattern.find('{');
        result += pattern.substr(0, open);
        if (open == std::string_view::npos) {
            break;
        }
        const auto close = pattern.find('}', open);
        if (close == std::string_view::npos) {
            throw std::logic_error("a phrase leaves a brace open");
        }
        result += value_of(pattern.substr(open + 1, close - open - 1), values);
        pattern.remove_prefix(close + 1);
    }
    return result;
}

} // namespace

std::vector<text::Span> phrase(std::string_view pattern, const Values& values) {
    std::vector<text::Span> spans;
    bool code = false;
    while (!pattern.empty()) {
        const auto end = std::min(pattern.find('`'), pattern.size());
        if (auto piece = filled_in(pattern.substr(0, end), values); !piece.empty()) {
            text::Span span;
            span.text = std::move(piece);
            span.style.code = code;
            spans.push_back(std::move(span));
        }
        pattern.remove_prefix(std::min(end + 1, pattern.size()));
        code = !code;
    }
    return spans;
}

} // namespace usher::card
