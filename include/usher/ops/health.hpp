#pragma once

#include <map>
#include <string>
#include <string_view>

#include "usher/runtime/clock.hpp"

namespace usher::ops {

/// What `/livez` and `/readyz` answer. Parts report; nobody is asked. Loop thread only.
///
/// Ready needs every registered part to be up, and every part with a limit to have shown a sign of life within it: for
/// a chat connection that is the last inbound frame, because an open socket proves nothing.
class Health {
public:
    explicit Health(const runtime::Clock& clock);

    /// Registers a part that starts as not ready. `limit` zero: no sign of life needed.
    void expect(std::string part, runtime::milliseconds limit);
    /// A sign of life; also marks the part up.
    void alive(std::string_view part);
    /// Marks a part down, with a stable reason.
    void down(std::string_view part, std::string reason);
    /// From now on never ready (stopping).
    void drain();

    struct Report {
        bool ok = false;
        std::string json; ///< `{"ready":false,"parts":{"slack":"no frame for 41 s"}}`
    };
    [[nodiscard]] Report ready() const;
    /// Whether the loop has turned within 10 s (`beat`).
    [[nodiscard]] Report live() const;
    void beat();

private:
    struct Part {
        runtime::milliseconds limit{0};
        bool up = false;
        std::string reason = "not started";
        runtime::SteadyTime last;
    };
    const runtime::Clock& clock_;
    std::map<std::string, Part, std::less<>> parts_;
    runtime::SteadyTime last_beat_;
    bool draining_ = false;
};

} // namespace usher::ops
