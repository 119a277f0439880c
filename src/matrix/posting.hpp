#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>

#include "matrix/client.hpp"
#include "matrix/message_json.hpp"
#include "matrix/remembered.hpp"
#include "matrix/send_gate.hpp"
#include "usher/chat/platform.hpp"

namespace usher::matrix {

/// Posts, edits and deletes messages, and puts the reactions that serve as buttons under cards. Loop thread only; the
/// references outlive it.
///
/// A post's transaction id comes from its marker, so however often it is repeated there is one message. Waits for the
/// homeserver's limits itself, within a bound.
class Posting {
public:
    Posting(const asio::any_io_executor& executor, Client& client, SendGate& gate, runtime::Clock& clock,
            runtime::Random& random)
        : client_(client), gate_(gate), clock_(clock), random_(random), reaction_added_(executor) {
        reaction_added_.expires_at(asio::steady_timer::time_point::max());
    }

    runtime::Task<chat::PostResult> post(chat::Outgoing message);
    runtime::Task<chat::PostResult> edit(chat::Outgoing message, chat::PostedMessage posted);
    runtime::Task<chat::PostResult> retract(chat::Destination where, chat::PostedMessage posted);
    runtime::Task<chat::LocateResult> locate(chat::Destination where, std::string marker, runtime::WallTime since,
                                             std::string self);
    /// A notice of the adapter's own, once: `transaction` names it.
    runtime::Task<chat::PostResult> say(std::string room, nlohmann::json content, std::string transaction);
    /// Adds the reactions that posted cards are waiting for, as long as sends are not scarce. Runs until cancelled.
    runtime::Task<void> add_reactions();

    /// What one of our messages shows and offers, by its event id.
    struct Shown {
        std::string reference; ///< Empty for what is no card.
        card::View view = card::View::summary;
        std::string thread; ///< Where it stands; empty: in no thread.
        card::Offers offers = {};
    };
    runtime::Task<std::optional<Shown>> shown(std::string room, std::string event, std::string self);

private:
    struct Pending {
        std::string room;
        std::string event;
        std::string key;
        runtime::SteadyTime until;
    };
    /// Empty if `still_wanted` said no while it waited.
    runtime::Task<ApiResult<std::string>> send(Client::Send send, milliseconds limit,
                                               std::function<bool()> still_wanted = nullptr);
    void remember(const chat::Destination& where, const std::string& event, const chat::Content& content);

    Client& client_;
    SendGate& gate_;
    runtime::Clock& clock_;
    runtime::Random& random_;
    std::deque<Pending> reactions_;
    std::map<std::string, std::uint64_t> edits_; ///< The newest edit under way of each message.
    std::uint64_t last_edit_ = 0;
    asio::steady_timer reaction_added_; ///< Cancelled when there is one more.
    Remembered<Shown, 2'000> shown_;
};

} // namespace usher::matrix
