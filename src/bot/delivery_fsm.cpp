#include "bot/delivery_fsm.hpp"

#include <algorithm>

namespace usher::bot {

namespace {

template <class... Handlers>
struct Overloaded : Handlers... {
    using Handlers::operator()...;
};

} // namespace

DeliveryFsm::Action DeliveryFsm::start(WallTime now) {
    return step(now);
}

DeliveryFsm::Action DeliveryFsm::step(WallTime now) {
    if (abandoning_) {
        return Abandon{reason_};
    }
    if (record_pending_) {
        return Record{};
    }
    if (options_.final && now >= options_.deadline && state_.fate != Fate::unknown) {
        abandoning_ = true;
        reason_ = "deadline";
        return Abandon{reason_};
    }
    switch (state_.fate) {
    case Fate::none:
        return StoreIntent{};
    case Fate::absent:
        return Post{};
    case Fate::unknown:
        return Locate{};
    case Fate::exists:
        return Edit{};
    }
    return Done{Result::later};
}

DeliveryFsm::Action DeliveryFsm::pause(WallTime now, std::optional<milliseconds> at_least) {
    if (!options_.final && !record_pending_) {
        return Done{Result::later};
    }
    pause_ = pause_.count() == 0 ? options_.first_pause : std::min(pause_ * 2, options_.longest_pause);
    auto duration = std::max(pause_, at_least.value_or(milliseconds{0}));
    if (options_.final && !record_pending_ && state_.fate != Fate::unknown) {
        duration = std::clamp(options_.deadline - now, milliseconds{1}, duration);
    }
    return Sleep{duration};
}

DeliveryFsm::Action DeliveryFsm::on_post(const chat::PostResult& result, WallTime now) {
    return std::visit(Overloaded{
                          [&](const chat::Sent& sent) -> Action {
                              state_.fate = Fate::exists;
                              state_.posted = sent.message;
                              record_pending_ = true;
                              return Record{};
                          },
                          [&](const chat::NotSent& not_sent) -> Action { return pause(now, not_sent.retry_after); },
                          [&](const chat::Ambiguous&) -> Action {
                              // An edit can be repeated; a post must be looked for first.
                              if (state_.fate != Fate::exists) {
                                  state_.fate = Fate::unknown;
                              }
                              return pause(now, std::nullopt);
                          },
                          [&](const chat::Rejected& rejected) -> Action {
                              abandoning_ = true;
                              reason_ = rejected.reason;
                              return Abandon{reason_};
                          },
                      },
                      result);
}

DeliveryFsm::Action DeliveryFsm::on_locate(const chat::LocateResult& result, WallTime now) {
    return std::visit(Overloaded{
                          [&](const chat::Located& located) -> Action {
                              state_.fate = Fate::exists;
                              state_.posted = located.message;
                              return step(now);
                          },
                          [&](const chat::Absent&) -> Action {
                              const auto landed_by = state_.intent_at + options_.landing_time;
                              if (now < landed_by) {
                                  return options_.final ? Action{Sleep{landed_by - now}} : Action{Done{Result::later}};
                              }
                              state_.fate = Fate::absent;
                              return step(now);
                          },
                          [&](const chat::CannotTell& silent) -> Action {
                              const bool may_look_later = silent.retry_after && ++told_to_wait_ < options_.locate_waits;
                              if (may_look_later || ++cannot_tell_ < options_.locate_tries) {
                                  return pause(now, silent.retry_after);
                              }
                              // A second message is a nuisance, a lost answer is a broken promise.
                              posted_blindly_ = true;
                              state_.fate = Fate::absent;
                              return step(now);
                          },
                      },
                      result);
}

DeliveryFsm::Action DeliveryFsm::resume(const Event& event, WallTime now) {
    return std::visit(Overloaded{
                          [&](const IntentStored&) -> Action {
                              state_.fate = Fate::absent;
                              state_.intent_at = now;
                              return step(now);
                          },
                          [&](const Recorded&) -> Action { return Done{Result::delivered}; },
                          [&](const Abandoned&) -> Action { return Done{Result::never}; },
                          [&](const StoreFailed&) -> Action {
                              // Not recorded means it would be posted or lost twice over: keep trying while we live.
                              if (state_.fate == Fate::none && !options_.final) {
                                  return Done{Result::later};
                              }
                              pause_ = std::clamp(pause_ * 2, options_.first_pause, options_.longest_pause);
                              return Sleep{pause_};
                          },
                          [&](const Woke&) -> Action { return step(now); },
                          [&](const Stopping&) -> Action { return Done{Result::later}; },
                          [&](const chat::PostResult& result) -> Action { return on_post(result, now); },
                          [&](const chat::LocateResult& result) -> Action { return on_locate(result, now); },
                      },
                      event);
}

} // namespace usher::bot
