#pragma once

#include <nlohmann/json.hpp>

#include <memory>
#include <string>

#include "testing/process.hpp"

namespace usher::testing {

/// `usher sandbox` as a process of its own, with the configuration that reaches it.
class RunningSandbox {
public:
    RunningSandbox() : process_({usher_binary(), "sandbox", "--write-config", config()}) {
        url_ = process_.wait_for_line("ready ").substr(6);
    }

    [[nodiscard]] std::string config() const { return folder_.file("usher.toml"); }
    [[nodiscard]] const Folder& folder() const { return folder_; }
    [[nodiscard]] const std::string& url() const { return url_; }
    Process& process() { return process_; }

    nlohmann::json get(const std::string& what) const {
        return nlohmann::json::parse(http_get(url_ + "_control/" + what).body);
    }
    nlohmann::json post(const std::string& what, const nlohmann::json& body) const {
        return nlohmann::json::parse(http_post(url_ + "_control/" + what, body.dump()).body);
    }
    [[nodiscard]] bool connected() const { return get("connections").at("connected").get<bool>(); }
    void wait_until_connected() const {
        eventually("a bot connects to the sandbox", [this] { return connected(); });
    }
    /// The key of a typed command; empty if nobody was there to get it.
    std::string type(const std::string& text, const std::string& channel = "", const std::string& person = "",
                     const std::string& thread = "") const {
        const auto done =
            post("type", {{"text", text}, {"channel", channel}, {"person", person}, {"thread_ts", thread}});
        return done.at("ok").get<bool>() ? done.at("key").get<std::string>() : std::string{};
    }
    /// Waits for the message that answers a key; null if none came.
    nlohmann::json answer(const std::string& key, const std::string& contains = "", int timeout_ms = 20'000,
                          bool guess = false) const {
        auto found = get("answer?key=" + key + "&contains=" + contains + "&timeout_ms=" + std::to_string(timeout_ms) +
                         (guess ? "&guess=true" : ""));
        return found.value("answered", false) ? found : nlohmann::json();
    }
    void fault(const nlohmann::json& faults) const {
        const auto set = post("faults", faults);
        if (!set.at("ok").get<bool>()) {
            throw std::runtime_error("the sandbox refuses the fault: " + set.dump());
        }
    }

private:
    Folder folder_;
    Process process_;
    std::string url_;
};

/// `usher run` against a sandbox.
class RunningBot {
public:
    explicit RunningBot(const RunningSandbox& sandbox)
        : process_({usher_binary(), "run", "--config", sandbox.config()}) {}
    Process& process() { return process_; }
    /// The address of its ops endpoints, from its log.
    std::string ops_url() {
        std::string url;
        eventually("the bot says where it serves its health", [&] {
            process_.read_output();
            const auto at = process_.errors().find("http://127.0.0.1:", process_.errors().find("ops_listening"));
            if (at == std::string::npos) {
                return false;
            }
            url = process_.errors().substr(at, process_.errors().find_first_of("\" \n", at) - at);
            return true;
        });
        return url;
    }

private:
    Process process_;
};

} // namespace usher::testing
