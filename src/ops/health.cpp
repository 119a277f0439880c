#include "usher/ops/health.hpp"

#include <utility>

#include <fmt/format.h>

#include "ops/scrub.hpp"

namespace usher::ops {

namespace {

constexpr std::chrono::seconds beat_limit{10};

std::string quoted(std::string_view text) {
    std::string result = "\"";
    append_escaped(result, mask(text), true);
    result.push_back('"');
    return result;
}

} // namespace

Health::Health(const runtime::Clock& clock) : clock_(clock), last_beat_(clock.steady()) {}

void Health::expect(std::string part, runtime::milliseconds limit) {
    Part fresh;
    fresh.limit = limit;
    fresh.last = clock_.steady();
    parts_.insert_or_assign(std::move(part), std::move(fresh));
}

void Health::alive(std::string_view part) {
    if (const auto found = parts_.find(part); found != parts_.end()) {
        found->second.up = true;
        found->second.last = clock_.steady();
    }
}

void Health::down(std::string_view part, std::string reason) {
    if (const auto found = parts_.find(part); found != parts_.end()) {
        found->second.up = false;
        found->second.reason = std::move(reason);
    }
}

void Health::drain() {
    draining_ = true;
}

Health::Report Health::ready() const {
    const auto now = clock_.steady();
    bool ok = !draining_;
    std::string parts;
    for (const auto& [name, part] : parts_) {
        const auto silence = std::chrono::duration_cast<std::chrono::seconds>(now - part.last);
        const bool silent = part.limit.count() > 0 && now - part.last > part.limit;
        std::string state = "ok";
        if (!part.up) {
            state = part.reason;
        } else if (silent) {
            state = fmt::format("no sign of life for {} s", silence.count());
        }
        ok = ok && part.up && !silent;
        parts += fmt::format("{}{}:{}", parts.empty() ? "" : ",", quoted(name), quoted(state));
    }
    return {ok, fmt::format(R"({{"ready":{},{}"parts":{{{}}}}})", ok, draining_ ? R"("stopping":true,)" : "", parts)};
}

Health::Report Health::live() const {
    const auto silence = clock_.steady() - last_beat_;
    if (silence <= beat_limit) {
        return {true, R"({"live":true})"};
    }
    return {false, fmt::format(R"({{"live":false,"reason":"the event loop has not turned for {} s"}})",
                               std::chrono::duration_cast<std::chrono::seconds>(silence).count())};
}

void Health::beat() {
    last_beat_ = clock_.steady();
}

} // namespace usher::ops
