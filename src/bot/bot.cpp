#include "usher/bot/bot.hpp"

#include <asio/post.hpp>
#include <asio/use_awaitable.hpp>

#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <utility>

#include "bot/answering.hpp"
#include "bot/arrivals.hpp"
#include "bot/lines.hpp"
#include "usher/ops/log.hpp"
#include "usher/runtime/task_group.hpp"

namespace usher::bot {

class Bot::Impl {
public:
    Impl(const asio::any_io_executor& executor, Options options, Ports ports)
        : options_(std::move(options)), ports_(ports), arrivals_(options_, ports.clock, ports.metrics),
          stop_(executor, ports.clock), lines_(executor),
          answering_(options_, ports_, stop_, lines_,
                     {[this](store::Arrival arrival) { return take(std::move(arrival)); },
                      [this](identity::ConversationId conversation) { reduce(std::move(conversation)); }}),
          tasks_(executor, &Impl::on_failure) {}

    void add(identity::Platform name, chat::Platform& platform) { platforms_[name] = &platform; }
    void on_progress(OnProgress callback) { on_progress_ = std::move(callback); }

    runtime::Task<chat::Receipt> accept(chat::Event event);
    runtime::Task<bool> accept_all(const std::vector<chat::Event>& events, chat::Checkpoint checkpoint);
    runtime::Task<void> recover();
    runtime::Task<void> drain(milliseconds limit);
    [[nodiscard]] std::size_t in_progress() const { return tasks_.size(); }

private:
    /// What is still worth knowing of a question once it has been handed on.
    struct Asked {
        store::ItemId item;
        store::Ask::Verb verb;
        identity::Platform platform;
        WallTime received_at;
    };
    static void on_failure(const std::string& task, const std::exception_ptr& error);
    runtime::Task<bool> take(store::Arrival arrival);
    runtime::Task<chat::Receipt> store_one(store::Arrival arrival);
    void reduce(std::optional<identity::ConversationId> conversation);
    void begin(store::Item item, std::vector<chat::DedupKey> keys);
    void start(Exchange exchange, std::vector<chat::DedupKey> keys);
    runtime::Task<void> answer(Exchange exchange, std::vector<chat::DedupKey> keys);
    void count(const Asked& asked, std::string_view outcome);

    Options options_;
    Ports ports_;
    Arrivals arrivals_;
    StopSignal stop_;
    Lines lines_;
    Answering answering_;
    std::map<identity::Platform, chat::Platform*> platforms_;
    OnProgress on_progress_;
    runtime::TaskGroup tasks_;
};

void Bot::Impl::on_failure(const std::string& task, const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const std::exception& failure) {
        ops::log_error("task_failed", failure.what(), {{"task", task}});
    }
}

runtime::Task<chat::Receipt> Bot::Impl::accept(chat::Event event) {
    if (!platforms_.contains(event.conversation.platform)) {
        co_return chat::Receipt::ignored;
    }
    auto receipt = chat::Receipt::ignored;
    for (auto& arrival : arrivals_.of(event)) {
        const auto one = co_await store_one(std::move(arrival));
        if (one == chat::Receipt::failed) {
            co_return one;
        }
        receipt = receipt == chat::Receipt::stored ? receipt : one;
    }
    co_return receipt;
}

runtime::Task<chat::Receipt> Bot::Impl::store_one(store::Arrival arrival) {
    auto accepted = co_await ports_.store.accept(arrival.item.clone(), arrival.keys);
    if (!accepted) {
        ops::log_error("store_failed", "Could not write a question down; it is not acknowledged",
                       {{"reason", accepted.error().reason}});
        co_return chat::Receipt::failed;
    }
    const auto* stored = std::get_if<store::Stored>(&*accepted);
    if (stored == nullptr) {
        co_return std::holds_alternative<store::Duplicate>(*accepted) ? chat::Receipt::duplicate
                                                                      : chat::Receipt::ignored;
    }
    arrival.item.id = stored->id;
    begin(std::move(arrival.item), std::move(arrival.keys));
    co_return chat::Receipt::stored;
}

runtime::Task<bool> Bot::Impl::take(store::Arrival arrival) {
    co_return co_await store_one(std::move(arrival)) != chat::Receipt::failed;
}

runtime::Task<bool> Bot::Impl::accept_all(const std::vector<chat::Event>& events, chat::Checkpoint checkpoint) {
    std::vector<store::Arrival> arrivals;
    for (const auto& event : events) {
        if (platforms_.contains(event.conversation.platform)) {
            std::ranges::move(arrivals_.of(event), std::back_inserter(arrivals));
        }
    }
    std::vector<store::Arrival> copies;
    copies.reserve(arrivals.size());
    for (const auto& arrival : arrivals) {
        copies.push_back({arrival.item.clone(), arrival.keys});
    }
    const auto accepted = co_await ports_.store.accept_all(std::move(copies), std::move(checkpoint));
    if (!accepted) {
        ops::log_error("store_failed", "Could not write events down; they will be taken in again",
                       {{"count", arrivals.size()}, {"reason", accepted.error().reason}});
        co_return false;
    }
    for (std::size_t i = 0; i < arrivals.size(); ++i) {
        if (const auto* stored = std::get_if<store::Stored>(&(*accepted)[i])) {
            arrivals[i].item.id = stored->id;
            begin(std::move(arrivals[i].item), std::move(arrivals[i].keys));
        }
    }
    co_return true;
}

