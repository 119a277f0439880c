#include <algorithm>
#include <utility>

#include "matrix/sync_loop.hpp"
#include "matrix/wire_text.hpp"
#include "usher/net/json.hpp"
#include "usher/ops/log.hpp"
#include "usher/ticket/reference.hpp"

namespace usher::matrix {

using nlohmann::json;
using runtime::Task;

namespace {

constexpr int most_pages = 20;
constexpr const char* encryption_note = "chat.usher.encryption_notice";

template <class... Handlers>
struct Overloaded : Handlers... {
    using Handlers::operator()...;
};

bool is_own_join(const json& event, const std::string& self) {
    const auto* content = net::member(event, "content");
    return net::text_member(event, "type") == "m.room.member" && net::text_member(event, "state_key") == self &&
           content != nullptr && net::text_member(*content, "membership") == "join";
}

/// What a room said before we came was not said to us.
void drop_before_own_join(std::vector<json>& events, const std::string& self) {
    const auto join =
        std::find_if(events.rbegin(), events.rend(), [&](const json& event) { return is_own_join(event, self); });
    if (join != events.rend()) {
        events.erase(events.begin(), join.base());
    }
}

std::string_view kind_of(chat::Source source) {
    return chat::name(source);
}

} // namespace

Task<std::vector<chat::Event>> SyncLoop::read_room(JoinedRoom room, bool after_gap) {
    const bool new_room = !parts_.rooms.knows(room.room);
    const bool own_join =
        std::ranges::any_of(room.timeline, [&](const json& event) { return is_own_join(event, self_.user); });
    parts_.rooms.update(room, self_.user);
    if (room.limited && !own_join && !new_room && !since_.empty()) {
        co_await fill_gap(room);
        after_gap = true;
    }
    look_at_state(room);
    drop_before_own_join(room.timeline, self_.user);

    Surroundings around;
    around.room = room.room;
    around.direct = parts_.rooms.direct(room.room);
    around.encrypted = parts_.rooms.encrypted(room.room);
    around.command = options_.command;
    around.aliases = co_await parts_.rooms.aliases_of(room.room);
    if (after_gap) {
        around.not_before = parts_.clock.now() - options_.oldest;
    }
    std::vector<chat::Event> events;
    for (const auto& event : room.timeline) {
        co_await read_one(event, around, events);
    }
    co_return events;
}

/// The events between the last token and this timeline, up to the age that is still acted on. Source:
/// https://spec.matrix.org/v1.19/client-server-api/#syncing (limited timelines)
Task<void> SyncLoop::fill_gap(JoinedRoom& room) {
    const auto oldest = (parts_.clock.now() - options_.oldest).time_since_epoch().count();
    std::vector<json> missed; // Newest first.
    Client::Page page{room.room, room.prev_batch, since_};
    for (int pages = 0; pages < most_pages && !page.from.empty(); ++pages) {
        const auto answer = co_await parts_.client.messages(page);
        if (!answer) {
            if (answer.error().kind == ErrorClass::refused) {
                break;
            }
            co_await after_failure(answer.error());
            if (finishing_) {
                co_return;
            }
            --pages;
            continue;
        }
        auto chunk = events_in(&*answer, "chunk");
        const bool past = std::ranges::any_of(chunk, [&](const json& event) {
            return net::number_member(event, "origin_server_ts").value_or(0) < oldest;
        });
        std::ranges::move(chunk, std::back_inserter(missed));
        page.from = past ? std::string() : net::text_member(*answer, "end");
    }
    ops::log_info("matrix_gap_filled", "Fetched events that a gap had hidden", {{"events", missed.size()}});
    parts_.metrics.add("usher_matrix_gap_events_total", {}, static_cast<double>(missed.size()));
    std::vector<json> whole(std::make_move_iterator(missed.rbegin()), std::make_move_iterator(missed.rend()));
    std::ranges::move(room.timeline, std::back_inserter(whole));
    room.timeline = std::move(whole);
}

Task<void> SyncLoop::read_one(const json& event, const Surroundings& around, std::vector<chat::Event>& events) {
    auto reading = read_event(event, self_, around);
    if (auto* asked = std::get_if<ForIntake>(&reading)) {
        const auto change = asked->event.change;
        const bool message = net::text_member(event, "type") == "m.room.message";
        if (const auto edit =
                change == chat::Change::withdrawn ? co_await reverted(asked->event, around.room) : std::nullopt) {
            co_await read_one(*edit, around, events);
            co_return;
        }
        if (message && change == chat::Change::asked) {
            remember(event);
        } else if (message) {
            // Homeservers deliver edits of other people's messages too; they count for nothing. Source:
            // https://spec.matrix.org/v1.19/client-server-api/#validity-of-replacement-events
            auto original = co_await original_of(asked->event, around.room);
            if (!original || original->sender != net::text_member(event, "sender")) {
                count("edit", "not_the_author");
                co_return;
            }
            asked->event.thread = std::move(original->thread); // An edit does not say it.
            edits_.put(net::text_member(event, "event_id"), asked->event.message->native);
        }
        count(change == chat::Change::withdrawn ? "withdrawal" : kind_of(asked->event.source), "received");
        events.push_back(std::move(asked->event));
    } else if (auto* reacted = std::get_if<Reacted>(&reading)) {
        if (auto press = co_await read_press(std::move(*reacted), around.room)) {
            count("button", "received");
            events.push_back(std::move(*press));
        }
    } else if (const auto* ignored = std::get_if<Ignored>(&reading)) {
        if (ignored->reason != "own") {
            count("other", ignored->reason);
        }
        if (net::text_member(event, "type") == "m.room.message") {
            remember(event);
        }
    }
}

void SyncLoop::remember(const json& event) {
    originals_.put(net::text_member(event, "event_id"), {net::text_member(event, "sender"), thread_of(event)});
}

Task<std::optional<json>> SyncLoop::reverted(const chat::Event& redaction, std::string room) {
    const auto original = edits_.get(redaction.message->native);
    if (!original) {
        co_return std::nullopt;
    }
    const auto message = co_await parts_.client.event(std::move(room), *original);
    const auto* content = message ? net::member(*message, "content") : nullptr;
    if (content == nullptr || content->empty()) {
        co_return std::nullopt;
    }
    // The homeserver bundles the latest of the edits that are left.
    static const json nothing = json::object();
    const auto at = [](const json& object, const char* key) -> const json& {
        const auto* found = net::member(object, key);
        return found != nullptr ? *found : nothing;
    };
    const auto& left = at(at(at(*message, "unsigned"), "m.relations"), "m.replace");
    const auto& latest = at(at(left, "content"), "m.new_content");
    json said = latest.empty() ? *content : latest;
    json edit = {{"type", "m.room.message"},
                 {"sender", net::text_member(*message, "sender")},
                 {"event_id", redaction.keys.front().key},
                 {"content", said}};
    edit["content"]["m.new_content"] = std::move(said);
    edit["content"]["m.relates_to"] = {{"rel_type", "m.replace"}, {"event_id", *original}};
    if (redaction.asked_at) {
        edit["origin_server_ts"] = redaction.asked_at->time_since_epoch().count();
    }
    co_return edit;
}

Task<std::optional<SyncLoop::Original>> SyncLoop::original_of(const chat::Event& edit, std::string room) {
    if (auto known = originals_.get(edit.message->native)) {
        co_return known;
    }
    const auto original = co_await parts_.client.event(std::move(room), edit.message->native);
    if (!original) {
        co_return std::nullopt;
    }
    remember(*original);
    co_return Original{net::text_member(*original, "sender"), thread_of(*original)};
}

namespace {

std::optional<chat::Press::Button> button_of(std::string_view reaction) {
    // Clients may add a variation selector behind the emoji.
    if (reaction.starts_with(refresh_reaction)) {
        return chat::Press::Button::refresh;
    }
    if (reaction.starts_with(all_replies_reaction)) {
        return chat::Press::Button::all_replies;
    }
    return reaction.starts_with(hide_reaction) ? std::optional(chat::Press::Button::hide) : std::nullopt;
}

} // namespace

Task<std::optional<chat::Event>> SyncLoop::read_press(Reacted reacted, std::string room) {
    auto button = button_of(reacted.key);
    const auto shown =
        button ? co_await parts_.posting.shown(room, reacted.message, self_.user) : std::optional<Posting::Shown>{};
    if (!shown) {
        co_return std::nullopt;
    }
    auto reference = ticket::parse_reference(shown->reference);
    if (*button == chat::Press::Button::all_replies && shown->offers.list) {
        button = chat::Press::Button::show_list;
    }
    // People use the same emoji for other things too.
    const bool offered = *button == chat::Press::Button::hide        ? shown->offers.hide
                         : *button == chat::Press::Button::show_list ? shown->offers.list
                                                                     : reference.has_value();
    if (!offered) {
        co_return std::nullopt;
    }
    chat::Event event;
    event.source = chat::Source::button;
    event.conversation = {identity::Platform::matrix, self_.server, std::move(room)};
    event.person = {identity::Platform::matrix, self_.server, reacted.sender};
    event.keys = {{"matrix_event", reacted.event}};
    event.press =
        chat::Press{*button, std::move(reference), shown->view, {chat::PostedMessage::Via::message, {reacted.message}}};
    // All replies are many: they go under the card.
    event.thread = identity::ThreadId{shown->thread.empty() ? reacted.message : shown->thread};
    co_return event;
}

void SyncLoop::look_at_state(const JoinedRoom& room) {
    bool encrypted = false;
    for (const auto* events : {&room.state, &room.timeline}) {
        for (const auto& event : *events) {
            std::visit(Overloaded{
                           [&](const Encrypted&) { encrypted = true; },
                           [&](const Upgraded& upgraded) {
                               parts_.invitations.follow(room.room, upgraded.replacement, upgraded.sender);
                           },
                           [](const auto&) {},
                       },
                       read_event(event, self_, {}));
        }
    }
    if (encrypted) {
        parts_.rooms.set_encrypted(room.room);
        if (options_.encryption_notice) {
            parts_.work.spawn("matrix encryption notice", tell_encrypted(room.room));
        }
    }
}

/// Once for each room, over restarts too.
Task<void> SyncLoop::tell_encrypted(std::string room) {
    const auto noted = co_await parts_.client.room_note(self_.user, room, encryption_note);
    if (noted || noted.error().code != "M_NOT_FOUND") {
        co_return;
    }
    card::Notice words;
    words.kind = card::NoticeKind::encrypted_room;
    words.language = options_.language;
    const auto said =
        co_await parts_.posting.say(room, render_json(chat::Content{words}, {}), "usher.encrypted." + room);
    if (std::holds_alternative<chat::Sent>(said)) {
        ops::log_info("matrix_encrypted_room", "Told a room that encryption is not supported", {{"room", room}});
        co_await parts_.client.set_room_note(self_.user, room, encryption_note, {{"told", true}});
    }
}

} // namespace usher::matrix
