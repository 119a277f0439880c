#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "store/every_store.hpp"

using namespace usher;
using namespace usher::store;
using namespace usher::store::tests;
using namespace std::chrono_literals;

namespace {

std::vector<Unfinished> unfinished(auto& bench) {
    return run(bench.loop, bench.store().unfinished()).value();
}
ItemId stored(auto& bench, Item item, std::vector<chat::DedupKey> keys = {}) {
    return store_question(bench.loop, bench.store(), std::move(item), std::move(keys));
}
AnswerId intended(auto& bench, Answer answer) {
    return run(bench.loop, bench.store().intend(std::move(answer))).value();
}
Result<Accepted> accepted(auto& bench, Item item, std::vector<chat::DedupKey> keys) {
    return run(bench.loop, bench.store().accept(std::move(item), std::move(keys)));
}

} // namespace

FOR_EVERY_STORE("every way to reach Usher comes back as it was") {
    Bench bench;
    using chat::Source;
    for (const auto source : {Source::command, Source::mention, Source::direct_message, Source::button, Source::message,
                              Source::shortcut, Source::link}) {
        auto item = a_question().build();
        item.source = source;
        stored(bench, std::move(item));

        CHECK(unfinished(bench).back().item.source == source);
    }
}

FOR_EVERY_STORE("a stored question comes back as it was asked") {
    Bench bench;
    Ask ask;
    ask.verb = Ask::Verb::show;
    ask.reference = ticket::parse_reference("CFB-250177");
    ask.view = card::View::last;
    ask.link_discloses_key = true;
    ask.private_answer = true;
    ask.awaits_link = true;
    ask.refreshes = chat::PostedMessage{chat::PostedMessage::Via::message, {"1700000000.000100"}};
    auto item = a_question().asking(ask).with_handle("https://hooks.slack.com/h", monday_nine + 30min).build();
    item.source = chat::Source::button;
    item.thread = identity::ThreadId{"1699.1"};
    item.outsiders = identity::Outsiders::present;
    item.message = identity::MessageId{"$question"};
    item.revises = true;

    const auto id = stored(bench, item.clone());
    const auto all = unfinished(bench);

    REQUIRE(all.size() == 1);
    const auto& back = all.front().item;
    CHECK(back.id == id);
    CHECK(back.desk == item.desk);
    CHECK(back.source == item.source);
    CHECK(back.conversation == item.conversation);
    CHECK(back.thread == item.thread);
    CHECK(back.person == item.person);
    CHECK(back.outsiders == item.outsiders);
    CHECK(back.ask.verb == ask.verb);
    CHECK(back.ask.reference == ask.reference);
    CHECK(back.ask.view == ask.view);
    CHECK(back.ask.link_discloses_key);
    CHECK(back.ask.private_answer);
    CHECK(back.ask.awaits_link);
    CHECK(back.ask.refreshes == ask.refreshes);
    CHECK(back.message == item.message);
    CHECK(back.revises);
    CHECK(back.received_at == item.received_at);
    REQUIRE(back.handle);
    CHECK(back.handle->url.reveal() == item.handle->url.reveal());
    CHECK(back.handle->expires == item.handle->expires);
    CHECK_FALSE(all.front().answer);
}

FOR_EVERY_STORE("an internal id comes back as an internal id, not as a number") {
    Bench bench;
    Ask ask;
    ask.verb = Ask::Verb::show;
    ask.reference = ticket::parse_reference("id:516757");

    stored(bench, a_question().asking(ask).build());

    CHECK(unfinished(bench).front().item.ask.reference == ask.reference);
}

FOR_EVERY_STORE("every verb comes back as itself") {
    Bench bench;
    for (const auto verb : {Ask::Verb::show, Ask::Verb::help, Ask::Verb::not_understood, Ask::Verb::foreign_link,
                            Ask::Verb::why, Ask::Verb::rate_limited}) {
        Ask ask;
        ask.verb = verb;
        stored(bench, a_question().asking(ask).build());

        CHECK(unfinished(bench).back().item.ask.verb == verb);
    }
}

FOR_EVERY_STORE("the lines of an explanation come back in order") {
    Bench bench;
    Ask ask;
    ask.verb = Ask::Verb::why;
    ask.why = {{"#516757", "R1", true}, {"#4711", "digits", false}, {"", "bare", false}};

    stored(bench, a_question().asking(ask).build());

    CHECK(unfinished(bench).front().item.ask.why == ask.why);
}

FOR_EVERY_STORE("questions come back oldest first") {
    Bench bench;
    const auto first = stored(bench, a_question().build());
    const auto second = stored(bench, a_question().build());

    const auto all = unfinished(bench);

    REQUIRE(all.size() == 2);
    CHECK(all[0].item.id == first);
    CHECK(all[1].item.id == second);
}

