#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace usher::ops {

enum class MetricKind : std::uint8_t { counter, gauge, histogram };

/// Bucket boundaries by what is measured.
enum class Buckets : std::uint8_t {
    none,
    quick, ///< Commits and acknowledgements: 0.1 ms to 3 s.
    human  ///< What a person or the desk takes: 10 ms to an hour.
};

/// One metric as operators and dashboards know it. Names, kinds and labels only ever get additions.
struct MetricEntry {
    std::string_view name;
    MetricKind kind = MetricKind::counter;
    std::string_view help;
    std::span<const std::string_view> labels;
    Buckets buckets = Buckets::none;
};

/// Every metric of Usher but `build_info` and the process figures.
std::span<const MetricEntry> catalogue();
std::span<const double> boundaries(Buckets buckets);

} // namespace usher::ops
