#include "usher/card/terminal.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "card/terminal_text.hpp"
#include "card/wrap.hpp"
#include "usher/card/words.hpp"
#include "usher/text/utf8.hpp"

namespace usher::card {

namespace {

constexpr std::size_t width = 96;
constexpr std::string_view separator = " \u00B7 ";

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
    std::string result;
    for (const auto& part : parts) {
        result += result.empty() ? std::string_view{} : between;
        result += part;
    }
    return result;
}

class Page {
public:
    explicit Page(const Card& card) : card_(card) {}

    std::string write() {
        if (card_.level == Level::none) {
            return "\n";
        }
        add_title();
        add_facts();
        add_replies();
        add_footer();
        return std::move(page_);
    }

private:
    [[nodiscard]] std::string say(Word which) const { return std::string(word(which, card_.language)); }

    [[nodiscard]] std::string moment(Time time) const {
        return date_time(time, card_.time_zone, card_.language) + " (" + ago(card_.as_of - time, card_.language) + ")";
    }

    void add_paragraph(std::string_view text) { page_ += wrap(text, {.first = "", .next = "  "}, width); }

    void add_title() {
        const auto number = card_.number.empty() ? say(Word::ticket) : "#" + card_.number;
        add_paragraph(joined({number, card_.subject}, separator));
        std::vector<std::string> standing{card_.status.text, waiting_line(card_)};
        if (card_.service) {
            const bool domain = card_.service->kind == ticket::Service::Kind::domain;
            standing.push_back(say(domain ? Word::domain : Word::service) + " " + card_.service->id);
        }
        add_paragraph(joined(standing, separator));
    }

    void add_facts() {
        std::vector<std::pair<std::string, std::string>> rows;
        const auto add = [&](Word label, std::string value) {
            if (!value.empty()) {
                rows.emplace_back(say(label), std::move(value));
            }
        };
        add(Word::priority, card_.priority);
        add(Word::department, card_.department);
        add(Word::client, card_.client);
        add(Word::email, card_.email);
        add(Word::cc, joined(card_.cc, ", "));
        if (card_.opened) {
            add(Word::opened,
                moment(*card_.opened) +
                    (card_.opened_by_staff ? std::string(separator) + say(Word::opened_by_staff) : std::string{}));
        } else if (card_.opened_by_staff) {
            add(Word::opened, say(Word::opened_by_staff));
        }
        // The desk counts the opening as the last reply as long as there is none.
        if (card_.last_reply && card_.last_reply != card_.opened) {
            add(Word::last_reply, moment(*card_.last_reply));
        }
        add(Word::open, card_.link);
        add_table(rows);
    }

    void add_table(const std::vector<std::pair<std::string, std::string>>& rows) {
        std::size_t label_width = 0;
        for (const auto& [label, value] : rows) {
            label_width = std::max(label_width, text::count_characters(label));
        }
        page_ += rows.empty() ? "" : "\n";
        for (const auto& [label, value] : rows) {
            const auto padding = label_width - text::count_characters(label) + 3;
            page_ += wrap(
                value, {.first = "  " + label + std::string(padding, ' '), .next = std::string(label_width + 5, ' ')},
                width);
        }
    }

    void add_replies() {
        if (!card_.reply_count) {
            return;
        }
        auto heading = reply_count(*card_.reply_count, card_.language);
        if (card_.earlier_replies > 0) {
            heading += std::string(separator) + earlier_replies(card_.earlier_replies, card_.language);
        }
        page_ += '\n';
        add_paragraph(heading);
        for (const auto& reply : card_.replies) {
            page_ += '\n';
            add_reply(reply);
        }
    }

    void add_reply(const CardReply& reply) {
        std::vector<std::string> head{reply.author};
        if (auto role = std::string(role_word(reply, card_.language)); role != reply.author) {
            head.push_back(std::move(role));
        }
        if (reply.opening) {
            head.push_back(say(Word::opening_post));
        }
        if (reply.at) {
            head.push_back(moment(*reply.at));
        }
        page_ += wrap(joined(head, separator), {.first = "  ", .next = "    "}, width);
        page_ += to_lines(reply.body, "    ", width);
        add_remarks(reply);
    }

    void add_remarks(const CardReply& reply) {
        std::vector<std::string> remarks;
        if (reply.body.more_characters > 0) {
            remarks.push_back(more_characters(reply.body.more_characters, card_.language));
        }
        if (reply.body.folded_characters > 0) {
            remarks.push_back(folded_note(card_.language));
        }
        if (!remarks.empty()) {
            page_ += wrap("[" + joined(remarks, "; ") + "]", {.first = "    ", .next = "    "}, width);
        }
        if (!reply.attachments.empty()) {
            auto line = say(Word::attachments);
            line += reply.attachments_removed ? " (" + say(Word::attachments_removed) + "): " : ": ";
            page_ += wrap(line + joined(reply.attachments, ", "), {.first = "    ", .next = "      "}, width);
        }
    }

    void add_footer() {
        std::vector<std::string> parts;
        if (card_.redactions > 0) {
            parts.push_back(redaction_note(card_.redactions, card_.language));
        }
        auto seen = say(Word::as_of) + " " + clock_time(card_.as_of, card_.time_zone);
        if (known_zone(card_.time_zone)) {
            seen += " (" + card_.time_zone + ")";
        }
        parts.push_back(std::move(seen));
        page_ += '\n';
        add_paragraph(joined(parts, separator));
    }

    const Card& card_;
    std::string page_;
};

} // namespace

std::string to_terminal(const Card& card) {
    return Page(card).write();
}

} // namespace usher::card
