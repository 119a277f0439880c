#pragma once

#include <asio/bind_cancellation_slot.hpp>
#include <asio/cancellation_signal.hpp>
#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>

#include <deque>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "keliweb/bodies.hpp"
#include "usher/keliweb/keliweb.hpp"
#include "usher/net/http_server.hpp"
#include "usher/runtime/system.hpp"

namespace usher::keliweb::tests {

/// The real clock, which a test can put forward.
class ShiftedClock final : public runtime::Clock {
public:
    runtime::milliseconds ahead{0};
    [[nodiscard]] runtime::WallTime now() const override { return system_.now() + ahead; }
    [[nodiscard]] runtime::SteadyTime steady() const override { return system_.steady() + ahead; }
    runtime::Task<void> sleep_until(runtime::SteadyTime when) override { return system_.sleep_until(when - ahead); }

private:
    runtime::SystemClock system_;
};

/// A Keliweb API on loopback: one client with one user, rotating tokens, tickets by number, and answers scripted in
/// between.
class ApiDouble {
public:
    using Form = std::map<std::string, std::string>;
    struct Seen {
        net::ServerRequest request;
        Form form;
    };

    explicit ApiDouble(asio::io_context& io) : server_(io.get_executor(), {}) {
        server_.on_request([this](net::ServerRequest request) { return answer(std::move(request)); });
        url = "http://127.0.0.1:" + std::to_string(server_.start());
    }
    runtime::Task<void> stop() { return server_.stop(); }

    std::string url;
    std::vector<Seen> logins;  ///< Requests to the token endpoint, by either grant.
    std::vector<Seen> fetches; ///< Requests to get-ticket.
    std::deque<net::ServerResponse> next_login;
    std::deque<net::ServerResponse> next_fetch;
    std::map<std::string, std::string> bodies = {{"303303", body("replies-object")},
                                                 {"516757", body("vendor-example")}};
    std::string password = "p&ss wörd";
    std::set<std::string> valid; ///< Access tokens that the API takes now.
    std::size_t arrived = 0;     ///< Requests of any kind, answered or not.
    std::size_t most_at_once = 0;
    runtime::milliseconds slowness{0};

    static net::ServerResponse json(int status, std::string text, std::vector<net::Header> headers = {}) {
        net::ServerResponse response;
        response.status = status;
        response.content_type = "application/json";
        response.body = std::move(text);
        response.headers = std::move(headers);
        return response;
    }
    static net::ServerResponse html(int status, std::string text, std::vector<net::Header> headers = {}) {
        auto response = json(status, std::move(text), std::move(headers));
        response.content_type = "text/html; charset=UTF-8";
        return response;
    }

private:
    runtime::Task<net::ServerResponse> answer(net::ServerRequest request) {
        ++arrived;
        ++at_once_;
        most_at_once = std::max(most_at_once, at_once_);
        if (slowness.count() > 0) {
            co_await clock_.sleep_for(slowness);
        }
        auto response = request.path == "/oauth/token" ? log_in(std::move(request)) : fetch(std::move(request));
        --at_once_;
        co_return response;
    }

    static Seen seen(net::ServerRequest request) {
        Seen seen;
        for (auto& [key, value] : net::form_decode(request.body)) {
            seen.form[key] = value;
        }
        seen.request = std::move(request);
        return seen;
    }

    static std::optional<net::ServerResponse> scripted(std::deque<net::ServerResponse>& responses) {
        if (responses.empty()) {
            return std::nullopt;
        }
        auto response = std::move(responses.front());
        responses.pop_front();
        return response;
    }

    net::ServerResponse log_in(net::ServerRequest request) {
        logins.push_back(seen(std::move(request)));
        if (auto response = scripted(next_login)) {
            return std::move(*response);
        }
        const auto& form = logins.back().form;
        const auto field = [&](const char* name) { return form.contains(name) ? form.at(name) : std::string{}; };
        if (field("client_id") != "client" || field("client_secret") != "s3cret") {
            return json(401, R"({"error":"invalid_client","message":"Client authentication failed"})");
        }
        if (field("grant_type") == "refresh_token") {
            if (field("refresh_token") != refresh_ || refresh_.empty()) {
                return json(401, R"({"error":"invalid_request","hint":"Token has been revoked"})");
            }
        } else if (field("username") != "user@example.org" || field("password") != password) {
            return json(400, R"({"error":"invalid_grant","message":"The user credentials were incorrect."})");
        }
        ++issued_;
        const auto access = "access-" + std::to_string(issued_);
        refresh_ = "refresh-" + std::to_string(issued_);
        valid = {access};
        return json(200, R"({"token_type":"Bearer","expires_in":3600,"access_token":")" + access +
                             R"(","refresh_token":")" + refresh_ + R"("})");
    }

    net::ServerResponse fetch(net::ServerRequest request) {
        fetches.push_back(seen(std::move(request)));
        if (auto response = scripted(next_fetch)) {
            return std::move(*response);
        }
        const auto& [sent, form] = fetches.back();
        const std::string authorization(sent.header("authorization"));
        if (!authorization.starts_with("Bearer ") || !valid.contains(authorization.substr(7))) {
            return json(401, R"({"message":"Unauthenticated."})");
        }
        const auto asked = form.find("ticketnum");
        const auto known = asked == form.end() ? bodies.end() : bodies.find(asked->second);
        return json(200,
                    known == bodies.end() ? R"({"result":"error","message":"Ticket ID Not Found"})" : known->second);
    }

    net::HttpServer server_;
    runtime::SystemClock clock_;
    std::string refresh_;
    int issued_ = 0;
    std::size_t at_once_ = 0;
};

