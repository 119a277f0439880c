#include <algorithm>
#include <ranges>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "slack/block_kit_parts.hpp"
#include "slack/mrkdwn.hpp"
#include "usher/card/words.hpp"

namespace usher::slack {

using card::Card;
using card::CardReply;
using card::Word;
using nlohmann::json;

namespace {

constexpr std::string_view separator = " · ";
constexpr std::size_t name_length = 80;
constexpr std::size_t attachments_length = 300;
/// A reply that would be cut below this says too little: it is left out instead, as an earlier one.
constexpr std::size_t least_useful = 240;
/// Head line, block names and remarks of one reply, at most.
constexpr std::size_t surroundings = 420;

std::size_t blocks_per_reply(Surface surface) {
    return surface == Surface::message ? 2 : 3;
}

std::string say(Word word, const Card& card) {
    return std::string(card::word(word, card.language));
}

std::string head_line(const CardReply& reply, const Card& card) {
    const auto role = std::string(card::role_word(reply, card.language));
    std::string line;
    if (!reply.author.empty() && reply.author != role) {
        line = fmt::format("*{}*{}", literal(reply.author, name_length), separator);
    }
    line += escape(role);
    if (reply.opening) {
        line += std::string(separator) + escape(say(Word::opening_post, card));
    }
    if (reply.at) {
        line += std::string(separator) + date_token(*reply.at, card);
    }
    return line;
}

std::string attachment_line(const CardReply& reply, const Card& card) {
    constexpr std::size_t enough = 20;
    if (reply.attachments.empty()) {
        return {};
    }
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
    return one_line(fmt::format("{}: {}", say(Word::attachments, card), names), attachments_length);
}

std::string cut_line(const CardReply& reply, const Card& card, std::size_t left_out) {
    std::string line;
    const auto more = reply.body.more_characters + left_out;
    if (more > 0) {
        line = card::more_characters(more, card.language);
    }
    if (reply.body.folded_characters > 0) {
        line += (line.empty() ? "" : std::string(separator)) + card::folded_note(card.language);
    }
    return line;
}

/// At least the characters that the body will need; bytes, so that the size of a huge reply is known without reading
/// it.
std::size_t estimate(const CardReply& reply) {
    constexpr std::size_t per_block = 40;
    constexpr std::size_t per_span = 4;
    std::size_t sum = 0;
    for (const auto& block : reply.body.blocks) {
        sum += per_block;
        for (const auto& span : block.spans) {
            sum += per_span + span.text.size() + span.href.size();
        }
        if (sum > limit::message) {
            return limit::message;
        }
    }
    return sum;
}

/// How many of the latest replies are shown, and how long each may be.
struct Shares {
    std::size_t count = 0;
    std::size_t each = 0;
};

Shares share_out(const std::vector<std::size_t>& needs, std::size_t room, std::size_t most) {
    const auto used = [&](std::size_t count, std::size_t each) {
        std::size_t sum = count * surroundings;
        for (const auto need : needs | std::views::take(count)) {
            sum += std::min(need, each);
        }
        return sum;
    };
    Shares shares{std::min(needs.size(), most), least_useful};
    while (shares.count > 1 && used(shares.count, least_useful) > room) {
        --shares.count;
    }
    if (shares.count == 0 || used(shares.count, least_useful) > room) {
        return {};
    }
    std::size_t too_long = room + 1;
    while (too_long - shares.each > 1) {
        const auto middle = shares.each + (too_long - shares.each) / 2;
        (used(shares.count, middle) <= room ? shares.each : too_long) = middle;
    }
    return shares;
}

std::size_t append_body(json& blocks, const CardReply& reply, const Card& card, std::size_t max) {
    json elements = json::array();
    const auto part = append_rich_text(elements, reply.body, max);
    for (const auto& remark : {attachment_line(reply, card), cut_line(reply, card, part.left_out)}) {
        if (!remark.empty()) {
            append_remark(elements, remark);
        }
    }
    if (!elements.empty()) {
        blocks.push_back(rich_text_block(std::move(elements)));
    }
    return part.left_out;
}

/// Without formatting: mrkdwn has no escape for its marks, and plain text knows none.
std::size_t append_plain_body(json& blocks, const CardReply& reply, const Card& card, std::size_t max) {
    const auto whole = text::plain(reply.body);
    const auto shown = first_units(whole, std::min(max, limit::section_text));
    const auto left_out = code_points(whole) - std::min(code_points(whole), code_points(shown));
    if (!shown.empty()) {
        blocks.push_back(plain_section(shown, max));
    }
    std::string remarks;
    for (const auto& remark : {attachment_line(reply, card), cut_line(reply, card, left_out)}) {
        remarks += (remarks.empty() || remark.empty() ? "" : std::string(separator)) + remark;
    }
    if (!remarks.empty()) {
        blocks.push_back(context_block(literal(remarks, 2 * attachments_length)));
    }
    return left_out;
}

/// Whether anything of it was left out.
bool append_reply(json& blocks, const CardReply& reply, const Card& card, Surface surface, std::size_t max) {
    blocks.push_back(context_block(head_line(reply, card)));
    const auto left_out = surface == Surface::message ? append_body(blocks, reply, card, max)
                                                      : append_plain_body(blocks, reply, card, max);
    return left_out > 0 || reply.body.more_characters > 0 || reply.body.folded_characters > 0;
}

} // namespace

bool append_replies(json& blocks, const Card& card, Surface surface, std::size_t max, std::size_t max_blocks) {
    std::vector<std::size_t> needs;
    const auto most = max_blocks == 0 ? 0 : (max_blocks - 1) / blocks_per_reply(surface);
    for (const auto& reply : card.replies | std::views::reverse | std::views::take(most)) {
        needs.push_back(estimate(reply));
    }
    const auto shares = share_out(needs, max, most);
    const auto first = card.replies.size() - shares.count;
    const auto earlier = card.earlier_replies + card::count_replies(std::span(card.replies).first(first));
    if (earlier > 0) {
        blocks.push_back(context_block(escape(card::earlier_replies(earlier, card.language))));
    }
    // The opening post is no reply and is not counted as earlier, but it is more to show.
    const bool opening_hidden = std::ranges::none_of(card.replies, &card::CardReply::opening);
    bool more = earlier > 0 || first > 0 || card.earlier_notes > 0 || (!card.replies.empty() && opening_hidden);
    for (auto i = first; i < card.replies.size(); ++i) {
        more = append_reply(blocks, card.replies[i], card, surface, shares.each) || more;
    }
    return more;
}

} // namespace usher::slack
