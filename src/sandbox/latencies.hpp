#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

namespace usher::sandbox {

/// The last measured durations, and their quantiles.
class Latencies {
public:
    static constexpr std::size_t kMost = 100'000;
    void add(std::chrono::nanoseconds duration);
    /// Nothing measured: zero. `share` in [0, 1].
    [[nodiscard]] std::chrono::microseconds quantile(double share) const;
    [[nodiscard]] std::size_t count() const { return count_; }
    void clear();

private:
    std::vector<std::chrono::nanoseconds> ring_;
    std::size_t count_ = 0;
};

} // namespace usher::sandbox
