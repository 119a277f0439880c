#include "usher/card/notice.hpp"

#include <algorithm>

#include "card/notice_phrases.hpp"
#include "card/phrase.hpp"
#include "card/settings_phrases.hpp"
#include "usher/card/words.hpp"
#include "usher/text/utf8.hpp"
#include "usher/ticket/number.hpp"

namespace usher::card {

namespace {

constexpr std::string_view id_prefix = "id:";
constexpr std::size_t longest_quotation = 80;
constexpr std::size_t most_why_lines = 20;

/// Words of a person, fit for one line of a notice.
std::string quoted(std::string_view words) {
    auto line = text::clean(words.substr(0, 4 * longest_quotation)); // a character has at most four bytes
    std::ranges::replace(line, '\n', ' ');
    std::ranges::replace(line, '\t', ' ');
    return text::ellipsize(line, longest_quotation);
}

class Composer {
public:
    explicit Composer(const Notice& notice) : notice_(notice), reference_(quoted(notice.reference)) {
        facts_.by_id = reference_.starts_with(id_prefix);
        facts_.could_be_id = ticket::TicketId::parse(reference_).has_value();
        facts_.knows_reference = !reference_.empty();
        facts_.knows_until = notice.until.has_value();
        facts_.slash_command = notice.command.starts_with('/');
        facts_.too_many = notice.tickets.empty();
        facts_.some_missing = notice.tickets.size() < notice.mentioned;
        facts_.may_change = notice.may_change;
        facts_.all_changed = notice.holdings.empty();
        facts_.knows_mention = !notice.bot_mention.empty();
        id_ = facts_.by_id ? reference_.substr(id_prefix.size()) : reference_;
        values_ = {{"command", notice.command},     {"ticket", ticket_phrase()},
                   {"reference", reference_},       {"until", until()},
                   {"mention", notice.bot_mention}, {"mentioned", std::to_string(notice.mentioned)}};
    }

    text::RichText compose() {
        if (notice_.kind == NoticeKind::settings) {
            add(text::Block::Kind::paragraph, conversation_spans(notice_));
            add_holdings();
        }
        for (const auto& part : phrases_for(notice_.kind, facts_)) {
            add(part);
        }
        if (notice_.kind == NoticeKind::setting_changed) {
            add_holdings();
        }
        if (notice_.kind == NoticeKind::why) {
            add_why();
        }
        if (notice_.kind == NoticeKind::ticket_list) {
            add_tickets();
        }
        if (notice_.link_discloses_key) {
            add(access_key_warning());
        }
        return std::move(result_);
    }

private:
    [[nodiscard]] bool italian() const { return notice_.language == Language::it; }

    [[nodiscard]] std::string ticket_phrase() const {
        if (!facts_.knows_reference) {
            return italian() ? "il ticket" : "the ticket";
        }
        if (facts_.by_id) {
            return (italian() ? "il ticket con id interno " : "the ticket with the internal id ") + id_;
        }
        return (italian() ? "il ticket " : "ticket ") + reference_;
    }

    /// Rounded up to the minute, so that nobody comes too early.
    [[nodiscard]] std::string until() const {
        if (!notice_.until) {
            return {};
        }
        const auto time = clock_time(std::chrono::ceil<std::chrono::minutes>(*notice_.until), notice_.time_zone);
        return known_zone(notice_.time_zone) ? time + " (" + notice_.time_zone + ")" : time;
    }

    void add_tickets() {
        for (const auto& ticket : notice_.tickets) {
            text::Span number{"#" + quoted(ticket.number), {.bold = true}, ticket.link, false};
            text::Span rest{" · " + quoted(ticket.status) + " · " + quoted(ticket.subject), {}, {}, false};
            add(text::Block::Kind::list_item, {std::move(number), std::move(rest)});
        }
    }

    void add_holdings() {
        for (const auto& holding : notice_.holdings) {
            add(text::Block::Kind::list_item, holding_spans(holding, notice_));
        }
    }

    void add(const Phrase& part) {
        add(part.shape == Phrase::Shape::item ? text::Block::Kind::list_item : text::Block::Kind::paragraph,
            phrase(italian() ? part.italian : part.english, values_));
    }

    void add(text::Block::Kind kind, std::vector<text::Span> spans) {
        text::Block block;
        block.kind = kind;
        block.spans = std::move(spans);
        result_.blocks.push_back(std::move(block));
    }

    void add_why() {
        if (notice_.why.empty()) {
            add({Phrase::Shape::paragraph, "I find no ticket in that text, and nothing that looks like one.",
                 "In quel testo non trovo nessun ticket, né qualcosa che gli somigli."});
            return;
        }
        add({Phrase::Shape::paragraph, "This is what I find in that text:", "Ecco cosa trovo in quel testo:"});
        const auto shown = std::min(notice_.why.size(), most_why_lines);
        for (std::size_t i = 0; i < shown; ++i) {
            add(text::Block::Kind::list_item, why_spans(notice_.why[i]));
        }
        if (const auto left = notice_.why.size() - shown; left > 0) {
            values_.emplace_back("left", std::to_string(left));
            add({Phrase::Shape::paragraph, "And {left} more.", "E altri {left}."});
        }
    }

    [[nodiscard]] std::vector<text::Span> why_spans(const WhyLine& line) const {
        const auto words = why_words(line.rule, notice_.language);
        const Values values{{"text", quoted(line.text)}, {"rule", quoted(line.rule)}, {"words", std::string(words)}};
        const std::string_view reason = words.empty() ? " ({rule})" : ": {words} ({rule})";
        const auto verdict = [&] {
            if (line.accepted) {
                return italian() ? "`{text}` è un ticket" : "`{text}` is a ticket";
            }
            return italian() ? "`{text}` non è un ticket" : "`{text}` is no ticket";
        };
        return phrase(std::string(verdict()).append(reason), values);
    }

    const Notice& notice_;
    std::string reference_;
    std::string id_;
    NoticeFacts facts_;
    Values values_;
    text::RichText result_;
};

} // namespace

text::RichText compose(const Notice& notice) {
    return Composer(notice).compose();
}

} // namespace usher::card
