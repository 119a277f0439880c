#include "card/wrap.hpp"

#include <algorithm>

#include "usher/text/utf8.hpp"

namespace usher::card {

namespace {

class Wrapper {
public:
    Wrapper(const Indent& indent, std::size_t width) : indent_(indent), width_(width) {}

    void add_line(std::string_view line) {
        // A line that fits is kept to the letter, blanks and all.
        if (text::count_characters(prefix()) + text::count_characters(line) <= width_) {
            finish(line);
            return;
        }
        std::string current;
        std::size_t length = text::count_characters(prefix());
        while (!line.empty()) {
            const auto end = std::min(line.find(' '), line.size());
            const auto word = line.substr(0, end);
            const auto word_length = text::count_characters(word);
            if (!current.empty() && length + 1 + word_length > width_) {
                finish(current);
                current.clear();
                length = text::count_characters(prefix());
            }
            if (!current.empty()) {
                current += ' ';
                ++length;
            }
            current += word;
            length += word_length;
            line.remove_prefix(std::min(end + 1, line.size()));
        }
        finish(current);
    }

    [[nodiscard]] std::string take() { return std::move(result_); }

private:
    [[nodiscard]] const std::string& prefix() const { return result_.empty() ? indent_.first : indent_.next; }

    void finish(std::string_view line) {
        auto whole = prefix() + std::string(line);
        whole.erase(whole.find_last_not_of(' ') + 1);
        result_ += whole;
        result_ += '\n';
    }

    const Indent& indent_;
    std::size_t width_;
    std::string result_;
};

} // namespace

std::string wrap(std::string_view text, const Indent& indent, std::size_t width) {
    Wrapper wrapper(indent, width);
    while (true) {
        const auto end = text.find('\n');
        wrapper.add_line(text.substr(0, end));
        if (end == std::string_view::npos) {
            return wrapper.take();
        }
        text.remove_prefix(end + 1);
    }
}

} // namespace usher::card
