#include "slack/socket_mode.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <asio/cancellation_type.hpp>

#include "usher/net/json.hpp"
#include "usher/ops/log.hpp"
#include "usher/runtime/asio_names.hpp"

namespace usher::slack {

using runtime::Task;

namespace {

constexpr std::string_view part = "slack";
/// Slack does not end the TCP connection after the closing handshake, so there is nothing to wait for.
constexpr milliseconds close_limit{1'500};
constexpr milliseconds drain_limit{2'000};
constexpr milliseconds longest_nap{1'000};
constexpr milliseconds short_nap{10};

std::string_view word(SocketSession::End end) {
    switch (end) {
    case SocketSession::End::closed:
        return "closed";
    case SocketSession::End::silent:
        return "silent";
    case SocketSession::End::no_hello:
        return "no_hello";
    case SocketSession::End::slow_open:
    case SocketSession::End::slow_connect:
        return "connect_failed";
    case SocketSession::End::drained:
        return "replaced";
    case SocketSession::End::dismissed:
        return "dismissed";
    }
    return "closed";
}

/// Slack's own reasons are a small set, but a label must not depend on that.
std::string_view known_reason(std::string_view reason) {
    for (const std::string_view known : {"warning", "refresh_requested", "too_many_websockets", "link_disabled"}) {
        if (reason == known) {
            return known;
        }
    }
    return "other";
}

} // namespace

SocketMode::SocketMode(const asio::any_io_executor& executor, Services services, Ourselves self, chat::Intake& intake,
                       card::Language language)
    : services_(services), self_(std::move(self)),
      connections_(executor, [this](const std::string& task, const std::exception_ptr& error) { failed(task, error); }),
      closing_(executor,
               [](const std::string& task, const std::exception_ptr&) {
                   ops::log_warning("slack_close_failed", "A connection did not close properly", {{"task", task}});
               }),
      work_(executor,
            [](const std::string& task, const std::exception_ptr&) {
                ops::log_error("slack_event_failed", "An event could not be handled", {{"task", task}});
            }),
      envelopes_(intake, work_, services.clock, services.metrics, language,
                 [this](Number number, const std::string& frame) { return send(number, frame); }),
      policy_(services.random), finished_(executor) {
    finished_.expires_at(asio::steady_timer::time_point::max());
}

void SocketMode::finish() {
    finishing_ = true;
    finished_.cancel();
}

void SocketMode::failed(const std::string& task, const std::exception_ptr& error) {
    ops::log_error("slack_task_failed", "A part of the Slack connection failed", {{"task", task}});
    if (!failure_) {
        failure_ = error;
    }
    finish();
}

Task<void> SocketMode::run() {
    co_await asio::this_coro::throw_if_cancelled(false);
    decide(ConnectionPolicy::Start{});
    connections_.spawn("slack deadlines", tick());
    if (!finishing_) {
        co_await finished_.async_wait(runtime::as_tuple);
    }
    // Whether it was asked to end or cancelled: from here on it ends by itself, within its limits.
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    finishing_ = true;
    co_await shut_down();
    if (failure_) {
        std::rethrow_exception(failure_);
    }
}

Task<void> SocketMode::shut_down() {
    auto& clock = services_.clock;
    const auto limit = clock.steady() + drain_limit;
    while (work_.size() > 0 && clock.steady() < limit) {
        co_await clock.sleep_for(short_nap);
    }
    decide(ConnectionPolicy::Stop{});
    const auto close_by = clock.steady() + close_limit + milliseconds{500};
    while (closing_.size() > 0 && clock.steady() < close_by) {
        co_await clock.sleep_for(short_nap);
    }
    for (auto* group : {&work_, &connections_, &closing_}) {
        group->cancel();
        co_await group->drained();
    }
    links_.clear();
    services_.health.down(part, "stopped");
    show_sockets();
}

void SocketMode::decide(const ConnectionPolicy::Input& input) {
    for (const auto& action : policy_.resume(input, services_.clock.steady())) {
        carry_out(action);
    }
}

void SocketMode::carry_out(const ConnectionPolicy::Action& action) {
    if (const auto* opened = std::get_if<ConnectionPolicy::Open>(&action)) {
        links_.emplace(opened->number, Link{SocketSession({}, services_.clock.steady()), nullptr, {}});
        connections_.spawn("slack connection", connect_and_read(opened->number));
    } else if (const auto* retired = std::get_if<ConnectionPolicy::Retire>(&action)) {
        feed(retired->number, SocketSession::Replaced{});
    } else if (const auto* dismissed = std::get_if<ConnectionPolicy::Dismiss>(&action)) {
        feed(dismissed->number, SocketSession::Dismissed{});
    } else if (const auto* down = std::get_if<ConnectionPolicy::Down>(&action)) {
        services_.health.down(part, down->reason);
    } else if (const auto* alarm = std::get_if<ConnectionPolicy::Alarm>(&action)) {
        ops::log_error("slack_needs_administrator",
                       alarm->reason == "link_disabled"
                           ? "Socket Mode is switched off in the settings of the Slack app; switch it on"
                           : "Slack does not let the app connect; an administrator of the workspace has to allow it",
                       {{"reason", alarm->reason}, {"retry_seconds", ConnectionPolicy::slow_retry.count() / 1'000}});
    } else if (const auto* fail = std::get_if<ConnectionPolicy::Fail>(&action)) {
        failure_ = std::make_exception_ptr(std::runtime_error(fail->sentence));
        finish();
    }
}

void SocketMode::feed(Number number, SocketSession::Input input) {
    const auto found = links_.find(number);
    if (found == links_.end()) {
        return;
    }
    for (const auto action : found->second.session.resume(input, services_.clock.steady())) {
        carry_out(number, found->second, action);
    }
}

void SocketMode::carry_out(Number number, Link& link, SocketSession::Action action) {
    switch (action) {
    case SocketSession::Action::connect:
        break; // The reader, which is waiting for exactly this, goes on by itself.
    case SocketSession::Action::ping:
        if (link.socket) {
            link.socket->ping("usher");
        }
        break;
    case SocketSession::Action::close:
        if (link.socket) {
            closing_.spawn("slack close", close(link.socket));
        }
        break;
    case SocketSession::Action::report_live:
        decide(ConnectionPolicy::Live{number});
        break;
    case SocketSession::Action::report_over:
        report_over(number, link);
        decide(ConnectionPolicy::Over{number});
        break;
    }
    show_sockets();
}

void SocketMode::report_over(Number number, const Link& link) {
    const bool never_open = link.socket == nullptr;
    const auto end = never_open ? "connect_failed" : word(link.session.end());
    const auto reason = link.disconnect_reason.empty() ? end : known_reason(link.disconnect_reason);
    if (!finishing_) {
        services_.metrics.add("usher_slack_reconnects_total", {{"reason", reason}});
    }
    if (!never_open) {
        ops::log_info("slack_disconnected", "A connection to Slack has ended",
                      {{"connection", number}, {"end", end}, {"reason", reason}});
    }
}

void SocketMode::show_sockets() {
    const auto usable = std::ranges::count_if(links_, [](const auto& entry) {
        const auto state = entry.second.session.state();
        return state == SocketSession::State::live || state == SocketSession::State::draining;
    });
    services_.metrics.set("usher_slack_socket_up", usable > 0 ? 1 : 0);
}

/// No deadline is nearer than a second when it is set, so a nap of at most a second misses none.
Task<void> SocketMode::tick() {
    auto& clock = services_.clock;
    while (!finishing_) {
        auto wake = std::min(policy_.wake_at(), clock.steady() + longest_nap);
        for (const auto& [number, link] : links_) {
            wake = std::min(wake, link.session.deadline());
        }
        co_await clock.sleep_until(std::max(wake, clock.steady() + milliseconds{1}));
        std::vector<Number> due;
        due.reserve(links_.size());
        for (const auto& [number, link] : links_) {
            due.push_back(number);
        }
        for (const auto number : due) {
            feed(number, SocketSession::Tick{});
        }
        decide(ConnectionPolicy::Tick{});
    }
}

Task<void> SocketMode::connect_and_read(Number number) {
    auto opened = co_await services_.api.open_connection();
    if (opened && !services_.hosts.allows_socket(opened->reveal())) {
        opened = std::unexpected(ApiError{ErrorClass::ambiguous, "socket_url_refused", std::nullopt});
    }
    if (!opened) {
        ops::log_warning("slack_open_failed", "Slack did not give a connection",
                         {{"connection", number}, {"error", opened.error().code}});
        decide(ConnectionPolicy::OpenFailed{number, opened.error()});
        feed(number, SocketSession::Ended{});
        links_.erase(number);
        co_return;
    }
    feed(number, SocketSession::UrlArrived{});
    if (links_.at(number).session.state() != SocketSession::State::connecting) {
        links_.erase(number); // Slack took too long to answer, or we are stopping.
        co_return;
    }
    net::WebSocketOptions options;
    options.max_message = net::max_json_bytes;
    auto connected = co_await net::connect_websocket(services_.http, std::move(*opened), options);
    const auto link = links_.find(number);
    if (connected && link != links_.end() && link->second.session.state() == SocketSession::State::connecting) {
        std::shared_ptr<net::WebSocket> socket = std::move(*connected);
        link->second.socket = socket;
        feed(number, SocketSession::Connected{});
        co_await read(number, std::move(socket));
    } else if (connected) {
        co_await (*connected)->close(1'000, "", close_limit); // Too late: nobody waits for it any more.
    } else {
        ops::log_warning("slack_connect_failed", "A connection to Slack could not be opened",
                         {{"connection", number}, {"error", connected.error().reason}});
    }
    feed(number, SocketSession::Ended{});
    links_.erase(number);
    show_sockets();
}

Task<void> SocketMode::read(Number number, std::shared_ptr<net::WebSocket> socket) {
    for (;;) {
        const auto event = co_await socket->receive();
        if (std::holds_alternative<net::WebSocketClosed>(event)) {
            co_return;
        }
        feed(number, SocketSession::FrameArrived{});
        if (const auto* message = std::get_if<net::WebSocketMessage>(&event)) {
            on_message(number, *message);
        }
        const auto link = links_.find(number);
        const auto state = link == links_.end() ? SocketSession::State::over : link->second.session.state();
        if (state == SocketSession::State::live || state == SocketSession::State::draining) {
            services_.health.alive(part);
            const auto now = services_.clock.now().time_since_epoch();
            services_.metrics.set("usher_slack_last_frame_timestamp_seconds",
                                  std::chrono::duration<double>(now).count());
        }
    }
}

Task<void> SocketMode::close(std::shared_ptr<net::WebSocket> socket) {
    co_await socket->close(1'000, "", close_limit);
}

void SocketMode::on_message(Number number, const net::WebSocketMessage& message) {
    if (message.binary) {
        envelopes_.count_malformed("binary");
        return;
    }
    auto frame = read_frame(message.data, self_, services_.hosts, services_.clock.now());
    if (const auto* hello = std::get_if<Hello>(&frame)) {
        on_hello(number, *hello);
    } else if (auto* disconnect = std::get_if<Disconnect>(&frame)) {
        if (const auto link = links_.find(number); link != links_.end()) {
            link->second.disconnect_reason = error_word(disconnect->reason);
        }
        ops::log_info("slack_disconnect_announced", "Slack is about to end a connection",
                      {{"connection", number}, {"reason", error_word(disconnect->reason)}});
        decide(ConnectionPolicy::DisconnectAsked{number, std::move(disconnect->reason)});
    } else if (auto* envelope = std::get_if<Envelope>(&frame)) {
        if (!finishing_) { // What is not acknowledged is delivered again, to the next process.
            envelopes_.handle(number, std::move(*envelope));
        }
    } else if (const auto* malformed = std::get_if<Malformed>(&frame)) {
        envelopes_.count_malformed(malformed->reason);
    }
}

void SocketMode::on_hello(Number number, const Hello& hello) {
    feed(number, SocketSession::HelloArrived{});
    // More connections than ours, without a second Usher, are ghosts that swallow a share of the events.
    ops::log_info("slack_connected", "Connected to Slack",
                  {{"connection", number}, {"connections_of_app", hello.connections}, {"ours", links_.size()}});
}

bool SocketMode::send(Number preferred, const std::string& frame) {
    const auto works = [](const Link& link) { return link.socket && link.socket->open(); };
    const auto own = links_.find(preferred);
    if (own != links_.end() && works(own->second) && own->second.socket->send_text(frame)) {
        return true;
    }
    return std::ranges::any_of(links_, [&](const auto& entry) {
        const auto state = entry.second.session.state();
        const bool usable = state == SocketSession::State::live || state == SocketSession::State::draining;
        return entry.first != preferred && usable && works(entry.second) && entry.second.socket->send_text(frame);
    });
}

} // namespace usher::slack
