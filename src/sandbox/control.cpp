#include "sandbox/control.hpp"

#include <algorithm>
#include <charconv>
#include <functional>
#include <map>
#include <stdexcept>
#include <utility>

#include "sandbox/bell.hpp"
#include "sandbox/http_answers.hpp"
#include "sandbox/message_text.hpp"
#include "sandbox/page_feed.hpp"
#include "usher/runtime/asio_names.hpp"

namespace usher::sandbox {

namespace {

using runtime::milliseconds;

constexpr std::string_view kPrefix = "/_control/";
constexpr std::int64_t kLongestWait = 60'000;

net::ServerResponse refused(std::string_view error, int status = 400) {
    return json_response({{"ok", false}, {"error", error}}, status);
}

std::string or_else(std::string value, std::string_view otherwise) {
    if (value.empty()) {
        return std::string(otherwise);
    }
    return value;
}

std::int64_t number(std::string_view text, std::int64_t otherwise) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() ? value : otherwise;
}

LinkOrder link_order(std::string_view word) {
    return word == "first" ? LinkOrder::first : word == "none" ? LinkOrder::none : LinkOrder::last;
}

Client::Line line_of(const Json& body) {
    return {.channel = or_else(text_of(body, "channel"), kMainChannel),
            .person = or_else(text_of(body, "person"), kMainPerson),
            .thread_ts = text_of(body, "thread_ts"),
            .text = text_of(body, "text"),
            .links = link_order(text_of(body, "links")),
            .other_bot = flag_of(body, "other_bot"),
            .age = std::chrono::seconds(std::max<std::int64_t>(integer_of(body, "age_s").value_or(0), 0))};
}

net::ServerResponse done_answer(const Client::Done& done) {
    if (!done.error.empty()) {
        return refused(done.error);
    }
    return json_response({{"ok", true}, {"key", done.key}, {"ts", done.ts}, {"link_key", done.link_key}});
}

/// What hangs below links, as it reads.
Json unfurl_list(const Json& attachments, const Directory& directory) {
    Json list = Json::array();
    if (attachments.is_array()) {
        for (const auto& attachment : attachments) {
            if (flag_of(attachment, "is_app_unfurl")) {
                Json unfurl = {{"url", text_of(attachment, "app_unfurl_url")},
                               {"plain", attachment_text(attachment, directory)}};
                for (const auto* key : {"blocks", "color", "preview"}) {
                    if (const auto* value = member(attachment, key)) {
                        unfurl[key] = *value;
                    }
                }
                list.push_back(std::move(unfurl));
            }
        }
    }
    return list;
}

Json full_message(const Message& message, const Workspace& workspace) {
    Json json = page_message(message, workspace);
    json["ephemeral_to"] = message.ephemeral_to;
    json["plain"] = message_text(message, workspace.directory());
    if (!message.by_bot()) {
        json["unfurls"] = unfurl_list(message.attachments, workspace.directory());
    }
    if (message.metadata.is_object()) {
        json["metadata"] = message.metadata;
    }
    return json;
}

std::optional<int> connection_of(const Json& body) {
    const auto id = integer_of(body, "connection");
    return id ? std::optional(static_cast<int>(*id)) : std::nullopt;
}

} // namespace

runtime::Task<net::ServerResponse> Control::handle(net::ServerRequest request) {
    const auto what = std::string_view(request.path).substr(kPrefix.size());
    if (request.method == "GET") {
        if (what == "answer") {
            co_return co_await answer(std::move(request));
        }
        co_return get(what, request);
    }
    if (what == "faults" && (request.method == "DELETE" || request.method == "POST" || request.method == "PUT")) {
        if (request.method == "DELETE") {
            parts_.faults.clear();
            co_return json_response({{"ok", true}});
        }
        co_return set_faults(request.body, request.method == "POST");
    }
    if (request.method != "POST") {
        co_return refused("method_not_allowed", 405);
    }
    const auto body = request.body.empty() ? Json::object() : parse_json(request.body).value_or(Json());
    if (!body.is_object()) {
        co_return refused("the body must be a JSON object");
    }
    co_return post(what, body);
}

