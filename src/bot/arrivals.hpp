#pragma once

#include <vector>

#include "usher/bot/bot.hpp"
#include "usher/mention/matcher.hpp"

namespace usher::bot {

/// Reads chat events: what of them is to be stored. The text is looked at here and nowhere else, and not kept. Loop
/// thread only; the references outlive it.
class Arrivals {
public:
    Arrivals(const Options& options, runtime::Clock& clock, ops::Metrics& metrics)
        : options_(options), clock_(clock), metrics_(metrics), matcher_(options.mention), limiter_(options.rate_limit),
          unfurl_limiter_(options.rate_limit) {}

    /// One for each thing that is to be answered; none for most messages.
    [[nodiscard]] std::vector<store::Arrival> of(const chat::Event& event);

private:
    [[nodiscard]] store::Ask parse(const chat::Event& event);
    [[nodiscard]] store::Item item_of(const chat::Event& event);
    [[nodiscard]] store::Item unasked_item_of(const chat::Event& event, const policy::UnfurlRule& rule);
    [[nodiscard]] std::vector<store::Arrival> unfurls_of(const chat::Event& event);
    [[nodiscard]] std::vector<store::Arrival> links_of(const chat::Event& event);
    [[nodiscard]] bool too_old(const chat::Event& event);
    [[nodiscard]] bool too_many_unfurls(const identity::PersonId& person);

    const Options& options_;
    runtime::Clock& clock_;
    ops::Metrics& metrics_;
    mention::Matcher matcher_;
    RateLimiter limiter_;
    RateLimiter unfurl_limiter_; ///< What nobody asked for takes nothing from what is asked.
};

} // namespace usher::bot
