#include <doctest/doctest.h>

#include <asio/co_spawn.hpp>
#include <asio/read_until.hpp>
#include <asio/ssl.hpp>
#include <asio/write.hpp>

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "net/websocket_codec.hpp"
#include "net/world.hpp"
#include "usher/runtime/asio_names.hpp"

using namespace usher;
using testing::World;
using Kind = net::HttpFailure::Kind;

namespace {

template <auto Free>
struct Freed {
    template <class T>
    void operator()(T* pointer) const {
        Free(pointer);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Bio = std::unique_ptr<BIO, Freed<BIO_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>>;

struct Identity {
    Key key{EVP_EC_gen("P-256")};
    Certificate certificate{X509_new()};

    [[nodiscard]] std::string certificate_pem() const {
        const Bio bio(BIO_new(BIO_s_mem()));
        PEM_write_bio_X509(bio.get(), certificate.get());
        return text(bio.get());
    }
    [[nodiscard]] std::string key_pem() const {
        const Bio bio(BIO_new(BIO_s_mem()));
        PEM_write_bio_PrivateKey(bio.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
        return text(bio.get());
    }
    static std::string text(BIO* bio) {
        char* data = nullptr;
        const auto size = BIO_get_mem_data(bio, &data);
        return {data, static_cast<std::size_t>(size)};
    }
};

void add_extension(X509* certificate, X509* issuer, int kind, const char* value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value));
    REQUIRE(extension != nullptr);
    X509_add_ext(certificate, extension.get(), -1);
}

void set_basics(const Identity& identity, const std::string& name, long serial) {
    auto* certificate = identity.certificate.get();
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_set_pubkey(certificate, identity.key.get());
    const auto* bytes = reinterpret_cast<const unsigned char*>(name.c_str());
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC, bytes, -1, -1, 0);
}

Identity authority(const std::string& name) {
    Identity identity;
    set_basics(identity, name, 1);
    auto* certificate = identity.certificate.get();
    X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
    add_extension(certificate, certificate, NID_basic_constraints, "critical,CA:TRUE");
    add_extension(certificate, certificate, NID_key_usage, "critical,keyCertSign");
    X509_sign(certificate, identity.key.get(), EVP_sha256());
    return identity;
}

Identity server_for(const char* names, const Identity& issuer) {
    Identity identity;
    set_basics(identity, "server", 2);
    auto* certificate = identity.certificate.get();
    X509_set_issuer_name(certificate, X509_get_subject_name(issuer.certificate.get()));
    add_extension(certificate, issuer.certificate.get(), NID_subject_alt_name, names);
    X509_sign(certificate, issuer.key.get(), EVP_sha256());
    return identity;
}

/// The one authority that the clients trust, in a file.
struct TrustedAuthority {
    TrustedAuthority()
        : file(std::filesystem::temp_directory_path() / ("usher-ca-" + std::to_string(::getpid()) + ".pem")) {
        std::ofstream(file) << identity.certificate_pem();
    }
    ~TrustedAuthority() {
        std::error_code ignored;
        std::filesystem::remove(file, ignored);
    }
    TrustedAuthority(const TrustedAuthority&) = delete;
    TrustedAuthority& operator=(const TrustedAuthority&) = delete;
    Identity identity = authority("Usher test authority");
    std::filesystem::path file;
};

const TrustedAuthority& trusted() {
    static const TrustedAuthority authority;
    return authority;
}

net::HttpClientOptions trusting() {
    net::HttpClientOptions options;
    options.ca_file = trusted().file.string();
    return options;
}

/// Speaks HTTP or WebSocket over TLS to whoever accepts its certificate.
class TlsServer {
public:
    using Stream = asio::ssl::stream<asio::ip::tcp::socket>;

