#include "net/websocket_codec.hpp"

#include <websocketpp/client.hpp>
#include <websocketpp/concurrency/none.hpp>
#include <websocketpp/config/core.hpp>
#include <websocketpp/config/core_client.hpp>
#include <websocketpp/logger/stub.hpp>
#include <websocketpp/server.hpp>

#include <stdexcept>
#include <utility>

namespace usher::net {

namespace {

namespace status = websocketpp::close::status;
namespace session = websocketpp::session::state;

/// One thread, no log: websocketpp's own would hold message text.
template <class Base>
struct Quiet : Base {
    using type = Quiet;
    using concurrency_type = websocketpp::concurrency::none;
    using alog_type = websocketpp::log::stub;
    using elog_type = websocketpp::log::stub;
    using rng_type = websocketpp::random::random_device::int_generator<std::uint32_t, concurrency_type>;
    static constexpr bool enable_multithreading = false;

    struct transport_config : Base::transport_config {
        using concurrency_type = Quiet::concurrency_type;
        using alog_type = Quiet::alog_type;
        using elog_type = Quiet::elog_type;
        static constexpr bool enable_multithreading = false;
    };
    using transport_type = websocketpp::transport::iostream::endpoint<transport_config>;
};

using Client = websocketpp::client<Quiet<websocketpp::config::core_client>>;
using Server = websocketpp::server<Quiet<websocketpp::config::core>>;

/// RFC 6455 5.5: a control frame holds 125 bytes, two of them the code. Cut on a character, or the peer finds bad
/// UTF-8.
std::string close_reason(std::string_view reason) {
    constexpr std::size_t longest = 123;
    if (reason.size() > longest) {
        std::size_t end = longest;
        while (end > 0 && (static_cast<unsigned char>(reason[end]) & 0xc0U) == 0x80U) {
            --end;
        }
        reason = reason.substr(0, end);
    }
    return std::string(reason);
}

template <class Endpoint>
class EndpointCodec final : public WebSocketCodec {
public:
    EndpointCodec(std::string_view url, std::string_view user_agent, std::size_t max_message)
        requires std::is_same_v<Endpoint, Client>
    {
        endpoint_.set_user_agent(std::string(user_agent));
        endpoint_.set_secure(url.starts_with("wss:")); // Before the connection exists: it must agree with the URL.
        websocketpp::lib::error_code error;
        connection_ = endpoint_.get_connection(std::string(url), error);
        if (error) {
            throw std::runtime_error("websocketpp refuses the URL");
        }
        set_up(max_message);
        endpoint_.connect(connection_);
    }

    explicit EndpointCodec(std::size_t max_message)
        requires std::is_same_v<Endpoint, Server>
    {
        endpoint_.set_user_agent("");
        connection_ = endpoint_.get_connection();
        set_up(max_message);
        connection_->start();
    }

    ~EndpointCodec() override {
        // A pending read holds the connection, which holds the read.
        connection_->set_message_handler(nullptr);
        connection_->set_ping_handler(nullptr);
        connection_->set_pong_handler(nullptr);
        connection_->set_write_handler([](auto&&...) { return websocketpp::lib::error_code(); });
        connection_->eof();
    }
    EndpointCodec(const EndpointCodec&) = delete;
    EndpointCodec& operator=(const EndpointCodec&) = delete;

    void feed(std::string_view bytes) override {
        try {
            connection_->read_all(bytes.data(), bytes.size());
        } catch (const std::exception&) {
            closed_ = WebSocketClosed{status::protocol_error, {}};
        }
        notice_end();
    }

    void end() override {
        connection_->eof();
        notice_end();
        if (!closed_) {
            closed_ = WebSocketClosed{};
        }
    }

    [[nodiscard]] Phase phase() const override {
        if (!was_open_) {
            const bool waiting = !closed_ && connection_->get_state() == session::connecting;
            return waiting ? Phase::handshake : Phase::refused;
        }
        if (closed_) {
            return Phase::closed;
        }
        return closing_ ? Phase::closing : Phase::open;
    }

