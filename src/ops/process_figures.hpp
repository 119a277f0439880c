#pragma once

#include <vector>

#include <prometheus/metric_family.h>

namespace usher::ops {

/// `usher_build_info` and the usual `process_*` figures, read from /proc at the moment of asking. What cannot be read
/// is left out.
std::vector<prometheus::MetricFamily> process_figures();

} // namespace usher::ops