    TlsServer(World& world, const Identity& identity)
        : context_(asio::ssl::context::tls_server), acceptor_(world.io, {asio::ip::address_v4::loopback(), 0}),
          tasks_(world.tasks) {
        context_.use_certificate_chain(asio::buffer(identity.certificate_pem()));
        context_.use_private_key(asio::buffer(identity.key_pem()), asio::ssl::context::pem);
        tasks_.spawn("tls", accept());
    }
    [[nodiscard]] secret::Secret url(const std::string& scheme, const std::string& host) const {
        return secret::Secret(scheme + "://" + host + ":" + std::to_string(acceptor_.local_endpoint().port()) + "/x");
    }
    int handshakes = 0;
    int requests = 0;

private:
    runtime::Task<void> accept() {
        while (true) {
            auto socket = co_await acceptor_.async_accept(asio::use_awaitable);
            tasks_.spawn("tls connection", serve(std::move(socket)));
        }
    }
    runtime::Task<void> serve(asio::ip::tcp::socket socket) {
        Stream stream(std::move(socket), context_);
        const auto [refused] = co_await stream.async_handshake(Stream::server, runtime::as_tuple);
        if (refused) {
            co_return;
        }
        ++handshakes;
        std::string head;
        while (true) {
            const auto [error, size] =
                co_await asio::async_read_until(stream, asio::dynamic_buffer(head), "\r\n\r\n", runtime::as_tuple);
            if (error) {
                co_return;
            }
            ++requests;
            if (head.contains("Upgrade: websocket")) {
                co_await echo(stream, head);
                co_return;
            }
            head.erase(0, size);
            const std::string answer = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret";
            co_await asio::async_write(stream, asio::buffer(answer), runtime::as_tuple);
        }
    }
    static runtime::Task<void> echo(Stream& stream, std::string bytes) {
        const auto codec = net::WebSocketCodec::server(10'000'000);
        while (true) {
            codec->feed(bytes);
            while (const auto event = codec->take_event()) {
                if (const auto* message = std::get_if<net::WebSocketMessage>(&*event)) {
                    codec->send_text(message->data);
                }
            }
            const auto output = codec->take_output();
            const auto [written, sent] = co_await asio::async_write(stream, asio::buffer(output), runtime::as_tuple);
            bytes.resize(16'384);
            const auto [error, size] = co_await stream.async_read_some(asio::buffer(bytes), runtime::as_tuple);
            if (error || written) {
                co_return;
            }
            bytes.resize(size);
        }
    }

    asio::ssl::context context_;
    asio::ip::tcp::acceptor acceptor_;
    runtime::TaskGroup& tasks_;
};

net::HttpRequest request_to(secret::Secret url) {
    net::HttpRequest request;
    request.url = std::move(url);
    request.timeout = testing::long_time;
    request.bearer = secret::Secret("made-up-token");
    return request;
}

} // namespace

TEST_CASE("a server with the right name and a trusted certificate is spoken to, on one connection") {
    World({}, trusting()).run([](World& w) -> runtime::Task<void> {
        auto& server = w.make<TlsServer>(w, server_for("DNS:localhost,IP:127.0.0.1", trusted().identity));

        for (const char* host : {"localhost", "localhost", "127.0.0.1"}) {
            const auto answer = co_await w.client.send(request_to(server.url("https", host)));
            REQUIRE(answer.has_value());
            CHECK(answer->body == "secret");
        }

        CHECK(server.requests == 3);
        CHECK(server.handshakes == 2);
    });
}

TEST_CASE("a server with another name gets no byte of the request") {
    World({}, trusting()).run([](World& w) -> runtime::Task<void> {
        auto& server = w.make<TlsServer>(w, server_for("DNS:evil.example", trusted().identity));

        for (const char* host : {"localhost", "127.0.0.1"}) {
            const auto answer = co_await w.client.send(request_to(server.url("https", host)));
            REQUIRE(!answer.has_value());
            CHECK(answer.error().kind == Kind::not_sent);
            CHECK(testing::contains(answer.error().reason, "certificate"));
        }

        CHECK(server.requests == 0);
    });
}

TEST_CASE("a server with an unknown authority gets no byte of the request") {
    World({}, trusting()).run([](World& w) -> runtime::Task<void> {
        const auto unknown = authority("Somebody else");
        auto& server = w.make<TlsServer>(w, server_for("DNS:localhost", unknown));

        const auto answer = co_await w.client.send(request_to(server.url("https", "localhost")));

        REQUIRE(!answer.has_value());
        CHECK(answer.error().kind == Kind::not_sent);
        CHECK(testing::contains(answer.error().reason, "certificate"));
        CHECK(server.requests == 0);
    });
}

TEST_CASE("the system's authorities do not trust the test's") {
    World().run([](World& w) -> runtime::Task<void> {
        auto& server = w.make<TlsServer>(w, server_for("DNS:localhost", trusted().identity));

        const auto answer = co_await w.client.send(request_to(server.url("https", "localhost")));

        REQUIRE(!answer.has_value());
        CHECK(answer.error().kind == Kind::not_sent);
    });
}

TEST_CASE("a missing file of authorities is a failure before anything is sent") {
    net::HttpClientOptions options;
    options.ca_file = "/nonexistent/ca.pem";
    World({}, options).run([](World& w) -> runtime::Task<void> {
        auto& server = w.make<TlsServer>(w, server_for("DNS:localhost", trusted().identity));

        const auto answer = co_await w.client.send(request_to(server.url("https", "localhost")));

        REQUIRE(!answer.has_value());
        CHECK(answer.error().kind == Kind::not_sent);
        CHECK(testing::contains(answer.error().reason, "/nonexistent/ca.pem"));
    });
}

TEST_CASE("a secure WebSocket carries large messages both ways") {
    World({}, trusting()).run([](World& w) -> runtime::Task<void> {
        auto& server = w.make<TlsServer>(w, server_for("DNS:localhost", trusted().identity));
        auto socket =
            co_await net::connect_websocket(w.client, server.url("wss", "localhost"), {.timeout = testing::long_time});
        REQUIRE(socket.has_value());

        for (const std::size_t size : {1UL, 16'384UL, 3'000'000UL}) {
            CHECK((*socket)->send_text(std::string(size, 'x')));
        }

        for (const std::size_t size : {1UL, 16'384UL, 3'000'000UL}) {
            const auto event = co_await (*socket)->receive();
            REQUIRE(std::holds_alternative<net::WebSocketMessage>(event));
            CHECK(std::get<net::WebSocketMessage>(event).data.size() == size);
        }
        co_await (*socket)->close(1000, "", testing::long_time);
    });
}

TEST_CASE("a secure WebSocket checks name and authority") {
    World({}, trusting()).run([](World& w) -> runtime::Task<void> {
        const auto unknown = authority("Somebody else");
        auto& wrong_name = w.make<TlsServer>(w, server_for("DNS:evil.example", trusted().identity));
        auto& wrong_authority = w.make<TlsServer>(w, server_for("DNS:localhost", unknown));

        for (auto* server : {&wrong_name, &wrong_authority}) {
            const auto socket = co_await net::connect_websocket(w.client, server->url("wss", "localhost"),
                                                                {.timeout = testing::long_time});
            REQUIRE(!socket.has_value());
            CHECK(socket.error().kind == Kind::not_sent);
            CHECK(testing::contains(socket.error().reason, "certificate"));
            CHECK(server->requests == 0);
        }
    });
}

TEST_CASE("a server without TLS is not spoken to in clear text") {
    World({}, trusting()).run([](World& w) -> runtime::Task<void> {
        net::HttpRequest request;
        request.url = secret::Secret("https://127.0.0.1:" + std::to_string(w.port) + "/echo");

        const auto answer = co_await w.client.send(std::move(request));

        REQUIRE(!answer.has_value());
        CHECK(answer.error().kind == Kind::not_sent);
        CHECK(w.seen.empty());
    });
}
