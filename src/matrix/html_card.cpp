#include "matrix/html_card.hpp"

#include <utility>

#include <fmt/format.h>

#include "matrix/html_text.hpp"
#include "matrix/message_json.hpp"
#include "usher/card/words.hpp"

namespace usher::matrix {

using card::Card;
using card::Word;
using text::Block;
using text::Span;

namespace {

constexpr std::size_t number_length = 60;
constexpr std::size_t subject_length = 600;
constexpr std::size_t short_value = 200;

/// What a status means, at a glance; its word always stands beside it.
std::string_view circle(ticket::StatusClass meaning) {
    switch (meaning) {
    case ticket::StatusClass::open:
        return "🟢";
    case ticket::StatusClass::answered:
        return "🔵";
    case ticket::StatusClass::customer_reply:
        return "🟠";
    case ticket::StatusClass::on_hold:
        return "🟣";
    case ticket::StatusClass::in_progress:
        return "🔴";
    case ticket::StatusClass::closed:
    case ticket::StatusClass::other:
        break;
    }
    return "⚪";
}

Span span(std::string text, text::Style style = {}) {
    return {std::move(text), style, {}, false};
}

std::string number(const Card& card) {
    const auto line = one_line(card.number, number_length);
    return line.empty() ? say(Word::ticket, card) : "#" + line;
}

std::string subject(const Card& card) {
    auto line = one_line(card.subject, subject_length);
    return line.find_first_not_of(' ') == std::string::npos ? say(Word::no_subject, card) : line;
}

/// Number and subject, below them the status and who has to act.
Part title(const Card& card) {
    auto shown = span(number(card), {.bold = true});
    shown.href = card.link.size() <= max_url ? card.link : std::string();
    Block block = paragraph(std::move(shown));
    block.spans.push_back(span(std::string(separator)));
    block.spans.push_back(span(subject(card), {.bold = true}));
    block.spans.push_back(span(fmt::format("\n{} ", circle(card.status.meaning))));
    block.spans.push_back(span(one_line(card.status.text, short_value), {.bold = true}));
    block.spans.push_back(span(std::string(separator) + one_line(card::waiting_line(card), short_value)));
    return {.blocks = {std::move(block)}, .in = Part::In::html};
}

/// The body's first line says the essence: it is all that a list of rooms shows.
Part headline(const Card& card) {
    auto line = fmt::format("{} {}{}{}{}{}", circle(card.status.meaning), number(card), separator,
                            one_line(card.status.text, short_value), separator, subject(card));
    if (card.waiting.on != ticket::WaitingOn::nobody) {
        line += std::string(separator) + one_line(card::waiting_line(card), short_value);
    }
    return {.blocks = {paragraph(span(std::move(line)))}, .in = Part::In::body};
}

/// Lines of facts; what has no value is left out.
class Lines {
public:
    void add(std::string_view fact) {
        if (!fact.empty()) {
            line_ += (line_.empty() ? "" : std::string(separator)) + std::string(fact);
        }
    }
    void add(std::string_view label, std::string_view value) {
        if (!value.empty()) {
            add(fmt::format("{}: {}", label, value));
        }
    }
    void end_line() {
        if (!line_.empty()) {
            text_ += (text_.empty() ? "" : "\n") + std::exchange(line_, {});
        }
    }
    std::string take() && {
        end_line();
        return std::move(text_);
    }

private:
    std::string text_;
    std::string line_;
};

std::string cc(const Card& card) {
    constexpr std::size_t enough = 20;
    std::string all;
    for (std::size_t i = 0; i < card.cc.size() && i < enough; ++i) {
        all += (all.empty() ? "" : ", ") + one_line(card.cc[i], short_value);
    }
    return one_line(all, 2 * short_value);
}

std::string details(const Card& card) {
    Lines lines;
    lines.add(say(Word::priority, card), one_line(card.priority, short_value));
    lines.add(say(Word::department, card), one_line(card.department, short_value));
    if (card.service) {
        const bool domain = card.service->kind == ticket::Service::Kind::domain;
        lines.add(say(domain ? Word::domain : Word::service, card), one_line(card.service->id, short_value));
    }
    lines.end_line();
    lines.add(say(Word::opened, card), card.opened ? moment(*card.opened, card) : std::string());
    lines.add(card.opened_by_staff ? say(Word::opened_by_staff, card) : std::string());
    lines.end_line();
    // The desk counts the opening as the last reply as long as there is none.
    const bool replied = card.last_reply && card.last_reply != card.opened;
    lines.add(say(Word::last_reply, card), replied ? moment(*card.last_reply, card) : std::string());
    lines.add(card.reply_count ? card::reply_count(*card.reply_count, card.language) : std::string());
    lines.end_line();
    lines.add(say(Word::client, card), one_line(card.client, short_value));
    lines.add(say(Word::email, card), one_line(card.email, short_value));
    lines.end_line();
    lines.add(say(Word::cc, card), cc(card));
    return std::move(lines).take();
}

} // namespace

std::string say(Word word, const Card& card) {
    return std::string(card::word(word, card.language));
}

std::string moment(card::Time time, const Card& card) {
    return fmt::format("{} ({})", card::date_time(time, card.time_zone, card.language),
                       card::ago(card.as_of - time, card.language));
}

Block paragraph(Span span) {
    Block block;
    block.spans.push_back(std::move(span));
    return block;
}

std::vector<Part> facts(const Card& card) {
    std::vector<Part> parts{title(card), headline(card)};
    if (auto text = details(card); !text.empty()) {
        parts.push_back({.blocks = {paragraph(span(std::move(text)))}, .attached = true});
    }
    if (is_linkable(card.link)) {
        auto link = span(card.link);
        link.href = card.link;
        parts.push_back({.blocks = {paragraph(std::move(link))}, .attached = true, .in = Part::In::body});
    }
    if (card.earlier_replies > 0) {
        parts.push_back({.blocks = {paragraph(
                             span(card::earlier_replies(card.earlier_replies, card.language), {.italic = true}))}});
    }
    return parts;
}

std::string legend_of(const std::vector<Reaction>& reactions, card::Language language) {
    std::string legend;
    for (const auto& reaction : reactions) {
        legend +=
            fmt::format("{}{} {}", legend.empty() ? "" : separator, reaction.key, card::word(reaction.label, language));
    }
    return legend;
}

Part footer(const Card& card, const std::vector<Reaction>& reactions) {
    auto seen =
        fmt::format("{} {}", say(Word::as_of, card), card::date_time(card.as_of, card.time_zone, card.language));
    if (card::known_zone(card.time_zone)) {
        seen += fmt::format(" ({})", card.time_zone);
    }
    if (card.redactions > 0) {
        seen += std::string(separator) + card::redaction_note(card.redactions, card.language);
    }
    Block block = paragraph(span(std::move(seen), {.italic = true}));
    if (const auto legend = legend_of(reactions, card.language); !legend.empty()) {
        block.spans.push_back(span("\n" + legend));
    }
    return {.blocks = {std::move(block)}};
}

} // namespace usher::matrix
