#pragma once

#include <asio/io_context.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "sandbox/client.hpp"
#include "sandbox/feed.hpp"
#include "sandbox/hub.hpp"
#include "sandbox/links.hpp"
#include "sandbox/questions.hpp"
#include "sandbox/response_urls.hpp"
#include "sandbox/web_api.hpp"
#include "sandbox/workspace.hpp"
#include "testing/manual_clock.hpp"

namespace usher::sandbox {

/// Always the same numbers.
class CountingRandom final : public runtime::Random {
public:
    std::uint64_t next() override {
        state_ = state_ * 6'364'136'223'846'793'005ULL + 1'442'695'040'888'963'407ULL;
        return state_ >> 11U;
    }

private:
    std::uint64_t state_ = 42;
};

/// A connection that keeps what it is sent.
class KeptLine final : public Line {
public:
    bool send(std::string text) override {
        sent.push_back(Json::parse(text));
        return true;
    }
    void abort() override { aborted = true; }
    void misbehave(const Fault& fault) override { deeds.push_back(fault.deed); }

    std::vector<Json> sent;
    std::vector<std::string> deeds;
    bool aborted = false;
};

/// The whole workspace without server and sockets, and a clock that only the test moves.
struct Bench {
    asio::io_context loop;
    testing::ManualClock clock{loop};
    CountingRandom random;
    Ids ids{random};
    Faults faults;
    Workspace workspace{clock};
    Hub hub{clock, random, ids, faults};
    Links links{{workspace, hub, ids, clock}};
    Feed feed{workspace, hub, links, ids, clock};
    ResponseUrls urls{clock, ids, workspace};
    Questions questions{workspace};
    Client client{{workspace, hub, links, urls, questions, ids}};
    WebApi web_api{{workspace, hub, links, ids, clock}, {.app = "app-token", .bot = "bot-token"}};

    Bench() {
        client.set_base("http://127.0.0.1:1");
        web_api.set_base("http://127.0.0.1:1");
    }

    int connect(KeptLine& line) {
        const int id = hub.open(line).value();
        hub.ready(id);
        return id;
    }
    Json call(const std::string& method, Json arguments) {
        return web_api.call({.method = method, .header_token = "bot-token", .arguments = std::move(arguments)});
    }
    Client::Done say(std::string text, std::string channel = std::string(kMainChannel), std::string thread = "") {
        return client.say({.channel = std::move(channel),
                           .person = std::string(kMainPerson),
                           .thread_ts = std::move(thread),
                           .text = std::move(text)});
    }
    /// Lets time pass, with every deadline of the hub at its own moment.
    void pass(std::chrono::milliseconds time) {
        const auto end = clock.steady() + time;
        for (auto due = hub.next_due(); due && *due <= end; due = hub.next_due()) {
            clock.advance(std::chrono::ceil<std::chrono::milliseconds>(*due - clock.steady()));
            hub.tick();
        }
        clock.advance(std::chrono::ceil<std::chrono::milliseconds>(end - clock.steady()));
        hub.tick();
    }
    [[nodiscard]] const Message& last(std::string_view channel = kMainChannel) const {
        return workspace.messages(channel).back();
    }
};

inline std::string ack(const Json& envelope) {
    return dump({{"envelope_id", envelope["envelope_id"]}});
}

} // namespace usher::sandbox