void Bot::Impl::begin(store::Item item, std::vector<chat::DedupKey> keys) {
    if (on_progress_) {
        on_progress_({keys, std::nullopt});
    }
    Exchange exchange{std::move(item), std::nullopt, Fate::none};
    start(std::move(exchange), std::move(keys));
}

void Bot::Impl::start(Exchange exchange, std::vector<chat::DedupKey> keys) {
    if (stop_.stopped()) {
        return; // It is on disk: the next process answers it.
    }
    lines_.join(exchange.item);
    tasks_.spawn("answer", answer(std::move(exchange), std::move(keys)));
}

runtime::Task<void> Bot::Impl::answer(Exchange exchange, std::vector<chat::DedupKey> keys) {
    struct Place {
        Lines& lines;
        store::Item item;
        ~Place() { lines.leave(item); }
    };
    const Place place{lines_, exchange.item.clone()};
    // The acknowledgement goes first.
    co_await asio::post(tasks_.executor(), asio::use_awaitable);
    const Asked asked{exchange.item.id, exchange.item.ask.verb, exchange.item.conversation.platform,
                      exchange.item.received_at};
    std::optional<store::Outcome> outcome;
    std::string failure;
    try {
        co_await lines_.turn(place.item);
        outcome = co_await answering_.run(*platforms_.at(asked.platform), std::move(exchange));
    } catch (const asio::system_error& error) {
        if (error.code() == asio::error::operation_aborted) {
            throw;
        }
        failure = error.what();
    } catch (const std::exception& error) {
        failure = error.what();
    }
    if (!failure.empty()) {
        // A question that breaks us must not break us again at every start.
        ops::log_error("answer_failed", "A question could not be answered because of an internal error",
                       {{"item", asked.item}, {"error", failure}});
        outcome = store::Outcome::undeliverable;
        const auto finished = co_await ports_.store.finish(asked.item, *outcome);
        if (!finished) {
            ops::log_error("store_failed", "Could not record that",
                           {{"item", asked.item}, {"reason", finished.error().reason}});
        }
    }
    count(asked, outcome ? store::name(*outcome) : "unfinished");
    if (on_progress_ && outcome) {
        on_progress_({keys, outcome});
    }
}

void Bot::Impl::count(const Asked& asked, std::string_view outcome) {
    ports_.metrics.add("usher_commands_total", {{"verb", store::name(asked.verb)}, {"outcome", outcome}});
    const std::chrono::duration<double> taken = ports_.clock.now() - asked.received_at;
    ports_.metrics.observe("usher_command_answer_seconds", taken.count(),
                           {{"platform", identity::name(asked.platform)}});
}

void Bot::Impl::reduce(std::optional<identity::ConversationId> conversation) {
    auto platform_of = [this](identity::Platform name) -> chat::Platform* {
        const auto found = platforms_.find(name);
        return found == platforms_.end() ? nullptr : found->second;
    };
    tasks_.spawn("reduce", answering_.reduce(std::move(platform_of), std::move(conversation)));
}

runtime::Task<void> Bot::Impl::recover() {
    co_await answering_.load_settings();
    auto unfinished = co_await ports_.store.unfinished();
    if (!unfinished) {
        throw std::runtime_error("The store cannot be read: " + unfinished.error().reason);
    }
    for (auto& left : *unfinished) {
        if (!platforms_.contains(left.item.conversation.platform)) {
            ops::log_warning("recovery_skipped", "An unanswered question belongs to a platform that is not configured",
                             {{"item", left.item.id}, {"platform", identity::name(left.item.conversation.platform)}});
            continue;
        }
        auto fate = Fate::none;
        if (left.answer) {
            fate = left.answer->posted ? Fate::exists : Fate::unknown;
        }
        start({std::move(left.item), std::move(left.answer), fate}, {});
    }
    if (!unfinished->empty()) {
        ops::log_info("recovered", "Took up questions that an earlier process had acknowledged",
                      {{"count", unfinished->size()}});
    }
    reduce(std::nullopt); // The configuration may be stricter than it was.
}

runtime::Task<void> Bot::Impl::drain(milliseconds limit) {
    using namespace asio::experimental::awaitable_operators;
    stop_.stop();
    co_await (tasks_.drained() || ports_.clock.sleep_for(limit));
    if (tasks_.size() > 0) {
        ops::log_warning("drain_incomplete", "Some answers were still being posted; the next start looks after them",
                         {{"count", tasks_.size()}});
        tasks_.cancel();
        co_await tasks_.drained();
    }
}

Bot::Bot(const asio::any_io_executor& executor, Options options, Ports ports)
    : impl_(std::make_unique<Impl>(executor, std::move(options), ports)) {}
Bot::~Bot() = default;

void Bot::add(identity::Platform name, chat::Platform& platform) {
    impl_->add(name, platform);
}
void Bot::on_progress(OnProgress callback) {
    impl_->on_progress(std::move(callback));
}
runtime::Task<chat::Receipt> Bot::accept(chat::Event event) {
    return impl_->accept(std::move(event));
}
runtime::Task<bool> Bot::accept_all(const std::vector<chat::Event>& events, chat::Checkpoint checkpoint) {
    return impl_->accept_all(events, std::move(checkpoint));
}
runtime::Task<void> Bot::recover() {
    return impl_->recover();
}
runtime::Task<void> Bot::drain(milliseconds limit) {
    return impl_->drain(limit);
}
std::size_t Bot::in_progress() const {
    return impl_->in_progress();
}

} // namespace usher::bot
