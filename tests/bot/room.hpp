#pragma once

#include <string>
#include <vector>

#include "bot/bench.hpp"

namespace usher::testing {

/// A bench in whose conversation people write messages that name tickets.
struct Room : Bench {
    using Numbers = std::vector<std::string>;
    static constexpr auto moment = std::chrono::milliseconds{10};

    Room() {
        for (const auto* number : {"482913", "615208", "902347", "111111", "222222", "333333", "444444"}) {
            desk.tickets[number] = a_ticket().number(number).build();
        }
    }
    chat::Event message(const std::string& id, std::string text, chat::Change change = chat::Change::asked,
                        const std::string& thread = {}) {
        auto event = event_of(id, std::move(text), change);
        event.source = chat::Source::message;
        if (!thread.empty()) {
            event.thread = identity::ThreadId{thread};
        }
        return event;
    }
    void say(const std::string& id, std::string text, chat::Change change = chat::Change::asked,
             const std::string& thread = {}) {
        hand_over(message(id, std::move(text), change, thread));
    }
    void hand_over(chat::Event event) {
        std::vector<chat::Event> events;
        events.push_back(std::move(event));
        accept_all(events);
        clock.advance(moment);
    }
    void command(const std::string& text) {
        ask(text);
        clock.advance(moment);
    }
    void press_on(const FakePlatform::Message& message, chat::Press::Button button) {
        chat::Press pressed{button,
                            ticket::parse_reference("516757"),
                            card::View::summary,
                            {chat::PostedMessage::Via::message, {message.id}}};
        press(std::move(pressed));
        clock.advance(moment);
    }
    /// The numbers of the cards that are there to see, in the order of their posts.
    [[nodiscard]] Numbers cards() const {
        Numbers numbers;
        for (const auto& shown : platform.messages) {
            if (const auto* one = Bench::card(shown)) {
                numbers.push_back(one->number);
            }
        }
        return numbers;
    }
    [[nodiscard]] const card::Card& last_card() const { return std::get<card::Card>(last()); }
    [[nodiscard]] const card::Notice& last_words() const { return std::get<card::Notice>(last()); }
    [[nodiscard]] std::optional<card::NoticeKind> last_notice() const {
        return notice(platform.messages.at(platform.messages.size() - 1));
    }

private:
    [[nodiscard]] const chat::Content& last() const {
        return platform.messages.at(platform.messages.size() - 1).shown();
    }
};

} // namespace usher::testing
