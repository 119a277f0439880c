#include "slack/block_kit_parts.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "slack/buttons.hpp"
#include "slack/mrkdwn.hpp"
#include "usher/card/words.hpp"

namespace usher::slack {

using card::Card;
using card::Word;
using nlohmann::json;

namespace {

constexpr std::size_t short_value = 120;
constexpr std::size_t number_length = 40;
constexpr std::string_view separator = " · ";

std::string say(Word word, const Card& card) {
    return std::string(card::word(word, card.language));
}

std::string subject(const Card& card, std::size_t max) {
    auto line = one_line(card.subject, max);
    return line.find_first_not_of(' ') == std::string::npos ? say(Word::no_subject, card) : line;
}

/// Collects the two-column facts; an empty value makes no field.
class Fields {
public:
    explicit Fields(const Card& card) : card_(card) {}
    void add(Word label, const std::string& escaped) {
        if (!escaped.empty() && fields_.size() < limit::fields) {
            fields_.push_back(mrkdwn_object(fmt::format("*{}*\n{}", escape(say(label, card_)), escaped)));
        }
    }
    [[nodiscard]] json take() { return std::move(fields_); }

private:
    const Card& card_;
    json fields_ = json::array();
};

std::string opened(const Card& card) {
    std::string value = card.opened ? date_token(*card.opened, card) : std::string();
    if (card.opened_by_staff) {
        value += (value.empty() ? "" : std::string(separator)) + escape(say(Word::opened_by_staff, card));
    }
    return value;
}

std::string last_reply(const Card& card) {
    if (!card.last_reply) {
        return {};
    }
    return fmt::format("{} ({})", date_token(*card.last_reply, card),
                       escape(card::ago(card.as_of - *card.last_reply, card.language)));
}

std::string cc(const Card& card) {
    constexpr std::size_t enough = 20;
    std::string all;
    for (std::size_t i = 0; i < card.cc.size() && i < enough; ++i) {
        all += (all.empty() ? "" : ", ") + one_line(card.cc[i], short_value);
    }
    return literal(all, 2 * short_value);
}

std::optional<ticket::Reference> reference(const Card& card) {
    if (auto number = ticket::TicketNumber::parse(card.number)) {
        return std::move(*number);
    }
    if (auto id = ticket::TicketId::parse(card.id)) {
        return std::move(*id);
    }
    return std::nullopt;
}

/// `about`: what the button acts on, for those who hear the label alone.
json button(std::string_view action, std::string_view label, std::string_view about) {
    const auto spoken = fmt::format("{}: {}", label, about);
    return {{"type", "button"},
            {"action_id", std::string(action)},
            {"text", plain_object(label, limit::button_text)},
            {"accessibility_label", without_broadcasts(one_line(spoken, limit::button_text))}};
}

json button(const Card& card, std::string_view action, Word label) {
    return button(action, say(label, card),
                  fmt::format("{} #{}", say(Word::ticket, card), one_line(card.number, number_length)));
}

json actions(json elements) {
    return elements.empty() ? json() : json{{"type", "actions"}, {"elements", std::move(elements)}};
}

} // namespace

std::size_t characters(const json& value) {
    if (value.is_string()) {
        return units(value.get_ref<const std::string&>());
    }
    std::size_t sum = 0;
    if (value.is_structured()) {
        for (const auto& item : value) {
            sum += characters(item);
        }
    }
    return sum;
}

json mrkdwn_object(std::string text) {
    return {{"type", "mrkdwn"}, {"text", std::move(text)}, {"verbatim", true}};
}

json plain_object(std::string_view text, std::size_t max) {
    return {{"type", "plain_text"}, {"text", without_broadcasts(one_line(text, max))}, {"emoji", false}};
}

json context_block(std::string mrkdwn) {
    return {{"type", "context"}, {"elements", json::array({mrkdwn_object(std::move(mrkdwn))})}};
}

json plain_section(std::string_view text, std::size_t max) {
    auto words = without_broadcasts(first_units(text, std::min(max, limit::section_text)));
    if (words.find_first_not_of(" \n\t") == std::string::npos) {
        words = "…";
    }
    json object = {{"type", "plain_text"}, {"text", std::move(words)}, {"emoji", false}};
    return {{"type", "section"}, {"text", std::move(object)}};
}

std::string bar_colour(const card::Status& status) {
    const auto& value = status.colour;
    const bool hexadecimal = value.size() == 7 && value[0] == '#' &&
                             value.find_first_not_of("0123456789abcdefABCDEF", 1) == std::string::npos;
    return hexadecimal ? value : "#808080";
}

std::string title_line(const Card& card) {
    return one_line(
        fmt::format("#{}{}{}", one_line(card.number, number_length), separator, subject(card, limit::title)),
        limit::title);
}

json title_block(const Card& card) {
    const auto title = without_broadcasts(title_line(card));
    json element;
    if (is_linkable(card.link)) {
        element = {{"type", "link"}, {"url", card.link}, {"text", title}};
    } else {
        element = {{"type", "text"}, {"text", title}};
    }
    element["style"] = {{"bold", true}};
    return rich_text_block(json::array({{{"type", "rich_text_section"}, {"elements", json::array({element})}}}));
}

json facts_block(const Card& card) {
    Fields fields(card);
    fields.add(Word::status, literal(card.status.text, short_value));
    fields.add(Word::priority, literal(card.priority, short_value));
    fields.add(Word::department, literal(card.department, short_value));
    if (card.service) {
        const bool domain = card.service->kind == ticket::Service::Kind::domain;
        fields.add(domain ? Word::domain : Word::service, literal(card.service->id, short_value));
    }
    fields.add(Word::opened, opened(card));
    fields.add(Word::last_reply, last_reply(card));
    fields.add(Word::client, literal(card.client, short_value));
    if (card.reply_count) {
        fields.add(Word::replies, escape(std::to_string(*card.reply_count)));
    }
    fields.add(Word::email, literal(card.email, 2 * short_value));
    fields.add(Word::cc, cc(card));
    json block = {{"type", "section"},
                  {"text", mrkdwn_object(fmt::format("*{}*", literal(card::waiting_line(card), short_value)))}};
    if (auto taken = fields.take(); !taken.empty()) {
        block["fields"] = std::move(taken);
    }
    return block;
}

json footer_block(const Card& card) {
    std::string line;
    if (card.redactions > 0) {
        line = escape(card::redaction_note(card.redactions, card.language)) + std::string(separator);
    }
    line += escape(say(Word::as_of, card)) + ' ' + date_token(card.as_of, card);
    return context_block(std::move(line));
}

json buttons_block(const Card& card, bool more_to_show) {
    json elements = json::array();
    if (const auto about = reference(card)) {
        auto refresh = button(card, refresh_action, Word::refresh);
        refresh["value"] = to_button_value({*about, card.view});
        elements.push_back(std::move(refresh));
        if (more_to_show && card.view != card::View::full) {
            auto all = button(card, all_replies_action, Word::all_replies);
            all["value"] = to_button_value({*about, card::View::full});
            elements.push_back(std::move(all));
        }
    }
    if (const auto about = reference(card); about && card.offers.share) {
        auto share = button(card, share_action, Word::share);
        share["value"] = to_button_value({*about, card.view});
        elements.push_back(std::move(share));
    }
    if (card.offers.hide) {
        elements.push_back(button(card, hide_action, Word::hide));
    }
    if (is_linkable(card.link) && !card.link.starts_with("mailto:")) {
        auto open = button(card, open_action, Word::open);
        open["url"] = card.link;
        elements.push_back(std::move(open));
    }
    return actions(std::move(elements));
}

json buttons_block(const card::Notice& notice) {
    const auto about = std::to_string(notice.mentioned) + " " + std::string(card::word(Word::ticket, notice.language));
    const auto add = [&](json& elements, std::string_view action, Word label) {
        elements.push_back(button(action, card::word(label, notice.language), about));
    };
    json elements = json::array();
    if (notice.offers.list) {
        add(elements, list_action, Word::show_list);
    }
    if (notice.offers.hide) {
        add(elements, hide_action, Word::hide);
    }
    return actions(std::move(elements));
}

std::string summary_line(const Card& card) {
    constexpr std::string_view dash = " – ";
    constexpr std::size_t subject_length = 120;
    std::string line =
        fmt::format("{} #{}{}{}{}{}", say(Word::ticket, card), one_line(card.number, number_length), dash,
                    one_line(card.status.text, number_length), dash, subject(card, subject_length));
    if (card.last_reply) {
        const auto* last = card::latest_reply(card);
        const bool named = last != nullptr && !last->author.empty();
        line += dash;
        line += named ? say(Word::last_reply_by, card) + ' ' + one_line(last->author, number_length)
                      : say(Word::last_reply, card);
        line += ' ' + card::ago(card.as_of - *card.last_reply, card.language);
    }
    return one_line(line, limit::notification);
}

} // namespace usher::slack
