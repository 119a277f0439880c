#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "sandbox/faults.hpp"
#include "sandbox/ids.hpp"
#include "sandbox/json.hpp"
#include "sandbox/ticket_shelf.hpp"
#include "usher/net/http_server.hpp"
#include "usher/runtime/clock.hpp"

namespace usher::sandbox {

/// What the desk's OAuth server takes. Made up at every start.
struct DeskCredentials {
    std::string client_id;
    std::string client_secret;
    std::string username;
    std::string password;
};

/// The Keliweb desk: `/oauth/token` and `/api/v2/keliweb/get-ticket`, with the shapes and quirks of the real one as far
/// as they are known. Sources: https://apiv2.keliweb.it/docs/auth/v2/access-token,
/// https://apiv2.keliweb.it/docs/methods/v2/reseller/get-ticket; behaviour of the OAuth server:
/// https://github.com/thephpleague/oauth2-server (8.x)
class Desk {
public:
    static constexpr std::chrono::hours kAccessLife{1};
    static constexpr std::chrono::days kRefreshLife{10};
    static constexpr std::size_t kMostTokens = 1'000;

    Desk(runtime::Clock& clock, Ids& ids, DeskCredentials credentials);
    [[nodiscard]] const DeskCredentials& credentials() const { return credentials_; }
    [[nodiscard]] const TicketShelf& shelf() const { return shelf_; }
    [[nodiscard]] std::uint64_t tickets_served() const { return served_; }
    [[nodiscard]] std::uint64_t tokens_issued() const { return issued_; }

    net::ServerResponse token(const net::ServerRequest& request);
    /// `fault`: one of those that only the desk can act out, or null.
    net::ServerResponse ticket(const net::ServerRequest& request, const Fault* fault);
    /// Every access token stops working, as if its hour were over.
    void expire_access_tokens();

private:
    struct Refresh {
        std::string access;
        runtime::WallTime expires;
        bool revoked = false;
    };
    net::ServerResponse by_password(const Json& form);
    net::ServerResponse by_refresh(const Json& form);
    net::ServerResponse new_pair();
    [[nodiscard]] bool authorised(const net::ServerRequest& request) const;
    void forget_old();

    runtime::Clock& clock_;
    Ids& ids_;
    DeskCredentials credentials_;
    TicketShelf shelf_;
    std::map<std::string, runtime::WallTime> access_; ///< Until when.
    std::map<std::string, Refresh> refresh_;
    std::uint64_t served_ = 0;
    std::uint64_t issued_ = 0;
};

/// The fields of a form body as the desk's PHP sees them: url-encoded, or multipart with a boundary; anything else is
/// an empty form.
Json php_form(const net::ServerRequest& request);

} // namespace usher::sandbox
