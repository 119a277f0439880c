#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "net/request_parser.hpp"

using namespace usher;
using net::RequestParser;

namespace {

constexpr RequestParser::Limits limits{.header = 1024, .body = 100};

/// The status it is refused with; 0 for a request, -1 if more bytes are wanted.
int outcome_of(const std::string& bytes) {
    RequestParser parser(limits);
    parser.feed(bytes);
    const auto outcome = parser.next();
    if (!outcome) {
        return -1;
    }
    return *outcome ? 0 : outcome->error();
}

std::string with_head(const std::string& lines, const std::string& body = "") {
    return "POST /x HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n" + body;
}

std::string with_line(const std::string& line) {
    return line + "\r\nHost: a\r\n\r\n";
}

} // namespace

TEST_CASE("a request is the same wherever it is cut") {
    const std::string bytes =
        "POST /a%20b%2Fc?x=%20 HTTP/1.1\r\nHost: example\r\nX-Trimmed: \t v w \t\r\nContent-Length: 5\r\n\r\nhello";
    for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
        CAPTURE(cut);
        RequestParser parser(limits);

        parser.feed(std::string_view(bytes).substr(0, cut));
        auto outcome = parser.next();
        CHECK(outcome.has_value() == (cut == bytes.size()));
        CHECK(parser.idle() == (cut == 0 || cut == bytes.size()));
        if (!outcome) {
            parser.feed(std::string_view(bytes).substr(cut));
            outcome = parser.next();
        }

        REQUIRE(outcome.has_value());
        REQUIRE(outcome->has_value());
        const auto& request = (*outcome)->request;
        CHECK(request.method == "POST");
        CHECK(request.path == "/a b/c");
        CHECK(request.query == "x=%20");
        CHECK(request.header("x-trimmed") == "v w");
        CHECK(request.body == "hello");
        CHECK((*outcome)->keep_alive);
    }
}

TEST_CASE("requests in one packet come out one by one, byte by byte too") {
    const std::string bytes = "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n"
                              "POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nok"
                              "\r\nGET /3 HTTP/1.1\r\nHost: a\r\n\r\n";
    RequestParser whole(limits);
    RequestParser slow(limits);
    std::vector<std::string> from_whole;
    std::vector<std::string> from_slow;

    whole.feed(bytes);
    while (auto outcome = whole.next()) {
        from_whole.push_back((*outcome)->request.path + (*outcome)->request.body);
    }
    for (const char c : bytes) {
        slow.feed(std::string_view(&c, 1));
        if (auto outcome = slow.next()) {
            from_slow.push_back((*outcome)->request.path + (*outcome)->request.body);
        }
    }

    CHECK(from_whole == std::vector<std::string>{"/1", "/2ok", "/3"});
    CHECK(from_slow == from_whole);
}

