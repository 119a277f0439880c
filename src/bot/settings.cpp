#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

#include "bot/question.hpp"
#include "usher/ops/log.hpp"

// `/ticket channel`: what holds in a conversation, and its changes.

namespace usher::bot {

using card::NoticeKind;
using store::Outcome;

runtime::Task<void> Answering::load_settings() {
    auto stored = co_await ports_.store.load_settings();
    if (!stored) {
        throw std::runtime_error("The store cannot be read: " + stored.error().reason);
    }
    for (auto& [conversation, settings] : *stored) {
        options_.rules.chat[conversation] = std::move(settings);
    }
}

runtime::Task<std::optional<Outcome>> Answering::tell_settings(Question& question,
                                                               const identity::ConversationFacts& facts) {
    const auto& item = question.item();
    auto words = notice(question, NoticeKind::settings);
    words.facts = facts;
    words.holdings = policy::explain(options_.rules, item.conversation, facts);
    words.may_change = policy::is_admin(options_.rules, item.person);
    co_return co_await tell(question, std::move(words), Outcome::told);
}

runtime::Task<std::optional<Outcome>> Answering::change_settings(Question& question,
                                                                 const identity::ConversationFacts& facts) {
    const auto& item = question.item();
    if (!policy::is_admin(options_.rules, item.person) || !item.ask.change) {
        co_return co_await tell(question, notice(question, NoticeKind::not_admin), Outcome::refused, "not_admin");
    }
    const auto& change = *item.ask.change;
    for (policy::ChatSettings before, settings;;) {
        before = options_.rules.chat[item.conversation];
        settings = before;
        policy::apply(change, item.person, std::chrono::floor<std::chrono::seconds>(ports_.clock.now()), settings);
        const auto saved = co_await ports_.store.save_settings({item.conversation, settings});
        if (!saved) {
            ops::log_error("store_failed", "Could not write a changed setting down; it is not made",
                           {{"item", item.id}, {"reason", saved.error().reason}});
            co_return co_await tell(question, notice(question, NoticeKind::not_stored), Outcome::refused, "store");
        }
        // Another change may have been made meanwhile: this one then goes on top of it.
        if (options_.rules.chat[item.conversation] == before) {
            options_.rules.chat[item.conversation] = std::move(settings);
            break;
        }
    }
    consequences_.settings_changed(item.conversation);

    const auto request = request_of(question, policy::Action::command, facts);
    question.language = policy::authorise(options_.rules, request).language;
    auto words = notice(question, NoticeKind::setting_changed);
    words.facts = facts;
    if (change.setting) {
        words.holdings = policy::explain(options_.rules, item.conversation, facts);
        std::erase_if(words.holdings, [&](const auto& holding) { return holding.setting != *change.setting; });
    }
    const auto what = policy::to_string(change);
    // Everybody whom it concerns sees it.
    Speech speech{std::move(words),
                  {std::string(store::name(Outcome::changed)), std::nullopt, item.ask.view, card::Level::none},
                  chat::Audience::everyone,
                  Outcome::changed,
                  what};
    co_return co_await say_final(question, std::move(speech));
}

} // namespace usher::bot
