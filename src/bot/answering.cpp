#include "bot/answering.hpp"

#include <algorithm>
#include <utility>

#include "bot/question.hpp"
#include "usher/ops/log.hpp"

namespace usher::bot {

using card::NoticeKind;
using store::Ask;
using store::Outcome;

namespace {

card::Time to_seconds(WallTime time) {
    return std::chrono::floor<std::chrono::seconds>(time);
}

store::Shows shows_notice(const Ask& ask, std::string kind) {
    return {std::move(kind), ask.reference, ask.view, card::Level::none};
}

NoticeKind words_for(policy::Denial denial) {
    switch (denial) {
    case policy::Denial::user_not_listed:
        return NoticeKind::user_not_listed;
    case policy::Denial::outsiders_present:
        return NoticeKind::outsiders_present;
    case policy::Denial::level_none:
    case policy::Denial::unfurls_off:
    case policy::Denial::unsure:
        break;
    }
    return NoticeKind::level_none;
}

policy::Action action_of(chat::Source source) {
    switch (source) {
    case chat::Source::command:
    case chat::Source::shortcut: // Asked for all the same, only not typed.
        return policy::Action::command;
    case chat::Source::mention:
        return policy::Action::mention;
    case chat::Source::direct_message:
        return policy::Action::direct_message;
    case chat::Source::message:
    case chat::Source::link:
        return policy::Action::unfurl;
    case chat::Source::button:
        break;
    }
    return policy::Action::button;
}

} // namespace

Answering::Answering(Options& options, Bot::Ports ports, StopSignal& stop, Lines& lines, Consequences consequences)
    : options_(options), ports_(ports), stop_(stop), lines_(lines), consequences_(std::move(consequences)),
      delivery_({ports.store, ports.clock, ports.random, ports.metrics, stop, ports.audit}, options.landing_time) {}

runtime::Task<identity::ConversationFacts> Answering::facts_of(chat::Platform& platform, const store::Item& item) {
    auto facts = co_await platform.describe(item.conversation);
    // An event knows of other organisations, not of guests: that there are none is believed only where the platform is
    // silent altogether.
    const bool silent = facts.kind == identity::ConversationKind::unknown;
    if (item.outsiders == identity::Outsiders::present || (silent && facts.outsiders == identity::Outsiders::unknown)) {
        facts.outsiders = item.outsiders;
    }
    co_return facts;
}

runtime::Task<std::optional<Outcome>> Answering::run(chat::Platform& platform, Exchange exchange) {
    Question question{platform, std::move(exchange)};
    question.started = ports_.clock.now();
    const auto& item = question.item();
    question.deadline = item.received_at + options_.give_up_after;
    switch (item.ask.verb) {
    case Ask::Verb::withdraw:
        co_return co_await withdraw(question);
    case Ask::Verb::unfurl:
    case Ask::Verb::unfurl_list:
        co_return co_await unfurl(question);
    case Ask::Verb::unfurl_revision:
        co_return co_await revise_unfurl(question);
    case Ask::Verb::link_preview:
        co_return co_await preview_link(question);
    default:
        break;
    }
    if (item.revises) {
        auto answers = co_await answers_to(item);
        if (stop_.stopped()) {
            co_return std::nullopt;
        }
        // A private answer, or one below a link, is out of reach; a new one takes its place.
        std::erase_if(answers, [](const auto& answer) {
            return answer.state != store::Answer::State::sent ||
                   answer.posted->via != chat::PostedMessage::Via::message;
        });
        if (!answers.empty()) {
            question.revising = true;
            question.exchange.item.ask.refreshes = answers.front().posted;
            question.pressed = std::move(answers.front());
        }
    }

    question.facts = co_await facts_of(platform, item);
    const auto& facts = question.facts;
    const auto decision = policy::authorise(options_.rules, request_of(question, action_of(item.source), facts));
    question.language = decision.language;
    if (item.ask.verb == Ask::Verb::settings || item.ask.verb == Ask::Verb::change_settings) {
        const bool admin = policy::is_admin(options_.rules, item.person);
        const bool kept_out = !decision.grant && (decision.denial == policy::Denial::user_not_listed ||
                                                  decision.denial == policy::Denial::outsiders_present);
        if (admin || !kept_out) {
            co_return co_await (item.ask.verb == Ask::Verb::settings ? tell_settings(question, facts)
                                                                     : change_settings(question, facts));
        }
    }
    if (!decision.grant) {
        ports_.metrics.add("usher_authz_denied_total", {{"reason", policy::name(decision.denial)}});
        co_return co_await tell(question, notice(question, words_for(decision.denial)), Outcome::refused,
                                policy::name(decision.denial));
    }
    question.grant = *decision.grant;
    question.language = question.grant.language;
    if (question.only_in_private()) {
        co_return co_await tell(question, notice(question, NoticeKind::only_in_private), Outcome::refused,
                                "only_in_private");
    }
    if (question.renews()) {
        co_await keep_unasked_bounds(question, facts);
        if (stop_.stopped()) {
            co_return std::nullopt;
        }
        if (question.pressed && question.pressed->state == store::Answer::State::hidden) {
            co_return co_await finish(question, Outcome::overtaken);
        }
        if (question.grant.level == policy::Level::none) {
            co_return co_await tell(question, notice(question, NoticeKind::level_none), Outcome::refused,
                                    policy::name(policy::Denial::level_none));
        }
    }
    co_return co_await answer_granted(question);
}

runtime::Task<std::optional<Outcome>> Answering::refuse_share(Question& question) {
    return tell(question, notice(question, NoticeKind::may_not_share), Outcome::refused,
                policy::name(policy::Denial::unsure));
}

runtime::Task<std::optional<Outcome>> Answering::answer_granted(Question& question) {
    const auto& item = question.item();
    switch (item.ask.verb) {
    case Ask::Verb::show:
        co_return co_await show(question);
    case Ask::Verb::share:
        if (!question.grant.may_share) {
            co_return co_await refuse_share(question);
        }
        co_return co_await show(question);
    case Ask::Verb::hide:
        co_return co_await hide(question);
    case Ask::Verb::show_list:
        co_return co_await show_list(question);
    case Ask::Verb::help:
        co_return co_await tell(question, notice(question, NoticeKind::help), Outcome::told);
    case Ask::Verb::not_understood:
        co_return co_await tell(question, notice(question, NoticeKind::not_understood), Outcome::told);
    case Ask::Verb::settings_unclear:
        co_return co_await tell(question, notice(question, NoticeKind::settings_unclear), Outcome::told);
    case Ask::Verb::foreign_link:
        co_return co_await tell(question, notice(question, NoticeKind::foreign_link), Outcome::told);
    case Ask::Verb::why: {
        auto explanation = notice(question, NoticeKind::why);
        explanation.why = item.ask.why;
        co_return co_await tell(question, std::move(explanation), Outcome::told);
    }
    case Ask::Verb::rate_limited: {
        auto limited = notice(question, NoticeKind::rate_limited);
        limited.until = to_seconds(item.received_at + options_.rate_limit.refill) + std::chrono::seconds{1};
        co_return co_await tell(question, std::move(limited), Outcome::told);
    }
    default: // Answered before anything was granted.
        break;
    }
    co_return std::nullopt;
}

policy::Request Answering::request_of(const Question& question, policy::Action action,
                                      identity::ConversationFacts facts) const {
    return {question.item().person, question.item().conversation, std::move(facts), action};
}

runtime::Task<std::optional<Outcome>> Answering::finish(const Question& question, Outcome outcome) {
    const auto finished = co_await ports_.store.finish(question.item().id, outcome);
    co_return finished ? std::optional(outcome) : std::nullopt;
}

runtime::Task<void> Answering::fetch_into(const store::Item& item, desk::Notes notes,
                                          std::optional<desk::Fetched>& result) {
    const auto& reference = *item.ask.reference;
    if (item.ask.refreshes) {
        result = co_await ports_.desk.fetch_fresh(reference, notes);
    } else {
        result = co_await ports_.desk.fetch(reference, notes);
    }
}

runtime::Task<std::optional<desk::Fetched>> Answering::fetch_until(const store::Item& item, desk::Notes notes,
                                                                   WallTime until) {
    using namespace asio::experimental::awaitable_operators;
    // The desk goes on with the fetch when we stop listening, and the next call joins it. The result comes by reference
    // because Asio's `||` would flatten a variant into its own.
    std::optional<desk::Fetched> result;
    co_await (fetch_into(item, notes, result) || stop_.sleep_until(until));
    co_return result;
}

runtime::Task<std::optional<Outcome>> Answering::show(Question& question) {
    const auto& item = question.item();
    const bool by_handle = question.audience_of_card() == chat::Audience::asker && item.handle;
    if (question.renews()) {
        question.deadline = item.received_at + options_.give_up_refresh_after;
    } else if (by_handle) {
        question.deadline = item.received_at + options_.give_up_private_after;
    }
    Patience patience(options_.patience, question.started, question.deadline, question.renews() || question.revising);

    for (;;) {
        if (lines_.overtaken(item)) {
            co_return co_await finish(question, Outcome::overtaken);
        }
        const auto action = patience.next(ports_.clock.now());
        if (const auto* ask = std::get_if<Patience::Ask>(&action)) {
            auto fetched = co_await fetch_until(item, question.wanted_notes(), ask->until);
            if (fetched && !std::holds_alternative<desk::Unavailable>(*fetched)) {
                co_return co_await answer_fetched(question, std::move(*fetched));
            }
            if (fetched) {
                const auto jitter = static_cast<double>(ports_.random.next() % 1000) / 1000.0;
                patience.failed(ports_.clock.now(), std::get<desk::Unavailable>(*fetched).retry_after, jitter);
            }
        } else if (const auto* wait = std::get_if<Patience::Wait>(&action)) {
            // A message that can be edited is looked at again now and then.
            const auto look_again = ports_.clock.now() + std::chrono::seconds{1};
            co_await stop_.sleep_until(item.message ? std::min(wait->until, look_again) : wait->until);
        } else if (std::holds_alternative<Patience::GiveUp>(action)) {
            co_return co_await tell(question, notice(question, NoticeKind::gave_up), Outcome::gave_up);
        } else {
            const bool looking = std::holds_alternative<Patience::SayLookingUp>(action);
            co_await say_placeholder(question, looking ? NoticeKind::looking_up : NoticeKind::still_trying,
                                     patience.give_up_at());
            const auto& answer = question.exchange.answer;
            if (answer && answer->posted && answer->posted->via == chat::PostedMessage::Via::handle) {
                question.deadline = std::min(question.deadline, item.received_at + options_.give_up_private_after);
                patience.give_up_by(question.deadline);
            }
        }
        if (stop_.stopped()) {
            co_return std::nullopt;
        }
    }
}

runtime::Task<std::optional<policy::Denial>> Answering::check_again(Question& question) {
    const auto& item = question.item();
    question.facts = co_await facts_of(question.platform, item);
    const auto decision =
        policy::authorise(options_.rules, request_of(question, action_of(item.source), question.facts));
    if (!decision.grant) {
        ports_.metrics.add("usher_authz_denied_total", {{"reason", policy::name(decision.denial)}});
        co_return decision.denial;
    }
    const auto most = policy::ceiling(options_.rules, item.conversation, question.facts, question.unasked());
    question.grant.level = std::min({question.grant.level, decision.grant->level, most.level});
    question.grant.notes = question.grant.notes && decision.grant->notes && most.notes;
    if (!question.exchange.answer) { // Else the words that it takes the place of have been seen already.
        question.grant.answers = std::max(question.grant.answers, decision.grant->answers);
    }
    question.grant.may_share = question.grant.may_share && decision.grant->may_share;
    co_return question.grant.level == policy::Level::none ? std::optional(policy::Denial::level_none) : std::nullopt;
}

runtime::Task<std::optional<Outcome>> Answering::answer_fetched(Question& question, desk::Fetched fetched) {
    if (const auto* found = std::get_if<desk::Found>(&fetched)) {
        if (const auto denial = co_await check_again(question)) {
            co_return co_await tell(question, notice(question, words_for(*denial)), Outcome::refused,
                                    policy::name(*denial));
        }
        if (question.only_in_private()) {
            co_return co_await tell(question, notice(question, NoticeKind::only_in_private), Outcome::refused,
                                    "only_in_private");
        }
        if (question.item().ask.verb == Ask::Verb::share && !question.grant.may_share) {
            co_return co_await refuse_share(question);
        }
        if (!policy::department_allowed(question.grant, found->ticket)) {
            ports_.metrics.add("usher_authz_denied_total", {{"reason", "department"}});
            co_return co_await tell(question, notice(question, NoticeKind::refused_by_desk), Outcome::refused,
                                    "department");
        }
        Speech speech{card_of(question, found->ticket), question.card_shows(), question.audience_of_card(),
                      Outcome::shown};
        co_return co_await say_final(question, std::move(speech));
    }
    if (std::holds_alternative<desk::NotFound>(fetched)) {
        co_return co_await tell(question, notice(question, NoticeKind::not_found), Outcome::not_found);
    }
    if (std::holds_alternative<desk::Refused>(fetched)) {
        co_return co_await tell(question, notice(question, NoticeKind::refused_by_desk), Outcome::refused, "desk");
    }
    if (const auto* unreadable = std::get_if<desk::Unreadable>(&fetched)) {
        const bool large = unreadable->why == desk::Unreadable::Why::too_large;
        co_return co_await tell(question, notice(question, large ? NoticeKind::too_large : NoticeKind::broken_text),
                                Outcome::unreadable, large ? "too_large" : "broken_text");
    }
    co_return co_await tell(question, notice(question, NoticeKind::desk_misconfigured), Outcome::misconfigured);
}

runtime::Task<std::optional<Outcome>> Answering::tell(Question& question, card::Notice words, Outcome outcome,
                                                      std::string_view reason) {
    Speech speech{std::move(words), shows_notice(question.item().ask, std::string(store::name(outcome))),
                  question.audience_of_words(), outcome, reason};
    co_return co_await say_final(question, std::move(speech));
}

runtime::Task<std::optional<Outcome>> Answering::say_final(Question& question, Speech speech) {
    if (lines_.overtaken(question.item())) {
        co_return co_await finish(question, Outcome::overtaken);
    }
    // The words must still be delivered when the time to look for the ticket has run out.
    auto deadline = std::max(question.deadline, ports_.clock.now()) + std::chrono::minutes{2};
    if (question.item().source == chat::Source::link) {
        deadline = ports_.clock.now() + options_.give_up_attaching_after; // There is another way.
    }
    const auto outcome = speech.outcome;
    const auto shows = speech.shows;
    const bool renew = question.revising || (question.renews() && std::holds_alternative<card::Card>(speech.content));
    // It must never be on record that a card shows less than it does.
    if (renew && question.pressed && shows_more(shows, question.pressed->shows) &&
        !co_await record_renewed(question, shows)) {
        co_return std::nullopt;
    }
    const auto result =
        renew ? co_await delivery_.renew(question.platform, question.exchange, std::move(speech), deadline)
              : co_await delivery_.say(question.platform, question.exchange, std::move(speech), deadline);
    switch (result) {
    case DeliveryFsm::Result::delivered:
        if (renew && question.pressed) {
            co_await record_renewed(question, shows);
        }
        if (shows_too_much(shows, policy::ceiling(options_.rules, question.item().conversation, question.facts,
                                                  question.unasked()))) {
            consequences_.settings_changed(question.item().conversation); // Made stricter while it was on its way.
        }
        if (!question.first_sign_given) {
            ports_.metrics.observe("usher_command_first_response_seconds",
                                   std::chrono::duration<double>(ports_.clock.now() - question.started).count(),
                                   {{"platform", identity::name(question.item().conversation.platform)}});
        }
        co_return outcome;
    case DeliveryFsm::Result::never:
        co_return Outcome::undeliverable;
    case DeliveryFsm::Result::later:
        break;
    }
    co_return std::nullopt;
}

runtime::Task<void> Answering::say_placeholder(Question& question, NoticeKind kind, WallTime until) {
    auto words = notice(question, kind);
    words.until = to_seconds(until);
    Speech speech{std::move(words),
                  shows_notice(question.item().ask, kind == NoticeKind::looking_up ? "looking_up" : "still_trying"),
                  question.audience_of_card(), std::nullopt};
    const auto result =
        co_await delivery_.say(question.platform, question.exchange, std::move(speech), question.deadline);
    if (result == DeliveryFsm::Result::delivered && !question.first_sign_given) {
        question.first_sign_given = true;
        ports_.metrics.observe("usher_command_first_response_seconds",
                               std::chrono::duration<double>(ports_.clock.now() - question.started).count(),
                               {{"platform", identity::name(question.item().conversation.platform)}});
    }
}

card::Notice Answering::notice(const Question& question, NoticeKind kind) const {
    const auto& ask = question.item().ask;
    card::Notice words;
    words.kind = kind;
    words.language = question.language;
    words.command = question.platform.command_word();
    words.bot_mention = question.platform.bot_mention();
    words.reference = ask.reference ? ticket::to_string(*ask.reference) : std::string{};
    words.time_zone = options_.time_zone;
    words.link_discloses_key = ask.link_discloses_key;
    return words;
}

card::Card Answering::card_of(const Question& question, const ticket::Ticket& ticket) const {
    card::Options options;
    options.level = question.grant.level;
    options.view = question.item().ask.view;
    options.language = question.language;
    options.notes = question.shows_notes();
    options.replies = question.grant.replies;
    options.ticket_link = options_.ticket_link;
    options.time_zone = options_.time_zone;
    options.now = to_seconds(ports_.clock.now());
    auto card = card::build(ticket, options);
    card.offers = question.offers();
    return card;
}

} // namespace usher::bot
