#pragma once

#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "usher/chat/platform.hpp"

namespace usher::testing {

/// A chat platform in memory: keeps what was posted and edited, and fails as scripted.
class FakePlatform final : public chat::Platform {
public:
    struct Message {
        std::string id;
        std::string marker;
        chat::Destination to;
        std::vector<chat::Content> versions; ///< First the post, then each edit.
        [[nodiscard]] const chat::Content& shown() const { return versions.back(); }
    };

    /// What the next calls of `post` answer instead of posting; `stored_anyway` keeps the message although the answer
    /// is bad.
    struct Fault {
        chat::PostResult result;
        bool stored_anyway = false;
    };
    std::deque<Fault> post_faults;
    std::deque<chat::PostResult> edit_faults;
    std::deque<chat::PostResult> retract_faults;
    bool can_look = true;
    bool private_answers = true;
    bool attaches = false;
    bool refuses_to_attach = false;
    identity::ConversationFacts facts{identity::ConversationKind::private_channel, identity::Outsiders::absent};

    std::vector<Message> messages;
    std::vector<std::string> retracted;
    std::set<std::string> attached; ///< Those of `messages` that stand below links.
    int posts = 0;
    int edits = 0;
    int looks = 0;

    runtime::Task<chat::PostResult> post(chat::Outgoing message) override {
        ++posts;
        const bool attached_below_link = message.handle && message.handle->url.reveal().starts_with("attach:");
        auto via = message.to.audience == chat::Audience::asker ? chat::PostedMessage::Via::handle
                                                                : chat::PostedMessage::Via::message;
        via = attached_below_link ? chat::PostedMessage::Via::link : via;
        if (attached_below_link && refuses_to_attach && post_faults.empty()) {
            co_return chat::Rejected{"cannot_unfurl_message"};
        }
        if (!post_faults.empty()) {
            auto fault = std::move(post_faults.front());
            post_faults.pop_front();
            if (fault.stored_anyway) {
                keep(std::move(message));
            }
            co_return std::move(fault.result);
        }
        auto id = keep(std::move(message));
        if (attached_below_link) {
            attached.insert(id);
        }
        co_return chat::Sent{{via, {std::move(id)}}};
    }
    runtime::Task<chat::PostResult> edit(chat::Outgoing message, chat::PostedMessage posted) override {
        ++edits;
        if (!edit_faults.empty()) {
            auto fault = std::move(edit_faults.front());
            edit_faults.pop_front();
            co_return fault;
        }
        for (auto& known : messages) {
            if (known.id == posted.id.native) {
                known.versions.push_back(std::move(message.content));
                co_return chat::Sent{std::move(posted)};
            }
        }
        co_return chat::Rejected{"message_not_found"};
    }
    runtime::Task<chat::LocateResult> locate(chat::Destination, std::string marker, runtime::WallTime) override {
        ++looks;
        if (!can_look) {
            co_return chat::CannotTell{"missing_scope"};
        }
        for (const auto& known : messages) {
            if (known.marker == marker) {
                co_return chat::Located{{chat::PostedMessage::Via::message, {known.id}}};
            }
        }
        co_return chat::Absent{};
    }
    runtime::Task<identity::ConversationFacts> describe(identity::ConversationId) override { co_return facts; }
    runtime::Task<chat::PostResult> retract(chat::Destination, chat::PostedMessage posted) override {
        if (!retract_faults.empty()) {
            auto fault = std::move(retract_faults.front());
            retract_faults.pop_front();
            co_return fault;
        }
        retracted.push_back(posted.id.native);
        std::erase_if(messages, [&](const auto& known) { return known.id == posted.id.native; });
        co_return chat::Sent{std::move(posted)};
    }
    [[nodiscard]] bool answers_privately() const override { return private_answers; }
    [[nodiscard]] bool attaches_to_links() const override { return attaches; }
    [[nodiscard]] std::string command_word() const override { return "/ticket"; }
    [[nodiscard]] std::string bot_mention() const override { return "@usher"; }

    /// A message of ours that was there before the test begins.
    void plant(std::string id, chat::Content content) {
        messages.push_back({std::move(id), "", {}, {std::move(content)}});
    }

private:
    std::string keep(chat::Outgoing message) {
        auto id = "m" + std::to_string(++last_id_);
        messages.push_back({id, std::move(message.marker), std::move(message.to), {std::move(message.content)}});
        return id;
    }
    int last_id_ = 0;
};

} // namespace usher::testing
