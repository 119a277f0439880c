#include "matrix/html_reply.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "matrix/html_card.hpp"
#include "matrix/html_text.hpp"
#include "usher/card/words.hpp"
#include "usher/text/utf8.hpp"

namespace usher::matrix {

using card::Card;
using card::CardReply;
using card::Word;
using text::Span;

namespace {

constexpr std::size_t name_length = 160;
constexpr std::size_t attachments_length = 400;

std::string_view first_bytes(std::string_view text, std::size_t max) {
    if (text.size() <= max) {
        return text;
    }
    constexpr std::size_t widest = 4;
    auto end = max;
    while (end > 0 && max - end < widest && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
        --end;
    }
    return text.substr(0, end);
}

std::string_view at_a_blank(std::string_view text) {
    constexpr std::size_t longest_word = 60;
    const auto blank = text.find_last_of(" \n");
    return blank == std::string_view::npos || text.size() - blank > longest_word ? text : text.substr(0, blank);
}

/// Also of what is no UTF-8.
std::size_t count_characters(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

/// Copies a text until the room is used up.
class Copier {
public:
    explicit Copier(std::size_t room) : room_(room) {}

    void add(const text::Block& block) {
        text::Block copy;
        copy.kind = block.kind;
        copy.indent = block.indent;
        copy.number = block.number;
        take(1);
        for (const auto& span : block.spans) {
            add(span, copy);
        }
        if (!copy.spans.empty()) {
            result_.blocks.push_back(std::move(copy));
        }
    }
    text::RichText take() && { return std::move(result_); }
    void more(std::size_t characters) { result_.more_characters += characters; }

private:
    void take(std::size_t cost) {
        full_ = full_ || cost > room_;
        room_ -= std::min(room_, cost);
    }

    void add(const Span& span, text::Block& block) {
        constexpr std::size_t widest = 4;
        const auto before = count_characters(span.text);
        take(1);
        if (full_ || room_ == 0) {
            full_ = full_ || before > 0;
            more(before);
            return;
        }
        auto kept = text::clean(first_bytes(span.text, room_ * widest));
        const bool whole = before <= room_;
        if (!whole) {
            kept = span.redacted ? std::string() : std::string(at_a_blank(text::first_characters(kept, room_)));
            more(before - std::min(before, count_characters(kept)));
        }
        take(whole ? count_characters(kept) : room_ + 1);
        if (!kept.empty()) {
            // The beginning of an address may name another place than the whole.
            block.spans.push_back({std::move(kept), span.style, whole ? span.href : std::string(), span.redacted});
        }
    }

    text::RichText result_;
    std::size_t room_;
    bool full_ = false;
};

std::string attachment_line(const CardReply& reply, const Card& card) {
    constexpr std::size_t enough = 20;
    std::string names;
    for (std::size_t i = 0; i < reply.attachments.size() && i < enough; ++i) {
        names += (names.empty() ? "" : ", ") + one_line(reply.attachments[i], name_length);
    }
    if (reply.attachments.size() > enough) {
        names += ", …";
    }
    if (reply.attachments_removed) {
        names += fmt::format(" ({})", say(Word::attachments_removed, card));
    }
    return one_line(fmt::format("📎 {}: {}", say(Word::attachments, card), names), attachments_length);
}

std::string cut_line(const CardReply& reply, const Card& card) {
    std::string line;
    if (reply.body.more_characters > 0) {
        line = card::more_characters(reply.body.more_characters, card.language);
    }
    if (reply.body.folded_characters > 0) {
        line += (line.empty() ? "" : std::string(separator)) + card::folded_note(card.language);
    }
    return line;
}

text::Block head(const CardReply& reply, const Card& card) {
    const auto role = std::string(card::role_word(reply, card.language));
    text::Block block;
    const auto author = one_line(reply.author, name_length);
    std::string rest = role;
    if (!author.empty() && author != role) {
        block.spans.push_back({author, {.bold = true}, {}, false});
        rest.insert(0, separator);
    } else {
        block.spans.push_back({std::exchange(rest, {}), {.bold = true}, {}, false});
    }
    if (reply.opening) {
        rest += std::string(separator) + say(Word::opening_post, card);
    }
    if (reply.at) {
        rest += std::string(separator) + moment(*reply.at, card);
    }
    block.spans.push_back({std::move(rest), {}, {}, false});
    return block;
}

std::size_t size_of(const CardReply& reply, const Card& card) {
    constexpr std::size_t gap = 4; // The empty line between two replies, in JSON.
    const Document document{reply_parts(reply, card), {}};
    return std::max(wire_size(to_html(document)), wire_size(to_plain(document)) + gap);
}

/// A reply and what it costs: with all of its text, and without any.
struct Candidate {
    CardReply reply;
    std::size_t whole = 0;
    std::size_t bare = 0;
};

CardReply with_body(const CardReply& reply, text::RichText body) {
    CardReply copy;
    copy.author = one_line(reply.author, name_length);
    copy.role = reply.role;
    copy.opening = reply.opening;
    copy.note = reply.note;
    copy.at = reply.at;
    copy.body = std::move(body);
    copy.attachments = reply.attachments;
    copy.attachments_removed = reply.attachments_removed;
    return copy;
}

text::RichText bounded(const text::RichText& body, std::size_t max) {
    auto kept = beginning(body, max);
    kept.folded_characters = body.folded_characters;
    kept.redactions = body.redactions;
    return kept;
}

/// A long beginning of the reply that costs at most `most`.
CardReply shortened(const CardReply& reply, const Card& card, std::size_t most) {
    constexpr std::size_t near_enough = 32; // Each step writes the reply anew.
    std::size_t fits = 0;
    std::size_t too_long = most + 1;
    while (too_long - fits > near_enough) {
        const auto middle = fits + (too_long - fits) / 2;
        const bool good = size_of(with_body(reply, bounded(reply.body, middle)), card) <= most;
        (good ? fits : too_long) = middle;
    }
    return with_body(reply, bounded(reply.body, fits));
}

/// A reply that would be cut below this says too little: it is left out instead, as an earlier one.
constexpr std::size_t least_useful = 240;

std::size_t cost(const std::vector<Candidate>& candidates, std::size_t each) {
    std::size_t sum = 0;
    for (const auto& one : candidates) {
        sum += std::min(one.whole, one.bare + each);
    }
    return sum;
}

} // namespace

text::RichText beginning(const text::RichText& text, std::size_t max) {
    Copier copier(max);
    for (const auto& block : text.blocks) {
        copier.add(block);
    }
    copier.more(text.more_characters);
    return std::move(copier).take();
}

std::vector<Part> reply_parts(const CardReply& reply, const Card& card) {
    std::vector<Part> parts{{.blocks = {head(reply, card)}}};
    if (!reply.body.blocks.empty()) {
        parts.push_back({.blocks = reply.body.blocks, .quoted = true, .attached = true});
    }
    text::Block remarks;
    if (!reply.attachments.empty()) {
        remarks.spans.push_back({attachment_line(reply, card), {}, {}, false});
    }
    if (auto line = cut_line(reply, card); !line.empty()) {
        if (!remarks.spans.empty()) {
            remarks.spans.push_back({"\n", {}, {}, false});
        }
        remarks.spans.push_back({std::move(line), {.italic = true}, {}, false});
    }
    if (!remarks.spans.empty()) {
        parts.push_back({.blocks = {std::move(remarks)}, .attached = true});
    }
    return parts;
}

Card with_fitting(Card card, const std::vector<CardReply>& replies, std::size_t room) {
    std::vector<Candidate> candidates; // The latest first.
    std::size_t least = 0;
    for (auto reply = replies.rbegin(); reply != replies.rend(); ++reply) {
        Candidate one{.reply = with_body(*reply, bounded(reply->body, max_text))};
        one.whole = size_of(one.reply, card);
        one.bare = size_of(with_body(*reply, bounded(reply->body, 0)), card);
        least += std::min(one.whole, one.bare + least_useful);
        if (least > room) {
            break;
        }
        candidates.push_back(std::move(one));
    }
    std::size_t each = 0;
    std::size_t too_much = room + 1;
    while (too_much - each > 1) {
        const auto middle = each + (too_much - each) / 2;
        (cost(candidates, middle) <= room ? each : too_much) = middle;
    }
    for (auto& one : candidates) {
        const auto most = one.bare + each;
        card.replies.push_back(one.whole <= most ? std::move(one.reply) : shortened(one.reply, card, most));
    }
    std::ranges::reverse(card.replies);
    const auto left_out = std::span(replies).first(replies.size() - candidates.size());
    card.earlier_replies += card::count_replies(left_out);
    card.earlier_notes += left_out.size() - card::count_replies(left_out);
    return card;
}

} // namespace usher::matrix
