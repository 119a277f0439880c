#include "matrix/client.hpp"

#include <utility>

#include <fmt/format.h>

#include "usher/net/json.hpp"

namespace usher::matrix {

using runtime::Task;

namespace {

constexpr std::string_view v3 = "/_matrix/client/v3";
constexpr std::string_view v1 = "/_matrix/client/v1";
/// A first sync of an account in many rooms is large.
constexpr std::size_t max_sync = 64U << 20U;
/// Beyond the poll: the network, and a homeserver that is busy.
constexpr milliseconds poll_grace{15'000};
/// Joining over federation can take minutes.
constexpr milliseconds join_limit{180'000};

std::string room_path(const std::string& room) {
    return fmt::format("{}/rooms/{}", v3, path_part(room));
}

Call copy(const Call& call) {
    return {call.method, call.path, call.body.clone(), call.content_type, call.timeout, call.max_body, call.long_poll};
}

} // namespace

Task<Client::Answer> Client::call(Call call) {
    for (int tries = 0;; ++tries) {
        auto token = co_await session_.obtain();
        dead_ = !token && token.error().dead;
        if (!token) {
            co_return std::unexpected(token.error().why);
        }
        auto answer = co_await homeserver_.ask(copy(call), std::move(token->value));
        if (answer || answer.error().kind != ErrorClass::token) {
            co_return answer;
        }
        session_.refused(token->generation);
        if (tries > 0) {
            co_return answer;
        }
    }
}

Task<Client::Answer> Client::get(std::string path) {
    Call request;
    request.path = std::move(path);
    co_return co_await call(std::move(request));
}

Task<Client::Answer> Client::whoami() {
    co_return co_await get(fmt::format("{}/account/whoami", v3));
}

Task<Client::Answer> Client::display_name(std::string user) {
    co_return co_await get(fmt::format("{}/profile/{}/displayname", v3, path_part(user)));
}

Task<ApiResult<std::string>> Client::upload_filter(std::string user, Json filter) {
    const auto answer = co_await call(json_call("POST", fmt::format("{}/user/{}/filter", v3, path_part(user)), filter));
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    co_return net::text_member(*answer, "filter_id");
}

Task<Client::Answer> Client::sync(Poll poll) {
    Call request;
    request.path = fmt::format("{}/sync?filter={}&set_presence=offline&timeout={}", v3, path_part(poll.filter),
                               poll.timeout.count());
    if (!poll.since.empty()) {
        request.path += "&since=" + path_part(poll.since);
    }
    request.timeout = poll.timeout + (poll.since.empty() ? join_limit : poll_grace);
    request.max_body = max_sync;
    request.long_poll = true;
    co_return co_await call(std::move(request));
}

Task<Client::Answer> Client::messages(Page page) {
    auto path = fmt::format("{}/messages?dir=b&limit=100&from={}", room_path(page.room), path_part(page.from));
    if (!page.to.empty()) {
        path += "&to=" + path_part(page.to);
    }
    co_return co_await get(std::move(path));
}

Task<Client::Answer> Client::event(std::string room, std::string event) {
    co_return co_await get(fmt::format("{}/event/{}", room_path(room), path_part(event)));
}

Task<Client::Answer> Client::joined_members(std::string room) {
    co_return co_await get(room_path(room) + "/joined_members");
}

Task<Client::Answer> Client::state(std::string room, std::string type) {
    co_return co_await get(fmt::format("{}/state/{}", room_path(room), path_part(type)));
}

Task<Client::Answer> Client::resolve_alias(std::string alias) {
    co_return co_await get(fmt::format("{}/directory/room/{}", v3, path_part(alias)));
}

Task<Client::Answer> Client::relations(std::string room, std::string event, std::string relation) {
    co_return co_await get(fmt::format("{}/rooms/{}/relations/{}/{}?limit=100", v1, path_part(room), path_part(event),
                                       path_part(relation)));
}

Task<ApiResult<std::string>> Client::event_id_of(Call request) {
    const auto answer = co_await call(std::move(request));
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    auto id = net::text_member(*answer, "event_id");
    if (id.empty()) {
        co_return std::unexpected(ApiError{ErrorClass::broken_off, "unreadable_answer", std::nullopt, false, 200});
    }
    co_return id;
}

Task<ApiResult<std::string>> Client::send(Send send) {
    Call request;
    request.method = "PUT";
    request.path =
        fmt::format("{}/send/{}/{}", room_path(send.room), path_part(send.type), path_part(send.transaction));
    request.body = secret::Secret(std::move(send.content));
    co_return co_await event_id_of(std::move(request));
}

Task<ApiResult<std::string>> Client::redact(std::string room, std::string event, std::string transaction) {
    auto path = fmt::format("{}/redact/{}/{}", room_path(room), path_part(event), path_part(transaction));
    co_return co_await event_id_of(json_call("PUT", std::move(path), Json::object()));
}

Task<Client::Answer> Client::join(std::string room, std::vector<std::string> via) {
    auto path = fmt::format("{}/join/{}", v3, path_part(room));
    char separator = '?';
    for (const auto& server : via) {
        // `server_name` is what homeservers before v1.12 read.
        path +=
            fmt::format("{}via={}&server_name={}", std::exchange(separator, '&'), path_part(server), path_part(server));
    }
    auto request = json_call("POST", std::move(path), Json::object());
    request.timeout = join_limit;
    co_return co_await call(std::move(request));
}

Task<Client::Answer> Client::leave(std::string room, std::string reason) {
    Json body = Json::object();
    if (!reason.empty()) {
        body["reason"] = std::move(reason);
    }
    co_return co_await call(json_call("POST", room_path(room) + "/leave", body));
}

Task<Client::Answer> Client::room_note(std::string user, std::string room, std::string type) {
    co_return co_await get(
        fmt::format("{}/user/{}/rooms/{}/account_data/{}", v3, path_part(user), path_part(room), path_part(type)));
}

Task<Client::Answer> Client::set_room_note(std::string user, std::string room, std::string type, Json content) {
    auto path =
        fmt::format("{}/user/{}/rooms/{}/account_data/{}", v3, path_part(user), path_part(room), path_part(type));
    co_return co_await call(json_call("PUT", std::move(path), content));
}

} // namespace usher::matrix