    [[nodiscard]] int refusal_status() const override {
        const auto code = static_cast<int>(connection_->get_response_code());
        return was_open_ ? 0 : code;
    }

    bool send_text(const std::string& data) override { return send(data, websocketpp::frame::opcode::text); }
    bool send_binary(const std::string& data) override { return send(data, websocketpp::frame::opcode::binary); }

    bool ping(const std::string& payload) override {
        websocketpp::lib::error_code error;
        connection_->ping(payload, error);
        return !error;
    }

    void close(std::uint16_t code, std::string_view reason) override {
        closing_ = true;
        websocketpp::lib::error_code error;
        connection_->close(code, close_reason(reason), error);
        if (error) {
            websocketpp::lib::error_code ignored;
            connection_->close(status::normal, std::string(), ignored); // The code is one that must not be sent.
        }
    }

private:
    void set_up(std::size_t max_message) {
        connection_->set_max_message_size(max_message);
        connection_->set_write_handler([this](auto&&, const char* data, std::size_t size) {
            if (answers_close_ || !peer_sent_close()) {
                output_.append(data, size);
            }
            return websocketpp::lib::error_code();
        });
        connection_->set_open_handler([this](auto&&) { was_open_ = true; });
        connection_->set_message_handler([this](auto&&, const typename Endpoint::message_ptr& message) {
            const bool binary = message->get_opcode() == websocketpp::frame::opcode::binary;
            events_.emplace_back(WebSocketMessage{std::move(message->get_raw_payload()), binary});
        });
        connection_->set_ping_handler([this](auto&&, std::string payload) {
            events_.emplace_back(WebSocketControl{WebSocketControl::Kind::ping, std::move(payload)});
            return answers_pings_;
        });
        connection_->set_pong_handler([this](auto&&, std::string payload) {
            events_.emplace_back(WebSocketControl{WebSocketControl::Kind::pong, std::move(payload)});
        });
    }

    bool send(const std::string& data, websocketpp::frame::opcode::value kind) {
        return !connection_->send(data, kind);
    }

    [[nodiscard]] bool peer_sent_close() const {
        return connection_ && connection_->get_remote_close_code() != status::abnormal_close;
    }

    /// websocketpp tells a client of the end only when the stream ends, which some servers never do: look at the frames
    /// instead.
    void notice_end() {
        const auto state = connection_->get_state();
        if (closed_ || !was_open_ || state == session::open) {
            return;
        }
        if (peer_sent_close()) {
            closed_ = WebSocketClosed{connection_->get_remote_close_code(), connection_->get_remote_close_reason()};
        } else if (!closing_ && connection_->get_local_close_code() != status::abnormal_close) {
            closed_ = WebSocketClosed{connection_->get_local_close_code(), connection_->get_local_close_reason()};
            broken_ = true;
        } else if (state == session::closed) {
            closed_ = WebSocketClosed{};
        }
    }

    Endpoint endpoint_;
    typename Endpoint::connection_ptr connection_; ///< Refers to the endpoint: dies first.
    bool was_open_ = false;
    bool closing_ = false;
};

} // namespace

std::unique_ptr<WebSocketCodec> WebSocketCodec::client(std::string_view url, std::string_view user_agent,
                                                       std::size_t max_message) {
    return std::make_unique<EndpointCodec<Client>>(url, user_agent, max_message);
}

std::unique_ptr<WebSocketCodec> WebSocketCodec::server(std::size_t max_message) {
    return std::make_unique<EndpointCodec<Server>>(max_message);
}

std::optional<WebSocketEvent> WebSocketCodec::take_event() {
    if (events_.empty()) {
        return std::nullopt;
    }
    auto event = std::move(events_.front());
    events_.pop_front();
    return event;
}

std::string WebSocketCodec::take_output() {
    return std::exchange(output_, {});
}

} // namespace usher::net
