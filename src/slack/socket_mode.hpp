#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include <asio/steady_timer.hpp>

#include "slack/connection_policy.hpp"
#include "slack/envelopes.hpp"
#include "slack/hosts.hpp"
#include "slack/socket_session.hpp"
#include "slack/web_api.hpp"
#include "usher/net/websocket.hpp"
#include "usher/ops/health.hpp"

namespace usher::slack {

/// Socket Mode: carries out what `ConnectionPolicy` and one `SocketSession` per connection decide. Loop thread only;
/// the references outlive it. Source: https://docs.slack.dev/apis/events-api/using-socket-mode
class SocketMode {
public:
    struct Services {
        WebApi& api;
        net::HttpClient& http;
        runtime::Clock& clock;
        runtime::Random& random;
        ops::Metrics& metrics;
        ops::Health& health;
        const HostRule& hosts;
    };
    SocketMode(const asio::any_io_executor& executor, Services services, Ourselves self, chat::Intake& intake,
               card::Language language);

    /// Receives until `finish` or cancellation, then closes the connections properly. Throws std::runtime_error with a
    /// sentence for the operator if Slack says that the token can never work.
    runtime::Task<void> run();
    /// Makes `run` end.
    void finish();

private:
    using Number = ConnectionPolicy::Number;
    struct Link {
        SocketSession session;
        /// Shared by the reader and the one who closes: whoever ends last lets go.
        std::shared_ptr<net::WebSocket> socket;
        std::string disconnect_reason; ///< Slack's own word, if it said one.
    };

    void decide(const ConnectionPolicy::Input& input);
    void carry_out(const ConnectionPolicy::Action& action);
    void feed(Number number, SocketSession::Input input);
    void carry_out(Number number, Link& link, SocketSession::Action action);
    void report_over(Number number, const Link& link);

    runtime::Task<void> tick();
    runtime::Task<void> connect_and_read(Number number);
    runtime::Task<void> read(Number number, std::shared_ptr<net::WebSocket> socket);
    runtime::Task<void> close(std::shared_ptr<net::WebSocket> socket);
    runtime::Task<void> shut_down();
    void on_message(Number number, const net::WebSocketMessage& message);
    void on_hello(Number number, const Hello& hello);
    bool send(Number preferred, const std::string& frame);
    void show_sockets();
    void failed(const std::string& task, const std::exception_ptr& error);

    Services services_;
    Ourselves self_;
    runtime::TaskGroup connections_; ///< Readers and the ticker.
    runtime::TaskGroup closing_;
    runtime::TaskGroup work_; ///< One task per envelope.
    Envelopes envelopes_;
    ConnectionPolicy policy_;
    std::map<Number, Link> links_;
    asio::steady_timer finished_;
    bool finishing_ = false;
    std::exception_ptr failure_;
};

} // namespace usher::slack
