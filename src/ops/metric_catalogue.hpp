#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace usher::ops {

/// One family of `/metrics`.
struct MetricFamily {
    enum class Type : unsigned char { counter, gauge, histogram };
    std::string_view name;
    Type type;
    std::string_view help;
    std::vector<std::string_view> labels;
    std::vector<double> buckets; ///< Histograms: upper bounds in seconds.
};

/// Every metric that Usher has.
std::span<const MetricFamily> metric_catalogue();

} // namespace usher::ops
