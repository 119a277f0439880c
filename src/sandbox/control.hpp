#pragma once

#include <asio/any_io_executor.hpp>

#include <string>
#include <string_view>

#include "sandbox/client.hpp"
#include "sandbox/desk.hpp"
#include "sandbox/faults.hpp"
#include "sandbox/hub.hpp"
#include "sandbox/links.hpp"
#include "sandbox/questions.hpp"
#include "sandbox/workspace.hpp"
#include "usher/net/http_server.hpp"
#include "usher/runtime/clock.hpp"
#include "usher/runtime/task.hpp"

namespace usher::sandbox {

/// `/_control/…`: JSON over HTTP for tests, the load driver and the page. docs/sandbox.md is its reference.
class Control {
public:
    struct Parts {
        Workspace& workspace;
        Hub& hub;
        Links& links;
        Faults& faults;
        Client& client;
        Questions& questions;
        Desk& desk;
    };
    Control(Parts parts, asio::any_io_executor executor, runtime::Clock& clock)
        : parts_(parts), executor_(std::move(executor)), clock_(clock) {}

    runtime::Task<net::ServerResponse> handle(net::ServerRequest request);
    /// Those at the place `now` happen now.
    void carry_out(const std::vector<Fault>& faults, std::optional<int> connection);

private:
    net::ServerResponse post(std::string_view what, const Json& body);
    net::ServerResponse get(std::string_view what, const net::ServerRequest& request) const;
    runtime::Task<net::ServerResponse> answer(net::ServerRequest request);
    net::ServerResponse compose(const Json& body);
    [[nodiscard]] net::ServerResponse composed(const std::string& unfurl_id) const;
    net::ServerResponse set_faults(const std::string& body, bool add);
    [[nodiscard]] Json counters() const;
    [[nodiscard]] Json messages(const net::ServerRequest& request) const;

    Parts parts_;
    asio::any_io_executor executor_;
    runtime::Clock& clock_;
};

} // namespace usher::sandbox
