#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "usher/net/http_client.hpp"
#include "usher/net/http_server.hpp"

using namespace usher;
using std::chrono::milliseconds;

namespace {

std::optional<milliseconds> wait_for(const std::string& value) {
    net::HttpResponse response;
    if (!value.empty()) {
        response.headers.push_back({"retry-after", value});
    }
    // 6 November 1994, 08:49:37 UTC.
    return net::retry_after(response, std::chrono::sys_seconds(std::chrono::seconds(784'111'777)));
}

} // namespace

TEST_CASE("only this machine is loopback") {
    for (const char* url : {"http://127.0.0.1", "http://127.0.0.1:8080/x", "http://127.1.2.3/", "http://localhost",
                            "HTTP://LocalHost:1/", "https://[::1]/", "http://[0:0:0:0:0:0:0:1]:80/", "ws://127.0.0.1/",
                            "http://2130706433/", "http://0x7f.1/", "http://evil.example@127.0.0.1/"}) {
        CAPTURE(std::string(url));
        CHECK(net::is_loopback(url));
    }
    for (const char* url : {"http://127.0.0.1@evil.example/",
                            "http://127.0.0.1:80@evil.example/",
                            "http://localhost@evil.example",
                            "http://evil.example/127.0.0.1",
                            "http://evil.example?127.0.0.1",
                            "http://evil.example#@127.0.0.1",
                            "http://127.0.0.1.evil.example/",
                            "http://localhost.evil.example",
                            "http://128.0.0.1/",
                            "http://10.127.0.1/",
                            "http://[::2]/",
                            "http://[::ffff:10.0.0.1]/",
                            "http://0.0.0.0/",
                            "localhost",
                            "127.0.0.1",
                            "",
                            "://",
                            "http://",
                            "http:///127.0.0.1",
                            "http:127.0.0.1",
                            "mailto:a@localhost",
                            "http://127.0.0.1\r\n@evil.example"}) {
        CAPTURE(std::string(url));
        CHECK(!net::is_loopback(url));
    }
}

TEST_CASE("an origin is scheme and authority, and nothing that is secret") {
    for (const auto& [url, expected] : std::vector<std::pair<std::string, std::string>>{
             {"https://slack.com/api/x?token=y#z", "https://slack.com"},
             {"HTTPS://Hooks.Slack.com/commands/T1/2/3", "https://hooks.slack.com"},
             {"https://user:password@example.com:8443/x", "https://example.com:8443"},
             {"https://example.com:443/", "https://example.com"},
             {"http://example.com:80", "http://example.com"},
             {"wss://example.com/link/?ticket=1", "wss://example.com"},
             {"http://[::1]:9/x", "http://[::1]:9"},
             {"not a url", ""},
             {"/path", ""},
             {"", ""}}) {
        CAPTURE(url);
        CHECK(net::origin(url) == expected);
    }
}

TEST_CASE("a form comes back from its encoding") {
    const std::string bytes("\x00\xff\r\n", 4);
    const std::vector<std::pair<std::string, std::string_view>> fields = {{"plain", "abc-._*"},    {"sp ace", "a b+c"},
                                                                          {"marks", "&=%?/#\"<>"}, {"utf8", "è"},
                                                                          {"empty", ""},           {"bytes", bytes}};

    const auto encoded = net::form_encode(fields);

    CHECK(encoded ==
          "plain=abc-._*&sp+ace=a+b%2Bc&marks=%26%3D%25%3F%2F%23%22%3C%3E&utf8=%C3%A8&empty=&bytes=%00%FF%0D%0A");
    const auto decoded = net::form_decode(encoded);
    REQUIRE(decoded.size() == fields.size());
    for (std::size_t i = 0; i < fields.size(); ++i) {
        CHECK(decoded[i].first == fields[i].first);
        CHECK(decoded[i].second == fields[i].second);
    }
}

TEST_CASE("a form of no fields is empty") {
    CHECK(net::form_encode({}).empty());
    CHECK(net::form_decode("").empty());
}

TEST_CASE("a broken form is read as browsers do") {
    using Fields = std::vector<std::pair<std::string, std::string>>;

    CHECK(net::form_decode("a=%zz&b=%4&c=%") == Fields{{"a", "%zz"}, {"b", "%4"}, {"c", "%"}});
    CHECK(net::form_decode("&&a&=b&c=d=e&") == Fields{{"a", ""}, {"", "b"}, {"c", "d=e"}});
}

TEST_CASE("Retry-After is seconds or a date, within reason") {
    CHECK(wait_for("30") == milliseconds(30'000));
    CHECK(wait_for(" 30 ") == milliseconds(30'000));
    CHECK(wait_for("0") == milliseconds(1'000));
    CHECK(wait_for("86400") == milliseconds(900'000));
    CHECK(wait_for("99999999999999999999999999") == milliseconds(900'000));
    CHECK(wait_for("9223372036854775807") == milliseconds(900'000));
    CHECK(wait_for("Sun, 06 Nov 1994 08:50:07 GMT") == milliseconds(30'000));
    CHECK(wait_for("Sun, 06 Nov 1994 08:00:00 GMT") == milliseconds(1'000));
    CHECK(wait_for("Wed, 01 Jan 2035 00:00:00 GMT") == milliseconds(900'000));
}

TEST_CASE("a senseless Retry-After is none") {
    for (const char* value : {"", "soon", "-5", "1.5", "5 minutes", "12:00", "Sun, 99 Foo 1994 08:49:37 GMT"}) {
        CAPTURE(std::string(value));
        CHECK(!wait_for(value).has_value());
    }
}

TEST_CASE("a content type is read without its parameters") {
    net::HttpResponse response;
    response.headers = {{"content-type", " Application/JSON ; charset=utf-8"}, {"content-type", "text/html"}};

    CHECK(response.content_type() == "application/json");
    CHECK(net::HttpResponse{}.content_type().empty());
}
