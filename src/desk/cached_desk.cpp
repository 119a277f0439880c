#include "usher/desk/cached_desk.hpp"

#include <asio/steady_timer.hpp>

#include <algorithm>
#include <exception>
#include <optional>
#include <utility>

#include "usher/runtime/asio_names.hpp"

namespace usher::desk {

namespace {

/// Equal for references that the desk takes for the same one: the case of letters does not count.
std::string key_of(const Reference& reference, Notes notes) {
    auto key = ticket::to_string(reference);
    std::ranges::transform(key, key.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    if (notes == Notes::read) {
        key += " with notes";
    }
    return key;
}

std::size_t weight(const ticket::Reply& reply) {
    std::size_t bytes = sizeof(reply) + reply.id.size() + reply.author.raw.size() + reply.message.raw.size();
    for (const auto& attachment : reply.attachments) {
        bytes += sizeof(attachment) + attachment.name.size();
    }
    return bytes;
}

std::size_t weight(const Fetched& fetched) {
    const auto* found = std::get_if<Found>(&fetched);
    if (found == nullptr) {
        return sizeof(Fetched);
    }
    const auto& ticket = found->ticket;
    std::size_t bytes = sizeof(Fetched) + ticket.subject.raw.size() + ticket.client.raw.size() +
                        ticket.department.raw.size() + ticket.email.size() + ticket.status.size();
    for (const auto& address : ticket.cc) {
        bytes += sizeof(std::string) + address.size();
    }
    for (const auto* posts : {&ticket.replies, &ticket.notes}) {
        for (const auto& post : *posts) {
            bytes += weight(post);
        }
    }
    return bytes;
}

} // namespace

struct CachedDesk::Flight {
    explicit Flight(const asio::any_io_executor& executor) : landed(executor) {
        landed.expires_at(asio::steady_timer::time_point::max());
    }
    asio::steady_timer landed; ///< Cancelled when there is a result or a failure: the askers' condition.
    std::optional<Fetched> fetched;
    std::exception_ptr failure;
    [[nodiscard]] bool over() const { return fetched.has_value() || failure; }
};

CachedDesk::CachedDesk(Desk& inner, runtime::Clock& clock, runtime::TaskGroup& tasks, ops::Metrics& metrics,
                       CacheOptions options)
    : inner_(inner), clock_(clock), tasks_(tasks), metrics_(metrics), options_(options) {}

CachedDesk::~CachedDesk() = default;

runtime::Task<Fetched> CachedDesk::fetch(Reference reference, Notes notes) {
    auto key = key_of(reference, notes);
    if (const auto* fetched = remembered(key)) {
        metrics_.add("usher_cache_requests_total",
                     {{"result", std::holds_alternative<Found>(*fetched) ? "fresh" : "negative"}});
        co_return *fetched;
    }
    co_return co_await join(std::move(key), std::move(reference), notes);
}

runtime::Task<Fetched> CachedDesk::fetch_fresh(Reference reference, Notes notes) {
    auto key = key_of(reference, notes);
    co_return co_await join(std::move(key), std::move(reference), notes);
}

const Fetched* CachedDesk::remembered(const std::string& key) {
    const auto known = index_.find(key);
    if (known == index_.end()) {
        return nullptr;
    }
    if (clock_.steady() >= known->second->until) {
        forget(known->second);
        return nullptr;
    }
    entries_.splice(entries_.begin(), entries_, known->second);
    return &entries_.front().fetched;
}

runtime::Task<Fetched> CachedDesk::join(std::string key, Reference reference, Notes notes) {
    std::shared_ptr<Flight> flight;
    if (const auto under_way = flights_.find(key); under_way != flights_.end()) {
        metrics_.add("usher_cache_requests_total", {{"result", "coalesced"}});
        flight = under_way->second;
    } else {
        metrics_.add("usher_cache_requests_total", {{"result", "miss"}});
        flight = std::make_shared<Flight>(tasks_.executor());
        flights_.emplace(key, flight);
        tasks_.spawn("desk fetch", fly(std::move(key), std::move(reference), notes, flight));
    }
    while (!flight->over()) {
        co_await flight->landed.async_wait(runtime::as_tuple); // Whoever is cancelled here throws when he waits again.
    }
    if (flight->failure) {
        std::rethrow_exception(flight->failure);
    }
    co_return *flight->fetched;
}

runtime::Task<void> CachedDesk::fly(std::string key, Reference reference, Notes notes, std::shared_ptr<Flight> flight) {
    try {
        flight->fetched = co_await inner_.fetch(std::move(reference), notes);
        remember(key, *flight->fetched);
    } catch (...) {
        flight->failure = std::current_exception();
    }
    flights_.erase(key);
    flight->landed.cancel();
    if (flight->failure) {
        // Also for the owner of the task group: the askers may all have gone.
        std::rethrow_exception(flight->failure);
    }
}

void CachedDesk::remember(const std::string& key, const Fetched& fetched) {
    if (std::holds_alternative<Unavailable>(fetched)) {
        return; // Says nothing about the ticket: what is remembered stays true for its while.
    }
    if (const auto known = index_.find(key); known != index_.end()) {
        forget(known->second);
    }
    const bool found = std::holds_alternative<Found>(fetched);
    if (!found && !std::holds_alternative<NotFound>(fetched)) {
        return;
    }
    const auto bytes = weight(fetched) + key.size();
    if (bytes > options_.max_bytes || options_.max_entries == 0) {
        return;
    }
    while (entries_.size() >= options_.max_entries || bytes_ + bytes > options_.max_bytes) {
        forget(std::prev(entries_.end()));
    }
    const auto until = clock_.steady() + (found ? options_.found_for : options_.not_found_for);
    entries_.push_front(Entry{.key = key, .fetched = fetched, .until = until, .bytes = bytes});
    index_.emplace(key, entries_.begin());
    bytes_ += bytes;
}

void CachedDesk::forget(Entries::iterator entry) {
    bytes_ -= entry->bytes;
    index_.erase(entry->key);
    entries_.erase(entry);
}

} // namespace usher::desk