/// The loop, the API on it, and a desk that speaks to it.
class Bench {
public:
    explicit Bench(store::Store* with_store = nullptr) : store(with_store) { options.url = api.url; }
    ~Bench() {
        desk_.reset();
        run_void(api.stop());
    }
    Bench(const Bench&) = delete;
    Bench& operator=(const Bench&) = delete;

    asio::io_context io{1};
    ApiDouble api{io};
    ShiftedClock clock;
    ops::Metrics metrics;
    net::HttpClient http{io.get_executor(), {}};
    store::Store* store;
    Options options;
    std::string password = "p&ss wörd";
    std::string user = "user@example.org";
    std::string fixed_token;

    /// The desk, built when first asked for; `restart` forgets everything it had in memory.
    KeliwebDesk& desk() {
        if (!desk_) {
            desk_.emplace(options, credentials(), http, clock, store, metrics);
        }
        return *desk_;
    }
    void restart() { desk_.reset(); }

    std::string fetch(const char* text) { return outcome(fetched(text)); }
    desk::Fetched fetched(const char* text) { return run(desk().fetch(*ticket::parse_reference(text))); }

    /// Runs coroutines to the end, together.
    std::vector<desk::Fetched> run_all(std::vector<runtime::Task<desk::Fetched>> tasks) {
        std::vector<desk::Fetched> results;
        std::exception_ptr failure;
        const auto wanted = tasks.size();
        std::size_t over = 0;
        for (auto& task : tasks) {
            asio::co_spawn(io, std::move(task), [&](const std::exception_ptr& problem, desk::Fetched result) {
                failure = problem ? problem : failure;
                results.push_back(std::move(result));
                ++over;
            });
        }
        io.restart();
        while (over < wanted) {
            io.run_one();
        }
        if (failure) {
            std::rethrow_exception(failure);
        }
        return results;
    }
    desk::Fetched run(runtime::Task<desk::Fetched> task) {
        std::vector<runtime::Task<desk::Fetched>> tasks;
        tasks.push_back(std::move(task));
        return run_all(std::move(tasks)).front();
    }
    void run_void(runtime::Task<void> task) {
        bool over = false;
        std::exception_ptr failure;
        asio::co_spawn(io, std::move(task), [&](const std::exception_ptr& problem) {
            failure = problem;
            over = true;
        });
        io.restart();
        while (!over) {
            io.run_one();
        }
        if (failure) {
            std::rethrow_exception(failure);
        }
    }
    /// One fetch among others, which can be cancelled.
    struct Started {
        asio::cancellation_signal cancel;
        std::string outcome = "waiting";
    };
    std::shared_ptr<Started> start(const char* text) {
        auto started = std::make_shared<Started>();
        auto on_end = [started](const std::exception_ptr& problem, const desk::Fetched& fetched) {
            started->outcome = problem ? "cancelled" : tests::outcome(fetched);
        };
        asio::co_spawn(io, desk().fetch(*ticket::parse_reference(text)),
                       asio::bind_cancellation_slot(started->cancel.slot(), std::move(on_end)));
        return started;
    }
    void run_until(const std::function<bool()>& condition) {
        io.restart();
        while (!condition()) {
            io.run_one();
        }
    }

private:
    [[nodiscard]] Credentials credentials() const {
        if (!fixed_token.empty()) {
            return StaticToken{secret::Secret(fixed_token)};
        }
        PasswordGrant grant;
        grant.client_id = "client";
        grant.client_secret = secret::Secret("s3cret");
        grant.username = user;
        grant.password = secret::Secret(password);
        return grant;
    }
    std::optional<KeliwebDesk> desk_;
};

} // namespace usher::keliweb::tests
