#pragma once

#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "usher/net/http_server.hpp"

namespace usher::net {

struct ParsedRequest {
    ServerRequest request;
    std::string head;       ///< As sent, with its empty line: the WebSocket codec reads it again.
    bool keep_alive = true; ///< What the client wants.
    bool websocket = false; ///< Asks for an upgrade to it.
};

/// HTTP/1.1 requests out of bytes cut anywhere. Strict: what two parsers might read differently is refused, not
/// guessed. Source: RFC 9112.
class RequestParser {
public:
    struct Limits {
        std::size_t header;
        std::size_t body;
    };
    /// A request, or the status to refuse it with. After a refusal the stream has no known position any more.
    using Outcome = std::expected<ParsedRequest, int>;

    explicit RequestParser(Limits limits) : limits_(limits) {}

    void feed(std::string_view bytes);
    /// The next whole request; nothing while bytes are missing.
    std::optional<Outcome> next();
    /// Whether no byte of the next request has arrived.
    [[nodiscard]] bool idle() const { return !head_ && buffer_.empty(); }
    /// True once if the client waits for "100 Continue" before it sends the body.
    bool take_continue();
    /// What arrived after the last request.
    std::string take_rest();

private:
    struct Head {
        ParsedRequest parsed;
        std::size_t content_length = 0;
        bool expects_continue = false;
    };
    /// The size of the head with its empty line; 0 while it is not whole; a status if it never will be.
    std::expected<std::size_t, int> find_head();
    [[nodiscard]] static std::expected<Head, int> parse_head(std::string_view text, std::size_t max_body);

    Limits limits_;
    std::string buffer_;
    std::size_t scanned_ = 0;
    int empty_lines_ = 0; ///< Before the next request.
    std::optional<Head> head_;
};

} // namespace usher::net
