#include "store/every_store.hpp"

// What was set in chat, and answers that are looked up by where they stand.

using namespace usher;
using namespace usher::store;
using namespace usher::store::tests;
using namespace std::chrono_literals;

namespace {

const identity::ConversationId here{identity::Platform::slack, "T01", "C01"};
const identity::ConversationId elsewhere{identity::Platform::slack, "T01", "C02"};
const identity::PersonId anna{identity::Platform::slack, "T01", "U01"};

policy::ChatSetting set_to(std::string value) {
    return {std::move(value), anna, std::chrono::floor<std::chrono::seconds>(monday_nine)};
}
void save(auto& bench, const identity::ConversationId& conversation, policy::ChatSettings settings) {
    run(bench.loop, bench.store().save_settings({conversation, std::move(settings)})).value();
}
std::vector<StoredSettings> load(auto& bench) {
    return run(bench.loop, bench.store().load_settings()).value();
}
AnswerId shown(auto& bench, const std::string& as, card::Level level,
               const identity::ConversationId& conversation = here) {
    auto item = a_question().in("T01", conversation.native).build();
    auto intent = an_answer(store_question(bench.loop, bench.store(), std::move(item)));
    intent.to.conversation = conversation;
    const auto answer = run(bench.loop, bench.store().intend(std::move(intent))).value();
    auto shows = a_card();
    shows.level = level;
    run(bench.loop, bench.store().record_sent(answer, posted_as(as), shows, Outcome::shown)).value();
    return answer;
}
std::vector<std::string> standing(auto& bench, const std::optional<identity::ConversationId>& conversation) {
    std::vector<std::string> ids;
    for (const auto& answer : run(bench.loop, bench.store().standing(conversation)).value()) {
        ids.push_back(answer.answer.posted->id.native);
    }
    return ids;
}

} // namespace

FOR_EVERY_STORE("what was set in chat comes back with who set it and when") {
    Bench bench;
    const policy::ChatSettings settings{{policy::Setting::level, set_to("minimal")},
                                        {policy::Setting::unfurl, set_to("off")}};
    save(bench, here, settings);
    save(bench, elsewhere, {{policy::Setting::language, set_to("it")}});

    const auto all = load(bench);

    REQUIRE(all.size() == 2);
    CHECK(all.front().conversation == here);
    CHECK(all.front().settings == settings);
}

FOR_EVERY_STORE("saving settings replaces all that was set before") {
    Bench bench;
    save(bench, here, {{policy::Setting::level, set_to("minimal")}});
    save(bench, here, {{policy::Setting::unfurl, set_to("off")}});
    CHECK(load(bench).front().settings.size() == 1);

    save(bench, here, {});

    CHECK(load(bench).empty());
}

FOR_EVERY_STORE("a change that was asked for comes back as it was") {
    Bench bench;
    for (const auto& change : {policy::SettingChange{policy::Setting::level, "full"},
                               policy::SettingChange{policy::Setting::replies, ""}, policy::SettingChange{}}) {
        Ask ask;
        ask.verb = Ask::Verb::change_settings;
        ask.change = change;
        store_question(bench.loop, bench.store(), a_question().asking(ask).build());

        CHECK(run(bench.loop, bench.store().unfinished()).value().back().item.ask.change == change);
    }
}

FOR_EVERY_STORE("an answer is found by the message that it became, in its conversation alone") {
    Bench bench;
    const auto answer = shown(bench, "m1", card::Level::internal);
    shown(bench, "m2", card::Level::internal);

    const auto found = run(bench.loop, bench.store().answer_at(here, posted_as("m1"))).value();

    REQUIRE(found);
    CHECK(found->answer.id == answer);
    CHECK(found->item.conversation == here);
    CHECK_FALSE(run(bench.loop, bench.store().answer_at(elsewhere, posted_as("m1"))).value());
    CHECK_FALSE(run(bench.loop, bench.store().answer_at(here, {chat::PostedMessage::Via::handle, {}})).value());
}

FOR_EVERY_STORE("only what still shows something of a ticket is standing") {
    Bench bench;
    shown(bench, "kept", card::Level::minimal);
    shown(bench, "words", card::Level::none);
    shown(bench, "elsewhere", card::Level::full, elsewhere);
    run(bench.loop, bench.store().record_retracted(shown(bench, "gone", card::Level::full))).value();
    const auto hidden = shown(bench, "hidden", card::Level::full);
    run(bench.loop, bench.store().record_hidden(hidden)).value();

    CHECK(standing(bench, here) == std::vector<std::string>{"kept"});
    CHECK(standing(bench, std::nullopt) == std::vector<std::string>{"kept", "elsewhere"});

    run(bench.loop, bench.store().record_retracted(hidden)).value();
    const auto still = run(bench.loop, bench.store().answer_at(here, posted_as("hidden"))).value();
    CHECK(still->answer.state == Answer::State::hidden);
    run(bench.loop, bench.store().record_sent(hidden, posted_as("hidden"), {}, std::nullopt)).value();
    const auto renewed = run(bench.loop, bench.store().answer_at(here, posted_as("hidden"))).value();
    CHECK(renewed->answer.state == Answer::State::hidden);
}

FOR_EVERY_STORE("a name that events of one message share keeps others away") {
    Bench bench;
    const auto of = [](const std::string& message) {
        auto item = a_question().build();
        item.message = identity::MessageId{message};
        return item;
    };
    const chat::DedupKey window{"unfurl", "C01||516757", 30min, true};
    store_question(bench.loop, bench.store(), of("$1"), {window});

    CHECK_FALSE(is_duplicate(run(bench.loop, bench.store().accept(of("$1"), {window}))));
    CHECK(is_duplicate(run(bench.loop, bench.store().accept(of("$2"), {window}))));
}
