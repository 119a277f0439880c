#include "net/request_parser.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "net/ascii.hpp"
#include "net/form.hpp"

namespace usher::net {

namespace {

constexpr std::size_t most_headers = 100;
constexpr int most_empty_lines = 4;

enum Status : int {
    bad_request = 400,
    length_required = 411,
    too_large = 413,
    expectation_failed = 417,
    header_too_large = 431,
    not_implemented = 501,
    version_not_supported = 505
};

struct Target {
    std::string path;
    std::string query;
};

bool is_visible(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; });
}

bool has_control(std::string_view text) {
    return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

/// `/path?query`, or the same behind `http://host`, which proxies send.
std::optional<Target> parse_target(std::string_view target, std::string_view method) {
    if (!is_visible(target) || target.contains('#')) {
        return std::nullopt;
    }
    if (target == "*" && method == "OPTIONS") {
        return Target{"*", {}};
    }
    constexpr std::string_view absolute = "http://";
    if (equals_ignoring_case(target.substr(0, absolute.size()), absolute)) {
        target.remove_prefix(absolute.size());
        const auto end = target.find_first_of("/?");
        if (end == 0) {
            return std::nullopt;
        }
        target = end == std::string_view::npos ? std::string_view("/") : target.substr(end);
    }
    const auto question = target.find('?');
    const auto path = target.substr(0, question);
    if (!path.starts_with('/')) {
        return std::nullopt;
    }
    auto decoded = percent_decode(path);
    if (!decoded || has_control(*decoded)) {
        return std::nullopt;
    }
    return Target{std::move(*decoded),
                  std::string(question == std::string_view::npos ? "" : target.substr(question + 1))};
}

/// 0 or the status to refuse with.
int parse_version(std::string_view version, bool& keep_alive) {
    if (version.size() != 8 || !version.starts_with("HTTP/") || !is_digit(version[5]) || version[6] != '.' ||
        !is_digit(version[7])) {
        return bad_request;
    }
    if (version[5] != '1') {
        return version_not_supported;
    }
    keep_alive = version[7] != '0';
    return 0;
}

int parse_request_line(std::string_view line, ParsedRequest& parsed) {
    const auto first = line.find(' ');
    const auto second = first == std::string_view::npos ? first : line.find(' ', first + 1);
    if (second == std::string_view::npos) {
        return bad_request;
    }
    const auto method = line.substr(0, first);
    auto target = parse_target(line.substr(first + 1, second - first - 1), method);
    if (!is_token(method) || method.size() > 32 || !target) {
        return bad_request;
    }
    parsed.request.method = method;
    parsed.request.path = std::move(target->path);
    parsed.request.query = std::move(target->query);
    return parse_version(line.substr(second + 1), parsed.keep_alive);
}

int parse_header(std::string_view line, std::vector<Header>& headers) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) {
        return bad_request;
    }
    const auto name = line.substr(0, colon);
    const auto value = trim(line.substr(colon + 1));
    if (!is_token(name) || !is_field_value(value)) { // Also refuses folded lines and `Name : value`.
        return bad_request;
    }
    if (headers.size() == most_headers) {
        return header_too_large;
    }
    headers.push_back({to_lower(name), std::string(value)});
    return 0;
}

std::size_t count(const std::vector<Header>& headers, std::string_view name) {
    return static_cast<std::size_t>(std::ranges::count(headers, name, &Header::name));
}

int parse_length(const ServerRequest& request, std::size_t max_body, std::size_t& length) {
    const auto lengths = count(request.headers, "content-length");
    if (count(request.headers, "transfer-encoding") > 0) {
        return lengths > 0 ? bad_request : not_implemented; // Both at once is how requests are smuggled.
    }
    if (lengths == 0) {
        const bool has_body = request.method == "POST" || request.method == "PUT" || request.method == "PATCH";
        return has_body ? length_required : 0;
    }
    const auto text = request.header("content-length");
    if (lengths > 1 || text.empty() || !std::ranges::all_of(text, is_digit)) {
        return bad_request;
    }
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
    return error != std::errc{} || length > max_body ? too_large : 0;
}

