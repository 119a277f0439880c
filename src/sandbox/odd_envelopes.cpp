#include "sandbox/odd_envelopes.hpp"

#include <algorithm>
#include <utility>

#include "sandbox/directory.hpp"

namespace usher::sandbox {

namespace {

/// Faults have no source of randomness; the id only has to look like one.
constexpr std::string_view kId = "5a0db0c5-0dd0-4e0e-8a5e-0000000000f1";
constexpr std::int64_t kLarge = 130'000;
constexpr std::int64_t kLargest = 3'000'000;

Json envelope(std::string_view type, Json payload) {
    return {{"envelope_id", kId}, {"type", type}, {"accepts_response_payload", false}, {"payload", std::move(payload)}};
}

} // namespace

std::string odd_envelope(const Fault& fault) {
    if (fault.deed == "unknown_type") {
        return dump(envelope("quantum_events", {{"type", "entangled"}}));
    }
    if (fault.deed == "non_object") {
        return dump(envelope("events_api", Json::array({"not", "an", "object"})));
    }
    if (fault.deed == "app_rate_limited") {
        // It comes without an inner event.
        return dump(envelope("events_api", {{"token", "sandbox-verification"},
                                            {"type", "app_rate_limited"},
                                            {"team_id", kTeam},
                                            {"minute_rate_limited", 1'518'467'820},
                                            {"api_app_id", kApp}}));
    }
    const auto size = std::min(fault.number("bytes", kLarge), kLargest);
    return dump(envelope("events_api",
                         {{"type", "event_callback"},
                          {"team_id", kTeam},
                          {"api_app_id", kApp},
                          {"event_id", "Ev0LARGE00001"},
                          {"event",
                           {{"type", "emoji_changed"},
                            {"names", std::string(static_cast<std::size_t>(std::max<std::int64_t>(size, 0)), 'e')}}}}));
}

} // namespace usher::sandbox
