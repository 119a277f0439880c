#include "sandbox/link.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include <fmt/format.h>

#include "sandbox/directory.hpp"
#include "sandbox/odd_envelopes.hpp"
#include "usher/runtime/asio_names.hpp"
#include "usher/runtime/cancellation.hpp"

namespace usher::sandbox {

namespace {

using runtime::milliseconds;

constexpr milliseconds kPingEvery{10'000};
constexpr milliseconds kWarnBefore{10'000};
constexpr milliseconds kCloseLimit{1'000};
constexpr int kFlood = 200;

template <class Number>
std::uint16_t close_code(Number code) {
    return code >= 1000 && code <= 4999 ? static_cast<std::uint16_t>(code) : std::uint16_t{1011};
}

} // namespace

Link::Link(Parts parts, std::unique_ptr<net::WebSocket> socket, const asio::any_io_executor& executor,
           std::chrono::seconds life)
    : parts_(parts), socket_(std::move(socket)), wake_(executor), life_(life), end_at_(parts.clock.steady() + life) {}

bool Link::send(std::string text) {
    return mute_ || socket_->send_text(std::move(text));
}

void Link::abort() {
    socket_->abort();
}

std::string Link::hello() const {
    return dump({{"type", "hello"},
                 {"num_connections", parts_.hub.connections()},
                 {"connection_info", {{"app_id", kApp}}},
                 {"debug_info",
                  {{"host", "applink-sandbox"}, {"build_number", 1}, {"approximate_connection_time", life_.count()}}}});
}

void Link::disconnect(std::string_view reason) {
    send(dump({{"type", "disconnect"},
               {"reason", reason},
               {"debug_info", {{"host", "applink-sandbox"}}},
               {"connection_info", {{"app_id", kApp}}},
               {"num_connections", parts_.hub.connections()}}));
}

runtime::Task<void> Link::run() {
    if (auto fault = parts_.faults.take_one("connect")) {
        co_await start_badly(std::move(*fault));
        co_return;
    }
    const auto connection = parts_.hub.open(*this);
    if (!connection) {
        co_await refuse("too_many_websockets");
        co_return;
    }
    std::exception_ptr failure;
    try {
        co_await serve(*connection);
    } catch (...) {
        failure = std::current_exception();
    }
    parts_.hub.close(*connection);
    if (failure && !runtime::is_cancellation(failure)) {
        std::rethrow_exception(failure);
    }
}

runtime::Task<void> Link::start_badly(Fault fault) {
    if (fault.deed == "abort") {
        socket_->abort();
    } else if (fault.deed == "disconnect") {
        co_await refuse(fault.word("reason", "refresh_requested"));
    } else if (fault.deed == "close") {
        co_await socket_->close(close_code(fault.number("code", 1011)), fault.word("reason", ""), kCloseLimit);
    } else {
        // no_hello reads on, deaf does not.
        if (fault.deed == "deaf") {
            socket_->stop_reading();
        }
        static_cast<void>(co_await read(0));
    }
}

runtime::Task<void> Link::refuse(std::string reason) {
    disconnect(reason);
    co_await socket_->close(1000, "", kCloseLimit);
}

runtime::Task<void> Link::serve(int connection) {
    using asio::experimental::awaitable_operators::operator||;
    send(hello());
    parts_.hub.ready(connection);
    for (const auto& fault : parts_.faults.take("hello")) {
        misbehave(fault);
    }
    auto ended = co_await (read(connection) || keep(connection));
    auto close = ended.index() == 0 ? std::get<0>(std::move(ended)) : std::optional(std::get<1>(std::move(ended)));
    if (close) {
        co_await socket_->close(close->code, std::move(close->reason), kCloseLimit);
    }
}

/// Until the peer ends it (nothing to do any more) or breaks a rule (the close that it gets).
runtime::Task<std::optional<Link::Close>> Link::read(int connection) {
    while (true) {
        const auto event = co_await socket_->receive();
        if (std::holds_alternative<net::WebSocketClosed>(event)) {
            co_return std::nullopt;
        }
        const auto* message = std::get_if<net::WebSocketMessage>(&event);
        if (message == nullptr) {
            continue;
        }
        if (message->data.size() > Hub::kLargestFrame) {
            co_return Close{1009, fmt::format("Max frame length of {} has been exceeded.", Hub::kLargestFrame)};
        }
        if (connection != 0 && !message->binary) {
            parts_.hub.received(connection, message->data);
        }
    }
}

/// Pings, warns before the end of the connection's life, and ends it.
runtime::Task<Link::Close> Link::keep(int connection) {
    using asio::experimental::awaitable_operators::operator||;
    auto next_ping = parts_.clock.steady() + kPingEvery;
    while (true) {
        if (close_) {
            co_return *std::move(close_);
        }
        const auto now = parts_.clock.steady();
        if (now >= end_at_) {
            disconnect("refresh_requested");
            co_return Close{};
        }
        if (now >= end_at_ - kWarnBefore && !warned_) {
            warned_ = true;
            disconnect("warning");
        }
        if (warned_) {
            parts_.hub.drain(connection);
        }
        if (now >= next_ping) {
            next_ping = now + kPingEvery;
            if (!mute_) {
                socket_->ping("Ping from applink-sandbox");
            }
        }
        const auto next = std::min(next_ping, warned_ ? end_at_ : end_at_ - kWarnBefore);
        co_await (parts_.clock.sleep_until(next) || wake_.wait());
    }
}

void Link::refresh(bool warning, milliseconds grace) {
    warned_ = true;
    end_at_ = parts_.clock.steady();
    if (warning) {
        disconnect("warning");
        end_at_ += grace;
    }
    wake_.ring();
}

void Link::misbehave(const Fault& fault) {
    if (fault.deed == "abort") {
        socket_->abort();
    } else if (fault.deed == "refresh") {
        const auto* warning = member(fault.parameters, "warning");
        refresh(warning == nullptr || flag_of(fault.parameters, "warning"),
                milliseconds(fault.number("grace_ms", kWarnBefore.count())));
    } else if (fault.deed == "disconnect") {
        disconnect(fault.word("reason", "link_disabled"));
        close_ = Close{};
        wake_.ring();
    } else if (fault.deed == "close") {
        close_ = Close{close_code(fault.number("code", 1011)), fault.word("reason", "")};
        wake_.ring();
    } else if (fault.deed == "deaf") {
        socket_->stop_reading();
    } else if (fault.deed == "mute") {
        socket_->stop_reading();
        mute_ = true;
    } else if (fault.deed == "no_pong") {
        socket_->answer_pings(false);
    } else if (fault.deed == "no_close") {
        socket_->answer_close(false);
    } else if (fault.deed == "ping_flood") {
        for (int i = 0; i < kFlood && !mute_; ++i) {
            socket_->ping(std::to_string(i));
        }
    } else if (fault.deed == "second_hello") {
        send(hello());
    } else if (fault.deed == "binary") {
        socket_->send_binary(std::string("\x00\x01\xFF\xFE", 4));
    } else {
        send(odd_envelope(fault));
    }
}

} // namespace usher::sandbox
