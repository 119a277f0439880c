#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "sandbox/bell.hpp"
#include "sandbox/client.hpp"
#include "sandbox/control.hpp"
#include "sandbox/desk.hpp"
#include "sandbox/faults.hpp"
#include "sandbox/feed.hpp"
#include "sandbox/hub.hpp"
#include "sandbox/ids.hpp"
#include "sandbox/link.hpp"
#include "sandbox/links.hpp"
#include "sandbox/page_feed.hpp"
#include "sandbox/questions.hpp"
#include "sandbox/response_urls.hpp"
#include "sandbox/web_api.hpp"
#include "sandbox/workspace.hpp"
#include "usher/net/http_server.hpp"
#include "usher/runtime/task_group.hpp"
#include "usher/sandbox/sandbox.hpp"

namespace usher::sandbox {

/// All parts of the sandbox, and the one server in front of them.
class Sandbox::Impl {
public:
    Impl(const asio::any_io_executor& executor, runtime::Clock& clock, runtime::Random& random, Options options);

    void start();
    runtime::Task<void> stop();
    [[nodiscard]] std::string base() const;
    [[nodiscard]] std::string configuration(const std::string& folder) const;

    runtime::Clock& clock;
    asio::any_io_executor executor;
    Options options;
    Ids ids;
    Faults faults;
    Workspace workspace;
    Hub hub;
    Links links;
    Feed feed;
    ResponseUrls urls;
    Questions questions;
    Client client;
    WebApi web_api;
    Desk desk;
    PageFeed pages;
    Control control;
    bool stopping = false;

private:
    runtime::Task<net::ServerResponse> handle(net::ServerRequest request);
    runtime::Task<net::ServerResponse> call_web_api(net::ServerRequest request);
    bool accepts(const net::ServerRequest& request);
    runtime::Task<void> serve_socket(net::ServerRequest request, std::unique_ptr<net::WebSocket> socket);
    runtime::Task<void> keep_deadlines();
    void unanswered(const Outbound& outbound, Hub::Unanswered why);

    net::HttpServer server_;
    runtime::TaskGroup tasks_;
    Bell deadlines_;
    std::uint16_t port_ = 0;
};

} // namespace usher::sandbox
