#include "sandbox/latencies.hpp"

#include <algorithm>
#include <cmath>

namespace usher::sandbox {

void Latencies::add(std::chrono::nanoseconds duration) {
    if (ring_.size() < kMost) {
        ring_.push_back(duration);
    } else {
        ring_[count_ % kMost] = duration;
    }
    ++count_;
}

std::chrono::microseconds Latencies::quantile(double share) const {
    if (ring_.empty()) {
        return {};
    }
    auto sorted = ring_;
    const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(sorted.size())));
    const auto place =
        sorted.begin() + static_cast<std::ptrdiff_t>(std::clamp<std::size_t>(rank, 1, sorted.size()) - 1);
    std::ranges::nth_element(sorted, place);
    return std::chrono::duration_cast<std::chrono::microseconds>(*place);
}

void Latencies::clear() {
    ring_.clear();
    count_ = 0;
}

} // namespace usher::sandbox