FOR_EVERY_STORE("an event that comes again is a duplicate and is not stored again") {
    Bench bench;
    stored(bench, a_question().build(), {{"event_id", "E1"}});

    const auto again = accepted(bench, a_question().build(), {{"event_id", "E1"}});

    CHECK(is_duplicate(again));
    CHECK(unfinished(bench).size() == 1);
}

FOR_EVERY_STORE("one known name among several makes a duplicate") {
    Bench bench;
    stored(bench, a_question().build(), {{"event_id", "E1"}, {"channel_ts", "C01/1.1"}});

    const auto again = accepted(bench, a_question().build(), {{"event_id", "E2"}, {"channel_ts", "C01/1.1"}});

    CHECK(is_duplicate(again));
}

FOR_EVERY_STORE("a duplicate leaves none of its names behind") {
    Bench bench;
    stored(bench, a_question().build(), {{"event_id", "E1"}});
    CHECK(is_duplicate(accepted(bench, a_question().build(), {{"event_id", "fresh"}, {"event_id", "E1"}})));

    const auto other = accepted(bench, a_question().build(), {{"event_id", "fresh"}});

    CHECK_FALSE(is_duplicate(other));
}

FOR_EVERY_STORE("the same name twice in one event is no duplicate of itself") {
    Bench bench;

    const auto result = accepted(bench, a_question().build(), {{"event_id", "E1"}, {"event_id", "E1"}});

    CHECK_FALSE(is_duplicate(result));
}

FOR_EVERY_STORE("the same word under another kind, tenant or desk is another event") {
    Bench bench;
    stored(bench, a_question().build(), {{"event_id", "1"}});

    CHECK_FALSE(is_duplicate(accepted(bench, a_question().build(), {{"trigger_id", "1"}})));
    CHECK_FALSE(is_duplicate(accepted(bench, a_question().in("T02", "C01").build(), {{"event_id", "1"}})));
    CHECK_FALSE(is_duplicate(accepted(bench, a_question().for_desk("other").build(), {{"event_id", "1"}})));
}

FOR_EVERY_STORE("a name is remembered for seven days and no longer") {
    Bench bench;
    stored(bench, a_question().build(), {{"event_id", "E1"}});

    CHECK(is_duplicate(accepted(bench, a_question().at(monday_nine + 167h).build(), {{"event_id", "E1"}})));
    CHECK_FALSE(is_duplicate(accepted(bench, a_question().at(monday_nine + 168h).build(), {{"event_id", "E1"}})));
}

FOR_EVERY_STORE("an intent to post is remembered with all that is needed to look for the post") {
    Bench bench;
    const auto item = stored(bench, a_question().build());
    auto answer = an_answer(item, "marker-1");
    answer.to.thread = identity::ThreadId{"1699.1"};
    answer.to.audience = chat::Audience::asker;

    const auto id = intended(bench, answer);

    const auto back = unfinished(bench).front().answer;
    REQUIRE(back);
    CHECK(back->id == id);
    CHECK(back->item == item);
    CHECK(back->state == Answer::State::intent);
    CHECK(back->to.conversation == answer.to.conversation);
    CHECK(back->to.thread == answer.to.thread);
    CHECK(back->to.audience == chat::Audience::asker);
    CHECK(back->to.asker == answer.to.asker);
    CHECK(back->shows.kind == "looking_up");
    CHECK(back->shows.reference == answer.shows.reference);
    CHECK(back->shows.level == card::Level::internal);
    CHECK(back->marker == "marker-1");
    CHECK(back->intent_at == answer.intent_at);
    CHECK_FALSE(back->posted);
}

FOR_EVERY_STORE("a sent answer remembers where it is and what it shows now") {
    Bench bench;
    const auto answer = intended(bench, an_answer(stored(bench, a_question().build())));

    const auto result = run(bench.loop, bench.store().record_sent(answer, posted_as("1700.1"), a_card(), std::nullopt));

    REQUIRE(result);
    const auto back = unfinished(bench).front().answer;
    REQUIRE(back);
    CHECK(back->state == Answer::State::sent);
    CHECK(back->posted == posted_as("1700.1"));
    CHECK(back->shows.kind == "card");
    CHECK(back->shows.view == card::View::full);
    CHECK(back->shows.level == card::Level::minimal);
}

FOR_EVERY_STORE("an answer that only its handle can change comes back as such") {
    Bench bench;
    const auto answer = intended(bench, an_answer(stored(bench, a_question().build())));
    const chat::PostedMessage by_handle{chat::PostedMessage::Via::handle, {}};

    run(bench.loop, bench.store().record_sent(answer, by_handle, a_card(), std::nullopt)).value();

    CHECK(unfinished(bench).front().answer->posted == by_handle);
}

FOR_EVERY_STORE("recording the last post with an outcome ends the question") {
    Bench bench;
    const auto answer = intended(bench, an_answer(stored(bench, a_question().build())));

    run(bench.loop, bench.store().record_sent(answer, posted_as("1700.1"), a_card(), Outcome::shown)).value();

    CHECK(unfinished(bench).empty());
}

