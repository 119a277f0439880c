#include <algorithm>

#include "card/desk_words.hpp"
#include "card/lines.hpp"
#include "card/link.hpp"
#include "card/people.hpp"
#include "card/posts.hpp"
#include "card/times.hpp"
#include "usher/card/card.hpp"
#include "usher/card/words.hpp"
#include "usher/ticket/number.hpp"

namespace usher::card {

namespace {

constexpr std::size_t longest_number = 64;
constexpr std::size_t longest_word = 60;
constexpr std::size_t longest_name = 100;
constexpr std::size_t longest_subject = 200;
constexpr std::size_t longest_file_name = 120;
constexpr std::size_t longest_address = 254; // https://www.rfc-editor.org/errata/eid1690

class Builder {
public:
    Builder(const ticket::Ticket& ticket, const Options& options)
        : ticket_(ticket), options_(options), lines_(word(Word::removed_secret, options.language)) {
        card_.level = options.level;
        card_.view = options.view;
        card_.language = options.language;
        card_.time_zone = options.time_zone;
        card_.as_of = showable(options.now).value_or(Time{});
    }

    Card build() {
        if (options_.level >= Level::minimal) {
            add_minimal();
        }
        if (options_.level >= Level::internal) {
            add_internal();
            add_posts();
        }
        if (options_.level >= Level::full) {
            add_full();
        }
        card_.redactions += lines_.redactions();
        return std::move(card_);
    }

private:
    void add_minimal() {
        // A proper number is shown as it is: the longest ones would pass for keys or card numbers.
        const auto number = ticket::TicketNumber::parse(ticket_.number);
        card_.number = number ? number->text() : lines_.read(ticket_.number, longest_number);
        card_.link = link_to(options_.ticket_link, card_.number);
        card_.subject = lines_.read(ticket_.subject.raw, longest_subject);
        if (card_.subject.empty()) {
            card_.subject = word(Word::no_subject, options_.language);
        }
        card_.status = shown_status(lines_.read(ticket_.status, longest_word), options_.language);
        card_.department = lines_.read(ticket_.department.raw, longest_name);
        card_.opened = showable(ticket_.opened);
        card_.last_reply = showable(ticket_.last_reply);
        card_.waiting = ticket::waiting(ticket_);
        card_.waiting.since = showable(card_.waiting.since);
    }

    void add_internal() {
        card_.id = lines_.read(ticket_.id, longest_number);
        card_.priority_raw = lines_.read(ticket_.priority, longest_word);
        card_.priority = shown_priority(card_.priority_raw, options_.language);
        card_.client = client_name(ticket_.client.raw);
        card_.opened_by_staff = ticket_.opened_by_staff;
        card_.reply_count = ticket_.reply_count();
        if (ticket_.service) {
            card_.service =
                ticket::Service{.kind = ticket_.service->kind, .id = lines_.read(ticket_.service->id, longest_number)};
        }
    }

    void add_posts() {
        auto chosen = choose_posts(ticket_, options_.view, options_.replies);
        const auto reply_count = chosen.posts.size();
        if (options_.notes && options_.level >= Level::full) {
            const auto notes = choose_notes(ticket_, options_.view);
            card_.earlier_notes = ticket_.notes.size() - notes.size();
            chosen.posts.insert(chosen.posts.end(), notes.begin(), notes.end());
        }
        auto bodies = read_bodies(chosen.posts, options_.view, word(Word::removed_secret, options_.language));
        card_.earlier_replies = chosen.earlier_replies;
        for (std::size_t i = 0; i < chosen.posts.size(); ++i) {
            card_.redactions += bodies[i].redactions;
            card_.replies.push_back(reply(*chosen.posts[i], std::move(bodies[i])));
            card_.replies.back().note = i >= reply_count;
        }
    }

    void add_full() {
        card_.email = lines_.read(ticket_.email, longest_address);
        for (const auto& address : ticket_.cc) {
            if (auto shown = lines_.read(address, longest_address); !shown.empty()) {
                card_.cc.push_back(std::move(shown));
            }
        }
    }

    CardReply reply(const ticket::Reply& post, text::RichText body) {
        CardReply reply{.author = author(post),
                        .role = post.role,
                        .opening = post.opening,
                        .at = showable(post.at),
                        .body = std::move(body),
                        .attachments = {},
                        .attachments_removed = post.attachments_removed};
        for (const auto& attachment : post.attachments) {
            if (auto name = lines_.read(attachment.name, longest_file_name); !name.empty()) {
                reply.attachments.push_back(std::move(name));
            }
        }
        return reply;
    }

    std::string author(const ticket::Reply& post) {
        if (post.role == ticket::Role::staff) {
            auto name = lines_.read(post.author.raw, longest_name);
            return name.empty() ? std::string(word(Word::staff, options_.language)) : name;
        }
        auto name = client_name(post.author.raw);
        if (name.empty()) {
            name = card_.client;
        }
        return name.empty() ? std::string(word(Word::client_role, options_.language)) : name;
    }

    /// As much of a client's name as the level allows; may be nothing.
    std::string client_name(const std::string& raw) {
        auto name = lines_.read(raw, longest_name);
        return options_.level >= Level::full ? name : first_word(name);
    }

    const ticket::Ticket& ticket_;
    const Options& options_;
    Lines lines_;
    Card card_;
};

} // namespace

Card build(const ticket::Ticket& ticket, const Options& options) {
    return Builder(ticket, options).build();
}

} // namespace usher::card
