#include "usher/sandbox/sandbox.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

#include "sandbox/http_answers.hpp"
#include "sandbox/http_faults.hpp"
#include "sandbox/impl.hpp"
#include "sandbox/message_text.hpp"
#include "sandbox/page_files.hpp"
#include "sandbox/web_api_request.hpp"
#include "usher/ops/log.hpp"
#include "usher/runtime/asio_names.hpp"
#include "usher/runtime/cancellation.hpp"

namespace usher::sandbox {

namespace {

constexpr std::size_t kLargestBody = 4U << 20U;
constexpr std::size_t kMostSockets = 1'024;
/// How long a connection lives, as the hello says it; with `debug_reconnects=true` in the URL six minutes, as in Slack.
constexpr std::chrono::seconds kLife{3'600};
constexpr std::chrono::seconds kShortLife{360};

void report_failure(const std::string& name, const std::exception_ptr& failure) {
    if (runtime::is_cancellation(failure)) {
        return;
    }
    try {
        std::rethrow_exception(failure);
    } catch (const std::exception& problem) {
        ops::log_error("sandbox_failed", "A part of the sandbox ended with an exception.",
                       {{"task", name}, {"problem", problem.what()}});
    }
}

SlackTokens make_tokens(Ids& ids) {
    return {.app = "xapp-1-" + std::string(kApp) + "-" + ids.secret(12) + "-" + ids.hex(64),
            .bot = "xoxb-sandbox-" + ids.secret(12) + "-" + ids.secret(24)};
}

DeskCredentials make_credentials(Ids& ids) {
    return {.client_id = ids.envelope(),
            .client_secret = ids.secret(40),
            .username = "reseller@bottega.example",
            .password = ids.secret(24)};
}

net::HttpServerOptions server_options(std::uint16_t port) {
    net::HttpServerOptions options;
    options.port = port;
    options.max_body = kLargestBody;
    options.max_connections = kMostSockets;
    return options;
}

/// Scripts read answers up to a line `---`, and a ticket may contain one.
std::string indent_rules(const std::string& text) {
    std::string safe;
    std::size_t start = 0;
    while (start < text.size()) {
        const auto end = std::min(text.find('\n', start), text.size());
        const auto line = text.substr(start, end - start);
        safe += line == "---" ? " ---" : line;
        safe += end < text.size() ? "\n" : "";
        start = end + 1;
    }
    return safe;
}

} // namespace

Sandbox::Impl::Impl(const asio::any_io_executor& on, runtime::Clock& time, runtime::Random& random, Options with)
    : clock(time), executor(on), options(std::move(with)), ids(random), workspace(clock),
      hub(clock, random, ids, faults), links({workspace, hub, ids, clock}), feed(workspace, hub, links, ids, clock),
      urls(clock, ids, workspace), questions(workspace), client({workspace, hub, links, urls, questions, ids}),
      web_api({workspace, hub, links, ids, clock}, make_tokens(ids)), desk(clock, ids, make_credentials(ids)),
      pages({workspace, hub}, workspace, on, clock),
      control({workspace, hub, links, faults, client, questions, desk}, on, clock),
      server_(on, server_options(options.port)), tasks_(on, report_failure), deadlines_(on) {
    hub.on_unanswered([this](const Outbound& outbound, Hub::Unanswered why) { unanswered(outbound, why); });
    hub.on_answer([this](const Outbound& outbound, const Json& payload) { urls.answer(outbound.key, payload); });
    hub.on_change([this] { pages.connections_changed(); });
    hub.on_deadline([this] { deadlines_.ring(); });
}

std::string Sandbox::Impl::base() const {
    return "http://127.0.0.1:" + std::to_string(port_);
}

void Sandbox::Impl::start() {
    if (!options.faults.empty()) {
        try {
            // Nobody is connected yet: what shall happen now happens at the first hello.
            for (auto fault : faults.set(options.faults)) {
                if (fault.deed == "expire_tokens") {
                    continue;
                }
                fault.parameters["at"] = "hello";
                faults.add(dump(Json::array({fault.parameters})));
            }
        } catch (const std::invalid_argument& problem) {
            throw std::runtime_error(std::string("The scripted faults make no sense: ") + problem.what());
        }
    }
    server_.on_request([this](net::ServerRequest request) { return handle(std::move(request)); });
    server_.on_websocket([this](const net::ServerRequest& request) { return accepts(request); },
                         [this](net::ServerRequest request, std::unique_ptr<net::WebSocket> socket) {
                             return serve_socket(std::move(request), std::move(socket));
                         });
    port_ = server_.start();
    client.set_base(base());
    web_api.set_base(base());
    tasks_.spawn("socket mode deadlines", keep_deadlines());
}

runtime::Task<void> Sandbox::Impl::stop() {
    stopping = true;
    tasks_.cancel();
    co_await server_.stop();
    co_await tasks_.drained();
}

runtime::Task<void> Sandbox::Impl::keep_deadlines() {
    using asio::experimental::awaitable_operators::operator||;
    while (true) {
        if (const auto due = hub.next_due()) {
            co_await (clock.sleep_until(*due) || deadlines_.wait());
        } else {
            co_await deadlines_.wait();
        }
        hub.tick();
    }
}

void Sandbox::Impl::unanswered(const Outbound& outbound, Hub::Unanswered why) {
    const bool timeout = why == Hub::Unanswered::timeout;
    if (outbound.kind == Outbound::Kind::slash_command) {
        client.tell(outbound.channel, outbound.person, "",
                    std::string(kCommand) + " failed with the error \"" +
                        (timeout ? "operation_timeout" : "dispatch_failed") + "\"");
    } else {
        pages.notice(outbound.person, timeout ? "Usher did not react to the button." : "Usher is not connected.");
    }
}

runtime::Task<net::ServerResponse> Sandbox::Impl::handle(net::ServerRequest request) {
    if (!for_loopback(request)) {
        co_return html_response(403, "This server is for this machine only.");
    }
    const std::string_view path = request.path;
    if (path == "/api/v2/keliweb/get-ticket") {
        co_return co_await answer_with_faults(clock, faults.take("ticket"), Service::desk,
                                              [&](const Fault* fault) { return desk.ticket(request, fault); });
    }
    if (path == "/oauth/token") {
        co_return co_await answer_with_faults(clock, faults.take("token"), Service::desk,
                                              [&](const Fault* /*fault*/) { return desk.token(request); });
    }
    if (path.starts_with("/api/")) {
        co_return co_await call_web_api(std::move(request));
    }
    if (path.starts_with("/respond/")) {
        co_return co_await answer_with_faults(clock, faults.take("respond"), Service::response_url,
                                              [&](const Fault* /*fault*/) {
                                                  const auto answer = urls.use(request.path, request.body);
                                                  return json_response(answer.body, answer.status);
                                              });
    }
    if (!from_own_origin(request)) {
        co_return html_response(403, "Other sites' pages may not call this.");
    }
    if (path.starts_with("/_control/")) {
        co_return co_await control.handle(std::move(request));
    }
    co_return page_file(request);
}

runtime::Task<net::ServerResponse> Sandbox::Impl::call_web_api(net::ServerRequest request) {
    auto read = read_web_api_request(request);
    auto due = faults.take("api");
    for (auto& fault : faults.take(read.call.method)) {
        due.push_back(std::move(fault));
    }
    co_return co_await answer_with_faults(clock, std::move(due), Service::web_api, [&](const Fault* /*fault*/) {
        auto response =
            json_response(read.error.empty() ? web_api.call(read.call) : Json{{"ok", false}, {"error", read.error}});
        response.headers.push_back({"X-OAuth-Scopes",
                                    "commands,app_mentions:read,chat:write,channels:history,groups:history,"
                                    "im:history,channels:read,groups:read,im:read,users:read,mpim:read,"
                                    "links:read,links:write"});
        return response;
    });
}

bool Sandbox::Impl::accepts(const net::ServerRequest& request) {
    if (!for_loopback(request)) {
        return false;
    }
    if (request.path == "/link/" || request.path == "/link") {
        return hub.redeem_ticket(request.query_value("ticket"));
    }
    return request.path == "/_events" && from_own_origin(request) && !pages.full();
}

runtime::Task<void> Sandbox::Impl::serve_socket(net::ServerRequest request, std::unique_ptr<net::WebSocket> socket) {
    if (request.path == "/_events") {
        co_await pages.serve(std::move(socket), request.query_value("person"));
        co_return;
    }
    const auto life = request.query_value("debug_reconnects") == "true" ? kShortLife : kLife;
    Link link({hub, faults, clock}, std::move(socket), executor, life);
    co_await link.run();
}

Sandbox::Sandbox(const asio::any_io_executor& executor, runtime::Clock& clock, runtime::Random& random, Options options)
    : impl_(std::make_unique<Impl>(executor, clock, random, std::move(options))) {}

Sandbox::~Sandbox() = default;

void Sandbox::start() {
    impl_->start();
}

runtime::Task<void> Sandbox::stop() {
    return impl_->stop();
}

std::string Sandbox::url() const {
    return impl_->base() + "/";
}

std::string Sandbox::configuration(const std::string& folder) const {
    return impl_->configuration(folder);
}

std::string Sandbox::type(std::string line) {
    return impl_->client
        .say({.channel = std::string(kMainChannel),
              .person = std::string(kMainPerson),
              .thread_ts = "",
              .text = std::move(line)})
        .key;
}

std::optional<std::string> Sandbox::answer_text(const std::string& key) const {
    const auto* message = impl_->questions.answer(key, true);
    if (message == nullptr) {
        return std::nullopt;
    }
    return indent_rules(message_text(*message, impl_->workspace.directory()));
}

bool Sandbox::acknowledged(const std::string& key) const {
    return impl_->hub.settled(key);
}

bool Sandbox::connected() const {
    return impl_->hub.connected();
}

void Sandbox::show_as_matrix(const MatrixVersion& version) {
    impl_->pages.show_as_matrix(version);
}

} // namespace usher::sandbox
