#pragma once

#include <map>
#include <memory>
#include <string>

#include <asio/steady_timer.hpp>

#include "usher/runtime/asio_names.hpp"
#include "usher/runtime/clock.hpp"

namespace usher::matrix {

/// Sends go out one after the other in each room, so that they arrive in order, and none while the homeserver has asked
/// for peace: its limit is the account's, whatever the room. Loop thread only.
class SendGate {
public:
    SendGate(const asio::any_io_executor& executor, runtime::Clock& clock) : executor_(executor), clock_(clock) {}

    /// A room's turn, given back at the end of its life.
    class Turn {
    public:
        Turn(SendGate& gate, std::string room) : gate_(&gate), room_(std::move(room)) {}
        Turn(Turn&& other) noexcept : gate_(std::exchange(other.gate_, nullptr)), room_(std::move(other.room_)) {}
        Turn& operator=(Turn&&) = delete;
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;
        ~Turn() {
            if (gate_ != nullptr) {
                gate_->leave(room_);
            }
        }

    private:
        SendGate* gate_;
        std::string room_;
    };

    /// Waits for the room's turn.
    runtime::Task<Turn> enter(std::string room) {
        for (;;) {
            auto& line = lines_.try_emplace(room, executor_).first->second;
            if (!line.busy) {
                line.busy = true;
                co_return Turn(*this, std::move(room));
            }
            ++line.waiting;
            const auto moved = line.moved;
            struct Waiting {
                SendGate& gate;
                const std::string& room;
                ~Waiting() { --gate.lines_.at(room).waiting; }
            };
            const Waiting waiting{*this, room};
            co_await moved->async_wait(runtime::as_tuple);
        }
    }

    /// The homeserver said no, and when it may say yes again.
    void limited(runtime::milliseconds wait) {
        blocked_until_ = std::max(blocked_until_, clock_.steady() + wait);
        last_limited_ = clock_.steady();
        was_limited_ = true;
    }
    [[nodiscard]] runtime::milliseconds blocked_for() const {
        const auto left = std::chrono::ceil<runtime::milliseconds>(blocked_until_ - clock_.steady());
        return std::max(left, runtime::milliseconds{0});
    }
    /// Whether sends are scarce: what is only nice to have should wait.
    [[nodiscard]] bool scarce() const {
        return was_limited_ && clock_.steady() - last_limited_ < std::chrono::seconds{30};
    }

private:
    struct Line {
        explicit Line(const asio::any_io_executor& executor)
            : moved(std::make_shared<asio::steady_timer>(executor, asio::steady_timer::time_point::max())) {}
        bool busy = false;
        int waiting = 0;
        std::shared_ptr<asio::steady_timer> moved;
    };
    void leave(const std::string& room) {
        auto& line = lines_.at(room);
        line.busy = false;
        if (line.waiting > 0) {
            line.moved->cancel_one();
        } else {
            lines_.erase(room);
        }
    }

    asio::any_io_executor executor_;
    runtime::Clock& clock_;
    std::map<std::string, Line> lines_;
    runtime::SteadyTime blocked_until_{};
    runtime::SteadyTime last_limited_{};
    bool was_limited_ = false;
};

} // namespace usher::matrix
