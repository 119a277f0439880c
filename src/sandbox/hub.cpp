#include "sandbox/hub.hpp"

#include <algorithm>
#include <array>

namespace usher::sandbox {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds kAckDeadline{3'000};
constexpr milliseconds kTicketLife{60'000};
/// "Nearly immediately", after a minute, after five: https://docs.slack.dev/apis/events-api/#retries
constexpr std::array<milliseconds, 3> kRetryAfter{milliseconds{0}, milliseconds{60'000}, milliseconds{300'000}};

std::string_view type_word(Outbound::Kind kind) {
    switch (kind) {
    case Outbound::Kind::slash_command:
        return "slash_commands";
    case Outbound::Kind::interaction:
        return "interactive";
    case Outbound::Kind::event:
        break;
    }
    return "events_api";
}

/// The payload is JSON already: it is set in as it is rather than parsed again.
std::string envelope_text(const std::string& id, const Outbound& outbound, int attempt) {
    std::string text = R"({"envelope_id":")" + id + R"(","payload":)" + outbound.payload + R"(,"type":")";
    text += type_word(outbound.kind);
    text += outbound.kind == Outbound::Kind::slash_command ? R"(","accepts_response_payload":true)"
                                                           : R"(","accepts_response_payload":false)";
    if (outbound.kind == Outbound::Kind::event) {
        text += R"(,"retry_attempt":)" + std::to_string(attempt) + R"(,"retry_reason":")" +
                (attempt == 0 ? "" : "timeout") + "\"";
    }
    return text + "}";
}

} // namespace

Hub::Hub(runtime::Clock& clock, runtime::Random& random, Ids& ids, Faults& faults)
    : clock_(clock), random_(random), ids_(ids), faults_(faults) {}

std::string Hub::issue_ticket() {
    const auto now = clock_.steady();
    std::erase_if(tickets_, [&](const auto& ticket) { return ticket.second <= now; });
    while (tickets_.size() >= kMostTickets) {
        tickets_.erase(std::ranges::min_element(tickets_, {}, [](const auto& ticket) { return ticket.second; }));
    }
    auto ticket = ids_.envelope();
    tickets_[ticket] = now + kTicketLife;
    return ticket;
}

bool Hub::redeem_ticket(const std::string& ticket) {
    const auto found = tickets_.find(ticket);
    if (found == tickets_.end()) {
        return false;
    }
    const bool good = clock_.steady() < found->second;
    tickets_.erase(found);
    return good;
}

std::optional<int> Hub::open(Line& line) {
    if (connections_.size() >= kMostConnections) {
        ++counters_.refused;
        return std::nullopt;
    }
    connections_[++last_connection_] = {.line = &line, .since = clock_.steady()};
    return last_connection_;
}

void Hub::ready(int connection) {
    connections_.at(connection).ready = true;
    ++counters_.opened;
    if (on_change_) {
        on_change_();
    }
}

void Hub::drain(int connection) {
    connections_.at(connection).draining = true;
}

void Hub::close(int connection) {
    connections_.erase(connection);
    if (on_change_) {
        on_change_();
    }
}

bool Hub::connected() const {
    return std::ranges::any_of(connections_, [](const auto& entry) { return entry.second.ready; });
}

std::optional<int> Hub::choose() {
    std::vector<int> fresh;
    std::vector<int> draining;
    for (const auto& [id, connection] : connections_) {
        if (connection.ready) {
            (connection.draining ? draining : fresh).push_back(id);
        }
    }
    const auto& candidates = fresh.empty() ? draining : fresh;
    if (candidates.empty()) {
        return std::nullopt;
    }
    return candidates[random_.next() % candidates.size()];
}

bool Hub::deliver(Outbound outbound) {
    return send(std::move(outbound), 0);
}

bool Hub::send(Outbound outbound, int attempt) {
    const auto id = ids_.envelope();
    const auto connection = choose();
    const auto now = clock_.steady();
    if (attempt > 0) {
        ++counters_.retries;
    }
    if (!connection) {
        ++counters_.undelivered;
        if (outbound.kind != Outbound::Kind::event) {
            if (on_unanswered_) {
                on_unanswered_(outbound, Unanswered::not_delivered);
            }
            return false;
        }
    }
    Pending pending{.outbound = std::move(outbound),
                    .attempt = attempt,
                    .connection = connection.value_or(0),
                    .awaiting = true,
                    .sent = now,
                    .due = now + kAckDeadline};
    remember(id, std::move(pending));
    return connection && transmit(*connection, id, pending_.at(id).outbound, attempt);
}

bool Hub::transmit(int connection, const std::string& id, const Outbound& outbound, int attempt) {
    const auto fault = faults_.take_one("envelope");
    const std::string deed = fault ? fault->deed : "";
    auto& to = connections_.at(connection);
    if (deed == "lose") {
        return true;
    }
    if (deed == "abort") {
        to.line->abort();
        return true;
    }
    ++counters_.envelopes;
    ++to.delivered;
    const bool sent = to.line->send(envelope_text(id, outbound, attempt));
    if (deed == "duplicate") {
        ++counters_.envelopes;
        to.line->send(envelope_text(id, outbound, attempt));
    } else if (deed == "redeliver") {
        ++counters_.envelopes;
        Pending again{.outbound = outbound,
                      .attempt = attempt + 1,
                      .connection = connection,
                      .awaiting = true,
                      .sent = clock_.steady(),
                      .due = clock_.steady() + kAckDeadline};
        const auto other = ids_.envelope();
        to.line->send(envelope_text(other, outbound, attempt + 1));
        remember(other, std::move(again));
    } else if (deed == "abort_after") {
        to.line->abort();
    }
    return sent;
}

