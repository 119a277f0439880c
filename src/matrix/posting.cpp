#include "matrix/posting.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "matrix/sync_batch.hpp"
#include "usher/matrix/message.hpp"
#include "usher/net/json.hpp"
#include "usher/ops/log.hpp"

namespace usher::matrix {

using nlohmann::json;
using runtime::Task;

namespace {

/// What a message of ours says about itself, for the process that has to find it again. No personal data.
constexpr const char* our_field = "chat.usher.answer";
/// Homeservers remember transaction ids for a day (Synapse) at least; well within it a post is simply repeated.
constexpr std::chrono::hours transaction_memory{20};
constexpr milliseconds send_limit{60'000};
constexpr std::chrono::minutes reaction_limit{5};
constexpr milliseconds scarce_nap{1'000};
constexpr std::size_t most_reactions = 500;
constexpr int bad_request = 400;
constexpr int most_pages = 20;

bool is_placeholder(const chat::Content& content) {
    const auto* notice = std::get_if<card::Notice>(&content);
    return notice != nullptr &&
           (notice->kind == card::NoticeKind::looking_up || notice->kind == card::NoticeKind::still_trying);
}

/// The thread, or the message that is answered. Source: https://spec.matrix.org/v1.19/client-server-api/#threading
json relation_of(const chat::Destination& to) {
    json relation = json::object();
    if (to.thread) {
        relation["rel_type"] = "m.thread";
        relation["event_id"] = to.thread->native;
        relation["is_falling_back"] = !to.question;
    }
    if (to.question || to.thread) {
        relation["m.in_reply_to"]["event_id"] = to.question ? to.question->native : to.thread->native;
    }
    return relation;
}

json about_itself(const std::string& marker, const chat::Content& content) {
    json about = {{"marker", marker}};
    if (const auto* shown = std::get_if<card::Card>(&content)) {
        about["ticket"] = shown->number;
        about["view"] = card::name(shown->view);
    }
    const auto offers = std::visit([](const auto& what) { return what.offers; }, content);
    if (offers.hide) {
        about["hide"] = true;
    }
    if (offers.list) {
        about["list"] = true;
    }
    return about;
}

std::optional<Posting::Shown> shown_in(const json& event, const std::string& self) {
    const auto* content = net::member(event, "content");
    if (net::text_member(event, "sender") != self || content == nullptr) {
        return std::nullopt;
    }
    // A card that was a placeholder first says what it shows in its latest version.
    const auto* latest = content;
    if (const auto* bundled = net::member(event, "unsigned")) {
        const auto* relations = net::member(*bundled, "m.relations");
        const auto* edit = relations == nullptr ? nullptr : net::member(*relations, "m.replace");
        const auto* edited = edit == nullptr ? nullptr : net::member(*edit, "content");
        const auto* replacement = edited == nullptr ? nullptr : net::member(*edited, "m.new_content");
        latest = replacement == nullptr ? latest : replacement;
    }
    const auto* about = net::member(*latest, our_field);
    if (about == nullptr) {
        return std::nullopt;
    }
    auto ticket = net::text_member(*about, "ticket");
    const card::Offers offers{.hide = net::flag_member(*about, "hide").value_or(false),
                              .list = net::flag_member(*about, "list").value_or(false)};
    if (ticket.empty() && offers == card::Offers{}) {
        return std::nullopt;
    }
    const auto* relation = net::member(*content, "m.relates_to");
    const bool in_thread = relation != nullptr && net::text_member(*relation, "rel_type") == "m.thread";
    return Posting::Shown{std::move(ticket),
                          card::parse_view(net::text_member(*about, "view")).value_or(card::View::summary),
                          in_thread ? net::text_member(*relation, "event_id") : std::string(), offers};
}

std::string marker_in(const json& event) {
    const auto* content = net::member(event, "content");
    const auto* about = content == nullptr ? nullptr : net::member(*content, our_field);
    return about == nullptr ? std::string() : net::text_member(*about, "marker");
}

} // namespace

Task<ApiResult<std::string>> Posting::send(Client::Send send, milliseconds limit, std::function<bool()> still_wanted) {
    const auto give_up = clock_.steady() + limit;
    const auto turn = co_await gate_.enter(send.room);
    for (;;) {
        const auto blocked = gate_.blocked_for();
        if (blocked.count() > 0 && clock_.steady() + blocked > give_up) {
            co_return std::unexpected(ApiError{ErrorClass::wait, "M_LIMIT_EXCEEDED", blocked, false, 429});
        }
        if (blocked.count() > 0) {
            co_await clock_.sleep_for(blocked);
            continue;
        }
        if (still_wanted && !still_wanted()) {
            co_return std::string{};
        }
        auto sent = co_await client_.send(send);
        if (sent || sent.error().kind != ErrorClass::wait) {
            co_return sent;
        }
        gate_.limited(sent.error().retry_after.value_or(milliseconds{5'000}));
    }
}

void Posting::remember(const chat::Destination& where, const std::string& event, const chat::Content& content) {
    const auto offered = reactions(content);
    if (offered.empty()) {
        return;
    }
    if (!shown_.get(event)) {
        for (const auto& key : offered) {
            if (reactions_.size() < most_reactions) {
                reactions_.push_back({where.conversation.native, event, key, clock_.steady() + reaction_limit});
            }
        }
    }
    const auto* shown = std::get_if<card::Card>(&content);
    shown_.put(event,
               {shown != nullptr ? shown->number : std::string(), shown != nullptr ? shown->view : card::View::summary,
                where.thread ? where.thread->native : std::string(),
                std::visit([](const auto& what) { return what.offers; }, content)});
    reaction_added_.cancel();
}

Task<chat::PostResult> Posting::post(chat::Outgoing message) {
    if (is_placeholder(message.content) && gate_.scarce()) {
        // It would cost the card its place.
        co_return chat::NotSent{"sends_are_scarce", gate_.blocked_for()};
    }
    auto content = render_json(message.content, {});
    content[our_field] = about_itself(message.marker, message.content);
    if (auto relation = relation_of(message.to); !relation.empty()) {
        content["m.relates_to"] = std::move(relation);
    }
    const auto room = message.to.conversation.native;
    const auto transaction = "usher." + message.marker;
    auto sent = co_await send({room, "m.room.message", transaction, net::dump_json(content)}, send_limit);
    const bool begins_thread =
        message.to.thread && message.to.question && message.to.thread->native == message.to.question->native;
    if (!sent && sent.error().code == "M_UNKNOWN" && sent.error().status == bad_request && begins_thread) {
        // No thread begins at a message that refers to another one. Source:
        // https://spec.matrix.org/v1.19/client-server-api/#threading
        message.to.thread.reset();
        content["m.relates_to"] = relation_of(message.to);
        sent = co_await send({room, "m.room.message", transaction + ".beside", net::dump_json(content)}, send_limit);
    }
    if (!sent) {
        co_return to_post_result(sent.error());
    }
    remember(message.to, *sent, message.content);
    co_return chat::Sent{{chat::PostedMessage::Via::message, {std::move(*sent)}}};
}

Task<chat::PostResult> Posting::edit(chat::Outgoing message, chat::PostedMessage posted) {
    auto content = render_json(message.content, {});
    content[our_field] = about_itself(message.marker, message.content);
    const auto room = message.to.conversation.native;
    // Not from the marker alone: a message may show again what it showed before.
    const auto transaction = fmt::format("usher.edit.{:016x}{:016x}", random_.next(), random_.next());
    // Of edits that wait for the homeserver's limit only the newest is worth a send: it shows what the others would.
    const auto number = ++last_edit_;
    edits_[posted.id.native] = number;
    const auto newest = [this, id = posted.id.native, number] {
        const auto known = edits_.find(id);
        return known != edits_.end() && known->second == number;
    };
    const auto sent = co_await send(
        {room, "m.room.message", transaction, net::dump_json(as_edit(std::move(content), posted.id.native))},
        send_limit, newest);
    if (newest()) {
        edits_.erase(posted.id.native);
    }
    if (!sent) {
        co_return to_post_result(sent.error());
    }
    remember(message.to, posted.id.native, message.content);
    co_return chat::Sent{std::move(posted)};
}

Task<chat::PostResult> Posting::retract(chat::Destination where, chat::PostedMessage posted) {
    const auto& room = where.conversation.native;
    // The text of an edit stays on the servers unless each is deleted too.
    std::vector<std::string> events{posted.id.native};
    const auto edits = co_await client_.relations(room, posted.id.native, "m.replace");
    if (!edits && edits.error().kind != ErrorClass::refused) {
        co_return to_post_result(edits.error());
    }
    if (edits) {
        for (const auto& edit : events_in(&*edits, "chunk")) {
            events.push_back(net::text_member(edit, "event_id"));
        }
    }
    std::erase_if(reactions_, [&](const Pending& pending) { return pending.event == posted.id.native; });
    shown_.drop(posted.id.native);
    const auto turn = co_await gate_.enter(room);
    // The edits first: if it breaks off, the message is found again, and with it the rest of them.
    for (auto event = events.rbegin(); event != events.rend(); ++event) {
        if (const auto blocked = gate_.blocked_for(); blocked.count() > 0) {
            co_return chat::NotSent{"M_LIMIT_EXCEEDED", blocked};
        }
        const auto redacted = co_await client_.redact(room, *event, "usher.redact." + *event);
        if (!redacted) {
            if (redacted.error().kind == ErrorClass::wait) {
                gate_.limited(redacted.error().retry_after.value_or(milliseconds{5'000}));
            }
            co_return to_post_result(redacted.error());
        }
    }
    co_return chat::Sent{std::move(posted)};
}

Task<chat::LocateResult> Posting::locate(chat::Destination where, std::string marker, runtime::WallTime since,
                                         std::string self) {
    if (clock_.now() - since < transaction_memory) {
        // Posting again with the same transaction id gives the same message, if there is one.
        co_return chat::Absent{};
    }
    Client::Page page{where.conversation.native, "", ""};
    for (int number = 0; number < most_pages; ++number) {
        const auto answer = co_await client_.messages(page);
        if (!answer) {
            co_return chat::CannotTell{answer.error().code, answer.error().retry_after};
        }
        for (const auto& event : events_in(&*answer, "chunk")) {
            if (net::text_member(event, "sender") == self && marker_in(event) == marker) {
                co_return chat::Located{{chat::PostedMessage::Via::message, {net::text_member(event, "event_id")}}};
            }
            if (net::number_member(event, "origin_server_ts").value_or(0) < since.time_since_epoch().count()) {
                co_return chat::Absent{};
            }
        }
        page.from = net::text_member(*answer, "end");
        if (page.from.empty()) {
            co_return chat::Absent{};
        }
    }
    co_return chat::CannotTell{"too_much_history"};
}

Task<chat::PostResult> Posting::say(std::string room, json content, std::string transaction) {
    const auto sent =
        co_await send({std::move(room), "m.room.message", std::move(transaction), net::dump_json(content)}, send_limit);
    if (!sent) {
        co_return to_post_result(sent.error());
    }
    co_return chat::Sent{{chat::PostedMessage::Via::message, {*sent}}};
}

Task<void> Posting::add_reactions() {
    for (;;) {
        while (!reactions_.empty() && !gate_.scarce()) {
            const auto next = std::move(reactions_.front());
            reactions_.pop_front();
            const json relation = {{"rel_type", "m.annotation"}, {"event_id", next.event}, {"key", next.key}};
            const json content = {{"m.relates_to", relation}};
            const auto transaction = "usher.react." + next.event + next.key;
            const auto sent =
                co_await send({next.room, "m.reaction", transaction, net::dump_json(content)}, milliseconds{0});
            if (!sent && sent.error().kind == ErrorClass::wait) {
                reactions_.push_front(next);
            } else if (!sent && sent.error().code != "M_DUPLICATE_ANNOTATION") {
                ops::log_info("matrix_reaction_failed", "A card went without one of its reactions",
                              {{"error", sent.error().code}});
            }
        }
        std::erase_if(reactions_, [&](const Pending& pending) { return pending.until <= clock_.steady(); });
        if (reactions_.empty()) {
            co_await reaction_added_.async_wait(runtime::as_tuple);
        } else {
            co_await clock_.sleep_for(scarce_nap);
        }
    }
}

Task<std::optional<Posting::Shown>> Posting::shown(std::string room, std::string event, std::string self) {
    if (auto known = shown_.get(event)) {
        co_return known;
    }
    const auto found = co_await client_.event(room, event);
    auto shown = found ? shown_in(*found, self) : std::nullopt;
    if (shown) {
        shown_.put(event, *shown);
    }
    co_return shown;
}

} // namespace usher::matrix
