#include "keliweb/oauth_fsm.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace usher::keliweb {

namespace {

using runtime::milliseconds;

constexpr milliseconds first_block{60'000};
constexpr milliseconds longest_block{15 * 60'000};
constexpr milliseconds margin{60'000}; ///< How long before its end a token is renewed.
constexpr milliseconds refresh_pause{5'000};

milliseconds until(runtime::SteadyTime when, runtime::SteadyTime now) {
    return std::chrono::ceil<milliseconds>(when - now);
}

} // namespace

OAuthFsm::OAuthFsm(bool durable) : state_(durable ? State::unloaded : State::idle), durable_(durable) {}

OAuthFsm::OAuthFsm(secret::Secret token)
    : state_(State::idle), durable_(false),
      pair_(TokenPair{.access = std::move(token), .refresh = {}, .expires_at = {}}), origin_(Origin::fixed),
      generation_(1) {}

OAuthFsm::Action OAuthFsm::resume(Event event, Moment now) {
    return std::visit([&](auto& what) { return on(std::move(what), now); }, event);
}

OAuthFsm::Action OAuthFsm::on(Need /*need*/, Moment now) {
    if (state_ == State::unloaded) {
        state_ = State::loading;
        return Load{};
    }
    if (state_ != State::idle) {
        throw std::logic_error("a token was asked for while another action is under way");
    }
    return decide(now);
}

OAuthFsm::Action OAuthFsm::on(Loaded loaded, Moment now) {
    state_ = State::idle;
    if (loaded.pair) {
        pair_ = std::move(loaded.pair);
        refresh_at_ = pair_->expires_at - margin;
        origin_ = Origin::stored;
        proven_ = false;
        ++generation_;
    }
    return decide(now);
}

OAuthFsm::Action OAuthFsm::on(Answered answered, Moment now) {
    const auto asked = std::exchange(state_, State::idle);
    if (asked == State::refreshing) {
        return after_refresh(std::move(answered.answer), now);
    }
    return after_login(std::move(answered.answer), now);
}

OAuthFsm::Action OAuthFsm::on(Saved /*saved*/, Moment /*now*/) {
    state_ = State::idle;
    return Use{};
}

OAuthFsm::Action OAuthFsm::after_refresh(TokenAnswer answer, Moment now) {
    if (auto* granted = std::get_if<TokenGranted>(&answer)) {
        return adopt(std::move(*granted), Origin::refresh, now);
    }
    if (const auto* missed = std::get_if<TokenMissed>(&answer)) {
        if (missed->may_have_acted) {
            pair_.reset();
            return log_in();
        }
        refresh_at_ = now.wall + refresh_pause;
        return use_while_valid(miss(*missed, now), now);
    }
    auto& rejected = std::get<TokenRejected>(answer);
    if (rejected.what == TokenRejected::What::client) {
        return use_while_valid(block(std::move(rejected.reason), now), now);
    }
    pair_.reset();
    return log_in();
}

OAuthFsm::Action OAuthFsm::after_login(TokenAnswer answer, Moment now) {
    if (auto* granted = std::get_if<TokenGranted>(&answer)) {
        return adopt(std::move(*granted), Origin::login, now);
    }
    if (const auto* missed = std::get_if<TokenMissed>(&answer)) {
        return miss(*missed, now);
    }
    return block(std::move(std::get<TokenRejected>(answer).reason), now);
}

void OAuthFsm::abandon() {
    const auto left = std::exchange(state_, State::idle);
    if (left == State::loading) {
        state_ = State::unloaded;
    } else if (left == State::refreshing) {
        pair_.reset(); // The desk may have revoked it.
    }
}

void OAuthFsm::worked(std::uint64_t generation) {
    if (generation == generation_) {
        proven_ = true;
        block_length_ = milliseconds::zero();
    }
}

void OAuthFsm::refused(std::uint64_t generation, Moment now) {
    if (generation != generation_ || state_ != State::idle || !pair_) {
        return; // It has been replaced since, or is being replaced.
    }
    if (origin_ == Origin::fixed) {
        block("token_rejected", now);
        return;
    }
    // A token that is refused straight after a login will not be taken after the next one either.
    if (origin_ == Origin::login && !proven_) {
        block("token_rejected", now);
    }
    pair_.reset();
}

OAuthFsm::Action OAuthFsm::decide(Moment now) {
    auto wait = held_back(now);
    if (origin_ == Origin::fixed) {
        return wait ? std::move(*wait) : Use{};
    }
    if (pair_ && now.wall < *refresh_at_) {
        return Use{};
    }
    if (wait) {
        return use_while_valid(std::move(*wait), now);
    }
    if (pair_ && !pair_->refresh.empty()) {
        state_ = State::refreshing;
        return Refresh{};
    }
    pair_.reset();
    return log_in();
}

OAuthFsm::Action OAuthFsm::adopt(TokenGranted granted, Origin origin, Moment now) {
    const milliseconds lifetime = granted.lifetime;
    pair_ = TokenPair{
        .access = std::move(granted.access), .refresh = std::move(granted.refresh), .expires_at = now.wall + lifetime};
    refresh_at_ = pair_->expires_at - std::min(margin, lifetime / 5);
    origin_ = origin;
    proven_ = false;
    ++generation_;
    quiet_until_.reset();
    if (!durable_) {
        return Use{};
    }
    state_ = State::saving;
    return Save{};
}

OAuthFsm::Action OAuthFsm::block(std::string reason, Moment now) {
    block_length_ = block_length_ == milliseconds::zero() ? first_block : std::min(block_length_ * 2, longest_block);
    blocked_until_ = now.steady + block_length_;
    block_reason_ = std::move(reason);
    return Fail{.why = desk::Misconfigured{block_reason_}, .news = true};
}

OAuthFsm::Action OAuthFsm::miss(const TokenMissed& missed, Moment now) {
    if (missed.retry_after) {
        quiet_until_ = now.steady + *missed.retry_after;
    }
    return Fail{.why = desk::Unavailable{.retry_after = missed.retry_after, .reason = missed.reason}, .news = true};
}

OAuthFsm::Action OAuthFsm::use_while_valid(Action otherwise, Moment now) {
    if (pair_ && now.wall < pair_->expires_at) {
        return Use{};
    }
    return otherwise;
}

OAuthFsm::Action OAuthFsm::log_in() {
    state_ = State::logging_in;
    return LogIn{};
}

std::optional<OAuthFsm::Action> OAuthFsm::held_back(Moment now) const {
    if (blocked_until_ && now.steady < *blocked_until_) {
        return Fail{.why = desk::Misconfigured{block_reason_}};
    }
    if (quiet_until_ && now.steady < *quiet_until_) {
        return Fail{
            .why = desk::Unavailable{.retry_after = until(*quiet_until_, now.steady), .reason = "token_rate_limited"}};
    }
    return std::nullopt;
}

} // namespace usher::keliweb
