#include "net/server_response.hpp"

#include <array>

#include "net/ascii.hpp"

namespace usher::net {

namespace {

struct Phrase {
    int status;
    std::string_view text;
};

constexpr std::array<Phrase, 30> phrases = {{{101, "Switching Protocols"},
                                             {200, "OK"},
                                             {201, "Created"},
                                             {202, "Accepted"},
                                             {204, "No Content"},
                                             {301, "Moved Permanently"},
                                             {302, "Found"},
                                             {303, "See Other"},
                                             {304, "Not Modified"},
                                             {307, "Temporary Redirect"},
                                             {308, "Permanent Redirect"},
                                             {400, "Bad Request"},
                                             {401, "Unauthorized"},
                                             {403, "Forbidden"},
                                             {404, "Not Found"},
                                             {405, "Method Not Allowed"},
                                             {408, "Request Timeout"},
                                             {409, "Conflict"},
                                             {411, "Length Required"},
                                             {413, "Content Too Large"},
                                             {417, "Expectation Failed"},
                                             {426, "Upgrade Required"},
                                             {429, "Too Many Requests"},
                                             {431, "Request Header Fields Too Large"},
                                             {500, "Internal Server Error"},
                                             {501, "Not Implemented"},
                                             {502, "Bad Gateway"},
                                             {503, "Service Unavailable"},
                                             {504, "Gateway Timeout"},
                                             {505, "HTTP Version Not Supported"}}};

std::string_view phrase(int status) {
    for (const auto& known : phrases) {
        if (known.status == status) {
            return known.text;
        }
    }
    return "Status";
}

/// Headers that this file writes itself, because they say where the answer ends.
bool is_framing(std::string_view name) {
    return equals_ignoring_case(name, "content-length") || equals_ignoring_case(name, "transfer-encoding") ||
           equals_ignoring_case(name, "connection");
}

} // namespace

bool has_body(int status) {
    return status != 204 && status != 304;
}

std::string response_head(const ServerResponse& response, bool keep_alive) {
    std::string head;
    head.reserve(256);
    head.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ").append(phrase(response.status));
    head.append(keep_alive ? "\r\nConnection: keep-alive" : "\r\nConnection: close");
    if (has_body(response.status)) {
        if (!response.content_type.empty() && is_field_value(response.content_type)) {
            head.append("\r\nContent-Type: ").append(response.content_type);
        }
        head.append("\r\nContent-Length: ").append(std::to_string(response.body.size()));
    }
    for (const auto& header : response.headers) {
        if (is_token(header.name) && is_field_value(header.value) && !is_framing(header.name)) {
            head.append("\r\n").append(header.name).append(": ").append(header.value);
        }
    }
    return head.append("\r\n\r\n");
}

ServerResponse plain_response(int status) {
    ServerResponse response;
    response.status = status;
    response.body.append(std::to_string(status)).append(" ").append(phrase(status)).append("\n");
    return response;
}

} // namespace usher::net
