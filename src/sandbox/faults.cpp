#include "sandbox/faults.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace usher::sandbox {

namespace {

struct Place {
    std::string_view name;
    std::vector<std::string_view> deeds;
};

const std::vector<Place>& places() {
    static const std::vector<Place> kPlaces{
        // HTTP: `api` is any Web API method; a method's own name is a place too.
        {"api", {"slow", "rate_limit", "error", "status", "html", "drop", "lose_answer"}},
        {"respond", {"slow", "rate_limit", "status", "html", "drop", "lose_answer"}},
        {"token", {"slow", "rate_limit", "status", "html", "drop", "lose_answer", "error"}},
        {"ticket",
         {"slow", "rate_limit", "status", "html", "drop", "lose_answer", "unauthorized", "expire_tokens",
          "wrong_ticket", "login_redirect", "login_page", "null", "malformed_utf8", "lost_access"}},
        // The WebSocket.
        {"connect", {"no_hello", "disconnect", "abort", "close", "deaf"}},
        {"hello",
         {"abort", "close", "deaf", "mute", "no_pong", "no_close", "refresh", "disconnect", "unknown_type",
          "non_object", "app_rate_limited", "large", "binary", "second_hello", "ping_flood"}},
        {"envelope", {"duplicate", "redeliver", "lose", "abort", "abort_after"}},
        {"ack", {"ignore"}},
        {"now",
         {"abort", "close", "deaf", "mute", "no_pong", "no_close", "refresh", "disconnect", "unknown_type",
          "non_object", "app_rate_limited", "large", "binary", "second_hello", "ping_flood", "expire_tokens"}},
    };
    return kPlaces;
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 35> kNamed{{
    {"refresh", R"({"at":"now","do":"refresh"})"},
    {"refresh_without_warning", R"({"at":"now","do":"refresh","warning":false})"},
    {"disconnect_before_hello", R"({"at":"connect","do":"disconnect"})"},
    {"link_disabled", R"({"at":"connect","do":"disconnect","reason":"link_disabled"})"},
    {"too_many_websockets", R"({"at":"connect","do":"disconnect","reason":"too_many_websockets"})"},
    {"no_hello", R"({"at":"connect","do":"no_hello"})"},
    {"slow_open", R"({"at":"apps.connections.open","do":"slow","ms":5000})"},
    {"open_rate_limited", R"({"at":"apps.connections.open","do":"rate_limit","retry_after":2})"},
    {"open_internal_error", R"({"at":"apps.connections.open","do":"error","error":"internal_error"})"},
    {"post_rate_limited", R"({"at":"chat.postMessage","do":"rate_limit","retry_after":2})"},
    {"lost_answer", R"({"at":"chat.postMessage","do":"lose_answer"})"},
    {"not_in_channel", R"({"at":"chat.postMessage","do":"error","error":"not_in_channel"})"},
    {"abort", R"({"at":"now","do":"abort"})"},
    {"deaf", R"({"at":"now","do":"deaf"})"},
    {"mute", R"({"at":"now","do":"mute"})"},
    {"no_pong", R"({"at":"now","do":"no_pong"})"},
    {"no_close", R"({"at":"now","do":"no_close"})"},
    {"duplicate_envelope", R"({"at":"envelope","do":"duplicate"})"},
    {"redelivered_envelope", R"({"at":"envelope","do":"redeliver"})"},
    {"lost_envelope", R"({"at":"envelope","do":"lose"})"},
    {"unknown_type", R"({"at":"now","do":"unknown_type"})"},
    {"non_object_payload", R"({"at":"now","do":"non_object"})"},
    {"app_rate_limited", R"({"at":"now","do":"app_rate_limited"})"},
    {"large_envelope", R"({"at":"now","do":"large"})"},
    {"binary_frame", R"({"at":"now","do":"binary"})"},
    {"second_hello", R"({"at":"now","do":"second_hello"})"},
    {"desk_slow", R"({"at":"ticket","do":"slow","ms":3000})"},
    {"desk_down", R"({"at":"ticket","do":"status","status":503,"times":0})"},
    {"desk_drops", R"({"at":"ticket","do":"drop","times":0})"},
    {"desk_html_error", R"({"at":"ticket","do":"html","status":500})"},
    {"desk_rate_limited", R"({"at":"ticket","do":"rate_limit","retry_after":2})"},
    {"desk_unauthorized", R"({"at":"ticket","do":"unauthorized"})"},
    {"desk_expired_token", R"({"at":"now","do":"expire_tokens"})"},
    {"desk_wrong_ticket", R"({"at":"ticket","do":"wrong_ticket"})"},
    {"desk_login", R"({"at":"ticket","do":"login_redirect"})"},
}};

constexpr std::array<std::string_view, 11> kMethods{"apps.connections.open",
                                                    "auth.test",
                                                    "chat.postMessage",
                                                    "chat.postEphemeral",
                                                    "chat.update",
                                                    "chat.delete",
                                                    "conversations.info",
                                                    "conversations.members",
                                                    "conversations.history",
                                                    "conversations.replies",
                                                    "users.info"};

[[noreturn]] void refuse(std::size_t index, const std::string& why) {
    throw std::invalid_argument(fmt::format("fault {}: {}", index + 1, why));
}

const Place* place_named(std::string_view at) {
    const std::string_view name = std::ranges::find(kMethods, at) != kMethods.end() ? "api" : at;
    const auto found = std::ranges::find(places(), name, &Place::name);
    return found == places().end() ? nullptr : &*found;
}

Json resolve_name(const std::string& name, std::size_t index) {
    const auto* const named =
        std::ranges::find(kNamed, std::string_view(name), &std::pair<std::string_view, std::string_view>::first);
    if (named == kNamed.end()) {
        refuse(index, fmt::format("there is no fault \"{}\"; known are {}", name, fmt::join(Faults::names(), ", ")));
    }
    return Json::parse(named->second);
}

int count(const Json& item, std::string_view key, int otherwise, std::size_t index) {
    if (member(item, key) == nullptr) {
        return otherwise;
    }
    const auto value = integer_of(item, key);
    if (!value || *value < 0 || *value > 1'000'000) {
        refuse(index, fmt::format("\"{}\" must be a number from 0 to 1000000", key));
    }
    return static_cast<int>(*value);
}

} // namespace

std::int64_t Fault::number(std::string_view key, std::int64_t otherwise) const {
    return integer_of(parameters, key).value_or(otherwise);
}

std::string Fault::word(std::string_view key, std::string_view otherwise) const {
    auto text = text_of(parameters, key);
    return text.empty() ? std::string(otherwise) : text;
}

std::vector<std::string> Faults::names() {
    std::vector<std::string> names;
    names.reserve(kNamed.size());
    for (const auto& [name, unused] : kNamed) {
        names.emplace_back(name);
    }
    return names;
}

std::vector<Fault> Faults::parse(std::string_view json) {
    const auto list = parse_json(json);
    if (!list || !list->is_array()) {
        throw std::invalid_argument("faults must be a JSON list of objects and names, such as [\"refresh\"]");
    }
    if (list->size() > kMost) {
        throw std::invalid_argument(fmt::format("at most {} faults", kMost));
    }
    std::vector<Fault> parsed;
    for (std::size_t i = 0; i < list->size(); ++i) {
        const Json item = (*list)[i].is_string() ? resolve_name((*list)[i].get<std::string>(), i) : (*list)[i];
        Fault fault{.at = text_of(item, "at"),
                    .deed = text_of(item, "do"),
                    .parameters = item,
                    .skip = count(item, "skip", 0, i),
                    .times = count(item, "times", 1, i)};
        const auto* place = place_named(fault.at);
        if (place == nullptr) {
            refuse(i, fmt::format("there is no place \"{}\"", fault.at));
        }
        if (std::ranges::find(place->deeds, fault.deed) == place->deeds.end()) {
            refuse(i, fmt::format("\"{}\" cannot happen at \"{}\"; possible are {}", fault.deed, fault.at,
                                  fmt::join(place->deeds, ", ")));
        }
        parsed.push_back(std::move(fault));
    }
    return parsed;
}

std::vector<Fault> Faults::keep(std::vector<Fault> parsed) {
    std::vector<Fault> at_once;
    for (auto& fault : parsed) {
        (fault.at == "now" ? at_once : faults_).push_back(std::move(fault));
    }
    return at_once;
}

std::vector<Fault> Faults::set(std::string_view json) {
    auto parsed = parse(json);
    faults_.clear();
    return keep(std::move(parsed));
}

std::vector<Fault> Faults::add(std::string_view json) {
    auto parsed = parse(json);
    if (faults_.size() + parsed.size() > kMost) {
        throw std::invalid_argument(fmt::format("at most {} faults", kMost));
    }
    return keep(std::move(parsed));
}

std::vector<Fault> Faults::take(std::string_view place) {
    std::vector<Fault> due;
    for (auto fault = faults_.begin(); fault != faults_.end();) {
        if (fault->at != place) {
            ++fault;
        } else if (fault->skip > 0) {
            --fault->skip;
            ++fault;
        } else {
            due.push_back(*fault);
            fault = fault->times == 1 ? faults_.erase(fault) : fault + 1;
            if (due.back().times > 1) {
                --(fault - 1)->times;
            }
        }
    }
    return due;
}

std::optional<Fault> Faults::take_one(std::string_view place) {
    auto due = take(place);
    if (due.empty()) {
        return std::nullopt;
    }
    return std::move(due.front());
}

Json Faults::describe() const {
    Json list = Json::array();
    for (const auto& fault : faults_) {
        Json item = fault.parameters;
        item["skip"] = fault.skip;
        item["times"] = fault.times;
        list.push_back(std::move(item));
    }
    return list;
}

} // namespace usher::sandbox