/// The line up to the next CRLF, which is taken off `text` with it.
std::string_view take_line(std::string_view& text) {
    const auto end = text.find("\r\n");
    const auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 2);
    return line;
}

} // namespace

void RequestParser::feed(std::string_view bytes) {
    buffer_.append(bytes);
}

std::expected<std::size_t, int> RequestParser::find_head() {
    // RFC 9112 2.2: an empty line before a request is left over from a careless client.
    while (scanned_ == 0 && buffer_.starts_with("\r\n")) {
        if (++empty_lines_ > most_empty_lines) {
            return std::unexpected(bad_request);
        }
        buffer_.erase(0, 2);
    }
    if (buffer_ == "\r") {
        return 0; // Perhaps another one.
    }
    if (!buffer_.empty() && buffer_.front() != '\r' && !is_token(std::string_view(buffer_).substr(0, 1))) {
        return std::unexpected(bad_request); // Such as a TLS greeting.
    }
    for (; scanned_ < buffer_.size() && scanned_ < limits_.header; ++scanned_) {
        if (buffer_[scanned_] != '\n') {
            continue;
        }
        if (scanned_ == 0 || buffer_[scanned_ - 1] != '\r') {
            return std::unexpected(bad_request);
        }
        if (scanned_ >= 3 && std::string_view(buffer_).substr(scanned_ - 3, 4) == "\r\n\r\n") {
            return scanned_ + 1;
        }
    }
    if (scanned_ >= limits_.header) {
        return std::unexpected(header_too_large);
    }
    return 0;
}

std::expected<RequestParser::Head, int> RequestParser::parse_head(std::string_view text, std::size_t max_body) {
    Head head;
    head.parsed.head = text;
    auto& request = head.parsed.request;
    text.remove_suffix(2);
    if (text.find('\r') == 0) {
        return std::unexpected(bad_request);
    }
    int status = parse_request_line(take_line(text), head.parsed);
    const bool http_1_0 = status == 0 && !head.parsed.keep_alive;
    while (status == 0 && !text.empty()) {
        status = parse_header(take_line(text), request.headers);
    }
    if (status == 0) {
        const auto hosts = count(request.headers, "host");
        status = hosts > 1 || (hosts == 0 && !http_1_0) ? bad_request : 0;
    }
    if (status == 0) {
        status = parse_length(request, max_body, head.content_length);
    }
    if (status != 0) {
        return std::unexpected(status);
    }
    const auto connection = request.header("connection");
    head.parsed.keep_alive = http_1_0 ? lists(connection, "keep-alive") : !lists(connection, "close");
    head.parsed.websocket = !http_1_0 && request.method == "GET" && head.content_length == 0 &&
                            lists(connection, "upgrade") && lists(request.header("upgrade"), "websocket");
    if (const auto expect = request.header("expect"); !expect.empty()) {
        if (!equals_ignoring_case(expect, "100-continue")) {
            return std::unexpected(expectation_failed);
        }
        head.expects_continue = !http_1_0;
    }
    return head;
}

std::optional<RequestParser::Outcome> RequestParser::next() {
    if (!head_) {
        const auto size = find_head();
        if (!size) {
            return std::unexpected(size.error());
        }
        if (*size == 0) {
            return std::nullopt;
        }
        auto head = parse_head(std::string_view(buffer_).substr(0, *size), limits_.body);
        if (!head) {
            return std::unexpected(head.error());
        }
        head_ = std::move(*head);
        buffer_.erase(0, *size);
        scanned_ = 0;
        empty_lines_ = 0;
    }
    if (buffer_.size() < head_->content_length) {
        return std::nullopt;
    }
    auto parsed = std::move(head_->parsed);
    parsed.request.body = buffer_.substr(0, head_->content_length);
    buffer_.erase(0, head_->content_length);
    head_.reset();
    return parsed;
}

bool RequestParser::take_continue() {
    return head_ && std::exchange(head_->expects_continue, false);
}

std::string RequestParser::take_rest() {
    return std::exchange(buffer_, {});
}

} // namespace usher::net
