#include "store/every_store.hpp"

// Messages that ask can be edited and deleted, and arrive in batches with a checkpoint.

using namespace usher;
using namespace usher::store;
using namespace usher::store::tests;

namespace {

Item question_of(std::string message, Ask::Verb verb = Ask::Verb::show) {
    auto item = a_question().build();
    item.message = identity::MessageId{std::move(message)};
    item.ask.verb = verb;
    return item;
}
std::vector<Answer> answers_to(auto& bench, const std::string& message) {
    const identity::ConversationId conversation{identity::Platform::slack, "T01", "C01"};
    return run(bench.loop, bench.store().answers_to(conversation, {message})).value();
}
std::optional<std::string> checkpoint(auto& bench, const std::string& name) {
    return run(bench.loop, bench.store().load_checkpoint(name)).value();
}
/// Two of the three bring the same event.
std::vector<Arrival> batch_of_three() {
    std::vector<Arrival> arrivals;
    for (const char* key : {"e1", "e2", "e2"}) {
        arrivals.push_back({question_of(std::string("$") + key), {{"matrix_event", key}}});
    }
    return arrivals;
}
AnswerId answered(auto& bench, Item item, const std::string& as) {
    auto intent = an_answer(0);
    intent.to.question = item.message;
    intent.item = store_question(bench.loop, bench.store(), std::move(item));
    const auto answer = run(bench.loop, bench.store().intend(std::move(intent))).value();
    run(bench.loop, bench.store().record_sent(answer, posted_as(as), a_card(), Outcome::shown)).value();
    return answer;
}

} // namespace

FOR_EVERY_STORE("a batch is stored with its checkpoint, each event once") {
    Bench bench;

    const auto accepted = run(bench.loop, bench.store().accept_all(batch_of_three(), {"sync", "s1"})).value();

    REQUIRE(accepted.size() == 3);
    CHECK(std::holds_alternative<Stored>(accepted[0]));
    CHECK(std::holds_alternative<Stored>(accepted[1]));
    CHECK(std::holds_alternative<Duplicate>(accepted[2]));
    CHECK(checkpoint(bench, "sync") == "s1");
    CHECK(run(bench.loop, bench.store().unfinished()).value().size() == 2);
}

FOR_EVERY_STORE("a checkpoint is replaced, and known by its name alone") {
    Bench bench;
    run(bench.loop, bench.store().accept_all({}, {"sync", "s1"})).value();
    run(bench.loop, bench.store().accept_all({}, {"sync", "s2"})).value();

    CHECK(checkpoint(bench, "sync") == "s2");
    CHECK_FALSE(checkpoint(bench, "another"));
}

FOR_EVERY_STORE("the answers to a message are those that were posted") {
    Bench bench;
    const auto first = answered(bench, question_of("$1"), "m1");
    answered(bench, question_of("$2"), "m2");
    const auto unposted = store_question(bench.loop, bench.store(), question_of("$1"));
    run(bench.loop, bench.store().intend(an_answer(unposted, "m3"))).value();

    const auto answers = answers_to(bench, "$1");

    REQUIRE(answers.size() == 1);
    CHECK(answers.front().id == first);
    CHECK(answers.front().posted == posted_as("m1"));
    CHECK(answers.front().to.question == identity::MessageId{"$1"});
}

FOR_EVERY_STORE("an answer that was retracted is no longer there") {
    Bench bench;
    const auto answer = answered(bench, question_of("$1"), "m1");

    run(bench.loop, bench.store().record_retracted(answer)).value();

    REQUIRE(answers_to(bench, "$1").size() == 1);
    CHECK(answers_to(bench, "$1").front().state == Answer::State::dead);
}

FOR_EVERY_STORE("taking back a message that asked something is a question of its own") {
    Bench bench;
    answered(bench, question_of("$1"), "m1");

    const auto accepted = run(bench.loop, bench.store().accept(question_of("$1", Ask::Verb::withdraw), {})).value();

    REQUIRE(std::holds_alternative<Stored>(accepted));
    CHECK(run(bench.loop, bench.store().unfinished()).value().front().item.ask.verb == Ask::Verb::withdraw);
}

FOR_EVERY_STORE("taking back a message that asked nothing writes nothing") {
    Bench bench;
    answered(bench, question_of("$1"), "m1");

    const auto accepted = run(bench.loop, bench.store().accept(question_of("$2", Ask::Verb::withdraw), {})).value();

    CHECK(std::holds_alternative<Unneeded>(accepted));
    CHECK(run(bench.loop, bench.store().unfinished()).value().empty());
}
