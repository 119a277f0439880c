#pragma once

#include <variant>

#include "keliweb/desk_time.hpp"
#include "usher/desk/desk.hpp"
#include "usher/keliweb/keliweb.hpp"
#include "usher/net/http_client.hpp"

namespace usher::keliweb {

/// The API does not take our token: by 401, by sending us to a login page, or by showing it.
struct NotLoggedIn {};
using Judged = std::variant<desk::Fetched, NotLoggedIn>;

/// What an answer to get-ticket means.
Judged judge(const net::HttpResponse& response, const Options& options, const DeskTime& time, runtime::WallTime now,
             const desk::Reference& asked, desk::Notes notes);
desk::Fetched judge(const net::HttpFailure& failure);

} // namespace usher::keliweb
