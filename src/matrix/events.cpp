#include "matrix/events.hpp"

#include <utility>

#include <nlohmann/json.hpp>

#include "matrix/wire_text.hpp"
#include "usher/net/json.hpp"

namespace usher::matrix {

using nlohmann::json;

namespace {

bool too_old(const json& event, const Surroundings& around) {
    if (!around.not_before) {
        return false;
    }
    const auto sent = net::number_member(event, "origin_server_ts");
    return !sent || *sent < around.not_before->time_since_epoch().count();
}

const json* relation_of(const json& event) {
    const auto* content = net::member(event, "content");
    const auto* relation = content == nullptr ? nullptr : net::member(*content, "m.relates_to");
    return relation != nullptr && relation->is_object() ? relation : nullptr;
}

chat::Event about(const json& event, const Ourselves& self, const Surroundings& around) {
    chat::Event result;
    result.conversation = {identity::Platform::matrix, self.server, around.room};
    result.person = {identity::Platform::matrix, self.server, net::text_member(event, "sender")};
    result.keys = {{"matrix_event", net::text_member(event, "event_id")}};
    result.aliases = around.aliases;
    const auto sent = around.not_before ? net::number_member(event, "origin_server_ts") : std::nullopt;
    if (sent) {
        result.asked_at = runtime::WallTime{runtime::milliseconds{*sent}};
    }
    return result;
}

Reading read_message(const json& event, const Ourselves& self, const Surroundings& around) {
    if (too_old(event, around)) {
        return Ignored{"too_old"};
    }
    const auto* content = shown_content(event);
    if (content == nullptr || net::text_member(*content, "msgtype").empty() ||
        net::member(*content, "body") == nullptr) {
        return Ignored{"malformed"};
    }
    const auto* relation = relation_of(event);
    const bool edit = relation != nullptr && net::text_member(*relation, "rel_type") == "m.replace";
    auto original = edit ? net::text_member(*relation, "event_id") : net::text_member(event, "event_id");
    if (original.empty()) {
        return Ignored{"malformed"};
    }
    auto result = about(event, self, around);
    result.message = identity::MessageId{std::move(original)};
    result.change = edit ? chat::Change::edited : chat::Change::asked;
    result.thread = thread_of(event);
    if (auto question = read_question(*content, self, around)) {
        result.source = question->source;
        result.text = std::move(question->text);
        return ForIntake{std::move(result)};
    }
    auto text = net::text_member(*content, "msgtype") == "m.text" ? neutral_text_of_event(event) : std::nullopt;
    if (!text && !edit) {
        return Ignored{"not_for_us"};
    }
    result.source = chat::Source::message;
    result.text = std::move(text).value_or(std::string{});
    return ForIntake{std::move(result)};
}

Reading read_redaction(const json& event, const Ourselves& self, const Surroundings& around) {
    const auto* content = net::member(event, "content");
    auto target = content == nullptr ? std::string() : net::text_member(*content, "redacts");
    if (target.empty()) {
        target = net::text_member(event, "redacts"); // Up to room version 10.
    }
    if (target.empty()) {
        return Ignored{"malformed"};
    }
    auto result = about(event, self, around);
    result.change = chat::Change::withdrawn;
    result.message = identity::MessageId{std::move(target)};
    return ForIntake{std::move(result)};
}

Reading read_reaction(const json& event, const Surroundings& around) {
    const auto* relation = relation_of(event);
    if (relation == nullptr || net::text_member(*relation, "rel_type") != "m.annotation") {
        return Ignored{"malformed"};
    }
    if (too_old(event, around)) {
        return Ignored{"too_old"};
    }
    Reacted reacted{net::text_member(*relation, "event_id"), net::text_member(*relation, "key"),
                    net::text_member(event, "sender"), net::text_member(event, "event_id")};
    const bool whole = !reacted.message.empty() && !reacted.key.empty();
    return whole ? Reading{std::move(reacted)} : Ignored{"malformed"};
}

Reading read_state(const json& event, std::string_view type) {
    const auto* content = net::member(event, "content");
    if (content == nullptr) {
        return Ignored{"malformed"};
    }
    if (type == "m.room.encryption") {
        return Encrypted{};
    }
    if (type == "m.room.tombstone") {
        Upgraded upgraded{net::text_member(*content, "replacement_room"), net::text_member(event, "sender")};
        return upgraded.replacement.empty() ? Reading{Ignored{"malformed"}} : Reading{std::move(upgraded)};
    }
    if (type == "m.room.member") {
        return MembershipChanged{net::text_member(event, "state_key"), net::text_member(*content, "membership")};
    }
    return Ignored{"not_for_us"};
}

} // namespace

std::optional<identity::ThreadId> thread_of(const json& event) {
    const auto* relation = relation_of(event);
    if (relation == nullptr || net::text_member(*relation, "rel_type") != "m.thread") {
        return std::nullopt;
    }
    auto root = net::text_member(*relation, "event_id");
    return root.empty() ? std::nullopt : std::optional(identity::ThreadId{std::move(root)});
}

Reading read_event(const json& event, const Ourselves& self, const Surroundings& around) {
    const auto type = net::text_member(event, "type");
    const auto sender = net::text_member(event, "sender");
    if (type.empty() || sender.empty() || net::text_member(event, "event_id").empty()) {
        return Ignored{"malformed"};
    }
    if (net::member(event, "state_key") != nullptr) {
        return read_state(event, type);
    }
    if (sender == self.user) {
        return Ignored{"own"};
    }
    if (type == "m.room.encrypted") {
        return Encrypted{};
    }
    if (around.encrypted) {
        return Ignored{"encrypted_room"};
    }
    if (type == "m.room.message") {
        return read_message(event, self, around);
    }
    if (type == "m.room.redaction") {
        return read_redaction(event, self, around);
    }
    if (type == "m.reaction") {
        return read_reaction(event, around);
    }
    return Ignored{"not_for_us"};
}

} // namespace usher::matrix
