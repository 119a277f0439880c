#include "mention/zones.hpp"

#include <algorithm>
#include <span>

#include "mention/characters.hpp"

namespace usher::mention {

namespace {

constexpr auto npos = std::string_view::npos;
constexpr std::size_t fence = 3;

struct Run {
    std::size_t begin = 0;
    std::size_t length = 0;
    std::size_t next_as_long = npos; ///< For a fence: index of the next run that is at least as long and closes it.
    [[nodiscard]] std::size_t end() const { return begin + length; }
};

std::vector<Run> backtick_runs(std::string_view text) {
    std::vector<Run> runs;
    runs.reserve(static_cast<std::size_t>(std::ranges::count(text, '`')));
    for (auto at = text.find('`'); at < text.size(); ++at) {
        const auto begin = at;
        while (at < text.size() && text[at] == '`') {
            ++at;
        }
        if (at > begin) {
            runs.push_back({begin, at - begin});
        }
    }
    std::vector<std::size_t> waiting; // fences that nothing shorter hides, the nearest on top
    for (auto i = runs.size(); i-- > 0;) {
        if (runs[i].length < fence) {
            continue;
        }
        while (!waiting.empty() && runs[waiting.back()].length < runs[i].length) {
            waiting.pop_back();
        }
        runs[i].next_as_long = waiting.empty() ? npos : waiting.back();
        waiting.push_back(i);
    }
    return runs;
}

/// For the runs of one line: which later run of the same length would close each, and whether an odd number is left.
class Pairs {
public:
    explicit Pairs(std::span<const Run> line) : closers_(line.size(), npos), odd_(line.size(), false) {
        if (line.empty()) {
            return;
        }
        std::size_t longest = 0;
        for (const auto& run : line) {
            longest = std::max(longest, run.length);
        }
        std::vector<std::size_t> last(longest + 1, npos);
        for (auto i = line.size(); i-- > 0;) {
            auto& later = last[line[i].length];
            closers_[i] = later;
            odd_[i] = later == npos || !odd_[later];
            later = i;
        }
    }
    [[nodiscard]] std::size_t closer(std::size_t run) const { return closers_[run]; }
    [[nodiscard]] bool odd_from(std::size_t run) const { return odd_[run]; }

private:
    std::vector<std::size_t> closers_;
    std::vector<bool> odd_;
};

class BlockReader {
public:
    explicit BlockReader(std::string_view text) : text_(text), runs_(backtick_runs(text)) {}

    std::vector<Zone> read() {
        zones_.reserve(runs_.size() / 2);
        std::size_t at = 0;
        while (at < text_.size()) {
            at = at == 0 || text_[at - 1] == '\n' ? read_line(at) : read_inline(at);
        }
        return std::move(zones_);
    }

private:
    [[nodiscard]] std::size_t line_end(std::size_t at) const {
        const auto end = text_.find('\n', at);
        return end == npos ? text_.size() : end;
    }
    [[nodiscard]] std::size_t next_line(std::size_t at) const { return std::min(line_end(at) + 1, text_.size()); }

    std::size_t add(std::size_t begin, std::size_t end, Reason reason) {
        zones_.push_back({begin, end, reason});
        return end;
    }

    std::size_t read_line(std::size_t at) {
        const auto first = after_blanks(text_, at);
        if (first < text_.size() && text_[first] == '>') {
            add(at, line_end(at), Reason::quote);
            return next_line(at);
        }
        if (text_.substr(first, fence) == "~~~" && next_line(first) < text_.size()) {
            return add(first, tilde_fence_end(next_line(first)), Reason::code);
        }
        const auto run = first_run_from(first);
        if (run < runs_.size() && runs_[run].begin == first && runs_[run].length >= fence) {
            const auto closer = runs_[run].next_as_long;
            // An open fence at the beginning of a line hides the rest of the message, as in Markdown.
            return add(first, closer == npos ? text_.size() : runs_[closer].end(), Reason::code);
        }
        return read_inline(at);
    }

    [[nodiscard]] std::size_t tilde_fence_end(std::size_t at) const {
        while (at < text_.size()) {
            if (text_.substr(after_blanks(text_, at), fence) == "~~~") {
                return line_end(at);
            }
            at = next_line(at);
        }
        return text_.size();
    }

    std::size_t first_run_from(std::size_t at) {
        while (next_run_ < runs_.size() && runs_[next_run_].begin < at) {
            ++next_run_;
        }
        return next_run_;
    }

    /// Inline code in the rest of the line. Returns where to go on: usually the next line.
    std::size_t read_inline(std::size_t at) {
        const auto end = line_end(at);
        const auto first = first_run_from(at);
        auto last = first;
        while (last < runs_.size() && runs_[last].begin < end) {
            ++last;
        }
        const std::span line(runs_.data() + first, last - first);
        const Pairs pairs(line);
        for (std::size_t i = 0; i < line.size(); ++i) {
            const auto closer = pairs.closer(i);
            if (closer != npos) {
                // In "it`s `#516757`" the first backtick is an apostrophe.
                const bool apostrophe = pairs.odd_from(i) && word_before(text_, line[i].begin);
                if (!apostrophe) {
                    add(line[i].begin, line[closer].end(), Reason::code);
                    i = closer;
                }
            } else if (line[i].next_as_long != npos) {
                // Slack lets a fence open in the middle of a line.
                const auto fence_end = add(line[i].begin, runs_[line[i].next_as_long].end(), Reason::code);
                if (fence_end > end) {
                    return fence_end;
                }
                i = line[i].next_as_long - first;
            }
        }
        return next_line(at);
    }

    std::string_view text_;
    std::vector<Run> runs_;
    std::size_t next_run_ = 0;
    std::vector<Zone> zones_;
};

} // namespace

std::vector<Zone> code_and_quotes(std::string_view text) {
    if (text.find('`') == npos && text.find('>') == npos && text.find('~') == npos) {
        return {};
    }
    return BlockReader(text).read();
}

std::vector<Zone> spoilers(std::string_view text, const std::vector<Zone>& code_and_quotes) {
    std::vector<Zone> found;
    auto zone = code_and_quotes.begin();
    std::size_t open = npos;
    for (auto at = text.find("||"); at != npos; at = text.find("||", at)) {
        while (zone != code_and_quotes.end() && zone->end <= at) {
            ++zone;
        }
        if (zone != code_and_quotes.end() && zone->begin <= at) {
            at = zone->end;
            continue;
        }
        auto end = text.find_first_not_of('|', at);
        end = end == npos ? text.size() : end;
        if (open == npos) {
            open = at;
        } else {
            found.push_back({open, end, Reason::spoiler});
            open = npos;
        }
        at = end;
    }
    return found;
}

} // namespace usher::mention
