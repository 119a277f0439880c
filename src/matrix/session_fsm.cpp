#include "matrix/session_fsm.hpp"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "usher/net/json.hpp"

namespace usher::matrix {

namespace {

// Homeservers count failed logins, and their limits last for minutes.
constexpr milliseconds first_login_pause{60'000};
constexpr milliseconds longest_login_pause{15 * 60'000};
constexpr milliseconds refresh_pause{2'000};

std::optional<runtime::WallTime> time_in(const nlohmann::json& object, const char* key) {
    const auto value = net::number_member(object, key);
    return value ? std::optional(runtime::WallTime{milliseconds{*value}}) : std::nullopt;
}

} // namespace

secret::Secret encode(const Tokens& tokens) {
    nlohmann::json json = {{"access_token", tokens.access.reveal()}, {"refresh_token", tokens.refresh.reveal()}};
    if (tokens.expires_at) {
        json["expires_at"] = tokens.expires_at->time_since_epoch().count();
    }
    if (tokens.refresh_at) {
        json["refresh_at"] = tokens.refresh_at->time_since_epoch().count();
    }
    return secret::Secret(json.dump());
}

std::optional<Tokens> decode_tokens(const secret::Secret& stored) {
    const auto json = net::parse_json(stored.reveal());
    if (!json || net::text_member(*json, "access_token").empty()) {
        return std::nullopt;
    }
    return Tokens{secret::Secret(net::text_member(*json, "access_token")),
                  secret::Secret(net::text_member(*json, "refresh_token")), time_in(*json, "expires_at"),
                  time_in(*json, "refresh_at")};
}

SessionFsm::SessionFsm(Means means) : means_(std::move(means)), loaded_(!means_.durable) {
    if (loaded_ && means_.configured) {
        tokens_ = means_.configured->clone();
    }
}

void SessionFsm::adopt(Tokens tokens) {
    tokens_ = std::move(tokens);
    ++generation_;
    refused_ = false;
    refresh_dead_ = false;
}

void SessionFsm::refused(std::uint64_t generation) {
    if (generation == generation_) {
        refused_ = true;
    }
}

bool SessionFsm::usable(runtime::WallTime now) const {
    return tokens_ && !refused_ && !tokens_->access.empty() && (!tokens_->expires_at || now < *tokens_->expires_at);
}

SessionFsm::Action SessionFsm::log_in(Moment now) {
    if (std::exchange(from_store_, false) && means_.configured) {
        // What was stored no longer works; the operator may have configured something newer.
        adopt(means_.configured->clone());
        return decide(now);
    }
    if (!means_.password) {
        return Fail{last_error_, true};
    }
    if (no_login_before_ && now.steady < *no_login_before_) {
        auto why = last_error_;
        why.retry_after = std::chrono::ceil<milliseconds>(*no_login_before_ - now.steady);
        return Fail{std::move(why), false};
    }
    if (fresh_login_ && refused_) {
        // A token that is refused although it is brand new: logging in again at once would go on for ever.
        login_pause_ = std::clamp(login_pause_ * 2, first_login_pause, longest_login_pause);
        no_login_before_ = now.steady + login_pause_;
        fresh_login_ = false;
        return log_in(now);
    }
    doing_ = Doing::logging_in;
    return LogIn{};
}

SessionFsm::Action SessionFsm::decide(Moment now) {
    if (!loaded_) {
        doing_ = Doing::loading;
        return Load{};
    }
    const bool due = tokens_ && tokens_->refresh_at && now.wall >= *tokens_->refresh_at;
    const bool renewable = tokens_ && !tokens_->refresh.empty() && !refresh_dead_;
    const bool may_refresh = renewable && (!no_refresh_before_ || now.steady >= *no_refresh_before_);
    if (usable(now.wall) && !(due && may_refresh)) {
        fresh_login_ = false;
        return Use{};
    }
    if (may_refresh) {
        doing_ = Doing::refreshing;
        return Refresh{};
    }
    if (renewable) {
        auto why = last_error_;
        why.retry_after = std::chrono::ceil<milliseconds>(*no_refresh_before_ - now.steady);
        return Fail{std::move(why), false};
    }
    return log_in(now);
}

SessionFsm::Action SessionFsm::on(const Denied& denied, Moment now) {
    last_error_ = denied.error;
    const bool passes = denied.error.kind == ErrorClass::wait || denied.error.kind == ErrorClass::unreachable ||
                        denied.error.kind == ErrorClass::broken_off;
    if (doing_ == Doing::refreshing) {
        doing_ = Doing::nothing;
        if (passes) {
            no_refresh_before_ = now.steady + denied.error.retry_after.value_or(refresh_pause);
        } else {
            refresh_dead_ = true;
        }
        return decide(now);
    }
    doing_ = Doing::nothing;
    login_pause_ = passes ? refresh_pause : std::clamp(login_pause_ * 2, first_login_pause, longest_login_pause);
    no_login_before_ = now.steady + std::max(login_pause_, denied.error.retry_after.value_or(milliseconds{0}));
    return Fail{last_error_, !passes};
}

SessionFsm::Action SessionFsm::resume(Event event, Moment now) {
    if (auto* loaded = std::get_if<Loaded>(&event)) {
        loaded_ = true;
        doing_ = Doing::nothing;
        if (loaded->tokens) {
            from_store_ = true;
            adopt(std::move(*loaded->tokens));
        } else if (means_.configured) {
            tokens_ = means_.configured->clone();
        }
    } else if (auto* granted = std::get_if<Granted>(&event)) {
        const bool by_login = doing_ == Doing::logging_in;
        if (granted->tokens.refresh.empty() && !by_login) {
            granted->tokens.refresh = tokens_->refresh.clone(); // Not rotated: the old one goes on working.
        }
        adopt(std::move(granted->tokens));
        fresh_login_ = by_login;
        no_refresh_before_.reset();
        if (means_.durable) {
            doing_ = Doing::saving;
            return Save{};
        }
        doing_ = Doing::nothing;
        return Use{};
    } else if (auto* denied = std::get_if<Denied>(&event)) {
        return on(*denied, now);
    } else if (std::holds_alternative<Saved>(event)) {
        doing_ = Doing::nothing;
        return Use{};
    }
    return decide(now);
}

} // namespace usher::matrix
