#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace usher::ops {

/// The numbers behind `/metrics`, in Prometheus' terms. Every name is in the catalogue of metrics.cpp with its type,
/// help and labels; an unknown name or label is a programming error and throws std::logic_error. Label values are from
/// small closed sets: no ids, no text. Loop thread only, except `exposition`.
class Metrics {
public:
    using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;
    Metrics();
    ~Metrics();
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;

    /// Adds to a counter.
    void add(std::string_view name, Labels labels = {}, double by = 1);
    /// Sets a gauge.
    void set(std::string_view name, double value, Labels labels = {});
    /// Observes a histogram, in seconds.
    void observe(std::string_view name, double seconds, Labels labels = {});
    /// The current value of a counter or gauge (0 if never touched): for tests.
    [[nodiscard]] double value(std::string_view name, Labels labels = {}) const;
    /// The text format of https://prometheus.io/docs/instrumenting/exposition_formats/, `build_info` and process
    /// figures included.
    [[nodiscard]] std::string exposition() const;

private:
    struct Registry;
    std::unique_ptr<Registry> registry_;
};

} // namespace usher::ops
