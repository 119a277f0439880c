#include "usher/text/desk_text.hpp"

#include <algorithm>
#include <utility>

#include "text/clip.hpp"
#include "text/codepoints.hpp"
#include "text/fold.hpp"
#include "text/format.hpp"
#include "text/html_reader.hpp"
#include "text/links.hpp"
#include "text/markdown_reader.hpp"
#include "text/rich_edit.hpp"
#include "text/rich_redact.hpp"
#include "usher/text/entities.hpp"
#include "usher/text/redact.hpp"
#include "usher/text/utf8.hpp"

namespace usher::text {

namespace {

constexpr std::size_t most_bytes = std::size_t{256} * 1024;
constexpr std::size_t farthest_blank =
    1024; // How far before the limit a blank is looked for, so that no word is halved.
constexpr std::string_view tab = "    ";

std::string_view first_part(std::string_view raw) {
    if (raw.size() <= most_bytes) {
        return raw;
    }
    const auto window = raw.substr(most_bytes - farthest_blank, farthest_blank);
    const auto blank = window.find_last_of(" \n");
    return raw.substr(0, blank == std::string_view::npos ? most_bytes : most_bytes - farthest_blank + blank);
}

/// Entities decoded once and only once. HTML that the desk stored encoded has its own layer of references below the
/// desk's.
RichText read(std::string_view text) {
    if (const auto format = detect_format(text); format.html) {
        return read_html(text, {true, format.line_ends_matter});
    }
    const auto decoded = clean(plain_white_space(decode_entities(text)));
    if (const auto format = detect_format(decoded); format.html) {
        return read_html(decoded, {format.has_line_tags, format.line_ends_matter});
    }
    return read_markdown(decoded);
}

void without_tabs(RichText& text) {
    for (Block& block : text.blocks) {
        for (Span& span : block.spans) {
            for (auto at = span.text.find('\t'); at != std::string::npos; at = span.text.find('\t', at + tab.size())) {
                span.text.replace(at, 1, tab);
            }
        }
    }
}

std::string single_line(std::string_view raw) {
    const auto decoded = clean(plain_white_space(decode_entities(clean(plain_white_space(first_part(raw))))));
    std::string line;
    for (const char c : trimmed(decoded)) {
        if (!is_space(c)) {
            line.push_back(c);
        } else if (line.back() != ' ') {
            line.push_back(' ');
        }
    }
    return line;
}

/// Cuts a line that is too long. What is kept up to the last whole mark is fixed: the ellipsis comes behind it.
std::string cut_line(const Block& block, std::size_t room) {
    std::string fixed;
    std::string rest;
    for (const Span& span : block.spans) {
        const auto pending = count_characters(rest);
        if (pending > room || (span.redacted && pending + count_characters(span.text) >= room)) {
            break;
        }
        rest += span.text;
        if (span.redacted) {
            room -= count_characters(rest);
            fixed += std::exchange(rest, {});
        }
    }
    if (const auto size = count_characters(rest); size <= room) {
        rest.append(room + 1 - size, ' '); // Something follows, so that there is an ellipsis.
    }
    return fixed + ellipsize(rest, room);
}

} // namespace

RichText read_desk_text(std::string_view raw, const Reading& reading) {
    const auto part = first_part(raw);
    auto text = read(clean(plain_white_space(part)));
    redact_secrets(text, reading.redaction_mark);
    without_tabs(text);
    drop_empty_blocks(text);
    link_bare_addresses(text);
    if (reading.fold_tails) {
        fold_tails(text);
    }
    clip(text, reading.max_characters);
    text.more_characters += count_characters(raw.substr(part.size()));
    return text;
}

std::string read_desk_line(std::string_view raw, std::size_t max_characters, std::string_view redaction_mark) {
    const auto line = single_line(raw);
    Block block;
    std::size_t from = 0;
    for (const Secret& secret : find_secrets(line)) {
        append(block, std::string_view(line).substr(from, secret.offset - from), {}, {});
        block.spans.push_back({std::string(redaction_mark), {}, {}, true});
        from = secret.offset + secret.length;
    }
    append(block, std::string_view(line).substr(from), {}, {});

    auto whole = flat(block);
    if (count_characters(whole) <= max_characters) {
        return whole;
    }
    return cut_line(block, max_characters);
}

} // namespace usher::text
