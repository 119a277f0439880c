#pragma once

#include <string>
#include <vector>

#include "matrix/client.hpp"
#include "matrix/events.hpp"
#include "matrix/invitations.hpp"
#include "matrix/posting.hpp"
#include "matrix/rooms.hpp"
#include "matrix/sync_batch.hpp"
#include "usher/matrix/matrix.hpp"
#include "usher/ops/health.hpp"
#include "usher/ops/metrics.hpp"
#include "usher/store/store.hpp"

namespace usher::matrix {

/// Takes in what happens, by one long poll after the other. Loop thread only; the references outlive it.
///
/// The events of an answer and its token are stored in one transaction before the next poll, so that a crash neither
/// loses nor repeats any. The first answer of an account, and what a room said before we joined, is never acted on.
/// Source: https://spec.matrix.org/v1.19/client-server-api/#syncing
class SyncLoop {
public:
    struct Parts {
        Client& client;
        Rooms& rooms;
        Posting& posting;
        Invitations& invitations;
        store::Store& store;
        runtime::Clock& clock;
        runtime::Random& random;
        ops::Metrics& metrics;
        ops::Health& health;
        runtime::TaskGroup& work;
    };
    SyncLoop(Parts parts, const Options& options, Ourselves self, chat::Intake& intake)
        : parts_(parts), options_(options), self_(std::move(self)), intake_(intake) {}

    /// Until cancelled, or `finish` and the end of the poll under way.
    runtime::Task<void> run();
    void finish() { finishing_ = true; }

private:
    struct Received {
        SyncBatch batch;
        bool after_gap = false; ///< We were away, or something is missing before it: old events may be in it.
    };
    runtime::Task<std::string> filter(bool stock);
    runtime::Task<std::string> load_token();
    runtime::Task<void> take_stock();
    runtime::Task<void> start_anew();
    runtime::Task<std::optional<SyncBatch>> poll(std::string filter, milliseconds timeout);
    runtime::Task<void> after_failure(ApiError error);
    runtime::Task<void> take_in(Received received);
    runtime::Task<std::vector<chat::Event>> read_room(JoinedRoom room, bool after_gap);
    runtime::Task<void> fill_gap(JoinedRoom& room);
    runtime::Task<void> read_one(const nlohmann::json& event, const Surroundings& around,
                                 std::vector<chat::Event>& events);
    runtime::Task<std::optional<chat::Event>> read_press(Reacted reacted, std::string room);
    /// What is known of a message that is edited later.
    struct Original {
        std::string sender;
        std::optional<identity::ThreadId> thread;
    };
    void remember(const nlohmann::json& event);
    runtime::Task<std::optional<Original>> original_of(const chat::Event& edit, std::string room);
    /// What a message says now that the edit of it is deleted which `redaction` is about, as an edit of its own.
    runtime::Task<std::optional<nlohmann::json>> reverted(const chat::Event& redaction, std::string room);
    void look_at_state(const JoinedRoom& room);
    runtime::Task<void> tell_encrypted(std::string room);
    void count(std::string_view kind, std::string_view result);
    void log_failure(const ApiError& error, milliseconds pause);

    Parts parts_;
    const Options& options_;
    Ourselves self_;
    chat::Intake& intake_;
    std::string since_;
    std::string filter_;
    milliseconds pause_{0};
    bool finishing_ = false;
    std::optional<runtime::SteadyTime> stored_at_; ///< The token.
    std::optional<runtime::SteadyTime> failing_since_;
    Remembered<Original, 2'000> originals_; ///< Recent messages, by event id.
    Remembered<std::string, 2'000> edits_;  ///< Recent edits: the message that each is of.
};

} // namespace usher::matrix