TEST_CASE("a malformed request is refused with the right status") {
    struct Case {
        const char* what;
        std::string bytes;
        int status;
    };
    const std::vector<Case> cases = {
        {"a TLS greeting", "\x16\x03\x01\x02", 400},
        {"a line without a target", with_line("GET HTTP/1.1"), 400},
        {"a line with only a method", with_line("GET"), 400},
        {"two spaces", with_line("GET  / HTTP/1.1"), 400},
        {"a space in the target", with_line("GET /a b HTTP/1.1"), 400},
        {"a target without a slash", with_line("GET a HTTP/1.1"), 400},
        {"a target with a fragment", with_line("GET /a#b HTTP/1.1"), 400},
        {"an asterisk for GET", with_line("GET * HTTP/1.1"), 400},
        {"another scheme", with_line("GET https://a/ HTTP/1.1"), 400},
        {"an absolute target without a host", with_line("GET http:/// HTTP/1.1"), 400},
        {"a broken escape", with_line("GET /%4 HTTP/1.1"), 400},
        {"an escape of no digits", with_line("GET /%zz HTTP/1.1"), 400},
        {"an escaped NUL", with_line("GET /a%00b HTTP/1.1"), 400},
        {"an escaped line break", with_line("GET /a%0ab HTTP/1.1"), 400},
        {"a byte outside ASCII", with_line("GET /\xc3\xa8 HTTP/1.1"), 400},
        {"a method that is no token", with_line("GE(T / HTTP/1.1"), 400},
        {"a method of 33 letters", with_line(std::string(33, 'A') + " / HTTP/1.1"), 400},
        {"no version", with_line("GET / "), 400},
        {"a lower-case version", with_line("GET / http/1.1"), 400},
        {"a version with more behind it", with_line("GET / HTTP/1.1 "), 400},
        {"HTTP/2", with_line("GET / HTTP/2.0"), 505},
        {"a bare line feed", "GET / HTTP/1.1\nHost: a\n\n", 400},
        {"a bare line feed between headers", with_head("A: b\nC: d\r\n"), 400},
        {"a bare carriage return in a header", with_head("A: b\rc\r\n"), 400},
        {"a NUL in a header", with_head(std::string("A: b\0c\r\n", 8)), 400},
        {"a folded header", with_head("A: b\r\n c\r\n"), 400},
        {"a space before the colon", with_head("A : b\r\n"), 400},
        {"a header without a name", with_head(": b\r\n"), 400},
        {"a header without a colon", with_head("Ab\r\n"), 400},
        {"no host", "GET / HTTP/1.1\r\n\r\n", 400},
        {"two hosts", with_head("Host: b\r\n"), 400},
        {"no length", with_head(""), 411},
        {"an empty length", with_head("Content-Length:\r\n"), 400},
        {"a negative length", with_head("Content-Length: -1\r\n"), 400},
        {"a signed length", with_head("Content-Length: +1\r\n"), 400},
        {"a hexadecimal length", with_head("Content-Length: 0x1\r\n"), 400},
        {"two lengths", with_head("Content-Length: 1\r\nContent-Length: 1\r\n", "x"), 400},
        {"a list of lengths", with_head("Content-Length: 1, 1\r\n", "x"), 400},
        {"a length past the limit", with_head("Content-Length: 101\r\n"), 413},
        {"a length past all numbers", with_head("Content-Length: 99999999999999999999999\r\n"), 413},
        {"chunks", with_head("Transfer-Encoding: chunked\r\n", "0\r\n\r\n"), 501},
        {"chunks and a length", with_head("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"), 400},
        {"an expectation of something else", with_head("Content-Length: 1\r\nExpect: tea\r\n"), 417},
        {"a header past the limit", with_head("A: " + std::string(1100, 'x')), 431},
        {"an endless line", "GET /" + std::string(1100, 'x'), 431},
        {"nothing but empty lines", "\r\n\r\n\r\n\r\n\r\n", 400},
        {"a carriage return alone before the request", "\rGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"empty lines and then nonsense", "\r\n\r\n\r\n\x01", 400}};
    for (const auto& c : cases) {
        CAPTURE(std::string(c.what));
        CHECK(outcome_of(c.bytes) == c.status);
    }
}

TEST_CASE("more than a hundred headers are refused") {
    std::string headers;
    for (int i = 0; i < 100; ++i) {
        headers += "A:b\r\n";
    }
    RequestParser parser({.header = 100'000, .body = 10});

    parser.feed(with_head(headers));

    CHECK(parser.next()->error() == 431);
}

TEST_CASE("a request may be odd and still be right") {
    for (const auto& bytes :
         {with_line("OPTIONS * HTTP/1.1"), with_line("GET http://a:80/x?y HTTP/1.1"),
          with_line("GET http://a HTTP/1.1"), with_line("BREW /pot HTTP/1.1"), std::string("GET / HTTP/1.0\r\n\r\n"),
          with_line("GET /? HTTP/1.1"), with_head("content-length:0\r\n"),
          with_head("Content-Length: 100\r\nX:\r\n", std::string(100, 'x'))}) {
        CAPTURE(bytes);
        CHECK(outcome_of(bytes) == 0);
    }
}

TEST_CASE("whether the connection stays is the client's choice and the version's habit") {
    struct Case {
        const char* bytes;
        bool keep_alive;
    };
    for (const auto& c : std::vector<Case>{{"GET / HTTP/1.1\r\nHost: a\r\n\r\n", true},
                                           {"GET / HTTP/1.1\r\nHost: a\r\nConnection: Close\r\n\r\n", false},
                                           {"GET / HTTP/1.1\r\nHost: a\r\nConnection: x , close\r\n\r\n", false},
                                           {"GET / HTTP/1.0\r\n\r\n", false},
                                           {"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", true}}) {
        RequestParser parser(limits);
        parser.feed(c.bytes);
        CHECK((*parser.next())->keep_alive == c.keep_alive);
    }
}

TEST_CASE("a client that waits for permission is recognised once") {
    RequestParser parser(limits);

    parser.feed(with_head("Content-Length: 1\r\nExpect: 100-continue\r\n"));

    CHECK(!parser.next().has_value());
    CHECK(parser.take_continue());
    CHECK(!parser.take_continue());
    parser.feed("x");
    CHECK((*parser.next())->request.body == "x");
}

TEST_CASE("an upgrade is recognised only where it is one") {
    const auto asks = [](const std::string& bytes) {
        RequestParser parser(limits);
        parser.feed(bytes);
        const auto outcome = parser.next();
        return outcome && *outcome && (*outcome)->websocket;
    };

    CHECK(asks("GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\n\r\n"));
    CHECK(!asks("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n"));
    CHECK(!asks("GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n"));
    CHECK(
        !asks("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n"));
    CHECK(!asks("GET / HTTP/1.0\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n"));
}
