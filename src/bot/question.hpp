#pragma once

#include "bot/answering.hpp"

namespace usher::bot {

// What the store calls them: that a card has notes must be known when they may no longer be shown.
inline constexpr std::string_view plain_card = "card";
inline constexpr std::string_view card_with_notes = "card_with_notes";

/// Whether less may be shown now than is.
inline bool shows_too_much(const store::Shows& shows, const policy::Grant& most) {
    return shows.level > most.level || (shows.kind == card_with_notes && !most.notes);
}
inline bool shows_more(const store::Shows& shows, const store::Shows& before) {
    return shows.level > before.level || (shows.kind == card_with_notes && before.kind != card_with_notes);
}

/// What one answer is worked out with.
struct Answering::Question {
    chat::Platform& platform;
    Exchange exchange;
    policy::Language language = policy::Language::en;
    identity::ConversationFacts facts{}; ///< Who reads along, as of the decision.
    policy::Grant grant{};
    WallTime deadline{};
    WallTime started{};
    bool first_sign_given = false;
    bool revising = false; ///< `ask.refreshes` is the answer to what the message asked before it was edited.
    /// The answer that is renewed, or that a press is on, if it is known still.
    std::optional<store::Answer> pressed = std::nullopt;

    [[nodiscard]] const store::Item& item() const { return exchange.item; }
    [[nodiscard]] bool renews() const {
        return item().ask.verb == store::Ask::Verb::show && item().ask.refreshes.has_value() && !revising;
    }
    /// Whether what is said, or renewed, is what nobody asked for.
    [[nodiscard]] bool unasked() const {
        return item().source == chat::Source::message || item().source == chat::Source::link ||
               (renews() && (below_link() || (pressed && pressed->unasked)));
    }
    /// What is said, or renewed, stands in somebody's message and goes with it.
    [[nodiscard]] bool below_link() const {
        return (item().source == chat::Source::link && item().handle) ||
               (renews() && item().ask.refreshes->via == chat::PostedMessage::Via::link);
    }
    /// Not below a link: from there they could not be taken away.
    [[nodiscard]] bool shows_notes() const {
        return grant.notes && grant.level == policy::Level::full && !below_link();
    }
    [[nodiscard]] desk::Notes wanted_notes() const { return shows_notes() ? desk::Notes::read : desk::Notes::counted; }
    /// What a card of this question shows.
    [[nodiscard]] store::Shows card_shows() const {
        return {std::string(shows_notes() ? card_with_notes : plain_card), item().ask.reference, item().ask.view,
                grant.level};
    }
    /// Only a direct conversation is private here.
    [[nodiscard]] bool only_in_private() const {
        const bool shows = item().ask.verb == store::Ask::Verb::show || item().ask.verb == store::Ask::Verb::show_list;
        return shows && grant.answers == policy::Answers::private_ && !platform.answers_privately() &&
               facts.kind != identity::ConversationKind::direct;
    }
    [[nodiscard]] card::Offers offers() const {
        // What is below a link its author can remove.
        return {.hide = unasked() && !below_link(),
                .share = audience_of_card() == chat::Audience::asker && grant.may_share};
    }
    /// A correction, a refusal or help after a slash command, a press or a shortcut concerns only who asked; in a
    /// thread or a direct message the question is there for all to see, and so is the answer.
    [[nodiscard]] chat::Audience audience_of_words() const {
        if (!platform.answers_privately()) {
            return chat::Audience::everyone;
        }
        const bool has_private_way = item().source == chat::Source::command || item().source == chat::Source::button ||
                                     item().source == chat::Source::shortcut;
        return has_private_way ? chat::Audience::asker : audience_of_card();
    }
    [[nodiscard]] chat::Audience audience_of_card() const {
        if (item().ask.verb == store::Ask::Verb::share) {
            return chat::Audience::everyone;
        }
        if (renews()) {
            const bool private_card = item().ask.refreshes->via == chat::PostedMessage::Via::handle;
            return private_card ? chat::Audience::asker : chat::Audience::everyone;
        }
        const bool private_answer = item().ask.private_answer || grant.answers == policy::Answers::private_;
        return private_answer && platform.answers_privately() ? chat::Audience::asker : chat::Audience::everyone;
    }
};

} // namespace usher::bot
