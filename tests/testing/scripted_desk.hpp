#pragma once

#include <deque>
#include <map>
#include <string>

#include "usher/desk/desk.hpp"

namespace usher::testing {

/// A desk with tickets by number, which can be slow or say no as scripted. Asks are counted.
class ScriptedDesk final : public desk::Desk {
public:
    explicit ScriptedDesk(runtime::Clock& clock) : clock_(clock) {}

    std::map<std::string, ticket::Ticket> tickets;
    std::deque<desk::Fetched> next; ///< Answers in order before `tickets` is looked at.
    runtime::milliseconds delay{0};
    bool down = false;
    int asked = 0;
    int asked_for_notes = 0;

    /// The notes of a ticket only for those who ask for them, like every desk.
    runtime::Task<desk::Fetched> fetch(desk::Reference reference, desk::Notes notes = desk::Notes::counted) override {
        ++asked;
        asked_for_notes += notes == desk::Notes::read ? 1 : 0;
        if (delay.count() > 0) {
            co_await clock_.sleep_for(delay);
        }
        if (!next.empty()) {
            auto answer = std::move(next.front());
            next.pop_front();
            co_return answer;
        }
        if (down) {
            co_return desk::Unavailable{std::nullopt, "connect"};
        }
        const auto found = tickets.find(ticket::to_string(reference));
        if (found == tickets.end()) {
            co_return desk::NotFound{};
        }
        auto ticket = found->second;
        if (notes == desk::Notes::counted) {
            ticket.notes.clear();
        }
        co_return desk::Found{std::move(ticket), clock_.now()};
    }

private:
    runtime::Clock& clock_;
};

} // namespace usher::testing
