#pragma once

#include <optional>
#include <string>
#include <vector>

#include "matrix/homeserver.hpp"
#include "matrix/session.hpp"

namespace usher::matrix {

/// The calls of the client-server API that Usher makes, each with the current access token. A token that is refused is
/// renewed and the call made once more. Loop thread only; the references outlive it.
class Client {
public:
    Client(Homeserver& homeserver, Session& session) : homeserver_(homeserver), session_(session) {}

    using Json = nlohmann::json;
    using Answer = ApiResult<Json>;

    runtime::Task<Answer> whoami();
    runtime::Task<Answer> display_name(std::string user);
    runtime::Task<ApiResult<std::string>> upload_filter(std::string user, Json filter);
    struct Poll {
        std::string filter;
        std::string since; ///< Empty: everything as it is now.
        milliseconds timeout{0};
    };
    runtime::Task<Answer> sync(Poll poll);
    struct Page {
        std::string room;
        std::string from; ///< Backwards from here …
        std::string to;   ///< … to here; empty: to the beginning.
    };
    runtime::Task<Answer> messages(Page page);
    runtime::Task<Answer> event(std::string room, std::string event);
    runtime::Task<Answer> joined_members(std::string room);
    runtime::Task<Answer> state(std::string room, std::string type);
    runtime::Task<Answer> resolve_alias(std::string alias);
    runtime::Task<Answer> relations(std::string room, std::string event, std::string relation);

    struct Send {
        std::string room;
        std::string type;
        std::string transaction; ///< The homeserver takes each only once, for a day at least.
        std::string content;     ///< JSON.
    };
    /// The id of the event.
    runtime::Task<ApiResult<std::string>> send(Send send);
    runtime::Task<ApiResult<std::string>> redact(std::string room, std::string event, std::string transaction);
    runtime::Task<Answer> join(std::string room, std::vector<std::string> via);
    runtime::Task<Answer> leave(std::string room, std::string reason);
    runtime::Task<Answer> room_note(std::string user, std::string room, std::string type);
    runtime::Task<Answer> set_room_note(std::string user, std::string room, std::string type, Json content);

    /// Whether the last call found no token that works, and only the operator can help.
    [[nodiscard]] bool dead() const { return dead_; }

private:
    runtime::Task<Answer> get(std::string path);
    runtime::Task<Answer> call(Call call);
    runtime::Task<ApiResult<std::string>> event_id_of(Call call);

    Homeserver& homeserver_;
    Session& session_;
    bool dead_ = false;
};

} // namespace usher::matrix
