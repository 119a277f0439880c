#pragma once

#include <functional>

#include "usher/chat/platform.hpp"
#include "usher/sandbox/sandbox.hpp"

namespace usher::app {

/// For the demo's page: Slack, and whatever was posted there is also written as a Matrix message and shown. The
/// platform outlives it.
class ElementView final : public chat::Platform {
public:
    using Show = std::function<void(const sandbox::MatrixVersion&)>;
    ElementView(chat::Platform& slack, Show show) : slack_(slack), show_(std::move(show)) {}

    runtime::Task<chat::PostResult> post(chat::Outgoing message) override;
    runtime::Task<chat::PostResult> edit(chat::Outgoing message, chat::PostedMessage posted) override;
    runtime::Task<chat::PostResult> retract(chat::Destination where, chat::PostedMessage posted) override;
    runtime::Task<chat::LocateResult> locate(chat::Destination where, std::string marker,
                                             runtime::WallTime since) override;
    runtime::Task<identity::ConversationFacts> describe(identity::ConversationId conversation) override;
    [[nodiscard]] bool answers_privately() const override { return slack_.answers_privately(); }
    [[nodiscard]] bool attaches_to_links() const override { return slack_.attaches_to_links(); }
    [[nodiscard]] std::string command_word() const override { return slack_.command_word(); }
    [[nodiscard]] std::string bot_mention() const override { return slack_.bot_mention(); }

private:
    void show(const chat::Destination& to, const chat::Content& content, const chat::PostResult& result) const;

    chat::Platform& slack_;
    Show show_;
};

} // namespace usher::app