FOR_EVERY_STORE("finishing ends a question, once and again") {
    Bench bench;
    const auto item = stored(bench, a_question().build());
    const auto other = stored(bench, a_question().build());

    run(bench.loop, bench.store().finish(item, Outcome::gave_up)).value();
    run(bench.loop, bench.store().finish(item, Outcome::told)).value();

    const auto left = unfinished(bench);
    REQUIRE(left.size() == 1);
    CHECK(left.front().item.id == other);
}

FOR_EVERY_STORE("finishing what never was is no failure") {
    Bench bench;

    CHECK(run(bench.loop, bench.store().finish(4711, Outcome::told)));
}

FOR_EVERY_STORE("a question has one answer: a second intent fails and changes nothing") {
    Bench bench;
    const auto item = stored(bench, a_question().build());
    intended(bench, an_answer(item, "first"));

    const auto second = run(bench.loop, bench.store().intend(an_answer(item, "second")));

    CHECK_FALSE(second);
    CHECK(unfinished(bench).front().answer->marker == "first");
}

FOR_EVERY_STORE("a change that fails spares those that were handed in beside it") {
    Bench bench;
    const auto item = stored(bench, a_question().build());
    const auto other = stored(bench, a_question().build());
    intended(bench, an_answer(item, "first"));
    std::vector<Task<Result<AnswerId>>> together;
    for (const auto& [question, marker] : {std::pair(item, "again"), std::pair(other, "other")}) {
        together.push_back(bench.store().intend(an_answer(question, marker)));
    }

    const auto results = run_all(bench.loop, std::move(together));

    CHECK_FALSE(results[0]);
    REQUIRE(results[1]);
    CHECK(unfinished(bench)[1].answer->marker == "other");
}

FOR_EVERY_STORE("two hundred questions at once are all stored, each under an id of its own") {
    Bench bench;
    std::vector<Task<Result<Accepted>>> together;
    for (int i = 0; i < 200; ++i) {
        together.push_back(bench.store().accept(a_question().build(), {{"event_id", std::to_string(i)}}));
    }

    std::set<ItemId> ids;
    for (const auto& result : run_all(bench.loop, std::move(together))) {
        ids.insert(std::get<Stored>(result.value()).id);
    }

    CHECK(ids.size() == 200);
    CHECK(unfinished(bench).size() == 200);
}

FOR_EVERY_STORE("of two copies of one event at the same moment exactly one is stored") {
    Bench bench;
    std::vector<Task<Result<Accepted>>> together;
    for (int i = 0; i < 2; ++i) {
        together.push_back(bench.store().accept(a_question().build(), {{"event_id", "E1"}}));
    }

    const auto results = run_all(bench.loop, std::move(together));

    CHECK(std::ranges::count_if(results, is_duplicate) == 1);
}

FOR_EVERY_STORE("a secret that was never saved is absent") {
    Bench bench;

    CHECK_FALSE(run(bench.loop, bench.store().load_secret("token")).value());
}

FOR_EVERY_STORE("the secret that was saved last is the one that is loaded") {
    Bench bench;
    run(bench.loop, bench.store().save_secret("token", secret::Secret("old"))).value();
    run(bench.loop, bench.store().save_secret("token", secret::Secret("new"))).value();
    run(bench.loop, bench.store().save_secret("other", secret::Secret("else"))).value();

    const auto loaded = run(bench.loop, bench.store().load_secret("token")).value();

    REQUIRE(loaded);
    CHECK(loaded->reveal() == "new");
}

FOR_EVERY_STORE("pruning takes expired reply handles and leaves the question") {
    Bench bench;
    stored(bench, a_question().with_handle("https://hooks.slack.com/a", monday_nine + 30min).build());
    stored(bench, a_question().with_handle("https://hooks.slack.com/b", monday_nine + 90min).build());

    run(bench.loop, bench.store().prune(monday_nine + 30min)).value();

    const auto all = unfinished(bench);
    REQUIRE(all.size() == 2);
    CHECK_FALSE(all[0].item.handle);
    CHECK(all[1].item.handle);
}

FOR_EVERY_STORE("pruning forgets old names but never a question without an outcome") {
    Bench bench;
    stored(bench, a_question().build(), {{"event_id", "E1"}});

    run(bench.loop, bench.store().prune(monday_nine + 24h * 30)).value();

    CHECK(unfinished(bench).size() == 1);
    CHECK_FALSE(is_duplicate(accepted(bench, a_question().build(), {{"event_id", "E1"}})));
}

FOR_EVERY_STORE("a working store answers the probe, and the probe leaves no trace among the secrets") {
    Bench bench;

    CHECK(run(bench.loop, bench.store().probe()));

    CHECK_FALSE(run(bench.loop, bench.store().load_secret("probe")).value());
}