net::ServerResponse Control::set_faults(const std::string& body, bool add) {
    try {
        carry_out(add ? parts_.faults.add(body) : parts_.faults.set(body), std::nullopt);
    } catch (const std::invalid_argument& problem) {
        return refused(problem.what());
    }
    return json_response({{"ok", true}, {"faults", parts_.faults.describe()}});
}

void Control::carry_out(const std::vector<Fault>& faults, std::optional<int> connection) {
    for (const auto& fault : faults) {
        if (fault.deed == "expire_tokens") {
            parts_.desk.expire_access_tokens();
        } else {
            parts_.hub.misbehave(fault, connection);
        }
    }
}

net::ServerResponse Control::post(std::string_view what, const Json& body) {
    auto& client = parts_.client;
    const auto line = line_of(body);
    if (what == "type") {
        return done_answer(client.say(line));
    }
    if (what == "press") {
        return done_answer(client.press(line, text_of(body, "ts"), text_of(body, "action"), text_of(body, "url")));
    }
    if (what == "compose") {
        return compose(body);
    }
    if (what == "shortcut") {
        return done_answer(client.shortcut(line, text_of(body, "ts")));
    }
    if (what == "edit") {
        return done_answer(client.edit(line, text_of(body, "ts")));
    }
    if (what == "delete") {
        return done_answer(client.remove(line, text_of(body, "ts")));
    }
    if (what == "refresh") {
        const Fault fault{.at = "now", .deed = "refresh", .parameters = body};
        parts_.hub.misbehave(fault, connection_of(body));
        return json_response({{"ok", true}});
    }
    if (what == "retries") {
        const auto moved = parts_.hub.advance_retries(milliseconds(integer_of(body, "advance_ms").value_or(300'000)));
        return json_response({{"ok", true}, {"advanced", moved}});
    }
    return refused("not_found", 404);
}

net::ServerResponse Control::get(std::string_view what, const net::ServerRequest& request) const {
    if (what == "messages") {
        return json_response(messages(request));
    }
    if (what == "composed") {
        return composed(request.query_value("unfurl_id"));
    }
    if (what == "faults") {
        return json_response({{"ok", true}, {"faults", parts_.faults.describe()}, {"names", Faults::names()}});
    }
    if (what == "connections") {
        return json_response(
            {{"ok", true}, {"connected", parts_.hub.connected()}, {"connections", parts_.hub.describe()}});
    }
    if (what == "acknowledged") {
        const auto key = request.query_value("key");
        return json_response(
            {{"ok", true}, {"settled", parts_.hub.settled(key)}, {"acknowledged", parts_.hub.was_acknowledged(key)}});
    }
    if (what == "counters") {
        return json_response(counters());
    }
    if (what == "directory") {
        Json people = Json::array();
        for (const auto& person : parts_.workspace.directory().people()) {
            people.push_back({{"id", person.id}, {"name", person.name}, {"real_name", person.real_name}});
        }
        Json channels = Json::array();
        for (const auto& channel : parts_.workspace.directory().channels()) {
            channels.push_back({{"id", channel.id},
                                {"name", channel.name},
                                {"kind", kind_word(channel)},
                                {"members", channel.members}});
        }
        return json_response({{"ok", true}, {"people", std::move(people)}, {"channels", std::move(channels)}});
    }
    return refused("not_found", 404);
}

net::ServerResponse Control::compose(const Json& body) {
    const auto line = line_of(body);
    const auto* person = parts_.workspace.directory().person(line.person);
    if (person == nullptr || person->bot) {
        return refused("user_not_found");
    }
    const auto done = parts_.links.compose(line.text, *person);
    return json_response({{"ok", true}, {"key", done.key}, {"unfurl_id", done.unfurl_id}});
}

net::ServerResponse Control::composed(const std::string& unfurl_id) const {
    const auto attachments = parts_.links.composed(unfurl_id);
    if (attachments.is_null()) {
        return refused("not_found", 404);
    }
    return json_response({{"ok", true}, {"unfurls", unfurl_list(attachments, parts_.workspace.directory())}});
}

Json Control::messages(const net::ServerRequest& request) const {
    const auto channel = or_else(request.query_value("channel"), kMainChannel);
    const auto& all = parts_.workspace.messages(channel);
    const auto limit =
        static_cast<std::size_t>(std::clamp<std::int64_t>(number(request.query_value("limit"), 100), 1, 2'000));
    Json list = Json::array();
    for (std::size_t i = all.size() > limit ? all.size() - limit : 0; i < all.size(); ++i) {
        list.push_back(full_message(all[i], parts_.workspace));
    }
    return {{"ok", true}, {"messages", std::move(list)}};
}

Json Control::counters() const {
    const auto& hub = parts_.hub.counters();
    const auto& acks = parts_.hub.ack_latencies();
    std::uint64_t posts = 0;
    std::uint64_t duplicates = 0;
    std::map<std::string, int> markers;
    for (const auto& channel : parts_.workspace.directory().channels()) {
        for (const auto& message : parts_.workspace.messages(channel.id)) {
            posts += message.by_bot() ? 1 : 0;
            // The same marker twice in one place is the same answer twice.
            if (message.metadata.is_object() &&
                ++markers[channel.id + message.thread_ts + dump(message.metadata)] > 1) {
                ++duplicates;
            }
        }
    }
    return {{"ok", true},
            {"envelopes", hub.envelopes},
            {"acknowledged", hub.acknowledged},
            {"acknowledged_late", hub.late},
            {"acknowledged_unknown", hub.unknown},
            {"acknowledged_elsewhere", hub.elsewhere},
            {"unanswered", hub.unanswered},
            {"undelivered", hub.undelivered},
            {"retries", hub.retries},
            {"given_up", hub.given_up},
            {"connections_opened", hub.opened},
            {"connections_refused", hub.refused},
            {"pending", parts_.hub.pending()},
            {"ack_us",
             {{"p50", acks.quantile(0.5).count()},
              {"p99", acks.quantile(0.99).count()},
              {"max", acks.quantile(1).count()}}},
            {"bot_messages", posts},
            {"duplicate_markers", duplicates},
            {"tickets_served", parts_.desk.tickets_served()},
            {"tokens_issued", parts_.desk.tokens_issued()}};
}

/// Waits for the message that answers a key: until there is one (and it contains `contains`, and has buttons if `card`
/// is set), or `timeout_ms`.
runtime::Task<net::ServerResponse> Control::answer(net::ServerRequest request) {
    using asio::experimental::awaitable_operators::operator||;
    const auto key = request.query_value("key");
    const auto contains = request.query_value("contains");
    const bool card = request.query_value("card") == "true";
    const bool guess = request.query_value("guess") == "true";
    if (parts_.questions.find(key) == nullptr) {
        co_return refused("unknown_key", 404);
    }
    const auto deadline =
        clock_.steady() +
        milliseconds(std::clamp<std::int64_t>(number(request.query_value("timeout_ms"), 10'000), 0, kLongestWait));
    Bell news(executor_);
    const auto subscription = parts_.workspace.subscribe([&](const Change& /*change*/) { news.ring(); });
    while (true) {
        if (const auto* message = parts_.questions.answer(key, guess)) {
            const auto plain = message_text(*message, parts_.workspace.directory());
            if (plain.contains(contains) && (!card || has_buttons(*message))) {
                co_return json_response({{"ok", true},
                                         {"answered", true},
                                         {"text", plain},
                                         {"message", full_message(*message, parts_.workspace)}});
            }
        }
        if (clock_.steady() >= deadline) {
            co_return json_response({{"ok", true}, {"answered", false}});
        }
        co_await (clock_.sleep_until(deadline) || news.wait());
    }
}

} // namespace usher::sandbox
