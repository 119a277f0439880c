#include "matrix/sync_loop.hpp"

#include <algorithm>
#include <utility>

#include "usher/net/json.hpp"
#include "usher/ops/log.hpp"

namespace usher::matrix {

using nlohmann::json;
using runtime::Task;

namespace {

constexpr std::string_view part = "matrix";
constexpr milliseconds first_pause{500};
constexpr milliseconds longest_pause{30'000};
constexpr milliseconds dead_pause{30'000};
constexpr milliseconds store_pause{1'000};
constexpr milliseconds store_every{5'000};
/// A homeserver that restarts is back within this time; then it is no news.
constexpr milliseconds tolerated{10'000};

json filter_json(bool stock) {
    const json none = {{"not_types", json::array({"*"})}};
    const json state_types = json::array({"m.room.create", "m.room.encryption", "m.room.tombstone", "m.room.member",
                                          "m.room.join_rules", "m.room.history_visibility"});
    const json timeline_types =
        json::array({"m.room.message", "m.room.encrypted", "m.room.redaction", "m.reaction", "m.room.member",
                     "m.room.tombstone", "m.room.encryption", "m.room.join_rules", "m.room.history_visibility"});
    json timeline = {{"limit", stock ? 1 : 50}, {"lazy_load_members", true}, {"types", timeline_types}};
    json room = {{"include_leave", false},
                 {"account_data", none},
                 {"ephemeral", none},
                 {"state", {{"lazy_load_members", true}, {"types", state_types}}},
                 {"timeline", std::move(timeline)}};
    return {{"presence", none}, {"account_data", none}, {"room", std::move(room)}};
}

std::string checkpoint_name(const std::string& user, const std::string& device) {
    return "matrix_sync:" + user + ":" + device;
}

} // namespace

void SyncLoop::count(std::string_view kind, std::string_view result) {
    parts_.metrics.add("usher_inbound_events_total", {{"platform", "matrix"}, {"kind", kind}, {"result", result}});
}

Task<void> SyncLoop::run() {
    since_ = co_await load_token();
    const bool resumed = !since_.empty();
    co_await take_stock();
    bool first = resumed;
    while (!finishing_) {
        if (filter_.empty()) {
            filter_ = co_await filter(false);
            continue;
        }
        auto batch = co_await poll(filter_, options_.poll);
        if (!batch || finishing_) {
            continue; // What came while stopping is still there for the next process.
        }
        co_await take_in({std::move(*batch), std::exchange(first, false)});
    }
}

/// Empty if the homeserver did not take it; the wait is over then.
Task<std::string> SyncLoop::filter(bool stock) {
    auto id = co_await parts_.client.upload_filter(self_.user, filter_json(stock));
    if (!id) {
        co_await after_failure(id.error());
        co_return std::string{};
    }
    co_return *id;
}

Task<std::string> SyncLoop::load_token() {
    for (;;) {
        auto stored = co_await parts_.store.load_checkpoint(checkpoint_name(self_.user, options_.device_id));
        if (stored) {
            co_return stored->value_or(std::string{});
        }
        ops::log_error("store_failed", "Could not read how far Matrix was taken in; will try again",
                       {{"reason", stored.error().reason}});
        co_await parts_.clock.sleep_for(store_pause);
    }
}

/// What rooms we are in and which invitations are open, whatever was seen of them before. Nothing of it is acted on as
/// an event; without a token, it is also where the account's story begins.
Task<void> SyncLoop::take_stock() {
    std::string stock_filter;
    const auto token = std::exchange(since_, std::string{});
    while (!finishing_) {
        if (stock_filter.empty()) {
            stock_filter = co_await filter(true);
            continue;
        }
        auto batch = co_await poll(stock_filter, milliseconds{0});
        if (!batch) {
            continue;
        }
        since_ = token;
        for (const auto& room : batch->joined) {
            parts_.rooms.update(room, self_.user);
            look_at_state(room);
        }
        for (const auto& invite : batch->invites) {
            parts_.invitations.answer(invite, self_.user);
        }
        ops::log_info("matrix_connected", "Connected to Matrix",
                      {{"user", self_.user}, {"rooms", batch->joined.size()}, {"resumed", !token.empty()}});
        if (token.empty()) {
            batch->joined.clear();
            batch->invites.clear();
            co_await take_in({std::move(*batch), false});
        }
        co_return;
    }
}

Task<std::optional<SyncBatch>> SyncLoop::poll(std::string filter, milliseconds timeout) {
    const auto answer = co_await parts_.client.sync({std::move(filter), since_, timeout});
    auto batch = answer ? read_sync(*answer) : std::nullopt;
    if (batch) {
        if (std::exchange(failing_since_, std::nullopt)) {
            ops::log_info("matrix_back", "The homeserver answers again");
        }
        pause_ = milliseconds{0};
        parts_.health.alive(part);
        parts_.metrics.set("usher_matrix_last_sync_timestamp_seconds",
                           static_cast<double>(parts_.clock.now().time_since_epoch().count()) / 1000.0);
        co_return batch;
    }
    const auto error =
        answer ? ApiError{ErrorClass::broken_off, "unreadable_answer", std::nullopt, false, 200} : answer.error();
    if (error.status == 400 && !since_.empty()) {
        // A token that the homeserver does not know: begin anew, without acting on what is already there.
        ops::log_error("matrix_sync_token_lost",
                       "The homeserver does not know how far events were taken in; what came meanwhile is not answered",
                       {{"error", error.code}});
        parts_.metrics.add("usher_matrix_sync_failures_total", {{"reason", "token_lost"}});
        co_await start_anew();
        co_return std::nullopt;
    }
    if (error.status == 404 || error.status == 400) {
        filter_.clear(); // The filter may be gone with a restored database.
    }
    co_await after_failure(error);
    co_return std::nullopt;
}

Task<void> SyncLoop::start_anew() {
    since_.clear();
    co_await take_stock();
}

void SyncLoop::log_failure(const ApiError& error, milliseconds pause) {
    const bool dead = parts_.client.dead();
    if (dead) {
        ops::log_error("matrix_token_dead",
                       "The homeserver no longer takes the bot's access token, and there is nothing to renew it with: "
                       "put a new one into [matrix] access_token and start again, or configure password or "
                       "refresh_token",
                       {{"error", error.code}});
    } else {
        ops::log_warning("matrix_sync_failed", "The homeserver does not answer; trying again",
                         {{"error", error.code}, {"retry_seconds", pause.count() / 1000}});
    }
}

Task<void> SyncLoop::after_failure(ApiError error) {
    const bool dead = parts_.client.dead();
    pause_ = std::clamp(pause_ * 2, first_pause, longest_pause);
    auto pause = dead ? dead_pause : parts_.random.between(pause_ / 2, pause_);
    pause = std::max(pause, error.retry_after.value_or(milliseconds{0}));
    parts_.metrics.add("usher_matrix_sync_failures_total",
                       {{"reason", dead ? std::string_view("token") : std::string_view("other")}});
    if (!failing_since_ || dead) {
        log_failure(error, pause);
    }
    failing_since_ = failing_since_.value_or(parts_.clock.steady());
    if (dead || parts_.clock.steady() - *failing_since_ >= tolerated) {
        parts_.health.down(part, error.code);
    }
    const auto until = parts_.clock.steady() + pause;
    while (!finishing_ && parts_.clock.steady() < until) {
        co_await parts_.clock.sleep_until(
            std::min<runtime::SteadyTime>(until, parts_.clock.steady() + milliseconds{1'000}));
    }
}

Task<void> SyncLoop::take_in(Received received) {
    auto& batch = received.batch;
    std::vector<std::string> newly_joined;
    for (const auto& room : batch.left) {
        parts_.rooms.forget(room);
        ops::log_info("matrix_left", "The bot is no longer in a room", {{"room", room}});
    }
    std::vector<chat::Event> events;
    for (auto& room : batch.joined) {
        auto read = co_await read_room(std::move(room), received.after_gap);
        std::ranges::move(read, std::back_inserter(events));
    }
    // Before the token is stored: an invitation is told only once. Joining twice does no harm.
    for (const auto& invite : batch.invites) {
        parts_.invitations.answer(invite, self_.user);
    }
    // A token that is a little old only brings again what is known by its event ids: chatter is not worth a commit.
    const bool worth_a_commit = !events.empty() || !stored_at_ || parts_.clock.steady() - *stored_at_ >= store_every;
    while (worth_a_commit && batch.next_batch != since_) {
        if (co_await intake_.accept_all(events, {checkpoint_name(self_.user, options_.device_id), batch.next_batch})) {
            stored_at_ = parts_.clock.steady();
            break;
        }
        parts_.health.down(part, "not_stored");
        co_await parts_.clock.sleep_for(store_pause);
    }
    since_ = batch.next_batch;
}

} // namespace usher::matrix