void Hub::remember(const std::string& id, Pending pending) {
    if (pending_.size() >= kMostPending) {
        forget(due_.begin()->second);
    }
    const bool first = due_.empty() || pending.due < due_.begin()->first;
    due_.emplace(pending.due, id);
    pending_.insert_or_assign(id, std::move(pending));
    if (first && on_deadline_) {
        on_deadline_();
    }
}

void Hub::settle(const std::string& key, bool acknowledged) {
    if (settled_.emplace(key, acknowledged).second) {
        settled_order_.push_back(key);
    }
    if (settled_order_.size() > kMostSettled) {
        settled_.erase(settled_order_.front());
        settled_order_.pop_front();
    }
}

void Hub::schedule(const std::string& id, Pending& pending, runtime::SteadyTime due) {
    due_.erase({pending.due, id});
    pending.due = due;
    due_.emplace(due, id);
}

void Hub::forget(const std::string& id) {
    const auto found = pending_.find(id);
    if (found != pending_.end()) {
        due_.erase({found->second.due, id});
        pending_.erase(found);
    }
}

void Hub::received(int connection, const std::string& frame) {
    const auto message = parse_json(frame);
    const auto id = message ? text_of(*message, "envelope_id") : std::string{};
    if (id.empty()) {
        ++counters_.unknown;
        return;
    }
    if (faults_.take_one("ack")) {
        return;
    }
    acknowledged(connection, id, frame.size() < kLargestAnswer ? member(*message, "payload") : nullptr);
}

void Hub::acknowledged(int connection, const std::string& id, const Json* payload) {
    const auto found = pending_.find(id);
    if (found == pending_.end()) {
        ++counters_.unknown;
        return;
    }
    if (!found->second.awaiting) {
        ++counters_.late;
        return;
    }
    ++counters_.acknowledged;
    if (found->second.connection != connection) {
        ++counters_.elsewhere;
    }
    if (const auto by = connections_.find(connection); by != connections_.end()) {
        ++by->second.acknowledged;
    }
    const auto after = clock_.steady() - found->second.sent;
    ack_latencies_.add(after);
    const auto outbound = std::move(found->second.outbound);
    forget(id);
    settle(outbound.key, true);
    if (on_acknowledged_) {
        on_acknowledged_(outbound, after);
    }
    if (payload != nullptr && outbound.kind == Outbound::Kind::slash_command && on_answer_) {
        on_answer_(outbound, *payload);
    }
}

std::optional<runtime::SteadyTime> Hub::next_due() const {
    if (due_.empty()) {
        return std::nullopt;
    }
    return due_.begin()->first;
}

void Hub::tick() {
    const auto now = clock_.steady();
    while (!due_.empty() && due_.begin()->first <= now) {
        expire(std::string(due_.begin()->second));
    }
}

void Hub::expire(const std::string& id) {
    auto& pending = pending_.at(id);
    if (!pending.awaiting) {
        auto outbound = std::move(pending.outbound);
        const int attempt = pending.attempt + 1;
        forget(id);
        send(std::move(outbound), attempt);
        return;
    }
    ++counters_.unanswered;
    if (pending.outbound.kind != Outbound::Kind::event) {
        const auto outbound = std::move(pending.outbound);
        forget(id);
        settle(outbound.key, false);
        if (on_unanswered_) {
            on_unanswered_(outbound, Unanswered::timeout);
        }
        return;
    }
    const auto next = static_cast<std::size_t>(pending.attempt);
    if (next >= kRetryAfter.size()) {
        ++counters_.given_up;
        settle(pending.outbound.key, false);
        forget(id);
        return;
    }
    pending.awaiting = false;
    schedule(id, pending, clock_.steady() + kRetryAfter.at(next));
}

std::size_t Hub::advance_retries(milliseconds time) {
    const auto now = clock_.steady();
    std::vector<std::string> ids;
    for (const auto& [id, pending] : pending_) {
        if (!pending.awaiting && pending.due <= now + time) {
            ids.push_back(id);
        }
    }
    for (const auto& id : ids) {
        schedule(id, pending_.at(id), now);
    }
    tick();
    return ids.size();
}

Json Hub::describe() const {
    Json list = Json::array();
    for (const auto& [id, connection] : connections_) {
        const auto age = std::chrono::duration_cast<milliseconds>(clock_.steady() - connection.since);
        list.push_back({{"id", id},
                        {"ready", connection.ready},
                        {"draining", connection.draining},
                        {"age_ms", age.count()},
                        {"delivered", connection.delivered},
                        {"acknowledged", connection.acknowledged}});
    }
    return list;
}

void Hub::misbehave(const Fault& fault, std::optional<int> connection) {
    std::vector<Line*> lines;
    for (const auto& [id, entry] : connections_) {
        if (!connection || *connection == id) {
            lines.push_back(entry.line);
        }
    }
    for (auto* line : lines) {
        line->misbehave(fault);
    }
}

} // namespace usher::sandbox
