#include "usher/sandbox/load.hpp"

#include <algorithm>
#include <map>
#include <ostream>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "sandbox/bell.hpp"
#include "sandbox/impl.hpp"
#include "sandbox/questions.hpp"
#include "usher/runtime/asio_names.hpp"

namespace usher::sandbox {

namespace {

using runtime::milliseconds;
using std::chrono::nanoseconds;

constexpr int kTickets = 1'000;
constexpr int kFirstTicket = 900'000;
constexpr std::size_t kCrowd = 1'000;
constexpr milliseconds kLastAnswers{10'000};
constexpr milliseconds kGlance{100};

/// One load: what is on its way, and how long things took.
class Load {
public:
    Load(Sandbox::Impl& sandbox, runtime::Clock& clock, LoadOptions options)
        : sandbox_(sandbox), clock_(clock), options_(options), settled_(sandbox.executor),
          crowd_(sandbox.workspace.add_crowd(kCrowd)),
          subscription_(sandbox.workspace.subscribe([this](const Change& change) { watch(change); })) {
        sandbox_.hub.on_acknowledged(
            [this](const Outbound& outbound, nanoseconds after) { acknowledged(outbound, after); });
    }
    ~Load() { sandbox_.hub.on_acknowledged(nullptr); }
    Load(const Load&) = delete;
    Load& operator=(const Load&) = delete;

    runtime::Task<LoadReport> run(std::function<void(const LoadReport&)> on_second) {
        while (!sandbox_.hub.connected() && !sandbox_.stopping) {
            co_await clock_.sleep_for(milliseconds{20});
        }
        const auto start = clock_.steady();
        const auto gap = nanoseconds(static_cast<std::int64_t>(1e9 / std::max(options_.rate, 0.001)));
        auto second = start + std::chrono::seconds{1};
        for (auto next = start; next < start + options_.duration && !sandbox_.stopping; next += gap) {
            while (second <= next) {
                co_await pause_until(second);
                report_.elapsed += std::chrono::seconds{1};
                on_second(report());
                second += std::chrono::seconds{1};
            }
            co_await pause_until(next);
            send();
        }
        co_await pause_until(start + options_.duration);
        co_await last_answers();
        report_.elapsed = options_.duration;
        co_return report();
    }

private:
    /// Looks up now and then whether the sandbox ends.
    runtime::Task<void> pause_until(runtime::SteadyTime when) {
        while (clock_.steady() < when && !sandbox_.stopping) {
            co_await clock_.sleep_until(std::min(when, clock_.steady() + kGlance));
        }
    }

    void send() {
        const bool mention = options_.chatter && mentions() && report_.sent % options_.mention_every == 0;
        const bool expects_card = mention || !options_.chatter;
        const auto number = std::to_string(kFirstTicket + static_cast<int>(asked_ % kTickets));
        const auto& person = crowd_.at(report_.sent % crowd_.size());
        std::string text = "Buongiorno, the new rack is ready.";
        if (expects_card) {
            text = mention ? "can somebody look at #" + number + "?" : std::string(kCommand) + " " + number;
            ++asked_;
        }
        const auto now = clock_.steady();
        const auto done = sandbox_.client.say(
            {.channel = std::string(kMainChannel), .person = person, .thread_ts = "", .text = text});
        ++report_.sent;
        if (!done.key.empty()) {
            ours_[done.key] = now;
            if (expects_card) {
                waiting_[number] = now;
            }
        }
    }

    [[nodiscard]] bool mentions() const { return options_.mention_every > 0; }

    void acknowledged(const Outbound& outbound, nanoseconds after) {
        if (ours_.erase(outbound.key) > 0) {
            ++report_.acknowledged;
            acks_.add(after);
            settled_.ring();
        }
    }

    void watch(const Change& change) {
        const auto& message = *change.message;
        if (!message.by_bot() || change.kind == Change::Kind::deleted) {
            return;
        }
        if (options_.chatter && !mentions()) {
            report_.answered += change.kind == Change::Kind::posted ? 1 : 0;
            return;
        }
        if (!has_buttons(message)) {
            return;
        }
        for (const auto& number : ticket_numbers(card_words(message))) {
            if (const auto found = waiting_.find(number); found != waiting_.end()) {
                cards_.add(clock_.steady() - found->second);
                waiting_.erase(found);
                ++report_.answered;
                settled_.ring();
                return;
            }
        }
        report_.duplicates += change.kind == Change::Kind::posted ? 1 : 0;
    }

    runtime::Task<void> last_answers() {
        using asio::experimental::awaitable_operators::operator||;
        const auto deadline = clock_.steady() + kLastAnswers;
        while ((!waiting_.empty() || !ours_.empty()) && clock_.steady() < deadline && !sandbox_.stopping) {
            co_await (pause_until(std::min(deadline, clock_.steady() + kGlance)) || settled_.wait());
        }
    }

    [[nodiscard]] LoadReport report() const {
        auto full = report_;
        full.ack_p50 = acks_.quantile(0.5);
        full.ack_p99 = acks_.quantile(0.99);
        full.card_p50 = cards_.quantile(0.5);
        full.card_p99 = cards_.quantile(0.99);
        return full;
    }

    Sandbox::Impl& sandbox_;
    runtime::Clock& clock_;
    LoadOptions options_;
    LoadReport report_;
    Latencies acks_;
    Latencies cards_;
    std::uint64_t asked_ = 0;
    std::map<std::string, runtime::SteadyTime> ours_;    ///< Not acknowledged yet, by key.
    std::map<std::string, runtime::SteadyTime> waiting_; ///< Not answered yet, by ticket number.
    Bell settled_;
    std::vector<std::string> crowd_;
    Subscription subscription_;
};

double in_milliseconds(std::chrono::microseconds time) {
    return static_cast<double>(time.count()) / 1'000;
}

std::string line(std::string_view name, const LoadReport& report) {
    return fmt::format(
        "{} sent={} acked={} answered={} duplicates={} ack_p50={:.1f}ms ack_p99={:.1f}ms card_p50={:.1f}ms "
        "card_p99={:.1f}ms\n",
        name, report.sent, report.acknowledged, report.answered, report.duplicates, in_milliseconds(report.ack_p50),
        in_milliseconds(report.ack_p99), in_milliseconds(report.card_p50), in_milliseconds(report.card_p99));
}

} // namespace

runtime::Task<LoadReport> measure_load(Sandbox& sandbox, runtime::Clock& clock, LoadOptions options,
                                       std::function<void(const LoadReport&)> on_second) {
    Load load(sandbox.impl(), clock, options);
    co_return co_await load.run(std::move(on_second));
}

runtime::Task<void> run_load(Sandbox& sandbox, runtime::Clock& clock, LoadOptions options, std::ostream& out) {
    std::function<void(const LoadReport&)> print = [&out](const LoadReport& report) {
        out << line(fmt::format("{:>5}s", report.elapsed.count()), report) << std::flush;
    };
    const auto total = co_await measure_load(sandbox, clock, options, std::move(print));
    out << line("total", total) << std::flush;
}

} // namespace usher::sandbox
