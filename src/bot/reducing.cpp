#include <map>
#include <utility>

#include "bot/question.hpp"
#include "usher/ops/log.hpp"

// Where less may be shown than before, the cards that stand are reduced.

namespace usher::bot {

namespace {

constexpr std::string_view applied_rules = "applied_rules"; ///< The checkpoint that says which rules cards keep to.

} // namespace

runtime::Task<identity::ConversationFacts> Answering::facts_for_sure(chat::Platform& platform,
                                                                     identity::ConversationId conversation) {
    constexpr int tries = 4;
    auto facts = co_await platform.describe(conversation);
    for (int i = 1; i < tries && facts.kind == identity::ConversationKind::unknown && !stop_.stopped(); ++i) {
        co_await stop_.sleep_until(ports_.clock.now() + std::chrono::seconds{15});
        facts = co_await platform.describe(conversation);
    }
    co_return facts;
}

runtime::Task<void> Answering::reduce(PlatformOf platform_of, std::optional<identity::ConversationId> conversation) {
    auto standing = co_await ports_.store.standing(conversation);
    if (!standing) {
        ops::log_error("store_failed", "Could not look for cards that show too much; the next start looks again",
                       {{"reason", standing.error().reason}});
        co_return;
    }
    // Asking the platform about every conversation at every start would be much for nothing.
    const auto rules = policy::fingerprint(options_.rules);
    const auto applied = co_await ports_.store.load_checkpoint(std::string(applied_rules));
    const bool look_everywhere = conversation || !applied || *applied != rules;
    std::map<identity::ConversationId, identity::ConversationFacts> known;
    for (auto& one : *standing) {
        const auto place = one.item.conversation;
        auto* platform = platform_of(place.platform);
        const bool unasked = one.answer.unasked;
        if (platform == nullptr || stop_.stopped() || !look_everywhere) {
            continue;
        }
        if (!known.contains(place)) {
            known[place] = co_await facts_for_sure(*platform, place);
        }
        auto grant = policy::ceiling(options_.rules, place, known[place], unasked);
        if (shows_too_much(one.answer.shows, grant)) {
            co_await reduce_one(*platform, std::move(one), std::move(grant));
        }
    }
    if (!conversation && look_everywhere && !stop_.stopped()) {
        // Written down only now: what a crash interrupts is done again.
        const auto written = co_await ports_.store.accept_all({}, {std::string(applied_rules), rules});
        if (!written) {
            ops::log_warning("store_failed", "Could not record which rules the standing cards keep to",
                             {{"reason", written.error().reason}});
        }
    }
}

runtime::Task<void> Answering::reduce_one(chat::Platform& platform, store::Standing standing, policy::Grant grant) {
    // An edited question shows something else than it asked for at first.
    standing.item.ask.reference = standing.answer.shows.reference;
    standing.item.ask.view = standing.answer.shows.view;
    Question question{platform, Exchange{std::move(standing.item), standing.answer, Fate::exists}};
    question.language = grant.language;
    question.grant = std::move(grant);
    question.deadline = ports_.clock.now() + options_.give_up_unfurl_after;
    ports_.metrics.add("usher_cards_reduced_total",
                       {{"platform", identity::name(question.item().conversation.platform)}});
    std::optional<desk::Fetched> fetched;
    if (question.grant.level > card::Level::none && question.item().ask.reference) {
        fetched = co_await fetch_until(question.item(), question.wanted_notes(), question.deadline);
    }
    if (stop_.stopped()) {
        co_return; // The next start looks again.
    }
    const auto* found = fetched ? std::get_if<desk::Found>(&*fetched) : nullptr;
    const auto deadline = ports_.clock.now() + std::chrono::minutes{10};
    if (found == nullptr || !policy::department_allowed(question.grant, found->ticket)) {
        // Rather nothing than too much.
        co_await retract(platform, standing.answer, deadline);
        co_return;
    }
    Speech speech{
        card_of(question, found->ticket), question.card_shows(), standing.answer.to.audience, std::nullopt, {}};
    const auto result = co_await delivery_.replace(platform, question.exchange, std::move(speech), deadline);
    if (result == DeliveryFsm::Result::never) {
        co_await retract(platform, standing.answer, deadline);
    }
}

} // namespace usher::bot
