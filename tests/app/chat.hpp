#pragma once

#include <doctest/doctest.h>

#include <csignal>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "app/running.hpp"

namespace usher::testing {

inline constexpr auto support = "C0SUPPORT1";
inline constexpr auto general = "C0GENERAL1";
inline constexpr auto random_channel = "C0RANDOM01"; ///< Public; the bot is no member.

inline bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

/// People in the sandbox's Slack and the real binary in it.
class Chat {
public:
    /// `more`: further lines of configuration.
    explicit Chat(const std::string& more = "") {
        configure(more);
        start();
    }
    void configure(const std::string& more) const { std::ofstream(sandbox.config(), std::ios::app) << '\n' << more; }
    /// Replaces words in the configuration.
    void reconfigure(const std::string& old_words, const std::string& new_words) const {
        std::ifstream in(sandbox.config());
        std::string text{std::istreambuf_iterator<char>(in), {}};
        text.replace(text.find(old_words), old_words.size(), new_words);
        std::ofstream(sandbox.config()) << text;
    }
    void start() {
        bot_ = std::make_unique<RunningBot>(sandbox);
        sandbox.wait_until_connected();
    }
    void kill() {
        bot_->process().signal(SIGKILL);
        bot_->process().wait();
        bot_.reset();
        eventually("the sandbox sees that the bot is gone", [this] { return !sandbox.connected(); });
    }
    RunningBot& bot() { return *bot_; }

    /// The message's `ts`. `more`: what else the control API's `type` takes.
    std::string say(const std::string& text, const std::string& channel = support, const std::string& thread = "",
                    const nlohmann::json& more = nlohmann::json::object()) {
        nlohmann::json body{{"text", text}, {"channel", channel}, {"thread_ts", thread}};
        body.update(more);
        const auto done = sandbox.post("type", body);
        last_key_ = done.value("key", "");
        return done.value("ts", "");
    }
    void edit(const std::string& ts, const std::string& text, const std::string& channel = support) {
        CHECK(sandbox.post("edit", {{"ts", ts}, {"text", text}, {"channel", channel}}).value("ok", false));
    }
    void remove(const std::string& ts) {
        CHECK(sandbox.post("delete", {{"ts", ts}, {"channel", support}}).value("ok", false));
    }
    void press(const nlohmann::json& message, const std::string& action, const std::string& channel = support) {
        const auto done = sandbox.post("press", {{"ts", message.at("ts")}, {"action", action}, {"channel", channel}});
        CHECK_MESSAGE(done.value("ok", false), action, " ", done.dump());
        last_key_ = done.value("key", "");
    }
    /// Types a command and waits for its answer that has the words.
    nlohmann::json command(const std::string& text, const std::string& showing, const std::string& channel = support) {
        say(text, channel);
        auto answer = sandbox.answer(last_key_, "", 1, true);
        eventually("the command is answered with " + showing, [&] {
            for (const auto& message : messages(channel)) {
                if (has(message.value("plain", ""), showing)) {
                    answer = message;
                    return true;
                }
            }
            return false;
        });
        return answer;
    }

    /// The bot's messages in a channel, oldest first; in the thread of `thread` if it is given.
    [[nodiscard]] std::vector<nlohmann::json> messages(const std::string& channel = support,
                                                       const std::string& thread = "") const {
        std::vector<nlohmann::json> found;
        for (const auto& message : sandbox.get("messages?limit=200&channel=" + channel).at("messages")) {
            const bool ours = message.value("bot_id", "") == "B0USHERBOT";
            if (ours && (thread.empty() || message.value("thread_ts", "") == thread)) {
                found.push_back(message);
            }
        }
        return found;
    }
    /// Their plain texts.
    [[nodiscard]] std::vector<std::string> cards(const std::string& channel = support,
                                                 const std::string& thread = "") const {
        std::vector<std::string> texts;
        for (const auto& message : messages(channel, thread)) {
            texts.push_back(message.value("plain", ""));
        }
        return texts;
    }
    /// The texts of what is attached to the links of a person's message.
    [[nodiscard]] std::vector<std::string> below_links(const std::string& ts,
                                                       const std::string& channel = support) const {
        std::vector<std::string> texts;
        for (const auto& message : sandbox.get("messages?limit=200&channel=" + channel).at("messages")) {
            for (const auto& unfurl : message.value("unfurls", nlohmann::json::array())) {
                if (message.at("ts") == ts) {
                    texts.push_back(unfurl.value("plain", ""));
                }
            }
        }
        return texts;
    }
    void wait_for_cards(std::size_t count, const std::string& channel = support, const std::string& thread = "") const {
        eventually("there are " + std::to_string(count) + " cards",
                   [&] { return cards(channel, thread).size() == count; });
    }
    void wait_until_acknowledged() const {
        eventually("the message is acknowledged",
                   [this] { return sandbox.get("acknowledged?key=" + last_key_).at("acknowledged").get<bool>(); });
    }
    /// Asks for a ticket that nothing else names and waits for its card: whatever was said before has been looked at.
    void last_word() {
        const auto number = std::to_string(++last_word_);
        say("/ticket " + number);
        CHECK_FALSE(sandbox.answer(last_key_, number).is_null());
    }

    RunningSandbox sandbox;

private:
    std::unique_ptr<RunningBot> bot_;
    std::string last_key_;
    int last_word_ = 900'500;
};

} // namespace usher::testing
